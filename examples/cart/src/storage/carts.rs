//! Carts in SQLite. Every access runs on a thread of its own kind, because it blocks and the
//! threads that run pages must not.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{Stream, StreamExt};
use musubi::prelude::*;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::StorageError;
use crate::contents::{Contents, Line};

const SCHEMA: &str = "
    PRAGMA foreign_keys = ON;
    CREATE TABLE IF NOT EXISTS carts (
        id TEXT PRIMARY KEY,
        coupon TEXT,
        changes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS lines (
        cart TEXT NOT NULL REFERENCES carts (id),
        position INTEGER NOT NULL,
        sku TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (cart, position)
    ) STRICT;
";

/// The carts of all customers.
#[derive(Clone)]
pub struct Carts {
    connection: Arc<Mutex<Connection>>,
    pubsub: PubSub,
}

/// A cart was changed. It does not say how: whoever hears of it reads the cart anew, so a message
/// that was missed does no harm.
#[derive(Clone)]
struct Changed;

impl Carts {
    /// Opens, and where need be makes, the database in this file; without a file it is in memory
    /// and ends with the process.
    ///
    /// # Errors
    /// Fails if the file cannot be opened or is no such database.
    pub fn open(file: Option<&Path>) -> rusqlite::Result<Self> {
        let connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(SCHEMA)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            pubsub: PubSub::new(),
        })
    }

    /// What is in the cart with this id: nothing, where it was never used.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn load(&self, cart: &str) -> Result<Contents, StorageError> {
        let cart = cart.to_owned();
        self.run(move |transaction| Ok(read(transaction, &cart)?))
            .await
    }

    /// Changes a cart, and gives what is in it then. A change that fails leaves it as it was.
    ///
    /// # Errors
    /// Fails where `change` does, and with [`StorageError`] if the database does.
    ///
    /// # Cancel safety
    /// A change that has begun is finished although nobody waits for it any more.
    pub async fn change<E>(
        &self,
        cart: &str,
        change: impl FnOnce(&mut Contents) -> Result<(), E> + Send + 'static,
    ) -> Result<Contents, E>
    where
        E: From<StorageError> + Send + 'static,
    {
        let id = cart.to_owned();
        let contents = self
            .run(move |transaction| {
                let mut contents = read(transaction, &id)?;
                change(&mut contents).map_err(Failure::Refused)?;
                contents.changes += 1;
                write(transaction, &id, &contents)?;
                Ok(contents)
            })
            .await?;
        self.pubsub.publish(cart, Changed);
        Ok(contents)
    }

    /// What is in a cart now, and again after every change. Changes that come while they are read
    /// are one item.
    pub fn follow(&self, cart: &str) -> impl Stream<Item = Contents> + use<> {
        let changes = self.pubsub.subscribe::<Changed>(cart).changes();
        let (carts, cart) = (self.clone(), cart.to_owned());
        // A database that fails now is asked again after the next change.
        changes.filter_map(move |()| {
            let (carts, cart) = (carts.clone(), cart.clone());
            async move { carts.load(&cart).await.ok() }
        })
    }

    async fn run<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        let blocking = tokio::task::spawn_blocking(move || {
            // A panic elsewhere rolled its transaction back, so the connection is still good.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let behavior = TransactionBehavior::Immediate;
            let transaction = connection.transaction_with_behavior(behavior)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        let failure = match blocking.await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(Failure::Refused(error))) => return Err(error),
            Ok(Err(Failure::Database(error))) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(%failure, "the database of carts failed");
        Err(StorageError::Unavailable.into())
    }
}

/// Why a transaction was not committed.
enum Failure<E> {
    Refused(E),
    Database(rusqlite::Error),
}

impl<E> From<rusqlite::Error> for Failure<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

fn read(transaction: &Transaction<'_>, cart: &str) -> rusqlite::Result<Contents> {
    let (coupon, changes) = transaction
        .query_row(
            "SELECT coupon, changes FROM carts WHERE id = ?",
            [cart],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?
        .unwrap_or_default();
    let mut query = transaction
        .prepare_cached("SELECT sku, quantity FROM lines WHERE cart = ? ORDER BY position")?;
    let lines = query.query_map([cart], |row| {
        Ok(Line {
            sku: row.get(0)?,
            quantity: row.get(1)?,
        })
    })?;
    Ok(Contents {
        lines: lines.collect::<rusqlite::Result<_>>()?,
        coupon,
        changes,
    })
}

fn write(transaction: &Transaction<'_>, cart: &str, contents: &Contents) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO carts (id, coupon, changes) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET coupon = excluded.coupon, changes = excluded.changes",
        params![cart, contents.coupon, contents.changes],
    )?;
    transaction.execute("DELETE FROM lines WHERE cart = ?", [cart])?;
    let mut insert = transaction
        .prepare_cached("INSERT INTO lines (cart, position, sku, quantity) VALUES (?, ?, ?, ?)")?;
    for (position, line) in (0_u32..).zip(&contents.lines) {
        insert.execute(params![cart, position, line.sku, line.quantity])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contents::CartError;

    #[tokio::test]
    async fn a_cart_is_what_it_was_changed_to() {
        let carts = Carts::open(None).unwrap();
        let change = |cart: &mut Contents| {
            cart.add("washi")?;
            cart.add("sencha")?;
            cart.add("washi")?;
            cart.coupon = Some("WELCOME".into());
            Ok::<_, CartError>(())
        };
        let changed = carts.change("mine", change).await.unwrap();
        assert_eq!(changed.item_count(), 3);
        assert_eq!(carts.load("mine").await.unwrap(), changed);
        assert_eq!(carts.load("another").await.unwrap(), Contents::default());
    }

    #[tokio::test]
    async fn a_follower_reads_a_cart_at_the_start_and_after_its_changes() {
        let carts = Carts::open(None).unwrap();
        let mut seen = Box::pin(carts.follow("mine"));
        assert_eq!(seen.next().await, Some(Contents::default()));
        let add = |cart: &mut Contents| cart.add("washi");
        carts.change("another", add).await.unwrap();
        carts.change("mine", add).await.unwrap();
        let changed = carts.change("mine", add).await.unwrap();
        assert_eq!((changed.changes, changed.item_count()), (2, 2));
        // Both changes were there before anybody looked.
        assert_eq!(seen.next().await, Some(changed));
    }

    #[tokio::test]
    async fn a_refused_change_leaves_the_cart_as_it_was() {
        let carts = Carts::open(None).unwrap();
        let change = |cart: &mut Contents| {
            cart.add("washi")?;
            cart.add("castle")
        };
        assert!(matches!(
            carts.change("mine", change).await,
            Err(CartError::UnknownProduct)
        ));
        assert_eq!(carts.load("mine").await.unwrap(), Contents::default());
    }
}
