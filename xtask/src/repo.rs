//! Where the checkout is.

use std::path::{Path, PathBuf};

/// The root folder of this checkout; every command runs from it.
pub struct Repo {
    root: PathBuf,
}

impl Repo {
    /// Cargo compiles the path of this crate in and rebuilds it when the checkout moves, so the
    /// answer is never stale.
    pub fn find() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask/ lies in the repository");
        Self {
            root: root.to_path_buf(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The absolute path of `relative`, which is written with `/`.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}
