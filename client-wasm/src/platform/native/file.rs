use std::ops::Range;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use musubi::{FileSource, UploadFile};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::Mutex;

/// A file of this name, MIME type and size in bytes that comes from a reader, such as
/// `tokio::fs::File`. It is read chunk by chunk while it is sent, and can be sent once.
pub fn file_from_reader(
    name: impl AsRef<str>,
    content_type: impl AsRef<str>,
    size: u64,
    reader: impl AsyncRead + Unpin + 'static,
) -> UploadFile {
    UploadFile::from_source(name, content_type, size, ReaderSource(Mutex::new(reader)))
}

struct ReaderSource<R>(Mutex<R>);

impl<R: AsyncRead + Unpin> FileSource for ReaderSource<R> {
    fn read(&self, bytes: Range<u64>) -> LocalBoxFuture<'_, Result<Vec<u8>, String>> {
        async move {
            let mut read = Vec::new();
            let mut reader = self.0.lock().await;
            let mut part = (&mut *reader).take(bytes.end.saturating_sub(bytes.start));
            let outcome = part.read_to_end(&mut read).await;
            outcome.map_err(|error| error.to_string())?;
            Ok(read)
        }
        .boxed_local()
    }
}
