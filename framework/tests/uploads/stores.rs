use std::path::Path;
use std::time::Duration;

use musubi::prelude::*;
use musubi::{Limits, Socket};

use crate::support::{Gate, INTENDED, with_context};

/// A store with two uploads, and what an application does with them.
#[state]
pub struct Form {
    pub avatar: Upload,
    #[serde(rename = "other-files")]
    pub others: Upload,
    pub panel: Option<Child<PanelStore>>,
    /// How often the store was rendered.
    pub renders: u32,
    /// How many entries there are, read as a signal.
    pub count: usize,
}

#[params]
pub struct FormParams {
    #[serde(default)]
    pub chunk_timeout_ms: Option<u64>,
}

pub struct FormStore {
    avatar: UploadSlot,
    others: UploadSlot,
    has_panel: RwSignal<bool>,
    renders: StoredValue<u32>,
}

/// What the application was told of a file.
#[event]
pub struct Progressed {
    pub name: String,
    pub progress: u8,
}

#[store(root, events(Progressed))]
impl FormStore {
    fn mount(params: FormParams) -> Self {
        let mut options = UploadOptions::accept([".png", ".txt"])
            .max_entries(3)
            .max_file_size(10_000)
            .chunk_size(1_000);
        if let Some(limit) = params.chunk_timeout_ms {
            options = options.chunk_timeout(Duration::from_millis(limit));
        }
        let avatar = UploadSlot::new(options).on_progress(|entry| {
            assert!(entry.client_name != "panic.png", "{INTENDED}told of a file");
            push_event(&Progressed {
                name: entry.client_name.clone(),
                progress: entry.progress,
            });
        });
        Self {
            avatar,
            others: UploadSlot::new(UploadOptions::any().max_entries(20_000)),
            has_panel: create_rw_signal(false),
            renders: store_value(0),
        }
    }

    fn render(&self) -> FormSignals {
        self.renders.update_value(|renders| *renders += 1);
        let renders = self.renders.get_value();
        let (avatar, panel) = (self.avatar, self.has_panel.get());
        FormSignals {
            avatar,
            others: self.others,
            panel: panel.then(|| child("panel", musubi::NoParams {})),
            renders: constant(renders),
            count: Signal::derive(move || avatar.entries().len()),
        }
    }

    #[command]
    fn show_panel(&self, show: bool) {
        self.has_panel.set(show);
    }

    /// Reads every complete file. Those whose text is in `keep` stay.
    #[command]
    async fn read(&self, keep: Vec<String>) -> Vec<String> {
        let texts = self.avatar.consume(async |file| {
            let text = tokio::fs::read_to_string(file.path()).await.unwrap();
            if keep.contains(&text) {
                return Err(format!("kept {text}"));
            }
            Ok(text)
        });
        let either = |text: Result<String, String>| text.unwrap_or_else(|kept| kept);
        texts.await.into_iter().map(either).collect()
    }

    /// Moves every complete file to a folder, under the names of their entries.
    #[command]
    async fn persist(&self, folder: String) -> Vec<String> {
        let moved = self.avatar.consume(async |file| {
            let to = format!("{folder}/{}", file.entry().entry_ref);
            file.persist(&to).await.map(|()| to)
        });
        moved.await.into_iter().filter_map(Result::ok).collect()
    }

    /// Holds every complete file until the test lets go.
    #[command]
    async fn hold(&self) {
        let gate = use_context::<Gate>().expect("a gate");
        let held = self.avatar.consume(async |_| {
            gate.pass().await;
            Ok::<_, ()>(())
        });
        held.await;
    }

    #[command]
    fn cancel(&self, entry: String) {
        self.avatar.cancel(&entry);
    }

    #[command]
    fn panic(&self) {
        panic!("{INTENDED}a command");
    }
}

#[state]
pub struct Panel {
    pub file: Upload,
}

pub struct PanelStore {
    file: UploadSlot,
}

#[store]
impl PanelStore {
    fn mount() -> Self {
        Self {
            file: UploadSlot::new(UploadOptions::any()),
        }
    }

    fn render(&self) -> PanelSignals {
        PanelSignals { file: self.file }
    }
}

#[state]
pub struct Album {
    pub photos: Upload,
}

/// A store whose files go elsewhere.
pub struct AlbumStore {
    photos: UploadSlot,
}

#[store(root)]
impl AlbumStore {
    fn mount() -> Self {
        let photos = UploadSlot::new(UploadOptions::any().max_entries(2));
        let photos = photos.external(async |entry| {
            tokio::task::yield_now().await;
            if entry.client_name == "forbidden" {
                return Err(Refusal::new("quota", "There is no room left."));
            }
            Ok(ExternalUpload::new(
                "s3",
                serde_json::json!({"key": entry.entry_ref}),
            ))
        });
        Self { photos }
    }

    fn render(&self) -> AlbumSignals {
        AlbumSignals {
            photos: self.photos,
        }
    }

    #[command]
    async fn keys(&self) -> Vec<String> {
        let keys = self.photos.consume(async |file| {
            let meta = file.meta().expect("the files go elsewhere");
            Ok::<_, ()>(meta["key"].as_str().unwrap_or_default().to_owned())
        });
        keys.await.into_iter().flatten().collect()
    }
}

/// A socket with both, whose files are below `folder`.
pub fn socket(folder: &Path) -> Socket {
    socket_with(folder, Gate::new())
}

/// The same, whose stores find this gate.
pub fn socket_with(folder: &Path, gate: Gate) -> Socket {
    let socket = Socket::new()
        .root::<FormStore>()
        .root::<AlbumStore>()
        .upload_folder(folder)
        .limits(Limits {
            uploads: 4,
            ..Limits::default()
        });
    with_context(socket, musubi::Context::new().with(gate))
}
