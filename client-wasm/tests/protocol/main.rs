//! The protocol without a socket: recorded sessions, recovery, and whatever a network can do.

mod faults;
mod files;
mod harness;
mod recovery;
mod resume;
mod sessions;
mod sizes;
mod timeouts;
