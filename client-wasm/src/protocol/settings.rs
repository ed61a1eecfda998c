use std::time::Duration;

/// How long a client waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How often a server is asked whether it is there, and how long it may take to answer.
    pub heartbeat: Duration,
    /// How long a join may take, from its frame to the first state.
    pub join_timeout: Duration,
    /// How long the reply to a command may take.
    pub command_timeout: Duration,
    /// The pause before the first of several attempts; the next ones double it.
    pub first_pause: Duration,
    /// What pauses grow to at most.
    pub longest_pause: Duration,
}

/// 30 s for heartbeats, 10 s for joins and replies, pauses from 100 ms to 10 s.
impl Default for Settings {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(30),
            join_timeout: Duration::from_secs(10),
            command_timeout: Duration::from_secs(10),
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(10),
        }
    }
}
