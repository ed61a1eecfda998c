//! What a page sends is what its state became, and no more than that.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod client;
mod everything;
mod fields;
mod fresh;
mod handles;
mod lists;
mod mixtures;
mod moves;
mod orders;
mod reactive_rows;
mod slow_clients;
mod values;
