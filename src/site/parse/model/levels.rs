//! The levels of a model: unique, in order, told apart by their names.

use std::collections::HashMap;
use std::ops::Range;

use super::{Level, messages, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Keys, Reader};
use crate::site::parse::yaml::{Entry, Kind, Node};
use crate::site::text::{name_key, slug};

pub(super) const KEYS: Keys = Keys {
    known: &["level", "name", "aka", "summary", "description", "color", "cells"],
    extra: true,
};

/// The levels, the `cells` of each, and how they are called.
pub struct Levels<'n> {
    pub levels: Vec<Level>,
    pub cells: Vec<Option<&'n Entry>>,
    names: HashMap<String, usize>,
}

impl Levels<'_> {
    /// The level that a value, name or `aka` means.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.get(&value_key(name)).or_else(|| self.names.get(&name_key(name))).copied()
    }
}

/// `0`, `-1`, `1.5`.
pub fn is_number(value: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let value = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    digits(whole) && digits(fraction)
}

/// The form in which values are compared: `01` is `1`, but `5.10` is not `5.1`.
fn value_key(value: &str) -> String {
    value.trim().parse::<i64>().map_or_else(|_| name_key(value), |number| number.to_string())
}

/// Any two levels have a page, so that a hundred levels have 4,950.
const MOST: usize = 100;

pub fn read<'n>(reader: &mut Reader, fields: &Fields<'n>) -> Levels<'n> {
    let mut levels = Levels { levels: Vec::new(), cells: Vec::new(), names: HashMap::new() };
    let before = reader.found();
    let nodes = fields.get("levels").map_or(&[][..], |entry| reader.list(entry));
    let unreadable = fields.get("levels").is_some_and(|e| e.value.kind == Kind::Unreadable);
    if nodes.len() < 2 && !unreadable && reader.found() == before {
        let place = fields.get("levels").map_or(&fields.place, |entry| &entry.key_range);
        let place = reader.place(place);
        reader.report(messages::too_few_levels(place, nodes.len()));
    }
    if let Some(node) = nodes.get(MOST) {
        let place = reader.place(&node.range);
        reader.report(messages::too_many_levels(place, nodes.len(), MOST));
    }
    for node in nodes.iter().take(MOST) {
        if let Some((level, cells)) = level(reader, node) {
            levels.levels.push(level);
            levels.cells.push(cells);
        }
    }
    values_are_unique(reader, &levels.levels);
    words_and_numbers(reader, &levels.levels);
    ascending(reader, &levels.levels);
    levels.names = names(reader, &levels.levels);
    levels
}

fn level<'n>(reader: &mut Reader, node: &'n Node) -> Option<(Level, Option<&'n Entry>)> {
    let Kind::Map(entries, _) = &node.kind else {
        if node.kind != Kind::Unreadable {
            reader.wrong_kind(node, &node.range, "a level", "keys with values");
        }
        return None;
    };
    let what = label(entries);
    let fields = reader.fields(entries, &node.range, &what, &KEYS);
    let value = value(reader, &fields, &what);
    let is_word = value.as_ref().is_some_and(|value| !is_number(&value.value));
    let name = match fields.get("name") {
        None if is_word => value.clone(),
        _ => reader.required(&fields, "name", &what, "name: No automation"),
    };
    let level = Level {
        value: value.clone().or_else(|| name.clone())?,
        name: name.or(value)?,
        aka: reader.strings(&fields, "aka"),
        summary: wording::inline(reader, &fields, "summary"),
        description: wording::prose(reader, &fields, "description"),
        color: wording::color(reader, &fields),
        extra: fields.extra.clone(),
    };
    Some((level, fields.get("cells")))
}

fn label(entries: &[Entry]) -> String {
    let value = entries.iter().find(|entry| entry.key == "level").map(|entry| &entry.value.kind);
    match value {
        Some(Kind::Scalar(value, _)) if value.len() < 40 => format!("level {value}"),
        _ => "a level".to_owned(),
    }
}

fn value(reader: &mut Reader, fields: &Fields, what: &str) -> Option<Spanned<String>> {
    match fields.get("level").map(|entry| &entry.value) {
        // A number is no text, so that a comment behind it loses nothing.
        Some(Node { kind: Kind::Scalar(text, _), range }) if is_number(text.trim()) => {
            Some(Spanned { value: text.trim().to_owned(), range: range.clone() })
        }
        _ => reader.required(fields, "level", what, "level: 0"),
    }
}

fn values_are_unique(reader: &mut Reader, levels: &[Level]) {
    let mut values: HashMap<String, &Level> = HashMap::new();
    let mut ids: HashMap<String, &Level> = HashMap::new();
    for level in levels {
        let at = reader.place(&level.value.range);
        if let Some(first) = values.get(&value_key(&level.value.value)) {
            let lines = [first, level].map(|level| reader.lines.number(level.value.range.start));
            let first = reader.place(&first.value.range);
            reader.report(messages::level_twice(at, first, &level.value.value, lines));
            continue;
        }
        values.insert(value_key(&level.value.value), level);
        if !is_number(&level.value.value) && slug(&level.value.value).is_empty() {
            reader.report(messages::level_without_id(at, &level.value.value));
        } else if let Some(first) = ids.insert(level.id(), level) {
            let names = [&first.value.value, &level.value.value];
            let first = reader.place(&first.value.range);
            reader.report(messages::one_id(at, first, names, &level.id()));
        }
    }
}

fn words_and_numbers(reader: &mut Reader, levels: &[Level]) {
    let (numbers, words): (Vec<_>, Vec<_>) =
        levels.iter().partition(|level| is_number(&level.value.value));
    if numbers.is_empty() || words.is_empty() {
        return;
    }
    let numbered = numbers.len() >= words.len();
    for level in if numbered { words } else { numbers } {
        let place = reader.place(&level.value.range);
        reader.report(messages::mixed_values(place, &level.value.value, numbered));
    }
}

fn ascending(reader: &mut Reader, levels: &[Level]) {
    let mut gaps = Vec::new();
    let mut ordered = true;
    for pair in levels.windows(2) {
        let [below, above] = [&pair[0], &pair[1]].map(|level| level.value.value.as_str());
        let place = reader.place(&pair[1].value.range);
        if falls(below, above) {
            ordered = false;
            reader.report(messages::out_of_order(place, below, above));
        } else if let (Ok(low), Ok(high)) = (below.parse::<i64>(), above.parse::<i64>())
            && high.saturating_sub(low) > 1
        {
            gaps.push(messages::gap(place, low, high));
        }
    }
    if ordered {
        gaps.into_iter().for_each(|gap| reader.report(gap));
    }
}

/// Whether two numbers stand in falling order. `5.1` and `5.10` do not.
fn falls(below: &str, above: &str) -> bool {
    if let (Ok(low), Ok(high)) = (below.parse::<i64>(), above.parse::<i64>()) {
        return high < low;
    }
    let both = is_number(below) && is_number(above);
    let numbers = (below.parse::<f64>(), above.parse::<f64>());
    both && matches!(numbers, (Ok(low), Ok(high)) if high < low)
}

/// Every name by which a level can be meant.
fn names(reader: &mut Reader, levels: &[Level]) -> HashMap<String, usize> {
    let mut names = HashMap::new();
    for (index, level) in levels.iter().enumerate() {
        names.entry(value_key(&level.value.value)).or_insert(index);
    }
    let mut given: HashMap<String, (usize, Range<usize>)> = HashMap::new();
    for (index, level) in levels.iter().enumerate() {
        for name in std::iter::once(&level.name).chain(&level.aka) {
            let key = name_key(&name.value);
            names.entry(key.clone()).or_insert(index);
            let first = given.entry(key).or_insert_with(|| (index, name.range.clone()));
            let other = &levels[first.0].value.value;
            if first.0 != index && value_key(other) != value_key(&level.value.value) {
                let places = (reader.place(&name.range), reader.place(&first.1));
                let values = [other.as_str(), level.value.value.as_str()];
                reader.report(messages::shared_name(places, &name.value, values));
            }
        }
    }
    names
}
