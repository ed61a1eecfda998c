//! `cargo xtask setup`: everything that the other verbs would install on their way.

use anyhow::Result;

use crate::repo::Repo;
use crate::tools::{browser, npm_packages};

pub fn run(repo: &Repo) -> Result<()> {
    npm_packages::ensure(repo)?;
    browser::ensure()?;
    Ok(())
}
