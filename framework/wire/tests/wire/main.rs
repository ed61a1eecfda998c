//! The tests of the wire, one file per concept.

mod arbitrary;
mod contract;
mod document_properties;
mod documents;
mod envelopes;
mod faults;
mod frames;
mod markers;
mod payloads;
mod pointers;
mod properties;
mod pruning;
mod reading;
mod reference_sessions;
mod streams;
mod uploads;
