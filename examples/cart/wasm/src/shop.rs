use leptos::*;
use musubi_cart::stores::CartStore;
use musubi_client::Mounted;

use crate::cart::Cart;
use crate::money::price;
use crate::products::Products;

#[component]
pub fn Shop(cart: Mounted<CartStore>) -> impl IntoView {
    view! {
        <header class="top">
            <a class="brand" href="./">
                <svg viewBox="0 0 32 20" aria-hidden="true">
                    <path d="M6 16a5 5 0 1 1 2-9.6A7 7 0 0 1 21 7a4.6 4.6 0 1 1 3 9Z"></path>
                </svg>
                "Kumo"
            </a>
            <span class="muted tagline">"Paper and tea"</span>
            <CartLink cart=cart.clone()/>
        </header>
        <div class="page">
            <Products cart=cart.clone()/>
            <Cart cart/>
        </div>
    }
}

/// Leads to the cart on a screen where it is out of sight.
#[component]
fn CartLink(cart: Mounted<CartStore>) -> impl IntoView {
    let state = cart.state();
    view! {
        <a class="cart-link" href="#cart">
            <span>"Cart"</span>
            <span class="badge">{state.item_count}</span>
            <span class="numbers">{price(state.totals.total_cents)}</span>
        </a>
    }
}
