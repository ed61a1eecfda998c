use musubi_wire::StoreId;
use serde_json::value::RawValue;

use crate::store::{Outcome, Refused};

/// What a client asks of a page, in the order in which it came.
pub(crate) struct Request {
    /// The reference that the reply carries.
    pub(crate) msg_ref: Option<Box<str>>,
    pub(crate) ask: Result<Ask, Refused>,
}

/// A request that was understood.
pub(crate) enum Ask {
    Command {
        store_id: StoreId,
        name: Box<str>,
        payload: Box<RawValue>,
    },
    /// The client leaves. What it sent before is carried out first.
    Leave,
}

/// What a request came to: the response as JSON, or the refusal.
pub(crate) type Answer = Outcome;
