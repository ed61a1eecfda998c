//! A Chromium for the browser tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::process;
use crate::tools::debian::Rights;

const ADVICE: &str = "install Chromium or Google Chrome, or set CHROME_BIN to the path of one";

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

const MAC: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The path of a browser, installed with apt-get where the machine has none and lets us.
///
/// # Errors
/// When there is none and it cannot be installed; the message says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(path) = find()? {
        println!("browser: {}", path.display());
        return Ok(path);
    }
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let Some(package) = debian_package(&release) else {
        bail!("no browser for the browser tests: {ADVICE}")
    };
    println!("browser: missing, installing the Debian package {package}");
    let Some(rights) = Rights::of_this_user() else {
        bail!(
            "no browser for the browser tests, and no right to install one: \
             run `sudo apt-get install {package}`, or {ADVICE}"
        );
    };
    process::run(&mut rights.apt_get(&["update"]))?;
    process::run(&mut rights.apt_get(&["install", "--yes", "--no-install-recommends", package]))?;
    match find()? {
        Some(path) => Ok(path),
        None => bail!("the package {package} brought no browser: {ADVICE}"),
    }
}

fn find() -> Result<Option<PathBuf>> {
    if let Some(chosen) = std::env::var_os("CHROME_BIN")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
    {
        if !chosen.is_file() {
            bail!(
                "CHROME_BIN is {}, which is not a file: correct or unset it",
                chosen.display()
            );
        }
        return Ok(Some(chosen));
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = |name: &&str| {
        std::env::split_paths(&folders)
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    };
    let known = NAMES.iter().find_map(on_path);
    Ok(known.or_else(|| MAC.iter().map(PathBuf::from).find(|path| path.is_file())))
}

/// The name of the package on the system that `/etc/os-release` describes, where apt-get has one.
fn debian_package(release: &str) -> Option<&'static str> {
    let words = |key: &str| {
        let line = release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_default()
            .trim_matches('"')
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let family = [words("ID"), words("ID_LIKE")].concat();
    let has = |name: &str| family.iter().any(|word| word == name);
    match (has("ubuntu"), has("debian")) {
        (true, _) => Some("chromium-browser"),
        (false, true) => Some("chromium"),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_follows_the_distribution() {
        assert_eq!(
            debian_package("PRETTY_NAME=\"Debian\"\nID=debian\n"),
            Some("chromium")
        );
        assert_eq!(
            debian_package("ID=ubuntu\nID_LIKE=debian\n"),
            Some("chromium-browser")
        );
        assert_eq!(
            debian_package("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"),
            Some("chromium-browser")
        );
        assert_eq!(
            debian_package("ID=raspbian\nID_LIKE=debian\n"),
            Some("chromium")
        );
        assert_eq!(debian_package("ID=fedora\n"), None);
        assert_eq!(debian_package(""), None);
    }
}
