//! An application with every kind of type.

use std::collections::{BTreeMap, HashMap, HashSet};

use musubi::List;
use musubi::prelude::*;
use serde_json::Value;

/// What stands in a shop's cart.
///
/// Lines are children; everything else is plain.
#[state]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cart {
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
    log: Stream<Product>,
    delivery: AsyncValue<Option<Line>>,
    hits: AsyncValue<Stream<Product>>,
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
pub(crate) struct CartParams {
    cart: String,
    #[serde(default)]
    open: bool,
    limit: Option<u32>,
}

#[command_error]
pub(crate) enum CartError {
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
pub(crate) struct Coupon2 {
    code: String,
}

pub(crate) struct CartStore;

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
pub(crate) struct Line {
    sku: String,
}

struct LineStore {
    sku: RwSignal<String>,
}

/// A line has sold out.
#[event]
struct SoldOut {
    sku: String,
    left: Option<u32>,
}

#[event(name = "price-changed")]
struct PriceChanged(Cents);

#[store(events(SoldOut, PriceChanged))]
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

pub(crate) struct ClockStore;

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
