use std::panic;
use std::sync::{Mutex, Once};

/// What the panics of test stores begin with.
pub const INTENDED: &str = "intended: ";

/// What the framework itself says to a store that is wrong.
const TOLD: [&str; 1] = ["duplicate child store id"];

static UNINTENDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes panics from now on that are neither of a test store nor of a test. They are worker
/// threads that have no name, while the thread of a test is called like it.
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
            if std::thread::current().name().is_none() {
                UNINTENDED.lock().unwrap().push(info.to_string());
            }
            print(info);
        }));
    });
}

/// # Panics
/// Panics if a worker did that is not of a test store.
pub fn assert_no_unintended() {
    // The lock is not held while panicking, or the hook would find it poisoned.
    let unintended = UNINTENDED.lock().unwrap().clone();
    assert!(unintended.is_empty(), "workers panicked: {unintended:#?}");
}
