//! `cargo xtask playground`: from a fresh checkout to a running playground.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::slice;

use anyhow::{Context, Result, bail};

use crate::apps;
use crate::process;
use crate::repo::Repo;
use crate::tools::npm_packages;
use crate::verbs::wasm;

#[derive(clap::Args)]
pub struct Options {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// Open the playground in the default browser
    #[arg(long)]
    open: bool,
}

pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    let app = apps::named(repo, apps::PLAYGROUND)?;
    let node = npm_packages::ensure(repo)?;
    process::run(node.npm(repo).args(["run", "build"]))?;
    apps::build_uis(repo, &node, &apps::all(repo)?)?;
    if let Err(error) = wasm::run(repo, &wasm::Options::default()) {
        // All else of the playground is there without them.
        eprintln!("the pages in Rust are left out: {error:#}");
    }
    apps::build_servers(repo, slice::from_ref(&app))?;
    let mut server = Command::new(&app.binary);
    server
        .current_dir(repo.root())
        .env("PORT", options.port.to_string());
    serve(&mut server, options.open)
}

/// Runs the server until it ends, passing on what it prints; the first address in it is where the
/// playground is.
fn serve(server: &mut Command, open: bool) -> Result<()> {
    let line = process::line(server);
    println!("$ {line}");
    let mut child = server
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{line}` could not be started"))?;
    let output = child.stdout.take().expect("the output is piped");
    let mut address = None;
    for printed in BufReader::new(output).lines() {
        let printed = printed.context("the server's output could not be read")?;
        println!("{printed}");
        if address.is_none()
            && let Some(found) = http_address(&printed)
        {
            println!("\nThe playground is at {found} (Ctrl-C ends it)\n");
            if open {
                open_in_browser(found);
            }
            address = Some(found.to_owned());
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

fn http_address(line: &str) -> Option<&str> {
    let start = line.find("http://")?;
    line[start..].split_whitespace().next()
}

fn open_in_browser(address: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(address)
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        println!("`{program}` could not be started: open the address yourself");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_what_the_server_prints() {
        assert_eq!(
            http_address("listening on http://127.0.0.1:4000"),
            Some("http://127.0.0.1:4000")
        );
        assert_eq!(
            http_address("at http://[::1]:80/ now"),
            Some("http://[::1]:80/")
        );
        assert_eq!(http_address("starting"), None);
    }
}
