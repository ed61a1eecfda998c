//! A Rust client of Musubi.
