//! One root that has every kind of field, each with commands that change it.

mod board;
mod card;
mod store;

pub use board::{Boards, Mood, Phase, Place, Row, RowEdit, RowError, RowList};
pub use card::{Card, CardProps, CardStore};
pub use store::{Showcase, ShowcaseParams, ShowcaseStore};
