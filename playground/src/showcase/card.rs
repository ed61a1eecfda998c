use musubi::prelude::*;

use super::board::{Row, RowEdit, RowError};

/// A row that is a store.
#[state]
pub struct Card {
    /// Identifies the card.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// How often it was turned since it is shown.
    pub turned: u32,
}

/// What a showcase hands on to a card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardProps {
    /// The row.
    pub row: Row,
}

/// Changes a row of the showcase that a card stands in.
#[derive(Clone)]
pub(super) struct EditCards(pub Callback);

type Callback = std::rc::Rc<dyn Fn(RowEdit) -> Result<(), RowError>>;

/// A row with commands, and with state of its own.
pub struct CardStore {
    props: Signal<CardProps>,
    edit: EditCards,
    turned: RwSignal<u32>,
}

/// A card: a child store.
#[store]
impl CardStore {
    fn mount(props: Signal<CardProps>) -> Self {
        Self {
            props,
            edit: use_context().expect("a card stands in a showcase"),
            turned: create_rw_signal(0),
        }
    }

    fn render(&self) -> CardSignals {
        let props = self.props;
        CardSignals {
            id: Signal::derive(move || props.with(|props| props.row.id)),
            text: Signal::derive(move || props.with(|props| props.row.text.clone())),
            turned: self.turned.into(),
        }
    }

    /// Changes what the card says.
    #[command]
    fn rename(&self, text: String) -> Result<(), RowError> {
        let id = self.props.with_untracked(|props| props.row.id);
        (self.edit.0)(RowEdit::Change {
            row: Row { id, text },
        })
    }

    /// Turns the card. It forgets this when it is taken away.
    #[command]
    fn turn(&self) -> u32 {
        self.turned.update(|turned| *turned += 1);
        self.turned.get()
    }
}
