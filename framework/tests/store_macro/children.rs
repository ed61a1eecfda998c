use musubi::NoParams;
use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;

use crate::{CounterSignals, log, run, take_log};

/// Props with things that never cross the wire.
#[params(local)]
struct Props {
    name: String,
    source: Signal<i64>,
}

#[state]
struct Shown {
    name: String,
    value: i64,
}

macro_rules! child_store {
    ($name:ident { $($body:tt)* }) => {
        struct $name {
            name: Signal<String>,
            source: Signal<i64>,
        }

        #[store]
        impl $name {
            $($body)*

            fn render(&self) -> ShownSignals {
                ShownSignals { name: self.name, value: self.source }
            }

            #[command]
            fn rename(&self) {
                log(concat!("command of ", stringify!($name)));
            }

            #[cleanup]
            fn end(&self) {
                log(concat!("end of ", stringify!($name)));
            }
        }
    };
}

child_store!(FollowingStore {
    fn mount(props: Signal<Props>) -> Self {
        log("mount FollowingStore");
        Self {
            name: Signal::derive(move || props.with(|props| props.name.clone())),
            source: Signal::derive(move || props.with(|props| props.source).get()),
        }
    }
});

child_store!(RemountedStore {
    fn mount(props: Props) -> Self {
        log("mount RemountedStore");
        Self { name: create_rw_signal(props.name).into(), source: props.source }
    }
});

struct UpdatedStore {
    name: RwSignal<String>,
}

#[store]
impl UpdatedStore {
    fn mount(props: Props) -> Self {
        log("mount UpdatedStore");
        Self {
            name: create_rw_signal(props.name),
        }
    }

    fn render(&self) -> ShownSignals {
        ShownSignals {
            name: self.name.into(),
            value: create_rw_signal(0).into(),
        }
    }

    #[update]
    fn props_changed(&self, props: Props) {
        log("update UpdatedStore");
        self.name.set(props.name);
    }
}

struct PlainStore;

#[store]
impl PlainStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> CounterSignals {
        CounterSignals {
            count: create_rw_signal(1).into(),
        }
    }
}

#[state]
struct Parent {
    following: Child<FollowingStore>,
    remounted: Option<Child<RemountedStore>>,
    updated: Vec<Child<UpdatedStore>>,
    plain: Child<PlainStore>,
}

struct ParentStore {
    name: RwSignal<String>,
    value: RwSignal<i64>,
}

#[store(root)]
impl ParentStore {
    fn mount() -> Self {
        Self {
            name: create_rw_signal("a".into()),
            value: create_rw_signal(0),
        }
    }

    fn render(&self) -> ParentSignals {
        let (name, source) = (self.name.get(), self.value.into());
        let props = || Props {
            name: name.clone(),
            source,
        };
        ParentSignals {
            following: child("following", props()),
            remounted: (name != "gone").then(|| child("remounted", props())),
            updated: vec![child("updated", props())],
            plain: child("plain", NoParams {}),
        }
    }

    #[command]
    fn rename(&self, name: String) {
        self.name.set(name);
    }

    #[command]
    fn set(&self, value: i64) {
        self.value.set(value);
    }
}

#[test]
fn children_take_changed_props_as_their_mount_says() {
    run(async {
        take_log();
        let mut page = TestPage::mount::<ParentStore>(json!({})).await.unwrap();
        assert_eq!(
            take_log(),
            [
                "mount FollowingStore",
                "mount RemountedStore",
                "mount UpdatedStore"
            ]
        );

        page.command("rename", json!({ "name": "b" }))
            .await
            .unwrap();
        page.flush();
        assert_eq!(
            take_log(),
            [
                "end of RemountedStore",
                "mount RemountedStore",
                "update UpdatedStore"
            ]
        );
        for child in ["/following/name", "/remounted/name", "/updated/0/name"] {
            assert_eq!(page.state().pointer(child), Some(&json!("b")), "{child}");
        }
    });
}

#[test]
fn local_props_may_hold_signals() {
    run(async {
        let mut page = TestPage::mount::<ParentStore>(json!({})).await.unwrap();
        take_log();
        page.command("set", json!({ "value": 3 })).await.unwrap();
        page.flush();
        assert_eq!(page.state()["following"]["value"], 3);
        assert_eq!(page.state()["remounted"]["value"], 3);
        assert!(take_log().is_empty());
    });
}

#[test]
fn a_child_carries_out_its_own_commands() {
    run(async {
        let mut page = TestPage::mount::<ParentStore>(json!({})).await.unwrap();
        take_log();
        let id = serde_json::from_value(json!(["following"])).unwrap();
        page.command_on(&id, "rename", json!({})).await.unwrap();
        assert_eq!(take_log(), ["command of FollowingStore"]);
    });
}
