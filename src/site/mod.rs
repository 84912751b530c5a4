//! Bytes in, bytes out: from the sources of a site to its finished files. Nothing in here touches
//! the machine, and nothing in here can fail: what is wrong with the sources is in the diagnostics.

pub mod address;
pub mod audit;
pub mod card;
pub mod diagnostics;
pub mod edits;
pub mod elsewhere;
pub mod locate;
pub mod machines;
pub mod memo;
pub mod moving;
pub mod output;
pub mod parse;
pub mod promised;
pub mod publish;
pub mod render;
pub mod resolve;
pub mod search;
mod silence;
pub mod sources;
pub mod store;
pub mod text;
pub mod words;

pub use resolve::Site;

use std::sync::Arc;

use diagnostics::{Code, Diagnostic, Severity, few, sorted};
use elsewhere::Elsewhere;
pub use machines::Cards;
use output::{Output, When};
use parse::config::BrokenLinks;
use parse::markdown::Colours;
use parse::model::Model;
use parse::note::Note;
use rayon::prelude::*;
use sources::Sources;
use store::Shelf;

/// What the command line adds to `levelbook.yaml`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Replaces the configuration's `base-url`; ends in `/`.
    pub base_url: Option<String>,
    /// Includes notes marked as drafts.
    pub drafts: bool,
    /// When code gets its colours.
    pub colours: Colours,
    /// When what all pages go into is put together: the search index, the documents for printing, the
    /// lists for machines.
    pub overall: When,
    /// When each source was last changed, as version control knows it.
    pub changed: resolve::Changed,
    /// When the cards are made that pages name: later by the one who writes the site, never for a
    /// preview, which nobody shares.
    pub cards: Option<When>,
    /// Collects the links that lead elsewhere.
    pub elsewhere: bool,
    /// Nothing is built after this: what no later stage needs may go.
    pub last: bool,
    /// Puts the addresses together though the site has no file of them yet.
    pub addresses: bool,
}

/// What earlier builds left to be used again. A new one gives the same result, only later.
#[derive(Debug, Default)]
pub struct Kept {
    /// What earlier runs of the program left.
    shelf: Shelf,
    parse: parse::Kept,
    resolve: resolve::Kept,
    render: render::Kept,
    audit: audit::Kept,
    search: search::Kept,
    machines: machines::Kept,
}

impl Kept {
    /// With what earlier runs left.
    pub fn on(shelf: Shelf) -> Self {
        Self { shelf, ..Self::default() }
    }

    /// Leaves to later runs what was made so far.
    pub fn settle(&self) {
        self.shelf.settle();
    }
}

/// So many pages are told to skip a rank of heading, so that other messages are not lost among them.
const MOST_SKIPS: usize = 5;
/// Notes or pages that a thread takes at a time. Left to itself, the crate divides them so coarsely
/// that one of two threads may wait for the other's last 250 of 1,000.
pub const AT_ONCE: usize = 8;

/// A build's result.
#[derive(Debug)]
pub struct Outcome {
    pub output: Output,
    /// The cards that are still to be made, where that was asked for.
    pub cards: Option<Cards>,
    /// The path that the site stands under: `/repo/` of `https://example.org/repo/`, `/` without a base URL.
    pub root: String,
    /// In the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    pub summary: Summary,
    /// The models as they were read, for editors.
    pub models: Vec<Arc<Model>>,
    /// The links that lead elsewhere, where they were asked for.
    pub elsewhere: Elsewhere,
    /// The addresses to keep, where the site has a file of them.
    pub promised: Option<promised::Promised>,
}

impl Outcome {
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
}

/// What a build made, in counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages of HTML, the 404 page not counted.
    pub pages: usize,
    pub levels: usize,
    /// Items in the models.
    /// Activities of all models, and those whose page in the output says all of them.
    pub activities_in: usize,
    pub activities_out: usize,
    pub items_in: usize,
    /// Items found again in the finished pages, at their cells.
    pub items_out: usize,
    /// Levels that the notes speak of.
    pub levels_covered: usize,
    pub has_models: bool,
    /// Files read anew, and pages rendered anew: all of them in a first build.
    pub parsed: usize,
    pub rendered: usize,
}

/// The one way in which a site is built.
pub fn build(sources: &Sources, options: &Options, kept: &Kept) -> Outcome {
    let (parsed, mut diagnostics) = parse::all(sources, options.colours, &kept.parse, &kept.shelf);
    let Some(mut parsed) = parsed else {
        return Outcome {
            output: Output::default(),
            cards: None,
            root: "/".to_owned(),
            diagnostics: sorted(diagnostics),
            summary: Summary::default(),
            models: Vec::new(),
            elsewhere: Elsewhere::default(),
            promised: None,
        };
    };
    if let Some(url) = &options.base_url {
        parsed.config.base_url = Some(url.clone());
    }
    let (mut site, found) =
        resolve::site(parsed, options.drafts, Arc::clone(&options.changed), &kept.resolve);
    diagnostics.extend(found);
    let (promised, found) = promised::check(&site, sources, options.addresses);
    diagnostics.extend(found);
    let index = search::files(&site, options.overall, &kept.search, &kept.shelf);
    if options.last {
        kept.search.forget_words();
    }
    let (mut output, found) = render::site(&site, options.overall, &kept.render);
    for (path, file) in index.iter() {
        output.insert(path.clone(), file.clone());
    }
    machines::feeds(&site, &mut output, &kept.machines);
    // What the notes say is in the output now, and takes as much room there again.
    let are_done = options.last && !options.elsewhere;
    if are_done {
        kept.parse.forget_notes();
        let notes = site.notes.par_iter_mut().filter_map(Arc::get_mut);
        notes.for_each(Note::forget_text);
    }
    machines::add(&site, sources, options.overall, &mut output, &kept.machines);
    let mut cards = options.cards.map(|_| Cards::of(&site, &output));
    if are_done {
        std::mem::take(&mut site.notes).into_par_iter().for_each(drop);
    }
    if let Some(cards) = cards.take_if(|_| options.cards == Some(When::Now)) {
        machines::now(cards.files(&kept.shelf), &mut output);
    }
    let is_whole = found.is_empty();
    diagnostics.extend(found);
    moving::mend_earlier(sources, &mut diagnostics);
    soften(&site, &mut diagnostics);
    let audit = audit::run(&site, &output, &kept.audit);
    // Without all pages the audit would report what is missing because of an error that was already told.
    if is_whole && diagnostics.iter().all(|d| d.severity != Severity::Error) {
        diagnostics.extend(audit.diagnostics);
    }
    let elsewhere = match options.elsewhere {
        true => elsewhere::collect(&site, &output, &kept.audit),
        false => Elsewhere::default(),
    };
    let summary = Summary {
        items_out: audit.items_out,
        activities_out: audit.activities_out,
        ..summary(&site, kept)
    };
    let root = site.config.root();
    soften(&site, &mut diagnostics);
    let diagnostics = silence::apply(&site.config.silence, diagnostics);
    let models = site.map.models.iter().map(|pages| Arc::clone(&pages.model)).collect();
    let diagnostics = few(sorted(diagnostics), Code::M13, MOST_SKIPS);
    let diagnostics = few(diagnostics, Code::M16, 1);
    Outcome { output, cards, root, diagnostics, summary, models, elsewhere, promised }
}

/// Makes warnings of links that lead nowhere, where the author asks for it.
fn soften(site: &Site, diagnostics: &mut [Diagnostic]) {
    if site.config.broken_links == BrokenLinks::Warn {
        let of_links = diagnostics.iter_mut().filter(|d| d.code.is_of_broken_links());
        of_links.for_each(|diagnostic| diagnostic.severity = Severity::Warning);
    }
}

fn summary(site: &Site, kept: &Kept) -> Summary {
    kept.resolve.sweep();
    kept.audit.sweep();
    kept.search.sweep();
    kept.machines.sweep();
    Summary {
        pages: site.map.pages.len() - 1,
        levels: site.map.models.iter().map(|m| m.model.levels.len()).sum(),
        items_in: site.map.models.iter().map(|m| m.model.item_count()).sum(),
        items_out: 0,
        activities_in: site.map.models.iter().map(|m| m.model.activities.len()).sum(),
        activities_out: 0,
        levels_covered: (0..site.map.models.len()).map(|m| resolve::notes::covered(site, m)).sum(),
        has_models: !site.map.models.is_empty(),
        parsed: kept.parse.sweep(),
        rendered: kept.render.sweep(),
    }
}
