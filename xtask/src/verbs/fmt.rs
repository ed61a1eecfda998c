//! `cargo xtask fmt`: one format for Rust, one for TypeScript.

use anyhow::Result;

use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::cargo;
use crate::tools::npm_packages;

#[derive(clap::Args)]
pub struct Options {
    /// Change nothing, and fail when a file is not formatted
    #[arg(long)]
    check: bool,
}

pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    // The template is a workspace of its own.
    for manifest in ["Cargo.toml", "xtask/template/Cargo.toml"] {
        let mut rust = cargo(repo);
        rust.args(["fmt", "--all", "--manifest-path", manifest]);
        if options.check {
            rust.args(["--", "--check"]);
        }
        process::run(&mut rust)?;
    }
    // The TypeScript linter reports the format too, so the check is left to `cargo xtask lint`.
    if options.check {
        return Ok(());
    }
    let node = npm_packages::ensure(repo)?;
    process::run(node.npm(repo).args(["run", "format"]))
}
