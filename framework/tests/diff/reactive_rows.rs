//! Rows of an `Each`, and the stores in them.

use musubi::prelude::*;

use crate::client::Client;
use crate::handles::{Handles, handles};

#[state]
pub struct Panel {
    text: String,
}

#[params]
pub struct PanelProps {
    text: String,
}

pub struct PanelStore {
    props: Signal<PanelProps>,
    ended: RwSignal<u32>,
}

#[store]
impl PanelStore {
    fn mount(props: Signal<PanelProps>) -> Self {
        let ended = handles::<WallStore>().ended;
        Self { props, ended }
    }

    fn render(&self) -> PanelSignals {
        let props = self.props;
        PanelSignals {
            text: Signal::derive(move || props.with(|props| props.text.clone())),
        }
    }

    #[cleanup]
    fn cleanup(&self) {
        self.ended.update(|ended| *ended += 1);
    }
}

#[state]
pub struct Frame {
    id: u32,
    panel: Child<PanelStore>,
    more: Vec<Child<PanelStore>>,
}

#[state]
pub struct Wall {
    #[state(each, key = "id")]
    frames: Vec<Frame>,
    ended: u32,
}

#[derive(Clone, Copy)]
pub struct WallStore {
    /// The key of each frame, and the id of the panel in it.
    frames: RwSignal<Vec<(u32, &'static str)>>,
    ended: RwSignal<u32>,
}

impl Handles for WallStore {}

#[store(root)]
impl WallStore {
    fn mount() -> Self {
        let store = Self {
            frames: create_rw_signal(vec![(1, "a"), (2, "b"), (3, "c")]),
            ended: create_rw_signal(0),
        };
        store.hand_out();
        store
    }

    fn render(&self) -> WallSignals {
        let frames = self.frames;
        WallSignals {
            frames: Each::new(
                move || frames.get(),
                |(key, _)| *key,
                |(key, panel)| FrameSignals {
                    id: Signal::derive(move || key),
                    panel: child(
                        panel,
                        PanelProps {
                            text: panel.to_owned(),
                        },
                    ),
                    more: ["x", "y"]
                        .map(|name| {
                            let text = format!("{name} of {panel}");
                            child(text.clone(), PanelProps { text })
                        })
                        .into(),
                },
            ),
            ended: self.ended.into(),
        }
    }
}

#[test]
fn a_row_that_goes_ends_the_stores_in_it() {
    let mut client = Client::mount::<WallStore>();
    let WallStore { frames, .. } = handles();
    assert_eq!(client.store_count(), 1 + 9);
    client.turn(|| frames.update(|frames| frames.retain(|(key, _)| *key != 2)));
    assert_eq!(client.store_count(), 1 + 6);
    assert_eq!(client.state()["ended"], 3);
}

#[test]
fn a_new_row_can_take_over_the_ids_of_the_stores_of_one_that_goes() {
    let mut client = Client::mount::<WallStore>();
    let WallStore { frames, .. } = handles();
    let ops = client.turn(|| frames.set(vec![(4, "b"), (1, "a"), (3, "c")]));
    assert_eq!(ops, ["remove /frames/1", "add /frames/0", "replace /ended"]);
    assert_eq!(client.store_count(), 1 + 9);
}
