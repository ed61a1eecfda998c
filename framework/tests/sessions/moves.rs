//! Rows of every kind that change places, for a client that understands moves.

#[path = "../../../tests/stores/src/moves.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::RaceStore;

pub async fn of_rows(recorder: &mut Recorder) {
    recorder.offer(json!(["move"]));
    recorder.join::<RaceStore>("moves", json!({})).await;
    for runner in [&["runners", "3"][..], &["cards", "card-3"]] {
        recorder.command_on(runner, "run", json!({})).await;
        recorder.patch().await;
    }
    let lead = json!({"id": 3, "name": "the third"});
    recorder.change("lead", lead).await;
    for ids in [vec![4, 1, 2, 3], vec![2, 5, 3, 4], vec![4, 3, 5, 2, 1]] {
        recorder.change("arrange", json!({"ids": ids})).await;
    }
    for runner in [&["runners", "3"][..], &["cards", "card-3"]] {
        recorder.command_on(runner, "run", json!({})).await;
        recorder.patch().await;
    }
}
