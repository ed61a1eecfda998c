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
}

pub struct TillStore {
    sum: RwSignal<Sum>,
}

#[store(root, events(Summed))]
impl TillStore {
    fn mount() -> Self {
        Self {
            sum: create_rw_signal(Sum::default()),
        }
    }

    fn render(&self) -> TillSignals {
        TillSignals {
            sum: self.sum.into(),
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
