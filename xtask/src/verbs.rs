//! The verbs, one file each.

mod bench;
mod codegen;
mod fmt;
mod lint;
mod lock;
mod new;
mod playground;
mod record;
mod setup;
mod test;
mod tidy;
mod wasm;

use anyhow::Result;
use clap::Subcommand;

use crate::repo::Repo;

#[derive(Subcommand)]
pub enum Verb {
    /// Install what is missing: npm packages and a browser for the browser tests
    Setup,
    /// Make an application of your own, with a store, a page in React and tests
    New(new::Options),
    /// Build and run the playground, setting up what is missing
    Playground(playground::Options),
    /// Run the tests, setting up what is missing
    Test(test::Options),
    /// Write the TypeScript types of every app
    Codegen(codegen::Options),
    /// Write the recorded sessions that the tests of all clients replay
    Record,
    /// Run the benchmarks and compare them with their aims
    Bench,
    /// Build the frontends in Rust for browsers, and print what they weigh
    Wasm(wasm::Options),
    /// Check the rules of this repository
    Tidy,
    /// Format Rust and TypeScript
    Fmt(fmt::Options),
    /// Run clippy, rustdoc and the TypeScript linter; a warning is an error
    Lint,
    /// Add to package-lock.json what npm left out: optional packages of other platforms
    Lock,
}

impl Verb {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::New(_) => "new",
            Self::Playground(_) => "playground",
            Self::Test(_) => "test",
            Self::Codegen(_) => "codegen",
            Self::Record => "record",
            Self::Bench => "bench",
            Self::Wasm(_) => "wasm",
            Self::Tidy => "tidy",
            Self::Fmt(_) => "fmt",
            Self::Lint => "lint",
            Self::Lock => "lock",
        }
    }

    pub fn run(&self, repo: &Repo) -> Result<()> {
        match self {
            Self::Setup => setup::run(repo),
            Self::New(options) => new::run(repo, options),
            Self::Playground(options) => playground::run(repo, options),
            Self::Test(options) => test::run(repo, options),
            Self::Codegen(options) => codegen::run(repo, options),
            Self::Record => record::run(repo),
            Self::Bench => bench::run(repo),
            Self::Wasm(options) => wasm::run(repo, options),
            Self::Tidy => tidy::run(repo),
            Self::Fmt(options) => fmt::run(repo, options),
            Self::Lint => lint::run(repo),
            Self::Lock => lock::run(repo),
        }
    }
}
