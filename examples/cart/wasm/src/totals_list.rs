use leptos::*;
use musubi_cart::stores::{CartStore, TotalsSignals};
use musubi_client::Mounted;

use crate::money::{money, price};

#[component]
pub fn TotalsList(cart: Mounted<CartStore>) -> impl IntoView {
    let TotalsSignals {
        subtotal_cents,
        discount_cents,
        shipping_cents,
        to_free_shipping_cents,
        total_cents,
    } = cart.state().totals;
    let shipping = Signal::derive(move || match shipping_cents.get() {
        0 => "Free".to_owned(),
        cents => money(cents),
    });
    view! {
        <dl class="totals numbers">
            <dt>"Subtotal"</dt>
            <dd>{price(subtotal_cents)}</dd>
            <Show when=move || { discount_cents.get() > 0 }>
                <dt>"Discount"</dt>
                <dd>"−" {price(discount_cents)}</dd>
            </Show>
            <dt>"Shipping"</dt>
            <dd>{shipping}</dd>
            <dt class="total">"Total"</dt>
            <dd class="total">{price(total_cents)}</dd>
        </dl>
        <Show when=move || { to_free_shipping_cents.get() > 0 }>
            <p class="muted small numbers">
                {price(to_free_shipping_cents)} " more and we ship for free."
            </p>
        </Show>
    }
}
