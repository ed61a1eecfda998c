//! Which module of the framework may name which.

use super::Finding;
use super::tree::{File, Tree};

const SOURCE: &str = "framework/src/";

/// What each module must not name. Signals and state know no store, stores no page, pages no
/// socket.
const FORBIDDEN: [(&str, &[&str]); 13] = [
    (
        "reactive",
        &[
            "state", "signals", "tree", "contract", "store", "page", "socket",
        ],
    ),
    (
        "upload",
        &[
            "state", "signals", "tree", "contract", "store", "page", "socket",
        ],
    ),
    (
        "telemetry",
        &[
            "state", "signals", "tree", "contract", "store", "page", "socket",
        ],
    ),
    ("hooks", &["page", "socket"]),
    (
        "pubsub",
        &[
            "reactive", "state", "signals", "tree", "contract", "store", "page", "socket",
        ],
    ),
    ("typescript", &["store", "page", "socket"]),
    ("state", &["store", "page", "socket"]),
    ("signals", &["store", "page", "socket"]),
    ("tree", &["store", "page", "socket"]),
    ("replica", &["tree", "store", "page", "socket"]),
    ("contract", &["store", "page", "socket"]),
    ("store", &["page", "socket"]),
    ("page", &["socket"]),
];

/// The only module that names Axum.
const AXUM: &str = "socket";

/// Inside the framework, names point downwards.
pub fn direction(tree: &Tree) -> Vec<Finding> {
    let layers = FORBIDDEN.iter().flat_map(|(module, forbidden)| {
        let files: Vec<&File> = tree
            .rust()
            .filter(|file| module_of(file) == Some(module))
            .collect();
        if files.is_empty() {
            let message = format!("there is no module `{module}`, but a rule of tidy speaks of it");
            return vec![Finding::in_file(SOURCE, message)];
        }
        files
            .into_iter()
            .flat_map(|file| upward(file, module, forbidden))
            .collect()
    });
    let axum = tree
        .rust()
        .filter(|file| module_of(file).is_some_and(|module| module != AXUM))
        .flat_map(|file| {
            named(file, "axum")
                .map(|line| Finding::at(&file.path, line, format!("only `{AXUM}` may name Axum")))
        });
    layers.chain(axum).collect()
}

fn upward(file: &File, module: &str, forbidden: &[&str]) -> Vec<Finding> {
    let names = crate_names(&file.text)
        .into_iter()
        .filter(|(_, name)| forbidden.contains(&name.as_str()));
    names
        .map(|(line, name)| {
            Finding::at(
                &file.path,
                line,
                format!("`{module}` must not name `{name}`"),
            )
        })
        .collect()
}

/// One module names the reactive runtime, so that it can be replaced, and its traps known, in one
/// place.
pub fn reactive_seam(tree: &Tree) -> Vec<Finding> {
    let elsewhere = tree.rust().filter(|file| {
        file.path.contains("src/")
            && !file.path.starts_with("xtask/")
            && module_of(file) != Some("reactive")
    });
    let message = "only `framework/src/reactive.rs` and what is below it may name leptos_reactive";
    elsewhere
        .flat_map(|file| {
            named(file, "leptos_reactive").map(|line| Finding::at(&file.path, line, message))
        })
        .collect()
}

/// The module at the top of the framework that the file belongs to.
fn module_of(file: &File) -> Option<&str> {
    let name = file.path.strip_prefix(SOURCE)?.split('/').next()?;
    Some(name.strip_suffix(".rs").unwrap_or(name))
}

/// The lines whose code, comments left out, has the word `name`.
fn named<'a>(file: &'a File, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let has = move |line: &str| words(code(line)).any(|word| word == name);
    file.lines()
        .filter(move |(_, line)| has(line))
        .map(|(number, _)| number)
}

/// The line without a comment. A `//` inside a text literal cuts too much, which at worst hides a
/// name in that line.
fn code(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// Every module that the code names as `crate::name` or in `crate::{name, other::…}`, with its
/// line.
fn crate_names(text: &str) -> Vec<(usize, String)> {
    let code: String = text.lines().map(code).collect::<Vec<_>>().join("\n");
    let mut names = Vec::new();
    for (start, found) in code.match_indices("crate::") {
        if code[..start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
            continue;
        }
        let after = &code[start + found.len()..];
        let offset = start + found.len();
        let heads = match after.strip_prefix('{') {
            Some(group) => group_heads(group)
                .into_iter()
                .map(|(at, head)| (offset + 1 + at, head))
                .collect(),
            None => words(after)
                .next()
                .map(|head| (offset, head))
                .into_iter()
                .collect::<Vec<_>>(),
        };
        let line = |at: usize| code[..at].matches('\n').count() + 1;
        names.extend(
            heads
                .into_iter()
                .map(|(at, head)| (line(at), head.to_owned())),
        );
    }
    names
}

/// The first word of each item of an import group, up to the brace that closes it, with its offset.
fn group_heads(group: &str) -> Vec<(usize, &str)> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut expects_head = true;
    for (at, letter) in group.char_indices() {
        match letter {
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            '{' => depth += 1,
            ',' if depth == 0 => expects_head = true,
            _ if expects_head && (letter.is_alphanumeric() || letter == '_') => {
                heads.extend(words(&group[at..]).next().map(|head| (at, head)));
                expects_head = false;
            }
            _ => {}
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::tree;
    use super::*;

    const EMPTY: [(&str, &str); 13] = [
        ("framework/src/reactive.rs", ""),
        ("framework/src/replica.rs", ""),
        ("framework/src/upload.rs", ""),
        ("framework/src/telemetry.rs", ""),
        ("framework/src/hooks.rs", ""),
        ("framework/src/pubsub.rs", ""),
        ("framework/src/typescript.rs", ""),
        ("framework/src/state.rs", ""),
        ("framework/src/signals.rs", ""),
        ("framework/src/tree.rs", ""),
        ("framework/src/contract.rs", ""),
        ("framework/src/store.rs", ""),
        ("framework/src/page.rs", ""),
    ];

    fn findings(path: &str, text: &str) -> Vec<String> {
        let files: Vec<(&str, &str)> = EMPTY.into_iter().chain([(path, text)]).collect();
        direction(&tree(&files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_store_must_not_name_a_page() {
        assert_eq!(
            findings(
                "framework/src/store/mount.rs",
                "use std::fmt;\nuse crate::page::Page;\n"
            ),
            ["framework/src/store/mount.rs:2: `store` must not name `page`"]
        );
        assert_eq!(
            findings("framework/src/page/turn.rs", "use crate::store::Store;\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_import_group_is_read_item_by_item() {
        let text = "use crate::{\n    reactive::{page, Signal},\n    store::Store,\n};\n\
                    use crate::state::page;\n";
        assert_eq!(
            findings("framework/src/signals/list.rs", text),
            ["framework/src/signals/list.rs:3: `signals` must not name `store`"]
        );
    }

    #[test]
    fn comments_and_other_crates_do_not_count() {
        let text = "//! See `crate::page`.\nuse my_crate::page; // crate::socket\nfn pages() {}\n";
        assert_eq!(
            findings("framework/src/store/mount.rs", text),
            Vec::<String>::new()
        );
    }

    #[test]
    fn only_the_socket_names_axum() {
        assert_eq!(
            findings("framework/src/page/turn.rs", "use axum::Router;\n"),
            ["framework/src/page/turn.rs:1: only `socket` may name Axum"]
        );
        assert_eq!(
            findings("framework/src/socket/router.rs", "use axum::Router;\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_rule_about_a_module_that_is_gone_is_found() {
        let messages: Vec<String> = direction(&tree(&EMPTY[1..]))
            .into_iter()
            .map(|finding| finding.message)
            .collect();
        assert_eq!(messages.len(), 1);
        assert!(
            messages[0].starts_with("there is no module `reactive`"),
            "{messages:?}"
        );
    }

    #[test]
    fn one_module_names_the_reactive_runtime() {
        let import = "use leptos_reactive::RwSignal;\n";
        let tree = tree(&[
            ("framework/src/reactive.rs", import),
            ("framework/src/reactive/scope.rs", import),
            ("framework/src/reactive_two.rs", import),
            ("framework/src/state.rs", "// leptos_reactive keeps it.\n"),
            ("macros/src/store.rs", import),
        ]);
        let paths: Vec<String> = reactive_seam(&tree)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(
            paths,
            ["framework/src/reactive_two.rs", "macros/src/store.rs"]
        );
    }
}
