//! Random faults. A witness on a connection of its own must never notice.

use std::time::Duration;

use musubi::StoreId;
use musubi::testing::wire::{Fault, WireClient, WireError, WirePage};
use proptest::prelude::*;
use serde_json::json;

use super::stores::serve;

#[derive(Debug, Clone)]
enum Step {
    Write(String),
    Line(u32, Vec<String>),
    Turn,
    /// Takes what has come.
    Read,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        "[a-zé]{0,6}".prop_map(Step::Write),
        (0..4_u32, prop::collection::vec("[a-z]{1,3}", 0..3))
            .prop_map(|(id, words)| Step::Line(id, words)),
        Just(Step::Turn),
        Just(Step::Read),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        8 => Just(Fault::Pass),
        2 => Just(Fault::Drop),
        2 => Just(Fault::Duplicate),
        2 => (1..4_usize).prop_map(Fault::Hold),
        1 => (0..300_usize).prop_map(Fault::Truncate),
        1 => Just(Fault::Cut),
    ]
}

/// These faults in turn, again and again.
fn in_turn(faults: Vec<Fault>) -> impl FnMut(&str) -> Fault + Send + 'static {
    let mut faults = faults.into_iter().cycle();
    move |_| faults.next().unwrap_or(Fault::Pass)
}

async fn carry_out(
    client: &mut WireClient,
    page: &mut WirePage,
    step: &Step,
) -> Result<(), WireError> {
    let footer: StoreId = "[\"footer\"]".parse().expect("a store id");
    match step {
        Step::Write(text) => client.command(page, "write", json!({"text": text})).await?,
        Step::Line(id, words) => {
            client
                .command(page, "line", json!({"id": id, "words": words}))
                .await?
        }
        Step::Turn => client.command_on(page, &footer, "turn", json!({})).await?,
        Step::Read => {
            client.patch(page).await?;
            return Ok(());
        }
    };
    Ok(())
}

/// What the model of the store is after these steps, with nothing lost.
async fn on_a_good_line(client: &mut WireClient, page: &mut WirePage, steps: &[Step]) {
    for step in steps {
        if !matches!(step, Step::Read) {
            carry_out(client, page, step)
                .await
                .expect("the line is good");
        }
    }
    // A change of its own is the last, so everything before has come with it.
    client
        .command(page, "write", json!({"text": "THE END"}))
        .await
        .expect("the line is good");
    let end = client.until(page, |state| state["text"] == "THE END").await;
    end.expect("every envelope fits the one before");
}

async fn survives(steps: &[Step], incoming: Vec<Fault>, outgoing: Vec<Fault>) {
    let url = serve().await;
    let mut witness = WireClient::connect(&url).await.expect("a good line");
    let mut seen = witness
        .mount("NoteStore", "witness", json!({}))
        .await
        .expect("a good line");
    let mut client = WireClient::connect(&url).await.expect("a good line");
    let mut page = client
        .mount("NoteStore", "a", json!({}))
        .await
        .expect("a good line");

    client.patience(Duration::from_millis(100));
    client.incoming(in_turn(incoming));
    client.outgoing(in_turn(outgoing));
    for step in steps {
        // Whatever comes of it: a client that notices a fault mounts anew, one that does not goes on.
        let _ = carry_out(&mut client, &mut page, step).await;
    }

    client.patience(Duration::from_secs(20));
    client.reconnect().await.expect("the server is there");
    client
        .remount(&mut page)
        .await
        .expect("the root can be mounted");
    on_a_good_line(&mut client, &mut page, steps).await;
    // The other page did not notice, and comes to the same state.
    on_a_good_line(&mut witness, &mut seen, steps).await;
    assert_eq!(page.state(), seen.state());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_on_the_wire_a_new_mount_has_what_the_server_has(
        steps in prop::collection::vec(step(), 1..10),
        incoming in prop::collection::vec(fault(), 1..8),
        outgoing in prop::collection::vec(fault(), 1..8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(survives(&steps, incoming, outgoing));
    }
}
