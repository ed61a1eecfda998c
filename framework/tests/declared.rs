//! Values that are not of the type that clients were promised. Only debug builds look.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(debug_assertions)]

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use musubi::prelude::*;
use musubi::testing::TestPage;
use serde::Serializer;
use serde_json::json;

fn as_number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match text.parse::<u64>() {
        Ok(number) => serializer.serialize_u64(number),
        Err(_) => serializer.serialize_str(text),
    }
}

/// Promises a text.
#[state]
#[derive(Default)]
pub struct Sum {
    #[serde(serialize_with = "as_number")]
    pub text: String,
    pub parts: Vec<f64>,
    pub note: Option<f64>,
}

#[event]
pub struct Summed {
    pub sum: Sum,
}

#[state]
pub struct Till {
    pub sum: Sum,
    /// Promises a text where there is something.
    #[state(type = "string | null")]
    pub place: Option<u32>,
    #[serde(serialize_with = "as_number")]
    pub label: String,
    #[state(key = "text")]
    pub keyed: Vec<Sum>,
    #[state(key = "text")]
    pub list: List<String, Sum>,
    pub stream: Stream<Sum>,
}

pub struct TillStore {
    sum: RwSignal<Sum>,
    place: RwSignal<Option<u32>>,
    label: RwSignal<String>,
    keyed: RwSignal<Vec<Sum>>,
    list: ListSignal<String, Sum>,
    stream: StreamSignal<Sum>,
}

#[params]
pub struct TillParams {
    /// What every member shows from the start.
    #[serde(default)]
    pub keyed: String,
    #[serde(default)]
    pub list: String,
}

#[store(root, events(Summed))]
impl TillStore {
    fn mount(params: TillParams) -> Self {
        Self {
            sum: create_rw_signal(Sum::default()),
            place: create_rw_signal(None),
            label: create_rw_signal(String::new()),
            keyed: create_rw_signal(vec![sum(params.keyed)]),
            list: ListSignal::new(vec![sum(params.list)], |sum: &Sum| sum.text.clone()),
            stream: StreamSignal::new(|sum: &Sum| sum.text.clone()),
        }
    }

    fn render(&self) -> TillSignals {
        TillSignals {
            sum: self.sum.into(),
            place: self.place.into(),
            label: self.label.into(),
            keyed: self.keyed.into(),
            list: self.list,
            stream: self.stream,
        }
    }

    #[command]
    fn change(&self, member: String, text: String) {
        match member.as_str() {
            "sum" => self.sum.set(sum(text)),
            "place" => self.place.set(text.parse().ok()),
            "label" => self.label.set(text),
            _ => self.stream.insert(sum(text)),
        }
    }

    #[command]
    fn show(&self, text: String) -> Sum {
        sum(text)
    }

    #[command]
    fn tell(&self, text: String) {
        push_event(&Summed { sum: sum(text) });
    }
}

fn sum(text: String) -> Sum {
    Sum {
        text,
        parts: vec![1.5],
        note: None,
    }
}

async fn page() -> TestPage {
    TestPage::mount::<TillStore>(json!({})).await.unwrap()
}

#[tokio::test]
async fn a_reply_of_another_type_is_an_error_reply_with_the_path() {
    let mut page = page().await;
    page.command("show", json!({"text": "five"})).await.unwrap();
    let error = page
        .command("show", json!({"text": "5"}))
        .await
        .unwrap_err();
    assert_eq!(error.code.as_deref(), Some("invalid_reply"));
    let expected = "the reply is not of its declared type: text is a number, and clients expect \
                    `string`";
    assert_eq!(error.reason, expected);
}

/// Why the page that `run` is given to fails.
async fn failure<F: Future<Output = ()>>(run: F) -> String {
    let panic = AssertUnwindSafe(run).catch_unwind().await.unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[tokio::test]
async fn a_member_that_changes_to_another_type_ends_the_page_with_the_path() {
    for (member, path) in [
        ("sum", "text is a number, and clients expect `string`"),
        (
            "place",
            "it is a number, and clients expect `string | null`",
        ),
        ("label", "it is a number, and clients expect `string`"),
        ("stream", "text is a number, and clients expect `string`"),
    ] {
        let panic = failure(async {
            let mut page = page().await;
            let change = json!({"member": member, "text": "no number"});
            page.command("change", change).await.unwrap();
            page.flush();
            let change = json!({"member": member, "text": "5"});
            page.command("change", change).await.unwrap();
            page.flush();
        });
        let panic = panic.await;
        assert!(panic.contains(member), "{panic}");
        assert!(panic.contains(path), "{panic}");
    }
}

#[tokio::test]
async fn rows_that_are_of_another_type_from_the_start_end_the_page_with_the_path() {
    for (member, path) in [
        ("keyed", "[0].text is a number, and clients expect `string`"),
        ("list", "/list/0"),
    ] {
        let panic = failure(async {
            let _ = TestPage::mount::<TillStore>(json!({member: "5"})).await;
        });
        let panic = panic.await;
        assert!(panic.contains(member), "{panic}");
        assert!(panic.contains(path), "{panic}");
    }
}

#[tokio::test]
async fn an_event_of_another_type_panics_with_store_event_and_path() {
    let mut page = page().await;
    page.command("tell", json!({"text": "five"})).await.unwrap();
    let telling = page.command("tell", json!({"text": "5"}));
    let panic = AssertUnwindSafe(telling).catch_unwind().await.unwrap_err();
    let panic = *panic.downcast::<String>().unwrap();
    let expected = "event `summed` of store `TillStore` is not of its declared type: sum.text is \
                    a number, and clients expect `string`";
    assert_eq!(panic, expected);
}
