//! `cargo xtask lint`: clippy, rustdoc and the TypeScript linter.

use anyhow::Result;

use crate::process;
use crate::repo::Repo;
use crate::report::Report;
use crate::tools::cargo::{FEATURES, Workspace, cargo};
use crate::tools::npm_packages;
use crate::tools::wasm::{PROFILE, TARGET, Toolchain};

/// Whose documentation people read.
const PUBLISHED: [&str; 4] = [
    "musubi-client-wasm",
    "musubi-framework",
    "musubi-macros",
    "musubi-wire",
];

/// What is compiled for browsers with all that the client has for them.
const IN_BROWSER: &str = "musubi-client-wasm-browser-tests";

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
    report.part("clippy for browsers", || {
        // Like `cargo xtask wasm`, so that the two share what they compile.
        let target = Workspace::read(repo)?.target_directory.join("wasm");
        let Some(mut clippy) = Toolchain::ensure()?.clippy(repo) else {
            return Ok(());
        };
        process::run(
            clippy
                .args(["--target", TARGET, "--profile", PROFILE, "--target-dir"])
                .arg(target)
                .args(["--package", IN_BROWSER, "--", "--deny", "warnings"]),
        )
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
