//! How long signals live, whatever component asked for them.

use std::cell::RefCell;
use std::rc::Rc;

use musubi::prelude::*;
use musubi::reactive::ClientRuntime;
use musubi_client::{Connection, MountStatus};

use crate::app::{CounterParams, CounterStore, Server, local, until};

/// A connection that was made in a component which is gone.
fn connect_in_a_component_that_goes(server: &Rc<Server>) -> Connection {
    let component = {
        let (server, made) = (Rc::clone(server), Rc::new(RefCell::new(None)));
        let is_shown = create_rw_signal(true);
        let slot = Rc::clone(&made);
        let parent = create_memo(move |_| {
            if is_shown.get() {
                let (server, slot) = (Rc::clone(&server), Rc::clone(&slot));
                create_memo(move |_| slot.replace(Some(server.connect())).is_none()).get();
            }
        });
        parent.get_untracked();
        is_shown.set(false);
        parent.get_untracked();
        made
    };
    component.take().expect("the component was shown")
}

#[tokio::test]
async fn a_store_is_mounted_though_the_component_that_connected_is_gone() {
    local(async {
        let server = Rc::new(Server::start().await);
        let connection =
            ClientRuntime::of_thread().enter(|| connect_in_a_component_that_goes(&server));
        assert_eq!(connection.status().try_get_untracked(), None);

        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 3 });
        let counter = mount.await.unwrap();
        let (count, status) = (counter.state().count, counter.status());
        assert_eq!(counter.count_up(4).await, Ok(7));
        until(move || count.get_untracked() == 7).await;
        assert_eq!(status.get_untracked(), MountStatus::Live);
    })
    .await;
}

#[tokio::test]
async fn the_signals_of_a_page_end_with_its_last_handle() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 3 });
        let counter = mount.await.unwrap();
        let (count, status) = (counter.state().count, counter.status());

        drop(counter.clone());
        assert_eq!(count.try_get_untracked(), Some(3));
        assert_eq!(status.try_get_untracked(), Some(MountStatus::Live));

        drop(counter);
        assert_eq!(count.try_get_untracked(), None);
        assert_eq!(status.try_get_untracked(), None);
    })
    .await;
}
