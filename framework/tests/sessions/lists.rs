//! Lists of rows: compared by key, recorded edit by edit, and with signals of their own.

#[path = "../../../tests/stores/src/lists.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::BoardStore;

pub async fn by_key(recorder: &mut Recorder) {
    recorder.join::<BoardStore>("by-key", json!({})).await;
    for ids in [
        vec![1, 2, 3, 4],
        vec![4, 1, 2, 3],
        vec![2, 3],
        vec![5, 2, 6, 3, 7],
        vec![7, 6, 5],
    ] {
        recorder.change("set_tasks", json!({"ids": ids})).await;
    }
    recorder
        .change("rename_task", json!({"id": 6, "text": "renamed"}))
        .await;
    recorder.change("set_tasks", json!({"ids": []})).await;
}

pub async fn of_edits(recorder: &mut Recorder) {
    recorder.join::<BoardStore>("of-edits", json!({})).await;
    for (at, id) in [(1, 2), (0, 3), (1, 4)] {
        recorder
            .change("insert_note", json!({"at": at, "id": id}))
            .await;
    }
    recorder
        .change("rename_note", json!({"id": 4, "text": "renamed"}))
        .await;
    recorder
        .change("move_note", json!({"id": 2, "to": 0}))
        .await;
    recorder
        .change("move_note", json!({"id": 2, "to": 3}))
        .await;
    recorder
        .change("remove_notes", json!({"ids": [3, 2]}))
        .await;
}

pub async fn of_signals(recorder: &mut Recorder) {
    recorder.join::<BoardStore>("of-signals", json!({})).await;
    recorder
        .change("set_players", json!({"ids": [1, 2, 3]}))
        .await;
    recorder
        .change("rename_player", json!({"id": 2, "text": "renamed"}))
        .await;
    recorder
        .change("set_players", json!({"ids": [3, 2, 4]}))
        .await;
    recorder
        .change("rename_player", json!({"id": 2, "text": "again"}))
        .await;
    recorder.change("set_players", json!({"ids": [2]})).await;
}
