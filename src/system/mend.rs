//! Mends the author's files: only what a diagnostic says can be mended, and all of a file or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::site::diagnostics::{Diagnostic, Edit};
use crate::site::sources::{SourcePath, Sources};

/// Writes the mended files; how many places of each were mended.
pub fn apply(
    root: &Path,
    sources: &Sources,
    diagnostics: &[Diagnostic],
) -> Result<BTreeMap<SourcePath, usize>> {
    let mut by_file: BTreeMap<&SourcePath, Vec<&[Edit]>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| !diagnostic.edits.is_empty()) {
        if let Some(place) = &diagnostic.place {
            by_file.entry(&place.path).or_default().push(&diagnostic.edits);
        }
    }
    let mut mended = BTreeMap::new();
    for (path, edits) in by_file {
        let Some(source) = sources.get(path) else { continue };
        let (text, places) = edited(&source.bytes, &edits);
        if places > 0 {
            replace(&root.join(path.as_str()), &source.bytes, &text)?;
            mended.insert(path.clone(), places);
        }
    }
    Ok(mended)
}

/// Applies the edits of each diagnostic, unless one of them touches what was edited before.
fn edited(bytes: &[u8], all: &[&[Edit]]) -> (Vec<u8>, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut places = 0;
    for edits in all {
        let fits = |edit: &Edit| {
            let apart = |other: &&Edit| {
                edit.range.end <= other.range.start || other.range.end <= edit.range.start
            };
            edit.range.end <= bytes.len() && taken.iter().all(apart)
        };
        if edits.iter().all(fits) {
            taken.extend(edits.iter());
            places += 1;
        }
    }
    taken.sort_by_key(|edit| edit.range.start);
    let (mut text, mut at) = (Vec::with_capacity(bytes.len() + 64), 0);
    for edit in taken {
        text.extend_from_slice(&bytes[at..edit.range.start]);
        text.extend_from_slice(edit.text.as_bytes());
        at = edit.range.end;
    }
    text.extend_from_slice(&bytes[at..]);
    (text, places)
}

/// Puts a new file in the place of one that is still as it was read.
fn replace(path: &Path, before: &[u8], text: &[u8]) -> Result<()> {
    let what = || format!("cannot write {}", path.display());
    // Behind a link the file itself is written, not the link.
    let path = fs::canonicalize(path).with_context(what)?;
    if fs::read(&path).with_context(what)? != before {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.levelbook~"));
    let permissions = fs::metadata(&path).with_context(what)?.permissions();
    fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, &path))
        .with_context(what)
}
