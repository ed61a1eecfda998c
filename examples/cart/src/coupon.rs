//! Coupons, and why one is not accepted.

use musubi::prelude::*;

use crate::storage::StorageError;

/// A coupon that the shop gave out.
#[derive(Debug, PartialEq)]
pub struct Coupon {
    /// What customers type in.
    pub code: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// The discount, in percent of the subtotal.
    pub percent: u32,
    /// The subtotal from which on it counts, in cents.
    pub minimum_cents: u32,
    /// The day from which on it counts no more.
    pub expired_since: Option<&'static str>,
}

const COUPONS: [Coupon; 3] = [
    Coupon {
        code: "WELCOME",
        summary: "10 % off",
        percent: 10,
        minimum_cents: 0,
        expired_since: None,
    },
    Coupon {
        code: "TEATIME",
        summary: "20 % off from €60.00",
        percent: 20,
        minimum_cents: 6000,
        expired_since: None,
    },
    Coupon {
        code: "SPRING",
        summary: "15 % off",
        percent: 15,
        minimum_cents: 0,
        expired_since: Some("2026-06-01"),
    },
];

/// Why a coupon was not accepted.
#[command_error]
pub enum CouponError {
    /// There is no coupon with this code.
    Unknown,
    /// The coupon has expired.
    #[reason("The coupon expired on {since}.")]
    Expired {
        /// The day, as `YYYY-MM-DD`.
        since: String,
    },
    /// The cart is too small for the coupon.
    MinimumNotMet {
        /// How much the subtotal lacks, in cents.
        missing_cents: u32,
    },
    /// The cart could not be saved.
    Unavailable,
}

impl From<StorageError> for CouponError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

impl Coupon {
    /// The coupon with this code, whatever its case.
    pub fn find(code: &str) -> Option<&'static Self> {
        COUPONS
            .iter()
            .find(|coupon| coupon.code.eq_ignore_ascii_case(code.trim()))
    }

    /// The coupon with this code, if a cart of this subtotal can have it.
    ///
    /// # Errors
    /// Says which of its conditions is not met.
    pub fn accept(code: &str, subtotal_cents: u32) -> Result<&'static Self, CouponError> {
        let coupon = Self::find(code).ok_or(CouponError::Unknown)?;
        if let Some(since) = coupon.expired_since {
            return Err(CouponError::Expired {
                since: since.into(),
            });
        }
        match coupon.missing_cents(subtotal_cents) {
            0 => Ok(coupon),
            missing_cents => Err(CouponError::MinimumNotMet { missing_cents }),
        }
    }

    /// How much a subtotal lacks for the coupon to count, in cents.
    pub fn missing_cents(&self, subtotal_cents: u32) -> u32 {
        self.minimum_cents.saturating_sub(subtotal_cents)
    }
}
