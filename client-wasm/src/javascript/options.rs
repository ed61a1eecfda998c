use std::collections::BTreeMap;
use std::time::Duration;

use js_sys::Reflect;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tsify::{Ts, Tsify};
use wasm_bindgen::JsValue;

use crate::ConnectOptions;

/// What JavaScript says of a connection. Times are in milliseconds.
#[derive(Debug, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JsConnectOptions {
    /// What the connect callback of the server is given.
    #[tsify(optional, type = "Readonly<Record<string, string>> | undefined")]
    params: BTreeMap<String, String>,
    /// How long a mount may take once the connection is open; 10,000 unless said otherwise.
    #[tsify(optional, type = "number | undefined")]
    join_timeout: Option<u32>,
    /// How long the reply to a command may take; 10,000 unless said otherwise.
    #[tsify(optional, type = "number | undefined")]
    command_timeout: Option<u32>,
    /// How often the server is asked whether it is there; every 30,000 unless said otherwise.
    #[tsify(optional, type = "number | undefined")]
    heartbeat: Option<u32>,
    /// What sends files elsewhere than to the server, by the name that a store gives.
    #[tsify(
        optional,
        type = "Readonly<Record<string, import(\"@musubi/client\").ExternalUploader>> | undefined"
    )]
    #[serde(rename = "uploaders")]
    _uploaders: IgnoredAny,
}

impl JsConnectOptions {
    /// Reads what JavaScript gave, whatever it is. The error says where and what is wrong.
    pub(super) fn read(given: Option<Ts<Self>>) -> Result<ConnectOptions, String> {
        let Some(given) = given else {
            return Ok(ConnectOptions::new());
        };
        let json = js_sys::JSON::stringify(&given.js_value()).ok();
        let json = json.and_then(|json| json.as_string());
        let json = json.ok_or("the options: expected an object of plain values")?;
        let options: Self =
            musubi_wire::json::read(&json).map_err(|fault| format!("the options: {fault}"))?;
        Ok(options.into_rust())
    }

    /// The uploaders, which are functions and no JSON.
    pub(super) fn uploaders(given: Option<&Ts<Self>>) -> JsValue {
        let uploaders = given.map(|given| Reflect::get(&given.js_value(), &"uploaders".into()));
        uploaders.and_then(Result::ok).unwrap_or_default()
    }

    fn into_rust(self) -> ConnectOptions {
        let time = |time: u32| Duration::from_millis(time.into());
        let mut options = ConnectOptions::new();
        for (name, value) in self.params {
            options = options.param(name, value);
        }
        if let Some(timeout) = self.join_timeout {
            options = options.join_timeout(time(timeout));
        }
        if let Some(timeout) = self.command_timeout {
            options = options.command_timeout(time(timeout));
        }
        if let Some(interval) = self.heartbeat {
            options = options.heartbeat(time(interval));
        }
        options
    }
}
