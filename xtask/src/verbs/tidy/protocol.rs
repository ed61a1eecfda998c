//! The page of the protocol names what the wire's source names, and no more.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::{File, Tree};

const PAGE: &str = "docs/protocol.md";
const SOURCE: &str = "framework/wire/src/names";

/// Every name of the source stands on the page, and every code, reason and feature of the page's tables in
/// the source.
pub fn names(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.file(PAGE) else {
        return vec![Finding::in_file(PAGE, "the protocol has no page")];
    };
    let source = tree.rust().filter(|file| file.path.starts_with(SOURCE));
    let source: BTreeSet<&str> = source.flat_map(literals).collect();
    let missing = source.iter().filter(|name| !page.text.contains(**name));
    let missing = missing
        .map(|name| Finding::in_file(PAGE, format!("`{name}` of {SOURCE} is not explained")));
    let unknown = tabled(page).filter(|(_, name)| !source.contains(name));
    let unknown =
        unknown.map(|(line, name)| Finding::at(PAGE, line, format!("`{name}` is not in {SOURCE}")));
    missing.chain(unknown).collect()
}

/// The texts in quotation marks, outside of comments and of the macros that make the lists.
fn literals(file: &File) -> impl Iterator<Item = &str> {
    let code = file.lines().map(|(_, line)| line.trim());
    let lists = code.filter(|line| !line.starts_with("//") && line.contains(" = \""));
    lists.filter_map(|line| line.split('"').nth(1))
}

/// The first cells of the tables whose heads are `code`, `reason` and `feature`, with their lines.
fn tabled(page: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut is_list = false;
    page.lines().filter_map(move |(number, line)| {
        is_list &= line.starts_with('|');
        let cell = line.strip_prefix("| `")?.split('`').next()?;
        let is_head = matches!(cell, "code" | "reason" | "feature");
        is_list |= is_head;
        (is_list && !is_head).then_some((number, cell))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File {
            path: path.into(),
            text: text.into(),
        };
        let source = "/// Says `x = \"not this\"`.\npub const JOIN: &str = \"phx_join\";\n    Timeout = \"timeout\",\n";
        let tree = Tree::of([
            file(PAGE, page),
            file("framework/wire/src/names/code.rs", source),
        ]);
        names(&tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_page_that_names_everything_is_fine() {
        let page = "`phx_join`\n\n| `code` | when |\n|---|---|\n| `timeout` | too long |\n";
        assert_eq!(found(page), [""; 0]);
    }

    #[test]
    fn a_name_that_is_not_explained_is_found() {
        let missing = "`phx_join` of framework/wire/src/names is not explained";
        assert_eq!(found("| `code` |\n| `timeout` |\n"), [missing]);
    }

    #[test]
    fn a_code_that_the_source_does_not_have_is_found() {
        let page = "`phx_join`\n| `code` |\n| `timeout` |\n| `late` |\n\n| `other` |\n";
        assert_eq!(found(page), ["`late` is not in framework/wire/src/names"]);
    }
}
