use super::Site;
use crate::codegen;
use crate::contract::Event;
use crate::json;

/// Sends an event to the client of this page, from the store whose code runs: in `mount`,
/// commands, `#[update]`, `#[cleanup]`, and in what [`create_effect`](crate::reactive::create_effect)
/// runs, before and after an `.await`.
///
/// It goes with the next envelope, after the state of that moment, once: it is not repeated to a
/// client that comes back.
///
/// ```
/// # use musubi::prelude::*;
/// # use serde_json::json;
/// # #[state] struct Note { text: String }
/// # struct NoteStore { text: RwSignal<String> }
/// /// Something to show for a moment.
/// #[event]
/// struct Toast { text: String }
///
/// #[store(root, events(Toast))]
/// impl NoteStore {
/// #     fn mount() -> Self { Self { text: create_rw_signal(String::new()) } }
/// #     fn render(&self) -> NoteSignals { NoteSignals { text: self.text.into() } }
///     #[command]
///     fn save(&self) {
///         push_event(&Toast { text: "Saved.".into() });
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = musubi::testing::TestPage::mount::<NoteStore>(json!({})).await.unwrap();
/// # page.command("save", json!({})).await.unwrap();
/// # assert_eq!(page.flush().unwrap().events[0].name, "toast");
/// # });
/// ```
///
/// # Panics
///
/// With debug assertions on, panics where no store's code runs, where the store does not declare
/// the event, and where what is sent is not of the type that clients expect. Without them it says
/// so in the log, the last of which it does not look for; an undeclared event is sent all the same.
pub fn push_event<E: Event>(event: &E) {
    let Some(site) = Site::current() else {
        misuse(&format!(
            "event `{}` is pushed where no store's code runs",
            E::NAME
        ));
        return;
    };
    if !(site.kind.declares)(E::NAME) {
        misuse(&format!(
            "store `{}` does not declare event `{}`: add `{}` to its `#[store(events(…))]`",
            site.kind.name,
            E::NAME,
            std::any::type_name::<E>(),
        ));
    }
    let payload: Result<Box<str>, _> = json::to_string(event).map(Into::into);
    if let Ok(json) = &payload
        && let Some(fault) = codegen::fault::<E>(json.as_bytes())
    {
        misuse(&format!(
            "event `{}` of store `{}` is not of its declared type: {fault}",
            E::NAME,
            site.kind.name,
        ));
    }
    let host = std::rc::Rc::clone(&site.host);
    host.outgoing.push_event(site, E::NAME, payload);
}

fn misuse(message: &str) {
    if cfg!(debug_assertions) {
        panic!("{message}");
    }
    tracing::error!("{message}");
}
