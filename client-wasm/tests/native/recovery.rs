use futures_util::future::join_all;
use musubi::prelude::*;
use musubi_client::{ConnectionStatus, MountStatus};

use crate::app::{CounterParams, CounterStore, Server, local, until};

#[tokio::test]
async fn a_page_that_crashed_is_mounted_anew_and_the_signals_stay() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 3 });
        let counter = mount.await.unwrap();
        let count = counter.state().count;
        counter.count_up(4).await.unwrap();
        until(move || count.get_untracked() == 7).await;
        assert!(counter.crash().await.is_err());
        until(move || count.get_untracked() == 3).await;
        assert_eq!(counter.status().get_untracked(), MountStatus::Live);
        counter.count_up(1).await.unwrap();
        until(move || count.get_untracked() == 4).await;
    })
    .await;
}

#[tokio::test]
async fn the_last_good_state_stays_until_the_server_is_back() {
    local(async {
        let mut server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 3 });
        let counter = mount.await.unwrap();
        let (count, status) = (counter.state().count, connection.status());
        counter.count_up(4).await.unwrap();
        until(move || count.get_untracked() == 7).await;
        server.cut().await;
        until(move || status.get_untracked() == ConnectionStatus::Reconnecting).await;
        assert_eq!(count.get_untracked(), 7);
        assert_eq!(counter.status().get_untracked(), MountStatus::Stale);
        let waiting = tokio::task::spawn_local(counter.count_up(1).into_future());
        server.mend().await;
        until(move || status.get_untracked() == ConnectionStatus::Ready).await;
        let page = counter.status();
        until(move || page.get_untracked() == MountStatus::Live).await;
        // The page of before goes on, with what was asked of it meanwhile.
        waiting.await.unwrap().unwrap();
        until(move || count.get_untracked() == 8).await;
        counter.count_up(1).await.unwrap();
        until(move || count.get_untracked() == 9).await;
    })
    .await;
}

#[tokio::test]
async fn commands_over_a_connection_that_is_cut_are_carried_out_once() {
    local(async {
        let mut server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let counter = mount.await.unwrap();
        let (count, page) = (counter.state().count, counter.status());
        for round in 1..=20 {
            let together = (1..=3).map(|_| counter.count_up(1));
            let replies = tokio::task::spawn_local(join_all(together));
            if round % 2 == 0 {
                tokio::task::yield_now().await;
            }
            server.cut().await;
            server.mend().await;
            for reply in replies.await.unwrap() {
                reply.unwrap();
            }
            until(move || page.get_untracked() == MountStatus::Live).await;
            until(move || count.get_untracked() == 3 * round).await;
        }
    })
    .await;
}
