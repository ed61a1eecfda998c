use leptos::html::H2;
use leptos::*;
use musubi_cart::stores::CartStore;
use musubi_client::Mounted;

use crate::coupon_form::CouponForm;
use crate::line_row::LineRow;
use crate::totals_list::TotalsList;

#[component]
pub fn Cart(cart: Mounted<CartStore>) -> impl IntoView {
    let heading = create_node_ref::<H2>();
    let count = cart.state().item_count;
    let is_empty = move || count.get() == 0;
    let in_words = Signal::derive(move || match count.get() {
        0 => String::new(),
        count => format!("({count})"),
    });
    let cart = store_value(cart);
    view! {
        <aside class="cart" id="cart" aria-labelledby="cart-heading">
            <h2 id="cart-heading" node_ref=heading tabindex="-1">
                "Your cart "
                <span class="muted numbers">
                    {in_words}
                </span>
            </h2>
            <Show when=move || !is_empty() fallback=Empty>
                <Lines cart=cart.get_value() heading/>
                <CouponForm cart=cart.get_value()/>
                <TotalsList cart=cart.get_value()/>
                <button type="button" class="button wide" disabled>
                    "Check out"
                </button>
                <p class="muted small">"This is an example: nothing is sold."</p>
            </Show>
        </aside>
    }
}

/// Looks at the cart again when lines come, go or move; a line itself follows its own signals.
#[component]
fn Lines(cart: Mounted<CartStore>, heading: NodeRef<H2>) -> impl IntoView {
    // Nothing of a line can have the focus when it is gone.
    let focus = move || drop(heading.get_untracked().map(|heading| heading.focus()));
    view! {
        <ul class="lines">
            <For
                each=move || cart.state().lines
                key=|line| line.store_id().clone()
                children=move |line| view! { <LineRow line on_removed=focus/> }
            />
        </ul>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <svg viewBox="0 0 64 64" aria-hidden="true">
                <path d="M14 24h36l-3 28a4 4 0 0 1-4 3.6H21a4 4 0 0 1-4-3.6Z"></path>
                <path d="M24 30v-9a8 8 0 0 1 16 0v9"></path>
            </svg>
            <p>"Nothing here yet."</p>
            <p class="muted">"Add something from the workshop."</p>
        </div>
    }
}
