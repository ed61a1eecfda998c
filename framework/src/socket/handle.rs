use std::sync::{Arc, OnceLock};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::lobby::Lobby;

/// Ends a socket in good order, from anywhere. Clones are of the same socket.
///
/// Get it from [`Socket::handle`](super::Socket::handle) before the socket becomes a router.
#[derive(Clone, Default)]
pub struct SocketHandle {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    begun: CancellationToken,
    /// What has yet to end: connections, and pages that outlive theirs.
    running: TaskTracker,
    /// There once the socket is a router.
    lobby: OnceLock<Arc<Lobby>>,
}

impl SocketHandle {
    /// Ends every connection and every page, and waits until they are gone.
    ///
    /// Nothing new is let in: requests to connect get HTTP 503. Each page carries out the commands
    /// that it has taken, up to [`Limits::command_timeout`](super::Limits::command_timeout), and
    /// their replies go out before its connection closes with code 1012, after which clients connect
    /// again. What stores have spawned is dropped, and their `#[cleanup]` runs. Pages that wait for
    /// their clients end at once.
    ///
    /// Call it when the server has stopped to accept connections:
    ///
    /// ```no_run
    /// # async fn serve(listener: tokio::net::TcpListener) -> std::io::Result<()> {
    /// let socket = musubi::Socket::new();
    /// let handle = socket.handle();
    /// let app = axum::Router::new().nest("/socket", socket.into_router());
    /// let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    /// axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    /// handle.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// The end has begun with the first poll, and goes on without this future.
    pub async fn shutdown(&self) {
        let Inner {
            begun,
            running,
            lobby,
        } = &*self.inner;
        begun.cancel();
        if let Some(lobby) = lobby.get() {
            lobby.close();
        }
        running.close();
        running.wait().await;
    }

    /// Ready when the end has begun.
    pub(super) async fn begun(&self) {
        self.inner.begun.cancelled().await;
    }

    pub(super) fn has_begun(&self) -> bool {
        self.inner.begun.is_cancelled()
    }

    /// The end waits for whoever has this.
    pub(super) fn hold(&self) -> TaskTrackerToken {
        self.inner.running.token()
    }

    pub(super) fn know(&self, lobby: &Arc<Lobby>) {
        // A socket becomes a router once.
        let _ = self.inner.lobby.set(Arc::clone(lobby));
    }
}

impl std::fmt::Debug for SocketHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocketHandle").finish_non_exhaustive()
    }
}
