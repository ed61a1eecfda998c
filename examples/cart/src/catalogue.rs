//! What the shop sells.

use musubi::prelude::*;

/// A product of the shop.
#[state]
pub struct Product {
    /// Identifies the product.
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// One line about it.
    pub summary: String,
    /// The price of one, in cents.
    pub price_cents: u32,
}

const PRODUCTS: [(&str, &str, &str, u32); 8] = [
    (
        "furoshiki",
        "Furoshiki wrap",
        "Indigo cotton, 70 × 70 cm",
        2400,
    ),
    ("kyusu", "Kyusu teapot", "Tokoname clay, 360 ml", 6800),
    (
        "yunomi",
        "Yunomi cup",
        "Ash glaze, each one different",
        1900,
    ),
    ("sencha", "Sencha", "First flush, 100 g", 1650),
    ("notebook", "Notebook", "A5, dot grid, sewn", 1450),
    ("brush-pen", "Brush pen", "Grey ink, refillable", 980),
    ("washi", "Washi tape", "Three rolls", 720),
    ("tenugui", "Tenugui towel", "Waves, hand-dyed", 1350),
];

/// Every product, in the order of the shop window.
pub fn products() -> Vec<Product> {
    PRODUCTS.into_iter().map(product).collect()
}

/// The product with this sku.
pub fn find(sku: &str) -> Option<Product> {
    PRODUCTS
        .into_iter()
        .find(|(known, ..)| *known == sku)
        .map(product)
}

fn product((sku, name, summary, price_cents): (&str, &str, &str, u32)) -> Product {
    Product {
        sku: sku.into(),
        name: name.into(),
        summary: summary.into(),
        price_cents,
    }
}
