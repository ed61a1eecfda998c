//! Rooms and posts in SQLite. Every access runs on a thread of its own kind, because it blocks and
//! the threads that run pages must not.

mod rows;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use musubi::prelude::*;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::images::NewImage;
use crate::name::Name;
use crate::post::{Draft, Post};
use crate::room::{MOST, Room, RoomError};

/// The rooms of a new chat.
const FIRST_ROOMS: [&str; 3] = ["Veranda", "Tea", "Garden"];

/// How many posts of its history a room gives at once.
const AT_ONCE: u32 = 40;

/// The rooms, what was said in them, and how far everybody has read.
#[derive(Clone)]
pub struct Storage(Arc<Mutex<Connection>>);

/// Why something was neither read nor saved.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum StorageError {
    /// The chat cannot be reached at the moment.
    Unavailable,
}

/// A part of what was said in a room.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// What was said, in its order: 40 posts, where there are as many.
    pub posts: Vec<Post>,
    /// Whether something was said before that.
    pub has_older: bool,
}

/// What somebody has not read of a room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unread {
    /// What others said since then; 100 stands for more, too.
    pub posts: usize,
    /// How many of these mention the person.
    pub mentions: usize,
    /// What was said last, read or not.
    pub last: Option<Post>,
}

impl Storage {
    /// Opens, and where need be makes, the database in this file; without a file it is in memory
    /// and ends with the process.
    ///
    /// # Errors
    /// Fails if the file cannot be opened or is no such database.
    pub fn open(file: Option<&Path>) -> rusqlite::Result<Self> {
        let mut connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(rows::SCHEMA)?;
        let transaction = connection.transaction()?;
        if rows::rooms(&transaction)?.is_empty() {
            for room in FIRST_ROOMS {
                rows::insert_room(&transaction, &room.to_lowercase(), room)?;
            }
        }
        transaction.commit()?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// All rooms, the oldest first.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn rooms(&self) -> Result<Vec<Room>, StorageError> {
        self.run(|transaction| Ok(rows::rooms(transaction)?)).await
    }

    /// Makes a room, and calls `then` with all of them before another can be made. Gives them, too.
    ///
    /// # Errors
    /// Fails if there is one with its id, or no place for more.
    ///
    /// # Cancel safety
    /// It is made although nobody waits for it any more.
    pub async fn add_room(
        &self,
        room: Room,
        then: impl FnOnce(&Vec<Room>) + Send + 'static,
    ) -> Result<Vec<Room>, RoomError> {
        let save = move |transaction: &Transaction<'_>| {
            let rooms = rows::rooms(transaction)?;
            if let Some(known) = rooms.into_iter().find(|known| known.id == room.id) {
                let Room { id, name } = known;
                return Err(Failure::Refused(RoomError::Taken { id, name }));
            }
            rows::insert_room(transaction, &room.id, &room.name)?;
            let rooms = rows::rooms(transaction)?;
            if rooms.len() > MOST {
                return Err(Failure::Refused(RoomError::TooMany { most: MOST }));
            }
            Ok(rooms)
        };
        self.run_then(save, then).await
    }

    /// Saves what was said, and calls `then` with it before anything else can be saved: so all are
    /// told in the order of the ids. Its images stay then. Gives the post, too.
    ///
    /// # Errors
    /// Fails if the database does.
    ///
    /// # Cancel safety
    /// It is saved although nobody waits for it any more.
    pub async fn add_post(
        &self,
        room: &str,
        draft: Draft,
        then: impl FnOnce(&Post) + Send + 'static,
    ) -> Result<Post, StorageError> {
        let (room, new_images) = (room.to_owned(), draft.images);
        let post = Post {
            id: 0,
            author: draft.author,
            text: draft.text,
            sent_at: draft.sent_at,
            images: new_images.iter().map(|new| new.image.clone()).collect(),
        };
        let save =
            move |transaction: &Transaction<'_>| Ok(rows::insert_post(transaction, &room, post)?);
        let keep_and_tell = move |post: &Post| {
            new_images.into_iter().for_each(NewImage::keep);
            then(post);
        };
        self.run_then(save, keep_and_tell).await
    }

    /// What was said last in a room before the post with this id.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn history(&self, room: &str, before: i64) -> Result<History, StorageError> {
        let room = room.to_owned();
        self.run(move |transaction| {
            // One more than is asked for tells whether there is more.
            let mut posts = rows::posts_before(transaction, &room, before, AT_ONCE + 1)?;
            let has_older = posts.len() > AT_ONCE as usize;
            if has_older {
                posts.remove(0);
            }
            Ok(History { posts, has_older })
        })
        .await
    }

    /// The posts of a room with an id above `after`, in their order: the last 500.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn posts_after(&self, room: &str, after: i64) -> Result<Vec<Post>, StorageError> {
        let room = room.to_owned();
        self.run(move |transaction| Ok(rows::posts_after(transaction, &room, after)?))
            .await
    }

    /// Which post of a room somebody has read last; 0 before the first.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn read_up_to(&self, room: &str, reader: &Name) -> Result<i64, StorageError> {
        let (room, reader) = (room.to_owned(), reader.clone());
        self.run(move |transaction| Ok(rows::read_up_to(transaction, &room, &reader)?))
            .await
    }

    /// Keeps that somebody has read a room up to a post.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn read(&self, room: &str, reader: &Name, up_to: i64) -> Result<(), StorageError> {
        let (room, reader) = (room.to_owned(), reader.clone());
        self.run(move |transaction| Ok(rows::set_read(transaction, &room, &reader, up_to)?))
            .await
    }

    /// What somebody has not read of each of these rooms. What was said before they came for the
    /// first time counts as read.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn unread(
        &self,
        rooms: Vec<Room>,
        reader: &Name,
    ) -> Result<Vec<Unread>, StorageError> {
        let reader = reader.clone();
        self.run(move |transaction| {
            rows::read_all_if_new(transaction, &reader)?;
            let unread = |room: &Room| rows::unread(transaction, &room.id, &reader);
            Ok(rooms.iter().map(unread).collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure<StorageError>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.run_then(work, |_| ()).await
    }

    async fn run_then<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure<E>> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let connection = Arc::clone(&self.0);
        let blocking = tokio::task::spawn_blocking(move || {
            // A panic elsewhere rolled its transaction back, so the connection is still good.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let behavior = TransactionBehavior::Immediate;
            let transaction = connection.transaction_with_behavior(behavior)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            then(&value);
            Ok(value)
        });
        let failure = match blocking.await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(Failure::Refused(error))) => return Err(error),
            Ok(Err(Failure::Database(error))) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(%failure, "the database of the chat failed");
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
