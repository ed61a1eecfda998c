//! Members that are plain data, nested state, and names that pointers escape.

#[path = "../../../tests/stores/src/fields.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::{FormStore, LabelsStore};

pub async fn every_kind(recorder: &mut Recorder) {
    recorder.join::<FormStore>("form", json!({})).await;
    let title = json!({"title": "\"Tea\" \\ für zwei\n\u{1f375}"});
    recorder.change("set_title", title.clone()).await;
    // What is equal is not sent.
    recorder.command("set_title", title).await;
    let running = |percent| json!({"phase": {"type": "running", "percent": percent}});
    recorder.change("set_phase", running(10)).await;
    recorder.change("set_phase", running(20)).await;
    recorder
        .change("set_phase", json!({"phase": {"type": "idle"}}))
        .await;
    recorder.change("rate", json!({"rating": 5})).await;
    recorder.change("rate", json!({"rating": null})).await;
    let place = |city, seats| json!({"place": {"city": city, "seats": seats}});
    recorder.change("move_to", place("Kyoto", 2)).await;
    recorder.change("move_to", place("Nara", 3)).await;
    for value in [
        json!({"deep": {"list": [1, 3]}, "more": null}),
        json!({"deep": {"list": []}}),
        json!([{"a": 1}, {"b": [true]}]),
        json!([{"b": [true]}, {"a": 1}, "x"]),
        json!(null),
    ] {
        recorder
            .change("set_anything", json!({"value": value}))
            .await;
    }
}

pub async fn numbers(recorder: &mut Recorder) {
    recorder.join::<FormStore>("numbers", json!({})).await;
    for (ratio, exact) in [
        (-0.125, "9007199254740993"),
        (1e300, "18446744073709551615"),
        (2.0, "0"),
    ] {
        recorder
            .change("set_numbers", json!({"ratio": ratio, "exact": exact}))
            .await;
    }
}

pub async fn names(recorder: &mut Recorder) {
    recorder.join::<LabelsStore>("labels", json!({})).await;
    // None of `__proto__`: a client in JavaScript may refuse that name, and says so by itself.
    for name in [
        "",
        "a/b",
        "~",
        "~1",
        "0",
        "-",
        "constructor",
        "日本",
        "a b\"c",
    ] {
        recorder
            .change("put", json!({"name": name, "text": "first"}))
            .await;
        recorder
            .change("put", json!({"name": name, "text": "second"}))
            .await;
    }
    for name in ["~1", "", "constructor"] {
        recorder
            .change("put", json!({"name": name, "text": null}))
            .await;
    }
}
