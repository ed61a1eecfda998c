//! The generated `musubi.d.ts`: what it says, and that TypeScript agrees.

#![allow(missing_docs)]
#![cfg(feature = "server")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use musubi::codegen::{self, TypesFile};
use musubi::{Types, Wire};

use app::{CartStore, ClockStore, Line};

mod app;

fn declared() -> musubi::Declared {
    musubi::Socket::new()
        .root::<CartStore>()
        .root::<ClockStore>()
        .declared()
        .unwrap()
}

fn generated() -> String {
    codegen::typescript(&declared())
}

/// The part after the fixed header.
fn application() -> String {
    let text = generated();
    let start = text
        .find("declare namespace Musubi {\n  /** The stores")
        .unwrap();
    text[start..].to_owned()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn typescript_agrees_with_the_generated_file() {
    let compiler = repository().join("node_modules/.bin/tsc");
    if !compiler.exists() {
        println!("skipped: {} is missing; run `npm ci`", compiler.display());
        return;
    }
    let folder = folder("typescript");
    fs::write(folder.join("musubi.d.ts"), generated()).unwrap();
    let usage = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typescript/usage.ts");
    fs::copy(usage, folder.join("usage.ts")).unwrap();
    let output = Command::new(compiler)
        .args(["--strict", "--noEmit", "--skipLibCheck", "false"])
        .args(["--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"])
        .args(["musubi.d.ts", "usage.ts"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn the_header_is_the_one_of_the_typescript_client() {
    let path = repository().join("client-ts/musubi-header.d.ts");
    let Ok(header) = fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let text = generated();
    assert!(
        text.contains(&header),
        "copy {} to src/codegen/header.d.ts",
        path.display()
    );
}

#[test]
fn the_file_is_laid_out_like_this() {
    let expected = include_str!("expected.d.ts");
    let found = application();
    if env::var_os("MUSUBI_BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typescript/expected.d.ts");
        fs::write(path, &found).unwrap();
        return;
    }
    for (number, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(
            found,
            expected,
            "line {}; MUSUBI_BLESS=1 writes the file anew",
            number + 1
        );
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn the_same_types_give_the_same_file_in_any_order() {
    let other = musubi::Socket::new()
        .root::<ClockStore>()
        .root::<CartStore>()
        .declared()
        .unwrap();
    assert_eq!(codegen::typescript(&other), generated());
}

#[test]
fn no_line_is_longer_than_a_hundred_columns() {
    for line in application().lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

mod elsewhere {
    use musubi::prelude::*;

    #[state]
    pub struct Line {
        pub number: u32,
    }
}

#[test]
fn two_types_cannot_have_one_name() {
    let mut types = Types::default();
    Line::typescript(&mut types);
    elsewhere::Line::typescript(&mut types);
    let error = types.finish().unwrap_err();
    assert_eq!(error.name, "Line");
    assert!(
        error.to_string().contains("typescript::elsewhere::Line"),
        "{error}"
    );
    assert!(
        error.to_string().contains("#[state(name = \"…\")]"),
        "{error}"
    );
}

#[test]
fn a_file_is_written_once() {
    let folder = folder("written");
    let file = TypesFile::new(folder.join("src/musubi.d.ts"));
    assert!(file.write_if_changed("a\nb\n").unwrap());
    assert!(!file.write_if_changed("a\nb\n").unwrap());
    assert!(file.write_if_changed("a\n").unwrap());
    assert_eq!(
        fs::read_to_string(folder.join("src/musubi.d.ts")).unwrap(),
        "a\n"
    );
}

#[test]
fn a_check_names_the_first_line_that_differs_and_what_to_run() {
    let folder = folder("checked");
    let path = folder.join("musubi.d.ts");
    let file = TypesFile::new(&path).written_by("cargo xtask codegen");
    let check = |text: &str| file.check(text).map_err(|error| error.to_string());
    let missing = check("a\n").unwrap_err();
    assert!(missing.contains("musubi.d.ts cannot be read"), "{missing}");
    assert!(missing.ends_with("run `cargo xtask codegen`"), "{missing}");

    fs::write(&path, "one\r\n  two\r\nthree\r\n").unwrap();
    assert_eq!(check("one\n  two\nthree\n"), Ok(()));
    let differs = check("one\n  2\nthree\n").unwrap_err();
    assert!(
        differs.contains("line 2 should be `2`, and is `two`"),
        "{differs}"
    );
    let longer = check("one\n  two\n").unwrap_err();
    assert!(
        longer.contains("line 3 should be ``, and is `three`"),
        "{longer}"
    );
}
