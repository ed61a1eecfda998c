//! Making `package-lock.json` whole.
//!
//! npm leaves an optional package out of the lock file when the registry that it asks does not
//! offer it, as mirrors do with packages for other platforms, and then `npm ci` refuses the file
//! everywhere. What is missing can be told from the lock file itself: the package that wants it
//! names the version, and its name says which platform it is for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Path within the lock file and entry of every optional package that is wanted but not locked.
pub type Missing = BTreeMap<String, Value>;

const SYSTEMS: [&str; 10] = [
    "aix",
    "android",
    "darwin",
    "freebsd",
    "linux",
    "netbsd",
    "openbsd",
    "openharmony",
    "sunos",
    "win32",
];

const PROCESSORS: [&str; 11] = [
    "arm",
    "arm64",
    "ia32",
    "loong64",
    "mips64el",
    "ppc64",
    "riscv64",
    "s390x",
    "wasm32",
    "x64",
    "universal",
];

pub fn missing(lock: &Value) -> Missing {
    let empty = Map::new();
    let packages = lock["packages"].as_object().unwrap_or(&empty);
    let mut missing = Missing::new();
    for (path, package) in packages {
        for (name, range) in package["optionalDependencies"]
            .as_object()
            .into_iter()
            .flatten()
        {
            if !resolves(packages, path, name) {
                let entry = entry(
                    name,
                    range.as_str().unwrap_or_default(),
                    package["dev"] == true,
                );
                missing.insert(format!("node_modules/{name}"), entry);
            }
        }
    }
    missing
}

/// Whether the package at `path` would find `name`, in a `node_modules` of its own or of a folder
/// above.
fn resolves(packages: &Map<String, Value>, path: &str, name: &str) -> bool {
    let mut folder = Some(path);
    while let Some(current) = folder {
        let found = match current {
            "" => packages.contains_key(&format!("node_modules/{name}")),
            _ => packages.contains_key(&format!("{current}/node_modules/{name}")),
        };
        if found {
            return true;
        }
        folder = match current {
            "" => None,
            _ => Some(current.rsplit_once('/').map_or("", |(above, _)| above)),
        };
    }
    false
}

/// What npm would write, but for the checksum, which only the registry knows.
fn entry(name: &str, range: &str, dev: bool) -> Value {
    let mut entry =
        json!({ "version": range.trim_start_matches(['^', '~', '=']), "optional": true });
    let words = || name.rsplit('/').next().unwrap_or(name).split('-');
    let named = |known: &[&str]| words().find(|word| known.contains(word));
    let system = named(&SYSTEMS);
    if let Some(system) = system {
        entry["os"] = json!([system]);
    }
    if let Some(processor) = named(&PROCESSORS).filter(|processor| *processor != "universal") {
        entry["cpu"] = json!([processor]);
    }
    if system == Some("linux") {
        if words().any(|word| word.starts_with("musl")) {
            entry["libc"] = json!(["musl"]);
        } else if words().any(|word| word.starts_with("gnu")) {
            entry["libc"] = json!(["glibc"]);
        }
    }
    if dev {
        entry["dev"] = json!(true);
    }
    entry
}

/// The text of the lock file with `missing` in its place, each before the first package whose path
/// sorts after it.
pub fn insert(lock: &str, missing: &Missing) -> String {
    let mut lines: Vec<String> = lock.lines().map(str::to_owned).collect();
    for (path, entry) in missing {
        let is_after =
            |line: &String| package_path(line).is_some_and(|other| other > path.as_str());
        if let Some(at) = lines.iter().position(is_after) {
            lines.insert(at, block(path, entry));
        }
    }
    lines.join("\n") + "\n"
}

/// The entry as npm writes it: the version first, the other members by name.
fn block(path: &str, entry: &Value) -> String {
    let members = entry.as_object().into_iter().flatten();
    let (version, others): (Vec<_>, Vec<_>) = members.partition(|(name, _)| *name == "version");
    let member = |(name, value): (&String, &Value)| {
        let value = format!("{value:#}").replace('\n', "\n      ");
        format!("      \"{name}\": {value}")
    };
    let members: Vec<String> = version.into_iter().chain(others).map(member).collect();
    format!("    \"{path}\": {{\n{}\n    }},", members.join(",\n"))
}

/// The path of the package whose entry begins on this line; entries are indented by four spaces.
fn package_path(line: &str) -> Option<&str> {
    line.strip_prefix("    \"")?.strip_suffix("\": {")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{
  "packages": {
    "node_modules/@a/linux-x64-gnu": {
      "version": "1.0.0",
      "optional": true
    },
    "node_modules/a": {
      "version": "1.0.0",
      "dev": true,
      "optionalDependencies": {
        "@a/linux-arm64-musl": "1.0.0",
        "@a/linux-x64-gnu": "1.0.0",
        "@a/win32-ia32-msvc": "~1.0.0"
      }
    }
  }
}
"#;

    fn parse(text: &str) -> Value {
        serde_json::from_str(text).expect("the lock file is JSON")
    }

    #[test]
    fn what_is_wanted_but_not_locked_is_found_with_its_platform() {
        let expected = json!({
            "node_modules/@a/linux-arm64-musl": {
                "version": "1.0.0",
                "cpu": ["arm64"],
                "dev": true,
                "libc": ["musl"],
                "optional": true,
                "os": ["linux"],
            },
            "node_modules/@a/win32-ia32-msvc": {
                "version": "1.0.0",
                "cpu": ["ia32"],
                "dev": true,
                "optional": true,
                "os": ["win32"],
            },
        });
        assert_eq!(json!(missing(&parse(LOCK))), expected);
    }

    #[test]
    fn a_completed_lock_misses_nothing_and_keeps_its_other_lines() {
        let completed = insert(LOCK, &missing(&parse(LOCK)));
        assert_eq!(missing(&parse(&completed)), Missing::new());
        let kept: Vec<&str> = completed
            .lines()
            .filter(|line| LOCK.lines().any(|old| old == *line))
            .collect();
        assert!(LOCK.lines().all(|line| kept.contains(&line)));
        let paths: Vec<&str> = completed.lines().filter_map(package_path).collect();
        assert_eq!(
            paths,
            [
                "node_modules/@a/linux-arm64-musl",
                "node_modules/@a/linux-x64-gnu",
                "node_modules/@a/win32-ia32-msvc",
                "node_modules/a"
            ]
        );
    }

    #[test]
    fn a_package_nested_below_the_one_that_wants_it_is_locked() {
        let lock = json!({ "packages": {
            "node_modules/a": { "optionalDependencies": { "b": "1.0.0" } },
            "node_modules/a/node_modules/b": { "version": "1.0.0" },
        } });
        assert_eq!(missing(&lock), Missing::new());
    }

    #[test]
    fn the_platform_is_told_from_the_name() {
        let platform = |name| {
            let entry = entry(name, "1.0.0", false);
            ["os", "cpu", "libc"]
                .map(|key| entry[key][0].as_str().unwrap_or("-").to_owned())
                .join(" ")
        };
        assert_eq!(platform("@biomejs/cli-darwin-arm64"), "darwin arm64 -");
        assert_eq!(
            platform("@rollup/rollup-linux-arm-gnueabihf"),
            "linux arm glibc"
        );
        assert_eq!(
            platform("@rollup/rollup-linux-arm-musleabihf"),
            "linux arm musl"
        );
        assert_eq!(platform("@rollup/rollup-win32-x64-gnu"), "win32 x64 -");
        assert_eq!(platform("@img/sharp-darwin-universal"), "darwin - -");
    }
}
