//! Lock files work on every machine: they are whole, and name no registry but the public ones.

use crate::tools::npm_lock;

use super::Finding;
use super::tree::{File, Tree};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM_LOCK: &str = "package-lock.json";
const NPM: &str = "https://registry.npmjs.org/";

pub fn registries(tree: &Tree) -> Vec<Finding> {
    let by_name = |file: &File| match file.path.rsplit('/').next().unwrap_or_default() {
        "Cargo.lock" => foreign(file, |line| {
            value(line, "source = \"").is_some_and(|source| source != CRATES_IO)
        }),
        NPM_LOCK => foreign(file, |line| {
            value(line, "\"resolved\": \"")
                .is_some_and(|address| address.contains(':') && !address.starts_with(NPM))
        }),
        ".npmrc" => foreign(file, |line| {
            line.contains("registry=") || line.trim_start().starts_with("//")
        }),
        "config.toml" if file.path.ends_with(".cargo/config.toml") => foreign(file, |line| {
            line.starts_with("[source") || line.starts_with("[registr")
        }),
        _ => Vec::new(),
    };
    tree.files().iter().flat_map(by_name).collect()
}

/// `npm ci` refuses a lock file without the optional packages of other platforms.
pub fn complete(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.file(NPM_LOCK) else {
        return Vec::new();
    };
    let missing = serde_json::from_str(&file.text).map(|lock| npm_lock::missing(&lock));
    match missing {
        Ok(missing) => {
            let message = |path| format!("lacks {path}; run `cargo xtask lock`");
            missing
                .keys()
                .map(|path| Finding::in_file(NPM_LOCK, message(path)))
                .collect()
        }
        Err(error) => vec![Finding::in_file(NPM_LOCK, format!("is not JSON: {error}"))],
    }
}

fn foreign(file: &File, is_foreign: impl Fn(&str) -> bool) -> Vec<Finding> {
    let lines = file.lines().filter(|(_, line)| is_foreign(line.trim()));
    lines
        .map(|(number, _)| {
            Finding::at(
                &file.path,
                number,
                "names a source other than the public registry",
            )
        })
        .collect()
}

/// What stands between `key` and the next quotation mark.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.split_once(key)?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::tree;
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        registries(&tree(&[(path, text)]))
            .into_iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn cargo_lock_names_crates_io_only() {
        let text = format!(
            "source = \"{CRATES_IO}\"\n\
             source = \"registry+https://crates.example/index\"\n\
             source = \"git+https://a\"\n"
        );
        assert_eq!(lines("Cargo.lock", &text), [2, 3]);
    }

    #[test]
    fn package_lock_names_the_public_registry_or_a_folder() {
        let text = "\"resolved\": \"https://registry.npmjs.org/ws/-/ws-8.0.0.tgz\",\n\
                    \"resolved\": \"client-ts/packages/client\",\n\
                    \"resolved\": \"https://npm.example/ws-8.0.0.tgz\",\n\
                    \"resolved\": \"git+ssh://git@example.com/ws.git\",\n";
        assert_eq!(lines("package-lock.json", text), [3, 4]);
    }

    #[test]
    fn settings_name_no_registry() {
        assert_eq!(
            lines(
                ".npmrc",
                "fund=false\nregistry=https://npm.example/\n//npm.example/:_token=x\n"
            ),
            [2, 3]
        );
        assert_eq!(
            lines(
                ".cargo/config.toml",
                "[alias]\nxtask = \"run\"\n[source.crates-io]\n"
            ),
            [3]
        );
    }

    #[test]
    fn a_lock_file_without_a_package_of_another_platform_is_found() {
        let wants = r#"{ "packages": {
            "node_modules/a": { "optionalDependencies": { "a-win32-x64": "1.0.0" } }
        } }"#;
        let messages: Vec<String> = complete(&tree(&[(NPM_LOCK, wants)]))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            messages,
            ["package-lock.json: lacks node_modules/a-win32-x64; run `cargo xtask lock`"]
        );
        assert_eq!(complete(&tree(&[(NPM_LOCK, r#"{ "packages": {} }"#)])), []);
        assert_eq!(complete(&tree(&[(NPM_LOCK, "{")])).len(), 1);
    }
}
