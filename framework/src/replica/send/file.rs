use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};

/// A file that a client sends. Clones are the same file.
///
/// ```
/// use musubi::UploadFile;
///
/// let note = UploadFile::from_bytes("note.txt", "text/plain", *b"hello");
/// assert_eq!(note.size(), 5);
/// ```
#[derive(Clone)]
pub struct UploadFile {
    name: Rc<str>,
    content_type: Rc<str>,
    size: u64,
    source: Rc<dyn FileSource>,
}

/// Where the bytes of a file are.
pub trait FileSource {
    /// Reads these bytes. A file is read once, in order, without gaps.
    ///
    /// The error is a sentence for people.
    fn read(&self, bytes: Range<u64>) -> LocalBoxFuture<'_, Result<Vec<u8>, String>>;
}

impl UploadFile {
    /// A file of this name and MIME type with these bytes.
    pub fn from_bytes(
        name: impl AsRef<str>,
        content_type: impl AsRef<str>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let bytes = bytes.into();
        Self::from_source(name, content_type, bytes.len() as u64, Bytes(bytes))
    }

    /// A file of this name, MIME type and size in bytes, which is read when it is sent.
    pub fn from_source(
        name: impl AsRef<str>,
        content_type: impl AsRef<str>,
        size: u64,
        source: impl FileSource + 'static,
    ) -> Self {
        Self {
            name: name.as_ref().into(),
            content_type: content_type.as_ref().into(),
            size,
            source: Rc::new(source),
        }
    }

    /// The name, as the server will hear it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The MIME type. Empty where it is not known.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether this is the same file as another, of which one is a clone.
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.source, &other.source)
    }

    /// Reads a part of the file.
    ///
    /// # Errors
    /// Fails where the file cannot be read, or ends before the part does.
    pub async fn read(&self, bytes: Range<u64>) -> Result<Vec<u8>, String> {
        let length = bytes.end.saturating_sub(bytes.start);
        let read = self.source.read(bytes).await?;
        if read.len() as u64 == length {
            return Ok(read);
        }
        Err(format!("expected {length} bytes, found {}", read.len()))
    }
}

impl fmt::Debug for UploadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadFile")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

struct Bytes(Vec<u8>);

impl FileSource for Bytes {
    fn read(&self, bytes: Range<u64>) -> LocalBoxFuture<'_, Result<Vec<u8>, String>> {
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let part = self.0.get(index(bytes.start)..index(bytes.end));
        ready(Ok(part.unwrap_or_default().to_vec())).boxed_local()
    }
}
