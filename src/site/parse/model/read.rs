//! A model file from its root: what it says about itself, then levels, dimensions and cells.

use super::{Model, cells, checks, dimensions, levels, messages, wording};
use crate::site::parse::config::is_language;
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{
    Fields, Keys, Reader, is_url, messages as said, not_empty, quoted,
};
use crate::site::parse::yaml::{Kind, Node};
use crate::site::sources::{ContentHash, SourcePath};

const KEYS: Keys = Keys {
    known: &[
        "title",
        "description",
        "source",
        "id",
        "version",
        "released",
        "license",
        "authors",
        "lang",
        "kinds",
        "progression",
        "levels",
        "dimensions",
    ],
    later: &[
        "activities",
        "capabilities",
        "fields",
        "frameworks",
        "resources",
        "answers",
        "questions",
        "scoring",
        "include",
    ],
    extra: true,
};

/// What a model says about itself besides its title and description.
const ABOUT: [&str; 7] = ["id", "version", "released", "license", "authors", "lang", "source"];

/// Reads a model. `None` without any level or dimension.
pub fn model(reader: &mut Reader, root: &Node) -> Option<Model> {
    let what = "the model";
    let entries = reader.map(root, &root.range, what)?;
    let fields = reader.fields(entries, &root.range, what, &KEYS);
    let key = key(reader.path);
    let title = reader.string(&fields, "title");
    let description = wording::prose(reader, &fields, "description");
    let about = about(reader, &fields);
    let kinds = reader.strings(&fields, "kinds");
    progression(reader, &fields);
    let levels = levels::read(reader, &fields);
    let dimensions = dimensions::read(reader, &fields);
    if levels.levels.is_empty() || dimensions.dimensions.is_empty() {
        return None;
    }
    let cells = cells::read(reader, &levels, &dimensions);
    checks::complete(reader, &levels, &dimensions.dimensions, &cells);
    Some(Model {
        path: reader.path.clone(),
        hash: ContentHash::default(),
        title: title.unwrap_or_else(|| Spanned { value: key.clone(), range: 0..0 }),
        key,
        description,
        about,
        kinds,
        levels: levels.levels,
        dimensions: dimensions.dimensions,
        cells: cells.cells,
        extra: fields.extra,
    })
}

/// `a/b` for `content/a/b.model.yaml`.
fn key(path: &SourcePath) -> String {
    let path = path.as_str();
    let path = path.strip_prefix("content/").unwrap_or(path);
    let endings = [".model.yaml", ".model.yml", ".yaml", ".yml"];
    endings.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path).to_owned()
}

fn about(reader: &mut Reader, fields: &Fields) -> Vec<(String, Spanned<String>)> {
    let mut given: Vec<_> = ABOUT.iter().filter_map(|key| fields.get(key)).collect();
    given.sort_by_key(|entry| entry.key_range.start);
    let mut about = Vec::new();
    for entry in given {
        let value = match entry.value.kind {
            Kind::List(..) if entry.key == "authors" => authors(reader, fields, &entry.value),
            _ => reader.entry_string(entry),
        };
        if let Some(value) = value.filter(|value| is_fit(reader, &entry.key, value)) {
            about.push((entry.key.clone(), value));
        }
    }
    about
}

fn authors(reader: &mut Reader, fields: &Fields, node: &Node) -> Option<Spanned<String>> {
    let names: Vec<_> =
        reader.strings(fields, "authors").into_iter().map(|name| name.value).collect();
    not_empty(Spanned { value: names.join(", "), range: node.range.clone() })
}

fn is_fit(reader: &mut Reader, key: &str, text: &Spanned<String>) -> bool {
    let value = text.value.as_str();
    let scheme = value.split(':').next().unwrap_or_default();
    let looks_like_url = !value.contains(char::is_whitespace)
        && scheme.len() < value.len()
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
    if key == "source" && looks_like_url && !is_url(value, false) {
        let place = reader.place(&text.range);
        reader.report(said::not_an_address(place, key, value, false));
        return false;
    }
    if key == "lang" && !is_language(value) {
        let message = format!("{} is no language", quoted(value));
        reader.refuse(&text.range, message, "Write a language tag: en, de, pt-BR, zh-Hans.");
        return false;
    }
    true
}

fn progression(reader: &mut Reader, fields: &Fields) {
    if reader.choice(fields, "progression", &["snapshot", "additive"]) == Some(1)
        && let Some(entry) = fields.get("progression")
    {
        let place = reader.place(&entry.value.range);
        reader.report(messages::additive(place));
    }
}
