use leptos::*;
use musubi_cart::stores::{AppliedCoupon, CartStore};
use musubi_client::Mounted;

use crate::money::money;
use crate::problem::words;
use crate::toasts::show_problems;

#[component]
pub fn CouponForm(cart: Mounted<CartStore>) -> impl IntoView {
    let coupon = cart.state().coupon;
    let is_applied = create_memo(move |_| coupon.with(Option::is_some));
    move || {
        let cart = cart.clone();
        if is_applied.get() {
            view! { <Applied cart coupon/> }
        } else {
            view! { <Enter cart/> }
        }
    }
}

#[component]
fn Enter(cart: Mounted<CartStore>) -> impl IntoView {
    let code = create_rw_signal(String::new());
    let apply = create_action(move |code: &String| cart.apply_coupon(code.clone()));
    let problem = Signal::derive(move || {
        apply.value().with(|reply| match reply {
            Some(Err(error)) => words(error),
            _ => String::new(),
        })
    });
    view! {
        <form
            class="coupon"
            on:submit=move |event| {
                event.prevent_default();
                apply.dispatch(code.get_untracked());
            }
        >
            <label for="coupon-code">"Coupon"</label>
            <div class="coupon-row">
                <input
                    id="coupon-code"
                    placeholder="WELCOME"
                    autocomplete="off"
                    aria-invalid=move || (!problem.get().is_empty()).to_string()
                    aria-describedby="coupon-problem"
                    prop:value=code
                    on:input=move |event| {
                        code.set(event_target_value(&event));
                        apply.value().set(None);
                    }
                />
                <button
                    type="submit"
                    class="button quiet"
                    disabled=move || code.with(|code| code.trim().is_empty())
                >
                    "Apply"
                </button>
            </div>
            <p id="coupon-problem" class="problem" role="alert">
                {problem}
            </p>
        </form>
    }
}

#[component]
fn Applied(cart: Mounted<CartStore>, coupon: Signal<Option<AppliedCoupon>>) -> impl IntoView {
    let remove = create_action(move |&()| cart.remove_coupon());
    show_problems(remove);
    // It is here for as long as there is a coupon.
    let of = move |words: fn(&AppliedCoupon) -> String| {
        Signal::derive(move || coupon.with(|coupon| coupon.as_ref().map(words).unwrap_or_default()))
    };
    let counts = |coupon: &AppliedCoupon| match coupon.missing_cents {
        0 => String::new(),
        missing => format!("Counts once you add {} more.", money(missing)),
    };
    let problem = of(counts);
    view! {
        <div class="coupon applied">
            <div>
                <strong>{of(|coupon| coupon.code.clone())}</strong>
                " "
                <span class="muted">{of(|coupon| coupon.summary.clone())}</span>
                <Show when=move || !problem.get().is_empty()>
                    <p class="problem">{problem}</p>
                </Show>
            </div>
            <button type="button" class="link" on:click=move |_| remove.dispatch(())>
                "Remove"
                <span class="for-screen-readers">" the coupon"</span>
            </button>
        </div>
    }
}
