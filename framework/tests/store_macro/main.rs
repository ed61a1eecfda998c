//! `#[store]`, `#[command]`, `#[params]` and `#[command_error]`: what they make of an application's
//! methods and types.

#![allow(missing_docs)]
#![cfg(feature = "server")]

use std::cell::RefCell;

use musubi::prelude::*;
use musubi::testing::{ErrorReply, TestPage};
use musubi::{CommandError, StoreContract};
use serde_json::{Value, json};

mod children;

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn log(entry: impl Into<String>) {
    LOG.with_borrow_mut(|log| log.push(entry.into()));
}

pub(crate) fn take_log() -> Vec<String> {
    LOG.take()
}

pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(test)
}

#[state]
struct Counter {
    count: i64,
}

#[params]
struct CounterParams {
    #[serde(default)]
    count: i64,
    step: Option<i64>,
}

#[state]
struct Added {
    before: i64,
    after: i64,
}

#[command_error]
#[derive(PartialEq)]
enum CountError {
    /// The counter is at its end. It cannot go on.
    AtTheEnd,
    #[reason("only {left} of {most} are left")]
    TooFar {
        left: i64,
        #[serde(rename = "maximum")]
        most: i64,
    },
    #[reason("{0} is not a number")]
    NotANumber(String),
}

struct CounterStore {
    count: RwSignal<i64>,
    step: i64,
}

#[store(root, name = "Test.Counter")]
impl CounterStore {
    const LIMIT: i64 = 100;

    async fn mount(params: CounterParams) -> Result<Self, CountError> {
        tokio::task::yield_now().await;
        if params.count > Self::LIMIT {
            return Err(CountError::AtTheEnd);
        }
        Ok(Self {
            count: create_rw_signal(params.count),
            step: params.step.unwrap_or(1),
        })
    }

    fn render(&self) -> CounterSignals {
        CounterSignals {
            count: self.count.into(),
        }
    }

    #[command]
    fn step(&self) {
        self.add(self.step);
    }

    #[command]
    fn add_all(&self, first: i64, #[serde(default)] second: i64, third: Option<i64>) -> Added {
        let before = self.count.get();
        self.add(first + second + third.unwrap_or_default());
        Added {
            before,
            after: self.count.get(),
        }
    }

    #[command(name = "set!")]
    fn set_with_another_name(&self, mut to: i64, #[serde(rename = "plus-one")] plus_one: bool) {
        if plus_one {
            to += 1;
        }
        self.count.set(to);
    }

    #[musubi::command]
    async fn wait(&self, turns: u32) -> Result<i64, CountError> {
        for _ in 0..turns {
            self.count.update(|count| *count += 1);
            tokio::task::yield_now().await;
        }
        let most = Self::LIMIT;
        match most - self.count.get() {
            left if left < 0 => Err(CountError::TooFar { left, most }),
            left => Ok(left),
        }
    }

    #[command]
    fn parse(&self, text: String) -> Result<(), CountError> {
        let count = text.parse().map_err(|_| CountError::NotANumber(text))?;
        self.count.set(count);
        Ok(())
    }

    #[cleanup]
    fn ends(&self) {
        log("counter ended");
    }

    fn add(&self, amount: i64) {
        self.count.update(|count| *count += amount);
    }
}

async fn counter(params: Value) -> TestPage {
    TestPage::mount::<CounterStore>(params).await.unwrap()
}

#[test]
fn params_and_arguments_may_be_left_out_where_they_have_a_default() {
    run(async {
        let mut page = counter(json!({})).await;
        page.command("step", json!({})).await.unwrap();
        let reply = page
            .command("add_all", json!({ "first": 4 }))
            .await
            .unwrap();
        assert_eq!(reply, json!({ "before": 1, "after": 5 }));
        page.flush();
        assert_eq!(page.state()["count"], 5);

        let mut page = counter(json!({ "count": 10, "step": 3 })).await;
        page.command("step", json!({})).await.unwrap();
        let payload = json!({ "first": 1, "second": 2, "third": 3 });
        let reply = page.command("add_all", payload).await.unwrap();
        assert_eq!(reply, json!({ "before": 13, "after": 19 }));
    });
}

#[test]
fn a_command_and_its_arguments_can_have_other_names_on_the_wire() {
    run(async {
        let mut page = counter(json!({})).await;
        let reply = page
            .command("set!", json!({ "to": 6, "plus-one": true }))
            .await
            .unwrap();
        assert_eq!(reply, json!({}));
        page.flush();
        assert_eq!(page.state()["count"], 7);
        let unknown = page
            .command("set_with_another_name", json!({}))
            .await
            .unwrap_err();
        assert_eq!(unknown.reason, "unknown command");
    });
}

#[test]
fn a_payload_that_does_not_fit_is_an_error_with_the_path() {
    run(async {
        let mut page = counter(json!({})).await;
        let error = page
            .command("add_all", json!({ "first": "4" }))
            .await
            .unwrap_err();
        assert_eq!(error.code.as_deref(), Some("invalid_payload"));
        assert_eq!(error.detail.unwrap()["path"], "first");
        let error = page.command("add_all", json!({})).await.unwrap_err();
        let message = error.detail.unwrap()["message"].to_string();
        assert!(message.contains("missing field `first`"), "{message}");
        assert_eq!(page.command("step", json!({})).await, Ok(json!({})));
    });
}

#[test]
fn an_async_command_replies_when_it_is_done() {
    run(async {
        let mut page = counter(json!({ "count": 90 })).await;
        assert_eq!(
            page.command("wait", json!({ "turns": 10 })).await,
            Ok(json!(0))
        );
    });
}

#[test]
fn typed_errors_have_a_code_a_reason_and_a_detail() {
    run(async {
        let mut page = counter(json!({ "count": 90 })).await;
        assert_eq!(
            page.command("wait", json!({ "turns": 11 })).await,
            Err(ErrorReply {
                code: Some("too_far".into()),
                reason: "only -1 of 100 are left".into(),
                detail: Some(json!({ "left": -1, "maximum": 100 })),
            })
        );
        assert_eq!(
            page.command("parse", json!({ "text": "ten" })).await,
            Err(ErrorReply {
                code: Some("not_a_number".into()),
                reason: "ten is not a number".into(),
                detail: Some(json!("ten")),
            })
        );
    });
}

#[test]
fn a_mount_can_refuse() {
    let refused = run(TestPage::mount::<CounterStore>(json!({ "count": 101 }))).unwrap_err();
    assert_eq!(
        refused,
        ErrorReply {
            code: Some("at_the_end".into()),
            reason: "The counter is at its end.".into(),
            detail: Some(Value::Null),
        }
    );
    let refused = run(TestPage::mount::<CounterStore>(json!({ "count": "1" }))).unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("invalid_params"));
}

#[test]
fn errors_are_read_back_from_their_code_and_detail() {
    let error = CountError::TooFar { left: 1, most: 2 };
    let json = serde_json::to_value(&error).unwrap();
    assert_eq!(
        json,
        json!({ "code": "too_far", "detail": { "left": 1, "maximum": 2 } })
    );
    assert_eq!(serde_json::from_value::<CountError>(json).unwrap(), error);
    let error: CountError = serde_json::from_value(json!({ "code": "at_the_end" })).unwrap();
    assert_eq!(error.code(), "at_the_end");
    assert_eq!(error.detail().unwrap(), "null");
    assert_eq!(
        format!("{error:?}"),
        "at_the_end: The counter is at its end."
    );
    assert_eq!(error.to_string(), error.reason());
}

#[test]
fn a_store_ends_with_its_cleanup() {
    run(async {
        let page = counter(json!({})).await;
        take_log();
        drop(page);
        assert_eq!(take_log(), ["counter ended"]);
    });
}

#[test]
fn a_store_can_have_another_name_than_its_type() {
    assert_eq!(CounterStore::NAME, "Test.Counter");
}
