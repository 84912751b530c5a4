//! Pages that list other pages: a folder without a page of its own gets one, and so does each tag of
//! the notes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{PageId, PageKind, Planner, title_of_file};
use crate::site::address::OutPath;
use crate::site::diagnostics::Place;
use crate::site::parse::CONTENT;
use crate::site::sources::SourcePath;
use crate::site::text::{name_key, order_key, slug};

/// The folder of the pages of tags.
pub const TAGS: &str = "tags";

/// A folder of notes without an `index.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub page: PageId,
    /// The pages in it, and those that stand for its folders, in the order of the navigation.
    pub entries: Vec<PageId>,
}

/// A tag of the notes; spellings that differ in case alone are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteTag {
    pub name: String,
    /// Its part of addresses.
    pub id: String,
    pub page: PageId,
    /// The listed pages that have it.
    pub pages: Vec<PageId>,
}

/// All tags of the notes, and the page that lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteTags {
    /// None where no note has a tag, or where the author wrote `tags/index.md`.
    pub index: Option<PageId>,
    /// By name.
    pub tags: Vec<NoteTag>,
    /// Indexes of `tags` by name, as names are compared.
    by_name: BTreeMap<String, usize>,
}

impl NoteTags {
    /// The index of a tag by its name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name_key(name)).copied()
    }
}

impl Planner<'_> {
    /// A page for each folder that holds notes and has no page yet, nor a note of its name beside it. Its
    /// entries are known later.
    pub(super) fn sections(&mut self) -> Vec<Section> {
        let listed = self.pages.iter().filter(|page| !page.unlisted);
        let notes = listed.filter(|page| matches!(page.kind, PageKind::Note(_)));
        let sources: Vec<&str> =
            notes.filter_map(|page| page.source.as_ref()).map(SourcePath::as_str).collect();
        let beside: HashSet<&str> = sources
            .iter()
            .filter_map(|source| source.strip_prefix(CONTENT)?.strip_suffix(".md"))
            .collect();
        let folders = sources.iter().flat_map(|source| folders_of(source));
        let folders: BTreeSet<String> =
            folders.filter(|folder| !beside.contains(folder.as_str())).collect();
        let mut sections = Vec::new();
        for folder in folders {
            let out = OutPath::new(format!("{folder}/index.html"));
            if !self.is_taken(&out) {
                let title = title_of_file(folder.rsplit('/').next().unwrap_or_default());
                let page = self.add(PageKind::Section(sections.len()), out, title, None);
                sections.push(Section { page, entries: Vec::new() });
            }
        }
        sections
    }

    /// The listed pages with a date, the newest first; of one day in the order of their addresses.
    pub(super) fn dated(&self) -> Vec<PageId> {
        let date = |id: &PageId| {
            let (PageKind::Note(note) | PageKind::Home(Some(note))) = self.pages[id.0].kind else {
                return None;
            };
            self.parsed.notes[note].front.date.as_ref().map(|date| date.value.as_str())
        };
        let listed = (0..self.pages.len()).map(PageId).filter(|id| !self.pages[id.0].unlisted);
        let mut dated: Vec<_> = listed.filter(|id| date(id).is_some()).collect();
        dated.sort_by_key(|id| (std::cmp::Reverse(date(id)), &self.pages[id.0].out));
        dated
    }

    /// A page for each tag of the notes, and one that lists them.
    pub(super) fn note_tags(&mut self) -> NoteTags {
        let mut found: Vec<(String, Tagged)> = self.tagged().into_iter().collect();
        found.sort_by_cached_key(|(_, tagged)| order_key(&tagged.name));
        let mut all = NoteTags::default();
        if found.is_empty() {
            return all;
        }
        let words = &*self.parsed.config.words;
        let out = OutPath::page(&format!("{TAGS}/index"), self.style);
        if !self.is_taken(&out) {
            all.index = Some(self.add(PageKind::NoteTags, out, words.say("Tags").to_owned(), None));
        }
        let mut ids = BTreeSet::from(["index".to_owned()]);
        for (key, Tagged { name, place, pages }) in found {
            let id = free_id(&name, &mut ids);
            let out = OutPath::page(&format!("{TAGS}/{id}"), self.style);
            let (index, title) = (all.tags.len(), words.fill("Tag: {name}", &[("name", &name)]));
            let page = self.add_at(PageKind::NoteTag(index), out, title, None, place);
            all.by_name.insert(key, index);
            all.tags.push(NoteTag { name, id, page, pages });
        }
        all
    }

    /// The pages of notes with each tag, by the tag's name as names are compared.
    fn tagged(&self) -> BTreeMap<String, Tagged> {
        let mut found: BTreeMap<String, Tagged> = BTreeMap::new();
        for (at, page) in self.pages.iter().enumerate().filter(|(_, page)| !page.unlisted) {
            let (PageKind::Note(note) | PageKind::Home(Some(note))) = page.kind else { continue };
            let note = &self.parsed.notes[note];
            for tag in &note.front.tags {
                let entry = found.entry(name_key(&tag.value)).or_insert_with(|| Tagged {
                    name: tag.value.clone(),
                    place: Place::new(&note.path, tag.range.clone()),
                    pages: Vec::new(),
                });
                if entry.pages.last() != Some(&PageId(at)) {
                    entry.pages.push(PageId(at));
                }
            }
        }
        found
    }

    fn is_taken(&self, out: &OutPath) -> bool {
        self.taken.contains_key(&out.as_str().to_lowercase())
    }
}

/// A tag as it was written first, and the pages that have it.
struct Tagged {
    name: String,
    place: Place,
    pages: Vec<PageId>,
}

/// The folders that a file of `content/` stands in: `a` and `a/b` for `content/a/b/c.md`.
fn folders_of(source: &str) -> Vec<String> {
    let path = source.strip_prefix(CONTENT).unwrap_or(source);
    path.match_indices('/').map(|(at, _)| path[..at].to_owned()).collect()
}

/// A part of an address for a tag, unlike those of the tags before it: `c-plus-plus`, `c-sharp`.
fn free_id(name: &str, ids: &mut BTreeSet<String>) -> String {
    let own = slug(&name.replace('+', " plus ").replace('#', " sharp "));
    let own = if own.is_empty() { "tag".to_owned() } else { own };
    let further = (2..).map(|n| format!("{own}-{n}"));
    let id = std::iter::once(own.clone()).chain(further).find(|id| !ids.contains(id));
    let id = id.unwrap_or(own);
    ids.insert(id.clone());
    id
}
