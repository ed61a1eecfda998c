//! Files of a browser, read and sent to the chat's server.

use futures_util::future::join;
use musubi::{SendError, UploadSlot};
use musubi_client::{CallError, UploadFile, web_file};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::File;

use crate::chat::{connect_as, enter};
use crate::page::{arrived_files, chosen_file, cut_within_file, delete_file, new_file, until};

fn bytes(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at % 251) as u8).collect()
}

fn file(name: &str, content_type: &str, bytes: &[u8]) -> UploadFile {
    web_file(&new_file(name, content_type, bytes.to_vec()))
}

fn image(bytes: &[u8]) -> UploadFile {
    file("photo.png", "image/png", bytes)
}

#[wasm_bindgen_test]
async fn a_file_is_read_part_by_part() {
    let bytes = bytes(300_000);
    let file = file("お茶.png", "image/png", &bytes);
    let described = (file.name(), file.content_type(), file.size());
    assert_eq!(described, ("お茶.png", "image/png", 300_000));
    for part in [
        0..64_000,
        64_000..128_000,
        299_999..300_000,
        300_000..300_000,
    ] {
        let expected = &bytes[part.start..part.end];
        let part = part.start as u64..part.end as u64;
        assert_eq!(file.read(part).await.unwrap(), expected);
    }
    let fault = file.read(299_999..300_001).await.unwrap_err();
    assert_eq!(fault, "expected 2 bytes, found 1");
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_read_says_what_the_browser_says() {
    let file: File = chosen_file().await.unchecked_into();
    let file = web_file(&file);
    assert_eq!((file.name(), file.size()), ("photo.png", 1000));
    delete_file().await;
    let fault = file.read(0..1000).await.unwrap_err();
    assert!(fault.contains("could not be found"), "{fault}");
    let room = enter(&connect_as("Yuki"), "tea").await;
    let images = room.state().images;
    let offered = images.offer([file]).await.unwrap();
    assert_eq!(offered.files[0].send().await, Err(SendError::File(fault)));
    until("the server forgets it", move || {
        images.entries_untracked().is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn files_arrive_whole_and_those_that_do_not_fit_are_refused() {
    let room = enter(&connect_as("Mina"), "tea").await;
    let images = room.state().images;
    let (small, large) = (bytes(10), bytes(500_001));
    let files = [
        image(&small),
        image(&large),
        file("notes.txt", "text/plain", &small),
    ];
    let offered = images.offer(files).await.unwrap();
    assert_eq!(offered.refused[0].file.name(), "notes.txt");
    for file in &offered.files {
        file.send().await.unwrap();
    }
    until("both are there", move || progress(images) == [100, 100]).await;
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    let expected = format!("10:{} 500001:{}", sum(&small), sum(&large));
    assert_eq!(arrived_files().await.as_string(), Some(expected));
}

#[wasm_bindgen_test]
async fn a_file_whose_connection_is_cut_fails_and_another_can_follow() {
    let room = enter(&connect_as("Hana"), "garden").await;
    let images = room.state().images;
    let offered = images.offer([image(&bytes(3_000_000))]).await.unwrap();
    let (sent, ()) = join(offered.files[0].send(), cut_within_file()).await;
    assert_eq!(sent, Err(SendError::Disconnected));
    until("the server forgets it", move || {
        images.entries_untracked().is_empty()
    })
    .await;
    let mut again = images.offer([image(&bytes(10))]).await;
    while let Err(CallError::Disconnected) = again {
        gloo_timers::future::TimeoutFuture::new(10).await;
        again = images.offer([image(&bytes(10))]).await;
    }
    again.unwrap().files[0].send().await.unwrap();
    until("it is there", move || progress(images) == [100]).await;
}

fn progress(images: UploadSlot) -> Vec<u8> {
    let entries = images.entries_untracked();
    entries.iter().map(|entry| entry.progress).collect()
}
