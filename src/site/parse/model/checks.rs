//! Whether a model is complete: a cell for each pair, and all of them of one kind.

use super::cells::Cells;
use super::levels::Levels;
use super::{Dimension, messages};
use crate::site::parse::reader::Reader;

/// More missing cells than this are told in one sentence.
const MOST_MISSING: usize = 200;

pub fn complete(reader: &mut Reader, levels: &Levels, dimensions: &[Dimension], cells: &Cells) {
    let wanted = wanted(reader, dimensions, cells);
    missing(reader, levels, dimensions, &wanted, cells);
    paragraphs(reader, cells);
}

/// The dimensions that should have a cell at each level.
fn wanted(reader: &mut Reader, dimensions: &[Dimension], cells: &Cells) -> Vec<usize> {
    let mut has_cells = vec![false; dimensions.len()];
    let mut has_parts = vec![false; dimensions.len()];
    let seen = cells.given.keys().chain(&cells.excused);
    seen.for_each(|&(_, dimension)| has_cells[dimension] = true);
    dimensions.iter().filter_map(|d| d.parent).for_each(|parent| has_parts[parent] = true);
    for (index, dimension) in dimensions.iter().enumerate() {
        if !has_cells[index] && !has_parts[index] {
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
    cells: &Cells,
) {
    let count = (levels.levels.len() * wanted.len()).saturating_sub(cells.given.len());
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
        let seen = |pair| cells.given.contains_key(&pair) || cells.excused.contains(&pair);
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
