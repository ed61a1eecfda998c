use musubi::prelude::*;

use super::line::{LineProps, LineStore};
#[cfg(feature = "server")]
use super::open_cart::OpenCart;
use crate::catalogue::{self, Product};
use crate::contents::{
    CartError, Contents, FREE_SHIPPING_FROM_CENTS, discount_cents, shipping_cents,
};
use crate::coupon::CouponError;
#[cfg(feature = "server")]
use crate::storage::Carts;
use crate::storage::StorageError;

/// A cart and the shop around it.
#[state]
pub struct Cart {
    /// What is in the cart, in the order in which it was added.
    pub lines: Vec<Child<LineStore>>,
    /// How many things these are.
    pub item_count: u32,
    /// The coupon in the cart.
    pub coupon: Option<AppliedCoupon>,
    /// What it costs.
    #[state(nested)]
    pub totals: Totals,
    /// Everything that can be bought.
    #[state(key = "sku")]
    pub products: Vec<Product>,
}

/// A coupon in a cart.
#[state]
pub struct AppliedCoupon {
    /// Its code.
    pub code: String,
    /// What it does.
    pub summary: String,
    /// How much the subtotal lacks for it to count, in cents.
    pub missing_cents: u32,
}

/// What a cart costs, in cents.
#[state]
pub struct Totals {
    /// The lines together.
    pub subtotal_cents: u32,
    /// What the coupon takes off.
    pub discount_cents: u32,
    /// Sending it.
    pub shipping_cents: u32,
    /// How much more would make shipping free.
    pub to_free_shipping_cents: u32,
    /// What is to be paid.
    pub total_cents: u32,
}

/// Which cart.
#[params]
pub struct CartParams {
    /// Its id: 1 to 40 letters, digits and `-`. A cart that was never used is empty.
    pub cart: String,
}

/// Why a cart was not opened.
#[command_error]
#[derive(Clone)]
pub enum OpenError {
    /// The id of a cart has 1 to 40 letters, digits and dashes.
    InvalidId,
    /// The cart could not be loaded.
    Unavailable,
}

impl From<StorageError> for OpenError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

/// A shop with one customer's cart.
pub struct CartStore {
    #[cfg(feature = "server")]
    cart: OpenCart,
    lines: Memo<Vec<LineProps>>,
    subtotal: Memo<u32>,
    discount: Memo<u32>,
    shipping: Memo<u32>,
    products: RwSignal<Vec<Product>>,
}

/// A shop with one cart, which is saved with every change. All pages of a cart show the same.
#[store(root)]
impl CartStore {
    async fn mount(params: CartParams) -> Result<Self, OpenError> {
        let id = params.cart;
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if !(1..=40).contains(&id.len()) || !id.chars().all(allowed) {
            return Err(OpenError::InvalidId);
        }
        let carts = use_context::<Carts>().ok_or(OpenError::Unavailable)?;
        let cart = OpenCart::load(&id, carts).await?;
        // The lines change the cart, too.
        provide_context(cart.clone());
        let contents = cart.contents;
        let lines = create_memo(move |_| {
            contents.with(|contents| contents.lines.iter().map(LineProps::of).collect())
        });
        let subtotal = create_memo(move |_| contents.with(|cart| cart.subtotal_cents()));
        let discount = create_memo(move |_| {
            contents.with(|cart| discount_cents(cart.coupon(), subtotal.get()))
        });
        let shipping = create_memo(move |_| shipping_cents(subtotal.get() - discount.get()));
        Ok(Self {
            cart,
            lines,
            subtotal,
            discount,
            shipping,
            products: create_rw_signal(catalogue::products()),
        })
    }

    fn render(&self) -> CartSignals {
        let contents = self.cart.contents;
        let (subtotal, discount, shipping) = (self.subtotal, self.discount, self.shipping);
        let worth = move || subtotal.get() - discount.get();
        CartSignals {
            lines: self
                .lines
                .get()
                .into_iter()
                .map(|line| child(line.sku.clone(), line))
                .collect(),
            item_count: Signal::derive(move || contents.with(|cart| cart.item_count())),
            coupon: Signal::derive(move || {
                contents.with(|cart| {
                    cart.coupon().map(|coupon| AppliedCoupon {
                        code: coupon.code.into(),
                        summary: coupon.summary.into(),
                        missing_cents: coupon.missing_cents(subtotal.get()),
                    })
                })
            }),
            totals: TotalsSignals {
                subtotal_cents: subtotal.into(),
                discount_cents: discount.into(),
                shipping_cents: shipping.into(),
                to_free_shipping_cents: Signal::derive(move || {
                    FREE_SHIPPING_FROM_CENTS.saturating_sub(worth())
                }),
                total_cents: Signal::derive(move || worth() + shipping.get()),
            },
            products: self.products.into(),
        }
    }

    #[subscribe(self.cart.follow())]
    fn saved(&self, contents: Contents) {
        self.cart.show(contents);
    }

    /// Puts one more of a product into the cart.
    #[command]
    async fn add(&self, sku: String) -> Result<(), CartError> {
        self.cart.change(move |cart| cart.add(&sku)).await
    }

    /// Puts a coupon into the cart, in place of one that is there.
    #[command]
    async fn apply_coupon(&self, code: String) -> Result<(), CouponError> {
        self.cart.change(move |cart| cart.apply_coupon(&code)).await
    }

    /// Takes the coupon out of the cart.
    #[command]
    async fn remove_coupon(&self) -> Result<(), StorageError> {
        self.cart
            .change(|cart| {
                cart.coupon = None;
                Ok(())
            })
            .await
    }
}
