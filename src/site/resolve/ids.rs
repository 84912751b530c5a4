//! The ids of a note: what a link can lead to, and what is near to one that is not there.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Map;
use super::notes::{anchor_ids, read};
use crate::site::parse::note::Note;
use crate::site::parse::rich::{Anchor, AnchorKind};
use crate::site::text::Spellings;

/// What a link to a note can lead to, made when the first one asks.
#[derive(Debug)]
pub struct Ids {
    /// Of items and rows: they can be linked to where they speak of a level.
    of_items: HashSet<String>,
    /// Of headings, and of what has a label or an id in HTML.
    others: HashSet<String>,
    known: OnceLock<Known>,
}

/// All ids that a link can lead to.
#[derive(Debug)]
pub struct Known {
    /// In the order of their letters.
    pub all: Vec<String>,
    near: Spellings,
}

impl Known {
    fn new(map: &Map, note: &Note) -> Self {
        let (levels, _) = read(map, note);
        let ids = anchor_ids(note, &levels).chain(note.given_ids());
        let mut all: Vec<String> = ids.map(str::to_owned).collect();
        all.sort_unstable();
        all.dedup();
        Self { near: Spellings::new(all.iter().cloned()), all }
    }

    pub fn nearest(&self, id: &str) -> Option<&str> {
        self.near.nearest(id)
    }
}

impl Ids {
    fn new(note: &Note) -> Self {
        let is_heading = |anchor: &&Anchor| matches!(anchor.kind, AnchorKind::Heading(_));
        let (headings, items): (Vec<_>, Vec<_>) = note.anchors.iter().partition(is_heading);
        let given = note.given_ids().map(str::to_owned);
        Self {
            of_items: items.into_iter().map(|anchor| anchor.id.clone()).collect(),
            others: headings.into_iter().map(|anchor| anchor.id.clone()).chain(given).collect(),
            known: OnceLock::new(),
        }
    }

    fn known(&self, map: &Map, note: &Note) -> &Known {
        self.known.get_or_init(|| Known::new(map, note))
    }
}

fn ids<'m>(map: &'m Map, note: &Note) -> Option<&'m Ids> {
    Some(map.lookup.ids(&note.path)?.get_or_init(|| Box::new(Ids::new(note))))
}

/// The ids of a note of the site.
pub fn known<'m>(map: &'m Map, note: &Note) -> Option<&'m Known> {
    ids(map, note).map(|ids| ids.known(map, note))
}

/// Whether a link to a note of the site can lead to an id.
pub fn has(map: &Map, note: &Note, id: &str) -> bool {
    let Some(ids) = ids(map, note) else { return false };
    if ids.of_items.contains(id) {
        let known = &ids.known(map, note).all;
        return known.binary_search_by(|known| known.as_str().cmp(id)).is_ok();
    }
    ids.others.contains(id)
}
