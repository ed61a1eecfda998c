use leptos::*;

/// A drawing of a product. Its name stands beside it, so it says nothing to a screen reader.
#[component]
pub fn ProductArt(sku: String) -> impl IntoView {
    let drawing = format!("./products.svg#{sku}");
    view! {
        <svg aria-hidden="true" data-sku=sku>
            <use_ href=drawing></use_>
        </svg>
    }
}
