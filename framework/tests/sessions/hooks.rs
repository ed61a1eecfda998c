//! Commands that a hook refuses or answers.

use std::ops::ControlFlow;

use musubi::hooks::{Authorize, CommandCall, Halt, Hook};
use musubi::prelude::*;
use serde_json::json;

use crate::recorder::Recorder;

#[state]
pub struct Vault {
    pub gold: u32,
    pub tries: u32,
}

pub struct VaultStore {
    gold: RwSignal<u32>,
    tries: RwSignal<u32>,
}

/// Counts what is tried, and answers what is asked too often.
struct Guard(RwSignal<u32>);

impl Hook for Guard {
    fn before_command(&self, _: &CommandCall<'_>) -> ControlFlow<Halt> {
        self.0.update(|tries| *tries += 1);
        match self.0.get_untracked() {
            1..=2 => ControlFlow::Continue(()),
            3 => ControlFlow::Break(Halt::reply(
                &json!({"ok": false, "reason": "come back later"}),
            )),
            _ => ControlFlow::Break(Halt::empty()),
        }
    }
}

#[store(root, name = "Recorded.Vault", hooks(Authorize::new(only_small)))]
impl VaultStore {
    fn mount() -> Self {
        let tries = create_rw_signal(0);
        musubi::hooks::attach_hook(Guard(tries));
        Self {
            gold: create_rw_signal(10),
            tries,
        }
    }

    fn render(&self) -> VaultSignals {
        VaultSignals {
            gold: self.gold.into(),
            tries: self.tries.into(),
        }
    }

    #[command]
    fn take(&self, amount: u32) -> u32 {
        self.gold.update(|gold| *gold -= amount);
        self.gold.get()
    }
}

fn only_small(call: &CommandCall<'_>) -> Result<(), Refusal> {
    #[derive(serde::Deserialize)]
    struct Amount {
        amount: u32,
    }
    match call.payload::<Amount>() {
        Ok(Amount { amount: 0..=5 }) => Ok(()),
        _ => Err(Refusal::new("forbidden", "Not so much.")),
    }
}

pub async fn halts(recorder: &mut Recorder) {
    recorder.join::<VaultStore>("vault", json!({})).await;
    let amount = |amount: u32| json!({ "amount": amount });
    recorder.change("take", amount(2)).await;
    // What the store has attached in `mount` comes before what its type declares.
    recorder.refused_command(&[], "take", amount(9)).await;
    recorder.patch().await;
    recorder.change("take", amount(3)).await;
    recorder.change("take", amount(1)).await;
}
