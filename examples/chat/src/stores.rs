//! The stores: a lobby with an entry for each room, and the room that is open.

mod entry;
mod lobby;
mod room;

pub use entry::{EntryProps, EntryStore, Mentioned, RoomEntry};
pub use lobby::{Lobby, LobbyStore, NewRoom};
pub use room::{Conversation, Message, OpenError, RoomParams, RoomStore, Sent};

use musubi::prelude::*;

use crate::name::{EnterError, Name, Visitor};

/// Who this page belongs to.
fn visitor() -> Result<Name, EnterError> {
    let Visitor(name) = use_context().ok_or(EnterError::Nameless)?;
    Name::parse(&name)
}
