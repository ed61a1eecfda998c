//! Shows that a frontend in Rust has what it needs of its application, and nothing of the server:
//! the application crate is built for browsers without its feature `server`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::apps;
use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::cargo;

/// The frontend, the application that it is made from, and where its module is.
const FRONTEND: &str = "musubi-cart-wasm";
const APPLICATION: &str = "musubi-cart";
const MODULE: &str = "examples/cart/wasm/dist/musubi_cart_wasm_bg.wasm";

/// What only a server is made with.
const SERVER_PACKAGES: [&str; 7] = [
    "axum",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "rusqlite",
    "tokio",
    "tower",
];

/// What stands in the contract of a store: the names of commands.
const CONTRACT: [&str; 3] = ["apply_coupon", "remove_coupon", "set_quantity"];

/// What stands in the body of a store, or in what only bodies call.
const BODIES: [&str; 4] = [
    "a line stands in a cart",
    "CREATE TABLE IF NOT EXISTS carts",
    "Tokoname clay",
    "TEATIME",
];

/// Compares the module with the server's debug build; both must be there.
pub fn check(repo: &Repo) -> Result<()> {
    let packages = packages(repo)?;
    let server = read(&apps::named(repo, APPLICATION)?.binary)?;
    let module = read(&repo.path(MODULE))?;
    let faults = faults(&packages, &server, &module);
    if !faults.is_empty() {
        bail!("{}", faults.join("; "));
    }
    println!(
        "{FRONTEND}: {} packages and none of {}; all of the contract, and nothing of a store's body",
        packages.len(),
        SERVER_PACKAGES.join(", ")
    );
    Ok(())
}

/// Every package that the frontend is built from for browsers.
fn packages(repo: &Repo) -> Result<BTreeSet<String>> {
    let text = process::capture(cargo(repo).args([
        "tree",
        "--package",
        FRONTEND,
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]))?;
    let names = text.lines().filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}

/// A file with everything in it that is text.
fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} is not there", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What is where it must not be, and what is not where it must be: a text that is in neither build
/// would show nothing.
fn faults(packages: &BTreeSet<String>, server: &str, module: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |holds: bool, fault: String| {
        if !holds {
            faults.push(fault);
        }
    };
    expect(
        packages.contains(APPLICATION),
        format!("the frontend is not made from {APPLICATION}"),
    );
    for package in SERVER_PACKAGES {
        let is_absent = !packages.contains(package);
        expect(is_absent, format!("the frontend is made with {package}"));
    }
    for text in CONTRACT {
        expect(module.contains(text), format!("the module lacks `{text}`"));
    }
    for text in BODIES {
        let of_server = server.contains(text);
        expect(of_server, format!("the server itself lacks `{text}`"));
        let is_absent = !module.contains(text);
        expect(is_absent, format!("`{text}` is in the module"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(packages: &[&str], server: &[&str], module: &[&str]) -> Vec<String> {
        let packages = packages.iter().map(|name| (*name).to_owned()).collect();
        faults(&packages, &server.join("\0"), &module.join("\0"))
    }

    #[test]
    fn a_module_with_the_contract_and_nothing_else_has_no_fault() {
        let packages = [APPLICATION, "leptos"];
        assert!(found(&packages, &BODIES, &CONTRACT).is_empty());
    }

    #[test]
    fn each_trace_of_the_server_is_a_fault() {
        let packages = [APPLICATION, "tokio"];
        let module = [&CONTRACT[..], &BODIES[..1]].concat();
        let [package, body] = &found(&packages, &BODIES, &module)[..] else {
            panic!("two faults")
        };
        assert_eq!(package, "the frontend is made with tokio");
        assert!(body.contains("a line stands in a cart"));
    }

    #[test]
    fn a_text_that_no_build_has_proves_nothing() {
        assert_eq!(found(&[APPLICATION], &[], &CONTRACT).len(), BODIES.len());
        assert_eq!(found(&[APPLICATION], &BODIES, &[]).len(), CONTRACT.len());
        assert_eq!(found(&[], &BODIES, &CONTRACT).len(), 1);
    }
}
