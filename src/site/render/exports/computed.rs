//! `model.json`: the model as a file of its own format, and what was computed from it under
//! `x-levelbook`, which readers of models pass over.

use serde_json::{Map, Value, json};

use super::data::{model_file, visible};
use crate::site::address::{Base, OutPath};
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::Model;
use crate::site::resolve::climbs::{Counts, change, counts};
use crate::site::resolve::links::dimension_anchor;

/// The version of what stands under `x-levelbook`, raised when a field changes its meaning or goes.
const FORMAT: u32 = 2;

pub fn json(model: &Model, style: UrlStyle) -> Vec<u8> {
    let mut root = model_file(model);
    if let Value::Object(root) = &mut root {
        root.insert("x-levelbook".into(), computed(model, style));
    }
    let text = serde_json::to_string_pretty(&root).unwrap_or_default();
    (visible(&text).into_owned() + "\n").into_bytes()
}

fn computed(model: &Model, style: UrlStyle) -> Value {
    let count = model.levels.len();
    let pairs = (0..count).flat_map(|from| (from + 1..count).map(move |to| (from, to)));
    let climbs: Vec<Value> = pairs.map(|(from, to)| climb(model, from, to)).collect();
    json!({
        "format": FORMAT,
        "generator": concat!("levelbook ", env!("CARGO_PKG_VERSION")),
        "items": model.item_count(),
        "activities": model.activities.len(),
        "climbs": climbs,
        "addresses": addresses(model, style),
    })
}

fn climb(model: &Model, from: usize, to: usize) -> Value {
    let value = |level: usize| json!(model.levels[level].value.value);
    let mut map = Map::new();
    map.insert("from".into(), value(from));
    map.insert("to".into(), value(to));
    put_counts(&mut map, counts(model, from, to));
    let dimensions = (0..model.dimensions.len()).filter_map(|d| {
        let found = change(model, from, to, d).counts();
        (found != Counts::default()).then(|| {
            let mut map = Map::new();
            put_counts(&mut map, found);
            (model.dimensions[d].path.clone(), Value::Object(map))
        })
    });
    map.insert("dimensions".into(), Value::Object(dimensions.collect()));
    Value::Object(map)
}

fn put_counts(map: &mut Map<String, Value>, counts: Counts) {
    let Counts { added, changed, kept, dropped } = counts;
    let named = [("added", added), ("changed", changed), ("kept", kept), ("dropped", dropped)];
    named.into_iter().for_each(|(key, count)| drop(map.insert(key.into(), json!(count))));
}

/// Where the pages of the model are, from beside this file; levels by value, all else as cells and
/// activities call it.
fn addresses(model: &Model, style: UrlStyle) -> Value {
    let at = |name: &str| json!(beside(model, name, style));
    let levels = model.levels.iter().map(|level| (level.value.value.clone(), at(&level.id())));
    let dimensions = model.dimensions.iter().enumerate().map(|(d, dimension)| {
        let page = format!("dimension-{}", dimension_anchor(model, d));
        (dimension.path.clone(), at(&page))
    });
    let activities = model.activities.iter();
    let activities = activities.map(|a| (a.id.clone(), at(&format!("activity-{}", a.id))));
    json!({
        "overview": at("index"),
        "matrix": at("matrix"),
        "levels": levels.collect::<Map<_, _>>(),
        "dimensions": dimensions.collect::<Map<_, _>>(),
        "activities": activities.collect::<Map<_, _>>(),
    })
}

/// The address of a page of the model, from beside it.
pub fn beside(model: &Model, name: &str, style: UrlStyle) -> String {
    let page = OutPath::page(&format!("{}/{name}", model.key), style);
    Base::Folder(format!("{}/", model.key)).href(&page, style)
}
