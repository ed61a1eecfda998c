//! A client by the letter of the protocol: JSON, `json_patch`, and lists of items.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What a client has of a page. It takes JSON text, and nothing of this crate.
#[derive(Default)]
pub struct Client {
    version: u64,
    document: Value,
    /// By store id and name. Items have their keys.
    streams: BTreeMap<(String, String), Vec<(String, Value)>>,
}

impl Client {
    /// Takes the payload of one envelope.
    pub fn take(&mut self, envelope: &Value) {
        assert_eq!(envelope["base_version"], self.version);
        self.version += 1;
        assert_eq!(envelope["version"], self.version);
        let ops: json_patch::Patch = serde_json::from_value(envelope["ops"].clone()).unwrap();
        json_patch::patch(&mut self.document, &ops)
            .unwrap_or_else(|error| panic!("{ops} does not fit {}: {error}", self.document));
        for op in envelope["stream_ops"].as_array().unwrap() {
            self.take_stream_op(op);
        }
        self.forget_streams_of_stores_that_went();
    }

    fn take_stream_op(&mut self, op: &Value) {
        let stream = op["stream"].as_str().unwrap().to_owned();
        let items = self.streams.entry((op["store_id"].to_string(), stream));
        let items = items.or_default();
        let key = op["item_key"].as_str().map(str::to_owned);
        match op["op"].as_str().unwrap() {
            "reset" => items.clear(),
            "delete" => {
                let key = key.unwrap();
                items.retain(|(known, _)| *known != key);
            }
            "insert" => {
                let key = key.unwrap();
                items.retain(|(known, _)| *known != key);
                let at = op["at"].as_i64().unwrap();
                let index = usize::try_from(at).map_or(items.len(), |at| at.min(items.len()));
                items.insert(index, (key, op["item"].clone()));
                if let Some(limit) = op["limit"].as_u64() {
                    let over = items.len().saturating_sub(usize::try_from(limit).unwrap());
                    let start = if at == 0 { items.len() - over } else { 0 };
                    items.drain(start..start + over);
                }
            }
            other => panic!("there is no stream op {other}"),
        }
    }

    fn forget_streams_of_stores_that_went(&mut self) {
        let mut stores = Vec::new();
        each_object(&self.document, &mut |object| {
            stores.extend(object.get("__musubi_store_id__").map(Value::to_string));
        });
        self.streams.retain(|(store, _), _| stores.contains(store));
    }

    /// The state with items in the places of streams.
    pub fn shown(&self) -> Value {
        self.fill(&self.document, &json!([]))
    }

    fn fill(&self, value: &Value, store: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.fill(item, store)).collect(),
            Value::Object(members) => {
                if let Some(Value::String(stream)) = members.get("__musubi_stream__") {
                    let items = self.streams.get(&(store.to_string(), stream.clone()));
                    let items = items.into_iter().flatten();
                    return items.map(|(_, item)| item.clone()).collect();
                }
                let store = members.get("__musubi_store_id__").unwrap_or(store);
                let fill =
                    |(name, value): (&String, &Value)| (name.clone(), self.fill(value, store));
                Value::Object(members.iter().map(fill).collect())
            }
            _ => value.clone(),
        }
    }
}

fn each_object(value: &Value, f: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_object(item, f)),
        Value::Object(members) => {
            f(members);
            members.values().for_each(|member| each_object(member, f));
        }
        _ => {}
    }
}
