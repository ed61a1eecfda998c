//! A page of the counter's server, from its mount to its end.

use std::time::Duration;

use gloo_timers::future::sleep;
use musubi::prelude::*;
use musubi_client::{
    CallError, ConnectOptions, ConnectionStatus, MountError, MountStatus, Mounted, connect,
};
use musubi_counter::{CounterParams, CounterStore, ResetError};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{becomes, cut_network, lose_reply, start_network, stop_network, until};

async fn counter(options: ConnectOptions, count: i64) -> Mounted<CounterStore> {
    let connection = connect("/socket", options);
    let mount = connection.mount("main", CounterParams { count });
    mount.await.unwrap()
}

async fn shows(counter: &Mounted<CounterStore>, count: i64) {
    let state = counter.state();
    until(&format!("the count is {count}"), move || {
        (state.count.get_untracked(), state.doubled.get_untracked()) == (count, 2 * count)
    })
    .await;
}

async fn follows(counter: &Mounted<CounterStore>) {
    let status = counter.status();
    until("the page follows the server", move || {
        status.get_untracked() == MountStatus::Live
    })
    .await;
}

#[wasm_bindgen_test]
async fn commands_change_the_state_and_have_replies() {
    let counter = counter(ConnectOptions::new(), 3).await;
    assert_eq!(counter.status().get_untracked(), MountStatus::Live);
    shows(&counter, 3).await;
    counter.increment(4).await.unwrap();
    counter.decrement(1).await.unwrap();
    shows(&counter, 6).await;
    assert_eq!(counter.reset().await.unwrap().from, 6);
    shows(&counter, 0).await;
    let refused = counter.reset().await;
    assert!(matches!(
        refused,
        Err(CallError::Refused(ResetError::AlreadyZero))
    ));
}

#[wasm_bindgen_test]
async fn an_effect_runs_at_each_change() {
    let counter = counter(ConnectOptions::new(), 0).await;
    let (count, seen) = (counter.state().count, create_rw_signal(Vec::new()));
    create_effect(move || seen.update(|seen| seen.push(count.get())));
    for _ in 0..3 {
        counter.increment(1).await.unwrap();
    }
    until("the effect saw every count", move || {
        seen.get_untracked() == [0, 1, 2, 3]
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_page_that_was_left_begins_anew() {
    let connection = connect("/socket", ConnectOptions::new());
    let mount = connection.mount::<CounterStore>("main", CounterParams { count: 3 });
    let counter = mount.await.unwrap();
    counter.increment(4).await.unwrap();
    drop(counter);
    let mount = connection.mount::<CounterStore>("main", CounterParams { count: 1 });
    let counter = mount.await.unwrap();
    assert_eq!(counter.snapshot().count, 1);
}

#[wasm_bindgen_test]
async fn a_page_goes_on_where_it_was_when_the_network_is_back() {
    let connection = connect("/socket", ConnectOptions::new());
    let mount = connection.mount::<CounterStore>("main", CounterParams { count: 3 });
    let counter = mount.await.unwrap();
    counter.increment(4).await.unwrap();
    shows(&counter, 7).await;
    stop_network().await;
    becomes(&connection, ConnectionStatus::Reconnecting).await;
    assert_eq!(counter.status().get_untracked(), MountStatus::Stale);
    assert_eq!(counter.state().count.get_untracked(), 7);
    let waiting = counter.increment(1);
    start_network().await;
    waiting.await.unwrap();
    follows(&counter).await;
    shows(&counter, 8).await;
}

#[wasm_bindgen_test]
async fn a_command_that_is_cut_off_is_carried_out_once() {
    let counter = counter(ConnectOptions::new(), 0).await;
    for round in 1..=5 {
        let reply = counter.increment(1);
        if round % 2 == 0 {
            sleep(Duration::ZERO).await;
        }
        cut_network().await;
        reply.await.unwrap();
        follows(&counter).await;
        shows(&counter, round).await;
    }
}

#[wasm_bindgen_test]
async fn what_the_server_does_not_answer_times_out() {
    let timeout = Duration::from_millis(300);
    let options = ConnectOptions::new().command_timeout(timeout);
    let counter = counter(options, 0).await;
    lose_reply("musubi:").await;
    let begun = js_sys::Date::now();
    assert_eq!(counter.increment(1).await, Err(CallError::TimedOut));
    let took = js_sys::Date::now() - begun;
    assert!(took >= timeout.as_secs_f64() * 1000.0 - 2.0, "{took} ms");
    shows(&counter, 1).await;
}

#[wasm_bindgen_test]
async fn a_store_that_the_server_does_not_have_is_not_mounted() {
    struct NoSuchStore;

    impl musubi::StoreContract for NoSuchStore {
        const NAME: &'static str = "NoSuchStore";
        type Params = musubi::NoParams;
        type Signals = musubi_counter::CounterSignals;
        type MountError = std::convert::Infallible;
        type Commands = musubi::replica::NoCommands;
    }

    let connection = connect("/socket", ConnectOptions::new());
    let mount = connection.mount::<NoSuchStore>("main", musubi::NoParams {});
    assert!(matches!(mount.await, Err(MountError::UnknownStore)));
}
