//! What to tell a customer when something did not work.

use js_sys::{Date, Object, Reflect};
use musubi_cart::contents::CartError;
use musubi_cart::coupon::CouponError;
use musubi_cart::storage::StorageError;
use musubi_client::CallError;

use crate::money::money;

const UNAVAILABLE: &str = "Your cart could not be saved. Please try again.";

/// An error that a command of the shop can reply with.
pub trait Problem {
    /// What to tell a customer.
    fn words(&self) -> String;
}

/// What to tell a customer about a command that failed.
pub fn words<E: Problem>(error: &CallError<E>) -> String {
    match error {
        CallError::Refused(problem) => problem.words(),
        CallError::Disconnected => "The connection was lost. Please try again.".into(),
        CallError::TimedOut | CallError::Rejected { .. } | CallError::Json(_) => {
            "That did not work. Please try again.".into()
        }
    }
}

impl Problem for CartError {
    fn words(&self) -> String {
        match self {
            Self::UnknownProduct => "We do not sell this any more.".into(),
            Self::OutOfRange { most } => format!("You can buy 1 to {most} of one product."),
            Self::Gone => "This is no longer in your cart.".into(),
            Self::Unavailable => UNAVAILABLE.into(),
        }
    }
}

impl Problem for CouponError {
    fn words(&self) -> String {
        match self {
            Self::Unknown => "There is no such coupon.".into(),
            Self::Expired { since } => format!("This coupon expired on {}.", day(since)),
            Self::MinimumNotMet { missing_cents } => {
                format!("Add {} more to use this coupon.", money(*missing_cents))
            }
            Self::Unavailable => UNAVAILABLE.into(),
        }
    }
}

impl Problem for StorageError {
    fn words(&self) -> String {
        match self {
            Self::Unavailable => UNAVAILABLE.into(),
        }
    }
}

/// `2026-06-01` as `June 1, 2026`.
fn day(iso: &str) -> String {
    let options = Object::new();
    // A fresh object takes every member.
    let _ = Reflect::set(&options, &"dateStyle".into(), &"long".into());
    let noon = Date::new(&format!("{iso}T12:00:00").into());
    noon.to_locale_date_string("en", &options).into()
}
