use std::sync::Arc;

use musubi::prelude::*;

use crate::chat::{Chat, Read};
use crate::name::Name;
use crate::post::Post;
use crate::presence::Person;
use crate::room::Room;
use crate::storage::Unread;

/// A room in the list of rooms.
#[state]
pub struct RoomEntry {
    /// Identifies the room.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How many people are there.
    pub people: usize,
    /// How much the person has not read; 100 stands for more, too.
    pub unread: usize,
    /// How much of that mentions them.
    pub mentions: usize,
    /// What was said last.
    pub last: Option<LastPost>,
}

/// What was said last in a room.
#[state]
pub struct LastPost {
    /// Who said it.
    pub author: String,
    /// What they said.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
    /// How many images came with it.
    pub images: usize,
}

/// Somebody mentioned the person in a room.
#[event]
pub struct Mentioned {
    /// Identifies the room.
    pub room: String,
    /// What it is called.
    pub room_name: String,
    /// Who it was.
    pub author: String,
    /// What they said.
    pub text: String,
}

/// What the lobby knows of a room when its entry appears.
#[derive(Clone, PartialEq)]
pub struct EntryProps {
    /// The room.
    pub room: Room,
    me: Name,
    unread: Unread,
}

impl EntryProps {
    /// What there is to know of a room for this person.
    pub fn new(me: &Name, room: Room, unread: Unread) -> Self {
        Self {
            room,
            me: me.clone(),
            unread,
        }
    }
}

/// A room in the list of rooms, which counts what the person has not read.
pub struct EntryStore {
    chat: Chat,
    props: EntryProps,
    people: RwSignal<usize>,
    unread: RwSignal<usize>,
    mentions: RwSignal<usize>,
    last: RwSignal<Option<Post>>,
}

/// A room in the list of rooms.
#[store(events(Mentioned))]
impl EntryStore {
    fn mount(props: EntryProps) -> Self {
        Self {
            chat: use_context().expect("the lobby has a chat"),
            people: create_rw_signal(0),
            unread: create_rw_signal(props.unread.posts),
            mentions: create_rw_signal(props.unread.mentions),
            last: create_rw_signal(props.unread.last.clone()),
            props,
        }
    }

    fn render(&self) -> RoomEntrySignals {
        let last = self.last;
        RoomEntrySignals {
            id: constant(self.props.room.id.clone()),
            name: constant(self.props.room.name.clone()),
            people: self.people.into(),
            unread: self.unread.into(),
            mentions: self.mentions.into(),
            last: Signal::derive(move || last.get().map(LastPost::from)),
        }
    }

    #[subscribe(self.chat.people(&self.props.room.id))]
    fn on_people(&self, people: Vec<Person>) {
        self.people.set(people.len());
    }

    #[subscribe(self.chat.posts_after(&self.props.room.id, self.newest()))]
    fn on_post(&self, post: Arc<Post>) {
        let EntryProps { room, me, .. } = &self.props;
        if post.author != *me {
            self.unread.update(|unread| *unread += 1);
            if me.is_mentioned_in(&post.text) {
                self.mentions.update(|mentions| *mentions += 1);
                push_event(&Mentioned {
                    room: room.id.clone(),
                    room_name: room.name.clone(),
                    author: post.author.to_string(),
                    text: post.text.clone(),
                });
            }
        }
        self.last.set(Some(Post::clone(&post)));
    }

    #[subscribe(self.chat.reads(&self.props.me))]
    fn on_read(&self, read: Result<Read, Missed>) {
        // Where one was missed, another follows with the next post.
        let Ok(read) = read else { return };
        if read.room == self.props.room.id && read.up_to >= self.newest() {
            self.unread.set(0);
            self.mentions.set(0);
        }
    }
}

impl EntryStore {
    fn newest(&self) -> i64 {
        let newest = |last: &Option<Post>| last.as_ref().map_or(0, |post| post.id);
        self.last.with_untracked(newest)
    }
}

impl From<Post> for LastPost {
    fn from(post: Post) -> Self {
        Self {
            author: post.author.to_string(),
            text: post.text,
            sent_at: post.sent_at,
            images: post.images.len(),
        }
    }
}
