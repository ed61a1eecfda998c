//! A room of the chat, to which a page in a browser sends files.
//!
//! `cargo xtask test` builds it, and `tests/browser` has it do what it tests.

#![cfg(target_arch = "wasm32")]

use std::convert::Infallible;

use js_sys::Promise;
use musubi::prelude::*;
use musubi::replica::NoCommands;
use musubi::{Offered, StoreContract, UploadSlot};
use musubi_client::{ConnectOptions, Mounted, connect, web_file};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::File;

musubi_client::javascript!(musubi_counter::CounterStore, musubi_cart::stores::CartStore);

/// What is read here of a room's state.
#[state]
pub struct RoomState {
    /// The images of the next message.
    pub images: Upload,
}

/// Which room.
#[params]
pub struct RoomParams {
    /// Its id.
    pub room: String,
}

/// The part of the chat's root that is used here.
struct RoomStore;

impl StoreContract for RoomStore {
    const NAME: &'static str = "RoomStore";
    type Params = RoomParams;
    type Signals = RoomStateSignals;
    type MountError = Infallible;
    type Commands = NoCommands;
}

/// A mounted room. Its `free` leaves it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Room {
    mounted: Mounted<RoomStore>,
}

/// Enters a room under a name.
///
/// # Errors
/// Fails where the room cannot be mounted.
#[wasm_bindgen]
pub async fn enter(name: &str, room: &str) -> Result<Room, JsError> {
    let connection = connect("/socket", ConnectOptions::new().param("name", name));
    let room = room.to_owned();
    let mounted = connection
        .mount::<RoomStore>(&room.clone(), RoomParams { room })
        .await?;
    Ok(Room { mounted })
}

#[wasm_bindgen]
impl Room {
    /// Sends files, one after the other. Resolves with what became of each: `sent`, or why it is not
    /// there; those that the server does not take are last.
    pub fn send(&self, files: Vec<File>) -> Promise {
        // The slot is read before anything waits, and lives as long as the page.
        let images = self.mounted.state().images;
        let mounted = self.mounted.clone();
        future_to_promise(async move {
            let outcomes = send(&images, &files).await;
            drop(mounted);
            let outcomes = outcomes.into_iter().map(JsValue::from);
            Ok(outcomes.collect::<js_sys::Array>().into())
        })
    }

    /// How far each file is, in percent.
    pub fn progress(&self) -> Vec<u8> {
        let entries = self.mounted.state().images.entries_untracked();
        entries.iter().map(|entry| entry.progress).collect()
    }
}

async fn send(images: &UploadSlot, files: &[File]) -> Vec<String> {
    let offer = images.offer(files.iter().map(web_file)).await;
    let Offered { files, refused } = match offer {
        Ok(offered) => offered,
        Err(error) => return vec![error.to_string()],
    };
    let mut outcomes = Vec::new();
    for file in files {
        outcomes.push(match file.send().await {
            Ok(()) => "sent".to_owned(),
            Err(error) => error.to_string(),
        });
    }
    let codes = refused.iter().map(|refused| refused.error.message.clone());
    outcomes.extend(codes);
    outcomes
}
