//! `cargo xtask lint`: clippy and the TypeScript linter.

use anyhow::Result;

use crate::process;
use crate::repo::Repo;
use crate::report::Report;
use crate::tools::cargo::{FEATURES, cargo};
use crate::tools::npm_packages;

pub fn run(repo: &Repo) -> Result<()> {
    let mut report = Report::default();
    report.part("clippy", || {
        process::run(cargo(repo).args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            FEATURES,
            "--",
            "--deny",
            "warnings",
        ]))
    });
    report.part("TypeScript linter", || {
        let node = npm_packages::ensure(repo)?;
        process::run(node.npm(repo).args(["run", "lint"]))
    });
    report.finish()
}
