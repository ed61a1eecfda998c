//! `cargo xtask tidy`: the rules of this repository that no compiler checks.
//!
//! Each rule is a function from the tracked files, or the crates, to findings, with tests of its
//! own beside it.

mod crates;
mod docs;
mod files;
mod locks;
mod modules;
mod protocol;
mod tree;
mod words;

use std::fmt;

use anyhow::{Result, bail};

use crate::repo::Repo;
use crate::tools::cargo::Workspace;

use self::tree::Tree;

/// One place that breaks a rule, and what the rule asks for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// Counted from 1; 0 means the whole file.
    line: usize,
    message: String,
}

impl Finding {
    fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self::at(path, 0, message)
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.path, self.message),
            line => write!(out, "{}:{line}: {}", self.path, self.message),
        }
    }
}

pub fn run(repo: &Repo) -> Result<()> {
    let tree = Tree::read(repo)?;
    let workspace = Workspace::read(repo)?;
    let rules = [
        crates::direction(&workspace),
        crates::shared_lints(&workspace, &tree),
        modules::direction(&tree),
        modules::reactive_seam(&tree),
        files::length(&tree),
        files::parent_files(&tree),
        files::generated(&tree),
        words::unfinished(&tree),
        words::machine_paths(&tree),
        docs::paths(&tree),
        docs::decisions(&tree),
        protocol::names(&tree),
        locks::registries(&tree),
        locks::complete(&tree),
    ];
    let mut findings: Vec<Finding> = rules.into_iter().flatten().collect();
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files keep the rules", tree.files().len());
            Ok(())
        }
        1 => bail!("1 place breaks a rule"),
        count => bail!("{count} places break a rule"),
    }
}
