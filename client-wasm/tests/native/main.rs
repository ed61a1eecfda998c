//! A native client against a real server.

mod app;
mod commands;
mod owners;
mod recovery;
mod sizes;
mod timeouts;
mod uploads;
