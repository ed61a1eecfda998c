//! What the playground's page asks the server for.

use musubi_cart::storage::Carts;
use musubi_chat::chat::Chat;

#[tokio::test]
async fn the_contract_tells_all_roots_with_their_commands_and_types() {
    let socket =
        musubi_playground::socket(Carts::open(None).unwrap(), Chat::open(None).await.unwrap());
    let contract = serde_json::to_value(socket.declared().unwrap()).unwrap();
    let stores = contract["stores"].as_object().unwrap();
    let roots: Vec<&str> = stores
        .iter()
        .filter(|(_, store)| store["root"] == true)
        .map(|(module, _)| module.as_str())
        .collect();
    let expected = [
        "AudienceStore",
        "CartStore",
        "CounterStore",
        "LobbyStore",
        "PollStore",
        "PollsStore",
        "RoomStore",
        "ShowcaseStore",
    ];
    assert_eq!(roots, expected);
    let increment = &stores["CounterStore"]["commands"][0];
    assert_eq!(increment["name"], "increment");
    assert_eq!(
        increment["payload"],
        serde_json::json!([{ "name": "amount", "type": "number", "optional": false }])
    );
    let counter = contract["types"]["Counter"].as_str().unwrap();
    assert!(counter.contains("count: number;"), "{counter}");
}

#[tokio::test]
async fn no_two_examples_ask_for_the_same_name() {
    let (carts, chat) = (Carts::open(None).unwrap(), Chat::open(None).await.unwrap());
    assert!(musubi_playground::app(carts, chat).is_ok());
}
