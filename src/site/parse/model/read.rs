//! A model from the root of its file: what it says about itself, then levels, dimensions, what
//! cells refer to, cells and activities.

use std::collections::HashSet;
use std::sync::Arc;

use super::catalog::{self, Catalog, Names};
use super::dimensions::Dimensions;
use super::include::{self, Parts};
use super::levels::Levels;
use super::{
    Activity, Cell, Model, Progression, activities, cells, checks, dimensions, levels, messages,
    tags, wording,
};
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::memo::hash_of;
use crate::site::parse::config::is_language;
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{
    Fields, Keys, Reader, is_url, messages as said, not_empty, quoted,
};
use crate::site::parse::yaml::{Kind, Node};
use crate::site::sources::{ContentHash, SourcePath};
use crate::site::text::slug;
use crate::site::words::Words;

pub(super) const KEYS: Keys = Keys {
    known: &[
        "title",
        "description",
        "source",
        "id",
        "was",
        "version",
        "released",
        "license",
        "authors",
        "lang",
        "kinds",
        "progression",
        "levels",
        "dimensions",
        "activities",
        "capabilities",
        "fields",
        "frameworks",
        "resources",
        "answers",
        "scoring",
        "include",
    ],
    extra: true,
};

/// What our own `model.json` adds to a model; computed anew, so not kept.
const COMPUTED: &str = "x-levelbook";

/// What a model says about itself besides its title and description.
const ABOUT: [&str; 7] = ["id", "version", "released", "license", "authors", "lang", "source"];

/// Reads `content/<key>.model.yaml`, the first of the files, together with those that it includes.
/// `None` when it is too broken to go on with.
pub fn parse(files: &[(SourcePath, String)]) -> (Option<Model>, Vec<Diagnostic>) {
    parse_in(files, &Arc::default())
}

/// The same in the words of a site.
pub fn parse_in(
    files: &[(SourcePath, String)],
    words: &Arc<Words>,
) -> (Option<Model>, Vec<Diagnostic>) {
    let Some((path, _)) = files.first() else { return (None, Vec::new()) };
    let (parts, text) = Parts::join(files);
    let ranges = parts.ranges(text.len());
    let (mut reader, root) = Reader::open_files(path, &text, ranges[0].clone(), parts.starts());
    reader.words = Arc::clone(words);
    let root = root.map(|mut root| {
        for range in &ranges[1..] {
            let part = reader.further(range.clone());
            part.into_iter().for_each(|part| include::merge(&mut reader, &mut root, part));
        }
        root
    });
    let model = match &root {
        Some(root) => model(&mut reader, root, &parts),
        None => {
            reader.report(messages::empty_file(Place::file(path)));
            None
        }
    };
    let model = model.map(|model| Model { hash: hash_of(&(files, words)), ..model });
    let mut diagnostics = reader.finish();
    diagnostics.iter_mut().for_each(|diagnostic| parts.settle(diagnostic));
    (model, diagnostics)
}

/// Reads a model. `None` without any level or dimension.
fn model(reader: &mut Reader, root: &Node, parts: &Parts) -> Option<Model> {
    let what = "the model";
    let entries = reader.map(root, &root.range, what)?;
    let fields = reader.fields(entries, &root.range, what, &KEYS);
    let key = key(reader.path);
    let title = reader.string(&fields, "title");
    let description = wording::prose(reader, &fields, "description");
    let about = about(reader, &fields);
    let was = was(reader, &fields);
    let kinds = reader.strings(&fields, "kinds");
    let progression = progression(reader, &fields);
    let patterns = reader.strings(&fields, "include");
    include::check(reader, &patterns, parts);
    let levels = levels::read(reader, &fields);
    let dimensions = dimensions::read(reader, &fields);
    if levels.levels.is_empty() || dimensions.dimensions.is_empty() {
        return None;
    }
    let (mut catalog, mut names) = catalog::read(reader, &fields, &dimensions);
    let cells = {
        let (levels, dimensions) = (&levels, &dimensions);
        let around = cells::Around { levels, dimensions, catalog: &catalog, names: &names };
        cells::read(reader, &around)
    };
    let activities =
        read_activities(reader, &fields, (&levels, &dimensions), (&mut catalog, &mut names));
    checks::complete(reader, &levels, &dimensions, &cells, &activities);
    let mut model = Model {
        path: reader.path.clone(),
        hash: ContentHash::default(),
        parts: parts.clone(),
        title: title.unwrap_or_else(|| Spanned { value: key.clone(), range: 0..0 }),
        key,
        was,
        description,
        about,
        progression,
        kinds,
        levels: levels.levels,
        dimensions: dimensions.dimensions,
        cells: cells.cells,
        placed: placed(&activities),
        activities,
        catalog,
        extra: fields.extra.into_iter().filter(|(key, _)| key != COMPUTED).collect(),
    };
    anchors(&mut model);
    tags::check(reader, &model.cells, &model.activities, &model.catalog.resources);
    checks::capabilities(reader, &model);
    checks::repeated(reader, &model);
    Some(model)
}

/// Earlier places of the model, as paths below `content/` without an ending.
fn was(reader: &mut Reader, fields: &Fields) -> Vec<Spanned<String>> {
    let mut places = Vec::new();
    for mut place in reader.strings(fields, "was") {
        let is_odd = |part: &str| matches!(part, "" | "." | "..");
        let path = place.value.trim_matches('/').to_owned();
        if path.split('/').any(is_odd) || path.contains(['#', '?', '\\', ':']) {
            let message = format!("{} is no earlier place of a model", quoted(&place.value));
            let help = "Write its path below content/ without the ending: models/mlops";
            reader.refuse(&place.range, message, help);
            continue;
        }
        place.value = path;
        places.push(place);
    }
    places
}

fn read_activities(
    reader: &mut Reader,
    fields: &Fields,
    (levels, dimensions): (&Levels, &Dimensions),
    (catalog, names): (&mut Catalog, &mut Names),
) -> Vec<Activity> {
    let mut around = activities::Around { levels, dimensions, catalog, names };
    activities::read(reader, fields, &mut around)
}

fn placed(activities: &[Activity]) -> Vec<(usize, usize, usize)> {
    let all = activities.iter().enumerate();
    let mut placed: Vec<_> = all.map(|(index, a)| (a.level, a.dimension, index)).collect();
    placed.sort_unstable();
    placed
}

/// Gives every item an id for the pages that it stands on: its own, or its dimension and first words.
fn anchors(model: &mut Model) {
    let paths: Vec<_> = model.dimensions.iter().map(|d| d.path.replace('/', "-")).collect();
    let of_dimensions = || paths.iter().cloned();
    let all = model.cells.iter().flat_map(Cell::all_items);
    let given: HashSet<String> =
        all.filter_map(|item| item.id.as_ref().map(|id| id.value.clone())).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut level = None;
    for cell in &mut model.cells {
        if level != Some(cell.level) {
            level = Some(cell.level);
            taken = of_dimensions().chain(given.iter().cloned()).collect();
        }
        let path = &paths[cell.dimension];
        let own = cell.items.iter_mut();
        for item in own.chain(cell.sections.iter_mut().flat_map(|section| &mut section.items)) {
            item.anchor = match &item.id {
                Some(id) => id.value.clone(),
                None => free(&mut taken, &format!("{path}-{}", first_words(&item.text.rich.plain))),
            };
        }
    }
}

/// At most six words of a text, as an id.
fn first_words(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().take(6).collect();
    let slug: String = slug(&words.join(" ")).chars().take(60).collect();
    slug.trim_end_matches('-').to_owned()
}

fn free(taken: &mut HashSet<String>, wish: &str) -> String {
    let wish = wish.trim_end_matches('-');
    let numbered = (2..).map(|n| format!("{wish}-{n}"));
    let mut names = std::iter::once(wish.to_owned()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    name
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

fn progression(reader: &mut Reader, fields: &Fields) -> Progression {
    match reader.choice(fields, "progression", &["snapshot", "additive"]) {
        Some(1) => Progression::Additive,
        _ => Progression::Snapshot,
    }
}
