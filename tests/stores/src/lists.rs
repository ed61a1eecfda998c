//! Lists of rows: compared by key, recorded edit by edit, and with signals of their own.

use musubi::prelude::*;

#[state]
#[derive(Debug)]
pub struct Row {
    pub id: u32,
    pub text: String,
}

#[state]
pub struct Board {
    #[state(key = "id")]
    pub tasks: Vec<Row>,
    #[state(key = "id")]
    pub notes: List<u32, Row>,
    #[state(each, key = "id")]
    pub players: Vec<Row>,
}

#[derive(Clone)]
struct Player {
    id: u32,
    text: RwSignal<String>,
}

pub struct BoardStore {
    tasks: RwSignal<Vec<Row>>,
    notes: ListSignal<u32, Row>,
    players: RwSignal<Vec<Player>>,
}

fn row(id: u32) -> Row {
    Row {
        id,
        text: format!("row {id}"),
    }
}

#[store(root, name = "Recorded.Board")]
impl BoardStore {
    fn mount() -> Self {
        Self {
            tasks: create_rw_signal(vec![row(1)]),
            notes: ListSignal::new(vec![row(1)], |note| note.id),
            players: create_rw_signal(Vec::new()),
        }
    }

    fn render(&self) -> BoardSignals {
        let players = self.players;
        BoardSignals {
            tasks: self.tasks.into(),
            notes: self.notes,
            players: Each::new(
                move || players.get(),
                |player| player.id,
                |player| RowSignals {
                    id: Signal::derive(move || player.id),
                    text: player.text.into(),
                },
            ),
        }
    }

    /// Rows of these ids, in this order.
    #[command]
    fn set_tasks(&self, ids: Vec<u32>) {
        self.tasks.set(ids.into_iter().map(row).collect());
    }

    #[command]
    fn rename_task(&self, id: u32, text: String) {
        self.tasks.update(|tasks| {
            let task = tasks.iter_mut().find(|task| task.id == id).unwrap();
            task.text = text;
        });
    }

    #[command]
    fn insert_note(&self, at: usize, id: u32) {
        self.notes.insert(at, row(id));
    }

    #[command]
    fn rename_note(&self, id: u32, text: String) {
        self.notes.update(&id, |note| note.text = text);
    }

    #[command]
    fn move_note(&self, id: u32, to: usize) {
        self.notes.move_to(&id, to);
    }

    #[command]
    fn remove_notes(&self, ids: Vec<u32>) {
        for id in ids {
            self.notes.remove(&id);
        }
    }

    /// Players of these ids, in this order; those who stay keep their text.
    #[command]
    fn set_players(&self, ids: Vec<u32>) {
        let known = self.players.get();
        let player = |id| {
            let known = known.iter().find(|player| player.id == id);
            known.cloned().unwrap_or_else(|| Player {
                id,
                text: create_rw_signal(row(id).text),
            })
        };
        self.players.set(ids.into_iter().map(player).collect());
    }

    #[command]
    fn rename_player(&self, id: u32, text: String) {
        let players = self.players.get();
        let player = players.iter().find(|player| player.id == id).unwrap();
        player.text.set(text);
    }
}
