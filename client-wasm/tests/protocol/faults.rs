use futures_channel::oneshot;
use musubi::replica::FileStep;
use musubi_wire::StoreId;
use proptest::prelude::*;
use serde_json::json;

use crate::harness::Client;

/// What a network and a server may do at any time.
#[derive(Debug, Clone)]
enum Fault {
    Close,
    TooLarge,
    Text(String),
    Patch(String, u64, i64),
    Event(String, &'static str),
    Reply(String),
    Wait,
    Wake,
    Command,
    File(u8),
}

fn fault() -> impl Strategy<Value = Fault> {
    let join_ref = || (1u64..9).prop_map(|number| number.to_string());
    let event = prop_oneof![Just("phx_close"), Just("phx_error"), Just("other")];
    prop_oneof![
        Just(Fault::Close),
        Just(Fault::TooLarge),
        ".{0,40}".prop_map(Fault::Text),
        (join_ref(), 0u64..4, any::<i64>())
            .prop_map(|(join_ref, base, count)| Fault::Patch(join_ref, base, count)),
        (join_ref(), event).prop_map(|(join_ref, event)| Fault::Event(join_ref, event)),
        join_ref().prop_map(Fault::Reply),
        Just(Fault::Wait),
        Just(Fault::Wake),
        Just(Fault::Command),
        (0u8..3).prop_map(Fault::File),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_state_is_the_servers_once_the_network_is_well(
        faults in proptest::collection::vec(fault(), 0..40)
    ) {
        let mut client = Client::counter();
        let mut answers = Vec::new();
        for fault in faults {
            match fault {
                Fault::Close => client.close(),
                Fault::TooLarge => {
                    client.protocol.too_large(client.now);
                    client.close();
                }
                Fault::Text(text) => client.protocol.text(&text, client.now),
                Fault::Patch(join_ref, base, count) => client.set(&join_ref, base, count),
                Fault::Event(join_ref, event) => client.receive(&join_ref, None, event, &json!({})),
                Fault::Reply(join_ref) => client.accept_as(&join_ref),
                Fault::Wait => {
                    if client.protocol.deadline().is_some() {
                        client.wait();
                    }
                }
                Fault::Wake => client.protocol.wake(),
                Fault::Command => {
                    answers.push(client.command(&StoreId::root(), "wait", &json!({})));
                }
                Fault::File(step) => {
                    let step = match step {
                        0 => FileStep::Open("{}".to_owned()),
                        1 => FileStep::Chunk(vec![1]),
                        _ => FileStep::Close,
                    };
                    let (reply, answer) = oneshot::channel();
                    client.protocol.file("u_1", &step, reply, client.now);
                    if step != FileStep::Close {
                        answers.push(answer);
                    }
                }
            }
        }
        // The network is cut a last time, and then it is well.
        client.close();
        for answer in &mut answers {
            prop_assert!(answer.try_recv().unwrap().is_some(), "a command waits for ever");
        }
        client.sent();
        client.protocol.wake();
        let join = client.open().pop().unwrap();
        prop_assert_eq!(&join.event, "phx_join");
        client.accept_as(&join.msg_ref);
        client.first_on(&join.msg_ref, 42);
        prop_assert_eq!(client.count(), json!(42));
    }
}
