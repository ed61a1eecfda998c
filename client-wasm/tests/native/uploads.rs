use std::ops::Range;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use musubi::prelude::*;
use musubi::{CallError, FileSource, SendError, UploadFile};
use musubi_client::{ConnectionStatus, MountStatus, Mounted, file_from_reader};
use musubi_wire::upload::{EntryStatus, UploadEntry, UploadErrorCode};
use tokio::sync::Notify;

use crate::app::{AlbumStore, Server, local, until};

async fn album(server: &Server) -> Mounted<AlbumStore> {
    let connection = server.connect();
    let mount = connection.mount::<AlbumStore>("a", musubi::NoParams {});
    mount.await.unwrap()
}

fn photo(bytes: Vec<u8>) -> UploadFile {
    UploadFile::from_bytes("a.png", "image/png", bytes)
}

fn only(entries: Vec<UploadEntry>) -> Option<UploadEntry> {
    let [entry] = <[_; 1]>::try_from(entries).ok()?;
    Some(entry)
}

#[tokio::test]
async fn a_file_goes_in_chunks_and_the_store_gets_all_of_it() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let photos = album.state().photos;
        until(move || photos.config().chunk_size == 1000).await;
        let bytes: Vec<u8> = (0..12_345_u32).map(|n| (n % 251) as u8).collect();
        let sum = bytes.iter().map(|byte| u64::from(*byte)).sum();
        let offered = photos.offer([photo(bytes)]).await.unwrap();
        assert!(offered.refused.is_empty());
        offered.files[0].send().await.unwrap();
        until(move || {
            only(photos.entries()).is_some_and(|entry| entry.status == EntryStatus::Success)
        })
        .await;
        assert_eq!(album.keep().await, Ok(vec![(12_345, sum)]));
        until(move || photos.entries().is_empty()).await;
    })
    .await;
}

#[tokio::test]
async fn empty_files_and_files_from_readers_go_too() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let reader = std::io::Cursor::new(vec![1; 2500]);
        let files = [
            photo(Vec::new()),
            file_from_reader("b.PNG", "image/png", 2500, reader),
        ];
        let offered = album.state().photos.offer(files).await.unwrap();
        let sent = offered.files.iter().map(|file| file.send());
        for sent in futures_util::future::join_all(sent).await {
            sent.unwrap();
        }
        assert_eq!(album.keep().await, Ok(vec![(0, 0), (2500, 2500)]));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_the_server_does_not_take_says_why() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let files = [
            UploadFile::from_bytes("a.txt", "text/plain", *b"no"),
            photo(vec![0; 200_001]),
            photo(vec![0; 10]),
        ];
        let offered = album.state().photos.offer(files).await.unwrap();
        let refused = offered.refused.iter();
        let codes: Vec<_> = refused.map(|refused| refused.error.code.clone()).collect();
        assert_eq!(
            codes,
            [UploadErrorCode::NotAccepted, UploadErrorCode::TooLarge]
        );
        assert_eq!(offered.refused[0].file.name(), "a.txt");
        assert_eq!(offered.files.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_shorter_than_it_was_is_given_up() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let photos = album.state().photos;
        let short = file_from_reader("a.png", "image/png", 3000, std::io::Cursor::new([1; 1500]));
        let offered = photos.offer([short]).await.unwrap();
        let fault = "expected 1000 bytes, found 500".to_owned();
        assert_eq!(offered.files[0].send().await, Err(SendError::File(fault)));
        // Its channel is left, which takes the entry away.
        until(move || photos.entries().is_empty()).await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_cancelled_goes() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let photos = album.state().photos;
        let offered = photos.offer([photo(vec![0; 10]), photo(vec![1; 10])]).await;
        let offered = offered.unwrap();
        until(move || photos.entries().len() == 2).await;
        offered.files[0].cancel().await.unwrap();
        photos.give_up(offered.files[1].entry_ref()).await.unwrap();
        until(move || photos.entries().is_empty()).await;
        assert!(matches!(
            offered.files[0].send().await,
            Err(SendError::Refused(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn what_drops_the_sending_gives_the_file_up() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let photos = album.state().photos;
        let (stuck, asked) = StuckFile::offered();
        let offered = photos.offer([stuck]).await.unwrap();
        let sending = offered.files[0].send();
        futures_util::future::select(sending.boxed_local(), asked.notified().boxed_local()).await;
        until(move || photos.entries().is_empty()).await;
        assert_eq!(album.status().get_untracked(), MountStatus::Live);
    })
    .await;
}

#[tokio::test]
async fn an_uploader_of_the_application_is_told_where_to_and_tells_how_far() {
    local(async {
        let server = Server::start().await;
        let album = album(&server).await;
        let clips = album.state().clips;
        let clip = UploadFile::from_bytes("a.mp4", "video/mp4", vec![7; 100]);
        let offered = clips.offer([clip.clone(), clip]).await.unwrap();
        let [first, second] = &offered.files[..] else {
            panic!("both are taken");
        };
        assert_eq!(
            first.send().await,
            Err(SendError::NeedsUploader("bucket".to_owned()))
        );
        let sent = first.send_by(async |file| {
            let (uploader, meta) = file.external().unwrap();
            assert_eq!((uploader, &meta["url"]), ("bucket", &"clips/a.mp4".into()));
            assert_eq!(file.file().read(0..100).await?, [7; 100]);
            file.report(40);
            until(move || clips.entries()[0].progress == 40).await;
            Ok::<_, String>(())
        });
        sent.await.unwrap();
        let failed = second.send_by(async |_| Err("the bucket is full"));
        let full = SendError::Uploader("the bucket is full".to_owned());
        assert_eq!(failed.await, Err(full));
        until(move || {
            let entries = clips.entries();
            entries[0].status == EntryStatus::Success
                && entries[1].errors.iter().any(|error| {
                    error.code == UploadErrorCode::ExternalFailed
                        && error.message == "the bucket is full"
                })
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_is_cut_ends_the_sending_and_the_next_one_begins_anew() {
    local(async {
        let mut server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<AlbumStore>("a", musubi::NoParams {});
        let album = mount.await.unwrap();
        let photos = album.state().photos;
        let (stuck, asked) = StuckFile::offered();
        let offered = photos.offer([stuck]).await.unwrap();
        let status = connection.status();
        let cut = async {
            asked.notified().await;
            server.cut().await;
            until(move || status.get_untracked() == ConnectionStatus::Reconnecting).await;
            asked.notify_one();
        };
        let (sent, ()) = futures_util::join!(offered.files[0].send(), cut);
        assert_eq!(sent, Err(SendError::Disconnected));
        assert!(matches!(
            photos.offer([photo(vec![1])]).await,
            Err(CallError::Disconnected)
        ));
        server.mend().await;
        until(|| album.status().get_untracked() == MountStatus::Live).await;
        until(move || photos.entries().is_empty()).await;
        let offered = photos.offer([photo(vec![1; 2000])]).await.unwrap();
        offered.files[0].send().await.unwrap();
        assert_eq!(album.keep().await, Ok(vec![(2000, 2000)]));
    })
    .await;
}

/// A file whose second chunk is asked for, which it tells, and comes once it is told in turn.
struct StuckFile(Rc<Notify>);

impl StuckFile {
    fn offered() -> (UploadFile, Rc<Notify>) {
        let asked = Rc::new(Notify::new());
        let source = Self(Rc::clone(&asked));
        let file = UploadFile::from_source("a.png", "image/png", 3000, source);
        (file, asked)
    }
}

impl FileSource for StuckFile {
    fn read(&self, bytes: Range<u64>) -> LocalBoxFuture<'_, Result<Vec<u8>, String>> {
        async move {
            if bytes.start > 0 {
                self.0.notify_one();
                // Lets the other side take it before this one waits.
                tokio::task::yield_now().await;
                self.0.notified().await;
            }
            Ok(vec![0; 1000])
        }
        .boxed_local()
    }
}
