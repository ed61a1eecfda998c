//! The stores that a cart's page is made of.

mod cart;
mod line;
#[cfg(feature = "server")]
mod open_cart;

pub use cart::{
    AppliedCoupon, AppliedCouponSignals, Cart, CartParams, CartSignals, CartStore, OpenError,
    Totals, TotalsSignals,
};
pub use line::{CartLine, CartLineSignals, LineProps, LineStore};
