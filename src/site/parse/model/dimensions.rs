//! The dimensions of a model, nested to any depth, and how cells call them.

use std::collections::HashMap;

use super::{Dimension, messages, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Keys, Reader, is_object, not_empty, quoted};
use crate::site::parse::yaml::{Entry, Kind, Node};
use crate::site::text::{name_key, slug};

pub(super) const KEYS: Keys = Keys {
    known: &[
        "id",
        "name",
        "code",
        "summary",
        "description",
        "question",
        "color",
        "icon",
        "dimensions",
        "cells",
        "activities",
    ],
    extra: true,
};

/// The dimensions, the `cells` of each, and how they are called.
#[derive(Default)]
pub struct Dimensions<'n> {
    pub dimensions: Vec<Dimension>,
    pub cells: Vec<Option<&'n Entry>>,
    pub activities: Vec<Option<&'n Entry>>,
    paths: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
}

/// What a cell's key means.
pub enum Found {
    One(usize),
    Several(Vec<usize>),
    None,
}

impl Dimensions<'_> {
    pub fn find(&self, key: &str) -> Found {
        let spelled = name_key(key);
        let path = path_key(key);
        if let Some(&index) = self.paths.get(&path) {
            return Found::One(index);
        }
        match self.names.get(&spelled).or_else(|| self.names.get(&path)).map(Vec::as_slice) {
            Some([one]) => Found::One(*one),
            Some(several) => Found::Several(several.to_vec()),
            None => Found::None,
        }
    }

    /// Remembers the names of a dimension: its name, its id, and the names from the outermost down.
    fn remember(&mut self, index: usize) {
        let dimension = &self.dimensions[index];
        let mut line = vec![dimension.name.value.as_str()];
        let mut above = dimension.parent;
        while let Some(parent) = above {
            line.push(&self.dimensions[parent].name.value);
            above = self.dimensions[parent].parent;
        }
        line.reverse();
        let keys = [&dimension.name.value, &dimension.id].map(|name| name_key(name));
        let by_names = path_key(&line.join("/"));
        self.paths.entry(path_key(&dimension.path)).or_insert(index);
        for key in keys.into_iter().chain([by_names]) {
            let named = self.names.entry(key).or_default();
            if named.last() != Some(&index) {
                named.push(index);
            }
        }
    }
}

fn path_key(path: &str) -> String {
    path.split('/').map(name_key).collect::<Vec<_>>().join("/")
}

pub fn read<'n>(reader: &mut Reader, fields: &Fields<'n>) -> Dimensions<'n> {
    let mut dimensions = Dimensions::default();
    let entry = fields.get("dimensions");
    let before = reader.found();
    if let Some(entry) = entry {
        siblings(reader, entry, None, &mut dimensions);
    }
    let unreadable = entry.is_some_and(|entry| entry.value.kind == Kind::Unreadable);
    if dimensions.dimensions.is_empty() && !unreadable && reader.found() == before {
        let place = entry.map_or(&fields.place, |entry| &entry.key_range);
        let place = reader.place(place);
        reader.report(messages::no_dimensions(place));
    }
    dimensions
}

/// A list of dimensions with what is nested in each.
fn siblings<'n>(
    reader: &mut Reader,
    entry: &'n Entry,
    parent: Option<usize>,
    all: &mut Dimensions<'n>,
) {
    let mut taken: HashMap<String, usize> = HashMap::new();
    for node in reader.list(entry) {
        let Some(read) = dimension(reader, node) else { continue };
        let Read { mut dimension, cells, activities, nested } = read;
        let index = all.dimensions.len();
        if dimension.id.is_empty() {
            let place = reader.place(&dimension.name.range);
            reader.report(messages::dimension_without_id(place, &dimension.name.value));
            dimension.id = format!("dimension-{}", index + 1);
        }
        if let Some(&first) = taken.get(&dimension.id) {
            same_id(reader, &all.dimensions[first], &dimension);
            continue;
        }
        taken.insert(dimension.id.clone(), index);
        let above = parent.map(|parent| &all.dimensions[parent]);
        dimension.parent = parent;
        dimension.depth = above.map_or(0, |above| above.depth + 1);
        dimension.path = above.map_or_else(
            || dimension.id.clone(),
            |above| format!("{}/{}", above.path, dimension.id),
        );
        all.dimensions.push(dimension);
        all.cells.push(cells);
        all.activities.push(activities);
        all.remember(index);
        if let Some(nested) = nested {
            siblings(reader, nested, Some(index), all);
        }
    }
}

fn same_id(reader: &mut Reader, first: &Dimension, second: &Dimension) {
    let places = (reader.place(&second.name.range), reader.place(&first.name.range));
    let names = [&first.name.value, &second.name.value];
    reader.report(messages::one_id(places.0, places.1, names, &second.id));
}

/// A dimension, and what was written in it that is read later.
struct Read<'n> {
    dimension: Dimension,
    cells: Option<&'n Entry>,
    activities: Option<&'n Entry>,
    nested: Option<&'n Entry>,
}

/// A name alone, or a map; its place among the others is filled in by the caller.
fn dimension<'n>(reader: &mut Reader, node: &'n Node) -> Option<Read<'n>> {
    match &node.kind {
        Kind::Map(entries, _) if is_object(entries, &KEYS) => {
            let what = label(entries);
            let fields = reader.fields(entries, &node.range, &what, &KEYS);
            let id = wording::id(reader, &fields);
            let name = match (&id, fields.get("name")) {
                (Some(id), None) => id.clone(),
                _ => reader.required(&fields, "name", &what, "name: Technology").or(id.clone())?,
            };
            let mut dimension = named(name);
            if let Some(id) = id {
                dimension.id = id.value;
            }
            details(reader, &fields, &mut dimension);
            let [cells, activities, nested] =
                ["cells", "activities", "dimensions"].map(|key| fields.get(key));
            Some(Read { dimension, cells, activities, nested })
        }
        Kind::Null => {
            if reader.text(node, true).is_none() && reader.comment_behind(node.range.end).is_none()
            {
                let place = reader.place(&node.range);
                reader.report(messages::empty_bullet(place, "dimension"));
            }
            None
        }
        _ => {
            let dimension = named(reader.text(node, true).and_then(not_empty)?);
            Some(Read { dimension, cells: None, activities: None, nested: None })
        }
    }
}

fn named(name: Spanned<String>) -> Dimension {
    Dimension {
        id: slug(&name.value),
        name,
        code: None,
        summary: None,
        description: None,
        question: None,
        color: None,
        icon: None,
        parent: None,
        depth: 0,
        path: String::new(),
        extra: Vec::new(),
    }
}

fn details(reader: &mut Reader, fields: &Fields, dimension: &mut Dimension) {
    dimension.code = reader.string(fields, "code");
    dimension.summary = wording::inline(reader, fields, "summary");
    dimension.description = wording::prose(reader, fields, "description");
    dimension.question = wording::inline(reader, fields, "question");
    dimension.color = wording::color(reader, fields);
    dimension.icon = reader.string(fields, "icon");
    dimension.extra = fields.extra.clone();
}

fn label(entries: &[Entry]) -> String {
    let name = ["name", "id"].iter().find_map(|key| entries.iter().find(|entry| entry.key == *key));
    match name.map(|entry| &entry.value.kind) {
        Some(Kind::Scalar(name, _)) => format!("dimension {}", quoted(name)),
        _ => "a dimension".to_owned(),
    }
}
