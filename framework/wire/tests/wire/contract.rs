//! What users of the crate may build on.

use std::collections::HashSet;

use musubi_wire::frame::{BinaryPush, FrameError, Message, TextFrame};
use musubi_wire::payload::{CommandPayload, JoinPayload, PayloadError};
use musubi_wire::{ApplyError, DecodeError, Document, Envelope, Reason, StoreId};

#[test]
fn everything_can_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<TextFrame<'static>>();
    crosses::<BinaryPush<'static>>();
    crosses::<Message>();
    crosses::<JoinPayload<'static>>();
    crosses::<CommandPayload<'static>>();
    crosses::<StoreId>();
    crosses::<Envelope>();
    crosses::<Document>();
}

#[test]
fn errors_are_errors() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<FrameError>();
    is_error::<PayloadError>();
    is_error::<DecodeError>();
    is_error::<ApplyError>();
}

#[test]
fn reasons_have_the_texts_of_the_reference() {
    let texts: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(
        texts,
        [
            "params must be a map",
            "missing required field",
            "missing root id",
            "missing Musubi connection socket",
            "missing Musubi socket",
            "declared store is not a root store",
            "unauthorized",
            "unknown command",
            "unknown root",
            "unknown store",
            "unknown upload",
            "internal error",
            "unmatched topic",
            "too many channels joined",
            "join crashed",
            "chunk too large",
            "upload too large",
            "write failed",
        ]
    );
    assert_eq!(texts.iter().collect::<HashSet<_>>().len(), texts.len());
    for reason in Reason::ALL {
        assert_eq!(Reason::from_text(reason.as_str()), Some(*reason));
    }
    assert_eq!(Reason::from_text("out of stock"), None);
}
