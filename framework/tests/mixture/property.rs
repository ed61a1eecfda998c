use futures_util::FutureExt;
use musubi::testing::{Features, TestPage};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::client::Client;
use crate::edits::{Turn, turn};
use crate::house::HouseStore;
use crate::model::House;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_edits_lead_a_client_to_what_the_model_shows(
        turns in vec((turn(), prop::bool::weighted(0.5)), 1..24),
        moves: bool,
    ) {
        let mounting = TestPage::mount_unflushed::<HouseStore>(json!({})).now_or_never();
        let mut page = mounting.unwrap().unwrap().offering(Features { moves });
        let (mut client, mut model) = (Client::default(), House::default());
        flush(&mut page, &mut client);
        prop_assert_eq!(client.shown(), model.document());
        for (turn, is_flushed) in turns {
            if matches!(turn, Turn::Room(door, _) if !model.has(door)) {
                continue;
            }
            turn.clone().make(&mut page);
            model.take(turn);
            if is_flushed {
                flush(&mut page, &mut client);
                prop_assert_eq!(client.shown(), model.document());
            }
        }
        flush(&mut page, &mut client);
        prop_assert_eq!(client.shown(), model.document());
        prop_assert_eq!(page.hydrated(), model.document(), "the document of the wire's crate agrees");
        prop_assert_eq!(page.store_count(), model.store_count());
    }
}

fn flush(page: &mut TestPage, client: &mut Client) {
    if let Some(envelope) = page.flush() {
        client.take(&serde_json::to_value(envelope).unwrap());
    }
}
