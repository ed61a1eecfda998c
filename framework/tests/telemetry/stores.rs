//! A store that does a little of everything.

use musubi::hooks::Authorize;
use musubi::prelude::*;
use musubi::{ConnectRequest, Context, Socket};

use crate::support::Server;

#[state]
pub struct Show {
    pub value: i64,
    pub loaded: AsyncValue<String>,
    pub avatar: Upload,
}

#[params]
pub struct ShowParams {
    #[serde(default)]
    pub refuse: bool,
}

/// Told when a value is set.
#[event]
pub struct ValueSet {
    pub value: i64,
}

pub struct ShowStore {
    value: RwSignal<i64>,
    loaded: AsyncSignal<String>,
    avatar: UploadSlot,
}

#[store(root, events(ValueSet))]
impl ShowStore {
    fn mount(params: ShowParams) -> Result<Self, Refusal> {
        if params.refuse {
            return Err(Refusal::new("asked_for", "It was asked to."));
        }
        let loaded = AsyncSignal::new();
        loaded.load(async { Ok::<_, std::io::Error>("here".to_owned()) });
        Ok(Self {
            value: create_rw_signal(0),
            loaded,
            avatar: UploadSlot::new(UploadOptions::any()),
        })
    }

    fn render(&self) -> ShowSignals {
        ShowSignals {
            value: self.value.into(),
            loaded: self.loaded,
            avatar: self.avatar,
        }
    }

    #[command]
    fn set(&self, value: i64) {
        self.value.set(value);
        push_event(&ValueSet { value });
    }

    #[command]
    fn forbidden(&self) {}

    #[command]
    async fn wait(&self) {
        tokio::task::yield_now().await;
    }

    #[command]
    fn refuse(&self) -> Result<(), Refusal> {
        Err(Refusal::new("never", "It never works."))
    }
}

pub async fn server() -> Server {
    let socket = Socket::new()
        .root::<ShowStore>()
        .hook(Authorize::new(|call| match call.name() {
            "forbidden" => Err(Refusal::unauthorized()),
            _ => Ok(()),
        }))
        .on_connect(async |request: ConnectRequest| {
            if request.query("refuse").is_some() {
                return Err(Refusal::unauthorized());
            }
            Ok(Context::new())
        });
    Server::start(socket).await
}
