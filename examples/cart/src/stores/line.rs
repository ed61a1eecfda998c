use musubi::prelude::*;

#[cfg(feature = "server")]
use super::open_cart::OpenCart;
use crate::catalogue;
use crate::contents::{CartError, Line};
use crate::storage::StorageError;

/// One line of a cart.
#[state]
pub struct CartLine {
    /// Identifies the product.
    pub sku: String,
    /// What the product is called.
    pub name: String,
    /// One line about it.
    pub summary: String,
    /// The price of one, in cents.
    pub price_cents: u32,
    /// How many.
    pub quantity: u32,
    /// What they cost together, in cents.
    pub line_cents: u32,
}

/// What a cart hands on to its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct LineProps {
    /// Identifies the product.
    pub sku: String,
    /// The price of one, in cents.
    pub price_cents: u32,
    /// How many.
    pub quantity: u32,
}

impl LineProps {
    /// The props of a line, at the price of today.
    pub fn of(line: &Line) -> Self {
        Self {
            sku: line.sku.clone(),
            price_cents: catalogue::find(&line.sku).map_or(0, |product| product.price_cents),
            quantity: line.quantity,
        }
    }
}

/// One line of a cart, which can be changed on its own.
pub struct LineStore {
    #[cfg(feature = "server")]
    cart: OpenCart,
    props: Signal<LineProps>,
    sku: String,
}

/// One line of a cart.
#[store]
impl LineStore {
    fn mount(props: Signal<LineProps>) -> Self {
        Self {
            cart: use_context().expect("a line stands in a cart"),
            props,
            // The id of the child, so it never changes.
            sku: props.with_untracked(|props| props.sku.clone()),
        }
    }

    fn render(&self) -> CartLineSignals {
        let props = self.props;
        let product = catalogue::find(&self.sku);
        let (name, summary) = product
            .map(|product| (product.name, product.summary))
            .unwrap_or_default();
        CartLineSignals {
            sku: create_rw_signal(self.sku.clone()).into(),
            name: create_rw_signal(name).into(),
            summary: create_rw_signal(summary).into(),
            price_cents: Signal::derive(move || props.with(|line| line.price_cents)),
            quantity: Signal::derive(move || props.with(|line| line.quantity)),
            line_cents: Signal::derive(move || props.with(|line| line.price_cents * line.quantity)),
        }
    }

    /// Sets how many there are.
    #[command]
    async fn set_quantity(&self, quantity: u32) -> Result<(), CartError> {
        let sku = self.sku.clone();
        self.cart
            .change(move |cart| cart.set_quantity(&sku, quantity))
            .await
    }

    /// Takes the line out of the cart.
    #[command]
    async fn remove(&self) -> Result<(), StorageError> {
        let sku = self.sku.clone();
        self.cart
            .change(move |cart| {
                cart.remove(&sku);
                Ok(())
            })
            .await
    }
}
