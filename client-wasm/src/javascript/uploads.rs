use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_util::future::{AbortHandle, Abortable};
use js_sys::{Array, Promise};
use musubi::replica::{ReadUpload, ShownUpload, UploadReader};
use musubi::{CallError, Offered, OfferedFile, UploadFile};
use musubi_wire::upload::{EntryStatus, UploadConfig, UploadEntry, UploadError};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;
use web_sys::File;

use super::root::told;
use crate::web_file;

#[wasm_bindgen(module = "/src/javascript/upload.js")]
extern "C" {
    /// An upload in JavaScript.
    type Upload;

    fn upload(host: UploadHost, uploaders: &JsValue, json: &str) -> Upload;

    fn receive(upload: &Upload, json: &str);

    fn view(upload: &Upload) -> JsValue;
}

impl ShownUpload for Upload {
    fn receive(&self, op: &str) {
        receive(self, op);
    }

    fn read(&self) -> JsValue {
        view(self)
    }
}

/// What makes uploads of a page. `changed` tells whoever looks at the page, and `uploaders` are
/// functions of JavaScript by their names.
pub(super) fn reader(uploaders: JsValue, changed: Rc<dyn Fn()>) -> UploadReader {
    Box::new(move |read| {
        let slot = read.slot;
        let known = Known {
            config: slot.config(),
            entries: slot.entries_untracked(),
            errors: slot.errors(),
        };
        let host = UploadHost(Rc::new(Files {
            read,
            changed: Rc::clone(&changed),
            taken: RefCell::default(),
        }));
        Box::new(upload(host, &uploaders, &json(&known)))
    })
}

/// What Rust knows of an upload.
#[derive(Serialize)]
struct Known {
    config: UploadConfig,
    entries: Vec<UploadEntry>,
    errors: Vec<UploadError>,
}

/// What came of an offer.
#[derive(Serialize)]
struct Outcome {
    files: Vec<UploadEntry>,
    refused: Vec<NamedError>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NamedError {
    client_name: String,
    #[serde(flatten)]
    error: UploadError,
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// An upload, in the hands of `upload.js`.
#[wasm_bindgen(private, skip_typescript)]
pub struct UploadHost(Rc<Files>);

/// The files that the server takes, by their refs.
struct Files {
    read: ReadUpload,
    changed: Rc<dyn Fn()>,
    taken: RefCell<HashMap<String, Taken>>,
}

#[derive(Clone)]
struct Taken {
    offered: Rc<OfferedFile>,
    file: File,
    abort: Option<AbortHandle>,
}

impl Files {
    fn get(&self, entry_ref: &str) -> Option<Taken> {
        self.taken.borrow().get(entry_ref).cloned()
    }

    /// Takes over what the server says to files.
    fn adopt(&self, offered: Offered, files: &[(UploadFile, File)]) -> Outcome {
        let mut taken = self.taken.borrow_mut();
        let refused = offered.refused.into_iter().map(|refused| NamedError {
            client_name: refused.file.name().to_owned(),
            error: refused.error,
        });
        let refused = refused.collect();
        let mut entries = Vec::new();
        for offered in offered.files {
            let file = offered.file();
            let chosen = files.iter().find(|(known, _)| known.is(file));
            let Some((_, chosen)) = chosen else { continue };
            entries.push(UploadEntry {
                entry_ref: offered.entry_ref().to_owned(),
                client_name: file.name().to_owned(),
                client_size: file.size(),
                client_type: file.content_type().to_owned(),
                progress: 0,
                status: EntryStatus::Pending,
                errors: Vec::new(),
            });
            let offer = Taken {
                file: chosen.clone(),
                offered: Rc::new(offered),
                abort: None,
            };
            taken.insert(offer.offered.entry_ref().to_owned(), offer);
        }
        Outcome {
            files: entries,
            refused,
        }
    }
}

#[wasm_bindgen]
impl UploadHost {
    /// Offers files. Resolves with what became of it, with a sentence, and with the entries of the
    /// accepted files and the errors of the others as JSON.
    pub fn offer(&self, files: Vec<File>) -> Promise {
        let this = Rc::clone(&self.0);
        future_to_promise(async move {
            let files: Vec<(UploadFile, File)> = files
                .into_iter()
                .map(|file| (web_file(&file), file))
                .collect();
            let slot = this.read.slot;
            let offer = slot.offer(files.iter().map(|(file, _)| file.clone())).await;
            Ok(match offer {
                Ok(offered) => told("ok", "", Some(&json(&this.adopt(offered, &files)))),
                Err(CallError::Disconnected) => told("failed", "Connection is not open", None),
                Err(error) => told("failed", &error.to_string(), None),
            })
        })
    }

    /// Whether a file is there to be sent.
    pub fn has(&self, entry_ref: &str) -> bool {
        self.0.taken.borrow().contains_key(entry_ref)
    }

    /// Where a file has to be brought, if not to the server: the uploader, what it needs to know as
    /// JSON, and the file itself.
    pub fn external(&self, entry_ref: &str) -> JsValue {
        let Some(taken) = self.0.get(entry_ref) else {
            return JsValue::UNDEFINED;
        };
        let external = taken.offered.external();
        external.map_or(JsValue::UNDEFINED, |(uploader, meta)| {
            Array::of3(&uploader.into(), &meta.to_string().into(), &taken.file).into()
        })
    }

    /// Sends a file to the server. Resolves with what went wrong, if anything did.
    pub fn send(&self, entry_ref: String) -> Promise {
        let this = Rc::clone(&self.0);
        let (abort, registration) = AbortHandle::new_pair();
        if let Some(taken) = this.taken.borrow_mut().get_mut(&entry_ref) {
            taken.abort = Some(abort);
        }
        future_to_promise(async move {
            let Some(taken) = this.get(&entry_ref) else {
                return Ok("the file is gone".into());
            };
            let sent = Abortable::new(taken.offered.send(), registration).await;
            this.taken.borrow_mut().remove(&entry_ref);
            Ok(match sent {
                Ok(Err(error)) => error.to_string().into(),
                Ok(Ok(())) | Err(_) => JsValue::UNDEFINED,
            })
        })
    }

    /// Tells the server what came of a file that was brought elsewhere: what went wrong, if anything
    /// did. Resolves with what went wrong with that.
    pub fn finish(&self, entry_ref: &str, failure: Option<String>) -> Promise {
        let taken = self.0.taken.borrow_mut().remove(entry_ref);
        future_to_promise(async move {
            let Some(taken) = taken else {
                return Ok("the file is gone".into());
            };
            let outcome = failure.map_or(Ok(()), Err);
            let told = taken.offered.send_by(async |_| outcome).await;
            Ok(told.map_or_else(|error| error.to_string().into(), |()| JsValue::UNDEFINED))
        })
    }

    /// Tells the server how far a file is that is brought elsewhere, in percent.
    pub fn report(&self, entry_ref: &str, percent: f64) {
        if let Some(taken) = self.0.get(entry_ref) {
            // What is no number is nothing.
            taken.offered.report(percent as u8);
        }
    }

    /// Gives a file up. Resolves when the server knows, or when it will never.
    pub fn cancel(&self, entry_ref: String) -> Promise {
        let this = Rc::clone(&self.0);
        let taken = this.taken.borrow_mut().remove(&entry_ref);
        if let Some(abort) = taken.and_then(|taken| taken.abort) {
            abort.abort();
        }
        future_to_promise(async move {
            // Without a connection there is no page that still has the entry.
            let _ = this.read.slot.give_up(&entry_ref).await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// The upload reads otherwise, though the server has told nothing.
    pub fn changed(&self) {
        self.0.read.change();
        (self.0.changed)();
    }
}

impl std::fmt::Debug for UploadHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UploadHost").finish_non_exhaustive()
    }
}
