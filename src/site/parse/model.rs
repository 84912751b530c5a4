//! A maturity model: levels × dimensions, a cell for each pair, and what its cells refer to.

mod activities;
mod catalog;
mod cells;
mod checks;
mod dimensions;
mod entries;
mod fields;
mod graph;
mod include;
mod levels;
mod messages;
mod questions;
mod read;
mod references;
mod schema;
mod tags;
#[cfg(test)]
mod tests;
mod wording;

use std::ops::Range;

use super::note::Spanned;
use super::rich::Rich;
use crate::site::diagnostics::Place;
use crate::site::sources::{ContentHash, SourcePath};
use crate::site::text::slug;

pub use activities::Activity;
pub use catalog::{Capability, Catalog, Framework, Resource, Scoring};
pub use entries::Entry;
pub use fields::{Field, FieldKind, FieldValue, Show, Value};
pub use include::{Parts, below_content, parts, patterns, wanted};
pub use questions::{Answer, AnswerSet, Question};
pub use read::{parse, parse_in};
pub use references::Reference;
pub use schema::schema;

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
    /// Of all its files: equal hashes, equal models.
    pub hash: ContentHash,
    /// The files that it was read from. All places of the model are bytes of them, one behind the other.
    pub parts: Parts,
    /// Where it stands: `mlops` for `content/mlops.model.yaml`, `a/b` for `content/a/b.model.yaml`.
    pub key: String,
    /// Where it stood earlier, as `key` says it: the addresses of its pages there lead on.
    pub was: Vec<Spanned<String>>,
    pub title: Spanned<String>,
    pub description: Option<Text>,
    /// `id`, `version`, `released`, `license`, `authors` (joined by ", "), `lang`, `source`: those
    /// given, in file order, as (key, value).
    pub about: Vec<(String, Spanned<String>)>,
    pub progression: Progression,
    /// What each depth of dimensions is called, from the outermost; empty stands for "Dimension".
    pub kinds: Vec<Spanned<String>>,
    /// In file order.
    pub levels: Vec<Level>,
    /// In file order, each parent before its children.
    pub dimensions: Vec<Dimension>,
    /// Sorted by level, then dimension; at most one for each pair.
    pub cells: Vec<Cell>,
    /// In file order.
    pub activities: Vec<Activity>,
    /// The activities of each cell: (level, dimension, activity), sorted.
    pub placed: Vec<(usize, usize, usize)>,
    pub catalog: Catalog,
    /// Keys that begin with `x-`, as JSON with scalars as strings, in file order.
    pub extra: Vec<(String, String)>,
}

/// How the levels of a model build on each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Progression {
    /// A cell describes the whole state at its level.
    #[default]
    Snapshot,
    /// A level adds to those below.
    Additive,
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
    pub sections: Vec<Section>,
    pub questions: Vec<Question>,
    pub extra: Vec<(String, String)>,
}

/// A part of a cell with a title of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    pub title: Option<Spanned<String>>,
    pub text: Option<Text>,
    pub items: Vec<Item>,
    pub extra: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    pub text: Text,
    pub id: Option<Spanned<String>>,
    /// Its id on the pages where it stands: the one given, or made of its dimension and words.
    pub anchor: String,
    /// A remark shown under the item.
    pub note: Option<Text>,
    /// The index of the capability that ties it to items of other levels.
    pub capability: Option<usize>,
    pub tags: Vec<Spanned<String>>,
    pub references: Vec<Reference>,
    pub extra: Vec<(String, String)>,
}

impl Model {
    pub fn cell(&self, level: usize, dimension: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&(level, dimension), |c| (c.level, c.dimension));
        at.ok().map(|at| &self.cells[at])
    }

    /// The items of all cells together.
    pub fn item_count(&self) -> usize {
        self.cells.iter().map(|cell| cell.all_items().count()).sum()
    }

    /// Where bytes of the model stand, in the file that holds them.
    pub fn place(&self, range: &Range<usize>) -> Place {
        self.parts.place(range)
    }
}

impl Cell {
    /// Its items, those of its sections included, in file order.
    pub fn all_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().chain(self.sections.iter().flat_map(|section| &section.items))
    }

    /// Whether `[]` was written, or nothing that can be shown.
    pub fn is_empty(&self) -> bool {
        self.all_items().next().is_none()
            && self.text.is_none()
            && self.title.is_none()
            && self.objective.is_none()
            && self.sections.is_empty()
            && self.questions.is_empty()
    }
}

impl Level {
    /// Its id among other levels: `2`, `1.5`, `bronze`.
    pub fn short_id(&self) -> String {
        let id = self.id();
        id.strip_prefix("level-").unwrap_or(&id).to_owned()
    }

    /// What stands for the level in addresses: `level-2`, `level-1.5`, `level-bronze`.
    pub fn id(&self) -> String {
        match levels::is_number(&self.value.value) {
            true => format!("level-{}", self.value.value),
            false => format!("level-{}", slug(&self.value.value)),
        }
    }
}
