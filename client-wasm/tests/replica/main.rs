//! A client's signals follow a server's state, whatever its fields are.

mod app;
mod atomic;
mod errors;
mod follows;
mod rows;
