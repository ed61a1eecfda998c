//! Events, alone and beside changes, of the root and of a child.

#[path = "../../../tests/stores/src/events.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::DeskStore;

pub async fn from_root_and_child(recorder: &mut Recorder) {
    recorder.join::<DeskStore>("events", json!({})).await;
    recorder
        .change("say", json!({"texts": ["one"], "count": false}))
        .await;
    recorder
        .change("say", json!({"texts": ["two", "three"], "count": true}))
        .await;
    recorder
        .command_on(&["bell"], "ring", json!({"count": 2}))
        .await;
    recorder.patch().await;
    recorder
        .command("say", json!({"texts": [], "count": true}))
        .await;
}
