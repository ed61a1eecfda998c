use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Poll};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_channel::{mpsc, oneshot};
use musubi_wire::payload::Features;

use super::outlet::PageOutlet;
use crate::page::{self, Visit};
use crate::store::Context;

/// Where the pages of all connections can be found by those that join them again.
///
/// A token is nothing but a number that cannot be guessed, so it chooses what exists, never what
/// is made.
pub(super) struct Lobby {
    pages: Mutex<Pages>,
    /// How many pages may wait for their client.
    limit: usize,
}

#[derive(Default)]
struct Pages {
    by_token: HashMap<Token, Entry>,
    /// Those that wait, the one that has waited longest first.
    waiting: BTreeMap<u64, Token>,
    /// The number of the next wait.
    next: u64,
    /// Nobody is found any more.
    closed: bool,
}

struct Entry {
    root_id: Box<str>,
    identity: Option<Identity>,
    /// What its client offered, of which its envelopes make use.
    features: Features,
    /// The worker that the page lives on.
    worker: usize,
    /// The number of its wait, while there is one.
    wait: Option<u64>,
    /// Tells the page, when it is dropped, that it is not to be found any more.
    _found: oneshot::Sender<()>,
}

type Token = [u8; 24];

thread_local! {
    /// The ways into the pages of this thread.
    static DOORS: RefCell<HashMap<Token, Door>> = RefCell::default();
}

type Door = mpsc::UnboundedSender<Visit<PageOutlet>>;

/// Who a connection belongs to, where it has to be the same one that goes on with a page.
///
/// Put it into the [`Context`] of the connect callback. A token that was stolen is then of no use to
/// anybody else.
///
/// ```
/// use musubi::{Context, Identity};
///
/// # let user_id = 7;
/// let context = Context::new().with(Identity::new(format!("user-{user_id}")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity(Arc<str>);

impl Identity {
    /// An identity of this name, which is the same for all connections of one user, or of one
    /// session.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }
}

/// A page's place in the lobby. Its client cannot find the page any more once it is dropped.
pub(super) struct Seat {
    lobby: Arc<Lobby>,
    token: Token,
    lost: oneshot::Receiver<()>,
}

impl Lobby {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            pages: Mutex::default(),
            limit,
        }
    }

    /// Makes a page of this thread known, which from now on takes what comes through `door`.
    pub(super) fn seat(
        self: &Arc<Self>,
        root_id: &str,
        context: &Context,
        features: Features,
        worker: usize,
        door: Door,
    ) -> Seat {
        let mut token = Token::default();
        getrandom::fill(&mut token).expect("the operating system gives random bytes");
        let (found, lost) = oneshot::channel();
        let entry = Entry {
            root_id: root_id.into(),
            identity: context.get().cloned(),
            features,
            worker,
            wait: None,
            _found: found,
        };
        let mut pages = self.lock();
        if !pages.closed {
            pages.by_token.insert(token, entry);
        }
        drop(pages);
        DOORS.with_borrow_mut(|doors| doors.insert(token, door));
        Seat {
            lobby: Arc::clone(self),
            token,
            lost,
        }
    }

    /// The worker that the page of this token lives on.
    pub(super) fn worker(&self, token: &str) -> Option<usize> {
        let token = decode(token)?;
        Some(self.lock().by_token.get(&token)?.worker)
    }

    /// The way into the page of this token, if it is this root's, of the same identity, and of this
    /// thread, and if the client still offers what the page makes use of. A page that is not is never
    /// found again: its client mounts another one.
    pub(super) fn door(
        &self,
        token: &str,
        root_id: &str,
        context: &Context,
        features: Features,
    ) -> Option<Door> {
        let token = decode(token)?;
        let mut pages = self.lock();
        let entry = pages.by_token.get(&token)?;
        if *entry.root_id != *root_id
            || entry.identity.as_ref() != context.get()
            || !features.include(entry.features)
        {
            return None;
        }
        let door = DOORS.with_borrow(|doors| doors.get(&token).cloned());
        if door.is_none() {
            pages.remove(&token);
        }
        door
    }

    /// Lets no page be found any more. Those that wait for their clients end.
    pub(super) fn close(&self) {
        let mut pages = self.lock();
        pages.closed = true;
        pages.by_token.clear();
        pages.waiting.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn remove(&mut self, token: &Token) {
        let entry = self.by_token.remove(token);
        if let Some(wait) = entry.and_then(|entry| entry.wait) {
            self.waiting.remove(&wait);
        }
    }
}

fn decode(token: &str) -> Option<Token> {
    let mut bytes = Token::default();
    let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    (length == bytes.len()).then_some(bytes)
}

impl Seat {
    /// The token as the client gets it.
    pub(super) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.token)
    }
}

impl page::Seat for Seat {
    fn wait(&self) {
        let mut pages = self.lobby.lock();
        let number = pages.next;
        pages.next += 1;
        let Some(entry) = pages.by_token.get_mut(&self.token) else {
            return;
        };
        entry.wait = Some(number);
        pages.waiting.insert(number, self.token);
        if pages.waiting.len() > self.lobby.limit
            && let Some((_, longest)) = pages.waiting.pop_first()
        {
            pages.by_token.remove(&longest);
        }
    }

    fn wait_no_more(&self) {
        let mut pages = self.lobby.lock();
        let entry = pages.by_token.get_mut(&self.token);
        if let Some(wait) = entry.and_then(|entry| entry.wait.take()) {
            pages.waiting.remove(&wait);
        }
    }

    fn poll_lost(&mut self, cx: &mut TaskContext<'_>) -> Poll<()> {
        Pin::new(&mut self.lost).poll(cx).map(|_| ())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.lobby.lock().remove(&self.token);
        // A thread that ends may have dropped its doors before its pages.
        let _ = DOORS.try_with(|doors| doors.borrow_mut().remove(&self.token));
    }
}
