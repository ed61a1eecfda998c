use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::{Array, Function, Promise};
use musubi::StoreContract;
use musubi::reactive::ClientRuntime;
use musubi::replica::{Answer, CommandFailure};
use musubi_wire::StoreId;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::Watchers;
use crate::Connection;
use crate::connection::Taken;
use crate::mounted::{Ended, Shared};
use crate::protocol::{Join, MountFailure};

/// A root store that JavaScript may mount.
#[derive(Debug)]
pub struct Store {
    pub(super) name: &'static str,
    mount: fn(Connection, Join, JsValue) -> Mounting,
}

type Mounting = LocalBoxFuture<'static, Result<Rc<dyn Root>, JsValue>>;

impl Store {
    /// The root `S`.
    pub const fn of<S: StoreContract>() -> Self {
        Self {
            name: S::NAME,
            mount: |connection, join, uploaders| {
                mount::<S>(connection, join, uploaders).boxed_local()
            },
        }
    }

    /// Mounts it, with params that are JSON. Resolves with a [`RootHost`]; rejects with what kind of
    /// failure it is, a sentence, and the reply of the server where there is one.
    pub(super) fn mount(
        &self,
        connection: Connection,
        id: String,
        params: String,
        uploaders: JsValue,
    ) -> LocalBoxFuture<'static, Result<JsValue, JsValue>> {
        let join = Join {
            module: self.name.to_owned(),
            id,
            params,
        };
        let mounting = (self.mount)(connection, join, uploaders);
        async move { Ok(RootHost::new(mounting.await?).into()) }.boxed_local()
    }
}

/// Like [`Connection::mount`], with what JavaScript is told of failures.
async fn mount<S: StoreContract>(
    connection: Connection,
    join: Join,
    uploaders: JsValue,
) -> Result<Rc<dyn Root>, JsValue> {
    let root_id = musubi_wire::root_id(&join.module, &join.id);
    let known = connection.mounted::<S>(&root_id).map_err(|Taken| {
        let message = format!("another store is mounted as {root_id}");
        told("failed", &message, None)
    })?;
    let shared = match known {
        Some(shared) => Some(shared),
        None => connection.begin::<S>(join, root_id).await,
    };
    let shared = shared.ok_or_else(|| failure(&Ended::Disconnected))?;
    shared.ready().await.map_err(|ended| failure(&ended))?;
    #[cfg(feature = "js-uploads")]
    show_uploads(&shared, uploaders);
    #[cfg(not(feature = "js-uploads"))]
    drop(uploaders);
    Ok(shared)
}

/// Has the uploads of a root shown from now on, as they come to be what they are.
#[cfg(feature = "js-uploads")]
fn show_uploads<S: StoreContract>(shared: &Rc<Shared<S>>, uploaders: JsValue) {
    let (Some(replica), _) = shared.shown() else {
        return;
    };
    let weak = Rc::downgrade(shared);
    let changed = Rc::new(move || {
        if let Some(shared) = weak.upgrade() {
            shared.shown().1.tell(&[]);
        }
    });
    replica.read_uploads(super::uploads::reader(uploaders, changed));
    ClientRuntime::of_thread().enter(|| replica.read());
}

fn failure(ended: &Ended) -> JsValue {
    match ended {
        Ended::Failed(MountFailure::Refused(reply)) => {
            let json = serde_json::to_string(reply).unwrap_or_default();
            told("refused", &reply.reason, Some(&json))
        }
        Ended::Failed(MountFailure::TimedOut) => told("timeout", "timed out", None),
        Ended::Failed(MountFailure::Mismatch(mismatch)) => {
            told("failed", &format!("the state: {mismatch}"), None)
        }
        Ended::Disconnected => told("failed", "Disconnected", None),
    }
}

/// What kind of thing happened, a sentence, and JSON.
pub(super) fn told(kind: &str, message: &str, json: Option<&str>) -> JsValue {
    let json = json.map_or(JsValue::UNDEFINED, JsValue::from_str);
    Array::of3(&kind.into(), &message.into(), &json).into()
}

/// A mounted root of any store.
trait Root {
    fn read(&self, store_id: &StoreId) -> JsValue;

    fn command(&self, store_id: &StoreId, name: &str, payload: String) -> Answer;

    fn watchers(&self) -> &Watchers;
}

impl<S: StoreContract> Root for Shared<S> {
    fn read(&self, store_id: &StoreId) -> JsValue {
        let (replica, _) = self.shown();
        replica.map_or(JsValue::UNDEFINED, |replica| {
            ClientRuntime::of_thread().enter(|| replica.read_store(store_id))
        })
    }

    fn command(&self, store_id: &StoreId, name: &str, payload: String) -> Answer {
        self.command(store_id, name, payload)
    }

    fn watchers(&self) -> &Watchers {
        self.shown().1
    }
}

/// A mounted root, in the hands of `face.js`. Store ids are JSON.
#[wasm_bindgen(private, skip_typescript)]
pub struct RootHost(RefCell<Option<Mount>>);

#[derive(Clone)]
struct Mount {
    root: Rc<dyn Root>,
    watcher: Option<Rc<Function>>,
}

impl RootHost {
    fn new(root: Rc<dyn Root>) -> Self {
        Self(RefCell::new(Some(Mount {
            root,
            watcher: None,
        })))
    }

    /// The root, unless it was left. JavaScript that is called meanwhile may leave it.
    fn root(&self) -> Option<Rc<dyn Root>> {
        Some(Rc::clone(&self.0.borrow().as_ref()?.root))
    }
}

#[wasm_bindgen]
impl RootHost {
    /// A store as it is now.
    pub fn read(&self, store_id: &str) -> JsValue {
        let (Some(root), Ok(store_id)) = (self.root(), store_id.parse()) else {
            return JsValue::UNDEFINED;
        };
        root.read(&store_id)
    }

    /// Sends a command. Resolves with what came of it, and with the reply as JSON.
    pub fn command(&self, store_id: &str, name: &str, payload: String) -> Promise {
        let answer = match (self.root(), store_id.parse()) {
            (Some(root), Ok(store_id)) => Some(root.command(&store_id, name, payload)),
            _ => None,
        };
        future_to_promise(async move {
            let outcome = match answer {
                Some(answer) => answer.await,
                None => Ok(Err(CommandFailure::Unsent)),
            };
            let (kind, json) = match outcome {
                Ok(Ok(reply)) => ("ok", Some(reply)),
                Ok(Err(CommandFailure::Refused(reply))) => {
                    ("failed", serde_json::to_string(&reply).ok())
                }
                Ok(Err(CommandFailure::TimedOut)) => ("timeout", None),
                Ok(Err(CommandFailure::Unsent)) => ("unsent", None),
                Ok(Err(CommandFailure::Disconnected)) | Err(_) => ("disconnected", None),
            };
            let json = json.map_or(JsValue::UNDEFINED, JsValue::from);
            Ok(Array::of2(&kind.into(), &json).into())
        })
    }

    /// Calls `watcher` with the events of each envelope once it was applied.
    pub fn watch(&self, watcher: Function) {
        if let Some(mount) = &mut *self.0.borrow_mut() {
            let watcher = Rc::new(watcher);
            mount.root.watchers().add(&watcher);
            mount.watcher = Some(watcher);
        }
    }

    /// Leaves the root.
    pub fn end(&self) {
        // What it drops may call JavaScript.
        let mount = self.0.take();
        drop(mount);
    }
}

impl std::fmt::Debug for RootHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RootHost").finish_non_exhaustive()
    }
}
