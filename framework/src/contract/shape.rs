use serde::Serialize;

/// A store in the words of TypeScript, as the generated types and tools read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoreShape {
    /// The name on the wire.
    pub module: String,
    /// Whether clients can mount it as a page.
    pub root: bool,
    /// The store's documentation.
    pub doc: String,
    /// The type of the params.
    pub params: String,
    /// The type of the state.
    pub state: String,
    /// The commands, in the order of their methods.
    pub commands: Vec<CommandShape>,
    /// The events, in the order in which they are declared.
    pub events: Vec<EventShape>,
}

/// An event of a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventShape {
    /// The name on the wire.
    pub name: String,
    /// The type of what it carries.
    pub payload: String,
}

/// A command of a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandShape {
    /// The name on the wire.
    pub name: String,
    /// The method's documentation.
    pub doc: String,
    /// The members of the payload, in the order of the method's arguments.
    pub payload: Vec<MemberShape>,
    /// The type of the reply; `None` for a command that replies with `{}`.
    pub reply: Option<String>,
    /// The typed errors.
    pub errors: Vec<ErrorShape>,
}

/// A member of a payload.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemberShape {
    /// The name in JSON.
    pub name: String,
    /// The TypeScript type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether a client may leave it out.
    pub optional: bool,
}

/// One error that a command can reply with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorShape {
    /// The code; `None` where any text can be one.
    pub code: Option<String>,
    /// The type of the detail.
    pub detail: String,
    /// What the error means.
    pub doc: String,
}
