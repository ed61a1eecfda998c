use musubi::testing::TestPage;
use serde_json::{Value, json};

use crate::client::Uploading;
use crate::stores::{FormStore, socket};
use crate::support::{Client, Page, Server};

async fn server() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(socket(folder.path())).await;
    (folder, server)
}

async fn allow(client: &mut Client, page: &Page, entries: Value) -> Value {
    let payload = json!({"name": "avatar", "store_id": [], "entries": entries});
    client.ask_upload(page, "allow_upload", payload).await.ok()
}

/// The refused files, each with its code.
fn refused(reply: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = reply["errors"].as_array().unwrap().iter();
    errors
        .map(|error| text(&error["client_ref"]) + ": " + &text(&error["error"]["code"]))
        .collect()
}

#[tokio::test]
async fn each_offered_file_is_checked_in_order_and_counts_for_the_next() {
    let (_folder, server) = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<FormStore>("a", json!({})).await;
    let entry = |client_ref: &str, name: &str, size: u64| json!({"client_ref": client_ref, "name": name, "size": size, "type": "image/png"});
    let reply = allow(
        &mut client,
        &page,
        json!([
            entry("a", "a.PNG", 10_000),
            entry("b", "b.png", 10_001),
            entry("c", "c.gif", 1),
            entry("d", "png", 1),
            entry("e", "e.txt", 0),
            entry("f", "../../f.png", 1),
            entry("g", "g.png", 1),
        ]),
    )
    .await;
    assert_eq!(reply["ref"], "avatar");
    assert_eq!(reply["config"]["chunk_size"], 1_000);
    assert_eq!(
        refused(&reply),
        [
            "b: too_large",
            "c: not_accepted",
            "d: not_accepted",
            "g: too_many_files",
        ]
    );
    let entries = reply["entries"].as_object().unwrap();
    assert_eq!(entries.keys().collect::<Vec<_>>(), ["a", "e", "f"]);
    assert_eq!(entries["a"]["type"], "channel");
    let entry_ref = entries["a"]["entry_ref"].as_str().unwrap();
    assert!(
        entry_ref.starts_with("u_") && entry_ref.len() == 13,
        "{entry_ref}"
    );

    let envelope = client.patch(&mut page).await;
    assert_eq!(envelope.upload_ops.len(), 3);
    let add = serde_json::to_value(&envelope.upload_ops[0]).unwrap();
    assert_eq!(
        add,
        json!({"op": "add", "upload": "avatar", "store_id": [], "ref": entry_ref, "entry": {
            "ref": entry_ref, "client_name": "a.PNG", "client_size": 10_000,
            "client_type": "image/png", "progress": 0, "status": "pending", "errors": []}})
    );
}

#[tokio::test]
async fn malformed_offers_are_refused_one_by_one() {
    let (_folder, server) = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    let good = |name: &str| json!({"client_ref": "x", "name": name, "size": 1, "type": ""});
    let with = |member: &str, value: Value| {
        let mut entry = good("a.png");
        entry[member] = value;
        entry
    };
    let long = "x".repeat(2_000);
    let malformed = json!([
        null,
        1,
        "text",
        [],
        {},
        with("size", json!(-1)),
        with("size", json!(1.5)),
        with("size", json!("1")),
        with("size", json!(null)),
        with("name", json!("")),
        with("name", json!(7)),
        with("name", json!(format!("{long}.png"))),
        with("type", json!(long)),
        with("client_ref", json!(long)),
        with("client_ref", json!("")),
    ]);
    let count = malformed.as_array().unwrap().len();
    let reply = allow(&mut client, &page, malformed).await;
    assert_eq!(reply["entries"], json!({}));
    let refused_files = refused(&reply);
    assert_eq!(refused_files.len(), count);
    let is_rejected = |file: &String| file.ends_with(": preflight_rejected");
    assert!(refused_files.iter().all(is_rejected), "{refused_files:?}");
    // Nothing was accepted, so nothing is sent but the answer.
    let frames = client.drain().await;
    assert!(frames.is_empty(), "{frames:?}");

    // Two files of one name could not be told apart in the reply.
    let reply = allow(&mut client, &page, json!([good("a\0.png"), good("b.png")])).await;
    assert_eq!(refused(&reply), ["x: preflight_rejected"]);
}

#[tokio::test]
async fn an_offer_of_what_is_not_there_is_refused() {
    let (_folder, server) = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    let entries = vec![json!({}); 10_001];
    for (payload, reason) in [
        (json!({"name": "others"}), "unknown upload"),
        (
            json!({"name": "avatar", "store_id": ["panel"]}),
            "unknown store",
        ),
        (json!({}), "missing required field"),
        (
            json!({"name": "avatar", "entries": entries}),
            "invalid payload: entries: expected at most 10000 entries, found 10001",
        ),
    ] {
        let reply = client.ask_upload(&page, "allow_upload", payload).await;
        assert_eq!(reply.error()["reason"], reason);
    }
}

#[tokio::test]
async fn ten_thousand_files_in_one_offer_are_answered() {
    let mut page = TestPage::mount::<FormStore>(json!({})).await.unwrap();
    let files = (0..10_000).map(|_| ("a.bin", "", 1));
    let reply = page.upload("other-files").offer(files).await.unwrap();
    assert_eq!((reply.entries.len(), reply.errors.len()), (10_000, 0));
    assert_eq!(page.flush().unwrap().upload_ops.len(), 10_000);
    for entry in page.upload("other-files").entries() {
        page.upload("other-files")
            .cancel(&entry.entry_ref)
            .await
            .unwrap();
    }
    assert_eq!(page.flush().unwrap().upload_ops.len(), 10_000);
    assert_eq!(page.upload("other-files").entries(), []);
}
