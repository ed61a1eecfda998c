use musubi::testing::TestPage;
use musubi::{EntryStatus, UploadErrorCode};
use musubi_wire::payload::{PreflightEntry, PreflightReply};
use serde_json::json;

use crate::stores::AlbumStore;

/// The server's name for an accepted file.
pub fn entry_ref(reply: &PreflightReply, client_ref: &str) -> String {
    match &reply.entries[client_ref] {
        PreflightEntry::Channel { entry_ref, .. } | PreflightEntry::External { entry_ref, .. } => {
            entry_ref.clone()
        }
    }
}

async fn page() -> TestPage {
    TestPage::mount::<AlbumStore>(json!({})).await.unwrap()
}

#[tokio::test]
async fn the_application_says_where_each_file_goes_or_that_it_goes_nowhere() {
    let mut page = page().await;
    let mut photos = page.upload("photos");
    let files = [
        ("a", "", 1),
        ("forbidden", "", 1),
        ("b", "", 1),
        ("c", "", 1),
    ];
    let reply = photos.offer(files).await.unwrap();
    let key = entry_ref(&reply, "0");
    assert_eq!(
        reply.entries["0"],
        PreflightEntry::External {
            entry_ref: key.clone(),
            uploader: "s3".into(),
            meta: json!({"key": key}),
        }
    );
    let refused: Vec<_> = reply.errors.iter().map(|refused| &refused.error).collect();
    assert_eq!(refused[0].code, UploadErrorCode::Other("quota".into()));
    assert_eq!(refused[0].message, "There is no room left.");
    // The refused one has taken no place.
    assert_eq!(refused[1].code, UploadErrorCode::TooManyFiles);
    assert_eq!(photos.entries().len(), 2);
}

#[tokio::test]
async fn a_client_tells_how_far_it_is_and_the_store_consumes_what_is_complete() {
    let mut page = page().await;
    let mut photos = page.upload("photos");
    let reply = photos.offer([("a", "", 1), ("b", "", 1)]).await.unwrap();
    let (first, second) = (entry_ref(&reply, "0"), entry_ref(&reply, "1"));
    photos.progress(&second, 100).await.unwrap();
    photos.progress(&first, 30).await.unwrap();
    assert_eq!(page.command("keys", json!({})).await, Ok(json!([second])));
    let mut photos = page.upload("photos");
    let entries = photos.entries();
    assert_eq!((entries.len(), entries[0].progress), (1, 30));
    // What is consumed is gone.
    let refused = photos.progress(&second, 50).await.unwrap_err();
    assert_eq!(refused.reason, "internal error");
}

#[tokio::test]
async fn a_failure_is_the_last_word_about_a_file() {
    let mut page = page().await;
    let mut photos = page.upload("photos");
    let reply = photos.offer([("a", "", 1), ("b", "", 1)]).await.unwrap();
    let (first, second) = (entry_ref(&reply, "0"), entry_ref(&reply, "1"));
    photos.fail(&first, "the bucket is gone").await.unwrap();
    photos.fail(&second, &"x".repeat(5_000)).await.unwrap();
    for entry_ref in [&first, &second] {
        photos.progress(entry_ref, 100).await.unwrap();
        photos.fail(entry_ref, "again").await.unwrap();
    }
    let entries = photos.entries();
    assert!(
        entries
            .iter()
            .all(|entry| entry.status == EntryStatus::Error)
    );
    let messages: Vec<_> = entries.iter().flat_map(|entry| &entry.errors).collect();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].message, "the bucket is gone");
    assert_eq!(messages[1].message, "external upload failed");
    assert_eq!(messages[0].code, UploadErrorCode::ExternalFailed);
    assert_eq!(page.command("keys", json!({})).await, Ok(json!([])));
}

#[tokio::test]
async fn nothing_stays_of_an_offer_whose_answer_came_too_late() {
    let mut page = page().await;
    {
        let mut photos = page.upload("photos");
        let mut offer = std::pin::pin!(photos.offer([("a", "", 1), ("b", "", 1)]));
        let waiting = futures_util::poll!(&mut offer);
        assert!(waiting.is_pending());
    }
    assert_eq!(page.upload("photos").entries(), []);
    assert!(page.flush().is_none());
}
