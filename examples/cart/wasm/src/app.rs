use leptos::*;
use musubi_cart::stores::{CartParams, CartStore};
use musubi_client::{MountError, connect};

use crate::cart_id;
use crate::connection_banner::ConnectionBanner;
use crate::shop::Shop;
use crate::skeleton::Skeleton;
use crate::toasts::{ToastList, Toasts};

#[component]
pub fn App() -> impl IntoView {
    provide_context(Toasts::default());
    let connection = connect("/socket");
    let status = connection.status();
    let id = cart_id::of_page();
    let cart = create_local_resource(
        || (),
        move |()| {
            let (connection, id) = (connection.clone(), id.clone());
            async move {
                let params = CartParams { cart: id.clone() };
                let cart = connection.mount::<CartStore>(id.clone(), params).await?;
                cart_id::remember(&id);
                Ok::<_, MountError>(cart)
            }
        },
    );
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
fn Refused(error: MountError) -> impl IntoView {
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
