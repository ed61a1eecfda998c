use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{self, Either, select};
use js_sys::{Function, Promise, TypeError};
use musubi::reactive::{ClientRuntime, SignalGet, SignalGetUntracked, create_effect, with_owner};
use tsify::Ts;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::root::told;
use super::{JsConnectOptions, Store};
use crate::{Connection, ConnectionStatus};

/// What TypeScript knows of it: the interface of `@musubi/client`.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(module = "/src/javascript/face.js")]
extern "C" {
    /// A connection as JavaScript has it: the `MusubiConnection` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "MusubiConnection<Musubi.Stores>")]
    #[derive(Debug)]
    pub type JsConnection;

    fn connection(host: ConnectionHost) -> JsConnection;
}

/// Connects for JavaScript: what `javascript!` exports. Rejects with a `TypeError` that says what is
/// wrong with the arguments, which can be anything.
pub fn connect(
    url: &JsValue,
    options: Option<Ts<JsConnectOptions>>,
    stores: &'static [Store],
) -> Promise {
    let uploaders = JsConnectOptions::uploaders(options.as_ref());
    let url = url
        .as_string()
        .ok_or("the URL: expected a string".to_owned());
    let opened = url.and_then(|url| Ok((url, JsConnectOptions::read(options)?)));
    match opened {
        Ok((url, options)) => {
            let connection = crate::connect(url, options);
            Promise::resolve(&JsValue::from(show(&connection, uploaders, stores)))
        }
        Err(fault) => Promise::reject(&TypeError::new(&format!("connect: {fault}"))),
    }
}

/// A connection of Rust's for JavaScript, which may mount these stores over it.
pub fn share(rust: &Connection, stores: &'static [Store]) -> JsConnection {
    show(rust, JsValue::UNDEFINED, stores)
}

fn show(rust: &Connection, uploaders: JsValue, stores: &'static [Store]) -> JsConnection {
    let (until, ended) = oneshot::channel();
    connection(ConnectionHost(RefCell::new(Some(Rc::new(Shared {
        connection: rust.clone(),
        uploaders,
        stores,
        watcher: RefCell::default(),
        ended: ended.shared(),
        _until: until,
    })))))
}

/// A connection, in the hands of `face.js`.
#[wasm_bindgen(private, skip_typescript)]
#[derive(Debug)]
pub struct ConnectionHost(RefCell<Option<Rc<Shared>>>);

#[derive(Debug)]
struct Shared {
    connection: Connection,
    uploaders: JsValue,
    stores: &'static [Store],
    watcher: RefCell<Option<Function>>,
    /// Ready when `_until` is dropped, and the rest with it.
    ended: future::Shared<oneshot::Receiver<()>>,
    _until: oneshot::Sender<()>,
}

#[wasm_bindgen]
impl ConnectionHost {
    /// Mounts a root, with params that are JSON: see [`Store::mount`].
    pub fn mount(&self, module: &str, id: String, params: String) -> Promise {
        let Some(shared) = self.0.borrow().clone() else {
            return Promise::reject(&told("failed", "Disconnected", None));
        };
        let mut stores = shared.stores.iter();
        match stores.find(|store| store.name == module) {
            Some(store) => {
                let (connection, uploaders) = (shared.connection.clone(), shared.uploaders.clone());
                let mounting = store.mount(connection, id, params, uploaders);
                let ended = shared.ended.clone();
                future_to_promise(async move {
                    // What waits for a server that is not there must not keep the connection.
                    match select(mounting, ended).await {
                        Either::Left((mounted, _)) => mounted,
                        Either::Right(_) => Err(told("failed", "Disconnected", None)),
                    }
                })
            }
            None => {
                let names: Vec<&str> = shared.stores.iter().map(|store| store.name).collect();
                let names = names.join(", ");
                let message = format!("the module has no root store \"{module}\", but: {names}");
                Promise::reject(&told("unknown", &message, None))
            }
        }
    }

    /// How the connection is.
    pub fn status(&self) -> String {
        let shared = self.0.borrow().clone();
        let status = shared.map_or(ConnectionStatus::Reconnecting, |shared| {
            shared.connection.status().get_untracked()
        });
        word(status).to_owned()
    }

    /// Calls `watcher` with the status whenever it changes.
    pub fn watch(&self, watcher: Function) {
        let Some(shared) = self.0.borrow().clone() else {
            return;
        };
        shared.watcher.replace(Some(watcher));
        let weak = Rc::downgrade(&shared);
        let watch = move || {
            // What reads nothing does not run again.
            let Some(shared) = weak.upgrade() else { return };
            let status = word(shared.connection.status().get());
            let watcher = shared.watcher.borrow().clone();
            if let Some(watcher) = watcher {
                // It reports by itself what goes wrong in it.
                let _ = watcher.call1(&JsValue::UNDEFINED, &status.into());
            }
        };
        let owner = shared.connection.owner;
        ClientRuntime::of_thread().enter(|| with_owner(owner, || create_effect(watch)));
    }

    /// Lets go of the connection, which closes where nobody else has it.
    pub fn end(&self) {
        let shared = self.0.take();
        drop(shared);
    }
}

fn word(status: ConnectionStatus) -> &'static str {
    match status {
        ConnectionStatus::Connecting => "connecting",
        ConnectionStatus::Ready => "ready",
        ConnectionStatus::Reconnecting => "reconnecting",
    }
}
