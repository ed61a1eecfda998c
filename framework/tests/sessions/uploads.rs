//! Files that go elsewhere, so that all of their messages are on the topic of the page.

#[path = "../../../tests/stores/src/uploads.rs"]
mod stores;

use serde_json::{Value, json};

use crate::recorder::Recorder;
pub use stores::AlbumStore;

/// Offers files, each with its name, size and type.
async fn offer(recorder: &mut Recorder, files: &[(&str, u32, &str)]) -> Value {
    let entry = |(index, (name, size, kind)): (usize, &(&str, u32, &str))| json!({"client_ref": index.to_string(), "name": name, "size": size, "type": kind});
    let entries: Vec<_> = files.iter().enumerate().map(entry).collect();
    let payload = json!({"store_id": [], "name": "pictures", "entries": entries});
    recorder.push("allow_upload", payload).await.reply().ok()
}

async fn progress(recorder: &mut Recorder, reply: &Value, progress: u8) {
    let entry_ref = &reply["entries"]["0"]["entry_ref"];
    let payload =
        json!({"store_id": [], "name": "pictures", "ref": entry_ref, "progress": progress});
    recorder.push("upload_progress", payload).await.reply().ok();
    recorder.patch().await;
}

pub async fn external(recorder: &mut Recorder) {
    recorder.join::<AlbumStore>("external", json!({})).await;
    let reply = offer(recorder, &[("tea.png", 40, "image/png")]).await;
    recorder.patch().await;
    progress(recorder, &reply, 50).await;
    progress(recorder, &reply, 100).await;
    recorder.change("keep", json!({})).await;
}

pub async fn refused(recorder: &mut Recorder) {
    recorder.join::<AlbumStore>("refused", json!({})).await;
    let files = [
        ("large.png", 101, "image/png"),
        ("tea.gif", 10, "image/gif"),
        ("secret.png", 10, "image/png"),
        ("one.png", 10, "image/png"),
        ("two.JPG", 10, "image/jpeg"),
        ("three.png", 10, "image/png"),
    ];
    offer(recorder, &files).await;
    recorder.patch().await;
    recorder.change("give_up", json!({})).await;
    offer(recorder, &files[..2]).await;
}
