//! Cells, given by level or by dimension: each pair once, each key meaning exactly one thing.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::catalog::{Catalog, Names};
use super::dimensions::{Dimensions, Found};
use super::levels::Levels;
use super::{Cell, Item, Section, messages, questions, references, tags, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Keys, Reader, is_object, not_empty, text_inline};
use crate::site::parse::yaml::{Entry, Kind, Node, Style};
use crate::site::text::name_key;

pub(super) const CELL_KEYS: Keys =
    Keys { known: &["title", "objective", "text", "items", "sections", "questions"], extra: true };
pub(super) const SECTION_KEYS: Keys = Keys { known: &["title", "text", "items"], extra: true };
pub(super) const ITEM_KEYS: Keys =
    Keys { known: &["text", "id", "note", "capability", "tags", "references"], extra: true };

/// What cells are read against.
pub struct Around<'c, 'n> {
    pub levels: &'c Levels<'n>,
    pub dimensions: &'c Dimensions<'n>,
    pub catalog: &'c Catalog,
    pub names: &'c Names,
}

/// The cells that could be read, and all pairs for which something was written.
#[derive(Default)]
pub struct Cells<'n> {
    pub cells: Vec<Cell>,
    pub given: HashMap<(usize, usize), &'n Entry>,
    /// Indexes of cells written as a bare paragraph.
    pub paragraphs: Vec<(usize, usize)>,
    /// Pairs whose key was misspelled, so that they are not missing.
    pub excused: HashSet<(usize, usize)>,
    /// How often no name was near enough to look for another one.
    unknown: usize,
    item_ids: HashMap<String, Range<usize>>,
}

/// After so many unknown names none is compared with all others any more.
const MOST_COMPARED: usize = 100;

pub fn read<'n>(reader: &mut Reader, around: &Around<'_, 'n>) -> Cells<'n> {
    let (levels, dimensions) = (around.levels, around.dimensions);
    let mut cells = Cells::default();
    for (level, entry) in levels.cells.iter().enumerate() {
        let Some(entry) = written(entry) else { continue };
        let what = format!("\"cells\" of level {}", levels.levels[level].value.value);
        for entry in reader.map(&entry.value, &entry.place(), &what).unwrap_or_default() {
            if let Some(dimension) = cells.dimension(reader, dimensions, level, entry) {
                cells.add(reader, around, (level, dimension), entry);
            }
        }
    }
    for (dimension, entry) in dimensions.cells.iter().enumerate() {
        let Some(entry) = written(entry) else { continue };
        let what =
            format!("\"cells\" of dimension {}", dimensions.dimensions[dimension].name.value);
        for entry in reader.map(&entry.value, &entry.place(), &what).unwrap_or_default() {
            if let Some(level) = cells.level(reader, levels, entry) {
                cells.add(reader, around, (level, dimension), entry);
            }
        }
    }
    cells.cells.sort_by_key(|cell| (cell.level, cell.dimension));
    cells
}

fn written<'n>(entry: &Option<&'n Entry>) -> Option<&'n Entry> {
    entry.filter(|entry| entry.value.kind != Kind::Null)
}

impl<'n> Cells<'n> {
    fn dimension(
        &mut self,
        reader: &mut Reader,
        dimensions: &Dimensions,
        level: usize,
        entry: &Entry,
    ) -> Option<usize> {
        let place = reader.place(&entry.key_range);
        let all = &dimensions.dimensions;
        match dimensions.find(&entry.key) {
            Found::One(dimension) => return Some(dimension),
            Found::Several(found) => {
                self.excused.extend(found.iter().map(|&meant| (level, meant)));
                let paths: Vec<_> = found.iter().map(|&index| all[index].path.as_str()).collect();
                reader.report(messages::ambiguous_dimension(place, &entry.key, &paths));
            }
            Found::None => {
                self.unknown += 1;
                let compared = if self.unknown > MOST_COMPARED { 0 } else { 500 };
                let all = &all[..all.len().min(compared)];
                let meant = messages::nearest_dimension(&entry.key, all);
                self.excused.extend(meant.map(|meant| (level, meant)));
                reader.report(messages::no_dimension(place, &entry.key, meant, all));
            }
        }
        None
    }

    fn level(&mut self, reader: &mut Reader, levels: &Levels, entry: &Entry) -> Option<usize> {
        let found = levels.find(&entry.key);
        if found.is_none() {
            self.unknown += 1;
            let compared = if self.unknown > MOST_COMPARED { 0 } else { 500 };
            let levels = &levels.levels[..levels.levels.len().min(compared)];
            let place = reader.place(&entry.key_range);
            reader.report(messages::no_level(place, &entry.key, levels));
        }
        found
    }

    fn add(
        &mut self,
        reader: &mut Reader,
        around: &Around,
        pair: (usize, usize),
        entry: &'n Entry,
    ) {
        let level = around.levels.levels[pair.0].value.value.as_str();
        let name = around.dimensions.dimensions[pair.1].name.value.as_str();
        match self.given.entry(pair) {
            Slot::Vacant(slot) => slot.insert(entry),
            Slot::Occupied(first) => {
                twice(reader, level, name, first.get(), entry);
                return;
            }
        };
        let what = format!("level {level} × {name}");
        if let Some(cell) = self.cell(reader, around, entry, pair, &what) {
            self.cells.push(cell);
        }
    }

    fn cell(
        &mut self,
        reader: &mut Reader,
        around: &Around,
        entry: &'n Entry,
        pair: (usize, usize),
        what: &str,
    ) -> Option<Cell> {
        let mut cell = Cell {
            level: pair.0,
            dimension: pair.1,
            range: entry.key_range.clone(),
            title: None,
            objective: None,
            text: None,
            items: Vec::new(),
            sections: Vec::new(),
            questions: Vec::new(),
            extra: Vec::new(),
        };
        match &entry.value.kind {
            Kind::Unreadable => return None,
            Kind::List(nodes, _) => cell.items = self.items(reader, around, nodes),
            Kind::Map(entries, _) if is_object(entries, &CELL_KEYS) => {
                self.object(reader, around, entry, what, &mut cell);
            }
            kind => {
                let before = reader.found();
                let text = reader.text(&entry.value, false).and_then(not_empty);
                let Some(text) = text else {
                    if *kind == Kind::Null || reader.found() == before {
                        let place = reader.place(&entry.key_range);
                        reader.report(messages::empty_cell(place, what));
                    }
                    return None;
                };
                if matches!(kind, Kind::Scalar(_, Style::Plain | Style::Quoted)) {
                    self.paragraphs.push(pair);
                }
                cell.text = Some({
                    let text = reader.blocks(text);
                    wording::checked(reader, text)
                });
            }
        }
        Some(cell)
    }

    fn object(
        &mut self,
        reader: &mut Reader,
        around: &Around,
        entry: &'n Entry,
        what: &str,
        cell: &mut Cell,
    ) {
        let Kind::Map(entries, _) = &entry.value.kind else { return };
        let at = entry.value.range.clone();
        let fields = reader.fields(entries, &at, what, &CELL_KEYS);
        cell.title = reader.string(&fields, "title");
        cell.objective = wording::inline(reader, &fields, "objective");
        cell.text = wording::prose(reader, &fields, "text");
        if let Some(entry) = fields.get("items") {
            let nodes = reader.list(entry);
            cell.items = self.items(reader, around, nodes);
        }
        if let Some(entry) = fields.get("sections") {
            let nodes = reader.list(entry);
            cell.sections =
                nodes.iter().filter_map(|node| self.section(reader, around, node)).collect();
        }
        cell.questions = questions::read(reader, &fields, around.names);
        cell.extra = fields.extra;
    }

    fn section(&mut self, reader: &mut Reader, around: &Around, node: &Node) -> Option<Section> {
        let what = "a section";
        let entries = reader.map(node, &node.range, what)?;
        let fields = reader.fields(entries, &node.range, what, &SECTION_KEYS);
        let nodes = fields.get("items").map_or(&[][..], |entry| reader.list(entry));
        Some(Section {
            title: reader.string(&fields, "title"),
            text: wording::prose(reader, &fields, "text"),
            items: self.items(reader, around, nodes),
            extra: fields.extra,
        })
    }

    fn items(&mut self, reader: &mut Reader, around: &Around, nodes: &[Node]) -> Vec<Item> {
        nodes.iter().filter_map(|node| self.item(reader, around, node)).collect()
    }

    fn item(&mut self, reader: &mut Reader, around: &Around, node: &Node) -> Option<Item> {
        let Kind::Map(entries, _) = &node.kind else { return text_item(reader, node) };
        if !is_object(entries, &ITEM_KEYS) {
            return text_item(reader, node);
        }
        let what = "a bullet";
        let fields = reader.fields(entries, &node.range, what, &ITEM_KEYS);
        let text = reader.required(&fields, "text", what, "text: what holds at this level");
        let id = wording::id(reader, &fields);
        if let Some(id) = &id {
            self.item_id(reader, id);
        }
        Some(Item {
            id,
            anchor: String::new(),
            note: wording::inline(reader, &fields, "note"),
            capability: wording::capability(reader, &fields, around.catalog, around.names),
            tags: tags::read(reader, &fields),
            references: references::read(reader, &fields, what, around.catalog, around.names),
            text: item_text(reader, text?),
            extra: fields.extra,
        })
    }

    fn item_id(&mut self, reader: &mut Reader, id: &Spanned<String>) {
        match self.item_ids.entry(id.value.clone()) {
            Slot::Vacant(slot) => drop(slot.insert(id.range.clone())),
            Slot::Occupied(first) => {
                let places = (reader.place(&id.range), reader.place(first.get()));
                reader.report(messages::item_id_twice(places, &id.value));
            }
        }
    }
}

fn text_item(reader: &mut Reader, node: &Node) -> Option<Item> {
    let before = reader.found();
    let Some(text) = reader.text(node, true).and_then(not_empty) else {
        if node.kind != Kind::Unreadable && reader.found() == before {
            let place = reader.place(&node.range);
            reader.report(messages::empty_bullet(place, "bullet"));
        }
        return None;
    };
    Some(Item {
        text: item_text(reader, text),
        id: None,
        anchor: String::new(),
        note: None,
        capability: None,
        tags: Vec::new(),
        references: Vec::new(),
        extra: Vec::new(),
    })
}

fn item_text(reader: &mut Reader, text: Spanned<String>) -> super::Text {
    wording::bullet(reader, &text);
    wording::checked(reader, text_inline(text))
}

/// The same cell again: under the same key, or under another name for the same dimension.
fn twice(reader: &mut Reader, level: &str, name: &str, first: &Entry, second: &Entry) {
    let lines = [first, second].map(|entry| reader.lines.number(entry.key_range.start));
    let place = reader.place(&second.key_range);
    let lost = match &second.value.kind {
        Kind::List(items, _) => items.len(),
        _ => 0,
    };
    let diagnostic = match name_key(&first.key) == name_key(&second.key) {
        true => messages::cell_key_twice(place, &second.key, level, lines, lost),
        false => messages::cell_twice(place, level, name, lines, [&first.key, &second.key]),
    };
    let first = reader.place(&first.key_range);
    reader.report(diagnostic.related(first, "given first here"));
}
