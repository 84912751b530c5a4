//! Fields that a model declares for its activities, and their values.

use super::{Text, messages, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Keys, Reader, is_url, not_empty, quoted, text_inline};
use crate::site::parse::yaml::{Entry, Kind, Node};
use crate::site::text::name_key;

/// A declared field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The key under which activities give it.
    pub name: Spanned<String>,
    /// What pages call it.
    pub label: Option<Spanned<String>>,
    pub description: Option<Text>,
    pub kind: FieldKind,
    /// For a scale: its steps from the lowest.
    pub labels: Vec<Label>,
    /// The heading under which it stands together with others.
    pub group: Option<Spanned<String>>,
    pub required: bool,
    pub show: Show,
    pub extra: Vec<(String, String)>,
}

/// A step of a scale: its value and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    pub value: String,
    pub name: Spanned<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// One paragraph.
    #[default]
    Text,
    /// Paragraphs, lists and tables.
    Markdown,
    /// Short texts.
    List,
    /// One of some steps.
    Scale,
    Number,
    Boolean,
    Url,
    Date,
}

/// Where a field is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Show {
    /// On the activity's own page.
    #[default]
    Page,
    /// Also beside its name where activities are listed.
    List,
}

/// What an activity gives for a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldValue {
    /// The field's index.
    pub field: usize,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A text or Markdown.
    Text(Text),
    List(Vec<Text>),
    /// The index of the step, and how it was written.
    Step(usize, Spanned<String>),
    /// A number, an address, a date, true or false: as spelled.
    Plain(Spanned<String>),
}

const KINDS: [(&str, FieldKind); 8] = [
    ("text", FieldKind::Text),
    ("markdown", FieldKind::Markdown),
    ("list", FieldKind::List),
    ("scale", FieldKind::Scale),
    ("number", FieldKind::Number),
    ("boolean", FieldKind::Boolean),
    ("url", FieldKind::Url),
    ("date", FieldKind::Date),
];

pub(super) const KEYS: Keys = Keys {
    known: &["label", "description", "type", "labels", "group", "required", "show"],
    extra: true,
};

impl Field {
    /// What pages call it: its label, or its key as a word.
    pub fn title(&self) -> String {
        if let Some(label) = &self.label {
            return label.value.clone();
        }
        let words = self.name.value.replace(['-', '_'], " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
    }
}

impl FieldKind {
    /// As the model writes it.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("text", |(name, _)| name)
    }
}

/// `fields: {risk: {label: Risk, type: markdown}}`; `risk: markdown` is short for its type.
pub fn declared(reader: &mut Reader, fields: &Fields, reserved: &[&str]) -> Vec<Field> {
    let Some(entry) = fields.get("fields").filter(|e| e.value.kind != Kind::Null) else {
        return Vec::new();
    };
    let entries = reader.map(&entry.value, &entry.place(), "\"fields\"").unwrap_or_default();
    let mut declared: Vec<Field> = Vec::new();
    for entry in entries {
        let place = reader.place(&entry.key_range);
        if reserved.contains(&entry.key.as_str()) || entry.key.starts_with("x-") {
            reader.report(messages::reserved_field(place, &entry.key));
        } else if declared.iter().any(|field| field.name.value == entry.key) {
            reader.report(messages::field_twice(place, &entry.key));
        } else if let Some(field) = field(reader, entry) {
            declared.push(field);
        }
    }
    declared
}

fn field(reader: &mut Reader, entry: &Entry) -> Option<Field> {
    let what = format!("field {}", quoted(&entry.key));
    let mut field = Field {
        name: Spanned { value: entry.key.clone(), range: entry.key_range.clone() },
        label: None,
        description: None,
        kind: FieldKind::Text,
        labels: Vec::new(),
        group: None,
        required: false,
        show: Show::Page,
        extra: Vec::new(),
    };
    let names = KINDS.map(|(name, _)| name);
    match &entry.value.kind {
        Kind::Null => return Some(field),
        Kind::Scalar(text, _) => {
            let Some((_, kind)) = KINDS.iter().find(|(name, _)| name == text) else {
                let place = reader.place(&entry.value.range);
                reader.report(messages::no_field_kind(place, text, &names));
                return Some(field);
            };
            field.kind = *kind;
            return Some(field);
        }
        _ => {}
    }
    let entries = reader.map(&entry.value, &entry.place(), &what)?;
    let keys = reader.fields(entries, &entry.value.range, &what, &KEYS);
    field.label = reader.string(&keys, "label");
    field.description = wording::inline(reader, &keys, "description");
    field.labels = labels(reader, &keys);
    let scale = (!field.labels.is_empty()).then_some(FieldKind::Scale);
    let kind = reader.choice(&keys, "type", &names).map(|at| KINDS[at].1);
    field.kind = kind.or(scale).unwrap_or_default();
    field.group = reader.string(&keys, "group");
    field.required = reader.boolean(&keys, "required").unwrap_or(false);
    if reader.choice(&keys, "show", &["page", "list"]) == Some(1) {
        field.show = Show::List;
    }
    if field.kind == FieldKind::Scale && field.labels.len() < 2 {
        let place = reader.place(&entry.key_range);
        reader.report(messages::scale_without_labels(place, &entry.key));
    }
    field.extra = keys.extra;
    Some(field)
}

/// `[Low, High]`, counted from 1, or `{0: None, 1: Low}`.
fn labels(reader: &mut Reader, keys: &Fields) -> Vec<Label> {
    let Some(entry) = keys.get("labels") else { return Vec::new() };
    if let Kind::Map(entries, _) = &entry.value.kind {
        let named = entries.iter().filter_map(|entry| {
            let name = reader.entry_string(entry)?;
            Some(Label { value: entry.key.trim().to_owned(), name })
        });
        return named.collect();
    }
    let names = reader.strings(keys, "labels");
    let numbered = names.into_iter().enumerate();
    numbered.map(|(at, name)| Label { value: (at + 1).to_string(), name }).collect()
}

/// The value of a field; `None` where nothing fit was written.
pub fn value(
    reader: &mut Reader,
    index: usize,
    field: &Field,
    entry: &Entry,
) -> Option<FieldValue> {
    let value = match field.kind {
        FieldKind::Text | FieldKind::Markdown => Value::Text(text(reader, field.kind, entry)?),
        FieldKind::List => Value::List(list(reader, entry)),
        FieldKind::Scale => step(reader, field, entry)?,
        kind => Value::Plain(plain(reader, field, kind, entry)?),
    };
    Some(FieldValue { field: index, value })
}

fn text(reader: &mut Reader, kind: FieldKind, entry: &Entry) -> Option<Text> {
    let text = reader.entry_string(entry)?;
    let text = match kind {
        FieldKind::Markdown => reader.blocks(text),
        _ => text_inline(text),
    };
    Some(wording::checked(reader, text))
}

fn list(reader: &mut Reader, entry: &Entry) -> Vec<Text> {
    let nodes: &[Node] = match &entry.value.kind {
        Kind::Scalar(..) => std::slice::from_ref(&entry.value),
        _ => reader.list(entry),
    };
    let texts: Vec<_> = nodes.iter().filter_map(|node| reader.text(node, true)).collect();
    let texts = texts.into_iter().filter_map(not_empty).map(text_inline);
    texts.map(|text| wording::checked(reader, text)).collect()
}

fn step(reader: &mut Reader, field: &Field, entry: &Entry) -> Option<Value> {
    let given = reader.entry_string(entry)?;
    let key = name_key(&given.value);
    let step = field
        .labels
        .iter()
        .position(|label| label.value == given.value.trim() || name_key(&label.name.value) == key);
    if step.is_none() && !field.labels.is_empty() {
        let place = reader.place(&given.range);
        reader.report(messages::no_step(place, &given.value, field));
    }
    step.map(|step| Value::Step(step, given))
}

fn plain(
    reader: &mut Reader,
    field: &Field,
    kind: FieldKind,
    entry: &Entry,
) -> Option<Spanned<String>> {
    let given = reader.entry_string(entry)?;
    let text = given.value.as_str();
    let (fits, expected) = match kind {
        FieldKind::Number => (text.parse::<f64>().is_ok_and(f64::is_finite), "a number"),
        FieldKind::Boolean => {
            (["true", "false", "yes", "no"].contains(&name_key(text).as_str()), "yes or no")
        }
        FieldKind::Url => (is_url(text, true), "an address: https://…"),
        _ => (text.parse::<jiff::civil::Date>().is_ok(), "a date: 2026-01-31"),
    };
    if !fits {
        let place = reader.place(&given.range);
        reader.report(messages::wrong_value(place, field, text, expected));
    }
    fits.then_some(given)
}
