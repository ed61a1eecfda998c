use std::time::Duration;

use super::Settings;

/// Growing pauses, of which each client takes a part by chance, so that not all come back at once.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Duration,
    longest: Duration,
    attempt: u32,
    random: u64,
}

impl Backoff {
    pub(super) fn new(settings: Settings, seed: u64) -> Self {
        // The generator stays at zero for ever.
        Self {
            first: settings.first_pause,
            longest: settings.longest_pause,
            attempt: 0,
            random: seed.max(1),
        }
    }

    pub(super) fn reset(&mut self) {
        self.attempt = 0;
    }

    /// Whether there was no attempt since it was reset.
    pub(super) fn is_fresh(&self) -> bool {
        self.attempt == 0
    }

    /// The pause before the next attempt: between a half and the whole of what it grew to.
    pub(super) fn next(&mut self) -> Duration {
        let whole = self.first.saturating_mul(1 << self.attempt.min(20));
        let whole = whole.min(self.longest);
        self.attempt = self.attempt.saturating_add(1);
        let part = u32::try_from(self.draw() % 1000).unwrap_or(0);
        whole / 2 + (whole / 2000).saturating_mul(part)
    }

    /// A number by chance (xorshift).
    pub(super) fn draw(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }
}
