use axum::body::Body;
use axum::http::{Request, StatusCode};
use musubi_chat::chat::Chat;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{chat, open_room, until};

/// The head of a PNG image, 3 pixels wide and 2 high.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";

const NO_IMAGE: &[u8] = b"<script>alert(1)</script>";

/// Asks for a file as a browser would.
async fn get(chat: &Chat, path: &str) -> axum::response::Response {
    let request = Request::get(path).body(Body::empty()).unwrap();
    chat.images().service().oneshot(request).await.unwrap()
}

fn images(state: &Value) -> &Value {
    &state["messages"][0]["images"]
}

#[tokio::test]
async fn images_go_with_a_message_and_are_served_under_names_of_the_server() {
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    for name in ["../../cat.jpeg", "cat.png"] {
        page.upload("images")
            .send(name, "text/html", PNG)
            .await
            .unwrap();
    }
    let text = json!({ "text": "" });
    page.command("send", text).await.unwrap();
    let seen = until(&mut page, |state| images(state).is_array()).await;
    assert!(page.upload("images").entries().is_empty());

    assert_eq!(images(&seen).as_array().unwrap().len(), 2);
    for image in images(&seen).as_array().unwrap() {
        assert_eq!((&image["width"], &image["height"]), (&json!(3), &json!(2)));
        let file = image["file"].as_str().unwrap();
        // What is in it decides, not what it was called.
        assert!(file.ends_with(".png") && !file.contains("cat"), "{file}");
        let response = get(&chat, &format!("/{file}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header("content-type"), "image/png");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(
            header("content-security-policy"),
            "default-src 'none'; sandbox"
        );
    }
    for path in ["/", "/none.png", "/../chat.sqlite", "/%2e%2e/chat.sqlite"] {
        assert_eq!(
            get(&chat, path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let later = open_room(&chat, "tea", "Jun").await.unwrap();
    assert_eq!(images(&later.hydrated()), images(&seen));
}

#[tokio::test]
async fn a_file_that_is_no_image_stops_the_message_and_takes_nothing_with_it() {
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    let mut upload = page.upload("images");
    upload.send("good.png", "image/png", PNG).await.unwrap();
    let bad = upload.send("bad.png", "image/png", NO_IMAGE).await.unwrap();
    let refusal = page.command("send", json!({ "text": "look" })).await;
    let refusal = refusal.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("not_an_image"));
    assert_eq!(refusal.detail, Some(json!({ "name": "bad.png" })));
    assert_eq!(page.upload("images").entries().len(), 2);

    page.upload("images").cancel(&bad).await.unwrap();
    page.command("send", json!({ "text": "look" }))
        .await
        .unwrap();
    let seen = until(&mut page, |state| images(state).is_array()).await;
    assert_eq!(images(&seen).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_text_that_is_too_long_keeps_the_images() {
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    page.upload("images")
        .send("good.png", "image/png", PNG)
        .await
        .unwrap();
    let text = "x".repeat(2001);
    let refusal = page.command("send", json!({ "text": text })).await;
    assert_eq!(refusal.unwrap_err().code.as_deref(), Some("too_long"));
    assert_eq!(page.upload("images").entries().len(), 1);
}

#[tokio::test]
async fn what_is_too_large_too_much_or_of_another_kind_is_not_taken() {
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    let files = [
        ("large.png", "image/png", 5_000_001),
        ("page.html", "image/png", 10),
        ("drawing.svg", "image/svg+xml", 10),
    ];
    let reply = page.upload("images").offer(files).await.unwrap();
    let codes: Vec<_> = reply
        .errors
        .iter()
        .map(|refused| refused.error.code.as_str())
        .collect();
    assert_eq!(codes, ["too_large", "not_accepted", "not_accepted"]);

    let many = [("image.png", "image/png", 10); 5];
    let reply = page.upload("images").offer(many).await.unwrap();
    assert_eq!((reply.entries.len(), reply.errors.len()), (4, 1));
}
