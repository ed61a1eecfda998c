//! What an application's crate is for its clients: state types, typed signals and contracts.
//!
//! Passes with and without feature `server`: `cargo test --no-default-features --test
//! contract_macro`.

#![allow(missing_docs)]

use musubi::prelude::*;
use musubi::{CommandError, Signals, StateOf, StoreContract};

#[state]
#[serde(rename_all = "camelCase")]
struct Cart {
    line_count: u32,
    #[state(nested)]
    totals: Totals,
    #[state(each, key = "sku")]
    lines: Vec<Line>,
    gift: Option<Child<LineStore>>,
    #[serde(skip)]
    #[allow(dead_code, reason = "only the server has it")]
    secret: u32,
}

#[state]
#[derive(Debug)]
struct Totals {
    cents: i64,
}

#[state]
struct Line {
    sku: String,
}

#[params]
#[derive(Debug)]
struct CartParams {
    cart: String,
    #[serde(default)]
    open: bool,
}

#[command_error]
#[derive(PartialEq)]
enum CartError {
    /// It is gone.
    Gone,
    #[reason("at most {most}")]
    TooMany { most: u32 },
}

#[allow(dead_code, reason = "only the server has stores")]
struct CartStore {
    totals: RwSignal<Totals>,
}

#[store(root, name = "Shop.Cart")]
impl CartStore {
    async fn mount(params: CartParams) -> Result<Self, CartError> {
        let cents = i64::from(params.open);
        Ok(Self {
            totals: create_rw_signal(Totals { cents }),
        })
    }

    fn render(&self) -> CartSignals {
        let totals = self.totals;
        CartSignals {
            line_count: Signal::derive(|| 0),
            totals: TotalsSignals {
                cents: Signal::derive(move || totals.get().cents),
            },
            lines: Each::new(Vec::<String>::new, Clone::clone, |sku| LineSignals {
                sku: Signal::derive(move || sku.clone()),
            }),
            gift: None,
        }
    }

    #[command]
    async fn add(&self, sku: String, amount: Option<u32>) -> Result<Totals, CartError> {
        let _ = (sku, amount);
        Ok(self.totals.get())
    }
}

#[allow(dead_code, reason = "only the server has stores")]
struct LineStore;

#[store]
impl LineStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> LineSignals {
        LineSignals {
            sku: Signal::derive(String::new),
        }
    }
}

#[test]
fn a_contract_has_names_params_and_state() {
    assert_eq!(CartStore::NAME, "Shop.Cart");
    assert_eq!(LineStore::NAME, "LineStore");
    let params: <CartStore as StoreContract>::Params =
        serde_json::from_str(r#"{"cart": "a"}"#).unwrap();
    assert_eq!((&*params.cart, params.open), ("a", false));
    let state: StateOf<LineStore> = Line { sku: "a".into() };
    assert_eq!(state.sku, "a");
}

#[test]
fn a_reactive_form_knows_its_members_on_the_wire() {
    let names: Vec<&str> = CartSignals::FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(names, ["lineCount", "totals", "lines", "gift"]);
}

#[test]
fn a_state_is_read_from_its_json() {
    let json = r#"{"lineCount":1,"totals":{"cents":5},"lines":[{"sku":"a"}],"gift":null}"#;
    let cart: Cart = serde_json::from_str(json).unwrap();
    assert_eq!(
        (cart.line_count, cart.totals.cents, &*cart.lines[0].sku),
        (1, 5, "a")
    );
    assert_eq!(serde_json::to_string(&cart).unwrap(), json);
    assert!(cart.clone() == cart);
}

#[test]
fn an_error_is_read_from_its_code_and_detail() {
    let json = r#"{"code":"too_many","detail":{"most":3}}"#;
    let error: CartError = serde_json::from_str(json).unwrap();
    assert_eq!(error, CartError::TooMany { most: 3 });
    assert_eq!(error.to_string(), "at most 3");
    assert_eq!(error.detail().unwrap(), r#"{"most":3}"#);
    assert_eq!(CartError::Gone.code(), "gone");
}
