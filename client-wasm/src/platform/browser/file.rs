use std::ops::Range;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use musubi::{FileSource, UploadFile};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// A file that somebody chose or dropped, with its own name and type. It is read chunk by chunk while
/// it is sent.
pub fn web_file(file: &web_sys::File) -> UploadFile {
    // A whole number below 2^53, as JavaScript has it.
    let size = file.size() as u64;
    UploadFile::from_source(
        file.name(),
        file.type_(),
        size,
        BlobSource(file.clone().into()),
    )
}

struct BlobSource(Blob);

impl FileSource for BlobSource {
    fn read(&self, bytes: Range<u64>) -> LocalBoxFuture<'_, Result<Vec<u8>, String>> {
        async move {
            let part = self
                .0
                .slice_with_f64_and_f64(bytes.start as f64, bytes.end as f64);
            let buffer = JsFuture::from(part.map_err(message)?.array_buffer()).await;
            Ok(js_sys::Uint8Array::new(&buffer.map_err(message)?).to_vec())
        }
        .boxed_local()
    }
}

/// What an exception of the browser says.
fn message(error: JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => "the file could not be read".to_owned(),
    }
}
