//! Activities: items grown into a page of their own.

use std::collections::HashMap;

use super::catalog::{self, Catalog, Names};
use super::dimensions::Dimensions;
use super::fields::{self, FieldValue};
use super::levels::Levels;
use super::questions::{self, Question};
use super::references::{self, Reference};
use super::{Text, messages, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::messages::nearest;
use crate::site::parse::reader::{Fields, Keys, Reader, not_empty, quoted};
use crate::site::parse::yaml::{Entry, Kind, Node};
use crate::site::text::{name_key, slug};

/// One activity, in one cell of the model.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Activity {
    /// Given, or the slug of the name; unique in the model.
    pub id: String,
    /// Ids that it had before: their addresses lead to it.
    pub was: Vec<Spanned<String>>,
    pub name: Spanned<String>,
    pub level: usize,
    pub dimension: usize,
    pub summary: Option<Text>,
    pub description: Option<Text>,
    /// Indexes of the activities that come first.
    pub needs: Vec<usize>,
    pub related: Vec<usize>,
    pub tags: Vec<Spanned<String>>,
    pub references: Vec<Reference>,
    /// Indexes of resources.
    pub resources: Vec<usize>,
    pub questions: Vec<Question>,
    pub capability: Option<usize>,
    /// Values of declared fields, in the order of the declaration.
    pub values: Vec<FieldValue>,
    pub extra: Vec<(String, String)>,
}

pub const KEYS: Keys = Keys {
    known: &[
        "id",
        "was",
        "name",
        "level",
        "in",
        "summary",
        "description",
        "needs",
        "related",
        "tags",
        "references",
        "resources",
        "questions",
        "capability",
    ],
    extra: true,
};

/// What an activity is read against.
pub struct Around<'c, 'n> {
    pub levels: &'c Levels<'n>,
    pub dimensions: &'c Dimensions<'n>,
    pub catalog: &'c mut Catalog,
    pub names: &'c mut Names,
}

/// Activities with the references to others that are still names.
#[derive(Default)]
pub struct Activities {
    pub activities: Vec<Activity>,
    /// For each: `needs` and `related` as written.
    named: Vec<[Vec<Spanned<String>>; 2]>,
    by_name: HashMap<String, usize>,
}

/// Those of each dimension, then those at the top of the model.
pub fn read<'n>(
    reader: &mut Reader,
    fields: &Fields<'n>,
    around: &mut Around<'_, 'n>,
) -> Vec<Activity> {
    let mut all = Activities::default();
    for dimension in 0..around.dimensions.dimensions.len() {
        if let Some(entry) = around.dimensions.activities[dimension] {
            all.list(reader, entry, Some(dimension), around);
        }
    }
    if let Some(entry) = fields.get("activities") {
        all.list(reader, entry, None, around);
    }
    all.connect(reader);
    super::graph::check(reader, &all.activities, &around.levels.levels, &all.named_needs());
    all.activities
}

impl Activities {
    fn list(
        &mut self,
        reader: &mut Reader,
        entry: &Entry,
        dimension: Option<usize>,
        around: &mut Around,
    ) {
        for node in reader.list(entry) {
            let Some((activity, named)) = activity(reader, node, dimension, around) else {
                continue;
            };
            if let Some(&first) = self.by_name.get(&name_key(&activity.id)) {
                same_id(reader, &self.activities[first], &activity);
                continue;
            }
            self.by_name.insert(name_key(&activity.id), self.activities.len());
            self.activities.push(activity);
            self.named.push(named);
        }
    }

    /// Replaces names of other activities by their indexes.
    fn connect(&mut self, reader: &mut Reader) {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, activity) in self.activities.iter().enumerate() {
            by_name.entry(name_key(&activity.name.value)).or_default().push(index);
        }
        for index in 0..self.activities.len() {
            let [needs, related] = self.named[index].clone();
            let mut find = |names: &[Spanned<String>]| -> Vec<usize> {
                let found = |name| self.find(reader, name, &by_name);
                names.iter().filter_map(found).collect()
            };
            let (needs, related) = (find(&needs), find(&related));
            self.activities[index].needs = needs;
            self.activities[index].related = related;
        }
    }

    fn find(
        &self,
        reader: &mut Reader,
        named: &Spanned<String>,
        by_name: &HashMap<String, Vec<usize>>,
    ) -> Option<usize> {
        let key = name_key(&named.value);
        if let Some(&index) = self.by_name.get(&key) {
            return Some(index);
        }
        if let Some([index]) = by_name.get(&key).map(Vec::as_slice) {
            return Some(*index);
        }
        let place = reader.place(&named.range);
        let ids = self.activities.iter().take(reader.compared());
        let near = ids.flat_map(|a| [a.id.as_str(), a.name.value.as_str()]);
        let near = nearest(&named.value, near).map(str::to_owned);
        reader.report(messages::no_activity(place, &named.value, near.as_deref()));
        None
    }

    fn named_needs(&self) -> Vec<&[Spanned<String>]> {
        self.named.iter().map(|[needs, _]| needs.as_slice()).collect()
    }
}

fn same_id(reader: &mut Reader, first: &Activity, second: &Activity) {
    let places = (reader.place(&second.name.range), reader.place(&first.name.range));
    let names = [&first.name.value, &second.name.value];
    reader.report(messages::one_id(places.0, places.1, names, &second.id));
}

type Read = (Activity, [Vec<Spanned<String>>; 2]);

fn activity(
    reader: &mut Reader,
    node: &Node,
    dimension: Option<usize>,
    around: &mut Around,
) -> Option<Read> {
    let Kind::Map(entries, _) = &node.kind else {
        if node.kind != Kind::Unreadable {
            reader.wrong_kind(node, &node.range, "an activity", "keys with values");
        }
        return None;
    };
    let what = label(entries);
    let (own, given) = split(reader, entries, &what, &around.catalog.fields);
    let fields = reader.fields(own, &node.range, &what, &KEYS);
    let id = wording::id(reader, &fields);
    let name = match (&id, fields.get("name")) {
        (Some(id), None) => Some(id.clone()),
        _ => reader.required(&fields, "name", &what, "name: Automated tests").or(id.clone()),
    };
    let level = level(reader, &fields, &what, around.levels);
    let dimension = place_in(reader, &fields, &what, dimension, around.dimensions);
    let values = values(reader, &fields, &given, &what, &around.catalog.fields);
    let name = name?;
    let id = match id.map_or_else(|| slug(&name.value), |id| id.value) {
        id if id.is_empty() => {
            let place = reader.place(&name.range);
            reader.report(messages::activity_without_id(place, &name.value));
            return None;
        }
        id => id,
    };
    let activity = Activity {
        id,
        was: reader.strings(&fields, "was"),
        name,
        level: level?,
        dimension: dimension?,
        summary: wording::inline(reader, &fields, "summary"),
        description: wording::prose(reader, &fields, "description"),
        needs: Vec::new(),
        related: Vec::new(),
        tags: super::tags::read(reader, &fields),
        references: references::read(reader, &fields, &what, around.catalog, around.names),
        resources: resources(reader, &fields, around),
        questions: questions::read(reader, &fields, around.names),
        capability: wording::capability(reader, &fields, around.catalog, around.names),
        values,
        extra: fields.extra.clone(),
    };
    let named = ["needs", "related"].map(|key| reader.strings(&fields, key));
    Some((activity, named))
}

fn label(entries: &[Entry]) -> String {
    let name = ["name", "id"].iter().find_map(|key| entries.iter().find(|entry| entry.key == *key));
    match name.map(|entry| &entry.value.kind) {
        Some(Kind::Scalar(name, _)) => format!("activity {}", quoted(name)),
        _ => "an activity".to_owned(),
    }
}

/// The keys that every activity may have, and those of declared fields; others are reported.
fn split<'n>(
    reader: &mut Reader,
    entries: &'n [Entry],
    what: &str,
    declared: &[fields::Field],
) -> (Vec<&'n Entry>, Vec<(usize, &'n Entry)>) {
    let (mut own, mut given): (Vec<&Entry>, Vec<(usize, &Entry)>) = (Vec::new(), Vec::new());
    for entry in entries {
        let key = entry.key.as_str();
        if KEYS.known.contains(&key) || key.starts_with("x-") {
            own.push(entry);
        } else if let Some(at) = declared.iter().position(|field| field.name.value == key) {
            match given.iter().find(|(field, _)| *field == at) {
                Some((_, first)) => reader.twice(entry, &first.key_range.clone(), what),
                None => given.push((at, entry)),
            }
        } else {
            let place = reader.place(&entry.key_range);
            let known = declared.iter().map(|field| field.name.value.as_str());
            let near = nearest(key, known.chain(KEYS.known.iter().copied()));
            reader.report(messages::undeclared_field(place, key, near));
        }
    }
    given.sort_by_key(|&(field, _)| field);
    (own, given)
}

fn level(reader: &mut Reader, fields: &Fields, what: &str, levels: &Levels) -> Option<usize> {
    let given = match fields.value("level") {
        Some(Node { kind: Kind::Scalar(text, _), range }) if !text.trim().is_empty() => {
            Spanned { value: text.trim().to_owned(), range: range.clone() }
        }
        _ => reader.required(fields, "level", what, "level: 1")?,
    };
    let found = levels.find(&given.value);
    if found.is_none() {
        let place = reader.place(&given.range);
        reader.report(messages::no_level(place, &given.value, &levels.levels));
    }
    found
}

/// The dimension that it stands in, or the one that `in:` names.
fn place_in(
    reader: &mut Reader,
    fields: &Fields,
    what: &str,
    inside: Option<usize>,
    dimensions: &Dimensions,
) -> Option<usize> {
    match (inside, fields.get("in")) {
        (Some(inside), None) => Some(inside),
        (Some(inside), Some(entry)) => {
            let name = &dimensions.dimensions[inside].name.value;
            let place = reader.place(&entry.key_range);
            reader.report(messages::in_twice(place, what, name));
            Some(inside)
        }
        (None, _) => {
            let named = reader.required(fields, "in", what, "in: Technology")?;
            catalog::dimension(reader, dimensions, &named)
        }
    }
}

fn values(
    reader: &mut Reader,
    keys: &Fields,
    given: &[(usize, &Entry)],
    what: &str,
    declared: &[fields::Field],
) -> Vec<FieldValue> {
    for (index, field) in declared.iter().enumerate().filter(|(_, field)| field.required) {
        let is_given = given.iter().any(|(at, entry)| *at == index && !is_blank(&entry.value.kind));
        if !is_given {
            let place = reader.place(&keys.place);
            reader.report(messages::required_field(place, what, field));
        }
    }
    let fit = given.iter();
    fit.filter_map(|&(at, entry)| fields::value(reader, at, &declared[at], entry)).collect()
}

fn is_blank(kind: &Kind) -> bool {
    match kind {
        Kind::Null => true,
        Kind::Scalar(text, _) => text.trim().is_empty(),
        _ => false,
    }
}

fn resources(reader: &mut Reader, fields: &Fields, around: &mut Around) -> Vec<usize> {
    let Some(entry) = fields.get("resources") else { return Vec::new() };
    let nodes: &[Node] = match &entry.value.kind {
        Kind::Scalar(..) => std::slice::from_ref(&entry.value),
        _ => reader.list(entry),
    };
    let mut found = Vec::new();
    for node in nodes {
        let index = match &node.kind {
            Kind::Map(entries, _) => {
                catalog::resource_in_place(reader, node, entries, around.catalog, around.names)
            }
            _ => resource_named(reader, node, around),
        };
        found.extend(index.filter(|index| !found.contains(index)));
    }
    found
}

fn resource_named(reader: &mut Reader, node: &Node, around: &Around) -> Option<usize> {
    let named = reader.text(node, true).and_then(not_empty)?;
    let found = around.names.resource(&named.value);
    if found.is_none() {
        let place = reader.place(&named.range);
        let keys = around.catalog.resources.iter().map(|resource| resource.key.value.as_str());
        let near = nearest(&named.value, keys.take(reader.compared()));
        reader.report(messages::no_resource(place, &named.value, near));
    }
    found
}
