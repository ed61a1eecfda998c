//! More frames than anyone needs, at once.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use musubi::{Limits, Socket};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::stores::{WildStore, Witness, limits, server};
use crate::support::{Client, Frame, Server, soon};

const FLOOD: usize = 10_000;

fn heartbeat(index: usize) -> Message {
    Message::text(json!([null, index.to_string(), "phoenix", "heartbeat", {}]).to_string())
}

/// Sends a flood and reads its answers at the same time. Gives the frames in their order.
async fn flood(client: Client, messages: Vec<Message>, answers: usize) -> Vec<Frame> {
    let (mut sink, mut stream) = client.split();
    let sending = async {
        for message in messages {
            sink.feed(message).await.unwrap();
        }
        sink.flush().await.unwrap();
    };
    let receiving = async {
        let mut frames = Vec::new();
        while frames
            .iter()
            .filter(|frame: &&Frame| frame.is_reply())
            .count()
            < answers
        {
            let message = soon(stream.next()).await.unwrap().unwrap();
            frames.push(Frame::parse(message.to_text().unwrap()));
        }
        frames
    };
    soon(async { tokio::join!(sending, receiving) }).await.1
}

#[tokio::test]
async fn a_flood_is_answered_whole_and_others_are_served_meanwhile() {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    let client = Client::connect(&server).await;
    let flooding = tokio::spawn(flood(client, (0..FLOOD).map(heartbeat).collect(), FLOOD));
    let mut served = 0;
    while !flooding.is_finished() {
        witness.is_served().await;
        served += 1;
    }
    assert!(served > 0);
    for (index, frame) in flooding.await.unwrap().iter().enumerate() {
        assert!(frame.is_reply_to(&index.to_string()), "{frame:?}");
    }
}

#[tokio::test]
async fn a_flood_of_commands_is_carried_out_whole_and_in_order() {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<WildStore>("a", json!({})).await;
    let command = json!({"name": "add", "payload": {"amount": 1}});
    let add = |index: usize| {
        let frame = json!([
            page.join_ref,
            format!("f{index}"),
            page.topic,
            "command",
            command
        ]);
        Message::text(frame.to_string())
    };
    let frames = flood(client, (0..FLOOD).map(add).collect(), FLOOD).await;
    let replies = frames.iter().filter(|frame| frame.is_reply());
    for (index, reply) in replies.enumerate() {
        assert!(reply.is_reply_to(&format!("f{index}")), "{reply:?}");
        assert_eq!(reply.reply().ok(), index + 1);
    }
    // What was written in one go is one envelope, so there are far fewer of them.
    let patches = frames.iter().filter(|frame| frame.is_patch()).count();
    assert!(patches < FLOOD, "{patches} envelopes");
    witness.is_served().await;
}

#[tokio::test]
async fn a_flood_of_joins_and_leaves_stays_within_the_limit_of_pages() {
    let limits = Limits {
        pages: 10,
        ..limits()
    };
    let server = Server::start(Socket::new().root::<WildStore>().limits(limits)).await;
    let mut witness = Witness::new(&server).await;
    let client = Client::connect(&server).await;
    let mut messages = Vec::new();
    for index in 0..500 {
        let topic = format!("musubi:connection:WildStore:{}", index % 20);
        let join = json!({"module": "WildStore", "id": (index % 20).to_string()});
        let text = |frame: Value| Message::text(frame.to_string());
        messages.push(text(json!([
            index.to_string(),
            format!("j{index}"),
            topic,
            "phx_join",
            join
        ])));
        if index % 3 == 0 {
            messages.push(text(json!([
                null,
                format!("l{index}"),
                topic,
                "phx_leave",
                {}
            ])));
        }
    }
    // A join that is taken over by another one may have no reply, so a heartbeat tells the end.
    messages.push(Message::text(
        json!([null, "end", "phoenix", "heartbeat", {}]).to_string(),
    ));
    let (mut sink, mut stream) = client.split();
    let sending = async {
        for message in messages {
            sink.send(message).await.unwrap();
        }
    };
    let receiving = async {
        let mut refused = 0;
        loop {
            let message = soon(stream.next()).await.unwrap().unwrap();
            let frame = Frame::parse(message.to_text().unwrap());
            if frame.is_reply_to("end") {
                return refused;
            }
            let response = &frame.payload["response"];
            refused += usize::from(*response == json!({"reason": "too many channels joined"}));
        }
    };
    let refused = soon(async { tokio::join!(sending, receiving) }).await.1;
    assert!(refused > 0);
    witness.is_served().await;
}

#[tokio::test]
async fn a_client_over_its_rate_slows_itself_down_and_nobody_else() {
    let limits = Limits {
        frames_per_second: 1_000,
        ..Limits::default()
    };
    let server = Server::start(Socket::new().root::<WildStore>().limits(limits)).await;
    let mut witness = Witness::new(&server).await;
    let client = Client::connect(&server).await;
    let started = Instant::now();
    let count = 2_600;
    let flooding = tokio::spawn(flood(client, (0..count).map(heartbeat).collect(), count));
    let mut served = 0;
    while !flooding.is_finished() {
        witness.is_served().await;
        served += 1;
    }
    assert!(served > 0);
    assert_eq!(flooding.await.unwrap().len(), count);
    // 2,000 are a burst.
    assert!(
        started.elapsed() > Duration::from_millis(590),
        "{:?}",
        started.elapsed()
    );
}
