//! Pieces of a model that stand inside a note.

use super::model_pages::{Lens, On};
use super::refs;
use super::views::{CellView, Html, LevelRef, LinkView, MatrixView};
use serde::Serialize;

/// A level with the cells that are shown of it.
#[derive(Debug, Serialize)]
pub struct EmbeddedLevel {
    pub level: LevelRef,
    pub summary: Option<Html>,
    pub cells: Vec<CellView>,
}

impl Lens<'_> {
    /// The matrix with ids of its own; in the orientation with fewer columns unless one is asked for.
    pub fn embedded_matrix(&self, id: &str, by_level: Option<bool>) -> MatrixView {
        let by_level = by_level.unwrap_or_else(|| self.first() == On::ByLevel);
        let mut matrix = match by_level {
            true => self.by_level(On::ByLevel),
            false => self.by_dimension(On::ByDimension),
        };
        for row in &mut matrix.rows {
            row.cells.iter_mut().for_each(|cell| cell.id = format!("{id}-{}", cell.id));
        }
        matrix
    }

    pub fn matrix_link(&self) -> LinkView {
        refs::link(self.site, self.base, self.pages().matrix)
    }

    /// One cell of a level, or all that say something.
    pub fn embedded_level(
        &self,
        id: &str,
        level: usize,
        dimension: Option<usize>,
    ) -> EmbeddedLevel {
        let model = self.model();
        let shown = self.with_cells().filter(|d| dimension.is_none_or(|only| only == *d));
        let cells = shown.map(|d| self.cell(level, d, On::ByDimension));
        let cells = cells.map(|cell| CellView { id: format!("{id}-{}", cell.id), ..cell });
        let summary = model.levels[level].summary.as_ref();
        EmbeddedLevel {
            level: refs::level(self.site, self.base, self.m, level),
            summary: refs::optional(self.site, self.base, model, summary),
            cells: cells.filter(|cell| !cell.empty).collect(),
        }
    }
}
