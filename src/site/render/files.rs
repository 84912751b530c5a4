//! The files beside the pages: the model's data, redirects.

use serde_json::{Map, Value, json};

use super::refs;
use crate::site::Site;
use crate::site::address::{Base, OutPath};
use crate::site::output::File;
use crate::site::parse::model::{Cell, Model, Text};
use crate::site::resolve::climbs::change;
use crate::site::text::escape;

/// The version of `model.json`, raised when a field changes its meaning or goes.
const FORMAT: u32 = 1;

/// The model's data, each file with where it goes.
pub fn model_data(model: &Model) -> Vec<(OutPath, File)> {
    let at = |name: &str| OutPath::new(format!("{}/{name}", model.key));
    vec![
        (at("model.json"), File::new(model_json(model))),
        (at("matrix.csv"), File::new(matrix_csv(model))),
    ]
}

/// `model.json`: every field of the model as the author spelled it, and the counts of each climb.
fn model_json(model: &Model) -> Vec<u8> {
    let mut root = Map::new();
    root.insert("format".into(), json!(FORMAT));
    root.insert("title".into(), json!(model.title.value));
    put(&mut root, "description", model.description.as_ref());
    for (key, value) in &model.about {
        root.insert(key.clone(), json!(value.value));
    }
    let kinds: Vec<&str> = model.kinds.iter().map(|kind| kind.value.as_str()).collect();
    if !kinds.is_empty() {
        root.insert("kinds".into(), json!(kinds));
    }
    extra(&mut root, &model.extra);
    root.insert(
        "dimensions".into(),
        Value::Array((0..model.dimensions.len()).map(|d| dimension(model, d)).collect()),
    );
    root.insert(
        "levels".into(),
        Value::Array((0..model.levels.len()).map(|l| level(model, l)).collect()),
    );
    root.insert(
        "climbs".into(),
        Value::Array((1..model.levels.len()).map(|l| climb(model, l)).collect()),
    );
    let mut bytes = serde_json::to_vec_pretty(&Value::Object(root)).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn dimension(model: &Model, index: usize) -> Value {
    let d = &model.dimensions[index];
    let mut map = Map::new();
    map.insert("id".into(), json!(d.id));
    map.insert("path".into(), json!(d.path));
    map.insert("name".into(), json!(d.name.value));
    map.insert("kind".into(), json!(refs::kind(model, d.depth)));
    if let Some(parent) = d.parent {
        map.insert("parent".into(), json!(model.dimensions[parent].path));
    }
    for (key, value) in [("code", &d.code), ("color", &d.color), ("icon", &d.icon)] {
        if let Some(value) = value {
            map.insert(key.into(), json!(value.value));
        }
    }
    put(&mut map, "summary", d.summary.as_ref());
    put(&mut map, "description", d.description.as_ref());
    put(&mut map, "question", d.question.as_ref());
    extra(&mut map, &d.extra);
    Value::Object(map)
}

fn level(model: &Model, index: usize) -> Value {
    let l = &model.levels[index];
    let mut map = Map::new();
    map.insert("level".into(), json!(l.value.value));
    map.insert("name".into(), json!(l.name.value));
    let aka: Vec<&str> = l.aka.iter().map(|aka| aka.value.as_str()).collect();
    if !aka.is_empty() {
        map.insert("aka".into(), json!(aka));
    }
    put(&mut map, "summary", l.summary.as_ref());
    put(&mut map, "description", l.description.as_ref());
    if let Some(color) = &l.color {
        map.insert("color".into(), json!(color.value));
    }
    extra(&mut map, &l.extra);
    let cells = model.cells.iter().filter(|cell| cell.level == index);
    let cells = cells.map(|c| (model.dimensions[c.dimension].path.clone(), cell(c)));
    map.insert("cells".into(), Value::Object(cells.collect()));
    Value::Object(map)
}

fn cell(cell: &Cell) -> Value {
    let mut map = Map::new();
    if let Some(title) = &cell.title {
        map.insert("title".into(), json!(title.value));
    }
    put(&mut map, "objective", cell.objective.as_ref());
    put(&mut map, "text", cell.text.as_ref());
    let items = cell.items.iter().map(|item| {
        let mut map = Map::new();
        map.insert("text".into(), json!(item.text.raw));
        if let Some(id) = &item.id {
            map.insert("id".into(), json!(id.value));
        }
        put(&mut map, "note", item.note.as_ref());
        extra(&mut map, &item.extra);
        Value::Object(map)
    });
    map.insert("items".into(), Value::Array(items.collect()));
    extra(&mut map, &cell.extra);
    Value::Object(map)
}

fn climb(model: &Model, to: usize) -> Value {
    let mut counts = [0; 3];
    for d in 0..model.dimensions.len() {
        let found = change(model, to - 1, to, d).counts();
        let found = [found.added, found.kept, found.dropped];
        counts.iter_mut().zip(found).for_each(|(sum, n)| *sum += n);
    }
    let value = |level: usize| &model.levels[level].value.value;
    json!({"from": value(to - 1), "to": value(to), "added": counts[0], "kept": counts[1], "dropped": counts[2]})
}

fn put(map: &mut Map<String, Value>, key: &str, text: Option<&Text>) {
    if let Some(text) = text {
        map.insert(key.into(), json!(text.raw));
    }
}

fn extra(map: &mut Map<String, Value>, extra: &[(String, String)]) {
    for (key, value) in extra {
        map.insert(key.clone(), serde_json::from_str(value).unwrap_or_else(|_| json!(value)));
    }
}

/// `matrix.csv` (RFC 4180): a row for each item, and one for each cell's prose.
fn matrix_csv(model: &Model) -> Vec<u8> {
    let mut csv = String::from("level,level name,dimension,kind,text\r\n");
    for cell in &model.cells {
        let level = &model.levels[cell.level];
        let head = [&level.value.value, &level.name.value, &model.dimensions[cell.dimension].path];
        let title = cell.title.iter().map(|title| ("title", &title.value));
        let prose = [("objective", &cell.objective), ("text", &cell.text)];
        let prose = prose.into_iter().filter_map(|(kind, text)| Some((kind, &text.as_ref()?.raw)));
        let items = cell.items.iter().flat_map(|item| {
            let note = item.note.iter().map(|note| ("note", &note.raw));
            std::iter::once(("item", &item.text.raw)).chain(note)
        });
        for (kind, text) in title.chain(prose).chain(items) {
            let fields = head.iter().map(|f| field(f)).chain([kind.to_owned(), field(text)]);
            csv.push_str(&fields.collect::<Vec<_>>().join(","));
            csv.push_str("\r\n");
        }
    }
    csv.into_bytes()
}

fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// A page that leads from an earlier address to the one of now.
pub fn redirect(site: &Site, base: &Base, to: super::PageId) -> File {
    let href = escape(&refs::href(site, base, to));
    let title = escape(&site.map.page(to).title);
    let language = escape(&site.config.language);
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"description\" content=\"{title}\"><link rel=\"canonical\" href=\"{href}\"></head>\
         <body><p>This page is now at <a href=\"{href}\">{title}</a>.</p></body></html>\n"
    );
    File::new(html.into_bytes())
}
