//! `cargo xtask bench`: runs every benchmark, merges what they measured, and compares it with the
//! aims.
//!
//! A benchmark writes one fragment `<name>.json` into the folder that `MUSUBI_BENCH_DIR` names: an
//! object of metric name to number. The merged result is `summary.json` beside the fragments.

mod aims;
mod fragments;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use self::fragments::Metrics;
use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::{Workspace, cargo};
use crate::tools::node::Node;
use crate::tools::{browser, npm_packages};
use crate::verbs::wasm;

const FOLDER: &str = "MUSUBI_BENCH_DIR";

/// The module that a browser measures the Rust client with.
const CLIENT: &str = "musubi-client-wasm-bench";

pub fn run(repo: &Repo) -> Result<()> {
    let folder = Workspace::read(repo)?.target_directory.join("bench");
    // Fragments of an earlier run would pass for results of this one.
    clear(&folder)?;
    process::run(
        cargo(repo)
            .args(["bench", "--package", "musubi-framework"])
            .env(FOLDER, &folder),
    )?;
    let node = npm_packages::ensure(repo)?;
    process::run(
        node.npm(repo)
            .args(["run", "bench", "--if-present"])
            .env(FOLDER, &folder),
    )?;
    in_browser(repo, &node, &folder)?;
    let metrics = fragments::read(&folder)?;
    let summary = folder.join("summary.json");
    write(&summary, &metrics)?;
    println!(
        "\n{}\n\nwritten to {}",
        aims::table(&metrics),
        summary.display()
    );
    Ok(())
}

/// What a browser does with the frontends in Rust, and what it loads for them.
fn in_browser(repo: &Repo, node: &Node, folder: &Path) -> Result<()> {
    let chrome = browser::ensure()?;
    wasm::run(repo, &wasm::Options::default())?;
    wasm::run(repo, &wasm::Options::only(CLIENT))?;
    let bench = ["run", "bench", "--workspace", "tests/browser"];
    let mut command = node.npm(repo);
    process::run(
        command
            .args(bench)
            .env("CHROME_BIN", chrome)
            .env(FOLDER, folder),
    )
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} could not be cleared", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{} could not be created", folder.display()))
}

fn write(path: &Path, metrics: &Metrics) -> Result<()> {
    let text = serde_json::to_string_pretty(metrics)? + "\n";
    fs::write(path, text).with_context(|| format!("{} could not be written", path.display()))
}
