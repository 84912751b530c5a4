//! Mends the author's files: only what a diagnostic says can be mended, and all of a file or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::site::diagnostics::Diagnostic;
use crate::site::edits::{self, Edits};
use crate::site::sources::{SourcePath, Sources};

/// Writes the mended files; how many places of each were mended.
pub fn apply(
    root: &Path,
    sources: &Sources,
    diagnostics: &[Diagnostic],
) -> Result<BTreeMap<SourcePath, usize>> {
    let mut mended = BTreeMap::new();
    for Edits { source, text, places } in edits::of(sources, diagnostics) {
        replace(&root.join(source.path.as_str()), &source.bytes, text.as_bytes())?;
        mended.insert(source.path.clone(), places);
    }
    Ok(mended)
}

/// Puts a new file in the place of one that is still as it was read; false when it is not.
pub fn replace(path: &Path, before: &[u8], text: &[u8]) -> Result<bool> {
    let what = || format!("cannot write {}", path.display());
    // Behind a link the file itself is written, not the link.
    let path = fs::canonicalize(path).with_context(what)?;
    if fs::read(&path).with_context(what)? != before {
        return Ok(false);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.levelbook~"));
    let permissions = fs::metadata(&path).with_context(what)?.permissions();
    fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, &path))
        .with_context(what)?;
    Ok(true)
}
