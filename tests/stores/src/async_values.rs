//! Values that load beside commands.

use std::cell::RefCell;

use futures_channel::oneshot;
use musubi::prelude::*;

#[state]
#[derive(Debug)]
pub struct Forecast {
    pub city: String,
    pub degrees: i32,
}

#[state]
pub struct Weather {
    pub forecast: AsyncValue<Forecast>,
    pub wind: AsyncValue<u32>,
    pub days: AsyncValue<Stream<Forecast>>,
}

type Answer = Result<Forecast, String>;

pub struct WeatherStore {
    forecast: AsyncSignal<Forecast>,
    wind: AsyncSignal<u32>,
    days: AsyncStreamSignal<Forecast>,
    /// Ends the load that is under way.
    answer: RefCell<Option<oneshot::Sender<Answer>>>,
}

#[store(root, name = "Recorded.Weather")]
impl WeatherStore {
    fn mount() -> Self {
        let wind = AsyncSignal::new();
        wind.load(async { Ok::<_, String>(3) });
        Self {
            forecast: AsyncSignal::new(),
            wind,
            days: AsyncStreamSignal::new(|day: &Forecast| day.city.clone()),
            answer: RefCell::default(),
        }
    }

    fn render(&self) -> WeatherSignals {
        WeatherSignals {
            forecast: self.forecast,
            wind: self.wind,
            days: self.days,
        }
    }

    /// Loads the weather of these cities, in place of those that are there, or after them.
    #[command]
    fn load_days(&self, cities: Vec<String>, more: bool) {
        let day = |city| Forecast { city, degrees: 20 };
        let days: Vec<_> = cities.into_iter().map(day).collect();
        let days = async {
            if days.is_empty() {
                Err("no city")
            } else {
                Ok(days)
            }
        };
        if more {
            self.days.load_more(days);
        } else {
            self.days.load(days);
        }
    }

    #[command]
    fn ask(&self) {
        let (sender, answer) = oneshot::channel();
        self.answer.replace(Some(sender));
        self.forecast
            .load(async { answer.await.unwrap_or_else(|_| Err("no answer".into())) });
    }

    #[command]
    fn succeed(&self, city: String, degrees: i32) {
        self.answer(Ok(Forecast { city, degrees }));
    }

    #[command]
    fn fail(&self, reason: String) {
        self.answer(Err(reason));
    }

    #[command]
    fn give_up(&self) {
        self.forecast.cancel();
    }
}

impl WeatherStore {
    fn answer(&self, answer: Answer) {
        let sender = self.answer.take().expect("something loads");
        sender.send(answer).expect("it still loads");
    }
}
