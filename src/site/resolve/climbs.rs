//! What one level has over another, by exact text: the items added, kept and dropped.

use crate::site::parse::model::{Item, Model};

/// Items of one dimension at two levels; `kept` and `added` in the order of the upper level.
#[derive(Debug, Default)]
pub struct Change<'m> {
    pub added: Vec<&'m Item>,
    pub kept: Vec<&'m Item>,
    pub dropped: Vec<&'m Item>,
}

/// Compares the level `from` with the level `to` in one dimension.
pub fn change(model: &Model, from: usize, to: usize, dimension: usize) -> Change<'_> {
    let items = |level| model.cell(level, dimension).map_or(&[][..], |cell| &cell.items);
    let (before, after) = (items(from), items(to));
    let has =
        |items: &[Item], item: &Item| items.iter().any(|other| other.text.raw == item.text.raw);
    let (kept, added) = after.iter().partition(|item| has(before, item));
    let dropped = before.iter().filter(|item| !has(after, item)).collect();
    Change { added, kept, dropped }
}
