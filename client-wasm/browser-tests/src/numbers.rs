//! Floats, which the browser reads for the client.

use musubi_wire::json;
use wasm_bindgen_test::wasm_bindgen_test;

/// Numbers that follow from each other as if by chance, the same each time.
fn bits() -> impl Iterator<Item = u64> {
    let step = |seed: &u64| {
        let next = seed.wrapping_mul(6_364_136_223_846_793_005);
        Some(next.wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(1), step)
}

#[wasm_bindgen_test]
fn every_double_is_read_bit_for_bit() {
    let edges = [
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        -0.0,
        0.1 + 0.2,
        9_007_199_254_740_993.0,
    ];
    let some = bits()
        .map(f64::from_bits)
        .filter(|double| double.is_finite());
    for double in edges.into_iter().chain(some.take(20_000)) {
        let text = serde_json::to_string(&[double]).unwrap();
        let [read] = json::read::<[f64; 1]>(&text).unwrap();
        assert_eq!(read.to_bits(), double.to_bits(), "{text}");
        let value = json::read::<serde_json::Value>(&text).unwrap();
        assert_eq!(value.to_string(), text);
    }
}

#[wasm_bindgen_test]
fn every_float_of_four_bytes_is_read_bit_for_bit() {
    let some = bits().map(|bits| f32::from_bits((bits >> 32) as u32));
    for float in some.filter(|float| float.is_finite()).take(20_000) {
        let text = serde_json::to_string(&float).unwrap();
        let read = json::read::<f32>(&text).unwrap();
        assert_eq!(read.to_bits(), float.to_bits(), "{text}");
    }
}

#[wasm_bindgen_test]
fn what_no_double_holds_is_out_of_range() {
    let fault = json::read::<f64>("1e999").unwrap_err();
    assert_eq!(fault.message(), "number out of range at line 1 column 5");
}
