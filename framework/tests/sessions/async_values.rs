//! Values that load beside commands.

use std::cell::RefCell;

use futures_channel::oneshot;
use musubi::prelude::*;
use serde_json::json;

use crate::recorder::Recorder;

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

/// Mounts the store, whose wind comes a moment after the first envelope.
async fn join(recorder: &mut Recorder, id: &str) {
    recorder.join::<WeatherStore>(id, json!({})).await;
    recorder.patch().await;
}

pub async fn reload(recorder: &mut Recorder) {
    join(recorder, "reload").await;
    // It says `loading` from the start.
    recorder.command("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Nara", "degrees": 21}))
        .await;
    // The last value stays while it loads again.
    recorder.change("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Nara", "degrees": 22}))
        .await;
}

pub async fn failed(recorder: &mut Recorder) {
    join(recorder, "failed").await;
    recorder.command("ask", json!({})).await;
    recorder
        .change("fail", json!({"reason": "no signal"}))
        .await;
    recorder.change("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Kyoto", "degrees": -2}))
        .await;
    recorder.change("ask", json!({})).await;
    recorder.change("fail", json!({"reason": "again"})).await;
}

pub async fn cancelled(recorder: &mut Recorder) {
    join(recorder, "cancelled").await;
    recorder.command("ask", json!({})).await;
    recorder.change("give_up", json!({})).await;
    // Nothing loads.
    recorder.command("give_up", json!({})).await;
    recorder.change("ask", json!({})).await;
    recorder
        .change("succeed", json!({"city": "Uji", "degrees": 0}))
        .await;
}

pub async fn stream(recorder: &mut Recorder) {
    join(recorder, "stream").await;
    let cities = |cities: &[&str], more: bool| json!({"cities": cities, "more": more});
    // It says `loading` from the start.
    recorder
        .change("load_days", cities(&["Nara", "Uji"], false))
        .await;
    for load in [
        cities(&["Kobe"], true),
        cities(&[], true),
        cities(&["Kyoto"], false),
    ] {
        recorder.change("load_days", load).await;
        recorder.patch().await;
    }
}
