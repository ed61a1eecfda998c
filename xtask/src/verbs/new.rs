//! `cargo xtask new <folder>`: an application of your own, from `xtask/template`.
//!
//! The template is an application that builds where it is. A new one differs from it in its name and
//! in the way from it to this checkout.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::repo::Repo;
use crate::tools::npm_packages;

/// Where the template is, and what it is called.
const TEMPLATE: &str = "xtask/template";
const NAME: &str = "starter";

/// Names that mean something to the compiler, as far as a folder might have them.
const TAKEN: [&str; 24] = [
    "alloc", "as", "async", "await", "box", "const", "core", "crate", "dyn", "enum", "extern",
    "fn", "impl", "macro", "mod", "move", "self", "static", "std", "struct", "test", "trait",
    "type", "use",
];

/// What building the template in its own place leaves there.
const BUILT: [&str; 5] = [
    "target",
    "node_modules",
    "dist",
    "Cargo.lock",
    "package-lock.json",
];

#[derive(clap::Args)]
pub struct Options {
    /// The folder to make; its name is that of the application
    folder: PathBuf,
}

impl Options {
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }
}

pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    let folder = create(repo, &options.folder)?;
    // The versions that the tests of this checkout have passed with.
    fs::copy(repo.path("Cargo.lock"), folder.join("Cargo.lock"))?;
    let node = npm_packages::ensure(repo)?;
    process::run(node.npm(repo).args(["run", "build"]))?;
    process::run(node.npm(repo).current_dir(folder.join("ui")).arg("install"))?;
    println!(
        "\nThe application is in {}. Start it with\n\n  cd {0}\n  npm --prefix ui run build && cargo run\n",
        folder.display()
    );
    Ok(())
}

/// Writes the files of the application.
///
/// # Errors
/// When the folder has no name for a crate, or is there already with something in it.
fn create(repo: &Repo, folder: &Path) -> Result<PathBuf> {
    let folder = std::path::absolute(folder)?;
    let name = name(&folder)?;
    if fs::read_dir(&folder).is_ok_and(|mut files| files.next().is_some()) {
        bail!("`{}` is not empty", folder.display());
    }
    fs::create_dir_all(&folder)
        .with_context(|| format!("`{}` cannot be made", folder.display()))?;
    // Without the links on the way, which `..` does not go back through.
    let folder = fs::canonicalize(&folder)?;
    let checkout = fs::canonicalize(repo.root())?;
    let checkout = way(&folder, &checkout);
    copy(&repo.path(TEMPLATE), &folder, &|path, text| {
        adapt(path, text, name, &checkout)
    })?;
    Ok(folder)
}

/// The name of the folder, where a crate can have it.
fn name(folder: &Path) -> Result<&str> {
    let name = folder.file_name().and_then(OsStr::to_str).unwrap_or("");
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    let begins_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_lower = name == name.to_ascii_lowercase();
    if TAKEN.contains(&name) {
        bail!("`{name}` is no name for a crate: Rust has it already");
    }
    if !begins_well || !is_lower || !name.split(['-', '_']).all(is_word) {
        bail!(
            "`{name}` is no name for a crate: take lower-case letters, digits, and `-` between them"
        );
    }
    Ok(name)
}

/// The way from one folder to another, relative where one lies near the other.
fn way(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to[common..].iter().copied()).collect();
    way.to_string_lossy().replace('\\', "/")
}

fn copy(from: &Path, to: &Path, adapt: &dyn Fn(&Path, &str) -> String) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if BUILT.iter().any(|built| entry.file_name() == *built) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&source, &target, adapt)?;
        } else {
            let text = fs::read_to_string(&source)
                .with_context(|| format!("`{}` cannot be read", source.display()))?;
            fs::write(&target, adapt(&source, &text))?;
        }
    }
    Ok(())
}

fn adapt(path: &Path, text: &str, name: &str, checkout: &str) -> String {
    match path.extension().and_then(OsStr::to_str) {
        Some("rs") => text.replace(NAME, &name.replace('-', "_")),
        Some("toml") => text
            .replace("\"../../", &format!("\"{checkout}/"))
            .replace(NAME, name),
        Some("json") => text
            .replace("file:../../../", &format!("file:../{checkout}/"))
            .replace(NAME, name),
        _ => text.replace(NAME, name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_named_after_its_folder() {
        assert_eq!(name(Path::new("/apps/todo-list")).unwrap(), "todo-list");
        for wrong in [
            "/apps/Todo",
            "/apps/1st",
            "/apps/a--b",
            "/",
            "/a b",
            "/apps/self",
        ] {
            assert!(name(Path::new(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_checkout_is_found_from_the_application() {
        let way = |from, to| way(Path::new(from), Path::new(to));
        assert_eq!(way("/apps/todo", "/apps/musubi"), "../musubi");
        assert_eq!(way("/b/todo", "/a/musubi"), "../../a/musubi");
        assert_eq!(way("/musubi/target/todo", "/musubi"), "../..");
    }

    #[test]
    fn manifests_name_the_application_and_the_checkout() {
        let adapt = |path, text| adapt(Path::new(path), text, "todo-list", "../musubi");
        assert_eq!(
            adapt(
                "Cargo.toml",
                "name = \"starter\" path = \"../../framework\""
            ),
            "name = \"todo-list\" path = \"../musubi/framework\""
        );
        assert_eq!(
            adapt(
                "package.json",
                "\"file:../../../client-ts/packages/client\""
            ),
            "\"file:../../musubi/client-ts/packages/client\""
        );
        assert_eq!(adapt("main.rs", "starter::app()"), "todo_list::app()");
    }
}
