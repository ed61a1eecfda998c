use std::fmt::{self, Display};

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The reasons that error replies give, in the words of the reference.
        ///
        /// On the wire a reason is text: `{"reason": "unknown root"}`. An application may send texts
        /// of its own, so a client treats the set as open: [`Reason::from_text`] may give `None`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* #[doc = concat!("\n\nOn the wire: `", $text, "`.")] $variant,)*
        }

        impl Reason {
            /// Every reason, in the order of this page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The reason with exactly this text.
            pub fn from_text(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

reasons! {
    /// Join: `params` is not an object.
    ParamsNotAMap = "params must be a map",
    /// A member that the message needs is missing, empty or not a string.
    MissingRequiredField = "missing required field",
    /// Join: `id` is missing, empty or not a string.
    MissingRootId = "missing root id",
    /// Join: the connection was never set up.
    MissingConnectionSocket = "missing Musubi connection socket",
    /// Join: the endpoint does not serve Musubi.
    MissingSocket = "missing Musubi socket",
    /// Join: the module is a store, but not one that can be mounted.
    NotARootStore = "declared store is not a root store",
    /// Refused by the connect or join callback, by the topic, or by an upload token.
    Unauthorized = "unauthorized",
    /// Command: the store declares no command of that name.
    UnknownCommand = "unknown command",
    /// Join: the socket serves no root store of that name.
    UnknownRoot = "unknown root",
    /// Command: no store with that id is mounted.
    UnknownStore = "unknown store",
    /// Upload messages: the store declares no upload of that name.
    UnknownUpload = "unknown upload",
    /// Everything else.
    InternalError = "internal error",
    /// Any message to a topic that is not joined, or that no one serves.
    UnmatchedTopic = "unmatched topic",
    /// Join: the connection has reached its limit of channels.
    TooManyChannels = "too many channels joined",
    /// Join: mounting the root panicked.
    JoinCrashed = "join crashed",
    /// Chunk: longer than the upload's `chunk_size`.
    ChunkTooLarge = "chunk too large",
    /// Chunk: the file grew past the upload's `max_file_size`.
    UploadTooLarge = "upload too large",
    /// Chunk: the server could not keep the bytes.
    WriteFailed = "write failed",
}

impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
