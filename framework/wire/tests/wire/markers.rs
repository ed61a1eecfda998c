use musubi_wire::{AsyncReason, AsyncStatus, AsyncValue, Marker, StoreId};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{async_reason, json as any_json};

#[test]
fn markers_are_told_from_data_by_the_exact_rules() {
    let data = [
        json!({"__musubi_store_id__": "a"}),
        json!({"__musubi_store_id__": ["a", 1]}),
        json!({"__musubi_store_id__": null}),
        json!({"__musubi_stream__": "s", "x": 1}),
        json!({"__musubi_stream__": 1}),
        json!({"__musubi_upload__": "u", "x": 1}),
        json!({"__musubi_upload__": null}),
        json!({"__musubi_async__": true, "status": "ok", "result": 1}),
        json!({"__musubi_async__": true, "status": "ok", "reason": 1}),
        json!({"__musubi_async__": true, "status": "done", "result": 1, "reason": null}),
        json!({"__musubi_async__": 1, "status": "ok", "result": 1, "reason": null}),
        json!({"__musubi_async__": false, "status": "ok", "result": 1, "reason": null}),
        json!({}),
        json!(["__musubi_stream__"]),
        json!("__musubi_stream__"),
    ];
    for value in data {
        assert_eq!(Marker::of(&value), None, "{value}");
    }

    let node = json!({"__musubi_store_id__": ["a"], "x": 1});
    assert_eq!(
        Marker::of(&node),
        Some(Marker::Store(StoreId::root().child(&["a"])))
    );
    let root = json!({"__musubi_store_id__": []});
    assert_eq!(Marker::of(&root), Some(Marker::Store(StoreId::root())));
    assert_eq!(
        Marker::of(&Marker::stream_value("s")),
        Some(Marker::Stream("s"))
    );
    assert_eq!(
        Marker::of(&Marker::upload_value("u")),
        Some(Marker::Upload("u"))
    );
    let loading = json!({"__musubi_async__": true, "status": "loading",
        "result": {"__musubi_stream__": "s"}, "reason": null, "more": 1});
    assert_eq!(
        Marker::of(&loading),
        Some(Marker::Async {
            status: AsyncStatus::Loading,
            result: &Marker::stream_value("s"),
            reason: &Value::Null,
        })
    );
}

#[test]
fn async_values_have_the_form_of_the_reference() {
    let written = |value: AsyncValue| serde_json::to_value(value).unwrap();
    assert_eq!(
        written(AsyncValue::default()),
        json!({"__musubi_async__": true, "status": "loading", "result": null, "reason": null})
    );
    assert_eq!(
        written(AsyncValue::failed(
            AsyncReason::Exit(json!("timeout")),
            Some(json!(1))
        )),
        json!({"__musubi_async__": true, "status": "failed", "result": 1,
            "reason": {"kind": "exit", "value": "timeout"}})
    );
}

#[test]
fn an_async_value_is_refused_without_its_flag_or_a_key() {
    for value in [
        json!({"__musubi_async__": false, "status": "ok", "result": 1, "reason": null}),
        json!({"status": "ok", "result": 1, "reason": null}),
        json!({"__musubi_async__": true, "status": "ok", "result": 1}),
        json!({"__musubi_async__": true, "status": "ok", "reason": null}),
        json!({"__musubi_async__": true, "status": "?", "result": 1, "reason": null}),
    ] {
        assert!(
            serde_json::from_value::<AsyncValue<i32>>(value.clone()).is_err(),
            "{value}"
        );
    }
}

proptest! {
    #[test]
    fn every_reason_survives_the_wire(reason in async_reason()) {
        let written = serde_json::to_value(&reason).unwrap();
        prop_assert_eq!(AsyncReason::from(written.clone()), reason.clone());
        prop_assert_eq!(serde_json::from_value::<AsyncReason>(written).unwrap(), reason);
    }

    #[test]
    fn any_json_is_a_reason_and_stays_what_it_is(value in any_json()) {
        let reason = AsyncReason::from(value.clone());
        prop_assert_eq!(serde_json::to_value(reason).unwrap(), value);
    }

    #[test]
    fn every_async_value_survives_the_wire_and_is_a_marker(
        status in prop::sample::select(vec![AsyncStatus::Loading, AsyncStatus::Ok, AsyncStatus::Failed]),
        result in option::of(any::<i32>()),
        reason in option::of(async_reason()),
    ) {
        let value = AsyncValue { status, result, reason };
        let written = serde_json::to_value(&value).unwrap();
        let is_async = matches!(Marker::of(&written), Some(Marker::Async { .. }));
        prop_assert!(is_async);
        prop_assert_eq!(serde_json::from_value::<AsyncValue<i32>>(written).unwrap(), value);
    }
}
