//! Values that load beside commands.

#[path = "../../../tests/stores/src/async_values.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::WeatherStore;

/// Mounts the store, whose wind comes a moment after the first envelope.
async fn join(recorder: &mut Recorder, id: &str) {
    recorder.join::<WeatherStore>(id, json!({})).await;
    recorder.patch().await;
}

pub async fn reload(recorder: &mut Recorder) {
    join(recorder, "reload").await;
    // It says `loading` from the start.
    recorder.command("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Nara", "degrees": 21}))
        .await;
    // The last value stays while it loads again.
    recorder.change("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Nara", "degrees": 22}))
        .await;
}

pub async fn failed(recorder: &mut Recorder) {
    join(recorder, "failed").await;
    recorder.command("ask", json!({})).await;
    recorder
        .change("fail", json!({"reason": "no signal"}))
        .await;
    recorder.change("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Kyoto", "degrees": -2}))
        .await;
    recorder.change("ask", json!({})).await;
    recorder.change("fail", json!({"reason": "again"})).await;
}

pub async fn cancelled(recorder: &mut Recorder) {
    join(recorder, "cancelled").await;
    recorder.command("ask", json!({})).await;
    recorder.change("give_up", json!({})).await;
    // Nothing loads.
    recorder.command("give_up", json!({})).await;
    recorder.change("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Uji", "degrees": 0}))
        .await;
}

pub async fn stream(recorder: &mut Recorder) {
    join(recorder, "stream").await;
    let cities = |cities: &[&str], more: bool| json!({"cities": cities, "more": more});
    // It says `loading` from the start.
    recorder
        .change("load_days", cities(&["Nara", "Uji"], false))
        .await;
    for load in [
        cities(&["Kobe"], true),
        cities(&[], true),
        cities(&["Kyoto"], false),
    ] {
        recorder.change("load_days", load).await;
        recorder.patch().await;
    }
}
