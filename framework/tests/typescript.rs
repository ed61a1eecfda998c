//! The generated `musubi.d.ts`: what it says, and that TypeScript agrees.

#![allow(missing_docs)]
#![cfg(feature = "server")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use musubi::codegen::{self, TypesFile};
use musubi::prelude::*;
use musubi::{List, Types, Wire};
use serde_json::Value;

/// What stands in a shop's cart.
///
/// Lines are children; everything else is plain.
#[state]
#[serde(rename_all = "camelCase")]
struct Cart {
    /// Before any discount.
    total_cents: i64,
    #[state(nested)]
    totals: Line,
    owner: Owner,
    #[state(key = "sku")]
    products: Vec<Product>,
    #[state(each, key = "sku")]
    offers: Vec<Product>,
    #[state(key = "sku")]
    history: List<String, Product>,
    lines: Vec<Child<LineStore>>,
    gift: Option<Child<LineStore>>,
    first: Child<LineStore>,
    phase: Phase,
    payment: Payment,
    shipping: Shipping,
    note: Note,
    coupon: Option<Coupon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    by_sku: BTreeMap<String, Product>,
    counts: HashMap<u32, Option<i64>>,
    tags: HashSet<String>,
    pair: (String, Option<u32>),
    pairs: Vec<(String, Option<u32>)>,
    maybe_names: Vec<Option<String>>,
    anything: Value,
    id: BigInt<u64>,
    #[state(type = "`${number}.${number}.${number}.${number}`")]
    address: std::net::Ipv4Addr,
    /// Ends a comment: */ in the middle.
    #[serde(rename = "odd name")]
    odd: bool,
    #[serde(skip)]
    #[allow(dead_code)]
    secret: u32,
    nothing: (),
    boxed: Box<Tree>,
    unit: Unit,
}

#[state]
struct Owner {
    name: String,
    #[serde(flatten)]
    contact: Contact,
    #[serde(flatten)]
    extra: Option<Extra>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[state]
struct Contact {
    mail: String,
}

#[state]
struct Extra {
    phone: String,
}

#[state]
struct Product {
    /// Identifies it.
    sku: String,
    price: Cents,
}

/// Money.
#[state]
struct Cents(i64);

#[state]
struct Unit;

#[state]
struct Tree {
    label: String,
    children: Vec<Tree>,
}

/// Where an order stands.
#[state]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// Things can be added.
    StillOpen,
    Paid,
}

#[state]
enum Payment {
    None,
    Card { last_four: String },
    Voucher(Coupon),
    Split(Cents, Cents),
}

#[state]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Shipping {
    PickUp,
    Parcel {
        tracking_code: Option<String>,
        weight: f64,
    },
    Voucher(Coupon),
}

#[state]
#[serde(tag = "kind", content = "value")]
enum Coupon {
    Unknown,
    Percent(u8),
    Amount { cents: i64 },
}

#[state]
#[serde(untagged)]
enum Note {
    Text(String),
    Lines(Vec<String>),
}

#[params]
struct CartParams {
    cart: String,
    #[serde(default)]
    open: bool,
    limit: Option<u32>,
}

#[command_error]
enum CartError {
    /// There is no such product.
    UnknownProduct,
    #[reason("at most {most}")]
    TooMany {
        most: u32,
        #[serde(rename = "of")]
        sku: String,
    },
    #[reason("use {0:?}")]
    Coupon(Coupon2),
}

#[state(name = "OtherCoupon")]
#[derive(Debug)]
struct Coupon2 {
    code: String,
}

struct CartStore;

/// A cart.
///
/// Everyone who mounts it sees the same.
#[store(root, name = "Shop.Stores.Cart")]
impl CartStore {
    fn mount(params: CartParams) -> Result<Self, CartError> {
        let _ = params;
        Err(CartError::UnknownProduct)
    }

    fn render(&self) -> CartSignals {
        unreachable!("it cannot be mounted")
    }

    /// Adds a product.
    #[command]
    fn add(&self, sku: String, amount: Option<u32>) -> Result<Product, CartError> {
        let _ = amount;
        Err(CartError::TooMany { most: 1, sku })
    }

    #[command(name = "clear-all")]
    fn clear(&self) {}

    #[command]
    async fn check(&self, #[serde(rename = "due date", default)] due: String) -> bool {
        due.is_empty()
    }

    #[command]
    fn forbid(&self) -> Result<(), Refusal> {
        Err(Refusal::unauthorized())
    }
}

#[state]
struct Line {
    sku: String,
}

struct LineStore {
    sku: RwSignal<String>,
}

#[store]
impl LineStore {
    fn mount(sku: String) -> Self {
        Self {
            sku: create_rw_signal(sku),
        }
    }

    fn render(&self) -> LineSignals {
        LineSignals {
            sku: self.sku.into(),
        }
    }

    #[command]
    fn remove(&self) {}
}

struct ClockStore;

#[store(root)]
impl ClockStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> LineSignals {
        LineSignals {
            sku: Signal::derive(String::new),
        }
    }
}

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
    let start = text.find("declare namespace Musubi {\n  /** The stores").unwrap();
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
        .args([
            "--strict",
            "--noEmit",
            "--skipLibCheck",
            "false",
        ])
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
    let expected = include_str!("typescript/expected.d.ts");
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
