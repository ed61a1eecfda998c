//! A Rust toolchain that compiles for browsers.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::cargo;
use crate::tools::debian::Rights;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// The profile in `Cargo.toml` that is small rather than fast.
pub const PROFILE: &str = "wasm";

const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

const CLIPPY: &str = "cargo-clippy";
const CLIPPY_PACKAGE: &str = "rust-web-clippy";

const INSTALL: [&str; 3] = ["install", "--yes", "--no-install-recommends"];

/// Where the standard library for browsers comes from.
pub enum Toolchain {
    /// The toolchain that runs us has it.
    Own,
    /// Debian's compiler builds it from source, and links with this linker.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Finds a toolchain, or installs one: with rustup, else from Debian's packages.
    ///
    /// # Errors
    /// When there is none and none can be installed; the message says what to do.
    pub fn ensure() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        println!("no Rust for browsers: trying `rustup target add {TARGET}`");
        let added = process::run(Command::new("rustup").args(["target", "add", TARGET]));
        if added.is_err()
            && Path::new("/usr/bin/apt-get").is_file()
            && let Some(rights) = Rights::of_this_user()
        {
            process::run(&mut rights.apt_get(&["update"]))?;
            process::run(rights.apt_get(&INSTALL).args(DEBIAN_PACKAGES))?;
        }
        match Self::find() {
            Some(found) => Ok(found),
            None => bail!("no Rust for browsers: run `rustup target add {TARGET}`"),
        }
    }

    fn find() -> Option<Self> {
        let library = |sysroot: &str| {
            let folder = Path::new(sysroot).join("lib/rustlib").join(TARGET);
            folder.join("lib").is_dir()
        };
        let sysroot = process::capture(Command::new("rustc").args(["--print", "sysroot"]));
        if sysroot.is_ok_and(|sysroot| library(&sysroot)) {
            return Some(Self::Own);
        }
        let has_source = Path::new("/usr/bin/cargo").is_file()
            && process::capture(debian("rustc").args(["--print", "sysroot"])).is_ok_and(
                |sysroot| {
                    let source = "lib/rustlib/src/rust/library/std/Cargo.toml";
                    Path::new(&sysroot).join(source).is_file()
                },
            );
        let linker = ["wasm-ld-22", "wasm-ld"].map(|name| Path::new("/usr/bin").join(name));
        let linker = linker.into_iter().find(|path| path.is_file())?;
        has_source.then_some(Self::Debian { linker })
    }

    /// `cargo build` for browsers.
    #[cfg_attr(not(feature = "wasm"), allow(dead_code, reason = "only `wasm` builds"))]
    pub fn build(&self, repo: &Repo) -> Command {
        self.cargo(repo, "build")
    }

    /// `cargo clippy` for browsers. `None` where Debian's is missing and cannot be installed, which
    /// is said: whatever else is to be done here does not need it.
    pub fn clippy(&self, repo: &Repo) -> Option<Command> {
        let is_missing = || !Path::new("/usr/bin").join(CLIPPY).is_file();
        if matches!(self, Self::Debian { .. }) && is_missing() {
            if let Some(rights) = Rights::of_this_user() {
                let _ = process::run(&mut rights.apt_get(&["update"]))
                    .and_then(|()| process::run(rights.apt_get(&INSTALL).arg(CLIPPY_PACKAGE)));
            }
            if is_missing() {
                println!("skipped: no clippy for browsers; install the package `{CLIPPY_PACKAGE}`");
                return None;
            }
        }
        Some(self.cargo(repo, "clippy"))
    }

    fn cargo(&self, repo: &Repo, verb: &str) -> Command {
        match self {
            Self::Own => {
                let mut command = cargo(repo);
                command.arg(verb);
                command
            }
            Self::Debian { linker } => {
                // By its own name: `cargo clippy` would find that of rustup.
                let program = if verb == "clippy" { CLIPPY } else { "cargo" };
                let mut command = debian(program);
                command
                    .current_dir(repo.root())
                    .args([verb, "-Z", "build-std=std,panic_abort"])
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    // What builds the standard library is not for the stable channel by name.
                    .env("RUSTC_BOOTSTRAP", "1");
                command
            }
        }
    }
}

/// A program of Debian's Rust, out of the sight of rustup, whose variables cargo passed on to us.
fn debian(program: &str) -> Command {
    let mut command = Command::new(Path::new("/usr/bin").join(program));
    command.env("PATH", "/usr/bin:/bin");
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CARGO") || name_text.starts_with("RUST") {
            command.env_remove(&name);
        }
    }
    command
}
