//! A maturity model: levels × dimensions, a cell for each pair.

mod cells;
mod checks;
mod dimensions;
mod levels;
mod messages;
mod read;
#[cfg(test)]
mod tests;
mod wording;

use std::ops::Range;

use super::note::Spanned;
use super::reader::Reader;
use super::rich::Rich;
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::memo::hash_of;
use crate::site::sources::{ContentHash, SourcePath};
use crate::site::text::slug;

/// A text of the model: as spelled in the file, and what its Markdown says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// The YAML scalar's value, never typed: `5.10` and `No` stay what they are.
    pub raw: String,
    /// Bytes of the scalar in the file, quotes included.
    pub range: Range<usize>,
    /// Inline Markdown for an item, name-like fields and summaries; blocks for prose.
    pub rich: Rich,
}

/// `content/<key>.model.yaml` after parsing. Cells refer to levels and dimensions by index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Model {
    pub path: SourcePath,
    /// Of the file: equal hashes, equal models.
    pub hash: ContentHash,
    /// Where it stands: `mlops` for `content/mlops.model.yaml`, `a/b` for `content/a/b.model.yaml`.
    pub key: String,
    pub title: Spanned<String>,
    pub description: Option<Text>,
    /// `id`, `version`, `released`, `license`, `authors` (joined by ", "), `lang`, `source`: those
    /// given, in file order, as (key, value).
    pub about: Vec<(String, Spanned<String>)>,
    /// What each depth of dimensions is called, from the outermost; empty stands for "Dimension".
    pub kinds: Vec<Spanned<String>>,
    /// In file order.
    pub levels: Vec<Level>,
    /// In file order, each parent before its children.
    pub dimensions: Vec<Dimension>,
    /// Sorted by level, then dimension; at most one for each pair.
    pub cells: Vec<Cell>,
    /// Keys that begin with `x-`, as JSON with scalars as strings, in file order.
    pub extra: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Level {
    /// `0`, `1.5`, `-1`, `Bronze`: as spelled.
    pub value: Spanned<String>,
    pub name: Spanned<String>,
    pub aka: Vec<Spanned<String>>,
    pub summary: Option<Text>,
    pub description: Option<Text>,
    /// `#rgb` or `#rrggbb`, checked.
    pub color: Option<Spanned<String>>,
    pub extra: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dimension {
    /// Given, or the slug of the name; unique among its siblings.
    pub id: String,
    pub name: Spanned<String>,
    pub code: Option<Spanned<String>>,
    pub summary: Option<Text>,
    pub description: Option<Text>,
    pub question: Option<Text>,
    pub color: Option<Spanned<String>>,
    pub icon: Option<Spanned<String>>,
    /// The index of the dimension that it is part of.
    pub parent: Option<usize>,
    /// 0 for the outermost.
    pub depth: usize,
    /// Ids from the outermost down, joined by `/`.
    pub path: String,
    pub extra: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub level: usize,
    pub dimension: usize,
    /// Bytes of the cell's key.
    pub range: Range<usize>,
    pub title: Option<Spanned<String>>,
    pub objective: Option<Text>,
    /// Prose: blocks of Markdown.
    pub text: Option<Text>,
    /// Empty for prose and for `[]`.
    pub items: Vec<Item>,
    pub extra: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    pub text: Text,
    pub id: Option<Spanned<String>>,
    /// A remark shown under the item.
    pub note: Option<Text>,
    pub extra: Vec<(String, String)>,
}

impl Model {
    pub fn cell(&self, level: usize, dimension: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&(level, dimension), |c| (c.level, c.dimension));
        at.ok().map(|at| &self.cells[at])
    }

    /// The items of all cells together.
    pub fn item_count(&self) -> usize {
        self.cells.iter().map(|cell| cell.items.len()).sum()
    }
}

impl Level {
    /// What stands for the level in addresses: `level-2`, `level-1.5`, `level-bronze`.
    pub fn id(&self) -> String {
        match levels::is_number(&self.value.value) {
            true => format!("level-{}", self.value.value),
            false => format!("level-{}", slug(&self.value.value)),
        }
    }
}

/// Reads `content/<key>.model.yaml`. `None` when it is too broken to go on with.
pub fn parse(path: &SourcePath, text: &str) -> (Option<Model>, Vec<Diagnostic>) {
    let (mut reader, root) = Reader::open(path, text, 0..text.len());
    let model = match &root {
        Some(root) => read::model(&mut reader, root),
        None => {
            reader.report(messages::empty_file(Place::file(path)));
            None
        }
    };
    let model = model.map(|model| Model { hash: hash_of(&(path, text)), ..model });
    (model, reader.finish())
}
