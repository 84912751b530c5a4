//! What the author's files would be, once all that diagnostics know to mend is mended.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::diagnostics::{Diagnostic, Edit};
use super::sources::{Source, SourcePath, Sources};

/// One file, mended.
pub struct Edits<'s> {
    pub source: &'s Source,
    pub text: String,
    /// How many places differ.
    pub places: usize,
}

/// The files that would change.
pub fn of<'s>(sources: &'s Sources, diagnostics: &[Diagnostic]) -> Vec<Edits<'s>> {
    let mut by_file: BTreeMap<&SourcePath, Vec<&[Edit]>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| !diagnostic.edits.is_empty()) {
        if let Some(place) = &diagnostic.place {
            by_file.entry(&place.path).or_default().push(&diagnostic.edits);
        }
    }
    by_file.into_iter().filter_map(|(path, edits)| file(sources.get(path)?, &edits)).collect()
}

/// Places in a file that is not UTF-8 count other bytes than it has: such a file stays as it is.
fn file<'s>(source: &'s Source, edits: &[&[Edit]]) -> Option<Edits<'s>> {
    let before = std::str::from_utf8(&source.bytes).ok()?;
    // What takes in more goes first: the inner edit would change what the outer one quotes.
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edits| edits.first().map(|e| (e.range.start, Reverse(e.range.end))));
    let (text, places) = edited(before, &edits);
    (text != before).then_some(Edits { source, text, places })
}

/// A text with all of the edits; none where two of them meet.
pub fn spliced(before: &str, edits: &[Edit]) -> Option<String> {
    let each: Vec<&[Edit]> = edits.iter().map(std::slice::from_ref).collect();
    let (text, places) = edited(before, &each);
    (places == edits.len()).then_some(text)
}

/// Applies the edits of each diagnostic, unless one of them touches what was edited before.
fn edited(before: &str, all: &[&[Edit]]) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut places = 0;
    for edits in all {
        let fits = |edit: &Edit| {
            let apart = |other: &&Edit| {
                edit.range.end <= other.range.start || other.range.end <= edit.range.start
            };
            before.get(edit.range.clone()).is_some() && taken.iter().all(apart)
        };
        if edits.iter().all(fits) {
            taken.extend(edits.iter());
            places += 1;
        }
    }
    taken.sort_by_key(|edit| edit.range.start);
    let (mut text, mut at) = (String::with_capacity(before.len() + 64), 0);
    for edit in taken {
        text.push_str(&before[at..edit.range.start]);
        text.push_str(&edit.text);
        at = edit.range.end;
    }
    text.push_str(&before[at..]);
    (text, places)
}
