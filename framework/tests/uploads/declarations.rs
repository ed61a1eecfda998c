use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;
use musubi::prelude::*;
use musubi::testing::{TestPage, with_runtime};
use musubi::{Limits, RootStore, Socket};
use musubi_wire::StoreId;
use serde_json::{Value, json};

use crate::stores::{FormStore, socket};
use crate::support::{Client, Server};

fn upload_ops(envelope: &musubi_wire::Envelope) -> Value {
    serde_json::to_value(&envelope.upload_ops).unwrap()
}

#[tokio::test]
async fn an_upload_is_a_marker_and_its_config_comes_with_the_first_envelope() {
    let mut page = TestPage::mount_unflushed::<FormStore>(json!({}))
        .await
        .unwrap();
    let first = page.flush().unwrap();
    assert_eq!(
        page.state()["avatar"],
        json!({"__musubi_upload__": "avatar"})
    );
    assert_eq!(
        page.state()["other-files"],
        json!({"__musubi_upload__": "other-files"})
    );
    assert_eq!(
        upload_ops(&first),
        json!([
            {"op": "config", "upload": "avatar", "store_id": [], "config": {
                "accept": [".png", ".txt"], "max_entries": 3, "max_file_size": 10_000,
                "chunk_size": 1_000}},
            {"op": "config", "upload": "other-files", "store_id": [], "config": {
                "accept": "any", "max_entries": 20_000, "max_file_size": 8_000_000,
                "chunk_size": 64_000}},
        ])
    );
    assert_eq!(page.flush(), None);
}

#[tokio::test]
async fn the_config_of_a_child_comes_with_the_child() {
    let mut page = TestPage::mount::<FormStore>(json!({})).await.unwrap();
    page.command("show_panel", json!({"show": true}))
        .await
        .unwrap();
    let ops = upload_ops(&page.flush().unwrap());
    assert_eq!(ops[0]["op"], "config");
    assert_eq!(ops[0]["store_id"], json!(["panel"]));
    assert_eq!(ops.as_array().unwrap().len(), 1);

    let panel = || StoreId::root().child(&["panel"]);
    let sent = page.upload_on(panel(), "file").send("a", "", "text").await;
    sent.unwrap();
    page.flush();
    page.command("show_panel", json!({"show": false}))
        .await
        .unwrap();
    page.command("show_panel", json!({"show": true}))
        .await
        .unwrap();
    // The client heard of no panel that went: the new one has no files, and says so.
    let ops = upload_ops(&page.flush().unwrap());
    assert_eq!(ops[0]["op"], "reset");
    assert_eq!(ops[1]["op"], "config");
    assert_eq!(page.upload_on(panel(), "file").entries(), []);
}

#[tokio::test]
async fn what_happens_to_files_does_not_render_the_store_and_can_be_read_as_a_signal() {
    let mut page = TestPage::mount::<FormStore>(json!({})).await.unwrap();
    assert_eq!(
        (&page.state()["renders"], &page.state()["count"]),
        (&json!(1), &json!(0))
    );
    page.upload("avatar")
        .send("a.txt", "", "text")
        .await
        .unwrap();
    let envelope = page.flush().unwrap();
    assert_eq!(envelope.ops.len(), 1);
    assert_eq!(
        (&page.state()["renders"], &page.state()["count"]),
        (&json!(1), &json!(1))
    );
}

#[state]
struct Inner {
    file: Upload,
}

#[state]
struct Outer {
    #[state(nested)]
    inner: Inner,
}

struct OuterStore;

#[store(root)]
impl OuterStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> OuterSignals {
        let file = UploadSlot::new(UploadOptions::any());
        OuterSignals {
            inner: InnerSignals { file },
        }
    }
}

#[state]
struct Twice {
    one: Upload,
    two: Upload,
}

struct TwiceStore;

#[store(root)]
impl TwiceStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> TwiceSignals {
        let slot = UploadSlot::new(UploadOptions::any());
        TwiceSignals {
            one: slot,
            two: slot,
        }
    }
}

async fn panic_of_mount<S: RootStore>() -> String {
    let mounted = AssertUnwindSafe(TestPage::mount::<S>(json!({})));
    let panic = mounted
        .catch_unwind()
        .await
        .expect_err("the store is wrong");
    *panic.downcast::<String>().expect("a text")
}

#[tokio::test]
async fn an_upload_below_the_top_of_a_store_says_where_it_belongs() {
    assert_eq!(
        panic_of_mount::<OuterStore>().await,
        "upload `file` stands inside `inner` of store `OuterStore`: clients know an upload by its \
         store and its name, so it stands at the top of the store's state"
    );
}

#[tokio::test]
async fn one_slot_in_two_places_says_so() {
    assert_eq!(
        panic_of_mount::<TwiceStore>().await,
        "upload `two` of store `TwiceStore` stands in another place as well: make an `UploadSlot` \
         for each member"
    );
}

fn panic_of(make: impl FnOnce() -> UploadOptions) -> String {
    let panic = catch_unwind(AssertUnwindSafe(make)).expect_err("the options are wrong");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&str>().expect("a text")).to_owned(),
    }
}

#[test]
fn options_that_can_never_work_say_what_to_write() {
    for extension in ["png", "", ".", "image/*", ".tar.gz", "./a"] {
        let text = panic_of(|| UploadOptions::accept([extension]));
        let expected = format!(
            "`{extension}` is not an extension: write the last dot of a file's name and what comes \
             after it, as in `.png`"
        );
        assert_eq!(text, expected);
    }
    let none: [&str; 0] = [];
    assert_eq!(
        panic_of(|| UploadOptions::accept(none)),
        "an upload accepts at least one extension; `UploadOptions::any()` accepts every file"
    );
    assert_eq!(
        panic_of(|| UploadOptions::any().max_entries(0)),
        "an upload takes at least one file"
    );
    assert_eq!(
        panic_of(|| UploadOptions::any().chunk_size(0)),
        "a chunk has at least one byte"
    );
    assert_eq!(
        panic_of(|| UploadOptions::any().max_file_size(1 << 53)),
        "a file of 9007199254740992 bytes is larger than clients can count"
    );
}

#[test]
fn a_slot_that_stands_nowhere_has_no_files() {
    with_runtime(|| {
        let slot = UploadSlot::new(UploadOptions::any());
        assert_eq!(slot.entries(), []);
        slot.cancel("u_1");
    });
}

#[tokio::test]
async fn clients_are_told_of_no_chunk_that_is_larger_than_a_frame_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        frame_bytes: 2_048,
        ..Limits::default()
    };
    let server = Server::start(socket(folder.path()).limits(limits)).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    let told = |name| {
        let upload = page.document.upload(&StoreId::root(), name);
        upload.unwrap().config().chunk_size
    };
    assert_eq!(told("avatar"), 1_000);
    // What a frame holds besides the data has 1,025 bytes at most.
    assert_eq!(told("other-files"), 1_023);
}

#[test]
fn typescript_reads_an_upload_as_its_handle() {
    let types = Socket::new().root::<FormStore>().typescript().unwrap();
    assert!(types.contains("avatar: Musubi.UploadField;"), "{types}");
    assert!(
        types.contains("\"other-files\": Musubi.UploadField;"),
        "{types}"
    );
}
