//! Is all that the author wrote about a model on its pages and in its files?

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::files::Files;
use super::leaves::{self, Leaf};
use super::page::TAG;
use super::{Audit, Finished};
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::parse::model::{Entry, Model};
use crate::site::render::model_pages::{audited_ids, is_in_matrix};
use crate::site::resolve::ModelPages;
use crate::site::resolve::pages::PageId;

/// More lost texts of one model are only counted: a theme that leaves out a field loses one on
/// every page.
const MOST_TOLD: usize = 50;

const MOST_QUOTED: usize = 60;

/// Words of fewer bytes are looked for anywhere.
const SHORT: usize = 4;

/// A picture, a note or a filled-in name between two words of a text is no longer than this.
const GAP: usize = 300;

pub fn audit(finished: &Finished, pages: &ModelPages) -> Audit {
    let mut auditing = Auditing {
        finished,
        pages,
        files: Files::read(finished.output, &pages.model),
        shown: HashMap::new(),
        audit: Audit::default(),
        whole: vec![true; pages.activities.len()],
        lost: 0,
    };
    auditing.cells();
    auditing.leaves();
    auditing.finish()
}

struct Auditing<'a> {
    finished: &'a Finished<'a>,
    pages: &'a ModelPages,
    files: Files,
    /// What pages say in all.
    shown: HashMap<PageId, Shown<'a>>,
    audit: Audit,
    /// For each activity, whether nothing of it is lost.
    whole: Vec<bool>,
    lost: usize,
}

impl<'a> Auditing<'a> {
    /// Items and activities at their cells: on the level's page and in both orientations of the matrix.
    fn cells(&mut self) {
        let model = &self.pages.model;
        let in_matrix = is_in_matrix(model);
        for level in 0..model.levels.len() {
            for dimension in (0..model.dimensions.len()).filter(|&d| model.says(level, d)) {
                let [own, by_level, by_dimension] = audited_ids(model, level, dimension);
                let matrix = [by_level, by_dimension].map(|id| (self.pages.matrix, id));
                let places: Vec<_> = std::iter::once((self.pages.levels[level], own))
                    .chain(matrix)
                    .map(|(page, id)| (self.shown_at(page, &id), page, id))
                    .collect();
                for entry in model.entries(level, dimension) {
                    let places = match entry {
                        Entry::Activity(_) if !in_matrix => &places[..1],
                        _ => &places[..],
                    };
                    let holes = match entry {
                        Entry::Item(item) => Some(leaves::holes(&item.text)),
                        Entry::Activity(_) => None,
                    };
                    let lost = places.iter().find(|(shown, ..)| !shown.says(entry.plain(), holes));
                    let lost = lost.map(|(_, page, id)| {
                        format!("{}#{id}", self.finished.site.map.page(*page).out)
                    });
                    self.entry(entry, lost);
                }
            }
        }
    }

    fn entry(&mut self, entry: Entry, lost: Option<String>) {
        let model = &self.pages.model;
        let lost = lost.or_else(|| self.file_without(entry.text(), true));
        match entry {
            Entry::Item(_) => self.audit.items_out += usize::from(lost.is_none()),
            Entry::Activity(activity) if lost.is_some() => {
                let index = model.activities.iter().position(|other| other.id == activity.id);
                index.into_iter().for_each(|index| self.whole[index] = false);
            }
            Entry::Activity(_) => {}
        }
        if let Some(place) = lost {
            let diagnostic = entry_lost(model, entry, &place);
            self.tell(diagnostic);
        }
    }

    /// Every other text on its page and in the files.
    fn leaves(&mut self) {
        let activities: BTreeMap<PageId, usize> =
            self.pages.activities.iter().enumerate().map(|(index, &page)| (page, index)).collect();
        for leaf in leaves::all(self.pages, &self.finished.site.config.words) {
            let Some(place) = self.lost(&leaf) else { continue };
            if let Some(&index) = leaf.page.and_then(|page| activities.get(&page)) {
                self.whole[index] = false;
            }
            self.tell(text_lost(&self.pages.model, &leaf, &place));
        }
    }

    /// The page or the file that should have a text and has it not.
    fn lost(&mut self, leaf: &Leaf) -> Option<String> {
        if let Some(page) = leaf.page {
            let shown = self.shown.entry(page).or_insert_with(|| {
                Shown::new(self.finished.texts_of(page, "main").unwrap_or_default())
            });
            if !shown.says(&leaf.plain, leaf.holes) {
                return Some(self.finished.site.map.page(page).out.to_string());
            }
        }
        leaf.in_files.then(|| self.file_without(&leaf.raw, leaf.in_tables)).flatten()
    }

    fn file_without(&self, raw: &str, in_tables: bool) -> Option<String> {
        let name = self.files.without(raw, in_tables)?;
        Some(format!("{}/{name}", self.pages.model.key))
    }

    fn shown_at(&self, page: PageId, id: &str) -> Shown<'a> {
        Shown::new(self.finished.texts_of(page, id).unwrap_or_default())
    }

    fn tell(&mut self, diagnostic: Diagnostic) {
        self.lost += 1;
        if self.lost <= MOST_TOLD {
            self.audit.diagnostics.push(diagnostic);
        }
    }

    fn finish(mut self) -> Audit {
        if self.lost > MOST_TOLD {
            let more = more_lost(&self.pages.model, self.lost - MOST_TOLD);
            self.audit.diagnostics.push(more);
        }
        self.audit.activities_out = self.whole.iter().filter(|whole| **whole).count();
        self.audit
    }
}

/// What a page or an element of it says.
struct Shown<'a> {
    text: &'a str,
    /// Without white space, and without a mark for each tag.
    squeezed: String,
}

impl<'a> Shown<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, squeezed: squeezed(text) }
    }

    /// Markdown may have holes, filled when the page is made: the name of what a link leads to, the
    /// mark of a footnote. A name has none, and stands by itself.
    fn says(&self, text: &str, holes: Option<usize>) -> bool {
        let has_spaces = text.contains(char::is_whitespace);
        let whole: Cow<str> = if has_spaces { squeezed(text).into() } else { text.into() };
        match holes {
            None if !has_spaces => self.names(text),
            None | Some(0) => self.squeezed.contains(whole.as_ref()),
            Some(holes) => {
                self.squeezed.contains(whole.as_ref()) || in_parts(&self.squeezed, text, holes + 1)
            }
        }
    }

    /// Whether a word stands there as it is: `build` is not found in `build-process`. Short words
    /// may be part of others: `2` of `L2`.
    fn names(&self, word: &str) -> bool {
        let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        self.text.match_indices(word).any(|(at, _)| {
            let (before, after) = (&self.text[..at], &self.text[at + word.len()..]);
            word.len() < SHORT || !(before.ends_with(joins) || after.starts_with(joins))
        })
    }
}

/// Whether a page has the words of a text in so many parts, those of a part one after the other.
fn in_parts(page: &str, text: &str, parts: usize) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut left = words.as_slice();
    for _ in 0..parts {
        let Some(first) = left.first() else { return true };
        let starts = page.match_indices(first).take(200);
        let most = starts.map(|(at, _)| in_order(&page[at..], left)).max().unwrap_or(0);
        left = &left[most..];
    }
    left.is_empty()
}

/// How many words follow each other from the beginning of a text, never far apart.
fn in_order(mut rest: &str, words: &[&str]) -> usize {
    let follows = |word: &&&str| match near(rest, word) {
        Some(end) => {
            rest = &rest[end..];
            true
        }
        None => false,
    };
    words.iter().take_while(follows).count()
}

/// Where a word ends that begins within the gap.
fn near(rest: &str, word: &str) -> Option<usize> {
    let window = rest.floor_char_boundary(GAP + word.len());
    rest[..window].find(word).map(|at| at + word.len())
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != TAG).collect()
}

fn text_lost(model: &Model, leaf: &Leaf, place: &str) -> Diagnostic {
    let mut text: String = leaf.plain.chars().take(MOST_QUOTED).collect();
    if text.len() < leaf.plain.len() {
        text.push('…');
    }
    let message = format!("the text \"{text}\" is missing from the finished site at {place}");
    Diagnostic::error(Code::A03, model.place(leaf.range), message)
        .help("The theme leaves it out: print every field of the page's view.")
}

fn entry_lost(model: &Model, entry: Entry, place: &str) -> Diagnostic {
    let (what, many) = match entry {
        Entry::Item(_) => ("item", "items"),
        Entry::Activity(_) => ("activity", "activities"),
    };
    let message = format!("this {what} is missing from the finished site at {place}");
    let help =
        format!("The theme leaves it out: print every cell's {many}, and give each cell its `id`.");
    Diagnostic::error(Code::A03, model.place(entry.range()), message).help(help)
}

fn more_lost(model: &Model, more: usize) -> Diagnostic {
    let message = format!("{more} more texts of this model are missing from the finished site");
    Diagnostic::error(Code::A03, model.place(&(0..0)), message)
        .help("The theme leaves them out: print every field of each page's view.")
}
