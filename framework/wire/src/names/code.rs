use std::fmt::{self, Display};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The codes of error replies that no store declares.
        ///
        /// A reply with a code has the shape `{"reason": …, "code": …, "error": <detail>}`. The codes
        /// of an application's own errors stand beside these, so a client treats the set as open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* #[doc = concat!("\n\nOn the wire: `", $text, "`.")] $variant,)*
        }

        impl Code {
            /// Every code, in the order of this page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    /// Join: the params do not decode. The detail is `{"path": …, "message": …}`.
    InvalidParams = "invalid_params",
    /// A message's payload does not decode. The detail is `{"path": …, "message": …}`.
    InvalidPayload = "invalid_payload",
    /// Command: its reply cannot be sent.
    InvalidReply = "invalid_reply",
    /// Command: it was sent again after a drop, and its first reply is no longer known. It was
    /// carried out once.
    ReplyLost = "reply_lost",
    /// Join or command: it took longer than the server's limits allow.
    Timeout = "timeout",
    /// A message is larger than the server's limits allow, and was not carried out. The detail is
    /// `{"limit": …}`, in bytes.
    TooLarge = "too_large",
    /// The page has as many messages waiting as the server's limits allow.
    TooManyRequests = "too_many_requests",
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
