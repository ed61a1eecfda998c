use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

/// What went wrong with one file, or with the upload as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadError {
    /// For programs.
    pub code: UploadErrorCode,
    /// For people.
    #[serde(default)]
    pub message: String,
}

/// The error of that code, with the code's own message.
impl From<UploadErrorCode> for UploadError {
    fn from(code: UploadErrorCode) -> Self {
        Self {
            message: code.default_message().to_owned(),
            code,
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $message:literal;)*) => {
        /// Why an upload failed. The set is open: a server may send others.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum UploadErrorCode {
            $($(#[$doc])* #[doc = concat!("\n\nOn the wire: `", $code, "`.")] $variant,)*
            /// A code that this version does not know.
            Other(String),
        }

        impl UploadErrorCode {
            /// Every code of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Other(code) => code,
                }
            }

            /// The message that goes with the code when there is no better one.
            pub fn default_message(&self) -> &str {
                match self {
                    $(Self::$variant => $message,)*
                    Self::Other(code) => code,
                }
            }
        }

        impl From<String> for UploadErrorCode {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$variant,)*
                    _ => Self::Other(code),
                }
            }
        }
    };
}

codes! {
    /// The file is larger than `max_file_size`.
    TooLarge = "too_large", "file exceeds the maximum size";
    /// There are `max_entries` files already.
    TooManyFiles = "too_many_files", "too many files selected";
    /// The file's extension is not in `accept`.
    NotAccepted = "not_accepted", "file type is not accepted";
    /// The next chunk took too long.
    ChunkTimeout = "chunk_timeout", "upload timed out between chunks";
    /// A chunk was longer than `chunk_size`.
    ChunkTooLarge = "chunk_too_large", "chunk size exceeded the configured limit";
    /// The client could not bring the file to where the server sent it.
    ExternalFailed = "external_failed", "external upload failed";
    /// The offer itself was malformed.
    PreflightRejected = "preflight_rejected", "upload was rejected";
    /// The server failed.
    Internal = "internal", "internal upload error";
}

impl From<UploadErrorCode> for String {
    fn from(code: UploadErrorCode) -> Self {
        match code {
            UploadErrorCode::Other(code) => code,
            known => known.as_str().to_owned(),
        }
    }
}

impl Display for UploadErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
