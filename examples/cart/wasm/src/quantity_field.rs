use leptos::ev::FocusEvent;
use leptos::html::Input;
use leptos::*;

/// A number that can be typed, or changed by one. It shows `value`, also when `change` is refused.
#[component]
pub fn QuantityField<O: 'static>(
    label: Signal<String>,
    value: Signal<u32>,
    change: Action<u32, O>,
) -> impl IntoView {
    let input = create_node_ref::<Input>();
    let draft = create_rw_signal(None::<String>);
    // Whatever the server said, its value is the truth.
    create_effect(move |_| {
        change.version().track();
        draft.set(None);
    });
    let commit = move || {
        let Some(typed) = draft.get_untracked() else {
            return;
        };
        match typed.parse() {
            Ok(quantity) if quantity > 0 && quantity != value.get_untracked() => {
                change.dispatch(quantity);
            }
            _ => draft.set(None),
        }
    };
    let select = move |_: FocusEvent| {
        if let Some(input) = input.get_untracked() {
            input.select();
        }
    };
    view! {
        <form
            class="quantity"
            on:submit=move |event| {
                event.prevent_default();
                commit();
            }
        >
            <button
                type="button"
                disabled=move || value.get() <= 1
                on:click=move |_| change.dispatch(value.get_untracked() - 1)
            >
                <span aria-hidden="true">"−"</span>
                <span class="for-screen-readers">"One less"</span>
            </button>
            <input
                class="numbers"
                inputmode="numeric"
                aria-label=label
                node_ref=input
                prop:value=move || draft.get().unwrap_or_else(|| value.get().to_string())
                on:input=move |event| draft.set(Some(event_target_value(&event)))
                on:focus=select
                on:blur=move |_| commit()
            />
            <button type="button" on:click=move |_| change.dispatch(value.get_untracked() + 1)>
                <span aria-hidden="true">"+"</span>
                <span class="for-screen-readers">"One more"</span>
            </button>
        </form>
    }
}
