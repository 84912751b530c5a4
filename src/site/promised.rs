//! The addresses that a site has promised to keep: `levelbook.addresses`, one page or file a line,
//! with the ids on it. What is in there and nowhere in the site any more was lost by a change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::Site;
use super::address::OutPath;
use super::diagnostics::{Code, Diagnostic, Place};
use super::parse::ADDRESSES;
use super::parse::rich::Piece;
use super::render::exports::{NAMES, file_of};
use super::render::model_pages::audited_ids;
use super::resolve::links::{Target, decoded, dimension_anchor};
use super::resolve::notes;
use super::resolve::pages::{PageId, PageKind};
use super::sources::{SourcePath, Sources};
use super::text::nearest;

/// The file as it would be with all that is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promised {
    pub text: String,
    /// How many addresses are new, ids included, and how many there are in all.
    pub new: usize,
    pub all: usize,
}

/// What stands at an address.
#[derive(Default)]
struct Here {
    page: Option<PageId>,
    /// Ids that are worth a promise.
    ids: BTreeSet<String>,
    /// Ids that lead on as well.
    further: BTreeSet<String>,
}

/// The addresses that differ from those promised. Without the file there is nothing to keep, unless
/// the file is `wanted`.
pub fn check(site: &Site, sources: &Sources, wanted: bool) -> (Option<Promised>, Vec<Diagnostic>) {
    let source = sources.get(&SourcePath::new(ADDRESSES));
    if source.is_none() && !wanted {
        return (None, Vec::new());
    }
    let text = source
        .map_or_else(String::new, |source| String::from_utf8_lossy(&source.bytes).into_owned());
    let here = here(site);
    let (lines, mut diagnostics) = read(&text);
    let known: HashMap<&str, &Line> = lines.iter().map(|line| (line.path.as_str(), line)).collect();
    for line in &lines {
        diagnostics.extend(lost(site, &here, &known, line));
    }
    (Some(promised(&text, &lines, &here)), diagnostics)
}

/// An address with its ids, each with its bytes in the file.
struct Line {
    path: String,
    range: Range<usize>,
    ids: Vec<(String, Range<usize>)>,
}

impl Line {
    fn has(&self, id: &str) -> bool {
        self.ids.iter().any(|(known, _)| known == id)
    }
}

fn read(text: &str) -> (Vec<Line>, Vec<Diagnostic>) {
    let (mut lines, mut diagnostics) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let words = line.split_whitespace().map(|word| {
            let from = start + (word.as_ptr() as usize - line.as_ptr() as usize);
            (word, from..from + word.len())
        });
        let (mut path, mut ids) = (None, Vec::new());
        for (word, range) in words {
            match (word.strip_prefix('#').filter(|id| !id.is_empty()), &path) {
                (None, None) => path = Some((decoded(word), range)),
                (Some(id), Some(_)) => ids.push((decoded(id), range)),
                _ => diagnostics.push(odd_word(word, range)),
            }
        }
        lines.extend(path.map(|(path, range)| Line { path, range, ids }));
    }
    (lines, diagnostics)
}

/// Everything that a link from outside can lead to, by its path from the site's root.
fn here(site: &Site) -> BTreeMap<String, Here> {
    let mut here: BTreeMap<String, Here> = BTreeMap::new();
    for (at, page) in site.map.pages.iter().enumerate() {
        if !matches!(page.kind, PageKind::NotFound(_)) {
            let id = PageId(at);
            let moved = site.redirects.moved.get(&id).into_iter().flatten();
            let further = moved.map(|part| part.id.clone()).collect();
            let found = Here { page: Some(id), ids: ids(site, id), further };
            here.insert(page.out.to_string(), found);
        }
    }
    for (out, redirect) in &site.redirects.pages {
        let parts = redirect.parts.iter().map(|part| part.id.clone()).collect();
        let (page, further) = match redirect.to {
            Target::Page(page, None) => (Some(page), ids(site, page)),
            Target::Page(page, Some(_)) => (Some(page), BTreeSet::new()),
            _ => (None, BTreeSet::new()),
        };
        here.insert(out.to_string(), Here { page, ids: parts, further });
    }
    let files = site.map.files.iter().map(|(out, _)| out.clone());
    let models = site.map.models.iter().map(|pages| &*pages.model);
    let exports = models.flat_map(|model| {
        let own = NAMES.iter().map(|name| file_of(model, name));
        let was = model.was.iter().flat_map(|was| {
            NAMES.iter().map(move |name| OutPath::new(format!("{}/{name}", was.value)))
        });
        own.chain(was)
    });
    for out in files.chain(site.redirects.files.keys().cloned()).chain(exports) {
        here.entry(out.to_string()).or_default();
    }
    here
}

/// The ids of a page that last: headings and what authors give an id, cells, terms.
fn ids(site: &Site, id: PageId) -> BTreeSet<String> {
    let of = |m: usize| &*site.map.models[m].model;
    let text = site.map.text_of(id).map(|note| of_note(site, note)).unwrap_or_default();
    let own = match site.map.page(id).kind {
        PageKind::Level(m, level) => cells(of(m), Some(level), |[id, ..]| vec![id]),
        PageKind::Matrix(m) => {
            let heads = (0..of(m).dimensions.len()).map(|d| dimension_anchor(of(m), d));
            let heads = heads.chain(of(m).levels.iter().map(super::parse::model::Level::id));
            heads
                .chain(cells(of(m), None, |[_, level, dimension]| vec![level, dimension]))
                .collect()
        }
        PageKind::Glossary => site.glossary.terms.iter().map(|term| term.id.clone()).collect(),
        _ => Vec::new(),
    };
    text.into_iter().chain(own).collect()
}

/// Headings, sections of levels, figures and what has an id in HTML; no footnotes.
fn of_note(site: &Site, index: usize) -> Vec<String> {
    let note = &site.notes[index];
    let anchors = notes::anchor_ids(note, &site.note_levels[index]).map(str::to_owned);
    let given = note.body.pieces.iter().filter_map(|piece| match piece {
        Piece::Id(id) if !id.starts_with("fn-") && !id.starts_with("fnref-") => {
            Some(id.to_string())
        }
        _ => None,
    });
    let labels = note.body.labels.iter().map(|label| label.id.clone());
    anchors.chain(given).chain(labels).collect()
}

/// The ids of cells, and of items that have one of their own.
fn cells(
    model: &super::parse::model::Model,
    only: Option<usize>,
    choose: impl Fn([String; 3]) -> Vec<String>,
) -> Vec<String> {
    let levels = (0..model.levels.len()).filter(|level| only.is_none_or(|only| only == *level));
    let pairs = levels.flat_map(|l| (0..model.dimensions.len()).map(move |d| (l, d)));
    let said: Vec<_> = pairs.filter(|&(l, d)| model.says(l, d)).collect();
    let items = said.iter().filter(|_| only.is_some()).filter_map(|&(l, d)| model.cell(l, d));
    let items = items.flat_map(super::parse::model::Cell::all_items);
    let items = items.filter_map(|item| item.id.as_ref().map(|id| id.value.clone()));
    said.iter().flat_map(|&(l, d)| choose(audited_ids(model, l, d))).chain(items).collect()
}

/// What is missing of a line.
fn lost(
    site: &Site,
    here: &BTreeMap<String, Here>,
    known: &HashMap<&str, &Line>,
    line: &Line,
) -> Vec<Diagnostic> {
    let Some(found) = here.get(&line.path) else {
        let heir = heir(here, known, line);
        return vec![page_gone(site, line, heir.map(|(path, here)| (path.as_str(), here)))];
    };
    let is_lost = |id: &str| !found.ids.contains(id) && !found.further.contains(id);
    let lost: Vec<_> = line.ids.iter().filter(|(id, _)| is_lost(id)).collect();
    let new: Vec<&str> = found
        .ids
        .iter()
        .chain(&found.further)
        .filter(|id| !line.has(id))
        .map(String::as_str)
        .collect();
    let told = lost.iter().map(|(id, range)| {
        let only = || (lost.len() == 1 && new.len() == 1).then(|| new[0]);
        let near = nearest(id, new.iter().copied()).or_else(only);
        let elsewhere = || {
            here.iter().find(|(path, other)| {
                let promised = known.get(path.as_str()).is_some_and(|line| line.has(id));
                other.ids.contains(id) && !promised
            })
        };
        let near = near.map(|near| (line.path.as_str(), found, near));
        let to =
            near.or_else(|| elsewhere().map(|(path, here)| (path.as_str(), here, id.as_str())));
        id_gone(site, line, found, (id, range), to)
    });
    told.collect()
}

/// The new address that most likely took the place of a lost one: it has the same ids, or the same
/// name, or nearly the same path.
fn heir<'h>(
    here: &'h BTreeMap<String, Here>,
    known: &HashMap<&str, &Line>,
    line: &Line,
) -> Option<(&'h String, &'h Here)> {
    let new: Vec<_> = here.iter().filter(|(path, _)| !known.contains_key(path.as_str())).collect();
    let shared = |other: &Here| line.ids.iter().filter(|(id, _)| other.ids.contains(id)).count();
    let alike = new.iter().filter(|(_, other)| {
        let shared = shared(other);
        shared > 0 && shared * 2 >= line.ids.len().max(other.ids.len())
    });
    let alike = alike.max_by_key(|(_, other)| shared(other));
    let name = |path: &str| -> String {
        let path = path.strip_suffix("/index.html").unwrap_or(path);
        path.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let same_name = || new.iter().find(|(path, _)| name(path) == name(&line.path));
    let near = || {
        let near = nearest(&line.path, new.iter().map(|(path, _)| path.as_str()))?;
        new.iter().find(|(path, _)| path.as_str() == near)
    };
    alike.or_else(same_name).or_else(near).copied()
}

/// The file with what is new: lines in the order of their paths, comments first.
fn promised(text: &str, lines: &[Line], here: &BTreeMap<String, Here>) -> Promised {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in lines {
        all.entry(&line.path).or_default().extend(line.ids.iter().map(|(id, _)| id.as_str()));
    }
    let count = |all: &BTreeMap<&str, BTreeSet<&str>>| -> usize {
        all.values().map(|ids| 1 + ids.len()).sum()
    };
    let before = count(&all);
    for (path, here) in here {
        all.entry(path).or_default().extend(here.ids.iter().map(String::as_str));
    }
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let mut made = if comments.is_empty() { HEADER.to_owned() } else { comments.join("\n") + "\n" };
    for (path, ids) in &all {
        made.push_str(&encoded(path));
        ids.iter().for_each(|id| made.push_str(&format!(" #{}", encoded(id))));
        made.push('\n');
    }
    let all = count(&all);
    Promised { text: made, new: all - before, all }
}

const HEADER: &str = "\
# The addresses that this site keeps, each with the ids on its page: levelbook check fails when one
# is gone and nothing leads on. `levelbook check --write-addresses` adds what is new. Delete a line
# or an id that may go.
";

/// A path or an id as one word.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() || c.is_control() || "#%".contains(c) {
            true => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                encoded.extend(bytes.map(|byte| format!("%{byte:02X}")));
            }
            false => encoded.push(c),
        }
    }
    encoded
}

/// Where an alias is written that leads to a page: its note, if it has one, and what it says.
fn alias(site: &Site, from: &str, here: Option<(&str, &Here)>, id: Option<&str>) -> String {
    let note = here.and_then(|(_, here)| site.map.text_of(here.page?));
    let source = note.map(|note| site.notes[note].path.as_str());
    let part = id.map(|id| format!("#{id}"));
    let line = match (source, here, part) {
        (Some(_), _, None) | (None, None, None) => format!("aliases: [\"{from}\"]"),
        (Some(_), _, Some(part)) => format!("aliases: [{{from: \"{from}\", to: \"{part}\"}}]"),
        (None, here, part) => {
            let to = here.map_or("…", |(path, _)| path);
            format!("aliases: [{{from: \"{from}\", to: \"/{to}{}\"}}]", part.unwrap_or_default())
        }
    };
    match (source, here) {
        (Some(source), _) => format!("`{line}` at the top of {source}"),
        (None, Some(_)) => format!("`{line}` at the top of a note"),
        (None, None) => format!("`{line}` at the top of the note that takes its place"),
    }
}

const OR_DELETE: &str = "If it may go, delete it from levelbook.addresses.";

fn page_gone(site: &Site, line: &Line, heir: Option<(&str, &Here)>) -> Diagnostic {
    let path = &line.path;
    let from = match path.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => folder,
        _ => path,
    };
    let maybe = heir.map(|(path, _)| format!("It may be {path} now. ")).unwrap_or_default();
    let place = Place::new(&SourcePath::new(ADDRESSES), line.range.clone());
    let alias = alias(site, from, heir, None);
    Diagnostic::error(Code::R06, place, format!("{path} was published and is gone"))
        .help(format!("{maybe}Write {alias}; `levelbook mv` does so by itself. {OR_DELETE}"))
}

fn id_gone(
    site: &Site,
    line: &Line,
    found: &Here,
    (id, range): (&str, &Range<usize>),
    to: Option<(&str, &Here, &str)>,
) -> Diagnostic {
    let place = Place::new(&SourcePath::new(ADDRESSES), range.clone());
    let message = format!("{}#{id} was published and is gone", line.path);
    let (here, near) = match to {
        Some((path, here, near)) => ((path, here), Some(near)),
        None => ((line.path.as_str(), found), None),
    };
    let own =
        here.0 == line.path && here.1.page.is_some_and(|page| site.map.text_of(page).is_some());
    let is_page = here.1.page.is_some_and(|page| site.map.page(page).out.as_str() == here.0);
    let from = if own && is_page { format!("#{id}") } else { format!("{}#{id}", line.path) };
    let maybe = near.map(|near| {
        let page = if here.0 == line.path { "" } else { here.0 };
        format!("It may be {page}#{near} now. ")
    });
    let alias = alias(site, &from, Some(here), near);
    let help = format!("{}Write {alias}. {OR_DELETE}", maybe.unwrap_or_default());
    Diagnostic::error(Code::R06, place, message).help(help)
}

fn odd_word(word: &str, range: Range<usize>) -> Diagnostic {
    let place = Place::new(&SourcePath::new(ADDRESSES), range);
    Diagnostic::error(Code::S06, place, format!("{word} is no address and no id")).help(
        "A line is an address from the site's root and its ids: notes/week-1.html #setup #tools",
    )
}
