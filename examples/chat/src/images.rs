//! Images that people send: kept in a folder under names of the server's own, and served from there.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use imagesize::ImageType;
use musubi::prelude::*;
use musubi::{UploadOptions, UploadedFile};
use tempfile::{Builder, TempDir, TempPath};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// How many images a message can have.
const MOST: u32 = 4;

/// The size of the largest image, in bytes.
const LARGEST: u64 = 5_000_000;

/// The largest width and height, in pixels.
const WIDEST: u32 = 20_000;

/// An image that somebody sent.
#[state]
#[derive(Debug)]
pub struct Image {
    /// The name of its file, which the server has chosen.
    pub file: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// The images of all messages.
#[derive(Clone)]
pub struct Images {
    folder: PathBuf,
    /// Deletes the folder with its last holder, where it is not there to stay.
    _temporary: Option<Arc<TempDir>>,
}

/// An image in its place, which goes again unless it is kept.
pub struct NewImage {
    /// What there is to know of it.
    pub image: Image,
    path: TempPath,
}

/// What an upload takes to be an image.
pub fn options() -> UploadOptions {
    UploadOptions::accept([".png", ".jpg", ".jpeg", ".gif", ".webp"])
        .max_entries(MOST)
        .max_file_size(LARGEST)
}

/// Whether a file holds an image, whatever it is called.
pub async fn is_image(file: &UploadedFile) -> bool {
    let path = file.path().to_owned();
    let found = tokio::task::spawn_blocking(move || inspect(&path).is_ok());
    found.await.unwrap_or(false)
}

impl Images {
    /// Keeps images in this folder, which is made where it is not there; without one in a folder
    /// that goes with the process.
    ///
    /// # Errors
    /// Fails if the folder cannot be made.
    pub fn open(folder: Option<PathBuf>) -> io::Result<Self> {
        if let Some(folder) = folder {
            std::fs::create_dir_all(&folder)?;
            let _temporary = None;
            return Ok(Self { folder, _temporary });
        }
        let temporary = TempDir::new()?;
        Ok(Self {
            folder: temporary.path().to_owned(),
            _temporary: Some(Arc::new(temporary)),
        })
    }

    /// Moves a file into the folder. Its name there has nothing of the client's, and its extension
    /// is that of what is in it.
    ///
    /// # Errors
    /// Fails if it is no image, or cannot be moved.
    pub async fn take(&self, file: &UploadedFile) -> io::Result<NewImage> {
        let (from, folder) = (file.path().to_owned(), self.folder.clone());
        let place = tokio::task::spawn_blocking(move || {
            let (extension, width, height) = inspect(&from)?;
            let mut name = Builder::new();
            name.prefix("").suffix(extension).rand_bytes(24);
            let path = name.tempfile_in(folder)?.into_temp_path();
            io::Result::Ok((path, width, height))
        });
        let (path, width, height) = place.await.map_err(io::Error::other)??;
        file.persist(&path).await?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let image = Image {
            file: file.into_owned(),
            width,
            height,
        };
        Ok(NewImage { image, path })
    }

    /// Serves the images by the names of their files.
    ///
    /// Their types follow from extensions that the server gave. A browser shows them as nothing
    /// else, and runs nothing that may be in them.
    pub fn service(&self) -> Router {
        let header =
            |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
        Router::new()
            .fallback_service(ServeDir::new(&self.folder).append_index_html_on_directories(false))
            .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; sandbox",
            ))
            .layer(header(
                CACHE_CONTROL,
                "private, max-age=31536000, immutable",
            ))
    }
}

impl NewImage {
    /// Lets the image stay.
    pub fn keep(self) {
        if let Err(error) = self.path.keep() {
            tracing::error!(%error, "an image does not stay");
        }
    }
}

/// The extension, width and height of an image.
fn inspect(path: &Path) -> io::Result<(&'static str, u32, u32)> {
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(64).read_to_end(&mut head)?;
    let extension = match imagesize::image_type(&head) {
        Ok(ImageType::Png) => ".png",
        Ok(ImageType::Jpeg) => ".jpg",
        Ok(ImageType::Gif) => ".gif",
        Ok(ImageType::Webp) => ".webp",
        _ => return Err(io::Error::other("it is no image that the chat knows")),
    };
    let size = imagesize::size(path).map_err(io::Error::other)?;
    let length = |pixels: usize| u32::try_from(pixels).ok();
    let fit = |pixels: &u32| (1..=WIDEST).contains(pixels);
    let width = length(size.width).filter(fit);
    let height = length(size.height).filter(fit);
    match (width, height) {
        (Some(width), Some(height)) => Ok((extension, width, height)),
        _ => Err(io::Error::other("it is too large to be shown")),
    }
}
