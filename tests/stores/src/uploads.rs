//! Files that go elsewhere, so that all of their messages are on the topic of the page.

use musubi::prelude::*;
use serde_json::json;

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
