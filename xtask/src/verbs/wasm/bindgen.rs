use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::Options;
use crate::process;
use crate::repo::Repo;
use crate::tools::cargo::{Package, Workspace};
use crate::tools::npm_packages;
use crate::tools::wasm::{PROFILE, TARGET, Toolchain};

pub fn run(repo: &Repo, options: &Options) -> Result<()> {
    let only = options.package.as_deref();
    let workspace = Workspace::read(repo)?;
    let is_wanted = |package: &&Package| match only {
        Some(name) => package.name == name,
        None => !package.only_by_name,
    };
    let frontends = workspace
        .packages
        .iter()
        .filter(|package| package.assets.is_some());
    let frontends: Vec<&Package> = frontends.filter(is_wanted).collect();
    if frontends.is_empty() {
        bail!(
            "no frontend in Rust is called {}",
            only.unwrap_or("anything")
        );
    }
    let node = npm_packages::ensure(repo)?;
    // Apart from the native builds, whose compiler may be another one.
    let target = workspace.target_directory.join("wasm");
    let toolchain = Toolchain::ensure()?;
    let compiled = target.join(TARGET).join(PROFILE);
    for package in frontends {
        // By itself, as in its own repository: Cargo unites the features of what it builds together.
        process::run(
            toolchain
                .build(repo)
                .args(["--target", TARGET, "--profile", PROFILE, "--target-dir"])
                .arg(&target)
                .args(["--package", package.name.as_str()]),
        )?;
        let name = package.name.replace('-', "_");
        let dist = repo.path(&package.folder).join("dist");
        bind(
            &compiled.join(format!("{name}.wasm")),
            &name,
            &dist,
            options.names || package.only_tested,
        )?;
        let module = dist.join(format!("{name}_bg.wasm"));
        if !package.only_tested {
            let mut optimizer = node.npm(repo);
            optimizer.args(["exec", "--no", "--", "wasm-opt"]);
            optimizer.args(options.names.then_some("--debuginfo"));
            optimize(&mut optimizer, &module)?;
        }
        let script = dist.join(format!("{name}.js"));
        minify(&mut node.npm(repo), &script)?;
        copy_assets(repo, package, &dist)?;
        let weight = weigh(&package.name, &[module, script])?;
        // With their names, functions weigh more than what a browser downloads.
        if let Some(largest) = package.largest.filter(|_| !options.names)
            && weight > largest
        {
            bail!(
                "{} is {weight} bytes with gzip, more than the {largest} that its Cargo.toml allows: \
                 `--names` keeps the names of functions, to see what they are spent on",
                package.name
            );
        }
    }
    Ok(())
}

/// Writes the module that a browser loads, the JavaScript that loads it, and the types of both.
fn bind(compiled: &Path, name: &str, dist: &Path, names: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name(name)
        .typescript(true)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .omit_default_module_path(false)
        .web(true)
        .and_then(|bindgen| bindgen.generate(dist))
        .with_context(|| format!("wasm-bindgen cannot read {}", compiled.display()))
}

fn optimize(wasm_opt: &mut Command, module: &Path) -> Result<()> {
    // What the compiler uses by default, and the optimizer does not take for granted.
    let features = [
        "--enable-bulk-memory",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-multivalue",
        "--enable-sign-ext",
    ];
    // What is known of values tells which code never runs. Flat code is easier to find repetitions in,
    // and the last pass folds it again.
    let passes = [
        "-Oz",
        "--gufa-optimizing",
        "--flatten",
        "--rereloop",
        "-Oz",
        "-Oz",
    ];
    let arguments = wasm_opt.args(passes).args(features);
    process::run(arguments.arg(module).arg("-o").arg(module))
}

fn minify(npm: &mut Command, script: &Path) -> Result<()> {
    // What crates bring along in JavaScript becomes part of the script.
    let esbuild = ["exec", "--no", "--", "esbuild", "--bundle", "--minify"];
    let command =
        npm.args(esbuild)
            .args(["--format=esm", "--log-level=warning", "--allow-overwrite"]);
    let mut outfile = OsString::from("--outfile=");
    outfile.push(script);
    process::run(command.arg(script).arg(outfile))?;
    let snippets = script.with_file_name("snippets");
    if snippets.exists() {
        fs::remove_dir_all(&snippets)
            .with_context(|| format!("{} could not be removed", snippets.display()))?;
    }
    Ok(())
}

fn copy_assets(repo: &Repo, package: &Package, dist: &Path) -> Result<()> {
    let folder = repo.path(&package.folder);
    for asset in package.assets.iter().flatten() {
        let from = folder.join(asset);
        let name = from.file_name().context("an asset is a file")?;
        fs::copy(&from, dist.join(name))
            .with_context(|| format!("the asset {} cannot be copied", from.display()))?;
    }
    Ok(())
}

/// Prints what a browser downloads, and gives the sum in bytes with gzip.
fn weigh(package: &str, files: &[PathBuf]) -> Result<u64> {
    // With what the benchmarks measure it, so that both say the same.
    const GZIP: &str = "const { gzipSync } = require('node:zlib'); \
        const bytes = require('node:fs').readFileSync(process.argv[1]); \
        console.log(gzipSync(bytes, { level: 9 }).length)";
    let mut sum = 0;
    for file in files {
        let size = fs::metadata(file)
            .with_context(|| format!("{} is not there", file.display()))?
            .len();
        let compressed = process::capture(Command::new("node").args(["-e", GZIP]).arg(file))?;
        let compressed: u64 = compressed.trim().parse()?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{package}: {name} {size} bytes, {compressed} with gzip");
        sum += compressed;
    }
    Ok(sum)
}
