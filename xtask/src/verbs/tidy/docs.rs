//! What the documents name exists.

use std::collections::HashSet;

use super::Finding;
use super::tree::{File, Tree};

const DECISIONS: &str = "docs/decisions/";
const INDEX: &str = "docs/decisions/README.md";

/// Every link to a file, and every path in `code` that begins with a folder of the repository,
/// leads somewhere.
pub fn paths(tree: &Tree) -> Vec<Finding> {
    let pages = tree.files().iter().filter(|file| is_page(&file.path));
    pages
        .flat_map(|page| prose(page).flat_map(|(number, line)| broken(tree, page, number, line)))
        .collect()
}

/// Every decision is in the index, under a number of its own.
pub fn decisions(tree: &Tree) -> Vec<Finding> {
    let index = tree.file(INDEX).map_or("", |file| &file.text);
    let names = tree.files().iter().filter(|file| file.path != INDEX);
    let names = names.filter_map(|file| file.path.strip_prefix(DECISIONS));
    let mut numbers = HashSet::new();
    let mut findings = Vec::new();
    for name in names.filter(|name| name.ends_with(".md")) {
        let path = format!("{DECISIONS}{name}");
        let number = name.split('-').next().unwrap_or(name);
        if !index.contains(&format!("]({name})")) {
            findings.push(Finding::in_file(
                &path,
                format!("add it to the index in {INDEX}"),
            ));
        }
        if !numbers.insert(number) {
            findings.push(Finding::in_file(
                &path,
                format!("{number} is taken; use the next number"),
            ));
        }
    }
    findings
}

/// Documents at the root and below `docs/`.
fn is_page(path: &str) -> bool {
    path.ends_with(".md") && (!path.contains('/') || path.starts_with("docs/"))
}

/// The lines outside of fenced blocks, which hold examples and commands.
fn prose(page: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    page.lines().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        !fenced && !is_fence
    })
}

fn broken(tree: &Tree, page: &File, number: usize, line: &str) -> Vec<Finding> {
    let finding = |name: &str| Finding::at(&page.path, number, format!("`{name}` does not exist"));
    let spans = spans(line).filter(|span| is_path(tree, span) && !tree.has(span));
    let links = links(line).filter(|target| !leads_somewhere(tree, page, target));
    spans.chain(links).map(finding).collect()
}

/// What stands between single backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether the text claims to be a path from the root: its first part is a folder there, or its
/// last looks like a file. Paths below `src/` and `ui/` are those of a reader's own app.
fn is_path(tree: &Tree, text: &str) -> bool {
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '_' | '-');
    let Some((first, rest)) = text.split_once('/') else {
        return false;
    };
    if first.is_empty() || !text.chars().all(allowed) || matches!(first, "src" | "ui" | "." | "..")
    {
        return false;
    }
    let last = rest.rsplit('/').next().unwrap_or(rest);
    let looks_like_file = [".rs", ".ts", ".tsx", ".md", ".toml", ".json"]
        .iter()
        .any(|end| last.ends_with(end));
    tree.has(first) || looks_like_file
}

/// The targets of `[text](target)`, without anchors.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next());
    targets
        .map(|target| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty())
}

fn leads_somewhere(tree: &Tree, page: &File, target: &str) -> bool {
    let elsewhere = target.contains("://") || target.starts_with("mailto:");
    elsewhere || resolve(&page.path, target).is_some_and(|path| tree.has(&path))
}

/// The path from the root of what `target` means on `page`; nothing when it leaves the repository.
fn resolve(page: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::tree;
    use super::*;

    fn messages(page: &str, text: &str) -> Vec<String> {
        let files = [
            ("framework/src/page.rs", ""),
            ("docs/glossary.md", ""),
            ("README.md", ""),
            (page, text),
        ];
        paths(&tree(&files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        assert_eq!(
            messages(
                "docs/architecture.md",
                "see `framework/src/page.rs`,\n`framework/src/turn` and `framework/`\n"
            ),
            ["docs/architecture.md:2: `framework/src/turn` does not exist"]
        );
        assert_eq!(
            messages("CONTRIBUTING.md", "`old/main.rs`\n"),
            ["CONTRIBUTING.md:1: `old/main.rs` does not exist"]
        );
    }

    #[test]
    fn what_is_not_a_path_of_the_repository_is_left_alone() {
        let text = "`image/png` `/framework/a` `src/main.rs` `a / b`\n\
                    `@musubi/client` `GET /websocket` `page.rs`\n";
        assert_eq!(messages("docs/architecture.md", text), Vec::<String>::new());
    }

    #[test]
    fn examples_in_fences_are_left_alone() {
        assert_eq!(
            messages("README.md", "```text\n`framework/gone.rs`\n```\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn links_are_read_from_where_they_stand() {
        let text = "[a](glossary.md#store) [b](../framework/src/page.rs)\n\
                    [c](https://example.com/x) [d](#here)\n";
        assert_eq!(messages("docs/architecture.md", text), Vec::<String>::new());
        assert_eq!(
            messages(
                "docs/architecture.md",
                "[a](docs/glossary.md) [b](../../README.md)\n"
            ),
            [
                "docs/architecture.md:1: `docs/glossary.md` does not exist",
                "docs/architecture.md:1: `../../README.md` does not exist"
            ]
        );
    }

    #[test]
    fn documents_of_packages_are_their_own_affair() {
        assert_eq!(
            messages("client-ts/packages/client/README.md", "`docs/gone.md`\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_decision_is_in_the_index_under_its_own_number() {
        let tree = tree(&[
            (INDEX, "- [0001](0001-a.md): A\n- [0001](0001-b.md): B\n"),
            ("docs/decisions/0001-a.md", ""),
            ("docs/decisions/0001-b.md", ""),
            ("docs/decisions/0002-c.md", ""),
        ]);
        let messages: Vec<String> = decisions(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "docs/decisions/0001-b.md: 0001 is taken; use the next number",
                "docs/decisions/0002-c.md: add it to the index in docs/decisions/README.md"
            ]
        );
    }
}
