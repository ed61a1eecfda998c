//! `cargo xtask codegen`: each app writes the TypeScript types of its own stores.

use std::process::Command;

use anyhow::{Result, bail};

use crate::apps::{self, App};
use crate::process;
use crate::repo::Repo;

#[derive(clap::Args)]
pub struct Options {
    /// Change nothing, and fail when a file is out of date
    #[arg(long)]
    check: bool,
}

pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    let apps = apps::all(repo)?;
    apps::build_servers(repo, &apps)?;
    let outcomes: Vec<Result<()>> = apps
        .iter()
        .map(|app| generate(repo, app, options.check))
        .collect();
    let errors: Vec<String> = outcomes
        .into_iter()
        .filter_map(Result::err)
        .map(|error| format!("{error:#}"))
        .collect();
    if errors.is_empty() {
        println!("codegen: {} apps up to date", apps.len());
        return Ok(());
    }
    let advice = if options.check {
        "\nrun `cargo xtask codegen` and commit what it changes"
    } else {
        ""
    };
    bail!("{}{advice}", errors.join("\n"))
}

fn generate(repo: &Repo, app: &App, check: bool) -> Result<()> {
    let mut command = Command::new(&app.binary);
    command.current_dir(repo.path(&app.folder)).arg("codegen");
    if check {
        command.arg("--check");
    }
    process::run(&mut command)
}
