use std::time::Duration;

use musubi_wire::upload::{Accept, UploadConfig};

use crate::json::MAX_SAFE_INTEGER;

/// What an upload takes. Clients see all of it but the time limit, and check files by it before
/// they send them; the server checks again.
///
/// ```
/// use musubi::UploadOptions;
///
/// let options = UploadOptions::accept([".png", ".jpg"])
///     .max_entries(4)
///     .max_file_size(20_000_000);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct UploadOptions {
    config: UploadConfig,
    chunk_timeout: Duration,
}

impl UploadOptions {
    /// Takes files whose names end in one of these extensions, each with its dot. Upper and lower
    /// case are one; the MIME type that a client claims is not looked at, and neither are the
    /// contents.
    ///
    /// # Panics
    /// Panics if there is none, and if one is not a dot with something after it that has no other
    /// dot: the extension of `a.tar.gz` is `.gz`.
    pub fn accept<E: Into<String>>(extensions: impl IntoIterator<Item = E>) -> Self {
        let extensions: Vec<String> = extensions.into_iter().map(Into::into).collect();
        assert!(
            !extensions.is_empty(),
            "an upload accepts at least one extension; `UploadOptions::any()` accepts every file"
        );
        for extension in &extensions {
            let letters = extension.strip_prefix('.');
            assert!(
                letters.is_some_and(|letters| !letters.is_empty() && !letters.contains(['.', '/'])),
                "`{extension}` is not an extension: write the last dot of a file's name and what \
                 comes after it, as in `.png`"
            );
        }
        Self::new(Accept::Extensions(extensions))
    }

    /// Takes every file.
    pub fn any() -> Self {
        Self::new(Accept::Any)
    }

    fn new(accept: Accept) -> Self {
        Self {
            config: UploadConfig {
                accept,
                ..UploadConfig::default()
            },
            chunk_timeout: Duration::from_secs(10),
        }
    }

    /// How many files there may be at a time, those that failed or are not consumed yet among
    /// them. Default: 1.
    ///
    /// # Panics
    /// Panics if `count` is zero.
    pub fn max_entries(mut self, count: u32) -> Self {
        assert!(count > 0, "an upload takes at least one file");
        self.config.max_entries = count;
        self
    }

    /// The size of the largest file, in bytes. Default: 8,000,000.
    ///
    /// # Panics
    /// Panics if clients in JavaScript cannot hold the number: above 2^53 - 1.
    pub fn max_file_size(mut self, bytes: u64) -> Self {
        assert!(
            i128::from(bytes) <= MAX_SAFE_INTEGER,
            "a file of {bytes} bytes is larger than clients can count"
        );
        self.config.max_file_size = bytes;
        self
    }

    /// How many bytes a client may send at once; it waits for an answer to each such chunk.
    /// Default: 64,000. Where [`Limits::frame_bytes`](crate::Limits::frame_bytes) is too small for
    /// that, clients are told less.
    ///
    /// # Panics
    /// Panics if `bytes` is zero.
    pub fn chunk_size(mut self, bytes: u32) -> Self {
        assert!(bytes > 0, "a chunk has at least one byte");
        self.config.chunk_size = bytes;
        self
    }

    /// How long a client may take for the next chunk before its file fails. Default: 10 s.
    pub fn chunk_timeout(mut self, limit: Duration) -> Self {
        self.chunk_timeout = limit;
        self
    }

    /// What clients are told.
    pub(super) fn config(&self) -> &UploadConfig {
        &self.config
    }

    pub(crate) fn time_limit(&self) -> Duration {
        self.chunk_timeout
    }
}
