//! Files are there as long as somebody can use them, and not longer.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::client::Uploading;
use crate::stores::{FormStore, socket};
use crate::support::{Client, Page, Server, soon};

/// The files of uploads below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let folders = folder.read_dir().unwrap().flatten();
    let files = folders.flat_map(|folder| folder.path().read_dir().unwrap().flatten());
    let files = files.map(|file| file.path());
    files.filter(|file| !file.ends_with("lock")).collect()
}

/// Waits until there are no more files below a folder than this.
async fn until(folder: &Path, count: usize) {
    soon(async {
        while files(folder).len() != count {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    })
    .await;
}

async fn start() -> (tempfile::TempDir, Server, Client, Page) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(socket(folder.path())).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    (folder, server, client, page)
}

#[tokio::test]
async fn a_server_without_uploads_leaves_the_disk_alone() {
    let (folder, _server, _client, _page) = start().await;
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn a_complete_file_stays_until_it_is_consumed() {
    let (folder, _server, mut client, page) = start().await;
    client.send_file(&page, "a.txt", b"one").await;
    client.send_file(&page, "../../b.txt", b"two").await;
    until(folder.path(), 2).await;
    // Nothing of a client's name is in a path.
    let names = files(folder.path());
    assert!(
        names
            .iter()
            .all(|path| !path.to_string_lossy().contains("txt")),
        "{names:?}"
    );
    client
        .command(&page, "read", json!({"keep": ["two"]}))
        .await
        .ok();
    until(folder.path(), 1).await;
    client.leave(&page).await.ok();
    until(folder.path(), 0).await;
}

#[tokio::test]
async fn a_file_goes_when_it_fails_is_cancelled_or_is_left() {
    let (folder, _server, mut client, page) = start().await;
    let channel = client.start(&page, "a.txt", 10).await;
    client.chunk(&channel, b"text").await.ok();
    until(folder.path(), 1).await;
    client.chunk(&channel, b"too many bytes").await.error();
    until(folder.path(), 0).await;

    let entry_ref = client.send_file(&page, "a.txt", b"text").await;
    until(folder.path(), 1).await;
    client
        .command(&page, "cancel", json!({"entry": entry_ref}))
        .await
        .ok();
    until(folder.path(), 0).await;

    let channel = client.start(&page, "a.txt", 10).await;
    client.chunk(&channel, b"text").await.ok();
    let topic = channel.topic.clone();
    client.ask(None, &topic, "phx_leave", json!({})).await.ok();
    until(folder.path(), 0).await;
}

#[tokio::test]
async fn files_go_with_a_page_that_panics() {
    let (folder, _server, mut client, page) = start().await;
    client.send_file(&page, "a.txt", b"text").await;
    let channel = client.start(&page, "b.txt", 10).await;
    client.chunk(&channel, b"text").await.ok();
    until(folder.path(), 2).await;
    client.start_command(&page, "panic", json!({})).await;
    until(folder.path(), 0).await;
}

#[tokio::test]
async fn files_go_with_a_connection_that_is_cut() {
    let (folder, _server, mut client, page) = start().await;
    client.send_file(&page, "a.txt", b"text").await;
    let channel = client.start(&page, "b.txt", 10).await;
    client.chunk(&channel, b"text").await.ok();
    until(folder.path(), 2).await;
    drop(client);
    until(folder.path(), 0).await;
}

#[cfg(unix)]
#[tokio::test]
async fn no_other_user_can_read_a_file() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, _server, mut client, page) = start().await;
    client.send_file(&page, "a.txt", b"text").await;
    let file = files(folder.path()).remove(0);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_folder_that_somebody_tidies_up_is_made_again() {
    let (folder, _server, mut client, page) = start().await;
    client.send_file(&page, "a.txt", b"one").await;
    let own = files(folder.path()).remove(0);
    std::fs::remove_dir_all(own.parent().unwrap()).unwrap();
    client.send_file(&page, "b.txt", b"two").await;
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test]
async fn a_folder_that_takes_no_file_fails_the_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no folder");
    std::fs::write(&file, "").unwrap();
    let server = Server::start(socket(&file)).await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<FormStore>("a", json!({})).await;
    let reply = client.offer(&page, &[("a.txt", 4)]).await;
    let refused = client.join_upload(&reply["entries"]["0"]).await.err();
    assert_eq!(refused, Some(json!({"reason": "unauthorized"})));
    client.patch(&mut page).await;
    let envelope = client.patch(&mut page).await;
    let op = serde_json::to_value(&envelope.upload_ops[0]).unwrap();
    assert_eq!(op["error"]["code"], "internal");
    assert_eq!(
        client
            .command(&page, "read", json!({"keep": []}))
            .await
            .ok(),
        json!([])
    );
}

/// The variable that makes the next test the server that it kills, with its files in this folder.
const FOLDER: &str = "MUSUBI_TEST_UPLOAD_FOLDER";

/// Has a complete file and half of another one, says so, and waits for its end.
async fn wait_to_be_killed(folder: &Path) {
    let server = Server::start(socket(folder)).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    client.send_file(&page, "a.txt", b"complete").await;
    let channel = client.start(&page, "b.txt", 10).await;
    client.chunk(&channel, b"half").await.ok();
    println!("\nready to be killed");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn what_a_killed_server_has_left_goes_when_the_next_one_starts() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return wait_to_be_killed(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut killed = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "files::what_a_killed_server_has_left_goes_when_the_next_one_starts",
            "--nocapture",
        ])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(killed.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready to be killed"));
    let left = files(folder.path());
    assert_eq!(left.len(), 2);

    // A server that still lives keeps its files.
    let neighbour = Server::start(socket(folder.path())).await;
    assert_eq!(files(folder.path()), left);
    drop(neighbour);

    // SIGKILL: no code of the process runs any more.
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(files(folder.path()), left);
    let not_ours = folder.path().join("musubi-uploads-of-somebody");
    std::fs::create_dir(&not_ours).unwrap();
    let _next = Server::start(socket(folder.path())).await;
    assert!(left.iter().all(|file| !file.exists()));
    assert!(not_ours.exists());
}
