use serde::{Deserialize, Serialize};

use super::State;
#[cfg(feature = "server")]
use crate::typescript::Types;
use crate::typescript::Wire;

/// A named place of a store that takes files from its client.
///
/// It stands at the top of a store's state, and the member's name is the upload's name. As data it
/// is that name and never changes: files and their progress go to the client beside the state. Its
/// reactive form is [`UploadSlot`](crate::UploadSlot); in TypeScript it is read as an upload handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    #[serde(rename = "__musubi_upload__")]
    name: String,
}

impl Upload {
    /// The upload's name: that of the member that it is.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Wire for Upload {
    #[cfg(feature = "server")]
    fn typescript(_: &mut Types) -> String {
        "Musubi.UploadField".into()
    }
}

impl State for Upload {}
