//! Words that must not be committed.

use super::Finding;
use super::tree::{File, Tree};

/// Marks of unfinished work. They are put together here so that this file does not break its own
/// rule.
const UNFINISHED: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
];

/// Tests that were switched off.
const SWITCHED_OFF: [&str; 6] = [
    concat!("#[ig", "nore"),
    concat!("it.sk", "ip("),
    concat!("test.sk", "ip("),
    concat!("describe.sk", "ip("),
    concat!("it.to", "do("),
    concat!("test.to", "do("),
];

/// Folders at the root of somebody's machine. A path in the repository is written relative to its
/// root.
const MACHINE: [&str; 3] = ["work", "home", "Users"];

/// As above, but only in prose: code may well have a reason to name the folder for temporary files.
const MACHINE_IN_DOCS: [&str; 1] = ["tmp"];

/// Code is finished or absent.
pub fn unfinished(tree: &Tree) -> Vec<Finding> {
    let code = tree
        .files()
        .iter()
        .filter(|file| file.has_extension(&["rs", "ts", "tsx", "js", "mjs", "css", "toml", "sh"]));
    code.flat_map(|file| {
        let marks = found(
            file,
            &UNFINISHED,
            "finish it, or say in a sentence what is absent and why",
        );
        marks
            .into_iter()
            .chain(found(file, &SWITCHED_OFF, "mend the test or remove it"))
    })
    .collect()
}

fn found(file: &File, marks: &[&str], advice: &str) -> Vec<Finding> {
    let has = |line: &str, mark: &str| {
        line.match_indices(mark)
            .any(|(at, _)| stands_alone(line, at, mark))
    };
    let marked = file.lines().flat_map(|(number, line)| {
        marks
            .iter()
            .filter(move |mark| has(line, mark))
            .map(move |mark| (number, mark))
    });
    marked
        .map(|(number, mark)| Finding::at(&file.path, number, format!("`{mark}`: {advice}")))
        .collect()
}

/// A mark inside a longer word is another word.
fn stands_alone(line: &str, at: usize, mark: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let begins_within = line[..at].ends_with(is_word);
    let goes_on = mark.ends_with(is_word) && line[at + mark.len()..].starts_with(is_word);
    !begins_within && !goes_on
}

/// No file names a path of the machine that it was written on.
pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .flat_map(|file| {
            let in_docs = if file.has_extension(&["md"]) {
                &MACHINE_IN_DOCS[..]
            } else {
                &[]
            };
            let folders: Vec<&str> = MACHINE.iter().chain(in_docs).copied().collect();
            let named = file
                .lines()
                .filter(|(_, line)| folders.iter().any(|folder| names_folder(line, folder)))
                .collect::<Vec<_>>();
            named
                .into_iter()
                .map(|(number, _)| Finding::at(&file.path, number, "names a path of one machine"))
        })
        .collect()
}

/// Whether `/folder/` stands where an absolute path begins, rather than within an address or a
/// relative path.
fn names_folder(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        !line[..at].ends_with(|letter: char| {
            letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | '}' | '*')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::tree;
    use super::*;

    #[test]
    fn every_mark_is_found_where_it_stands_alone() {
        for mark in UNFINISHED.iter().chain(&SWITCHED_OFF) {
            let text = format!("let a = 1;\n    {mark} later\n");
            assert_eq!(unfinished(&tree(&[("src/a.rs", &text)])).len(), 1, "{mark}");
            let other = format!("my{mark}\n");
            assert_eq!(unfinished(&tree(&[("src/a.rs", &other)])), [], "{mark}");
        }
        let longer = format!("{}LIST\n", UNFINISHED[0]);
        assert_eq!(unfinished(&tree(&[("src/a.rs", &longer)])), []);
    }

    #[test]
    fn prose_may_speak_of_such_marks() {
        let text = format!("No {} in code.\n", UNFINISHED[0]);
        assert_eq!(unfinished(&tree(&[("CONTRIBUTING.md", &text)])), []);
    }

    #[test]
    fn an_absolute_path_of_a_machine_is_found() {
        for folder in MACHINE {
            let text = format!("see\n`/{folder}/me/musubi`\n");
            let findings = machine_paths(&tree(&[("src/a.rs", &text)]));
            assert_eq!(
                findings
                    .iter()
                    .map(|finding| finding.line)
                    .collect::<Vec<_>>(),
                [2],
                "{folder}"
            );
        }
    }

    #[test]
    fn the_folder_for_temporary_files_is_machine_specific_in_prose_only() {
        let text = format!("write to /{}/a\n", MACHINE_IN_DOCS[0]);
        assert_eq!(machine_paths(&tree(&[("docs/a.md", &text)])).len(), 1);
        assert_eq!(machine_paths(&tree(&[("src/a.rs", &text)])), []);
    }

    #[test]
    fn addresses_and_relative_paths_are_not_machine_paths() {
        let [work, home, _] = MACHINE;
        let text = format!("https://example.com/{work}/a\nour/{home}/b\n");
        assert_eq!(machine_paths(&tree(&[("docs/a.md", &text)])), []);
    }
}
