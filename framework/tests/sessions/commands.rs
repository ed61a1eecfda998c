//! Mounts and commands that are answered in every way there is.

use musubi::prelude::*;
use serde_json::json;

use crate::recorder::Recorder;

#[command_error]
pub enum BankError {
    /// No account has this name.
    UnknownAccount,
    /// There is not enough in it.
    NotEnough { missing: u32 },
}

#[state]
#[derive(Debug)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub in_account: u32,
    pub note: Option<String>,
}

#[state]
pub struct Bank {
    pub in_account: u32,
}

#[params]
pub struct BankParams {
    pub account: String,
    #[serde(default)]
    pub deposit: u32,
}

pub struct BankStore {
    in_account: RwSignal<u32>,
}

#[store(root, name = "Recorded.Bank")]
impl BankStore {
    fn mount(params: BankParams) -> Result<Self, BankError> {
        if params.account != "ada" {
            return Err(BankError::UnknownAccount);
        }
        Ok(Self {
            in_account: create_rw_signal(params.deposit),
        })
    }

    fn render(&self) -> BankSignals {
        BankSignals {
            in_account: self.in_account.into(),
        }
    }

    #[command]
    fn pay_in(&self, amount: u32, note: Option<String>) -> Receipt {
        self.in_account.update(|sum| *sum += amount);
        Receipt {
            in_account: self.in_account.get(),
            note,
        }
    }

    #[command]
    async fn pay_out(&self, amount: u32) -> Result<u32, BankError> {
        let sum = self.in_account.get();
        let Some(rest) = sum.checked_sub(amount) else {
            let missing = amount - sum;
            return Err(BankError::NotEnough { missing });
        };
        self.in_account.set(rest);
        Ok(rest)
    }

    #[command]
    fn count(&self) -> u32 {
        self.in_account.get()
    }

    #[command]
    fn close(&self) {
        self.in_account.set(0);
    }
}

pub async fn replies(recorder: &mut Recorder) {
    recorder
        .join::<BankStore>("replies", json!({"account": "ada"}))
        .await;
    let amount = |amount: u32| json!({"amount": amount, "note": "\"tea\""});
    recorder.change("pay_in", amount(10)).await;
    recorder.change("pay_in", json!({"amount": 5})).await;
    recorder.change("pay_out", json!({"amount": 3})).await;
    // Replies without a change have no envelope after them.
    recorder.command("count", json!({})).await;
    recorder.command("pay_in", json!({"amount": 0})).await;
    recorder.change("close", json!({})).await;
}

pub async fn errors(recorder: &mut Recorder) {
    let params = json!({"account": "ada", "deposit": 1});
    recorder.join::<BankStore>("errors", params).await;
    for (name, payload) in [
        ("pay_out", json!({"amount": 3})),
        ("pay_out", json!({"amount": -1})),
        ("pay_out", json!({"amount": {"of": 1}})),
        ("pay_out", json!({})),
        ("pay_in", json!({"amount": 1, "note": 2})),
        ("rob", json!({})),
    ] {
        recorder.refused_command(&[], name, payload).await;
    }
    recorder.change("pay_out", json!({"amount": 1})).await;
}

pub async fn refused_mount(recorder: &mut Recorder) {
    recorder
        .refused_join::<BankStore>("refused", json!({"account": "bob"}))
        .await;
}

pub async fn invalid_params(recorder: &mut Recorder) {
    recorder
        .refused_join::<BankStore>("invalid", json!({"account": "ada", "deposit": "much"}))
        .await;
}

pub async fn rejoin(recorder: &mut Recorder) {
    let params = json!({"account": "ada", "deposit": 1});
    recorder.join::<BankStore>("rejoin", params.clone()).await;
    recorder.change("pay_in", json!({"amount": 1})).await;
    recorder.leave().await;
    recorder.join::<BankStore>("rejoin", params).await;
    recorder.change("pay_in", json!({"amount": 2})).await;
}
