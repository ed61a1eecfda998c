//! The packages that `package-lock.json` asks for, in `node_modules`.

use anyhow::Result;
use serde_json::Value;

use crate::process;
use crate::repo::Repo;
use crate::tools::node::Node;

/// Runs `npm ci` when what is installed is not what `package-lock.json` asks for.
///
/// npm records what it installed in `node_modules/.package-lock.json`. Comparing the two records,
/// rather than their dates, neither reinstalls after every checkout nor misses a lock file that a
/// branch switch made older.
///
/// # Errors
/// When there is no Node.js, or `npm ci` fails.
pub fn ensure(repo: &Repo) -> Result<Node> {
    let node = Node::find()?;
    let read = |path: &str| {
        std::fs::read_to_string(repo.path(path))
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
    };
    let wanted: Option<Value> = read("package-lock.json");
    let installed: Option<Value> = read("node_modules/.package-lock.json");
    if let (Some(wanted), Some(installed)) = (&wanted, &installed)
        && is_installed(wanted, installed)
    {
        println!("npm packages: installed");
    } else {
        println!("npm packages: missing or out of date, installing");
        process::run(node.npm(repo).arg("ci"))?;
    }
    Ok(node)
}

fn is_installed(wanted: &Value, installed: &Value) -> bool {
    let Some(wanted) = wanted["packages"].as_object() else {
        return false;
    };
    // What is not below a `node_modules` is a package of this repository, not something to install.
    let mut to_install = wanted
        .iter()
        .filter(|(path, _)| path.split('/').any(|folder| folder == "node_modules"));
    to_install.all(|(path, package)| match &installed["packages"][path] {
        // An optional package is left out on machines that it is not made for.
        Value::Null => package["optional"] == true,
        found => ["version", "integrity", "resolved"]
            .iter()
            .all(|key| agrees(key, package, found)),
    })
}

/// Either file may lack a member, as the lock file does where a registry's addresses are left out.
fn agrees(key: &str, wanted: &Value, found: &Value) -> bool {
    wanted[key].is_null() || found[key].is_null() || wanted[key] == found[key]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lock(packages: Value) -> Value {
        json!({ "packages": packages })
    }

    #[test]
    fn the_same_packages_are_installed() {
        let wanted = lock(json!({
            "": { "name": "root" },
            "client": { "version": "0.1.0" },
            "node_modules/client": { "resolved": "client", "link": true },
            "node_modules/ws": { "version": "8.0.0", "integrity": "sha512-a" },
        }));
        let installed = lock(json!({
            "node_modules/client": { "resolved": "client", "link": true },
            "node_modules/ws": { "version": "8.0.0", "resolved": "https://registry.npmjs.org/ws" },
        }));
        assert!(is_installed(&wanted, &installed));
    }

    #[test]
    fn another_version_or_a_missing_package_is_not_installed() {
        let wanted = lock(json!({ "node_modules/ws": { "version": "8.0.1" } }));
        assert!(!is_installed(
            &wanted,
            &lock(json!({ "node_modules/ws": { "version": "8.0.0" } }))
        ));
        assert!(!is_installed(&wanted, &lock(json!({}))));
    }

    #[test]
    fn an_optional_package_for_another_platform_may_be_absent() {
        let wanted = lock(
            json!({ "node_modules/esbuild-darwin": { "version": "1.0.0", "optional": true } }),
        );
        assert!(is_installed(&wanted, &lock(json!({}))));
    }
}
