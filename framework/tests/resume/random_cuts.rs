use musubi::Limits;
use proptest::prelude::*;
use serde_json::json;

use crate::stores::House;
use crate::support::Client;
use crate::visitor::Visitor;

/// What a client does next.
#[derive(Debug, Clone)]
enum Step {
    /// Sends a command, and reads nothing.
    Add(i64),
    /// Reads until the answer to the last command.
    Read,
    /// Loses the connection with all that it has not read.
    Cut,
    /// Reads until the answer to a heartbeat, which tells the server what has arrived.
    Heartbeat,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..100i64).prop_map(Step::Add),
        2 => Just(Step::Read),
        2 => Just(Step::Cut),
        1 => Just(Step::Heartbeat),
    ]
}

/// Plays the steps, and gives the sum that the client sees and what its stream holds.
async fn play(steps: &[Step], workers: usize) -> (i64, Vec<i64>) {
    let house = House::start_with(Limits::default(), workers).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    // The commands without an answer: number, amount and reference.
    let mut open: Vec<(u64, i64, String)> = Vec::new();
    for step in steps {
        match step {
            Step::Add(amount) => {
                let (cid, msg_ref) = visitor.start("add", json!({"amount": amount})).await;
                open.push((cid, *amount, msg_ref));
            }
            Step::Heartbeat => {
                for frame in visitor.client.drain().await {
                    if frame.is_reply() {
                        open.retain(|(_, _, msg_ref)| !frame.is_reply_to(msg_ref));
                    } else {
                        visitor.page.apply(&frame);
                    }
                }
            }
            Step::Read => {
                let Some(&(cid, amount, _)) = open.last() else {
                    continue;
                };
                visitor
                    .ask(cid, "add", json!({"amount": amount}))
                    .await
                    .ok();
                open.clear();
            }
            Step::Cut => {
                visitor.client = Client::connect(&house.server).await;
                assert!(visitor.join_again().await);
                for (cid, amount, msg_ref) in &mut open {
                    *msg_ref = visitor.send(*cid, "add", json!({"amount": amount})).await;
                }
            }
        }
    }
    assert!(visitor.come_back(&house.server).await);
    for &(cid, amount, _) in &open {
        visitor
            .ask(cid, "add", json!({"amount": amount}))
            .await
            .ok();
    }
    let expected = steps.iter().map(|step| match step {
        Step::Add(amount) => *amount,
        _ => 0,
    });
    let expected: i64 = expected.sum();
    visitor.until(|state| state["count"] == expected).await;
    let items = visitor.page.document.hydrated()["items"].clone();
    let ids = items.as_array().unwrap().iter();
    let ids = ids.map(|item| item["id"].as_i64().unwrap()).collect();
    (expected, ids)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_lost_and_nothing_happens_twice(
        steps in prop::collection::vec(step(), 1..30),
        workers in 1..3usize,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (sum, ids) = runtime.block_on(play(&steps, workers));
        let mut total = 0;
        let sums: Vec<i64> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Add(amount) => {
                    total += amount;
                    Some(total)
                }
                _ => None,
            })
            .collect();
        prop_assert_eq!(sum, total);
        prop_assert_eq!(ids, sums);
    }
}
