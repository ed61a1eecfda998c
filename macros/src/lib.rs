//! Macros of Musubi.
