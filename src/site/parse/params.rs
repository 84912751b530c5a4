//! `params` and files of data: keys of the author's own, which templates get as they are.

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

impl Params {
    /// What is no map counts as the empty one.
    pub fn new(value: &Value) -> Self {
        if value.is_object() { Self(value.to_string().into()) } else { Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        &*self.0 == "{}"
    }

    /// With the keys of `nearer` added, and put in the place of those of the same name.
    pub fn under(&self, nearer: &Self) -> Self {
        if self.is_empty() || nearer.is_empty() {
            return if self.is_empty() { nearer.clone() } else { self.clone() };
        }
        let [mut all, nearer] = [self, nearer].map(Self::map);
        all.extend(nearer);
        Self::new(&Value::Object(all))
    }

    fn map(&self) -> Map<String, Value> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.map().serialize(serializer)
    }
}

/// The map under `params`.
pub fn read(reader: &mut Reader, fields: &Fields) -> Params {
    let Some(node) = fields.value("params") else { return Params::default() };
    match reader.map(node, &node.range, "\"params\"") {
        Some(_) => Params::new(&value(node)),
        None => Params::default(),
    }
}

/// `true`, `false` and whole numbers are what they say, all else is a text as it is spelled; so is
/// whatever stands in quotes.
pub(super) fn value(node: &Node) -> Value {
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

pub(super) fn plain(text: &str) -> Value {
    let number = text.parse::<i64>().ok().filter(|number| number.to_string() == text);
    match (text, number) {
        ("true", _) => Value::Bool(true),
        ("false", _) => Value::Bool(false),
        ("null", _) => Value::Null,
        (_, Some(number)) => number.into(),
        _ => Value::String(text.to_owned()),
    }
}
