use leptos::*;
use musubi::ChildSlot;
use musubi_cart::catalogue::Product;
use musubi_cart::stores::{CartStore, LineStore};
use musubi_client::Mounted;

use crate::money::money;
use crate::product_art::ProductArt;
use crate::toasts::show_problems;

#[component]
pub fn Products(cart: Mounted<CartStore>) -> impl IntoView {
    let products = cart.state().products;
    let quantities = create_memo({
        let cart = cart.clone();
        move |_| {
            let lines = cart.state().lines;
            let quantity = |line: &ChildSlot<LineStore>| {
                let line = line.state();
                (line.sku.get(), line.quantity.get())
            };
            lines.iter().map(quantity).collect::<Vec<_>>()
        }
    });
    view! {
        <main>
            <h1>"From the workshop"</h1>
            <ul class="products">
                // A page's products never change, so no keys are compared.
                {move || {
                    let card = |product| {
                        view! {
                            <li>
                                <ProductCard cart=cart.clone() product quantities/>
                            </li>
                        }
                    };
                    products.get().into_iter().map(card).collect_view()
                }}
            </ul>
        </main>
    }
}

#[component]
fn ProductCard(
    cart: Mounted<CartStore>,
    product: Product,
    quantities: Memo<Vec<(String, u32)>>,
) -> impl IntoView {
    let Product {
        sku,
        name,
        summary,
        price_cents,
    } = product;
    let add = create_action(move |sku: &String| cart.add(sku.clone()));
    show_problems(add);
    let in_cart = create_memo({
        let sku = sku.clone();
        move |_| {
            quantities.with(|quantities| {
                let line = quantities.iter().find(|(of, _)| *of == sku);
                line.map(|(_, quantity)| *quantity)
            })
        }
    });
    view! {
        <article class="product" aria-label=name.clone()>
            <div class="art">
                <ProductArt sku=sku.clone()/>
                {move || in_cart.get().map(|count| view! { <span class="badge">{count} " in cart"</span> })}
            </div>
            <h2>{name.clone()}</h2>
            <p class="muted">{summary}</p>
            <div class="product-foot">
                <span class="numbers price">{money(price_cents)}</span>
                <button
                    type="button"
                    class="button"
                    aria-busy=move || add.pending().get().to_string()
                    on:click=move |_| add.dispatch(sku.clone())
                >
                    "Add"
                    <span class="for-screen-readers">" " {name} " to the cart"</span>
                </button>
            </div>
        </article>
    }
}
