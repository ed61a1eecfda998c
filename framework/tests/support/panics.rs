use std::panic;
use std::sync::{Mutex, Once};

/// What the panics of test stores begin with.
pub const INTENDED: &str = "intended: ";

/// What the framework itself says to a store that is wrong.
const TOLD: [&str; 2] = ["duplicate child store id", "stores nest more than"];

/// The thread and the text of each panic that nobody intended.
static UNINTENDED: Mutex<Vec<(Option<String>, String)>> = Mutex::new(Vec::new());

/// Notes panics from now on that are not of a test store.
pub fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let said = info.payload();
            let text = said.downcast_ref::<&str>().copied();
            let text = text.or_else(|| said.downcast_ref::<String>().map(String::as_str));
            let text = text.unwrap_or_default();
            if text.starts_with(INTENDED) || TOLD.iter().any(|told| text.starts_with(told)) {
                return;
            }
            if text.starts_with(FOUND) {
                return print(info);
            }
            UNINTENDED
                .lock()
                .unwrap()
                .push((thread(), info.to_string()));
            print(info);
        }));
    });
}

/// How the panic of [`assert_no_unintended`] begins.
const FOUND: &str = "the server panicked";

/// # Panics
/// Panics if something of this test did, or of a worker: those have no name, while the thread of a
/// test, which serves HTTP too, is called like it.
pub fn assert_no_unintended() {
    // The lock is not held while panicking, or the hook would find it poisoned. What was told once
    // is not told again, as a property test that shrinks its input would, and longer each time.
    let is_ours = |(name, _): &(Option<String>, _)| name.is_none() || *name == thread();
    let mut all = UNINTENDED.lock().unwrap();
    let (unintended, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut *all).into_iter().partition(is_ours);
    *all = others;
    drop(all);
    assert!(unintended.is_empty(), "{FOUND}: {unintended:#?}");
}

fn thread() -> Option<String> {
    std::thread::current().name().map(str::to_owned)
}
