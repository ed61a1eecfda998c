use leptos::*;

/// The shape of the shop, while the first state is on its way.
#[component]
pub fn Skeleton() -> impl IntoView {
    let product = || {
        view! {
            <li>
                <div class="product">
                    <div class="bone art"></div>
                    <div class="bone text"></div>
                    <div class="bone text short"></div>
                </div>
            </li>
        }
    };
    view! {
        <div class="page" role="status" aria-label="Loading the shop">
            <main>
                <div class="bone title"></div>
                <ul class="products">{(0..8).map(|_| product()).collect_view()}</ul>
            </main>
            <aside class="cart">
                <div class="bone title"></div>
                <div class="bone block"></div>
            </aside>
        </div>
    }
}
