//! The files of the repository, as the rules see them.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::repo::Repo;

pub struct File {
    /// Below the root, written with `/`.
    pub path: String,
    /// Empty for a file that is not text.
    pub text: String,
}

pub struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Reads what git tracks and what it would track: the rules should speak before a commit, not
    /// after it.
    ///
    /// # Errors
    /// When git is missing or the checkout is not a git repository.
    pub fn read(repo: &Repo) -> Result<Self> {
        let mut git = Command::new("git");
        // A checkout may belong to another user than the one who checks it, as in containers;
        // listing files is harmless.
        let safe = format!("safe.directory={}", repo.root().display());
        git.args([
            "-c",
            &safe,
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]);
        let list = process::capture(git.current_dir(repo.root()))
            .context("the rules need git to list the files")?;
        let paths = list.split('\0').filter(|path| !path.is_empty());
        // A file that was deleted but not committed yet is still on git's list.
        let present = paths.filter(|path| repo.path(path).is_file());
        Ok(Self::of(present.map(|path| File {
            path: path.to_owned(),
            text: fs::read_to_string(repo.path(path)).unwrap_or_default(),
        })))
    }

    pub fn of(files: impl IntoIterator<Item = File>) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }

    pub fn files(&self) -> &[File] {
        &self.files
    }

    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.has_extension(&["rs"]))
    }

    /// Whether `path` is a file, or a folder with a file in it.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.iter().any(|file| {
            file.path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

impl File {
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// The lines with their numbers, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

#[cfg(test)]
pub mod testing {
    use super::{File, Tree};

    /// A tree of the given paths and texts.
    pub fn tree(files: &[(&str, &str)]) -> Tree {
        Tree::of(files.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::tree;

    #[test]
    fn a_folder_exists_when_a_file_is_in_it() {
        let tree = tree(&[("docs/guide/lists.md", "")]);
        assert!(tree.has("docs/guide/lists.md") && tree.has("docs/guide") && tree.has("docs/"));
        assert!(!tree.has("docs/gui") && !tree.has("guide"));
    }
}
