//! The apps of this repository: every workspace member below `examples/` or `playground/` that has
//! a binary.
//!
//! The list is read from the workspace, so a new example needs no entry here.

use std::path::PathBuf;

use anyhow::{Result, anyhow};

use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::{Package, Workspace, cargo};
use crate::tools::node::Node;

/// The package of the app that `cargo xtask playground` runs.
pub const PLAYGROUND: &str = "musubi-playground";

/// A server of this repository, with its frontend where it has one.
pub struct App {
    pub package: String,
    /// The folder of its `Cargo.toml` below the root.
    pub folder: String,
    /// Where cargo puts its debug build.
    pub binary: PathBuf,
    /// The folder of its npm package below the root.
    pub ui: Option<String>,
}

/// Every app, in the order of their package names.
///
/// # Errors
/// When the workspace cannot be read.
pub fn all(repo: &Repo) -> Result<Vec<App>> {
    let workspace = Workspace::read(repo)?;
    let mut apps: Vec<App> = workspace
        .packages
        .iter()
        .filter_map(|package| app(repo, &workspace, package))
        .collect();
    apps.sort_by(|left, right| left.package.cmp(&right.package));
    Ok(apps)
}

/// The one app of the package `name`.
///
/// # Errors
/// When the workspace has no such app; the message lists those it has.
pub fn named(repo: &Repo, name: &str) -> Result<App> {
    let apps = all(repo)?;
    let known = apps
        .iter()
        .map(|app| app.package.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    apps.into_iter()
        .find(|app| app.package == name)
        .ok_or_else(|| anyhow!("the workspace has no app `{name}`; its apps are: {known}"))
}

fn app(repo: &Repo, workspace: &Workspace, package: &Package) -> Option<App> {
    let binary = package
        .binaries
        .first()
        .filter(|_| is_app_folder(&package.folder))?;
    let ui = format!("{}/ui", package.folder);
    Some(App {
        package: package.name.clone(),
        folder: package.folder.clone(),
        binary: workspace
            .target_directory
            .join("debug")
            .join(format!("{binary}{}", std::env::consts::EXE_SUFFIX)),
        ui: repo.path(&ui).join("package.json").is_file().then_some(ui),
    })
}

fn is_app_folder(folder: &str) -> bool {
    matches!(
        folder.split('/').collect::<Vec<_>>()[..],
        ["playground"] | ["examples", _]
    )
}

/// Compiles the servers of `apps` in one go, so that they share one set of dependencies.
///
/// # Errors
/// When one of them does not compile.
pub fn build_servers(repo: &Repo, apps: &[App]) -> Result<()> {
    if apps.is_empty() {
        return Ok(());
    }
    let packages = apps.iter().flat_map(|app| ["--package", &app.package]);
    process::run(cargo(repo).arg("build").args(packages))
}

/// Builds the frontends of `apps` against the TypeScript packages, which must be built before.
///
/// # Errors
/// When one of them does not build.
pub fn build_uis(repo: &Repo, node: &Node, apps: &[App]) -> Result<()> {
    let uis: Vec<&str> = apps.iter().filter_map(|app| app.ui.as_deref()).collect();
    if uis.is_empty() {
        return Ok(());
    }
    let workspaces = uis.iter().flat_map(|ui| ["--workspace", ui]);
    process::run(node.npm(repo).args(["run", "build"]).args(workspaces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_direct_members_of_the_app_folders_are_apps() {
        assert!(is_app_folder("playground") && is_app_folder("examples/counter"));
        assert!(
            !is_app_folder("examples/counter/browser")
                && !is_app_folder("framework")
                && !is_app_folder("")
        );
    }
}
