//! `#[state]`: what a change of a value sends, for every shape that serde knows.

#![allow(missing_docs)]
#![cfg(feature = "server")]

use musubi::prelude::*;
use serde_json::Value;

/// The operations that a page sends when its member `value` changes from one value to another.
///
/// The page's imaginary client takes them, so they are known to give the next value.
macro_rules! ops {
    ($ty:ty: $last:expr => $next:expr) => {{
        #[params]
        struct Start {
            value: $ty,
        }

        #[state]
        struct Holder {
            value: $ty,
        }

        struct HolderStore {
            value: RwSignal<$ty>,
        }

        #[store(root)]
        impl HolderStore {
            fn mount(start: Start) -> Self {
                Self { value: create_rw_signal(start.value) }
            }

            fn render(&self) -> HolderSignals {
                HolderSignals { value: self.value.into() }
            }

            #[command]
            fn set(&self, value: $ty) {
                self.value.set(value);
            }
        }

        let (last, next): ($ty, $ty) = ($last, $next);
        assert_eq!(last.clone() == next, serde_json::to_value(&last).unwrap() == serde_json::to_value(&next).unwrap());
        $crate::run(async move {
            let mut page = musubi::testing::TestPage::mount::<HolderStore>(Start { value: last }).await.unwrap();
            page.command("set", serde_json::json!({ "value": next })).await.unwrap();
            let envelope = page.flush();
            assert_eq!(page.state()["value"], serde_json::to_value(&next).unwrap());
            envelope.map_or_else(Vec::new, |envelope| {
                let ops = serde_json::to_value(&envelope.ops).unwrap();
                ops.as_array().unwrap().iter().map($crate::short).collect()
            })
        })
    }};
}

pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(test)
}

/// `replace /value/a 1`
pub(crate) fn short(op: &Value) -> String {
    let (name, path) = (op["op"].as_str().unwrap(), op["path"].as_str().unwrap());
    match op.get("value") {
        Some(value) => format!("{name} {path} {value}"),
        None => format!("{name} {path}"),
    }
}

mod enums;
mod structs;
mod traits;

#[state]
#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) x: i64,
    pub(crate) y: i64,
}
