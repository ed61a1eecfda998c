//! What the playground's page asks the server for.

use musubi_cart::storage::Carts;

#[test]
fn the_contract_tells_all_roots_with_their_commands_and_types() {
    let socket = musubi_playground::socket(Carts::open(None).unwrap());
    let contract = serde_json::to_value(socket.declared().unwrap()).unwrap();
    let stores = contract["stores"].as_object().unwrap();
    let roots: Vec<&str> = stores
        .iter()
        .filter(|(_, store)| store["root"] == true)
        .map(|(module, _)| module.as_str())
        .collect();
    assert_eq!(
        roots,
        [
            "AudienceStore",
            "CartStore",
            "CounterStore",
            "PollStore",
            "PollsStore",
            "ShowcaseStore"
        ]
    );
    let increment = &stores["CounterStore"]["commands"][0];
    assert_eq!(increment["name"], "increment");
    assert_eq!(
        increment["payload"],
        serde_json::json!([{ "name": "amount", "type": "number", "optional": false }])
    );
    let counter = contract["types"]["Counter"].as_str().unwrap();
    assert!(counter.contains("count: number;"), "{counter}");
}

#[test]
fn no_two_examples_ask_for_the_same_name() {
    assert!(musubi_playground::app(Carts::open(None).unwrap()).is_ok());
}
