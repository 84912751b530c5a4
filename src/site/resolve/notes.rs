//! Notes and levels: names link, numbers are only checked.
//!
//! Notes often count levels from another number than the model and call some otherwise, so a section
//! belongs to the level whose name or `aka` its heading says; a number that disagrees is reported.

use std::collections::HashMap;
use std::ops::Range;

use super::pages::PageId;
use super::{Map, Mention, ModelPages, Site};
use crate::site::diagnostics::{Code, Diagnostic, Place, Severity};
use crate::site::parse::model::{Level, Model};
use crate::site::parse::note::Note;
use crate::site::parse::rich::{Anchor, AnchorKind};
use crate::site::text;

/// What a note says about levels.
#[derive(Clone, Debug, Default)]
pub struct NoteLevels {
    /// The model and the level that each anchor names, by anchor.
    pub anchors: Vec<Option<(usize, usize)>>,
    /// The level that the whole page is about.
    pub about: Option<(usize, usize)>,
    /// Links to pages of models: the page, what of it, the index of the heading above.
    pub links: Vec<(PageId, Option<String>, Option<usize>)>,
}

/// Reads a note against the models.
pub fn read(map: &Map, note: &Note) -> (NoteLevels, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let levels = levels(map, note, &mut diagnostics);
    (levels, diagnostics)
}

/// The ids of headings, and of the items and rows that speak of a level.
pub fn anchor_ids<'n>(note: &'n Note, levels: &NoteLevels) -> impl Iterator<Item = &'n str> {
    note.anchors.iter().zip(&levels.anchors).filter_map(|(anchor, level)| {
        let is_there = matches!(anchor.kind, AnchorKind::Heading(_)) || level.is_some();
        is_there.then_some(anchor.id.as_str())
    })
}

fn levels(map: &Map, note: &Note, diagnostics: &mut Vec<Diagnostic>) -> NoteLevels {
    let mut found = NoteLevels { anchors: vec![None; note.anchors.len()], ..NoteLevels::default() };
    let Some((m, model)) = model_of(map, note, diagnostics) else { return found };
    let keys = Keys::new(model);
    if let Some(level) = &note.front.level {
        found.about = level_named(model, &level.value).map(|l| (m, l));
        if found.about.is_none() {
            diagnostics.push(no_level(note, level.range.clone(), &level.value, model));
        }
    }
    // A page of one section is about the level that the section names.
    let section = note.heading.as_ref().filter(|_| note.is_section && note.front.level.is_none());
    if let Some(level) = section.and_then(|heading| keys.find(&heading.value)) {
        found.about = Some((m, level));
    }
    for (index, anchor) in note.anchors.iter().enumerate() {
        let level = match &anchor.marked {
            Some((value, range)) => level_named(model, value).or_else(|| {
                diagnostics.push(no_level(note, range.clone(), value, model));
                None
            }),
            None => keys.find(&anchor.title).inspect(|&level| {
                diagnostics.extend(number_disagrees(note, anchor, model, level));
            }),
        };
        found.anchors[index] = level.map(|level| (m, level));
    }
    if note.front.model.is_some() {
        near_misses(note, model, &keys, &found, diagnostics);
    }
    missing_levels(note, model, &found, diagnostics);
    found
}

/// The model that front matter names; the only one of the site where it names none.
fn model_of<'s>(
    map: &'s Map,
    note: &Note,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(usize, &'s Model)> {
    let index = match &note.front.model {
        Some(given) => {
            let index = map.models.iter().position(|m| m.model.key == given.value);
            if index.is_none() {
                diagnostics.push(no_model(note, given.range.clone(), &given.value, &map.models));
            }
            index?
        }
        None if map.models.len() == 1 => 0,
        None => return None,
    };
    Some((index, &map.models[index].model))
}

/// A level by its value, its name or an `aka`.
pub fn level_named(model: &Model, name: &str) -> Option<usize> {
    let key = text::name_key(name);
    let by_value = model.levels.iter().position(|l| text::name_key(&l.value.value) == key);
    by_value
        .or_else(|| model.levels.iter().position(|l| names(l).any(|n| text::name_key(n) == key)))
}

fn names(level: &Level) -> impl Iterator<Item = &str> {
    std::iter::once(level.name.value.as_str()).chain(level.aka.iter().map(|a| a.value.as_str()))
}

/// The names of a model's levels in the form in which headings are compared.
struct Keys(Vec<(String, usize)>);

impl Keys {
    fn new(model: &Model) -> Self {
        let all = model.levels.iter().enumerate();
        Self(all.flat_map(|(index, l)| names(l).map(move |n| (heading_key(n), index))).collect())
    }

    fn find(&self, title: &str) -> Option<usize> {
        let key = heading_key(title);
        if key.is_empty() {
            return None;
        }
        self.0.iter().find(|(name, _)| *name == key).map(|&(_, level)| level)
    }
}

/// What is left of a heading to compare: no emoji, no "Level", no number in front, words in lower
/// case with single spaces.
fn heading_key(title: &str) -> String {
    let spaced: String = title
        .chars()
        .filter(|c| !matches!(c, '\u{FE0F}' | '\u{20E3}' | '\'' | '’'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut words: Vec<String> = spaced.split_whitespace().map(text::name_key).collect();
    if words.len() > 1 && matches!(words[0].as_str(), "level" | "stage") {
        words.remove(0);
    }
    while words.len() > 1 && words[0].chars().all(|c| c.is_ascii_digit()) {
        words.remove(0);
    }
    words.join(" ")
}

/// The number that a title begins with, behind an optional "Level".
fn heading_number(anchor: &Anchor) -> Option<i64> {
    let lower = anchor.title.to_lowercase();
    let rest = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest =
        rest.strip_prefix("level").or(rest.strip_prefix("stage")).unwrap_or(rest).trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().or(anchor.number)
}

fn number_disagrees(
    note: &Note,
    anchor: &Anchor,
    model: &Model,
    level: usize,
) -> Option<Diagnostic> {
    let number = heading_number(anchor)?;
    let value: i64 = model.levels[level].value.value.parse().ok()?;
    let first: i64 = model.levels.first()?.value.value.parse().ok()?;
    let counts_from = note.front.counts_from.as_ref().map(|c| c.value);
    let expected = counts_from.map_or(value, |from| value - first + from);
    // An ordered list counts from 1 whatever it lists, so only a number in the title speaks.
    let is_list = anchor.kind == AnchorKind::ListItem && counts_from.is_none();
    (number != expected && !is_list).then(|| {
        wrong_number(note, anchor, &model.levels[level], (number, expected, first), counts_from)
    })
}

/// Headings that share half their words with a level that the page has no section on.
fn near_misses(
    note: &Note,
    model: &Model,
    keys: &Keys,
    found: &NoteLevels,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let covered: Vec<usize> = found.anchors.iter().flatten().map(|&(_, level)| level).collect();
    for (anchor, level) in note.anchors.iter().zip(&found.anchors) {
        if level.is_some() || !matches!(anchor.kind, AnchorKind::Heading(_)) {
            continue;
        }
        let key = heading_key(&anchor.title);
        let near =
            keys.0.iter().find(|(name, level)| !covered.contains(level) && half_shared(&key, name));
        if let Some((_, level)) = near {
            diagnostics.push(near_miss(note, anchor, &model.levels[*level]));
        }
    }
}

fn half_shared(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared > 0 && shared * 2 >= a.len().max(b.len())
}

/// A page with sections on several levels but not on all was most likely meant to have them all.
fn missing_levels(
    note: &Note,
    model: &Model,
    found: &NoteLevels,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let has = |level: usize| found.anchors.iter().flatten().any(|&(_, l)| l == level);
    let missing: Vec<&Level> =
        model.levels.iter().enumerate().filter(|&(l, _)| !has(l)).map(|(_, l)| l).collect();
    let covered = model.levels.len() - missing.len();
    if covered >= 2 && !missing.is_empty() {
        diagnostics.push(incomplete(note, &missing, covered, model.levels.len()));
    }
}

/// The places of notes that link to pages of models, in reading order.
pub fn mentions(site: &Site) -> HashMap<PageId, Vec<Mention>> {
    let mut mentions: HashMap<PageId, Vec<Mention>> = HashMap::new();
    let position = |note: usize| {
        let page = site.map.page_of(&site.notes[note].path);
        page.and_then(|page| site.map.position(page)).unwrap_or(usize::MAX)
    };
    let mut linking: Vec<usize> =
        (0..site.notes.len()).filter(|&note| !site.note_levels[note].links.is_empty()).collect();
    linking.retain(|&note| !site.notes[note].front.unlisted);
    linking.sort_by_key(|&note| position(note));
    for note in linking {
        for (page, fragment, anchor) in &site.note_levels[note].links {
            let mention = Mention { note, anchor: *anchor, fragment: fragment.clone() };
            let known = mentions.entry(*page).or_default();
            if !known.contains(&mention) {
                known.push(mention);
            }
        }
    }
    mentions
}

/// The notes that speak of each level, by model and level, in reading order; those
/// that the navigation leaves out come last.
pub fn speakers(site: &Site) -> HashMap<(usize, usize), Vec<usize>> {
    let mut speakers: HashMap<_, Vec<usize>> = HashMap::new();
    let left_out = (0..site.map.pages.len()).map(PageId);
    let left_out = left_out.filter(|&page| site.map.position(page).is_none());
    let pages = site.map.order.iter().copied().chain(left_out);
    let listed = pages.filter(|page| !site.map.page(*page).unlisted);
    for note in listed.filter_map(|page| site.map.note_of(page)) {
        let levels = &site.note_levels[note];
        for &at in levels.anchors.iter().flatten().chain(&levels.about) {
            let notes = speakers.entry(at).or_default();
            if notes.last() != Some(&note) {
                notes.push(note);
            }
        }
    }
    speakers
}

/// How many levels of a model the notes have sections or pages on.
pub fn covered(site: &Site, model: usize) -> usize {
    let levels = 0..site.map.models[model].model.levels.len();
    levels.filter(|&level| site.speakers.contains_key(&(model, level))).count()
}

/// `levels are 0 to 4`, or their values where they are words.
pub fn values_in_words(model: &Model) -> String {
    let values: Vec<&str> = model.levels.iter().map(|l| l.value.value.as_str()).collect();
    match (&values[..], values.iter().all(|v| v.parse::<i64>().is_ok())) {
        ([first, .., last], true) => format!("levels are {first} to {last}"),
        _ => format!("levels are {}", values.join(", ")),
    }
}

fn no_level(note: &Note, range: Range<usize>, value: &str, model: &Model) -> Diagnostic {
    let candidates = model.levels.iter().flat_map(names);
    let help = match text::nearest(value, candidates) {
        Some(near) => format!("Did you mean {near:?}?"),
        None => "Give a level's value, its name or an `aka`.".to_owned(),
    };
    let message = format!("no level {value:?}; {}", values_in_words(model));
    Diagnostic::error(Code::N01, Place::new(&note.path, range), message).help(help)
}

fn no_model(note: &Note, range: Range<usize>, key: &str, models: &[ModelPages]) -> Diagnostic {
    let keys = || models.iter().map(|m| m.model.key.as_str());
    let help = match text::nearest(key, keys()) {
        Some(near) => format!("Did you mean {near:?}?"),
        None if models.is_empty() => {
            "This site has no model yet: write `content/name.model.yaml`.".to_owned()
        }
        None => format!("Models of this site: {}.", keys().collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error(Code::N05, Place::new(&note.path, range), format!("no model {key:?}"))
        .help(help)
}

fn wrong_number(
    note: &Note,
    anchor: &Anchor,
    level: &Level,
    (number, expected, first): (i64, i64, i64),
    counts_from: Option<i64>,
) -> Diagnostic {
    let place = Place::new(&note.path, anchor.range.clone());
    let (value, name) = (&level.value.value, &level.name.value);
    match counts_from {
        Some(from) => {
            let message = format!(
                "this heading counts {number}, but {name:?} is {expected} when levels are counted from {from}"
            );
            Diagnostic::error(Code::N02, place, message).help(format!("Write {expected} here."))
        }
        None => {
            let message = format!("this heading counts {number}, but {name:?} is level {value}");
            let from = number - expected + first;
            let diagnostic = Diagnostic::warning(Code::N02, place, message);
            diagnostic.help(format!(
                "If the page counts on purpose from another number, say so in its front matter, for example `counts-from: {from}`; otherwise write {expected}.",
            ))
        }
    }
}

fn near_miss(note: &Note, anchor: &Anchor, level: &Level) -> Diagnostic {
    let place = Place::new(&note.path, anchor.range.clone());
    let name = heading_name(&anchor.title);
    let (value, known) = (&level.value.value, &level.name.value);
    Diagnostic::warning(
        Code::N03,
        place,
        format!("nearly the name of level {value}, {known:?}; not linked"),
    )
    .help(format!("If it is that level, add `aka: [\"{name}\"]` to it in the model."))
}

/// The title without the number in front.
fn heading_name(title: &str) -> &str {
    title.trim_start_matches(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || ".):-–—".contains(c)
    })
}

fn incomplete(note: &Note, missing: &[&Level], covered: usize, all: usize) -> Diagnostic {
    let names: Vec<String> =
        missing.iter().map(|l| format!("{} {:?}", l.value.value, l.name.value)).collect();
    let message = format!(
        "this page has sections on {covered} of {all} levels; missing: {}",
        names.join(", ")
    );
    Diagnostic { severity: Severity::Warning, ..Diagnostic::error(Code::N04, Place::file(&note.path), message) }
        .help("Add a heading with the level's name, or an `aka` in the model if the page calls it otherwise.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_what_is_around_the_name() {
        assert_eq!(heading_key("2. DevOps, no MLOps"), "devops no mlops");
        assert_eq!(heading_key("Level 3: Automated Deployment 🚀"), "automated deployment");
        assert_eq!(heading_key("4️⃣ Full MLOps"), "full mlops");
        assert_eq!(heading_key("3"), "3");
    }
}
