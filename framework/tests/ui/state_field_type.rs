use musubi::prelude::*;

struct Price(f64);

#[state]
struct Product {
    sku: String,
    price: Price,
}

#[state]
struct Cart {
    products: Vec<Product>,
    totals: Option<Vec<Price>>,
}

#[state]
enum Offer {
    None,
    Reduced { price: Price },
}

#[state]
struct Wish(Price);

fn main() {}
