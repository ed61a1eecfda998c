//! Child stores: in members, in lists, in nested state, and below each other.

#[path = "../../../tests/stores/src/children.rs"]
mod stores;

use serde_json::json;

use crate::recorder::Recorder;
pub use stores::HouseStore;

pub async fn commands(recorder: &mut Recorder) {
    recorder.join::<HouseStore>("commands", json!({})).await;
    let lamp = ["hall", "lamp"];
    recorder.command_on(&lamp, "switch", json!({})).await;
    recorder.patch().await;
    // A lamp that is gone has no commands, and one that comes again does not remember.
    recorder
        .change("light_the_hall", json!({"lamp": false}))
        .await;
    recorder.refused_command(&lamp, "switch", json!({})).await;
    recorder
        .change("light_the_hall", json!({"lamp": true}))
        .await;
    recorder.command_on(&lamp, "switch", json!({})).await;
    recorder.patch().await;
}

pub async fn lists(recorder: &mut Recorder) {
    let rooms = |names: &[&str]| {
        let room = |name| json!({"name": name, "lamps": []});
        json!({"rooms": names.iter().map(room).collect::<Vec<_>>()})
    };
    recorder.join::<HouseStore>("lists", json!({})).await;
    for names in [
        &["study", "kitchen", "attic"][..],
        &["attic", "study", "kitchen"],
        &["kitchen", "cellar"],
        &[],
    ] {
        recorder.change("build", rooms(names)).await;
    }
}

pub async fn nesting(recorder: &mut Recorder) {
    let study = |lamps: &[&str]| json!({"rooms": [{"name": "study", "lamps": lamps}]});
    recorder.join::<HouseStore>("nesting", json!({})).await;
    recorder.change("build", study(&["desk", "shelf"])).await;
    let desk = ["rooms", "study", "lamps", "desk"];
    recorder.command_on(&desk, "switch", json!({})).await;
    recorder.patch().await;
    recorder
        .change("build", study(&["shelf", "desk", "door"]))
        .await;
    recorder.change("build", study(&["desk"])).await;
    recorder.change("build", json!({"rooms": []})).await;
}
