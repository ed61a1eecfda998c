//! The Musubi wire.
