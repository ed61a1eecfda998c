use musubi::prelude::*;

struct Counter;

impl Counter {
    #[command]
    fn increment(&self) {}

    #[update]
    fn update(&self, _: i64) {}

    #[cleanup]
    fn stop(&self) {}
}

fn main() {
    Counter.increment();
    Counter.update(1);
    Counter.stop();
}
