//! What is in a cart, and the rules for changing it. Nothing here knows of signals or of a database.

use musubi::prelude::*;

use crate::catalogue;
use crate::coupon::{Coupon, CouponError};
use crate::storage::StorageError;

/// How many of one product a cart can hold.
pub const MOST: u32 = 20;

/// From this total on shipping is free, in cents.
pub const FREE_SHIPPING_FROM_CENTS: u32 = 5000;

const SHIPPING_CENTS: u32 = 490;

/// What is in a cart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// The lines, in the order in which they were added.
    pub lines: Vec<Line>,
    /// The code of the coupon.
    pub coupon: Option<String>,
    /// How often it was changed since it was first used: the larger number is the newer cart.
    pub changes: i64,
}

/// A number of one product.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Identifies the product.
    pub sku: String,
    /// How many, from 1 to [`MOST`].
    pub quantity: u32,
}

/// Why a cart was not changed.
#[command_error]
pub enum CartError {
    /// The shop has no such product.
    UnknownProduct,
    /// A line has at least one, and not more than the shop sells to one customer.
    #[reason("You can buy 1 to {most} of one product.")]
    OutOfRange {
        /// How many it can hold.
        most: u32,
    },
    /// The cart has no such line any more.
    Gone,
    /// The cart could not be saved.
    Unavailable,
}

impl From<StorageError> for CartError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

impl Contents {
    /// Puts one more of a product into the cart.
    ///
    /// # Errors
    /// Fails if the shop has no such product, or the cart as many as it can hold.
    pub fn add(&mut self, sku: &str) -> Result<(), CartError> {
        catalogue::find(sku).ok_or(CartError::UnknownProduct)?;
        match self.lines.iter().find(|line| line.sku == sku) {
            Some(line) => self.set_quantity(sku, line.quantity + 1),
            None => {
                self.lines.push(Line {
                    sku: sku.into(),
                    quantity: 1,
                });
                Ok(())
            }
        }
    }

    /// Sets how many of a product are in the cart.
    ///
    /// # Errors
    /// Fails if the cart has no line with this product, or a line cannot have that many.
    pub fn set_quantity(&mut self, sku: &str, quantity: u32) -> Result<(), CartError> {
        if !(1..=MOST).contains(&quantity) {
            return Err(CartError::OutOfRange { most: MOST });
        }
        let line = self.lines.iter_mut().find(|line| line.sku == sku);
        line.ok_or(CartError::Gone)?.quantity = quantity;
        Ok(())
    }

    /// Takes a product out of the cart.
    pub fn remove(&mut self, sku: &str) {
        self.lines.retain(|line| line.sku != sku);
    }

    /// Puts a coupon into the cart, in place of one that is there.
    ///
    /// # Errors
    /// Fails where [`Coupon::accept`] does.
    pub fn apply_coupon(&mut self, code: &str) -> Result<(), CouponError> {
        let coupon = Coupon::accept(code, self.subtotal_cents())?;
        self.coupon = Some(coupon.code.into());
        Ok(())
    }

    /// How many things are in the cart.
    pub fn item_count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// What the lines cost together, in cents.
    pub fn subtotal_cents(&self) -> u32 {
        let price =
            |line: &Line| catalogue::find(&line.sku).map_or(0, |product| product.price_cents);
        self.lines
            .iter()
            .map(|line| price(line) * line.quantity)
            .sum()
    }

    /// The coupon in the cart.
    pub fn coupon(&self) -> Option<&'static Coupon> {
        self.coupon.as_deref().and_then(Coupon::find)
    }
}

/// What a coupon takes off a subtotal, both in cents: nothing while its minimum is not met.
pub fn discount_cents(coupon: Option<&Coupon>, subtotal_cents: u32) -> u32 {
    match coupon {
        Some(coupon) if coupon.missing_cents(subtotal_cents) == 0 => {
            subtotal_cents * coupon.percent / 100
        }
        _ => 0,
    }
}

/// What it costs to send goods of this worth, both in cents.
pub fn shipping_cents(worth_cents: u32) -> u32 {
    match worth_cents {
        0 | FREE_SHIPPING_FROM_CENTS.. => 0,
        _ => SHIPPING_CENTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(lines: &[(&str, u32)]) -> Contents {
        let line = |&(sku, quantity): &(&str, u32)| Line {
            sku: sku.into(),
            quantity,
        };
        Contents {
            lines: lines.iter().map(line).collect(),
            ..Contents::default()
        }
    }

    #[test]
    fn the_same_product_again_counts_up_its_line() {
        let mut cart = cart(&[("kyusu", 1), ("washi", 1)]);
        assert!(cart.add("kyusu").is_ok());
        assert_eq!(
            cart.lines[0],
            Line {
                sku: "kyusu".into(),
                quantity: 2
            }
        );
        assert_eq!((cart.lines.len(), cart.item_count()), (2, 3));
        assert_eq!(cart.subtotal_cents(), 2 * 6800 + 720);
    }

    #[test]
    fn a_line_holds_only_so_many() {
        let mut cart = cart(&[("washi", MOST)]);
        assert!(matches!(
            cart.add("washi"),
            Err(CartError::OutOfRange { most: MOST })
        ));
        assert!(matches!(
            cart.set_quantity("washi", MOST + 1),
            Err(CartError::OutOfRange { .. })
        ));
        assert_eq!(cart.item_count(), MOST);
    }

    #[test]
    fn a_line_that_is_gone_has_no_quantity() {
        let mut cart = cart(&[("washi", 2)]);
        cart.remove("washi");
        assert!(cart.lines.is_empty());
        assert!(matches!(
            cart.set_quantity("washi", 1),
            Err(CartError::Gone)
        ));
    }

    #[test]
    fn a_product_that_is_not_sold_cannot_be_added() {
        assert!(matches!(
            cart(&[]).add("castle"),
            Err(CartError::UnknownProduct)
        ));
    }

    #[test]
    fn a_coupon_is_refused_with_what_is_wrong() {
        let mut cart = cart(&[("sencha", 3)]);
        assert!(matches!(
            cart.apply_coupon("nonsense"),
            Err(CouponError::Unknown)
        ));
        assert!(
            matches!(cart.apply_coupon("spring"), Err(CouponError::Expired { since }) if since == "2026-06-01")
        );
        let refused = cart.apply_coupon("TEATIME");
        assert!(matches!(
            refused,
            Err(CouponError::MinimumNotMet {
                missing_cents: 1050
            })
        ));
        assert_eq!(cart.coupon, None);
    }

    #[test]
    fn a_coupon_stops_counting_while_the_cart_is_too_small() {
        let mut cart = cart(&[("kyusu", 1)]);
        assert!(cart.apply_coupon(" teatime ").is_ok());
        assert_eq!(discount_cents(cart.coupon(), cart.subtotal_cents()), 1360);
        cart.remove("kyusu");
        assert!(cart.add("washi").is_ok());
        assert_eq!(discount_cents(cart.coupon(), cart.subtotal_cents()), 0);
    }

    #[test]
    fn shipping_is_free_for_much_and_for_nothing() {
        assert_eq!([0, 1, 4999, 5000].map(shipping_cents), [0, 490, 490, 0]);
    }
}
