use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt};

use super::Messages;

/// How many messages are looked at before the page has its turn, however fast others publish.
const TOGETHER: usize = 256;

/// That something has changed, without saying what: what
/// [`Messages::changes`](super::Messages::changes) gives.
///
/// It ends the subscription when it is dropped, and never ends by itself.
pub struct Changes<T: Clone + Send + 'static> {
    messages: Messages<T>,
    /// Whether something changed since the last item.
    is_due: bool,
}

impl<T: Clone + Send + 'static> Changes<T> {
    pub(super) fn new(messages: Messages<T>) -> Self {
        Self {
            messages,
            // What changed before the subscription, and after whoever subscribes has read.
            is_due: true,
        }
    }
}

impl<T: Clone + Send + 'static> Stream for Changes<T> {
    type Item = ();

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<()>> {
        for _ in 0..TOGETHER {
            match self.messages.poll_next_unpin(cx) {
                Poll::Ready(_) => self.is_due = true,
                Poll::Pending => break,
            }
        }
        if std::mem::take(&mut self.is_due) {
            Poll::Ready(Some(()))
        } else {
            Poll::Pending
        }
    }
}

impl<T: Clone + Send + 'static> fmt::Debug for Changes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("topic", &self.messages.topic())
            .finish_non_exhaustive()
    }
}
