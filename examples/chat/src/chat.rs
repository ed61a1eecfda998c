//! What all pages share: one chat, where what a page does reaches the others.

mod follow;

use std::path::Path;
use std::sync::Arc;

use futures_util::Stream;
use musubi::prelude::*;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;

use crate::images::Images;
use crate::name::Name;
use crate::post::{Draft, Post, PostError};
use crate::presence::{Person, Presence, Seat};
use crate::room::{Room, RoomError};
use crate::storage::{History, Storage, StorageError, Unread};

/// The chat: what was said, who is there, and the topics that pages hear of each other through.
#[derive(Clone)]
pub struct Chat {
    storage: Storage,
    images: Images,
    presence: Presence,
    pubsub: PubSub,
    rooms: watch::Sender<Vec<Room>>,
}

/// Somebody has read a room up to a post.
#[derive(Debug, Clone)]
pub struct Read {
    /// Identifies the room.
    pub room: String,
    /// Identifies the post.
    pub up_to: i64,
}

impl Chat {
    /// Opens, and where need be makes, the chat in this folder; without one it is in memory and
    /// ends with the process.
    ///
    /// # Errors
    /// Fails if the folder cannot be written to, or what is in it is no such chat.
    pub async fn open(folder: Option<&Path>) -> Result<Self, Box<dyn std::error::Error>> {
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder)?;
        }
        let file = folder.map(|folder| folder.join("chat.sqlite"));
        let storage = Storage::open(file.as_deref())?;
        let rooms = storage
            .rooms()
            .await
            .map_err(|error| format!("{error:?}"))?;
        Ok(Self {
            storage,
            images: Images::open(folder.map(|folder| folder.join("images")))?,
            presence: Presence::default(),
            pubsub: PubSub::new(),
            rooms: watch::Sender::new(rooms),
        })
    }

    /// The images of all messages.
    pub fn images(&self) -> &Images {
        &self.images
    }

    /// All rooms, the oldest first: those that there are now, and then whenever one comes.
    pub fn rooms(&self) -> WatchStream<Vec<Room>> {
        WatchStream::new(self.rooms.subscribe())
    }

    /// All rooms, the oldest first.
    pub fn rooms_now(&self) -> Vec<Room> {
        self.rooms.borrow().clone()
    }

    /// Makes a room.
    ///
    /// # Errors
    /// Fails if there is such a room, or no place for more.
    pub async fn add_room(&self, room: Room) -> Result<(), RoomError> {
        let rooms = self.rooms.clone();
        let tell = move |all: &Vec<Room>| {
            rooms.send_replace(all.clone());
        };
        self.storage.add_room(room, tell).await.map(drop)
    }

    /// Lets somebody into a room, until the seat is dropped.
    pub fn enter(&self, room: &str, name: &Name) -> Seat {
        self.presence.enter(room, name)
    }

    /// Those in a room, by name: who is there now, and then whenever that changes.
    pub fn people(&self, room: &str) -> WatchStream<Vec<Person>> {
        self.presence.people(room)
    }

    /// Says something in a room. Gives its id.
    ///
    /// # Errors
    /// Fails if it could not be saved.
    pub async fn post(&self, room: &str, draft: Draft) -> Result<i64, PostError> {
        let (pubsub, topic) = (self.pubsub.clone(), topic(room));
        let tell = move |post: &Post| {
            pubsub.publish(&topic, Arc::new(post.clone()));
        };
        let post = self.storage.add_post(room, draft, tell).await?;
        Ok(post.id)
    }

    /// What is said in a room after this post: first what is there already, then each that comes.
    /// None is left out, and none comes twice.
    pub fn posts_after(&self, room: &str, post: i64) -> impl Stream<Item = Arc<Post>> + use<> {
        let live = self.pubsub.subscribe(&topic(room));
        follow::follow(self.storage.clone(), room.to_owned(), post, live)
    }

    /// What was said last in a room before the post with this id.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn history(&self, room: &str, before: i64) -> Result<History, StorageError> {
        self.storage.history(room, before).await
    }

    /// Which post of a room somebody has read last; 0 before the first.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn read_up_to(&self, room: &str, reader: &Name) -> Result<i64, StorageError> {
        self.storage.read_up_to(room, reader).await
    }

    /// Keeps that somebody has read a room up to a post, and tells their other pages.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn read(&self, room: &str, reader: &Name, up_to: i64) -> Result<(), StorageError> {
        self.storage.read(room, reader, up_to).await?;
        let room = room.to_owned();
        self.pubsub.publish(reader.as_str(), Read { room, up_to });
        Ok(())
    }

    /// What somebody reads from now on, on any of their pages.
    pub fn reads(&self, reader: &Name) -> impl Stream<Item = Result<Read, Missed>> + use<> {
        self.pubsub.subscribe(reader.as_str())
    }

    /// What somebody has not read of each of these rooms.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn unread(
        &self,
        rooms: Vec<Room>,
        reader: &Name,
    ) -> Result<Vec<Unread>, StorageError> {
        self.storage.unread(rooms, reader).await
    }
}

fn topic(room: &str) -> String {
    format!("room:{room}")
}
