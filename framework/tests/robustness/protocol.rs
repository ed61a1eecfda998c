//! Bytes that break WebSocket itself.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stores::{Witness, server};
use crate::support::{Frame, Server, soon};

const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const CLOSE: u8 = 0x88;
const CONTINUE: u8 = 0x80;
/// Taken from the first byte of a frame that more of the message follows.
const NOT_THE_LAST: u8 = 0x80;

/// A frame of a client, masked with nothing.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..=125 => bytes.push(0x80 | u8::try_from(length).unwrap()),
        length => {
            bytes.push(0x80 | 126);
            bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

/// Sends bytes on a fresh connection, and gives all that comes back until its end.
async fn answer(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = server.raw().await;
    stream.write_all(bytes).await.unwrap();
    read_all(&mut stream).await
}

async fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    let mut read = Vec::new();
    // A server that does not read the rest resets the connection after its last word.
    while let Ok(1..) = soon(stream.read_buf(&mut read)).await {}
    read
}

/// The code of a close frame that is all there is.
fn close_code(bytes: &[u8]) -> u16 {
    match bytes {
        [CLOSE, length, high, low, reason @ ..] if usize::from(*length) == reason.len() + 2 => {
            u16::from_be_bytes([*high, *low])
        }
        other => panic!("{other:?} is not a close frame"),
    }
}

#[tokio::test]
async fn each_broken_rule_has_its_own_close_code() {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    let split = |first: &[u8], second: &[u8]| {
        [frame(TEXT & !NOT_THE_LAST, first), frame(CONTINUE, second)].concat()
    };
    let cases: [(&str, Vec<u8>, u16); 12] = [
        ("not masked", vec![TEXT, 2, b'h', b'i'], 1002),
        ("a reserved bit", frame(TEXT | 0x40, b"hi"), 1002),
        ("an unknown kind of data", frame(0x83, b"hi"), 1002),
        ("an unknown kind of control", frame(0x8b, b"hi"), 1002),
        ("a long ping", frame(PING, &[0; 126]), 1002),
        ("a ping in parts", frame(PING & !NOT_THE_LAST, b"hi"), 1002),
        ("a part of nothing", frame(CONTINUE, b"hi"), 1002),
        (
            "a message within another",
            [frame(TEXT & !NOT_THE_LAST, b"["), frame(TEXT, b"]")].concat(),
            1002,
        ),
        ("half a close code", frame(CLOSE, &[3]), 1002),
        ("no UTF-8", frame(TEXT, &[b'[', 0xff, b']']), 1007),
        ("no UTF-8 over two parts", split(&[b'[', 0xc3], b"]"), 1007),
        (
            "longer than memory",
            [vec![TEXT, 0xff], vec![0x3f; 8], vec![0; 4]].concat(),
            1009,
        ),
    ];
    for (name, bytes, code) in cases {
        assert_eq!(close_code(&answer(&server, &bytes).await), code, "{name}");
    }
    witness.is_served().await;
}

#[tokio::test]
async fn a_message_in_parts_with_a_ping_between_them_is_one_message() {
    let server = server().await;
    let msg_ref = "é".repeat(50);
    let text = json!([null, msg_ref, "phoenix", "heartbeat", {}]).to_string();
    // In the middle of a character.
    let (head, tail) = text.as_bytes().split_at(8);
    assert!(std::str::from_utf8(head).is_err());
    let parts = [
        frame(TEXT & !NOT_THE_LAST, head),
        frame(PING, b"still here"),
        frame(CONTINUE & !NOT_THE_LAST, b""),
        frame(CONTINUE, tail),
    ];
    let mut stream = server.raw().await;
    stream.write_all(&parts.concat()).await.unwrap();
    let pong = read(&mut stream, 12).await;
    assert_eq!(
        (&pong[..2], &pong[2..]),
        (&[0x8a, 10][..], &b"still here"[..])
    );
    let header = read(&mut stream, 4).await;
    assert_eq!(header[..2], [TEXT, 126], "a text of more than 125 bytes");
    let length = u16::from_be_bytes([header[2], header[3]]);
    let reply = read(&mut stream, usize::from(length)).await;
    let reply = Frame::parse(std::str::from_utf8(&reply).unwrap());
    assert!(reply.is_reply_to(&msg_ref));
}

async fn read(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    soon(stream.read_exact(&mut bytes)).await.unwrap();
    bytes
}

#[tokio::test]
async fn a_connection_that_stops_in_the_middle_of_a_frame_is_forgotten() {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    let whole = frame(TEXT, b"[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
    for end in 0..whole.len() {
        let mut stream = server.raw().await;
        stream.write_all(&whole[..end]).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = read_all(&mut stream).await;
        assert!(
            answer.is_empty() || close_code(&answer) == 1002,
            "{end}: {answer:?}"
        );
    }
    witness.is_served().await;
}
