//! Cargo, and what it says about the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::process;
use crate::repo::Repo;

/// What is off unless an application asks for it, and has tests of its own.
pub const FEATURES: &str = "musubi-client-wasm/native,musubi-framework/garde,musubi-framework/metrics,musubi-framework/testing";

/// The cargo that runs us, from the root of the repository.
pub fn cargo(repo: &Repo) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(repo.root());
    command
}

/// The members of the workspace, as `cargo metadata` lists them.
#[derive(Debug)]
pub struct Workspace {
    pub packages: Vec<Package>,
    pub target_directory: PathBuf,
}

#[derive(Debug, Default)]
pub struct Package {
    pub name: String,
    /// The folder of its `Cargo.toml` below the root, written with `/`.
    pub folder: String,
    pub binaries: Vec<String>,
    /// What stands beside a frontend in Rust, below its folder; `None` for all other packages.
    #[cfg_attr(
        not(feature = "wasm"),
        allow(dead_code, reason = "only `wasm` copies them")
    )]
    pub assets: Option<Vec<String>>,
    /// Whether such a frontend is built only where it is asked for.
    #[cfg_attr(not(feature = "wasm"), allow(dead_code, reason = "only `wasm` asks"))]
    pub only_by_name: bool,
    /// Whether tests alone load such a frontend, as it is compiled.
    #[cfg_attr(not(feature = "wasm"), allow(dead_code, reason = "only `wasm` asks"))]
    pub only_tested: bool,
    /// What a browser may download of such a frontend at most, in bytes with gzip.
    #[cfg_attr(not(feature = "wasm"), allow(dead_code, reason = "only `wasm` weighs"))]
    pub largest: Option<u64>,
    pub dependencies: Vec<Dependency>,
}

#[derive(Debug, Default)]
pub struct Dependency {
    /// The package's own name, whatever it was renamed to.
    pub name: String,
    /// For tests and benches only.
    pub dev: bool,
    pub optional: bool,
    pub default_features: bool,
    pub features: Vec<String>,
}

impl Workspace {
    /// # Errors
    /// When cargo cannot read a manifest of the workspace.
    pub fn read(repo: &Repo) -> Result<Self> {
        let text =
            process::capture(cargo(repo).args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: Value =
            serde_json::from_str(&text).context("`cargo metadata` did not print JSON")?;
        Self::from_metadata(&metadata, repo.root())
            .ok_or_else(|| anyhow!("`cargo metadata` printed an unknown shape"))
    }

    fn from_metadata(metadata: &Value, root: &Path) -> Option<Self> {
        let package = |value: &Value| Package::from_metadata(value, root);
        Some(Self {
            packages: metadata["packages"]
                .as_array()?
                .iter()
                .map(package)
                .collect::<Option<_>>()?,
            target_directory: metadata["target_directory"].as_str()?.into(),
        })
    }
}

impl Package {
    fn from_metadata(value: &Value, root: &Path) -> Option<Self> {
        let folder = Path::new(value["manifest_path"].as_str()?)
            .parent()?
            .strip_prefix(root)
            .ok()?;
        let is_binary = |target: &&Value| {
            target["kind"]
                .as_array()
                .is_some_and(|kinds| kinds.contains(&"bin".into()))
        };
        let targets = value["targets"].as_array()?;
        Some(Self {
            name: value["name"].as_str()?.to_owned(),
            folder: folder.to_str()?.replace('\\', "/"),
            binaries: targets
                .iter()
                .filter(is_binary)
                .filter_map(|target| text(&target["name"]))
                .collect(),
            assets: value["metadata"]["musubi"]["assets"]
                .as_array()
                .map(|assets| assets.iter().filter_map(text).collect()),
            only_by_name: value["metadata"]["musubi"]["only-by-name"] == true,
            only_tested: value["metadata"]["musubi"]["only-tested"] == true,
            largest: value["metadata"]["musubi"]["largest"].as_u64(),
            dependencies: value["dependencies"]
                .as_array()?
                .iter()
                .map(Dependency::from_metadata)
                .collect(),
        })
    }
}

impl Dependency {
    fn from_metadata(value: &Value) -> Self {
        Self {
            name: text(&value["name"]).unwrap_or_default(),
            dev: value["kind"] == "dev",
            optional: value["optional"] == true,
            default_features: value["uses_default_features"] == true,
            features: value["features"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(text)
                .collect(),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_is_read_from_metadata() {
        let metadata = json!({
            "target_directory": "/checkout/target",
            "packages": [{
                "name": "counter",
                "manifest_path": "/checkout/examples/counter/Cargo.toml",
                "targets": [
                    { "name": "counter", "kind": ["bin"] },
                    { "name": "flows", "kind": ["test"] },
                ],
                "dependencies": [
                    {
                        "name": "axum",
                        "kind": null,
                        "optional": true,
                        "uses_default_features": false,
                        "features": ["ws"],
                    },
                    {
                        "name": "proptest",
                        "kind": "dev",
                        "optional": false,
                        "uses_default_features": true,
                        "features": [],
                    },
                ],
            }],
        });
        let workspace = Workspace::from_metadata(&metadata, Path::new("/checkout")).unwrap();
        let package = &workspace.packages[0];
        assert_eq!(
            (package.name.as_str(), package.folder.as_str()),
            ("counter", "examples/counter")
        );
        assert_eq!(package.binaries, ["counter"]);
        let [axum, proptest] = &package.dependencies[..] else {
            panic!("two dependencies")
        };
        assert!(axum.optional && !axum.dev && !axum.default_features && axum.features == ["ws"]);
        assert!(proptest.dev && proptest.default_features && !proptest.optional);
    }
}
