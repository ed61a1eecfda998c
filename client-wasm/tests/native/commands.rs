use futures_util::StreamExt;
use musubi::CallError;
use musubi::prelude::*;
use musubi_client::MountError;

use crate::app::{
    CountError, Counted, CounterParams, CounterStore, MountRefused, Server, local, until,
};

#[tokio::test]
async fn a_command_is_a_method_and_its_effect_reaches_the_signals() {
    local(async {
        let server = Server::start().await;
        let counter = server
            .connect()
            .mount::<CounterStore>("a", CounterParams { count: 3 })
            .await
            .unwrap();
        let count = counter.state().count;
        assert_eq!(count.get_untracked(), 3);
        assert_eq!(counter.count_up(4).await, Ok(7));
        until(move || count.get_untracked() == 7).await;
    })
    .await;
}

#[tokio::test]
async fn errors_are_those_of_the_command() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let counter = mount.await.unwrap();
        let too_much = CountError::TooMuch { most: 10 };
        assert_eq!(
            counter.count_up(50).await,
            Err(CallError::Refused(too_much))
        );
        assert_eq!(
            counter.count_up(0).await,
            Err(CallError::Refused(CountError::Nothing))
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_mount_says_why() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: -1 });
        let refused = mount.await.map(drop);
        assert_eq!(refused, Err(MountError::Refused(MountRefused::Negative)));
    })
    .await;
}

#[tokio::test]
async fn a_child_store_has_commands_of_its_own() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let counter = mount.await.unwrap();
        counter.add_note("first".to_owned()).await.unwrap();
        until(|| counter.state().notes.len() == 1).await;
        let note = counter.state().notes.remove(0);
        let text = note.state().text;
        note.write("changed".to_owned()).await.unwrap();
        until(move || text.get_untracked() == "changed").await;
    })
    .await;
}

#[tokio::test]
async fn events_are_a_stream_of_their_type() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let counter = mount.await.unwrap();
        let events = counter.events::<Counted>();
        counter.count_up(2).await.unwrap();
        counter.count_up(3).await.unwrap();
        let counted: Vec<_> = events
            .take(2)
            .map(|event| event.unwrap().to)
            .collect()
            .await;
        assert_eq!(counted, [2, 5]);
    })
    .await;
}

#[tokio::test]
async fn mounts_of_one_id_share_one_page() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = || connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let (first, second) = futures_util::join!(mount(), mount());
        let (first, second) = (first.unwrap(), second.unwrap());
        first.count_up(1).await.unwrap();
        until(|| second.state().count.get_untracked() == 1).await;
        drop((first, second));
        // Both are gone, so the page is, and the next one begins with its params.
        let again = mount().await.unwrap();
        assert_eq!(again.state().count.get_untracked(), 0);
    })
    .await;
}
