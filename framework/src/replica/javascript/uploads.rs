use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::reactive::Scope;
use crate::replica::{Place, Read, Staged, Transaction, UploadMember, View};
use crate::signals::UploadSlot;

/// An upload that JavaScript looks at.
pub struct ReadUpload {
    /// The upload itself.
    pub slot: UploadSlot,
    view: View,
}

impl ReadUpload {
    /// The upload reads otherwise from now on, though the server has told nothing.
    pub fn change(&self) {
        self.view.change();
    }
}

/// What JavaScript shows of an upload.
pub trait ShownUpload {
    /// Takes what the server told, as JSON.
    fn receive(&self, op: &str);

    /// What a snapshot holds.
    fn read(&self) -> JsValue;
}

/// Makes what JavaScript shows of an upload, as it is now.
pub type UploadReader = Box<dyn Fn(ReadUpload) -> Box<dyn ShownUpload>>;

/// Passes on to JavaScript what the server tells of an upload. What JavaScript shows depends on the
/// order in which things happened, so the state alone does not say it.
pub struct Told {
    place: Place,
    waiting: RefCell<Vec<String>>,
    shown: OnceCell<Box<dyn ShownUpload>>,
}

/// What JavaScript is told where the page has ended.
const FORGET: &str = r#"{"op":"forget"}"#;

impl Told {
    pub fn new(place: &Place) -> Rc<Self> {
        Rc::new(Self {
            place: place.clone(),
            waiting: RefCell::default(),
            shown: OnceCell::new(),
        })
    }

    /// Stages an operation, which is JSON.
    pub fn stage(self: &Rc<Self>, op: &str, transaction: &mut Transaction) {
        // Who looks later finds the state.
        if self.shown.get().is_none() {
            return;
        }
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            transaction.stage(Rc::clone(self) as Rc<dyn Staged>);
        }
        waiting.push(op.to_owned());
    }

    pub fn forget(self: &Rc<Self>, transaction: &mut Transaction) {
        self.stage(FORGET, transaction);
    }
}

impl Staged for Told {
    fn commit(&self, _: &mut Vec<Scope>) {
        for op in self.waiting.take() {
            if let Some(shown) = self.shown.get() {
                shown.receive(&op);
            }
        }
    }

    fn discard(&self) {
        self.waiting.take();
    }
}

impl Read for UploadMember {
    fn is_stale(&self) -> bool {
        self.state.view.is_stale()
    }

    fn read(&self, _: JsValue) -> JsValue {
        let view = &self.state.view;
        view.refresh();
        let told = &self.told;
        let Some(show) = told.place.page.shown.uploads.get() else {
            return JsValue::UNDEFINED;
        };
        let shown = told.shown.get_or_init(|| {
            show(ReadUpload {
                slot: self.form,
                view: view.clone(),
            })
        });
        shown.read()
    }
}
