use leptos::*;
use musubi_client::ConnectionStatus;

/// Says when the server is out of reach. The shop stays as it was last seen meanwhile.
#[component]
pub fn ConnectionBanner(status: Signal<ConnectionStatus>) -> impl IntoView {
    view! {
        <div role="status">
            <Show when=move || status.get() == ConnectionStatus::Reconnecting>
                <p class="banner">
                    <span class="spinner" aria-hidden="true"></span>
                    " Reconnecting… your cart is safe."
                </p>
            </Show>
        </div>
    }
}
