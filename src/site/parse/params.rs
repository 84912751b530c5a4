//! `params`: keys of the author's own, which templates get as they are.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::reader::{Fields, Reader};
use super::yaml::{Kind, Node, Style};

/// A map as JSON: comparable, cheap to clone. The default is the empty map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Params(Arc<str>);

impl Default for Params {
    fn default() -> Self {
        Self("{}".into())
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: Value = serde_json::from_str(&self.0).unwrap_or_default();
        value.serialize(serializer)
    }
}

/// The map under `params`.
pub fn read(reader: &mut Reader, fields: &Fields) -> Params {
    let Some(node) = fields.value("params") else { return Params::default() };
    match reader.map(node, &node.range, "\"params\"") {
        Some(_) => Params(value(node).to_string().into()),
        None => Params::default(),
    }
}

/// `true`, `false` and whole numbers are what they say, all else is a text as it is spelled; so is
/// whatever stands in quotes.
fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Null | Kind::Unreadable => Value::Null,
        Kind::Scalar(text, Style::Plain) => plain(text),
        Kind::Scalar(text, _) => Value::String(text.clone()),
        Kind::List(items, _) => items.iter().map(value).collect(),
        Kind::Map(entries, _) => {
            let entries = entries.iter().map(|entry| (entry.key.clone(), value(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

fn plain(text: &str) -> Value {
    let number = text.parse::<i64>().ok().filter(|number| number.to_string() == text);
    match (text, number) {
        ("true", _) => Value::Bool(true),
        ("false", _) => Value::Bool(false),
        ("null", _) => Value::Null,
        (_, Some(number)) => number.into(),
        _ => Value::String(text.to_owned()),
    }
}
