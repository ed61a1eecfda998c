//! Every developer command of this repository: `cargo xtask <verb>`.
//!
//! A verb lives in one file under `verbs/` and finds or installs what it needs through `tools/`, so
//! that a machine with Rust, Node.js and a C compiler can run any of them on a fresh checkout.

mod apps;
mod process;
mod repo;
mod report;
mod telling;
mod tools;
mod verbs;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use crate::repo::Repo;
use crate::verbs::Verb;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "The developer commands of Musubi for Rust"
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

fn main() -> ExitCode {
    let verb = Cli::parse().verb;
    let started = Instant::now();
    let outcome = verb.run(&Repo::find());
    if let Err(error) = &outcome {
        eprintln!("error: {error:#}");
    }
    println!("{} took {}", verb.name(), report::human(started.elapsed()));
    if outcome.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
