//! What both sides know about uploads: limits, entries and errors.

mod error;

pub use error::{UploadError, UploadErrorCode};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The limits of one declared upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadConfig {
    /// Which files.
    pub accept: Accept,
    /// How many files at once.
    pub max_entries: u32,
    /// Bytes of one file.
    pub max_file_size: u64,
    /// Bytes of one chunk.
    pub chunk_size: u32,
}

/// Any file, at most one, of at most 8 MB, in chunks of 64 kB.
impl Default for UploadConfig {
    fn default() -> Self {
        Self {
            accept: Accept::Any,
            max_entries: 1,
            max_file_size: 8_000_000,
            chunk_size: 64_000,
        }
    }
}

/// Which files an upload takes, judged by the extension of the file's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accept {
    /// All. `"any"` on the wire.
    Any,
    /// Those with one of these extensions, each with its dot. An array on the wire.
    Extensions(Vec<String>),
}

impl Accept {
    /// Whether a file of this name is taken. Upper and lower case are one.
    ///
    /// ```
    /// use musubi_wire::upload::Accept;
    ///
    /// let images = Accept::Extensions(vec![".png".into()]);
    /// assert!(images.takes("A.PNG"));
    /// assert!(!images.takes("png"));
    /// ```
    pub fn takes(&self, file_name: &str) -> bool {
        let Self::Extensions(extensions) = self else {
            return true;
        };
        let Some(dot) = file_name.rfind('.') else {
            return false;
        };
        let extension = &file_name[dot..];
        extensions
            .iter()
            .any(|accepted| accepted.to_lowercase() == extension.to_lowercase())
    }
}

impl Serialize for Accept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Any => serializer.serialize_str("any"),
            Self::Extensions(extensions) => extensions.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Accept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Any(String),
            Extensions(Vec<String>),
        }
        match Wire::deserialize(deserializer) {
            Ok(Wire::Any(text)) if text == "any" => Ok(Self::Any),
            Ok(Wire::Extensions(extensions)) => Ok(Self::Extensions(extensions)),
            _ => Err(de::Error::custom(
                "expected \"any\" or an array of extensions",
            )),
        }
    }
}

/// One file of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadEntry {
    /// The server's name for it, `u_…`.
    #[serde(rename = "ref")]
    pub entry_ref: String,
    /// The file's name, as the client gave it.
    pub client_name: String,
    /// The file's size in bytes, as the client gave it.
    pub client_size: u64,
    /// The file's MIME type, as the client gave it.
    #[serde(default)]
    pub client_type: String,
    /// Percent, 0 to 100.
    pub progress: u8,
    /// How far it has come.
    pub status: EntryStatus,
    /// What went wrong, oldest first.
    #[serde(default)]
    pub errors: Vec<UploadError>,
}

/// How far one file of an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryStatus {
    /// Accepted; no byte has arrived.
    Pending,
    /// Under way.
    Uploading,
    /// All bytes have arrived.
    Success,
    /// Failed; the entry's errors say why.
    Error,
    /// Given up by the client.
    Cancelled,
}
