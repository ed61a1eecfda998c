use std::rc::Rc;

use leptos::*;
use musubi::ChildSlot;
use musubi_cart::stores::LineStore;

use crate::money::price;
use crate::product_art::ProductArt;
use crate::quantity_field::QuantityField;
use crate::toasts::show_problems;

/// A line, and what its customer does with it. `on_removed` is called when it was taken out.
#[component]
pub fn LineRow(line: ChildSlot<LineStore>, on_removed: impl Fn() + 'static) -> impl IntoView {
    let state = line.state();
    let name = state.name;
    let line = Rc::new(line);
    let set_quantity = create_action({
        let line = Rc::clone(&line);
        move |quantity: &u32| line.set_quantity(*quantity)
    });
    let remove = create_action(move |&()| line.remove());
    show_problems(set_quantity);
    show_problems(remove);
    create_effect(move |_| {
        if remove.value().with(|reply| matches!(reply, Some(Ok(())))) {
            on_removed();
        }
    });
    let is_busy = move || set_quantity.pending().get() || remove.pending().get();
    view! {
        <li class="line" aria-label=name aria-busy=move || is_busy().to_string()>
            <div class="art small-art">
                <ProductArt sku=state.sku.get_untracked()/>
            </div>
            <div class="line-name">
                <strong>{name}</strong>
                <span class="muted small numbers">
                    {price(state.price_cents)} " each"
                </span>
            </div>
            <span class="numbers line-price">{price(state.line_cents)}</span>
            <div class="line-controls">
                <QuantityField
                    label=Signal::derive(move || format!("Quantity of {}", name.get()))
                    value=state.quantity
                    change=set_quantity
                />
                <button type="button" class="link" on:click=move |_| remove.dispatch(())>
                    "Remove"
                    <span class="for-screen-readers">" " {name}</span>
                </button>
            </div>
        </li>
    }
}
