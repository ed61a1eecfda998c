//! What `cargo xtask new` makes has to work as it is.

use std::fs;

use anyhow::{Context, Result};

use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::{Workspace, cargo};
use crate::tools::npm_packages;
use crate::verbs::new;

/// Where it is made, below the folder that cargo builds in.
const FOLDER: &str = "tests/new-application";

/// Makes an application, then tests, builds and checks it as its README says.
///
/// # Errors
/// When one of these fails.
pub fn check(repo: &Repo) -> Result<()> {
    let target = Workspace::read(repo)?.target_directory;
    let folder = target.join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("`{}` cannot be removed", folder.display()))?;
    }
    new::run(repo, &new::Options::at(&folder))?;
    // Its dependencies are those of this checkout, which are built.
    let cargo = |arguments: &[&str]| {
        process::run(
            cargo(repo)
                .current_dir(&folder)
                .env("CARGO_TARGET_DIR", &target)
                .args(arguments),
        )
    };
    cargo(&["fmt", "--check"])?;
    cargo(&["test"])?;
    cargo(&["run", "--", "codegen", "--check"])?;
    let node = npm_packages::ensure(repo)?;
    let script = |name| {
        process::run(
            node.npm(repo)
                .current_dir(folder.join("ui"))
                .args(["run", name]),
        )
    };
    script("typecheck")?;
    script("build")
}
