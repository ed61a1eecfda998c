//! Events that the chat's server sends.

use futures_util::{FutureExt, StreamExt};
use musubi::ChildSlot;
use musubi::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::chat::{EntryStore, LobbyStore, Mentioned, connect_as, enter};

#[wasm_bindgen_test]
async fn an_event_reaches_who_listens_to_its_store() {
    let mina = connect_as("Mina");
    let lobby = mina.mount::<LobbyStore>("lobby", musubi::NoParams {});
    let lobby = lobby.await.unwrap();
    let rooms = lobby.state().rooms;
    let events_of = |id: &str| {
        let is_it = |room: &&ChildSlot<EntryStore>| room.state().id.get_untracked() == id;
        rooms.iter().find(is_it).unwrap().events::<Mentioned>()
    };
    let (mut of_tea, mut of_garden) = (events_of("tea"), events_of("garden"));
    let room = enter(&connect_as("Yuki"), "tea").await;
    room.send("お茶 for @Mina?".to_owned()).await.unwrap();
    let Mentioned { author, text } = of_tea.next().await.unwrap().unwrap();
    assert_eq!((&*author, &*text), ("Yuki", "お茶 for @Mina?"));
    assert!(of_garden.next().now_or_never().is_none());
}
