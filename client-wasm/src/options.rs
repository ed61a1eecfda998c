use std::fmt::Write;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::protocol::Settings;

/// How to connect, and how long to wait for what.
///
/// ```
/// # use std::time::Duration;
/// use musubi_client::ConnectOptions;
///
/// let options = ConnectOptions::new()
///     .param("token", "abc")
///     .join_timeout(Duration::from_secs(20))
///     .pauses(Duration::from_millis(200), Duration::from_secs(30));
/// ```
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    query: String,
    pub(crate) settings: Settings,
    pub(crate) waiting_events: usize,
}

impl ConnectOptions {
    /// No params; 10 s for joins and for replies, pauses from 100 ms to 10 s.
    pub fn new() -> Self {
        Self {
            query: String::new(),
            settings: Settings::default(),
            waiting_events: 1024,
        }
    }

    /// Gives the server's connect callback a param, as part of the URL of the socket.
    #[must_use]
    pub fn param(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let [name, value] =
            [name.as_ref(), value.as_ref()].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
        // Writing to a `String` cannot fail.
        let _ = write!(self.query, "&{name}={value}");
        self
    }

    /// How long a mount may take once the connection is open. A mount that takes longer fails with
    /// [`MountError::TimedOut`](crate::MountError::TimedOut).
    #[must_use]
    pub fn join_timeout(mut self, timeout: Duration) -> Self {
        self.settings.join_timeout = timeout;
        self
    }

    /// How long the reply to a command may take. A command whose reply takes longer fails with
    /// [`CallError::TimedOut`](crate::CallError::TimedOut), though the server may carry it out.
    #[must_use]
    pub fn command_timeout(mut self, timeout: Duration) -> Self {
        self.settings.command_timeout = timeout;
        self
    }

    /// How often the server is asked whether it is there. One that does not answer until it is asked
    /// again is gone, and the client connects anew.
    #[must_use]
    pub fn heartbeat(mut self, interval: Duration) -> Self {
        self.settings.heartbeat = interval;
        self
    }

    /// The pauses between attempts to connect or to mount again: the first one, from which they
    /// double, and the longest. Each is shortened by chance, by at most a half.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.settings.first_pause = first;
        self.settings.longest_pause = longest;
        self
    }

    /// How many events wait for whoever reads [`Mounted::events`](crate::Mounted::events), 1024
    /// unless said otherwise. Those beyond are lost.
    #[must_use]
    pub fn waiting_events(mut self, limit: usize) -> Self {
        self.waiting_events = limit;
        self
    }

    /// The URL of the WebSocket.
    #[cfg(any(target_arch = "wasm32", feature = "native"))]
    pub(crate) fn url(&self, url: &str) -> String {
        let (url, query) = (url.trim_end_matches('/'), &self.query);
        format!("{url}/websocket?vsn=2.0.0{query}")
    }
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self::new()
    }
}
