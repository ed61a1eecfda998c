//! Payloads and params with rules of their own.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

use musubi::prelude::*;
use musubi::testing::{ErrorReply, TestPage};
use serde_json::{Value, json};

#[params]
#[derive(garde::Validate)]
pub struct RoomParams {
    #[garde(length(min = 1, max = 10))]
    pub name: String,
    #[garde(range(max = 50))]
    #[serde(default)]
    pub seats: u32,
}

#[state]
#[derive(garde::Validate)]
pub struct Address {
    #[garde(length(min = 1))]
    pub street: String,
    #[garde(skip)]
    pub note: Option<String>,
}

#[state]
pub struct Room {
    pub name: String,
}

pub struct RoomStore {
    name: RwSignal<String>,
}

#[store(root)]
impl RoomStore {
    fn mount(params: RoomParams) -> Self {
        Self {
            name: create_rw_signal(params.name),
        }
    }

    fn render(&self) -> RoomSignals {
        RoomSignals {
            name: self.name.into(),
        }
    }

    /// Rules on arguments.
    #[command]
    fn rename(
        &self,
        #[garde(length(min = 1, max = 10))] name: String,
        #[serde(default)] quietly: bool,
    ) {
        let _ = quietly;
        self.name.set(name);
    }

    /// Rules of the arguments' own types.
    #[command]
    async fn send_to(&self, addresses: Vec<Address>, copy: Option<Address>) {
        let _ = (addresses, copy);
    }

    /// Types without rules.
    #[command]
    fn plain(&self, value: u8, list: Vec<String>) {
        let _ = (value, list);
    }
}

async fn page() -> TestPage {
    TestPage::mount::<RoomStore>(json!({"name": "lobby"}))
        .await
        .unwrap()
}

fn faults(refused: &ErrorReply) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let detail = refused.detail.as_ref().expect("a detail");
    let faults = detail["faults"].as_array().expect("a list of faults");
    faults
        .iter()
        .map(|fault| (text(&fault["path"]), text(&fault["message"])))
        .collect()
}

#[tokio::test]
async fn params_that_break_a_rule_refuse_the_mount() {
    let refused = TestPage::mount::<RoomStore>(json!({"name": "", "seats": 51})).await;
    let refused = refused.expect_err("both members break a rule");
    assert_eq!(refused.code.as_deref(), Some("invalid_params"));
    let faults = faults(&refused);
    let paths: Vec<_> = faults.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["name", "seats"]);
    let detail = refused.detail.unwrap();
    assert_eq!(detail["path"], "name");
    assert_eq!(detail["message"], faults[0].1);
    assert_eq!(
        refused.reason,
        format!("invalid params: name: {}", faults[0].1)
    );
}

#[tokio::test]
async fn an_argument_that_breaks_a_rule_refuses_the_command() {
    let mut page = page().await;
    let refused = page
        .command("rename", json!({"name": "far too long"}))
        .await;
    let refused = refused.expect_err("the name is too long");
    assert_eq!(refused.code.as_deref(), Some("invalid_payload"));
    assert_eq!(faults(&refused)[0].0, "name");
    assert!(page.flush().is_none());
    page.command("rename", json!({"name": "hall"}))
        .await
        .unwrap();
    page.flush();
    assert_eq!(page.state()["name"], "hall");
}

#[tokio::test]
async fn types_with_rules_are_checked_wherever_they_stand() {
    let mut page = page().await;
    let wrong = json!({"street": ""});
    let right = json!({"street": "Main"});
    let payload = json!({"addresses": [right, wrong], "copy": wrong});
    let refused = page.command("send_to", payload).await;
    let faults = faults(&refused.expect_err("two streets are empty"));
    let paths: Vec<_> = faults.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["addresses[1].street", "copy.street"]);
    page.command("send_to", json!({"addresses": [right]}))
        .await
        .unwrap();
}

#[tokio::test]
async fn no_more_faults_are_listed_than_a_client_can_use() {
    let mut page = page().await;
    let wrong = vec![json!({"street": ""}); 1000];
    let refused = page.command("send_to", json!({"addresses": wrong})).await;
    assert_eq!(faults(&refused.expect_err("all are empty")).len(), 32);
}

#[tokio::test]
async fn types_without_rules_are_only_decoded() {
    let mut page = page().await;
    page.command("plain", json!({"value": 1, "list": []}))
        .await
        .unwrap();
    let refused = page
        .command("plain", json!({"value": 256, "list": []}))
        .await;
    assert_eq!(refused.unwrap_err().detail.unwrap()["path"], "value");
}
