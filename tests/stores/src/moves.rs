//! Rows of every kind that change places, for a client that understands moves.

use musubi::prelude::*;

#[state]
pub struct Lap {
    pub number: u32,
}

/// A store that would forget its laps, and a client those that it has, if it were another one.
#[state]
pub struct Runner {
    pub count: u32,
    pub laps: Stream<Lap>,
}

pub struct RunnerStore {
    count: RwSignal<u32>,
    laps: StreamSignal<Lap>,
}

#[store(name = "Recorded.Runner")]
impl RunnerStore {
    fn mount(_props: Signal<u32>) -> Self {
        Self {
            count: create_rw_signal(0),
            laps: StreamSignal::new(|lap: &Lap| lap.number.to_string()),
        }
    }

    fn render(&self) -> RunnerSignals {
        RunnerSignals {
            count: self.count.into(),
            laps: self.laps,
        }
    }

    #[command]
    fn run(&self) {
        self.count.update(|count| *count += 1);
        self.laps.insert(Lap {
            number: self.count.get(),
        });
    }
}

#[state]
#[derive(Debug)]
pub struct Entry {
    pub id: u32,
    pub name: String,
}

#[state]
pub struct Card {
    pub id: u32,
    pub runner: Child<RunnerStore>,
}

#[state]
pub struct Race {
    #[state(key = "id")]
    pub entries: Vec<Entry>,
    #[state(key = "id")]
    pub table: List<u32, Entry>,
    #[state(each, key = "id")]
    pub cards: Vec<Card>,
    pub runners: Vec<Child<RunnerStore>>,
}

pub struct RaceStore {
    entries: RwSignal<Vec<Entry>>,
    ids: Memo<Vec<u32>>,
    table: ListSignal<u32, Entry>,
}

fn entry(id: u32) -> Entry {
    Entry {
        id,
        name: format!("runner {id}"),
    }
}

#[store(root, name = "Recorded.Race")]
impl RaceStore {
    fn mount() -> Self {
        let entries: Vec<_> = (1..=4).map(entry).collect();
        let table = ListSignal::new(entries.clone(), |entry| entry.id);
        let entries = create_rw_signal(entries);
        Self {
            entries,
            ids: create_memo(move |_| {
                entries.with(|entries| entries.iter().map(|entry| entry.id).collect())
            }),
            table,
        }
    }

    fn render(&self) -> RaceSignals {
        let ids = self.ids;
        RaceSignals {
            entries: self.entries.into(),
            table: self.table,
            cards: Each::new(
                move || ids.get(),
                |id| *id,
                |id| CardSignals {
                    id: Signal::derive(move || id),
                    runner: child(format!("card-{id}"), id),
                },
            ),
            runners: ids
                .get()
                .into_iter()
                .map(|id| child(id.to_string(), id))
                .collect(),
        }
    }

    /// Runners of these ids, in this order.
    #[command]
    fn arrange(&self, ids: Vec<u32>) {
        let known = self.entries.get();
        let find = |id| known.iter().find(|entry| entry.id == id).cloned();
        let next = ids.iter().map(|id| find(*id).unwrap_or_else(|| entry(*id)));
        let next: Vec<_> = next.collect();
        self.table.set(next.clone());
        self.entries.set(next);
    }

    /// The runner overtakes all others, and gets another name.
    #[command]
    fn lead(&self, id: u32, name: String) {
        self.table.move_to(&id, 0);
        self.table.update(&id, |entry| entry.name.clone_from(&name));
        self.entries.update(|entries| {
            let from = entries.iter().position(|entry| entry.id == id).unwrap();
            entries[..=from].rotate_right(1);
            entries[0].name = name;
        });
    }
}
