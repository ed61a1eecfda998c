//! The stores behind the sessions, as the reference's capture declares them.

use std::collections::BTreeMap;

use musubi::prelude::*;
use musubi::{Context, Socket};
use serde_json::json;

use crate::support::with_context;

/// Who the connection belongs to.
#[derive(Clone)]
struct CurrentUser(String);

fn current_user() -> String {
    use_context::<CurrentUser>()
        .expect("the connection gives it")
        .0
}

pub fn socket() -> Socket {
    let socket = Socket::new()
        .root::<AlphaRoot>()
        .root::<BetaRoot>()
        .root::<ToggleRoot>()
        .root::<MetaRoot>()
        .root::<EventRoot>()
        .root::<StreamRoot>()
        .root::<AsyncRoot>()
        .root::<UploadRoot>();
    with_context(
        socket,
        Context::new().with(CurrentUser("connect-user".into())),
    )
}

#[state]
pub struct Label {
    pub label: String,
}

#[params]
pub struct LabelProps {
    pub label: String,
}

pub struct LabelStore {
    props: Signal<LabelProps>,
}

#[store(name = "Musubi.WireCapture.Stores.ChildStore")]
impl LabelStore {
    fn mount(props: Signal<LabelProps>) -> Self {
        Self { props }
    }

    fn render(&self) -> LabelSignals {
        let props = self.props;
        LabelSignals {
            label: Signal::derive(move || props.get().label),
        }
    }
}

#[state]
pub struct Alpha {
    pub room_id: String,
    pub current_user: String,
    pub child: Child<LabelStore>,
}

#[params]
pub struct AlphaParams {
    pub room_id: String,
}

pub struct AlphaRoot {
    room_id: RwSignal<String>,
    current_user: RwSignal<String>,
}

#[store(root, name = "Musubi.WireCapture.Stores.AlphaRootStore")]
impl AlphaRoot {
    fn mount(params: AlphaParams) -> Self {
        Self {
            room_id: create_rw_signal(params.room_id),
            current_user: create_rw_signal(current_user()),
        }
    }

    fn render(&self) -> AlphaSignals {
        AlphaSignals {
            room_id: self.room_id.into(),
            current_user: self.current_user.into(),
            child: child(
                "child",
                LabelProps {
                    label: self.room_id.get(),
                },
            ),
        }
    }

    #[command]
    fn rename(&self, room_id: String) {
        self.room_id.set(room_id);
    }
}

#[state]
pub struct Beta {
    pub current_user: String,
    pub label: String,
}

#[state]
pub struct Echo {
    pub ok: bool,
    pub label: String,
}

pub struct BetaRoot {
    label: RwSignal<String>,
    current_user: RwSignal<String>,
}

#[store(root, name = "Musubi.WireCapture.Stores.BetaRootStore")]
impl BetaRoot {
    fn mount(params: LabelProps) -> Self {
        Self {
            label: create_rw_signal(params.label),
            current_user: create_rw_signal(current_user()),
        }
    }

    fn render(&self) -> BetaSignals {
        BetaSignals {
            current_user: self.current_user.into(),
            label: self.label.into(),
        }
    }

    #[command]
    fn echo(&self, label: String) -> Echo {
        Echo { ok: true, label }
    }
}

#[state]
pub struct Toggle {
    pub panel: Option<Child<LabelStore>>,
}

pub struct ToggleRoot {
    show: RwSignal<bool>,
}

#[store(root, name = "Musubi.WireCapture.Stores.ToggleRootStore")]
impl ToggleRoot {
    fn mount() -> Self {
        Self {
            show: create_rw_signal(false),
        }
    }

    fn render(&self) -> ToggleSignals {
        let panel = || {
            child(
                "panel",
                LabelProps {
                    label: "panel".into(),
                },
            )
        };
        ToggleSignals {
            panel: self.show.get().then(panel),
        }
    }

    #[command]
    fn toggle(&self, show: bool) {
        self.show.set(show);
    }
}

#[state]
pub struct Meta {
    pub meta: BTreeMap<String, String>,
}

pub struct MetaRoot {
    meta: RwSignal<BTreeMap<String, String>>,
}

#[store(root, name = "Musubi.WireCapture.Stores.MetaRootStore")]
impl MetaRoot {
    fn mount() -> Self {
        let meta = [("a".to_owned(), "1".to_owned())].into();
        Self {
            meta: create_rw_signal(meta),
        }
    }

    fn render(&self) -> MetaSignals {
        MetaSignals {
            meta: self.meta.into(),
        }
    }

    #[command]
    fn put(&self, key: String, value: String) {
        self.meta.update(|meta| {
            meta.insert(key, value);
        });
    }
}

#[event]
pub struct Toast {
    pub msg: String,
}

#[state]
pub struct Titled {
    pub title: String,
}

pub struct EventRoot;

#[store(root, name = "Musubi.WireCapture.Stores.EventRootStore", events(Toast))]
impl EventRoot {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> TitledSignals {
        TitledSignals {
            title: constant("events".to_owned()),
        }
    }

    #[command]
    fn notify(&self, msg: String) {
        push_event(&Toast { msg });
    }
}

#[state]
pub struct Item {
    pub id: String,
}

#[state]
pub struct Listed {
    pub title: String,
    pub items: Stream<Item>,
}

pub struct StreamRoot {
    items: StreamSignal<Item>,
}

#[store(root, name = "Musubi.WireCapture.Stores.StreamRootStore")]
impl StreamRoot {
    fn mount() -> Self {
        Self {
            items: StreamSignal::with_item_key(|item: &Item| format!("item-{}", item.id)),
        }
    }

    fn render(&self) -> ListedSignals {
        ListedSignals {
            title: constant("stream".to_owned()),
            items: self.items,
        }
    }

    #[command]
    fn seed(&self, count: u32) {
        self.items
            .reset((1..=count).map(|id| Item { id: id.to_string() }));
    }

    #[command]
    fn insert(&self, id: String, at: i64, limit: Option<usize>) {
        let at = usize::try_from(at).map_or(At::End, At::Index);
        match limit {
            Some(limit) => self.items.insert_limited(at, Item { id }, limit),
            None => self.items.insert_at(at, Item { id }),
        }
    }

    #[command]
    fn delete(&self, id: String) {
        self.items.delete(&Item { id });
    }
}

#[state]
pub struct Profile {
    pub name: String,
}

#[state]
pub struct Profiled {
    pub profile: AsyncValue<Profile>,
}

pub struct AsyncRoot {
    profile: AsyncSignal<Profile>,
}

#[store(root, name = "Musubi.WireCapture.Stores.AsyncRootStore")]
impl AsyncRoot {
    fn mount() -> Self {
        Self {
            profile: AsyncSignal::new(),
        }
    }

    fn render(&self) -> ProfiledSignals {
        ProfiledSignals {
            profile: self.profile,
        }
    }

    #[command]
    fn load(&self, outcome: String) {
        self.profile.load(async move {
            match &*outcome {
                "ok" => Ok(Profile { name: "ada".into() }),
                _ => Err("nope"),
            }
        });
    }
}

#[state]
pub struct Uploaded {
    pub title: String,
    pub avatar: Upload,
}

pub struct UploadRoot {
    avatar: UploadSlot,
}

#[store(root, name = "Musubi.WireCapture.Stores.UploadRootStore")]
impl UploadRoot {
    fn mount() -> Self {
        let options = UploadOptions::accept([".png"])
            .max_entries(2)
            .max_file_size(1_000_000)
            .chunk_size(1024);
        let avatar = UploadSlot::new(options).external(async |entry| {
            let url = format!("https://uploads.example.test/{}", entry.client_name);
            Ok::<_, Refusal>(ExternalUpload::new("s3", json!({ "url": url })))
        });
        Self { avatar }
    }

    fn render(&self) -> UploadedSignals {
        UploadedSignals {
            title: constant("uploads".to_owned()),
            avatar: self.avatar,
        }
    }
}
