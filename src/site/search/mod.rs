//! The search index: every page, heading, level, cell and activity a record, found by the words
//! that it holds. It is read in the browser, without a service, also from the disk.

mod index;
mod records;
pub mod words;

pub use index::is_part;

use std::sync::{Arc, Mutex, PoisonError};

use super::address::OutPath;
use super::memo::{Memo, hash_of};
use super::output::{File, When};
use super::store::Shelf;
use super::{AT_ONCE, Site};
use rayon::prelude::*;
use records::Record;

use super::resolve::pages::PageId;

/// Files of the index with where they go.
type Files = Arc<Vec<(OutPath, File)>>;

/// What earlier builds left.
#[derive(Debug, Default)]
pub struct Kept {
    notes: Memo<Vec<Record>>,
    models: Memo<Vec<Record>>,
    files: Mutex<Option<Files>>,
}

impl Kept {
    /// Lets go what the index was made from.
    pub fn forget_words(&self) {
        self.notes.forget();
        self.models.forget();
    }

    /// Forgets what the last build did not use.
    pub fn sweep(&self) {
        self.notes.sweep();
        self.models.sweep();
    }
}

/// The files of the index; none where the configuration wants no search.
pub fn files(site: &Site, when: When, kept: &Kept, shelf: &Shelf) -> Files {
    if !site.config.search {
        return Files::default();
    }
    let mut last = kept.files.lock().unwrap_or_else(PoisonError::into_inner);
    if when == When::Later {
        return last.clone().unwrap_or_default();
    }
    let files = Arc::new(index::files(site, &records(site, kept, shelf)));
    *last = Some(Arc::clone(&files));
    files
}

/// Pages in reading order, then those that the navigation leaves out.
fn found(site: &Site) -> impl Iterator<Item = PageId> {
    let map = &site.map;
    let is_left_out = |page: &PageId| map.position(*page).is_none() && !map.page(*page).unlisted;
    map.order.iter().copied().chain((0..map.pages.len()).map(PageId).filter(is_left_out))
}

/// All records in reading order: notes first, then what belongs to each model.
fn records(site: &Site, kept: &Kept, shelf: &Shelf) -> Vec<Arc<Vec<Record>>> {
    let order = found(site).filter_map(|page| site.map.note_of(page).map(|n| (page, n)));
    let order = order.collect::<Vec<_>>().into_par_iter().with_max_len(AT_ONCE);
    let notes = order.map(|(page, note)| {
        let from = hash_of(&(site.map.key, page, site.notes[note].hash));
        kept.notes.get(from, || {
            shelf.value(|| hash_of(&("words", from)), || records::of_note(site, page, note))
        })
    });
    let models = 0..site.map.models.len();
    let models =
        models.map(|m| kept.models.get(hash_of(&(site.map.key, m)), || records::of_model(site, m)));
    let mut records: Vec<_> = notes.collect();
    records.extend(models);
    if !site.glossary.is_empty() {
        records.push(Arc::new(records::of_glossary(site)));
    }
    records
}
