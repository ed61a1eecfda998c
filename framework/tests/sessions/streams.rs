//! Streams: of the root, in nested state, and of children.

#[path = "../../../tests/stores/src/streams.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::FeedStore;

pub async fn edits(recorder: &mut Recorder) {
    let insert = |at, ids: &[u32]| json!({"at": at, "ids": ids, "limit": null});
    recorder.join::<FeedStore>("edits", json!({})).await;
    recorder.change("insert", insert(-1, &[3])).await;
    recorder.change("insert", insert(0, &[4, 5])).await;
    recorder.change("insert", insert(2, &[6])).await;
    recorder.change("insert", insert(99, &[7])).await;
    // An item of a known key takes the new place.
    recorder.change("insert", insert(0, &[3])).await;
    recorder.change("delete", json!({"ids": [5, 1, 100]})).await;
    recorder.change("mix", json!({})).await;
    recorder.change("reset", json!({"ids": []})).await;
    recorder.change("reset", json!({"ids": [8, 9]})).await;
}

pub async fn limits(recorder: &mut Recorder) {
    let insert = |at, ids: &[u32], limit| json!({"at": at, "ids": ids, "limit": limit});
    recorder.join::<FeedStore>("limits", json!({})).await;
    recorder.change("insert", insert(-1, &[3, 4], 3)).await;
    recorder.change("insert", insert(0, &[5, 6], 3)).await;
    recorder.change("insert", insert(1, &[7], 2)).await;
    recorder.change("insert", insert(-1, &[8], 0)).await;
    recorder.change("insert", insert(-1, &[9], 1)).await;
}

pub async fn places(recorder: &mut Recorder) {
    recorder.join::<FeedStore>("places", json!({})).await;
    recorder.change("notify", json!({"id": 10})).await;
    recorder.change("open_thread", json!({"open": true})).await;
    recorder
        .command_on(&["thread"], "reply", json!({"id": 2}))
        .await;
    recorder.patch().await;
    recorder.change("open_thread", json!({"open": false})).await;
    recorder.change("open_thread", json!({"open": true})).await;
}
