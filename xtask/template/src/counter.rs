use musubi::prelude::*;

/// What a client sees.
#[state]
pub struct Counter {
    /// How far it has counted.
    pub count: i64,
    /// Twice as far.
    pub doubled: i64,
}

/// What a counter starts with.
#[params]
pub struct CounterParams {
    /// The first count.
    #[serde(default)]
    pub count: i64,
}

/// Why a counter was not reset.
#[command_error]
pub enum ResetError {
    /// The counter is zero already.
    AlreadyZero,
}

/// Counts for whoever mounted it.
pub struct CounterStore {
    count: RwSignal<i64>,
}

#[store(root)]
impl CounterStore {
    fn mount(params: CounterParams) -> Self {
        Self {
            count: create_rw_signal(params.count),
        }
    }

    fn render(&self) -> CounterSignals {
        let count = self.count;
        CounterSignals {
            count: count.into(),
            doubled: Signal::derive(move || count.get() * 2),
        }
    }

    /// Counts up.
    #[command]
    fn increment(&self, amount: i64) {
        self.count.update(|count| *count += amount);
    }

    /// Starts again from zero.
    #[command]
    fn reset(&self) -> Result<(), ResetError> {
        if self.count.get() == 0 {
            return Err(ResetError::AlreadyZero);
        }
        self.count.set(0);
        Ok(())
    }
}
