//! Files that go elsewhere, so that all of their messages are on the topic of the page.

use musubi::prelude::*;
use serde_json::{Value, json};

use crate::recorder::Recorder;

#[state]
pub struct Album {
    pub kept: Vec<String>,
    pub pictures: Upload,
}

pub struct AlbumStore {
    kept: RwSignal<Vec<String>>,
    pictures: UploadSlot,
}

#[store(root, name = "Recorded.Album")]
impl AlbumStore {
    fn mount() -> Self {
        let options = UploadOptions::accept([".png", ".jpg"])
            .max_entries(2)
            .max_file_size(100);
        let pictures = UploadSlot::new(options).external(async |entry| {
            if entry.client_name.starts_with("secret") {
                return Err(Refusal::new("forbidden", "That one stays with you."));
            }
            let url = format!("https://files.example.test/{}", entry.client_name);
            Ok(ExternalUpload::new("s3", json!({ "url": url })))
        });
        Self {
            kept: create_rw_signal(Vec::new()),
            pictures,
        }
    }

    fn render(&self) -> AlbumSignals {
        AlbumSignals {
            kept: self.kept.into(),
            pictures: self.pictures,
        }
    }

    /// Keeps the pictures that are there.
    #[command]
    async fn keep(&self) -> usize {
        let names = self.pictures.consume(async |file| {
            let name = file.entry().client_name.clone();
            Ok::<_, Refusal>(name)
        });
        let names: Vec<_> = names.await.into_iter().flatten().collect();
        let count = names.len();
        self.kept.update(|kept| kept.extend(names));
        count
    }

    /// Gives up all pictures.
    #[command]
    fn give_up(&self) {
        for entry in self.pictures.entries_untracked() {
            self.pictures.cancel(&entry.entry_ref);
        }
    }
}

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
