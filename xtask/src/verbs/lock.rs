//! `cargo xtask lock`: completes `package-lock.json` after a dependency was added.

use std::fs;

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::tools::npm_lock;

pub fn run(repo: &Repo) -> Result<()> {
    let path = repo.path("package-lock.json");
    let text = fs::read_to_string(&path).context("package-lock.json could not be read")?;
    let lock = serde_json::from_str(&text).context("package-lock.json is not JSON")?;
    let missing = npm_lock::missing(&lock);
    if missing.is_empty() {
        println!("package-lock.json: complete");
        return Ok(());
    }
    fs::write(&path, npm_lock::insert(&text, &missing))
        .context("package-lock.json could not be written")?;
    println!(
        "package-lock.json: added {} packages of other platforms",
        missing.len()
    );
    Ok(())
}
