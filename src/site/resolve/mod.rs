//! What the files mean together: pages and their addresses, navigation, links, notes ↔ levels. From
//! here on no reference dangles: what could not be resolved was reported here.
//!
//! The [`Map`] is made anew only when a title, an address, an id, a model or the configuration
//! changes. What a single note says is read against the map, and kept with it: an edit of a
//! paragraph costs that paragraph's note.

pub mod climbs;
pub mod coverage;
pub mod documents;
mod ids;
pub mod links;
pub mod navigation;
pub mod notes;
pub mod pages;
pub mod redirects;
pub mod uses;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::AT_ONCE;
use super::address::OutPath;
use super::diagnostics::{Diagnostic, sorted};
use super::memo::{Memo, hash_of};
use super::parse::Parsed;
use super::parse::config::Config;
use super::parse::glossary::Glossary;
use super::parse::model::Model;
use super::parse::note::Note;
use super::parse::params::Params;
use super::parse::theme::Theme;
use super::sources::{ContentHash, Source, SourcePath};
use super::words::Words;
use climbs::Counts;
use documents::Document;
use links::Lookup;
use navigation::NavigationNode;
use notes::NoteLevels;
use pages::{Claim, NoteTags, Page, PageId, PageKind, Section};
use redirects::Redirects;
use uses::Uses;

/// The whole site, resolved.
#[derive(Debug)]
pub struct Site {
    pub config: Config,
    pub theme: Arc<Theme>,
    pub glossary: Arc<Glossary>,
    /// What the files of data say.
    pub data: Params,
    pub notes: Vec<Arc<Note>>,
    pub map: Arc<Map>,
    /// For each note the levels that it speaks of.
    pub note_levels: Vec<Arc<NoteLevels>>,
    /// By model and level: the notes that speak of it, in reading order.
    pub speakers: HashMap<(usize, usize), Vec<usize>>,
    /// By page of a model: the places of notes that link to it, in reading order.
    pub mentions: HashMap<PageId, Vec<Mention>>,
    /// By folder: the note that stands for it, if it has `params` for the pages in it.
    pub section_notes: HashMap<String, usize>,
    /// Earlier addresses, each with what it leads to.
    pub redirects: Arc<Redirects>,
    /// The day on which each source was last changed, as far as that is known.
    pub changed: Changed,
}

/// Source → the day of its last change, `2024-01-31`.
pub type Changed = Arc<BTreeMap<SourcePath, String>>;

/// A place of a note that links to a page of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub note: usize,
    /// The index of the heading above the link.
    pub anchor: Option<usize>,
    /// What of the page it leads to.
    pub fragment: Option<String>,
}

/// A framework that several models refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    pub name: String,
    pub page: PageId,
    /// The models and the index of the framework in each.
    pub sides: Vec<(usize, usize)>,
}

/// Where everything stands: pages with their addresses, files, the navigation, the reading order.
#[derive(Debug)]
pub struct Map {
    /// Of all that the map was made from: while it stays, no page needs to look at another one again.
    pub key: ContentHash,
    /// What pages say, in the language of the site.
    pub words: Arc<Words>,
    pub models: Vec<ModelPages>,
    pub bridges: Vec<Bridge>,
    pub pages: Vec<Page>,
    /// Files that are published as they are, each with where it goes.
    pub files: Vec<(OutPath, Source)>,
    /// Earlier addresses, as they are asked for.
    pub claims: Vec<Claim>,
    pub navigation: Vec<NavigationNode>,
    /// Pages in reading order, from the home page on.
    pub order: Vec<PageId>,
    /// Where each page stands in `order`.
    positions: HashMap<PageId, usize>,
    pub lookup: Lookup,
    /// Folders of notes without a page of their own.
    pub sections: Vec<Section>,
    pub note_tags: NoteTags,
    /// Listed pages of notes with a date, the newest first.
    pub dated: Vec<PageId>,
    /// What is made for printing.
    pub documents: Vec<Document>,
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
    /// By activity, capability, tag and framework.
    pub activities: Vec<PageId>,
    pub capabilities: Vec<PageId>,
    pub tags: Vec<PageId>,
    pub frameworks: Vec<PageId>,
    pub resources: Option<PageId>,
    /// Any two levels side by side: by the lower, then by the higher one.
    pub pairs: BTreeMap<(usize, usize), PageId>,
    pub coverage: PageId,
    /// The note at the model's address, shown on its overview.
    pub introduction: Option<usize>,
    /// Whether a text of the model has formulas, marked code and the like, see `Rich::extras`.
    pub has_extras: bool,
    pub uses: Uses,
    /// How much any two levels differ, once it was counted: by the lower, then by the higher one.
    counted: Vec<OnceLock<(Counts, usize)>>,
}

impl ModelPages {
    /// What the level `to` has over the level `from`, and in how many cells the prose is another.
    pub fn counted(
        &self,
        from: usize,
        to: usize,
        count: impl FnOnce() -> (Counts, usize),
    ) -> (Counts, usize) {
        match self.counted.get(from * self.levels.len() + to) {
            Some(counted) => *counted.get_or_init(count),
            None => count(),
        }
    }

    /// The page that `compare.html` is: the lowest level beside the highest.
    pub fn compare(&self) -> PageId {
        self.pairs[&(0, self.levels.len() - 1)]
    }
}

/// What earlier builds found out.
#[derive(Debug, Default)]
pub struct Kept {
    maps: Memo<(Arc<Map>, Vec<Diagnostic>)>,
    notes: Memo<(Arc<NoteLevels>, Vec<Diagnostic>)>,
    models: Memo<Vec<Diagnostic>>,
    redirects: Memo<(Arc<Redirects>, Vec<Diagnostic>)>,
}

impl Kept {
    /// Forgets what the last build did not use.
    pub fn sweep(&self) {
        self.maps.sweep();
        self.notes.sweep();
        self.models.sweep();
        self.redirects.sweep();
    }
}

/// Puts the files together. `drafts` includes notes marked as drafts.
pub fn site(
    parsed: Parsed,
    drafts: bool,
    changed: Changed,
    kept: &Kept,
) -> (Site, Vec<Diagnostic>) {
    let key = key(&parsed, drafts);
    let planned = kept.maps.get(key, || map(&parsed, drafts, key));
    let mut site = Site {
        map: Arc::clone(&planned.0),
        notes: parsed.notes,
        config: parsed.config,
        theme: parsed.theme,
        glossary: parsed.glossary,
        data: parsed.data,
        section_notes: HashMap::new(),
        note_levels: Vec::new(),
        speakers: HashMap::new(),
        mentions: HashMap::new(),
        redirects: Arc::default(),
        changed,
    };
    let redirects = kept.redirects.get(key, || redirects::resolve(&site));
    site.redirects = Arc::clone(&redirects.0);
    let notes = site.notes.par_iter().with_max_len(AT_ONCE);
    let read: Vec<_> = notes.map(|note| read(&site, note, kept)).collect();
    let in_models = kept.models.get(key, || {
        let footer = links::check_footer(&site);
        [links::check_models(&site), links::check_glossary(&site), footer].concat()
    });
    site.note_levels = read.iter().map(|read| Arc::clone(&read.0)).collect();
    site.section_notes = pages::section_notes(&site);
    site.speakers = notes::speakers(&site);
    site.mentions = notes::mentions(&site);
    let told = read.iter().flat_map(|read| &read.1);
    let told: Vec<_> =
        planned.1.iter().chain(&redirects.1).chain(told).chain(&*in_models).cloned().collect();
    let told = [told, coverage::check(&site)].concat();
    (site, sorted(told))
}

/// The hash of all that a map is made from.
fn key(parsed: &Parsed, drafts: bool) -> ContentHash {
    let notes: Vec<ContentHash> = parsed.notes.iter().map(|note| note.outline).collect();
    let models: Vec<ContentHash> = parsed.models.iter().map(|model| model.hash).collect();
    let files: Vec<_> = parsed.files.iter().map(|file| (&file.path, file.hash)).collect();
    hash_of(&(&parsed.config, drafts, notes, models, files, &parsed.glossary))
}

fn map(parsed: &Parsed, drafts: bool, key: ContentHash) -> (Arc<Map>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let plan = pages::plan(parsed, drafts, &mut diagnostics);
    let lookup = Lookup::new(parsed, &plan);
    let mut map = Map {
        key,
        words: Arc::clone(&parsed.config.words),
        navigation: Vec::new(),
        order: Vec::new(),
        positions: HashMap::new(),
        claims: plan.claims,
        files: plan.files,
        pages: plan.pages,
        models: plan.models,
        bridges: plan.bridges,
        lookup,
        sections: plan.sections,
        note_tags: plan.note_tags,
        dated: plan.dated,
        documents: Vec::new(),
    };
    navigation::fill_sections(&mut map);
    map.navigation = navigation::tree(&map, &parsed.config.navigation, &mut diagnostics);
    map.order = navigation::order(&map);
    map.positions = map.order.iter().enumerate().map(|(at, &page)| (page, at)).collect();
    map.documents = documents::documents(&map, &parsed.config);
    (Arc::new(map), diagnostics)
}

/// What a note says about levels and where its links lead.
fn read(site: &Site, note: &Note, kept: &Kept) -> Arc<(Arc<NoteLevels>, Vec<Diagnostic>)> {
    kept.notes.get(hash_of(&(site.map.key, note.hash)), || {
        let (mut levels, mut diagnostics) = notes::read(&site.map, note);
        if site.map.page_of(&note.path).is_some() {
            links::check_note(site, note, &mut diagnostics);
            levels.links = links::to_models(site, note);
        }
        (Arc::new(levels), diagnostics)
    })
}

impl Map {
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// The page that a source file gives; the main one where it gives several.
    pub fn page_of(&self, source: &SourcePath) -> Option<PageId> {
        self.lookup.by_source.get(source).copied()
    }

    pub fn home(&self) -> PageId {
        PageId(0)
    }

    /// Where a page stands in the reading order.
    pub fn position(&self, id: PageId) -> Option<usize> {
        self.positions.get(&id).copied()
    }

    /// The page of the navigation that a page belongs to, where it is none itself.
    pub fn belongs_to(&self, id: PageId) -> Option<PageId> {
        let of = |m: usize| &self.models[m];
        match self.page(id).kind {
            PageKind::Activity(m, a) => Some(of(m).dimensions[of(m).model.activities[a].dimension]),
            PageKind::Compare(m, ..) if id != of(m).compare() => Some(of(m).compare()),
            PageKind::Capability(m, _)
            | PageKind::Tag(m, _)
            | PageKind::Framework(m, _)
            | PageKind::Resources(m)
            | PageKind::Compare(m, ..)
            | PageKind::Coverage(m) => Some(of(m).overview),
            PageKind::NoteTag(_) => self.note_tags.index,
            _ => None,
        }
    }

    /// The page before and the one behind: in the reading order, or among the activities of a model.
    pub fn neighbours(&self, id: PageId) -> [Option<PageId>; 2] {
        let (list, at) = match self.page(id).kind {
            PageKind::Activity(m, a) => (&self.models[m].activities, Some(a)),
            _ => (&self.order, self.position(id)),
        };
        let before = at.and_then(|at| at.checked_sub(1));
        [before, at.map(|at| at + 1)].map(|at| at.and_then(|at| list.get(at)).copied())
    }

    /// The note whose whole text is on a page: its own, or the introduction of a model.
    pub fn text_of(&self, id: PageId) -> Option<usize> {
        match self.page(id).kind {
            PageKind::Overview(m) => self.models[m].introduction,
            _ => self.note_of(id),
        }
    }

    /// The note that a page shows as its own text.
    pub fn note_of(&self, id: PageId) -> Option<usize> {
        match self.page(id).kind {
            PageKind::Note(note) | PageKind::Home(Some(note)) | PageKind::NotFound(Some(note)) => {
                Some(note)
            }
            _ => None,
        }
    }
}
