use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use musubi::UploadedFile;
use musubi::prelude::*;

use super::visitor;
use crate::chat::Chat;
use crate::images::{self, Image, NewImage};
use crate::name::{EnterError, Name};
use crate::post::{self, Draft, Post, PostError};
use crate::presence::{Person, Seat};
use crate::room::Room;
use crate::storage::{History, StorageError};

/// How long somebody types after the last that was heard of it.
const TYPING_LASTS: Duration = Duration::from_secs(4);

/// What one person sees of a room.
#[state]
pub struct Conversation {
    /// What the room is called.
    pub name: String,
    /// The person's name.
    pub me: String,
    /// What was said, in its order: the last of it, and more whenever the page asks for it.
    pub messages: Stream<Message>,
    /// Whether there is more before that.
    pub has_older: bool,
    /// The message that the person had read last when they opened the room; `None` where they had
    /// read everything.
    pub read_up_to: Option<i64>,
    /// Who is there, the person too.
    #[state(key = "name")]
    pub people: Vec<Person>,
    /// The images of the next message.
    pub images: Upload,
}

/// What somebody said.
#[state]
pub struct Message {
    /// Identifies it among all messages; a later one has a greater id.
    pub id: i64,
    /// Who said it.
    pub author: String,
    /// What they said.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
    /// Whether it is the person's own.
    pub own: bool,
    /// Whether it mentions the person.
    pub mentions_me: bool,
    /// The images that came with it.
    pub images: Vec<Image>,
}

/// A message that was sent.
#[state]
pub struct Sent {
    /// Identifies it.
    pub id: i64,
}

/// Which room.
#[params]
pub struct RoomParams {
    /// Identifies it.
    pub room: String,
}

/// Why a room was not opened.
#[command_error]
pub enum OpenError {
    /// The connection has no name that the chat accepts.
    NotEntered,
    /// There is no such room.
    UnknownRoom,
    /// The chat cannot be reached at the moment.
    Unavailable,
}

/// A room that is open on one page.
pub struct RoomStore {
    chat: Chat,
    room: Room,
    me: Name,
    seat: Rc<Seat>,
    /// Ends the person's typing.
    typing: RefCell<Option<TaskHandle>>,
    messages: StreamSignal<Message>,
    oldest: RwSignal<i64>,
    newest: RwSignal<i64>,
    has_older: RwSignal<bool>,
    read_up_to: Option<i64>,
    people: RwSignal<Vec<Person>>,
    images: UploadSlot,
}

/// A room, for the person that the connection names.
#[store(root)]
impl RoomStore {
    async fn mount(params: RoomParams) -> Result<Self, OpenError> {
        let me = visitor()?;
        let chat: Chat = use_context().ok_or(OpenError::Unavailable)?;
        let rooms = chat.rooms_now();
        let room = rooms.into_iter().find(|room| room.id == params.room);
        let room = room.ok_or(OpenError::UnknownRoom)?;
        let read_up_to = chat.read_up_to(&room.id, &me).await?;
        let History { posts, has_older } = chat.history(&room.id, i64::MAX).await?;
        let newest = posts.last().map_or(0, |post| post.id);
        let messages = StreamSignal::new(|message: &Message| message.id.to_string());
        let store = Self {
            seat: Rc::new(chat.enter(&room.id, &me)),
            typing: RefCell::default(),
            messages,
            oldest: create_rw_signal(posts.first().map_or(0, |post| post.id)),
            newest: create_rw_signal(newest),
            has_older: create_rw_signal(has_older),
            read_up_to: (read_up_to < newest).then_some(read_up_to),
            people: create_rw_signal(Vec::new()),
            images: UploadSlot::new(images::options()),
            chat,
            room,
            me,
        };
        messages.extend(posts.iter().map(|post| store.message(post)));
        Ok(store)
    }

    fn render(&self) -> ConversationSignals {
        ConversationSignals {
            name: constant(self.room.name.clone()),
            me: constant(self.me.to_string()),
            messages: self.messages,
            has_older: self.has_older.into(),
            read_up_to: constant(self.read_up_to),
            people: self.people.into(),
            images: self.images,
        }
    }

    #[subscribe(self.chat.posts_after(&self.room.id, self.newest.get_untracked()))]
    fn on_post(&self, post: Arc<Post>) {
        self.messages.insert(self.message(&post));
        self.newest.set(post.id);
    }

    #[subscribe(self.chat.people(&self.room.id))]
    fn on_people(&self, people: Vec<Person>) {
        self.people.set(people);
    }

    /// Says something to everybody in the room, with the images that have been uploaded.
    #[command]
    async fn send(&self, text: String) -> Result<Sent, PostError> {
        let text = post::fit(&text)?;
        let images = self.take_images().await?;
        let draft = Draft::new(self.me.clone(), text, images)?;
        self.stop_typing();
        let id = self.chat.post(&self.room.id, draft).await?;
        Ok(Sent { id })
    }

    /// Gets messages from before the oldest one that the page has.
    #[command]
    async fn load_older(&self) -> Result<(), StorageError> {
        let oldest = self.oldest.get_untracked();
        let History { posts, has_older } = self.chat.history(&self.room.id, oldest).await?;
        // Each goes before all others, so the newest of them goes first.
        for post in posts.iter().rev() {
            self.messages.insert_at(At::Start, self.message(post));
            self.oldest.set(post.id);
        }
        self.has_older.set(has_older);
        Ok(())
    }

    /// Says that the person is typing, which holds for four seconds.
    #[command]
    fn start_typing(&self) {
        self.stop_typing();
        self.seat.set_typing(true);
        let seat = Rc::clone(&self.seat);
        let end = after(TYPING_LASTS, move || seat.set_typing(false));
        self.typing.replace(Some(end));
    }

    /// Says that the person has stopped typing.
    #[command]
    fn stop_typing(&self) {
        if let Some(end) = self.typing.take() {
            end.cancel();
            self.seat.set_typing(false);
        }
    }

    /// Keeps that the person has read everything up to this message.
    #[command]
    async fn mark_read(&self, message: i64) -> Result<(), StorageError> {
        let up_to = message.min(self.newest.get_untracked());
        self.chat.read(&self.room.id, &self.me, up_to).await
    }
}

impl RoomStore {
    fn message(&self, post: &Post) -> Message {
        let own = post.author == self.me;
        Message {
            id: post.id,
            author: post.author.to_string(),
            text: post.text.clone(),
            sent_at: post.sent_at,
            own,
            mentions_me: !own && self.me.is_mentioned_in(&post.text),
            images: post.images.clone(),
        }
    }

    /// Takes all images or, where a file is none, leaves them where they are.
    async fn take_images(&self) -> Result<Vec<NewImage>, PostError> {
        let mut not_image = None;
        // `Err` keeps a file in the upload.
        let look = async |file: &UploadedFile| {
            if !images::is_image(file).await {
                not_image = Some(file.entry().client_name.clone());
            }
            Err::<(), _>(())
        };
        self.images.consume(look).await;
        if let Some(name) = not_image {
            return Err(PostError::NotAnImage { name });
        }
        let all = self.chat.images();
        let taken = self.images.consume(async |file| all.take(file).await).await;
        let taken: std::io::Result<_> = taken.into_iter().collect();
        taken.map_err(|error| {
            tracing::error!(%error, "an image cannot be kept");
            PostError::Unavailable
        })
    }
}

impl From<EnterError> for OpenError {
    fn from(error: EnterError) -> Self {
        match error {
            EnterError::Unavailable => Self::Unavailable,
            _ => Self::NotEntered,
        }
    }
}

impl From<StorageError> for OpenError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}
