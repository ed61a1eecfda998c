//! `cargo xtask lint`: clippy, rustdoc and the TypeScript linter.

use anyhow::Result;

use crate::process;
use crate::repo::Repo;
use crate::report::Report;
use crate::tools::cargo::{FEATURES, cargo};
use crate::tools::npm_packages;

/// Whose documentation people read.
const PUBLISHED: [&str; 4] = [
    "musubi-client-wasm",
    "musubi-framework",
    "musubi-macros",
    "musubi-wire",
];

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
    report.part("rustdoc", || {
        let packages = PUBLISHED.iter().flat_map(|package| ["--package", package]);
        process::run(
            cargo(repo)
                .args(["doc", "--no-deps", "--features", FEATURES])
                .args(packages)
                .env("RUSTDOCFLAGS", "--deny warnings"),
        )
    });
    report.part("TypeScript linter", || {
        let node = npm_packages::ensure(repo)?;
        process::run(node.npm(repo).args(["run", "lint"]))
    });
    report.finish()
}
