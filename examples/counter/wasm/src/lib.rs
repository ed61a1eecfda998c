//! The counter's page in Rust: the same store as the React one, through the same signals that its
//! `render` returns, and no framework between them and the document.
//!
//! `cargo xtask wasm` builds it, and the counter serves it at `/wasm`.

#![cfg(target_arch = "wasm32")]

use musubi::prelude::*;
use musubi_client::{CallError, ConnectOptions, Connection, ConnectionStatus, Mounted, connect};
use musubi_counter::{CounterParams, CounterStore, ResetError};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// Shows the counter `main`.
///
/// # Errors
/// Fails where the page is not the one of this module.
#[wasm_bindgen(start)]
pub async fn start() -> Result<(), JsError> {
    let connection = connect("/socket", ConnectOptions::new());
    show_connection(&connection)?;
    let mount = connection.mount::<CounterStore>("main", CounterParams { count: 0 });
    match mount.await {
        Ok(counter) => show(counter),
        Err(error) => {
            let problem = element("problem")?;
            problem.set_inner_text(&format!("The counter could not be opened: {error}"));
            problem.set_hidden(false);
            Ok(())
        }
    }
}

fn show(counter: Mounted<CounterStore>) -> Result<(), JsError> {
    let state = counter.state();
    let (count, doubled) = (element("count")?, element("doubled")?);
    create_effect(move || count.set_inner_text(&state.count.get().to_string()));
    create_effect(move || doubled.set_inner_text(&state.doubled.get().to_string()));

    let increment = counter.clone();
    on_click("increment", move || {
        let reply = increment.increment(1);
        spawn_local(async { drop(reply.await) });
    })?;
    let decrement = counter.clone();
    on_click("decrement", move || {
        let reply = decrement.decrement(1);
        spawn_local(async { drop(reply.await) });
    })?;
    let note = element("note")?;
    on_click("reset", move || {
        let (reply, note) = (counter.reset(), note.clone());
        spawn_local(async move {
            note.set_inner_text(&match reply.await {
                Ok(reset) => format!("Reset from {}.", reset.from),
                Err(CallError::Refused(ResetError::AlreadyZero)) => {
                    "There is nothing to reset.".to_owned()
                }
                Err(_) => String::new(),
            });
        });
    })?;
    element("counter")?.set_hidden(false);
    Ok(())
}

fn show_connection(connection: &Connection) -> Result<(), JsError> {
    let (note, status) = (element("connection")?, connection.status());
    create_effect(move || note.set_hidden(status.get() != ConnectionStatus::Reconnecting));
    Ok(())
}

/// Runs `action` at each click, for as long as the page is there.
fn on_click(id: &str, action: impl Fn() + 'static) -> Result<(), JsError> {
    let handler = Closure::<dyn Fn()>::new(action).into_js_value();
    element(id)?.set_onclick(Some(handler.unchecked_ref()));
    Ok(())
}

fn element(id: &str) -> Result<HtmlElement, JsError> {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| JsError::new(&format!("the page has no element `{id}`")))
}
