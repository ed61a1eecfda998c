//! Events, alone and beside changes, of the root and of a child.

use musubi::NoParams;
use musubi::prelude::*;

#[event]
pub struct Toast {
    pub text: String,
}

#[event(name = "bell:rang")]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Rang {
    Once,
    Times { count: u32 },
}

#[state]
pub struct Bell {
    pub rung: u32,
}

pub struct BellStore {
    rung: RwSignal<u32>,
}

#[store(name = "Recorded.Bell", events(Rang))]
impl BellStore {
    fn mount() -> Self {
        push_event(&Rang::Once);
        Self {
            rung: create_rw_signal(1),
        }
    }

    fn render(&self) -> BellSignals {
        BellSignals {
            rung: self.rung.into(),
        }
    }

    #[command]
    fn ring(&self, count: u32) {
        self.rung.update(|rung| *rung += count);
        push_event(&Rang::Times { count });
    }
}

#[state]
pub struct Desk {
    pub said: u32,
    pub bell: Child<BellStore>,
}

pub struct DeskStore {
    said: RwSignal<u32>,
}

#[store(root, name = "Recorded.Desk", events(Toast))]
impl DeskStore {
    fn mount() -> Self {
        push_event(&Toast {
            text: "welcome".into(),
        });
        Self {
            said: create_rw_signal(0),
        }
    }

    fn render(&self) -> DeskSignals {
        DeskSignals {
            said: self.said.into(),
            bell: child("bell", NoParams {}),
        }
    }

    #[command]
    fn say(&self, texts: Vec<String>, count: bool) {
        if count {
            self.said.update(|said| *said += texts.len() as u32);
        }
        for text in texts {
            push_event(&Toast { text });
        }
    }
}
