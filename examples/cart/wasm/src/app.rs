use leptos::*;
use musubi_cart::stores::{CartParams, CartStore, OpenError};
use musubi_client::{ConnectOptions, MountError, connect};

use crate::cart_id;
use crate::connection_banner::ConnectionBanner;
use crate::shop::Shop;
use crate::skeleton::Skeleton;
use crate::toasts::{ToastList, Toasts};

#[component]
pub fn App() -> impl IntoView {
    provide_context(Toasts::default());
    let connection = connect("/socket", ConnectOptions::new());
    let status = connection.status();
    let id = cart_id::of_page();
    let cart = create_rw_signal(None);
    spawn_local(async move {
        let params = CartParams { cart: id.clone() };
        let mounted = connection.mount::<CartStore>(id.clone(), params).await;
        if mounted.is_ok() {
            cart_id::remember(&id);
        }
        cart.set(Some(mounted));
    });
    view! {
        <ConnectionBanner status/>
        {move || match cart.get() {
            None => view! { <Skeleton/> },
            Some(Ok(cart)) => view! { <Shop cart/> },
            Some(Err(error)) => view! { <Refused error/> },
        }}
        <ToastList/>
    }
}

#[component]
fn Refused(error: MountError<OpenError>) -> impl IntoView {
    view! {
        <main class="refused" role="alert">
            <h1>"This cart cannot be opened"</h1>
            <p class="muted">{error.to_string()}</p>
            <a class="button" href=cart_id::new_address()>
                "Start a new cart"
            </a>
        </main>
    }
}
