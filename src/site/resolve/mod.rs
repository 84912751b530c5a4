//! What the files mean together: pages and their addresses, navigation, links, notes ↔ levels. From
//! here on no reference dangles: what could not be resolved was reported here.

pub mod climbs;
pub mod links;
pub mod navigation;
pub mod notes;
pub mod pages;

use std::collections::HashMap;
use std::sync::Arc;

use super::address::OutPath;
use super::diagnostics::{Diagnostic, sorted};
use super::parse::Parsed;
use super::parse::config::Config;
use super::parse::model::Model;
use super::parse::note::Note;
use super::parse::theme::Theme;
use super::sources::{Source, SourcePath};
use links::Lookup;
use navigation::NavigationNode;
use notes::NoteLevels;
use pages::{Page, PageId, PageKind};

/// The whole site, resolved.
#[derive(Debug)]
pub struct Site {
    pub config: Config,
    pub theme: Theme,
    pub notes: Vec<Arc<Note>>,
    pub models: Vec<ModelPages>,
    pub pages: Vec<Page>,
    /// Files that are published as they are, each with where it goes.
    pub files: Vec<(OutPath, Source)>,
    /// Earlier addresses, each with the page that is there now.
    pub redirects: Vec<(OutPath, PageId)>,
    pub navigation: Vec<NavigationNode>,
    /// Pages in reading order, from the home page on.
    pub order: Vec<PageId>,
    /// For each note the levels that it speaks of.
    pub note_levels: Vec<NoteLevels>,
    pub lookup: Lookup,
}

/// A model and where its pages are.
#[derive(Debug)]
pub struct ModelPages {
    pub model: Arc<Model>,
    pub overview: PageId,
    pub matrix: PageId,
    /// By level.
    pub levels: Vec<PageId>,
    /// By dimension.
    pub dimensions: Vec<PageId>,
    /// The note at the model's address, shown on its overview.
    pub introduction: Option<usize>,
}

/// Puts the files together. `drafts` includes notes marked as drafts.
pub fn site(parsed: Parsed, drafts: bool) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let plan = pages::plan(&parsed, drafts, &mut diagnostics);
    let lookup = Lookup::new(&parsed, &plan);
    let mut site = Site {
        note_levels: Vec::new(),
        navigation: Vec::new(),
        order: Vec::new(),
        redirects: plan.redirects,
        files: plan.files,
        pages: plan.pages,
        models: plan.models,
        notes: parsed.notes,
        config: parsed.config,
        theme: parsed.theme,
        lookup,
    };
    site.note_levels = notes::resolve(&site, &mut diagnostics);
    site.navigation = navigation::tree(&site, &mut diagnostics);
    site.order = navigation::order(&site);
    links::check(&site, &mut diagnostics);
    (site, sorted(diagnostics))
}

impl Site {
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// The pages that a source file gives, the main one first.
    pub fn page_of(&self, source: &SourcePath) -> Option<PageId> {
        self.lookup.by_source.get(source).copied()
    }

    pub fn home(&self) -> PageId {
        PageId(0)
    }

    /// The model that a page belongs to.
    pub fn model_of(&self, kind: PageKind) -> Option<&ModelPages> {
        match kind {
            PageKind::Overview(m)
            | PageKind::Level(m, _)
            | PageKind::Matrix(m)
            | PageKind::Dimension(m, _) => self.models.get(m),
            PageKind::Home(_) | PageKind::Note(_) | PageKind::NotFound => None,
        }
    }

    /// Notes by the file they are in.
    pub fn note_index(&self) -> HashMap<&SourcePath, usize> {
        self.notes.iter().enumerate().map(|(index, note)| (&note.path, index)).collect()
    }
}
