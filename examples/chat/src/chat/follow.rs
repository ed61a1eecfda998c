use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};
use musubi::pubsub::Messages;

use crate::post::Post;
use crate::storage::Storage;

/// What is said in a room after a post. Between what is in the database and what is published there
/// is no gap, as `live` was subscribed to before anything is read here.
pub fn follow(
    storage: Storage,
    room: String,
    after: i64,
    live: Messages<Arc<Post>>,
) -> impl Stream<Item = Arc<Post>> {
    let follower = Follower {
        storage,
        room,
        newest: after,
        live,
        place: Place::Start,
    };
    let batches = stream::unfold(follower, async |mut follower| {
        let posts = follower.next().await?;
        Some((stream::iter(posts), follower))
    });
    batches.flatten()
}

struct Follower {
    storage: Storage,
    room: String,
    newest: i64,
    live: Messages<Arc<Post>>,
    place: Place,
}

/// Where a follower is, compared with what was said.
#[derive(PartialEq)]
enum Place {
    /// It has not read anything yet.
    Start,
    /// It missed something, and finds it in the database.
    Behind,
    /// It has everything.
    UpToDate,
}

impl Follower {
    async fn next(&mut self) -> Option<Vec<Arc<Post>>> {
        let mut posts = Vec::new();
        if self.place != Place::Start {
            match self.live.next().await? {
                Ok(post) => posts.push(post),
                Err(_) => self.place = Place::Behind,
            }
        }
        if self.place != Place::UpToDate {
            let missed = self.storage.posts_after(&self.room, self.newest).await;
            // Where the database fails, the next message is the occasion to try again.
            self.place = missed.as_ref().map_or(Place::Behind, |_| Place::UpToDate);
            posts = missed
                .unwrap_or_default()
                .into_iter()
                .map(Arc::new)
                .collect();
        }
        posts.retain(|post| post.id > self.newest);
        self.newest = posts.last().map_or(self.newest, |post| post.id);
        Some(posts)
    }
}
