//! Whether a model is complete: a cell for each pair, and all of them of one kind.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::cells::Cells;
use super::dimensions::Dimensions;
use super::levels::Levels;
use super::{Activity, Dimension, Model, Progression, messages};
use crate::site::parse::reader::Reader;
use crate::site::text::name_key;

/// More missing cells than this are told in one sentence.
const MOST_MISSING: usize = 200;

pub fn complete(
    reader: &mut Reader,
    levels: &Levels,
    dimensions: &Dimensions,
    cells: &Cells,
    activities: &[Activity],
) {
    let wanted = wanted(reader, dimensions, cells, activities);
    let dimensions = &dimensions.dimensions;
    let placed = activities.iter().map(|activity| (activity.level, activity.dimension)).collect();
    missing(reader, levels, dimensions, &wanted, (cells, &placed));
    paragraphs(reader, cells);
}

/// The dimensions that should have a cell at each level.
fn wanted(
    reader: &mut Reader,
    all: &Dimensions,
    cells: &Cells,
    activities: &[Activity],
) -> Vec<usize> {
    let dimensions = &all.dimensions;
    let mut has_cells = vec![false; dimensions.len()];
    let mut has_parts = vec![false; dimensions.len()];
    let seen = cells.given.keys().chain(&cells.excused);
    seen.for_each(|&(_, dimension)| has_cells[dimension] = true);
    dimensions.iter().filter_map(|d| d.parent).for_each(|parent| has_parts[parent] = true);
    let mut has_activities: Vec<bool> = all.activities.iter().map(Option::is_some).collect();
    activities.iter().for_each(|activity| has_activities[activity.dimension] = true);
    for (index, dimension) in dimensions.iter().enumerate() {
        if !has_cells[index] && !has_parts[index] && !has_activities[index] {
            let place = reader.place(&dimension.name.range);
            reader.report(messages::no_cells(place, &dimension.name.value));
        }
    }
    (0..dimensions.len()).filter(|&index| has_cells[index]).collect()
}

fn missing(
    reader: &mut Reader,
    levels: &Levels,
    dimensions: &[Dimension],
    wanted: &[usize],
    (cells, placed): (&Cells, &HashSet<(usize, usize)>),
) {
    let is_wanted = |dimension| wanted.binary_search(&dimension).is_ok();
    let instead = placed.iter().filter(|p| is_wanted(p.1) && !cells.given.contains_key(p)).count();
    let written = cells.given.len() + instead;
    let count = (levels.levels.len() * wanted.len()).saturating_sub(written);
    if count > MOST_MISSING {
        let place = reader.place(&levels.levels[0].value.range);
        reader.report(messages::many_missing(place, count));
        return;
    }
    let mut left = count;
    for (index, level) in levels.levels.iter().enumerate() {
        let at = levels.cells[index].map_or(&level.value.range, |entry| &entry.key_range);
        let value = &level.value.value;
        if left == 0 {
            return;
        }
        let seen = |pair| {
            [cells.given.contains_key(&pair), cells.excused.contains(&pair), placed.contains(&pair)]
                .contains(&true)
        };
        let absent: Vec<_> =
            wanted.iter().filter(|&&dimension| !seen((index, dimension))).collect();
        left -= absent.len().min(left);
        if absent.len() == wanted.len() && wanted.len() > 1 {
            let place = reader.place(at);
            reader.report(messages::empty_level(place, value));
            continue;
        }
        for &&dimension in &absent {
            let place = reader.place(at);
            reader.report(messages::missing_cell(place, value, &dimensions[dimension].name.value));
        }
    }
}

/// A paragraph among lists: the dashes were probably forgotten.
fn paragraphs(reader: &mut Reader, cells: &Cells) {
    let lists = cells.cells.iter().filter(|cell| !cell.items.is_empty()).count();
    let bare = cells.paragraphs.len();
    if lists < 2 || bare > (lists / 4).max(1) {
        return;
    }
    for pair in &cells.paragraphs {
        if let Some(entry) = cells.given.get(pair) {
            let place = reader.first_line(&entry.value.range);
            reader.report(messages::dashes_forgotten(place, bare));
        }
    }
}

/// Capabilities twice in one cell, and those that a higher level of a snapshot no longer has.
pub fn capabilities(reader: &mut Reader, model: &Model) {
    for (index, capability) in model.catalog.capabilities.iter().enumerate() {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for level in 0..model.levels.len() {
            for dimension in 0..model.dimensions.len() {
                let entries = model.entries(level, dimension);
                let own: Vec<_> =
                    entries.iter().filter(|e| e.capability() == Some(index)).collect();
                if let [_, second, ..] = own.as_slice() {
                    let place = reader.place(second.range());
                    reader.report(messages::capability_twice(place, &capability.name.value));
                }
                pairs.extend((!own.is_empty()).then_some((level, dimension)));
            }
        }
        disappearing(reader, model, index, &pairs);
    }
}

fn disappearing(reader: &mut Reader, model: &Model, capability: usize, pairs: &[(usize, usize)]) {
    let Some(&(top, dimension)) = pairs.last() else { return };
    let gone = (top + 1..model.levels.len()).find(|&level| model.says(level, dimension));
    let Some(gone) = gone.filter(|_| model.progression == Progression::Snapshot) else { return };
    let entries = model.entries(top, dimension);
    let Some(last) = entries.iter().find(|entry| entry.capability() == Some(capability)) else {
        return;
    };
    let values = [top, gone].map(|level| model.levels[level].value.value.as_str());
    let place = reader.place(last.range());
    let name = &model.catalog.capabilities[capability].name.value;
    reader.report(messages::capability_gone(place, name, values));
}

/// A sentence that an additive model lists again at a higher level, where it holds anyway.
pub fn repeated(reader: &mut Reader, model: &Model) {
    if model.progression == Progression::Snapshot {
        return;
    }
    for dimension in 0..model.dimensions.len() {
        let mut seen: HashMap<String, (usize, Range<usize>)> = HashMap::new();
        for level in 0..model.levels.len() {
            for entry in model.entries(level, dimension) {
                let key = name_key(entry.text());
                let Some((first, range)) = seen.get(&key).filter(|first| first.0 < level) else {
                    seen.insert(key, (level, entry.range().clone()));
                    continue;
                };
                let places = (reader.place(entry.range()), reader.place(range));
                let value = &model.levels[*first].value.value;
                reader.report(messages::listed_again(places, value));
            }
        }
    }
}
