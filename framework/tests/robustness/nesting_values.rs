//! Values of the state that nest without end.

use musubi::prelude::*;
use musubi::{Limits, Socket};
use serde_json::json;

use crate::support::{Client, Server};

/// A branch of a tree.
#[state]
pub struct Branch {
    pub branches: Vec<Branch>,
}

#[state]
pub struct Tree {
    pub trunk: Branch,
}

pub struct TreeStore {
    trunk: RwSignal<Branch>,
}

fn grown(depth: usize) -> Branch {
    let mut trunk = Branch { branches: vec![] };
    for _ in 0..depth {
        trunk = Branch {
            branches: vec![trunk],
        };
    }
    trunk
}

#[store(root)]
impl TreeStore {
    fn mount() -> Self {
        Self {
            trunk: create_rw_signal(grown(0)),
        }
    }

    fn render(&self) -> TreeSignals {
        TreeSignals {
            trunk: self.trunk.into(),
        }
    }

    #[command]
    fn grow(&self, depth: usize) {
        self.trunk.set(grown(depth));
    }

    #[command]
    fn show(&self, depth: usize) -> Branch {
        grown(depth)
    }
}

async fn server() -> Server {
    let socket = Socket::new().root::<TreeStore>().limits(Limits::default());
    Server::start(socket).await
}

#[tokio::test]
async fn a_reply_that_nests_too_deep_is_an_error_reply() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<TreeStore>("a", json!({})).await;
    let reply = client.command(&page, "show", json!({"depth": 300})).await;
    let error = reply.error();
    assert_eq!(error["code"], "invalid_reply");
    let reason = error["reason"].as_str().unwrap();
    assert!(reason.contains("nests more than 128"), "{reason}");
    client
        .command(&page, "show", json!({"depth": 20}))
        .await
        .ok();
}

#[tokio::test]
async fn state_that_nests_too_deep_ends_its_page_and_no_other() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<TreeStore>("deep", json!({})).await;
    let mut other = client.mount::<TreeStore>("flat", json!({})).await;
    client
        .command(&page, "grow", json!({"depth": 300}))
        .await
        .ok();
    let end = client
        .find(|frame| page.owns(frame) && frame.event == "phx_error")
        .await;
    assert_eq!(end.topic, page.topic);
    client
        .command(&other, "grow", json!({"depth": 10}))
        .await
        .ok();
    client.patch(&mut other).await;
}
