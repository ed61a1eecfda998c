use std::collections::HashMap;

use musubi_wire::{StoreId, Topic, connection_topic, pointer, root_id, upload_topic};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::properties;

#[test]
fn tokens_are_escaped_on_the_way_in_and_unescaped_on_the_way_out() {
    let mut path = String::new();
    for token in ["a/b", "m~n", "~1", ""] {
        pointer::push_token(&mut path, token);
    }
    pointer::push_index(&mut path, 0);
    pointer::push_index(&mut path, usize::MAX);
    assert_eq!(path, format!("/a~1b/m~0n/~01//0/{}", usize::MAX));

    let tokens: Vec<_> = pointer::split(&path).unwrap().collect();
    assert_eq!(tokens[..4], ["a/b", "m~n", "~1", ""]);
    assert_eq!(pointer::index(&tokens[5]), Some(usize::MAX));
}

#[test]
fn the_empty_pointer_has_no_tokens() {
    assert_eq!(pointer::split("").unwrap().count(), 0);
    assert_eq!(pointer::split("/").unwrap().collect::<Vec<_>>(), [""]);
}

#[test]
fn text_that_is_no_pointer_is_refused() {
    for text in ["a", "a/b", "/~", "/~2", "/a~/b", "~0"] {
        assert!(pointer::split(text).is_err(), "{text}");
        assert!(pointer::to_buf(text).is_err(), "{text}");
    }
}

#[test]
fn an_index_has_no_sign_and_no_leading_zero() {
    assert_eq!(pointer::index("0"), Some(0));
    assert_eq!(pointer::index("10"), Some(10));
    for token in [
        "",
        "-",
        "00",
        "01",
        "+1",
        "-1",
        "1.0",
        "a",
        "99999999999999999999999",
    ] {
        assert_eq!(pointer::index(token), None, "{token}");
    }
}

#[test]
fn store_ids_are_ordered_parents_first() {
    let root = StoreId::root();
    let mut ids = [
        root.child(&["a", "a"]),
        root.child(&["b"]),
        root.clone(),
        root.child(&["a"]),
    ];
    ids.sort();
    let printed: Vec<_> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(printed, ["[]", r#"["a"]"#, r#"["b"]"#, r#"["a","a"]"#]);
}

#[test]
fn a_child_goes_below_its_parent() {
    let rows = StoreId::root().child(&["panel"]).child(&["rows", "r1"]);
    assert_eq!(rows.segments(), ["panel", "rows", "r1"]);
    assert!(rows.starts_with(&StoreId::root().child(&["panel"])));
    assert!(!StoreId::root().starts_with(&rows));
    assert!(StoreId::root().is_root() && !rows.is_root());
}

#[test]
fn a_map_of_store_ids_is_looked_up_by_parts() {
    let map = HashMap::from([(StoreId::root().child(&["a", "b"]), 1)]);
    let parts = ["a".to_owned(), "b".to_owned()];
    assert_eq!(map.get(parts.as_slice()), Some(&1));
}

#[test]
fn store_ids_are_read_from_arrays_of_strings_only() {
    for text in ["{}", r#"["a",1]"#, "null", "[[]]", ""] {
        assert!(text.parse::<StoreId>().is_err(), "{text}");
    }
}

#[test]
fn topics_are_told_apart() {
    let root = root_id("Shop.Cart", "a:b");
    assert_eq!(root, "Shop.Cart:a:b");
    assert_eq!(
        Topic::parse(&connection_topic(&root)),
        Topic::Connection(&root)
    );
    assert_eq!(Topic::parse(&upload_topic("u_1")), Topic::Upload("u_1"));
    assert_eq!(Topic::parse("phoenix"), Topic::Phoenix);
    assert_eq!(Topic::parse("phoenix2"), Topic::Other("phoenix2"));
}

proptest! {
    #[test]
    fn any_tokens_survive_a_pointer(tokens in vec(any::<String>(), 0..6)) {
        let mut path = String::new();
        tokens.iter().for_each(|token| pointer::push_token(&mut path, token));
        let again: Vec<_> = pointer::split(&path).unwrap().map(|token| token.into_owned()).collect();
        prop_assert_eq!(again, tokens);
    }

    #[test]
    fn any_text_is_judged_as_json_patch_does(text in "(/[a-c~/01-]{0,4}){0,4}|\\PC{0,8}") {
        properties::pointer_text(&text);
    }

    #[test]
    fn any_store_id_survives_its_text(parts in vec(any::<String>(), 0..4)) {
        let id = StoreId::from(parts.clone());
        prop_assert_eq!(id.to_string().parse::<StoreId>().unwrap(), id.clone());
        prop_assert_eq!(serde_json::to_string(&id).unwrap(), id.to_string());
        prop_assert_eq!(StoreId::from_value(&serde_json::json!(parts)), Some(id));
    }
}
