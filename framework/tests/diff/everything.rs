//! A store whose state has a member of every kind, with kinds inside kinds.

use musubi::prelude::*;
use musubi::reactive::SignalUpdateUntracked;

use crate::fresh;
use crate::handles::{Handles, handles};
use crate::values::{Row, Values, ValuesSignals};

/// Ids of rows, children and items are below this.
pub const IDS: u8 = 8;

#[state]
pub struct Everything {
    #[state(nested)]
    values: Values,
    whole: Values,
    #[state(nested)]
    nested: Outer,
    #[state(key = "id")]
    keyed: Vec<Row>,
    #[state(each, key = "id")]
    cards: Vec<Card>,
    #[state(key = "id")]
    list: List<u8, Row>,
    child: Child<FollowingStore>,
    optional: Option<Child<UpdatedStore>>,
    children: Vec<Child<RemountedStore>>,
}

#[state]
pub struct Outer {
    count: u32,
    #[state(nested)]
    inner: Inner,
    #[state(nested)]
    empty: Empty,
}

#[state]
pub struct Inner {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[state(key = "id")]
    rows: Vec<Row>,
    optional: Option<Child<FollowingStore>>,
    children: Vec<Child<UpdatedStore>>,
}

#[state]
pub struct Empty {}

/// A row of a list whose rows are reactive.
#[state]
pub struct Card {
    id: u8,
    count: u32,
    #[state(nested)]
    label: Label,
    #[state(key = "id")]
    rows: List<u8, Row>,
    #[state(each, key = "id")]
    labels: Vec<Label>,
    child: Child<FollowingStore>,
}

#[state]
pub struct Label {
    id: u8,
    text: String,
}

/// What a child shows: its props, and a count of its own.
#[state]
pub struct Shown {
    id: u8,
    props: u32,
    mounted_with: u32,
    count: u32,
    #[state(key = "id")]
    rows: List<u8, Row>,
}

#[params]
pub struct Props {
    id: u8,
    value: u32,
}

/// A child that follows its props.
pub struct FollowingStore {
    props: Signal<Props>,
    first: Props,
}

#[store]
impl FollowingStore {
    fn mount(props: Signal<Props>) -> Self {
        fresh::mounts::<Self>();
        let first = props.get_untracked();
        Self { props, first }
    }

    fn render(&self) -> ShownSignals {
        shown(self.props, &self.first)
    }
}

/// A child that is told of new props, and renders again for them.
pub struct UpdatedStore {
    props: RwSignal<Props>,
    first: Props,
}

#[store]
impl UpdatedStore {
    fn mount(props: Props) -> Self {
        fresh::mounts::<Self>();
        Self {
            props: create_rw_signal(props.clone()),
            first: props,
        }
    }

    #[update]
    fn update(&self, props: Props) {
        self.props.set(props);
    }

    fn render(&self) -> ShownSignals {
        let props = self.props.get();
        shown(Signal::derive(move || props.clone()), &self.first)
    }
}

/// A child that is mounted again for new props.
pub struct RemountedStore {
    props: Props,
}

#[store]
impl RemountedStore {
    fn mount(props: Props) -> Self {
        fresh::mounts::<Self>();
        Self { props }
    }

    fn render(&self) -> ShownSignals {
        let props = self.props.clone();
        shown(Signal::derive(move || props.clone()), &self.props)
    }
}

fn shown(props: Signal<Props>, first: &Props) -> ShownSignals {
    let Props { id, value } = *first;
    let EverythingStore { counts, list, .. } = handles();
    ShownSignals {
        id: Signal::derive(move || props.with(|props| props.id)),
        props: Signal::derive(move || props.with(|props| props.value)),
        mounted_with: Signal::derive(move || value),
        count: Signal::derive(move || counts.with(|counts| counts[usize::from(id)])),
        rows: list,
    }
}

/// Everything that can be written from outside.
#[derive(Clone, Copy)]
pub struct EverythingStore {
    pub values: RwSignal<Values>,
    pub rows: RwSignal<Vec<Row>>,
    pub note: RwSignal<Option<String>>,
    /// Counts by id, of cards and children.
    pub counts: RwSignal<[u32; IDS as usize]>,
    /// The ids of the cards.
    pub cards: RwSignal<Vec<u8>>,
    pub list: ListSignal<u8, Row>,
    pub other: ListSignal<u8, Row>,
    /// The ids of the children, all different; read by `render` itself.
    pub children: RwSignal<Vec<u8>>,
    pub optional: RwSignal<Option<u8>>,
    pub props: RwSignal<u32>,
    /// Which list the state shows: of three, the third is made anew by each render.
    pub shown: RwSignal<u8>,
    pub renders: RwSignal<u32>,
}

impl Handles for EverythingStore {}

#[store(root)]
impl EverythingStore {
    fn mount() -> Self {
        let store = Self {
            values: create_rw_signal(Values::first()),
            rows: create_rw_signal(Vec::new()),
            note: create_rw_signal(None),
            counts: create_rw_signal([0; IDS as usize]),
            cards: create_rw_signal(Vec::new()),
            list: ListSignal::new(Vec::new(), |row| row.id),
            other: ListSignal::new(Vec::new(), |row| row.id),
            children: create_rw_signal(Vec::new()),
            optional: create_rw_signal(None),
            props: create_rw_signal(0),
            shown: create_rw_signal(0),
            renders: create_rw_signal(0),
        };
        store.hand_out();
        store
    }

    fn render(&self) -> EverythingSignals {
        let Self {
            values,
            rows,
            note,
            counts,
            cards,
            list,
            other,
            ..
        } = *self;
        let renders = self.renders.get();
        let props = self.props.get();
        let optional = self.optional.get();
        let children = self.children.get();
        EverythingSignals {
            values: ValuesSignals::of(values),
            whole: values.into(),
            nested: OuterSignals {
                count: Signal::derive(move || counts.with(|counts| counts.iter().sum())),
                inner: InnerSignals {
                    note: note.into(),
                    rows: rows.into(),
                    optional: optional.map(|id| place("inner", id, props)),
                    children: children.iter().map(|id| place("c", *id, props)).collect(),
                },
                empty: EmptySignals {},
            },
            keyed: rows.into(),
            cards: Each::new(
                move || cards.get(),
                |id| *id,
                move |id| card(id, counts, list, note, renders),
            ),
            list: match self.shown.get() {
                0 => list,
                1 => other,
                _ => ListSignal::new(other.get_untracked(), |row| row.id),
            },
            child: child(
                "child",
                Props {
                    id: 0,
                    value: props,
                },
            ),
            optional: optional.map(|id| place("optional", id, props)),
            children: children
                .into_iter()
                .rev()
                .map(|id| place("r", id, props))
                .collect(),
        }
    }
}

fn place<C: musubi::StoreContract<Params = Props>>(name: &str, id: u8, value: u32) -> ChildSlot<C> {
    child(format!("{name}-{id}"), Props { id, value })
}

fn card(
    id: u8,
    counts: RwSignal<[u32; IDS as usize]>,
    rows: ListSignal<u8, Row>,
    note: RwSignal<Option<String>>,
    renders: u32,
) -> CardSignals {
    // A signal of the row's own, and one that later renders make anew.
    let own = create_rw_signal(u32::from(id));
    own.update_untracked(|own| *own *= 100);
    let text = move || note.with(|note| note.clone().unwrap_or_default());
    CardSignals {
        id: Signal::derive(move || id),
        count: Signal::derive(move || own.get() + counts.with(|counts| counts[usize::from(id)])),
        label: LabelSignals {
            id: Signal::derive(move || id),
            text: Signal::derive(text),
        },
        rows,
        labels: Each::new(
            move || 0..counts.with(|counts| counts[usize::from(id)] % 3) as u8,
            |label| *label,
            move |label| LabelSignals {
                id: Signal::derive(move || label),
                text: Signal::derive(text),
            },
        ),
        child: place("card", id, renders),
    }
}
