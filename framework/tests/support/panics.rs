use std::panic;
use std::sync::{Mutex, Once};

/// What the panics of test stores begin with.
pub const INTENDED: &str = "intended: ";

static UNINTENDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes panics from now on that are neither of a test store nor of a test. They are worker
/// threads that have no name, while the thread of a test is called like it.
pub fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let text = info.payload_as_str().unwrap_or_default();
            if text.starts_with(INTENDED) {
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
    let unintended = UNINTENDED.lock().unwrap();
    assert!(unintended.is_empty(), "workers panicked: {unintended:#?}");
}
