//! Node.js and npm.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::repo::Repo;

/// The oldest major version of Node.js that the TypeScript packages and their tools run on.
const OLDEST: u32 = 20;

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Proof that a usable Node.js and npm are on the `PATH`.
pub struct Node(());

impl Node {
    /// # Errors
    /// When Node.js or npm is missing, or Node.js is too old; the message says what to install.
    pub fn find() -> Result<Self> {
        let advice =
            || format!("put Node.js {OLDEST} or newer, with npm, on the PATH (https://nodejs.org)");
        let version =
            process::capture(Command::new("node").arg("--version")).with_context(advice)?;
        match major(&version) {
            Some(found) if found >= OLDEST => {}
            _ => bail!("Node.js is {version}: {}", advice()),
        }
        process::capture(Command::new(NPM).arg("--version")).with_context(advice)?;
        Ok(Self(()))
    }

    /// `npm`, from the root of the repository.
    pub fn npm(&self, repo: &Repo) -> Command {
        let mut command = Command::new(NPM);
        command.current_dir(repo.root());
        command
    }
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_node_prints() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major("twenty"), None);
    }
}
