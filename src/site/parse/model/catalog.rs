//! What the cells and activities of a model refer to: capabilities, frameworks, resources, answers.

use std::collections::{HashMap, HashSet};

use regex_lite::Regex;

use super::dimensions::{Dimensions, Found};
use super::fields::{self, Field};
use super::questions::{self, AnswerSet};
use super::{Text, activities, messages, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Keys, Reader, quoted};
use crate::site::parse::yaml::{Entry, Kind, Node};
use crate::site::text::{name_key, slug};

/// All that is declared once and referred to from many places, each in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Catalog {
    pub fields: Vec<Field>,
    pub capabilities: Vec<Capability>,
    pub frameworks: Vec<Framework>,
    pub resources: Vec<Resource>,
    pub answer_sets: Vec<AnswerSet>,
    pub scoring: Option<Scoring>,
}

/// A row through the levels: what ties items of several levels together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Capability {
    pub id: String,
    pub name: Spanned<String>,
    pub description: Option<Text>,
    /// The index of the dimension that it belongs to.
    pub dimension: Option<usize>,
    pub extra: Vec<(String, String)>,
}

/// A standard or another model that items refer to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Framework {
    /// As references call it.
    pub key: Spanned<String>,
    pub id: String,
    pub name: Option<Spanned<String>>,
    pub description: Option<Text>,
    pub url: Option<Spanned<String>>,
    /// An address with `{id}` in it.
    pub link: Option<Spanned<String>>,
    /// What ids look like, as a regular expression for the whole id.
    pub pattern: Option<Spanned<String>>,
    /// The ids that there are, each with its title where one is given.
    pub ids: Vec<(Spanned<String>, Option<Spanned<String>>)>,
    pub extra: Vec<(String, String)>,
}

/// A tool, a text, a template: something that helps with an activity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    pub id: String,
    pub key: Spanned<String>,
    pub name: Option<Spanned<String>>,
    pub url: Option<Spanned<String>>,
    pub description: Option<Text>,
    pub tags: Vec<Spanned<String>>,
    pub extra: Vec<(String, String)>,
}

/// How answers become a level.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scoring {
    /// `ladder`, `mean` or `sum`.
    pub rule: Spanned<String>,
    /// A number as spelled.
    pub threshold: Option<Spanned<String>>,
    pub extra: Vec<(String, String)>,
}

impl Framework {
    pub fn title(&self) -> &str {
        self.name.as_ref().map_or(&self.key.value, |name| &name.value)
    }

    /// The address of an id.
    pub fn link_to(&self, id: &str) -> Option<String> {
        let encoded = crate::site::address::encode(id);
        self.link.as_ref().map(|link| link.value.replace("{id}", &encoded))
    }
}

impl Resource {
    pub fn title(&self) -> &str {
        self.name.as_ref().map_or(&self.key.value, |name| &name.value)
    }
}

/// How the things of a catalog are called.
#[derive(Default)]
pub struct Names {
    capabilities: HashMap<String, usize>,
    frameworks: HashMap<String, usize>,
    patterns: Vec<Option<Regex>>,
    resources: HashMap<String, usize>,
    /// Ids of resources that are in use.
    resource_ids: HashMap<String, usize>,
    /// By framework: the ids that it declares.
    ids: Vec<HashSet<String>>,
    answer_sets: HashMap<String, usize>,
    /// As the author wrote them, for suggestions.
    pub answers: Vec<String>,
}

impl Names {
    pub fn capability(&self, name: &str) -> Option<usize> {
        self.capabilities.get(&name_key(name)).copied()
    }

    pub fn framework(&self, name: &str) -> Option<usize> {
        self.frameworks.get(&name_key(name)).copied()
    }

    pub fn pattern(&self, framework: usize) -> Option<&Regex> {
        self.patterns.get(framework)?.as_ref()
    }

    /// Whether a framework has an id; one that declares none may have any.
    pub fn has_id(&self, framework: usize, id: &str) -> bool {
        self.ids.get(framework).is_none_or(|ids| ids.is_empty() || ids.contains(id))
    }

    pub fn resource(&self, name: &str) -> Option<usize> {
        self.resources.get(&name_key(name)).copied()
    }

    pub fn answer_set(&self, name: &str) -> Option<usize> {
        self.answer_sets.get(&name_key(name)).copied()
    }

    /// Adds a resource that an activity brings along.
    pub fn add_resource(&mut self, resource: &Resource, index: usize) {
        self.resources.insert(name_key(&resource.key.value), index);
    }
}

pub(super) const CAPABILITY: Keys =
    Keys { known: &["id", "name", "description", "in"], extra: true };
pub(super) const FRAMEWORK: Keys =
    Keys { known: &["name", "description", "url", "link", "pattern", "ids"], extra: true };
pub(super) const RESOURCE: Keys =
    Keys { known: &["name", "url", "description", "tags"], extra: true };
pub(super) const SCORING: Keys = Keys { known: &["rule", "threshold"], extra: true };
const RULES: [&str; 3] = ["ladder", "mean", "sum"];

pub fn read(reader: &mut Reader, fields: &Fields, dimensions: &Dimensions) -> (Catalog, Names) {
    let mut names = Names::default();
    let catalog = Catalog {
        fields: fields::declared(reader, fields, activities::KEYS.known),
        capabilities: capabilities(reader, fields, dimensions, &mut names),
        frameworks: frameworks(reader, fields, &mut names),
        resources: resources(reader, fields, &mut names),
        answer_sets: answer_sets(reader, fields, &mut names),
        scoring: scoring(reader, fields),
    };
    (catalog, names)
}

/// The entries of a map of declared things, each key once.
fn declared<'n>(reader: &mut Reader, fields: &Fields<'n>, key: &str) -> Vec<&'n Entry> {
    let Some(entry) = fields.get(key).filter(|e| e.value.kind != Kind::Null) else {
        return Vec::new();
    };
    let entries = reader.map(&entry.value, &entry.place(), &quoted(key)).unwrap_or_default();
    let mut seen: HashMap<String, &Entry> = HashMap::new();
    let mut declared = Vec::new();
    for entry in entries {
        if let Some(first) = seen.insert(name_key(&entry.key), entry) {
            let places = (reader.place(&entry.key_range), reader.place(&first.key_range));
            reader.report(messages::declared_twice(places, &entry.key, key));
        } else {
            declared.push(entry);
        }
    }
    declared
}

fn spanned(entry: &Entry) -> Spanned<String> {
    Spanned { value: entry.key.clone(), range: entry.key_range.clone() }
}

/// An id of its own for a key: its slug, set apart by a number where two are the same.
fn own_id(key: &str, taken: &mut HashMap<String, usize>) -> String {
    let slug = match slug(key) {
        slug if slug.is_empty() => "x".to_owned(),
        slug => slug,
    };
    let mut count = taken.get(&slug).copied().unwrap_or_default() + 1;
    let own = |count| if count == 1 { slug.clone() } else { format!("{slug}-{count}") };
    while taken.contains_key(&own(count)) {
        count += 1;
    }
    taken.insert(own(count), 1);
    let id = own(count);
    taken.insert(slug, count);
    id
}

fn capabilities(
    reader: &mut Reader,
    fields: &Fields,
    dimensions: &Dimensions,
    names: &mut Names,
) -> Vec<Capability> {
    let nodes = fields.get("capabilities").map_or(&[][..], |entry| reader.list(entry));
    let mut capabilities: Vec<Capability> = Vec::new();
    for node in nodes {
        let Some(capability) = capability(reader, node, dimensions) else { continue };
        if let Some(first) = capabilities.iter().find(|other| other.id == capability.id) {
            let places = (reader.place(&capability.name.range), reader.place(&first.name.range));
            let both = [&first.name.value, &capability.name.value];
            reader.report(messages::one_id(places.0, places.1, both, &capability.id));
            continue;
        }
        let index = capabilities.len();
        names.capabilities.insert(name_key(&capability.id), index);
        names.capabilities.entry(name_key(&capability.name.value)).or_insert(index);
        capabilities.push(capability);
    }
    capabilities
}

fn capability(reader: &mut Reader, node: &Node, dimensions: &Dimensions) -> Option<Capability> {
    let what = "a capability";
    let Kind::Map(entries, _) = &node.kind else {
        let name = reader.text(node, true)?;
        let id = slug(&name.value);
        return Some(Capability {
            id,
            name,
            description: None,
            dimension: None,
            extra: Vec::new(),
        });
    };
    let fields = reader.fields(entries, &node.range, what, &CAPABILITY);
    let id = wording::id(reader, &fields);
    let name = match (&id, fields.get("name")) {
        (Some(id), None) => id.clone(),
        _ => reader.required(&fields, "name", what, "name: Testing").or(id.clone())?,
    };
    let dimension = reader.string(&fields, "in");
    Some(Capability {
        id: id.map_or_else(|| slug(&name.value), |id| id.value),
        name,
        description: wording::prose(reader, &fields, "description"),
        dimension: dimension.and_then(|named| self::dimension(reader, dimensions, &named)),
        extra: fields.extra,
    })
}

/// The dimension that `in:` means.
pub fn dimension(
    reader: &mut Reader,
    dimensions: &Dimensions,
    named: &Spanned<String>,
) -> Option<usize> {
    let place = reader.place(&named.range);
    let all = &dimensions.dimensions;
    match dimensions.find(&named.value) {
        Found::One(dimension) => return Some(dimension),
        Found::Several(found) => {
            let paths: Vec<_> = found.iter().map(|&index| all[index].path.as_str()).collect();
            reader.report(messages::ambiguous_dimension(place, &named.value, &paths));
        }
        Found::None => {
            let compared = &all[..all.len().min(500)];
            let meant = messages::nearest_dimension(&named.value, compared);
            reader.report(messages::no_dimension(place, &named.value, meant, all));
        }
    }
    None
}

fn frameworks(reader: &mut Reader, fields: &Fields, names: &mut Names) -> Vec<Framework> {
    let mut taken = HashMap::new();
    let mut frameworks = Vec::new();
    for entry in declared(reader, fields, "frameworks") {
        let id = own_id(&entry.key, &mut taken);
        let Some((framework, pattern)) = framework(reader, entry, id) else { continue };
        names.frameworks.insert(name_key(&entry.key), frameworks.len());
        names.patterns.push(pattern);
        names.ids.push(framework.ids.iter().map(|(id, _)| id.value.clone()).collect());
        frameworks.push(framework);
    }
    frameworks
}

fn framework(reader: &mut Reader, entry: &Entry, id: String) -> Option<(Framework, Option<Regex>)> {
    let mut framework = Framework {
        key: spanned(entry),
        id,
        name: None,
        description: None,
        url: None,
        link: None,
        pattern: None,
        ids: Vec::new(),
        extra: Vec::new(),
    };
    match entry.value.kind {
        Kind::Null => return Some((framework, None)),
        Kind::Scalar(..) => {
            framework.name = reader.entry_string(entry);
            return Some((framework, None));
        }
        _ => {}
    }
    let what = format!("framework {}", quoted(&entry.key));
    let entries = reader.map(&entry.value, &entry.place(), &what)?;
    let fields = reader.fields(entries, &entry.value.range, &what, &FRAMEWORK);
    framework.name = reader.string(&fields, "name");
    framework.description = wording::prose(reader, &fields, "description");
    framework.url = reader.url(&fields, "url", false);
    framework.link = link(reader, &fields);
    framework.pattern = reader.string(&fields, "pattern");
    framework.ids = known_ids(reader, &fields);
    framework.extra.clone_from(&fields.extra);
    let pattern = framework.pattern.as_ref().and_then(|text| pattern(reader, text));
    Some((framework, pattern))
}

/// `https://example.org/{id}`.
fn link(reader: &mut Reader, fields: &Fields) -> Option<Spanned<String>> {
    let link = reader.url(fields, "link", false)?;
    if !link.value.contains("{id}") {
        let message = "\"link\" has no {id} in it, so all ids would lead to one address".to_owned();
        reader.refuse(&link.range, message, "Write {id} where the id belongs: https://…/{id}");
        return None;
    }
    Some(link)
}

fn pattern(reader: &mut Reader, text: &Spanned<String>) -> Option<Regex> {
    if text.value.len() > 500 {
        reader.refuse(&text.range, "this pattern is too long".into(), "Write a shorter one.");
        return None;
    }
    match Regex::new(&format!("^(?:{})$", text.value)) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let message = format!("this pattern cannot be read: {error}");
            reader.refuse(
                &text.range,
                message,
                "Write a regular expression, for example '[A-Z]+-[0-9]+'.",
            );
            None
        }
    }
}

/// A list of ids, or a map from id to title.
fn known_ids(
    reader: &mut Reader,
    fields: &Fields,
) -> Vec<(Spanned<String>, Option<Spanned<String>>)> {
    let Some(entry) = fields.get("ids") else { return Vec::new() };
    if let Kind::Map(entries, _) = &entry.value.kind {
        return entries.iter().map(|entry| (spanned(entry), reader.entry_string(entry))).collect();
    }
    reader.strings(fields, "ids").into_iter().map(|id| (id, None)).collect()
}

fn resources(reader: &mut Reader, fields: &Fields, names: &mut Names) -> Vec<Resource> {
    let mut resources = Vec::new();
    for entry in declared(reader, fields, "resources") {
        let id = own_id(&entry.key, &mut names.resource_ids);
        let what = format!("resource {}", quoted(&entry.key));
        let read = match &entry.value.kind {
            Kind::Map(entries, _) => resource(reader, entries, &entry.value, &what),
            _ => reader.entry_string(entry).map(|name| Resource { name: Some(name), ..empty() }),
        };
        let Some(read) = read else { continue };
        let resource = Resource { id, key: spanned(entry), ..read };
        names.add_resource(&resource, resources.len());
        resources.push(resource);
    }
    resources
}

fn empty() -> Resource {
    Resource {
        id: String::new(),
        key: Spanned { value: String::new(), range: 0..0 },
        name: None,
        url: None,
        description: None,
        tags: Vec::new(),
        extra: Vec::new(),
    }
}

fn resource(reader: &mut Reader, entries: &[Entry], node: &Node, what: &str) -> Option<Resource> {
    let fields = reader.fields(entries, &node.range, what, &RESOURCE);
    Some(Resource {
        name: reader.string(&fields, "name"),
        url: reader.url(&fields, "url", false),
        description: wording::prose(reader, &fields, "description"),
        tags: reader.strings(&fields, "tags"),
        extra: fields.extra,
        ..empty()
    })
}

/// A resource written where it is used: `{name, url}`. Its index.
pub fn resource_in_place(
    reader: &mut Reader,
    node: &Node,
    entries: &[Entry],
    catalog: &mut Catalog,
    names: &mut Names,
) -> Option<usize> {
    let mut resource = resource(reader, entries, node, "a resource")?;
    let Some(name) = resource.name.clone().or_else(|| resource.url.clone()) else {
        let place = reader.place(&node.range);
        reader.report(messages::resource_without_name(place));
        return None;
    };
    let same = |other: &Resource| other.name == resource.name && other.url == resource.url;
    if let Some(at) = names.resource(&name.value).filter(|&at| same(&catalog.resources[at])) {
        return Some(at);
    }
    resource.id = own_id(&name.value, &mut names.resource_ids);
    resource.key = match names.resource(&name.value) {
        None => name,
        // Another one has the name already: the key tells them apart in exports.
        Some(_) => Spanned { value: resource.id.clone(), range: name.range },
    };
    names.add_resource(&resource, catalog.resources.len());
    catalog.resources.push(resource);
    Some(catalog.resources.len() - 1)
}

fn answer_sets(reader: &mut Reader, fields: &Fields, names: &mut Names) -> Vec<AnswerSet> {
    let mut sets = Vec::new();
    for entry in declared(reader, fields, "answers") {
        let Some(set) = questions::answer_set(reader, entry) else { continue };
        names.answer_sets.insert(name_key(&entry.key), sets.len());
        names.answers.push(entry.key.clone());
        sets.push(set);
    }
    sets
}

fn scoring(reader: &mut Reader, fields: &Fields) -> Option<Scoring> {
    let entry = fields.get("scoring").filter(|e| e.value.kind != Kind::Null)?;
    let what = "\"scoring\"";
    let entries = reader.map(&entry.value, &entry.place(), what)?;
    let keys = reader.fields(entries, &entry.value.range, what, &SCORING);
    reader.choice(&keys, "rule", &RULES);
    let rule = reader.required(&keys, "rule", what, "rule: ladder")?;
    let threshold = reader.string(&keys, "threshold").filter(|text| {
        let number = text.value.trim_end_matches('%').parse::<f64>();
        let fits = number.is_ok_and(f64::is_finite);
        if !fits {
            let message = format!("the threshold {:?} is no number", text.value);
            reader.refuse(&text.range, message, "Write for example threshold: 0.8");
        }
        fits
    });
    RULES.contains(&rule.value.as_str()).then_some(Scoring { rule, threshold, extra: keys.extra })
}
