//! `cargo xtask test`: every test of the repository, with a summary at the end.

mod browser_half;
mod new_application;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::apps;
use crate::process;
use crate::repo::Repo;
use crate::report::Report;
use crate::tools::cargo::{FEATURES, Workspace, cargo};
use crate::tools::{browser, npm_packages};
use crate::verbs::wasm;

/// Names the folder of recorded reference sessions; without it the tests that replay them say that
/// they are skipped.
const REFERENCE_FIXTURES: &str = "MUSUBI_REFERENCE_FIXTURES";

/// The server of what no example has.
const TEST_STORES: &str = "musubi-test-stores";

/// What has the Rust client do things in a browser.
const RUST_CLIENT: &str = "musubi-client-wasm-browser-tests";

#[derive(clap::Args)]
pub struct Options {
    /// Only the Rust tests (together with the other parts that are named)
    #[arg(long)]
    rust: bool,
    /// Only the TypeScript tests
    #[arg(long)]
    ts: bool,
    /// Only the browser tests
    #[arg(long)]
    browser: bool,
    /// Only the application that `cargo xtask new` makes
    #[arg(long)]
    new: bool,
    /// Leave out what is slow: doctests, the contracts-only build, the new application and the
    /// browser tests
    #[arg(long, conflicts_with_all = ["browser", "new"])]
    fast: bool,
}

impl Options {
    /// No part named means every part.
    fn wants(&self, part: bool) -> bool {
        part || !(self.rust || self.ts || self.browser || self.new)
    }
}

pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    let fixtures = reference_fixtures()?;
    let mut report = Report::default();
    if options.wants(options.rust) {
        rust(repo, options, &fixtures, &mut report);
    }
    if options.wants(options.ts) {
        typescript(repo, &fixtures, &mut report);
    }
    if options.wants(options.new) && !options.fast {
        report.part("a new application", || new_application::check(repo));
    }
    if options.wants(options.browser) && !options.fast {
        report.part("builds for browsers", || build_for_browser(repo));
        report.part("nothing of a server in a browser", || {
            browser_half::check(repo)
        });
        report.part("types of a module in Rust", || types_of_module(repo));
        report.part("browser", || in_browser(repo));
    }
    report.finish()
}

/// The folder as an absolute path, because each test runner has a working directory of its own.
fn reference_fixtures() -> Result<Option<PathBuf>> {
    absolute_folder(std::env::var_os(REFERENCE_FIXTURES))
}

fn absolute_folder(value: Option<OsString>) -> Result<Option<PathBuf>> {
    let Some(value) = value else { return Ok(None) };
    if !PathBuf::from(&value).is_dir() {
        bail!(
            "{REFERENCE_FIXTURES} is `{}`, which is not a folder: correct or unset it",
            value.to_string_lossy()
        );
    }
    Ok(Some(std::path::absolute(value)?))
}

fn with_fixtures<'a>(command: &'a mut Command, fixtures: &Option<PathBuf>) -> &'a mut Command {
    match fixtures {
        Some(folder) => command.env(REFERENCE_FIXTURES, folder),
        None => command,
    }
}

fn rust(repo: &Repo, options: &Options, fixtures: &Option<PathBuf>, report: &mut Report) {
    // One failing crate must not hide another.
    let arguments = [
        "test",
        "--workspace",
        "--no-fail-fast",
        "--features",
        FEATURES,
    ];
    if options.fast {
        report.part("Rust", || {
            let targets = ["--lib", "--bins", "--tests"];
            process::run(
                with_fixtures(&mut cargo(repo), fixtures)
                    .args(arguments)
                    .args(targets),
            )
        });
        return;
    }
    report.part("Rust and doctests", || {
        process::run(with_fixtures(&mut cargo(repo), fixtures).args(arguments))
    });
    report.part("contracts-only build", || {
        process::run(cargo(repo).args([
            "test",
            "--package",
            "musubi-framework",
            "--no-default-features",
            "--test",
            "contract_macro",
        ]))
    });
}

fn typescript(repo: &Repo, fixtures: &Option<PathBuf>, report: &mut Report) {
    report.part("TypeScript", || {
        let node = npm_packages::ensure(repo)?;
        process::run(node.npm(repo).args(["run", "build"]))?;
        process::run(node.npm(repo).args(["run", "typecheck"]))?;
        process::run(
            node.npm(repo)
                .args(["run", "typecheck", "--workspaces", "--if-present"]),
        )?;
        process::run(with_fixtures(&mut node.npm(repo), fixtures).arg("test"))
    });
}

/// Every frontend and every server.
fn build_for_browser(repo: &Repo) -> Result<()> {
    let node = npm_packages::ensure(repo)?;
    let apps = apps::all(repo)?;
    process::run(node.npm(repo).args(["run", "build"]))?;
    apps::build_uis(repo, &node, &apps)?;
    wasm::run(repo, &wasm::Options::default())?;
    wasm::run(repo, &wasm::Options::only(RUST_CLIENT))?;
    apps::build_servers(repo, &apps)?;
    process::run(cargo(repo).args(["build", "--package", TEST_STORES]))
}

/// What the module for tests tells TypeScript, as a page uses it.
fn types_of_module(repo: &Repo) -> Result<()> {
    let node = npm_packages::ensure(repo)?;
    let types = ["run", "typecheck:module", "--workspace", "tests/browser"];
    process::run(node.npm(repo).args(types))
}

/// The servers are started by the tests themselves, from the folder that `MUSUBI_BIN_DIR` names.
fn in_browser(repo: &Repo) -> Result<()> {
    let node = npm_packages::ensure(repo)?;
    let chrome = browser::ensure()?;
    let binaries = Workspace::read(repo)?.target_directory.join("debug");
    let tests = ["test", "--workspace", "tests/browser"];
    process::run(
        node.npm(repo)
            .args(tests)
            .env("CHROME_BIN", chrome)
            .env("MUSUBI_BIN_DIR", binaries),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(rust: bool, ts: bool, browser: bool) -> Options {
        Options {
            rust,
            ts,
            browser,
            new: false,
            fast: false,
        }
    }

    #[test]
    fn no_named_part_means_every_part() {
        let all = options(false, false, false);
        assert!(all.wants(all.rust) && all.wants(all.ts) && all.wants(all.browser));
    }

    #[test]
    fn a_named_part_excludes_the_others() {
        let some = options(true, false, true);
        assert!(some.wants(some.rust) && some.wants(some.browser) && !some.wants(some.ts));
    }

    #[test]
    fn the_fixtures_folder_becomes_absolute_and_must_exist() {
        let found = absolute_folder(Some("src".into())).unwrap().unwrap();
        assert!(found.is_absolute() && found.ends_with("src"));
        assert!(absolute_folder(Some("no-such-folder".into())).is_err());
        assert!(absolute_folder(Some(OsString::new())).is_err());
        assert_eq!(absolute_folder(None).unwrap(), None);
    }
}
