//! Which crate may depend on which.

use crate::tools::cargo::{Dependency, Package, Workspace};

use super::Finding;
use super::tree::Tree;

/// What one of our crates may depend on: of our own, those of `ours`; of everybody's, anything but
/// those of `never`.
struct Rule {
    package: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
    /// Dependencies that only the server needs, so that the build for a browser can leave them out.
    optional: &'static [&'static str],
    /// Whether it may take the framework with its server.
    server: bool,
}

const RULES: [Rule; 4] = [
    // The contract is compiled into every client.
    Rule {
        package: "musubi-wire",
        ours: &[],
        never: &["tokio", "axum", LEPTOS],
        optional: &[],
        server: false,
    },
    Rule {
        package: "musubi-macros",
        ours: &[],
        never: &[LEPTOS],
        optional: &[],
        server: false,
    },
    Rule {
        package: FRAMEWORK,
        ours: &["musubi-wire", "musubi-macros"],
        never: &[],
        optional: &["tokio", "axum"],
        server: true,
    },
    // It runs in a browser; a native program has tokio.
    Rule {
        package: "musubi-client-wasm",
        ours: &["musubi-wire", FRAMEWORK],
        never: &["axum", LEPTOS],
        optional: &["tokio"],
        server: false,
    },
];

const FRAMEWORK: &str = "musubi-framework";
const LEPTOS: &str = "leptos_reactive";

/// Dependencies among our crates run one way; those of tests and benches are free.
pub fn direction(workspace: &Workspace) -> Vec<Finding> {
    let rules = RULES.iter().flat_map(|rule| {
        let package = workspace
            .packages
            .iter()
            .find(|package| package.name == rule.package);
        package
            .into_iter()
            .flat_map(|package| against(rule, package, workspace))
    });
    rules.collect()
}

fn against(rule: &Rule, package: &Package, workspace: &Workspace) -> Vec<Finding> {
    let ours: Vec<&str> = workspace
        .packages
        .iter()
        .map(|ours| ours.name.as_str())
        .collect();
    let mut messages = Vec::new();
    for dependency in package
        .dependencies
        .iter()
        .filter(|dependency| !dependency.dev)
    {
        let name = dependency.name.as_str();
        let is_upward = ours.contains(&name) && !rule.ours.contains(&name);
        if is_upward || rule.never.contains(&name) {
            messages.push(format!("{} must not depend on {name}", rule.package));
        }
        if rule.optional.contains(&name) && !dependency.optional {
            messages.push(format!(
                "{} must have {name} as an optional dependency",
                rule.package
            ));
        }
        if name == FRAMEWORK && !rule.server && brings_the_server(dependency) {
            messages.push(format!(
                "{} takes {name} with its feature `server` off",
                rule.package
            ));
        }
    }
    let manifest = manifest(package);
    messages
        .iter()
        .map(|message| Finding::in_file(&manifest, message.as_str()))
        .collect()
}

fn brings_the_server(framework: &Dependency) -> bool {
    framework.default_features || framework.features.iter().any(|feature| feature == "server")
}

/// Every crate takes the lints of the workspace.
pub fn shared_lints(workspace: &Workspace, tree: &Tree) -> Vec<Finding> {
    let without = workspace.packages.iter().filter(|package| {
        let text = tree.file(&manifest(package)).map_or("", |file| &file.text);
        !takes_shared_lints(text)
    });
    without
        .map(|package| {
            Finding::in_file(&manifest(package), "add `[lints]` with `workspace = true`")
        })
        .collect()
}

fn takes_shared_lints(manifest: &str) -> bool {
    let section = manifest
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[lints]")
        .skip(1);
    section
        .take_while(|line| !line.starts_with('['))
        .any(|line| line.replace(' ', "") == "workspace=true")
}

fn manifest(package: &Package) -> String {
    format!("{}/Cargo.toml", package.folder)
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::tree;
    use super::*;

    fn package(name: &str, dependencies: Vec<Dependency>) -> Package {
        Package {
            name: name.to_owned(),
            folder: name.to_owned(),
            dependencies,
            ..Package::default()
        }
    }

    fn on(name: &str) -> Dependency {
        Dependency {
            name: name.to_owned(),
            ..Dependency::default()
        }
    }

    fn messages(packages: Vec<Package>) -> Vec<String> {
        let workspace = Workspace {
            packages,
            target_directory: "target".into(),
        };
        direction(&workspace)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn the_framework_may_depend_on_the_wire_but_not_the_reverse() {
        let right = vec![
            package("musubi-wire", vec![]),
            package("musubi-framework", vec![on("musubi-wire"), on("serde")]),
        ];
        assert_eq!(messages(right), Vec::<String>::new());
        let wrong = vec![
            package("musubi-wire", vec![on("musubi-framework")]),
            package("musubi-framework", vec![]),
        ];
        assert_eq!(
            messages(wrong),
            ["musubi-wire must not depend on musubi-framework"]
        );
    }

    #[test]
    fn the_wire_has_no_runtime() {
        assert_eq!(
            messages(vec![package("musubi-wire", vec![on("tokio")])]),
            ["musubi-wire must not depend on tokio"]
        );
    }

    #[test]
    fn what_only_tests_need_is_free() {
        let framework = package("musubi-framework", vec![]);
        let for_tests = Dependency {
            dev: true,
            ..on("musubi-framework")
        };
        assert_eq!(
            messages(vec![framework, package("musubi-macros", vec![for_tests])]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_browser_client_takes_the_framework_without_its_server() {
        let client = |framework| {
            vec![
                package("musubi-framework", vec![]),
                package("musubi-client-wasm", vec![framework]),
            ]
        };
        assert_eq!(
            messages(client(on("musubi-framework"))),
            Vec::<String>::new()
        );
        let default = Dependency {
            default_features: true,
            ..on("musubi-framework")
        };
        assert_eq!(messages(client(default)).len(), 1);
        let named = Dependency {
            features: vec!["server".into()],
            ..on("musubi-framework")
        };
        assert_eq!(messages(client(named)).len(), 1);
    }

    #[test]
    fn the_framework_can_be_built_without_what_a_server_needs() {
        assert_eq!(
            messages(vec![package(FRAMEWORK, vec![on("tokio")])]),
            ["musubi-framework must have tokio as an optional dependency"]
        );
        let optional = Dependency {
            optional: true,
            ..on("tokio")
        };
        assert_eq!(
            messages(vec![package(FRAMEWORK, vec![optional])]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_crate_without_the_shared_lints_is_found() {
        let workspace = Workspace {
            packages: vec![
                package("with", vec![]),
                package("without", vec![]),
                package("elsewhere", vec![]),
            ],
            target_directory: "target".into(),
        };
        let tree = tree(&[
            (
                "with/Cargo.toml",
                "[package]\n\n[lints]\nworkspace = true\n",
            ),
            ("without/Cargo.toml", "[package]\n"),
            (
                "elsewhere/Cargo.toml",
                "[lints]\n\n[dependencies]\nworkspace = true\n",
            ),
        ]);
        let paths: Vec<String> = shared_lints(&workspace, &tree)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(paths, ["without/Cargo.toml", "elsewhere/Cargo.toml"]);
    }
}
