//! What one level has over another: the entries added, kept, changed and dropped.
//!
//! In a snapshot model each cell says all that holds at its level, so entries of two levels are
//! compared: the same words are kept, the same capability in new words has changed, the rest was
//! added or dropped. In an additive model a level adds what it lists to what those below list.

use std::collections::HashSet;

use crate::site::parse::model::{Entry, Model, Progression};

/// Entries of one dimension at two levels; all but `dropped` in the order of the upper level.
#[derive(Debug, Default)]
pub struct Change<'m> {
    pub added: Vec<Entry<'m>>,
    /// Before and after.
    pub changed: Vec<(Entry<'m>, Entry<'m>)>,
    pub kept: Vec<Entry<'m>>,
    pub dropped: Vec<Entry<'m>>,
}

/// How many entries a climb adds, changes, keeps and drops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub kept: usize,
    pub dropped: usize,
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            changed: self.changed + other.changed,
            kept: self.kept + other.kept,
            dropped: self.dropped + other.dropped,
        }
    }
}

impl Change<'_> {
    pub fn counts(&self) -> Counts {
        Counts {
            added: self.added.len(),
            changed: self.changed.len(),
            kept: self.kept.len(),
            dropped: self.dropped.len(),
        }
    }
}

/// Compares the level `from` with the higher level `to` in one dimension.
pub fn change(model: &Model, from: usize, to: usize, dimension: usize) -> Change<'_> {
    match model.progression {
        Progression::Snapshot => compare(model, from, to, dimension),
        Progression::Additive => Change {
            added: listed(model, from + 1..to + 1, dimension),
            kept: listed(model, 0..from + 1, dimension),
            ..Change::default()
        },
    }
}

/// In all dimensions together.
pub fn counts(model: &Model, from: usize, to: usize) -> Counts {
    let dimensions = 0..model.dimensions.len();
    let all = dimensions.map(|dimension| change(model, from, to, dimension).counts());
    all.fold(Counts::default(), std::ops::Add::add)
}

/// What some levels list, from the lowest.
pub fn listed(model: &Model, levels: std::ops::Range<usize>, dimension: usize) -> Vec<Entry<'_>> {
    levels.flat_map(|level| model.entries(level, dimension)).collect()
}

fn compare(model: &Model, from: usize, to: usize, dimension: usize) -> Change<'_> {
    let (before, after) = (model.entries(from, dimension), model.entries(to, dimension));
    let texts = |entries: &[Entry]| -> HashSet<String> {
        entries.iter().map(|entry| words(entry.text())).collect()
    };
    let (had, has) = (texts(&before), texts(&after));
    let mut change = Change::default();
    let mut gone: Vec<_> =
        before.into_iter().filter(|entry| !has.contains(&words(entry.text()))).collect();
    for entry in after {
        if had.contains(&words(entry.text())) {
            change.kept.push(entry);
            continue;
        }
        let same = |other: &Entry| other.capability() == entry.capability();
        let earlier = entry.capability().and_then(|_| gone.iter().position(same));
        match earlier {
            Some(at) => change.changed.push((gone.remove(at), entry)),
            None => change.added.push(entry),
        }
    }
    change.dropped = gone;
    change
}

/// The text with single spaces: a line broken elsewhere in the file is no change.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
