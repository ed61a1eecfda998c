use std::time::Duration;

use leptos::*;
use musubi_client::CallError;

use crate::problem::{Problem, words};

/// Long enough to read two lines.
const SHOWN_FOR: Duration = Duration::from_secs(6);

/// The sentences that are shown for a while, for everything below the component that provides it.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
}

impl Default for Toasts {
    fn default() -> Self {
        Self {
            shown: create_rw_signal(Vec::new()),
            last_id: store_value(0),
        }
    }
}

impl Toasts {
    /// The same sentence twice is one toast that stays longer.
    fn show(self, text: String) {
        self.last_id.update_value(|id| *id += 1);
        let id = self.last_id.get_value();
        self.shown.update(|shown| {
            shown.retain(|toast| toast.text != text);
            shown.push(Toast { id, text });
        });
    }

    fn dismiss(self, id: u32) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Shows a toast for each failure of a command.
pub fn show_problems<I, R, E: Problem>(command: Action<I, Result<R, CallError<E>>>) {
    let toasts = expect_context::<Toasts>();
    create_effect(move |_| {
        command.value().with(|reply| {
            if let Some(Err(error)) = reply {
                toasts.show(words(error));
            }
        });
    });
}

#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="toasts" role="alert">
            <For each=move || toasts.shown.get() key=|toast| toast.id children=move |toast| view! { <ToastView toast/> }/>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let id = toast.id;
    let timer = set_timeout_with_handle(move || toasts.dismiss(id), SHOWN_FOR);
    on_cleanup(move || drop(timer.map(|timer| timer.clear())));
    view! {
        <div class="toast">
            <span>{toast.text}</span>
            <button type="button" aria-label="Dismiss" on:click=move |_| toasts.dismiss(id)>
                "×"
            </button>
        </div>
    }
}
