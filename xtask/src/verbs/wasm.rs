//! `cargo xtask wasm`: the frontends in Rust, as browsers load them.
//!
//! A frontend is a package that lists its `assets` under `[package.metadata.musubi]`. What is built
//! goes to `dist/` in its folder, with the assets beside it. One with `only-by-name` is built where it is
//! asked for; one with `only-tested` is left as it is compiled.

#[cfg(feature = "wasm")]
mod bindgen;

use anyhow::Result;

use crate::repo::Repo;

#[derive(Default, clap::Args)]
pub struct Options {
    /// Only the frontend of this package
    #[arg(long)]
    package: Option<String>,
    /// Keep the names of functions, for tools that say what the bytes are spent on
    #[arg(long)]
    names: bool,
}

impl Options {
    /// Asks for the frontend of this package.
    pub fn only(package: &str) -> Self {
        Self {
            package: Some(package.to_owned()),
            ..Self::default()
        }
    }
}

/// Runs this verb again in a build of its own that has `wasm-bindgen` in it.
#[cfg(not(feature = "wasm"))]
pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    use crate::process;
    use crate::tools::cargo::cargo;

    let this = ["run", "--quiet", "--package", "xtask", "--features", "wasm"];
    let package = options.package.iter().flat_map(|name| ["--package", name]);
    let names = options.names.then_some("--names");
    process::run(
        cargo(repo)
            .args(this)
            .args(["--", "wasm"])
            .args(package)
            .args(names),
    )
}

#[cfg(feature = "wasm")]
pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    bindgen::run(repo, options)
}
