//! The YAML between two lines of `---` at the top of a note.

use std::ops::Range;

use super::note::{Alias, FrontMatter, Spanned};
use super::params;
use super::reader::{Fields, Keys, Reader, messages, not_empty, quoted};
use super::yaml::{Entry, Kind, Node};
use crate::site::diagnostics::Diagnostic;
use crate::site::sources::SourcePath;

pub(super) const KEYS: Keys = Keys::only(&[
    "title",
    "description",
    "weight",
    "slug",
    "aliases",
    "draft",
    "date",
    "tags",
    "model",
    "level",
    "counts-from",
    "authors",
    "unlisted",
    "params",
    "objectives",
    "prerequisites",
    "time",
]);

pub(super) const ALIAS_KEYS: Keys = Keys::only(&["from", "to"]);

/// Reads the YAML that stands at `range` of `text`.
pub fn parse(path: &SourcePath, text: &str, range: Range<usize>) -> (FrontMatter, Vec<Diagnostic>) {
    let (mut reader, root) = Reader::open(path, text, range);
    let front = root.and_then(|root| front_matter(&mut reader, &root)).unwrap_or_default();
    (front, reader.finish())
}

/// The front matter of Zola and Hugo, byte for byte as YAML, so that places stay: `key = value` as `key: value`.
/// What stands in a table is passed over but for its name, save that of the tags.
pub fn toml_as_yaml(toml: &str) -> String {
    let mut yaml = String::with_capacity(toml.len());
    let mut in_table = false;
    for line in toml.split_inclusive('\n') {
        let text = line.trim_end();
        let key = text.split('=').next().unwrap_or_default();
        let is_key = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            Some("taxonomies") => {
                in_table = false;
                yaml.push_str(&line.replacen('[', "#", 1));
            }
            Some(name) if name.chars().all(is_key) => {
                in_table = true;
                yaml.push_str(&line.replacen('[', "", 1).replacen(']', ": ", 1));
            }
            _ if in_table && !text.is_empty() && text.is_char_boundary(1) => {
                yaml.push('#');
                yaml.push_str(&line[1..]);
            }
            _ if key.ends_with(' ') && key.trim_end().chars().all(is_key) && key != text => {
                yaml.push_str(&line.replacen(" =", ": ", 1));
            }
            _ => yaml.push_str(line),
        }
    }
    yaml
}

fn front_matter(reader: &mut Reader, root: &Node) -> Option<FrontMatter> {
    let what = "the front matter";
    let entries = reader.map(root, &root.range, what)?;
    // To look for what each may have meant is slow, and no note has so many keys.
    let suggest = entries.len() <= 100;
    let entries = entries.iter().filter(|entry| !is_of_others(reader, entry, suggest));
    let entries: Vec<&Entry> = entries.collect();
    let fields = reader.fields(entries, &root.range, what, &KEYS);
    let slug = reader.string(&fields, "slug");
    let date = date(reader, &fields);
    Some(FrontMatter {
        title: reader.string(&fields, "title"),
        description: reader.string(&fields, "description"),
        weight: reader.integer(&fields, "weight").map(|weight| weight.value),
        slug: slug.filter(|slug| is_slug(reader, slug)),
        aliases: aliases(reader, &fields),
        draft: reader.boolean(&fields, "draft").unwrap_or(false),
        date: date.filter(|date| is_day(reader, date)),
        tags: reader.strings(&fields, "tags"),
        model: reader.string(&fields, "model"),
        level: reader.string(&fields, "level"),
        counts_from: reader.integer(&fields, "counts-from"),
        authors: reader.strings(&fields, "authors"),
        unlisted: reader.boolean(&fields, "unlisted").unwrap_or(false),
        params: params::read(reader, &fields),
        objectives: reader.strings(&fields, "objectives"),
        prerequisites: reader.strings(&fields, "prerequisites"),
        time: reader.string(&fields, "time"),
    })
}

/// A day, or the day that Material has among others: `date: {created: 2024-01-31}`.
fn date(reader: &mut Reader, fields: &Fields) -> Option<Spanned<String>> {
    if let Some(Kind::Map(days, _)) = fields.get("date").map(|entry| &entry.value.kind)
        && let Some(created) = days.iter().find(|day| day.key == "created")
        && let Kind::Scalar(text, _) = &created.value.kind
    {
        let value = day_of(text.trim()).to_owned();
        return Some(Spanned { value, range: created.value.range.clone() });
    }
    let date = reader.scalar(fields, "date", "a day such as 2024-01-31");
    date.map(|(entry, text)| Spanned {
        value: day_of(text.trim()).to_owned(),
        range: entry.value.range.clone(),
    })
}

/// Notes that come from another tool have keys for it, such as `layout`. They are passed over, and
/// said to be, unless they look like a slip of the pen.
fn is_of_others(reader: &mut Reader, entry: &Entry, suggest: bool) -> bool {
    let known = KEYS.known.contains(&entry.key.as_str());
    let slip = || messages::nearest(&entry.key, KEYS.known.iter().copied()).is_some();
    let is_foreign = !(known || suggest && slip());
    if is_foreign {
        let place = reader.place(&entry.key_range);
        reader.report(messages::foreign_key(place, &entry.key));
    }
    is_foreign
}

/// A slug is one part of an address.
fn is_slug(reader: &mut Reader, slug: &Spanned<String>) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "/\\?#%:<>\"|*".contains(c);
    let fits = !slug.value.contains(odd) && !slug.value.starts_with('.');
    if !fits {
        let message = format!("{} cannot be part of an address", quoted(&slug.value));
        let help = match crate::site::text::slug(&slug.value) {
            better if better.is_empty() => "Write letters, digits and hyphens.".to_owned(),
            better => format!("Write for example slug: {better}"),
        };
        reader.refuse(&slug.range, message, help);
    }
    fits
}

fn aliases(reader: &mut Reader, fields: &Fields) -> Vec<Alias> {
    let Some(entry) = fields.get("aliases") else { return Vec::new() };
    let nodes = match &entry.value.kind {
        Kind::Scalar(..) | Kind::Map(..) => std::slice::from_ref(&entry.value),
        _ => reader.list(entry),
    };
    nodes.iter().filter_map(|node| alias(reader, node)).collect()
}

fn alias(reader: &mut Reader, node: &Node) -> Option<Alias> {
    let given = match &node.kind {
        Kind::Map(entries, _) => {
            let what = "an alias";
            let fields = reader.fields(entries, &node.range, what, &ALIAS_KEYS);
            let from = reader.required(&fields, "from", what, "from: old/page.html#setup")?;
            Alias { from, to: reader.string(&fields, "to") }
        }
        _ => Alias { from: reader.text(node, true).and_then(not_empty)?, to: None },
    };
    is_alias(reader, &given.from).then_some(given)
}

/// An alias is an earlier address on the same site.
fn is_alias(reader: &mut Reader, alias: &Spanned<String>) -> bool {
    let value = alias.value.as_str();
    let fits = !value.contains("://")
        && !value.contains(['?', '\\'])
        && !value.chars().any(char::is_control)
        && !value.starts_with("//")
        && !value.split('/').any(|part| part == "..")
        && value.split_once('#').is_none_or(|(_, id)| is_fragment(id));
    if !fits {
        let message = format!("{} is no earlier address of this site", quoted(value));
        let help = "Write the address from the site's root: old/page.html, old/page/ or old/page.html#part";
        reader.refuse(&alias.range, message, help);
    }
    fits
}

/// `2024-01-31` of `2024-01-31T09:00:00Z`, as other tools give the time too.
fn day_of(text: &str) -> &str {
    let is_time = |rest: &str| rest[1..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    match text.find(['T', 't', ' ']) {
        Some(at) if is_time(&text[at..]) && text[at..].contains(':') => &text[..at],
        _ => text,
    }
}

fn is_fragment(id: &str) -> bool {
    !id.is_empty() && !id.contains(|c: char| c == '#' || c.is_whitespace())
}

/// Days are given as `2024-01-31`, and only those of the calendar.
fn is_day(reader: &mut Reader, date: &Spanned<String>) -> bool {
    let day: Result<jiff::civil::Date, _> = date.value.parse();
    let fits = day.is_ok_and(|day| day.to_string() == date.value);
    if !fits {
        let message = format!("{} is no day of the calendar", quoted(&date.value));
        reader.refuse(&date.range, message, "Write year, month and day: 2024-01-31");
    }
    fits
}

#[cfg(test)]
mod tests;
