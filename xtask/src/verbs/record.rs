//! `cargo xtask record`: plays every scenario against a server of ours, and writes the sessions
//! that the tests of all clients replay.

use anyhow::Result;

use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::cargo;

pub fn run(repo: &Repo) -> Result<()> {
    process::run(
        cargo(repo)
            .args([
                "test",
                "--package",
                "musubi-framework",
                "--test",
                "sessions",
            ])
            .env("MUSUBI_RECORD", "1"),
    )
}
