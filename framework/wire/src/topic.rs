use crate::names::topic::{CONNECTION_PREFIX, PHOENIX, UPLOAD_PREFIX};

/// The id of a root: `"<module>:<id>"`. Both sides compose it, and the client compares.
///
/// ```
/// assert_eq!(musubi_wire::root_id("Shop.Cart", "main"), "Shop.Cart:main");
/// ```
pub fn root_id(module: &str, id: &str) -> String {
    join(module, ":", id)
}

/// The topic of a mounted root.
pub fn connection_topic(root_id: &str) -> String {
    join(CONNECTION_PREFIX, "", root_id)
}

/// The topic of one upload entry.
pub fn upload_topic(entry_ref: &str) -> String {
    join(UPLOAD_PREFIX, "", entry_ref)
}

fn join(head: &str, separator: &str, tail: &str) -> String {
    [head, separator, tail].concat()
}

/// What a topic stands for.
///
/// ```
/// use musubi_wire::Topic;
///
/// assert_eq!(Topic::parse("musubi:connection:Shop.Cart:main"), Topic::Connection("Shop.Cart:main"));
/// assert_eq!(Topic::parse("musubi_upload:u_0001"), Topic::Upload("u_0001"));
/// assert_eq!(Topic::parse("room:1"), Topic::Other("room:1"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic<'a> {
    /// `phoenix`: heartbeats.
    Phoenix,
    /// A mounted root; holds its root id.
    Connection(&'a str),
    /// An upload; holds its entry ref.
    Upload(&'a str),
    /// A topic that Musubi does not serve.
    Other(&'a str),
}

impl<'a> Topic<'a> {
    /// Tells what `topic` stands for.
    pub fn parse(topic: &'a str) -> Self {
        if topic == PHOENIX {
            Self::Phoenix
        } else if let Some(root_id) = topic.strip_prefix(CONNECTION_PREFIX) {
            Self::Connection(root_id)
        } else if let Some(entry_ref) = topic.strip_prefix(UPLOAD_PREFIX) {
            Self::Upload(entry_ref)
        } else {
            Self::Other(topic)
        }
    }
}
