use musubi::CallError;
use musubi::prelude::*;
use musubi_client::{ConnectionStatus, MountStatus};

use crate::app::{CounterParams, CounterStore, Server, local, until};

fn too_large<T, E>(result: Result<T, CallError<E>>) -> bool {
    matches!(result, Err(CallError::Rejected { code: Some(code), .. }) if code == "too_large")
}

#[tokio::test]
async fn a_command_that_the_server_refuses_for_its_size_is_a_typed_error_and_nothing_else_notices()
{
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let counter = mount.await.unwrap();
        let page = counter.status();
        let before = tokio::task::spawn_local(counter.count_up(1).into_future());
        let large = counter.add_note("x".repeat(2 * 1024 * 1024));
        let after = counter.count_up(1);
        assert!(too_large(large.await));
        assert_eq!(before.await.unwrap(), Ok(1));
        assert_eq!(after.await, Ok(2));
        assert_eq!(page.get_untracked(), MountStatus::Live);
        let status = connection.status().get_untracked();
        assert_eq!(status, ConnectionStatus::Ready);
    })
    .await;
}

#[tokio::test]
async fn a_command_that_the_server_does_not_even_read_fails_alone_and_the_page_goes_on() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let counter = mount.await.unwrap();
        let count = counter.state().count;
        let before = tokio::task::spawn_local(counter.count_up(1).into_future());
        let large = counter.add_note("x".repeat(20 * 1024 * 1024));
        let after = counter.count_up(1);
        assert!(too_large(large.await));
        assert_eq!(before.await.unwrap(), Ok(1));
        assert_eq!(after.await, Ok(2));
        until(move || count.get_untracked() == 2).await;
    })
    .await;
}
