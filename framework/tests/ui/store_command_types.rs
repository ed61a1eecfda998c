use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct Price(f64);

mod shop {
    pub type Result<T> = std::result::Result<T, super::Price>;
}

struct CounterStore;

#[store(root)]
impl CounterStore {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[command]
    fn argument(&self, amount: i64, price: Price) {
        let _ = (amount, price);
    }
    #[command]
    fn reply(&self) -> Vec<Price> {
        Vec::new()
    }
    #[command]
    async fn result(&self) -> Result<Price, Refusal> {
        Err(Refusal::unauthorized())
    }
    #[command]
    fn error(&self) -> Result<(), Price> {
        Ok(())
    }
    #[command]
    fn alias(&self) -> shop::Result<i64> {
        Ok(1)
    }
}

fn main() {}
