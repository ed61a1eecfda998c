use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes that nobody can guess.
///
/// # Panics
/// Panics if the operating system has none, as it may in its first moments.
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A fresh name for an entry.
pub(super) fn entry_ref() -> String {
    format!("u_{}", URL_SAFE_NO_PAD.encode(bytes::<8>()))
}
