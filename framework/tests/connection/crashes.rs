//! A store that panics, or whose state cannot be sent, ends its own page and nothing else.

use musubi::Socket;
use musubi_wire::names::event;
use serde_json::{Value, json};

use crate::stores::CounterStore;
use crate::support::{Client, Frame, Page, Server};
use crate::wrong::{Endless, Fault, WrongStore};

/// A connection with a page that is to crash, next to others that are not.
struct Neighbours {
    client: Client,
    healthy: Page,
    other: Client,
    other_page: Page,
    _server: Server,
}

impl Neighbours {
    async fn new() -> Self {
        let socket = Socket::new()
            .root::<CounterStore>()
            .root::<WrongStore>()
            .root::<Endless>();
        let server = Server::start(socket).await;
        let mut client = Client::connect(&server).await;
        let healthy = client.mount::<CounterStore>("healthy", json!({})).await;
        let mut other = Client::connect(&server).await;
        let other_page = other.mount::<CounterStore>("other", json!({})).await;
        Self {
            client,
            healthy,
            other,
            other_page,
            _server: server,
        }
    }

    /// Expects `phx_error` for `page`, and gives the frames of that page before it.
    async fn crash(&mut self, page: &Page) -> Vec<Frame> {
        let mut before = Vec::new();
        loop {
            let frame = self.client.next().await;
            assert!(page.owns(&frame), "{frame:?}");
            if frame.event == event::ERROR {
                assert_eq!(frame.msg_ref.as_ref(), Some(&page.join_ref));
                assert_eq!(frame.payload, json!({}));
                return before;
            }
            before.push(frame);
        }
    }

    /// Everyone else is as before, and the page can be mounted again.
    async fn are_well(&mut self) {
        let amount = json!({"amount": 1});
        let reply = self
            .client
            .command(&self.healthy, "increment", amount.clone())
            .await;
        let count = reply.ok();
        self.client.patch(&mut self.healthy).await;
        assert_eq!(self.healthy.state()["count"], count);
        assert_eq!(self.client.drain().await, []);

        self.other
            .command(&self.other_page, "increment", amount)
            .await
            .ok();
        self.other.patch(&mut self.other_page).await;
        assert_eq!(self.other_page.state()["count"], count);
        assert_eq!(self.other.drain().await, []);

        let again = self.client.mount::<WrongStore>("wrong", json!({})).await;
        let fresh = json!({
            "__musubi_store_id__": [],
            "derived": 1, "memo": 1, "number": 0, "child": null, "twins": [],
        });
        assert_eq!(again.state(), &fresh);
        self.client.leave(&again).await.ok();
        self.client.find(|frame| frame.event == event::CLOSE).await;
    }
}

const IN_TURNS: [Fault; 7] = [
    Fault::Command,
    Fault::Render,
    Fault::Derived,
    Fault::Memo,
    Fault::Effect,
    Fault::Unsendable,
    Fault::Twins,
];

#[tokio::test]
async fn a_store_that_contains_itself_ends_its_page_and_not_the_process() {
    let mut all = Neighbours::new().await;
    let params = json!({"depth": u32::MAX});
    let error = all.client.join("Endless", "a", params).await.error();
    assert_eq!(error, json!({"reason": "join crashed"}));
    all.are_well().await;
    let page = all.client.mount::<Endless>("a", json!({"depth": 50})).await;
    assert!(
        page.document
            .has_store(&vec!["inner".to_owned(); 100].into())
    );
}

#[tokio::test]
async fn a_crash_before_the_first_envelope_fails_the_join_alone() {
    let mut all = Neighbours::new().await;
    let faults = [Fault::Mount, Fault::AsyncMount]
        .into_iter()
        .chain(IN_TURNS);
    for fault in faults.filter(|fault| *fault != Fault::Command) {
        let params = json!({"fault": fault});
        let error = all.client.join("WrongStore", "wrong", params).await.error();
        assert_eq!(error, json!({"reason": "join crashed"}), "{fault:?}");
        all.are_well().await;
    }
}

#[tokio::test]
async fn a_crash_in_a_turn_is_an_error_of_that_channel_alone() {
    let mut all = Neighbours::new().await;
    for command in ["go_wrong", "go_wrong_slowly"] {
        for fault in IN_TURNS {
            let page = all.client.mount::<WrongStore>("wrong", json!({})).await;
            let payload = json!({"fault": fault});
            let msg_ref = all.client.start_command(&page, command, payload).await;
            let before = all.crash(&page).await;
            // What cannot be sent is found after the reply; a panic leaves no reply.
            let replied = before.iter().any(|frame| frame.is_reply_to(&msg_ref));
            assert_eq!(
                replied,
                fault == Fault::Unsendable,
                "{command} {fault:?}: {before:?}"
            );
            assert!(
                !before.iter().any(Frame::is_patch),
                "{command} {fault:?}: {before:?}"
            );
            let gone = all
                .client
                .command(&page, "show", json!({"shown": true}))
                .await;
            assert_eq!(gone.error(), json!({"reason": "unmatched topic"}));
            all.are_well().await;
        }
    }
}

#[tokio::test]
async fn a_child_that_crashes_takes_its_page_with_it_and_no_other() {
    let mut all = Neighbours::new().await;
    let appearing = [Fault::Mount, Fault::Render, Fault::Derived];
    let going = [Fault::Cleanup, Fault::OnCleanup, Fault::Drop];
    for fault in appearing.into_iter().chain(going) {
        let params = json!({"child_fault": fault});
        let mut page = all.client.mount::<WrongStore>("wrong", params).await;
        let show = |shown: bool| json!({"shown": shown});
        if going.contains(&fault) {
            all.client.command(&page, "show", show(true)).await.ok();
            all.client.patch(&mut page).await;
            all.client.start_command(&page, "show", show(false)).await;
        } else {
            all.client.start_command(&page, "show", show(true)).await;
        }
        assert_eq!(all.crash(&page).await, [], "{fault:?}");
        all.are_well().await;
    }
    let mut page = all.client.mount::<WrongStore>("wrong", json!({})).await;
    all.client
        .command(&page, "show", json!({"shown": true}))
        .await
        .ok();
    all.client.patch(&mut page).await;
    all.client
        .start_command_on(&page, json!(["child"]), "go_wrong", json!({}))
        .await;
    assert_eq!(all.crash(&page).await, []);
    all.are_well().await;
}

#[tokio::test]
async fn a_crash_while_a_page_ends_is_nobodys_business() {
    let mut all = Neighbours::new().await;
    let faults = [Fault::None, Fault::Cleanup, Fault::OnCleanup, Fault::Drop];
    for fault in faults {
        for child_fault in faults {
            let params = json!({"fault": fault, "child_fault": child_fault});
            let mut page = all.client.mount::<WrongStore>("wrong", params).await;
            all.client
                .command(&page, "show", json!({"shown": true}))
                .await
                .ok();
            all.client.patch(&mut page).await;
            assert_eq!(all.client.leave(&page).await.ok(), json!({}));
            let close = all.client.next().await;
            assert_eq!((&*close.event, page.owns(&close)), (event::CLOSE, true));
            all.are_well().await;
        }
    }
}

#[tokio::test]
async fn a_panic_on_the_way_out_of_a_panic_ends_the_page_and_not_the_process() {
    let mut all = Neighbours::new().await;
    for child_fault in [Fault::Cleanup, Fault::OnCleanup, Fault::Drop] {
        let params = json!({"child_fault": child_fault});
        let mut page = all.client.mount::<WrongStore>("wrong", params).await;
        all.client
            .command(&page, "show", json!({"shown": true}))
            .await
            .ok();
        all.client.patch(&mut page).await;
        all.client
            .start_command(&page, "go_wrong", json!({"fault": Fault::Command}))
            .await;
        assert_eq!(all.crash(&page).await, []);
        all.are_well().await;
    }
}

#[tokio::test]
async fn a_reply_that_cannot_be_sent_is_an_error_reply_and_the_page_lives() {
    let mut all = Neighbours::new().await;
    let page = all.client.mount::<WrongStore>("wrong", json!({})).await;
    let error = all
        .client
        .command(&page, "unsendable_reply", json!({}))
        .await
        .error();
    assert_eq!(error["code"], "invalid_reply");
    let reason = error["reason"].as_str().unwrap();
    assert!(reason.contains("18446744073709551615"), "{reason}");
    assert_eq!(error.get("error"), None::<&Value>);
    assert!(
        all.client
            .command(&page, "show", json!({"shown": true}))
            .await
            .ok
    );
}

#[tokio::test]
async fn what_waits_behind_a_crash_finds_no_topic() {
    let mut all = Neighbours::new().await;
    let page = all.client.mount::<WrongStore>("wrong", json!({})).await;
    let payload = json!({"fault": Fault::Command});
    all.client
        .start_command(&page, "go_wrong_slowly", payload)
        .await;
    let waiting = all
        .client
        .start_command(&page, "show", json!({"shown": true}))
        .await;
    let leaving = json!({});
    let leave = all
        .client
        .push(Some(&page.join_ref), &page.topic, event::LEAVE, leaving)
        .await;
    assert_eq!(all.crash(&page).await, []);
    let error = all.client.reply(&waiting).await.error();
    assert_eq!(error, json!({"reason": "unmatched topic"}));
    assert_eq!(all.client.reply(&leave).await.ok(), json!({}));
    all.are_well().await;
}
