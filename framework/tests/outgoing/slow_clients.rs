use musubi::prelude::*;
use musubi::{Limits, Socket};
use musubi_wire::names::event;
use serde_json::json;

use crate::events::Toast;
use crate::support::{Client, Server};

#[state]
pub struct Load {
    pub load: String,
}

pub struct LoadStore {
    load: RwSignal<String>,
}

/// More than the kernel keeps for a client that does not read.
const LOAD: usize = 8 * 1024 * 1024;

#[store(root, events(Toast))]
impl LoadStore {
    fn mount() -> Self {
        Self {
            load: create_rw_signal(String::new()),
        }
    }

    fn render(&self) -> LoadSignals {
        LoadSignals {
            load: self.load.into(),
        }
    }

    /// Gives the client more to read than it takes, and so many events in turns after that.
    #[command]
    async fn flood(&self, events: u32) -> u32 {
        self.load.set("x".repeat(LOAD));
        for number in 0..events {
            tokio::task::yield_now().await;
            push_event(&Toast {
                text: number.to_string(),
            });
        }
        events
    }
}

async fn flooded(events: u32) -> (Server, Client, crate::support::Page, String) {
    let limits = Limits {
        queue: 100,
        ..Limits::default()
    };
    let socket = Socket::new().root::<LoadStore>().limits(limits);
    let server = Server::start_with_small_buffers(socket).await;
    let mut client = Client::connect_with_small_buffers(&server).await;
    let page = client.mount::<LoadStore>("load", json!({})).await;
    let flood = client
        .start_command(&page, "flood", json!({"events": events}))
        .await;
    // The server goes as far as it can before anything is read.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    (server, client, page, flood)
}

#[tokio::test]
async fn events_within_the_limit_wait_for_a_client_that_does_not_read() {
    let (_server, mut client, _page, flood) = flooded(100).await;
    let mut seen = 0;
    while seen < 100 {
        let frame = client.next().await;
        if frame.is_patch() {
            seen += frame.envelope().events.len();
        } else {
            assert_eq!(frame.msg_ref.as_deref(), Some(&*flood));
        }
    }
}

#[tokio::test]
async fn more_events_than_the_limit_end_the_page_of_a_client_that_does_not_read() {
    let (_server, mut client, page, _flood) = flooded(101).await;
    let end = client.find(|frame| frame.event == event::ERROR).await;
    assert_eq!(end.topic, page.topic);
    // The connection lives on, and so does what is mounted anew.
    let mut again = client.mount::<LoadStore>("load", json!({})).await;
    client
        .command(&again, "flood", json!({"events": 0}))
        .await
        .ok();
    client.patch(&mut again).await;
    assert_eq!(again.state()["load"].as_str().unwrap().len(), LOAD);
}
