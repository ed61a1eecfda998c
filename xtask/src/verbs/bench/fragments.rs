//! What the benchmarks measured, one file each, merged into one object.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;

/// Metric name to value, sorted by name.
pub type Metrics = BTreeMap<String, f64>;

/// Merges every `.json` file of `folder`.
///
/// # Errors
/// When a file is not an object of finite numbers, or two files name the same metric.
pub fn read(folder: &Path) -> Result<Metrics> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} could not be read", folder.display()))?;
    let mut merged = Metrics::new();
    for entry in entries {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text =
                fs::read_to_string(&path).with_context(|| format!("{name} could not be read"))?;
            merge(&mut merged, &name, &text)?;
        }
    }
    Ok(merged)
}

fn merge(merged: &mut Metrics, file: &str, text: &str) -> Result<()> {
    let fragment: Value =
        serde_json::from_str(text).with_context(|| format!("{file} is not JSON"))?;
    let fragment = fragment
        .as_object()
        .ok_or_else(|| anyhow!("{file} is not an object of metrics"))?;
    for (name, value) in fragment {
        let value = value
            .as_f64()
            .ok_or_else(|| anyhow!("{file}: `{name}` is not a number but {value}"))?;
        if merged.insert(name.clone(), value).is_some() {
            bail!("{file}: `{name}` is measured by another benchmark too");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_merged() {
        let mut merged = Metrics::new();
        merge(&mut merged, "diff.json", r#"{ "diff.flat_ratio": 1.5 }"#).unwrap();
        merge(&mut merged, "page.json", r#"{ "page.idle_bytes": 900 }"#).unwrap();
        assert_eq!(
            merged,
            Metrics::from([
                ("diff.flat_ratio".into(), 1.5),
                ("page.idle_bytes".into(), 900.0)
            ])
        );
    }

    #[test]
    fn a_metric_has_one_source_and_is_a_number() {
        let mut merged = Metrics::from([("a".into(), 1.0)]);
        assert!(
            merge(&mut merged, "b.json", r#"{ "a": 2 }"#)
                .unwrap_err()
                .to_string()
                .contains("another benchmark")
        );
        assert!(
            merge(&mut merged, "b.json", r#"{ "b": "2" }"#)
                .unwrap_err()
                .to_string()
                .contains("not a number")
        );
        assert!(merge(&mut merged, "b.json", "[1]").is_err());
        assert!(merge(&mut merged, "b.json", "{").is_err());
    }
}
