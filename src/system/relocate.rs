//! Moves files of the author's and writes what changes with them: all of it, or nothing.
//!
//! The new texts are written beside the old ones first. Then names change alone, and each step knows
//! how it is undone, so that a disk that refuses one leaves everything as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::site::moving::Plan;
use crate::site::sources::Sources;

/// One step, and what it takes to undo it.
enum Step {
    Made(PathBuf),
    MadeFolder(PathBuf),
    Renamed(PathBuf, PathBuf),
}

/// Carries out a plan for moving `old` to `new`, paths from the root.
pub fn apply(root: &Path, sources: &Sources, old: &str, new: &str, plan: &Plan) -> Result<()> {
    unchanged(root, sources, plan)?;
    let mut steps = Vec::new();
    let done = carry_out(root, (&root.join(old), &root.join(new)), plan, &mut steps);
    if let Err(error) = done {
        let left: Vec<String> = steps.iter().rev().filter_map(undo).collect();
        let told = match left.is_empty() {
            true => "Nothing was changed.".to_owned(),
            false => format!("Not all could be undone: {}", left.join("; ")),
        };
        return Err(error.context(told));
    }
    // What stood there before is kept until all is done.
    for step in &steps {
        if let Step::Made(path) = step
            && is_kept(path)
        {
            let _ = fs::remove_file(path);
        }
    }
    if let Some(folder) = root.join(old).parent() {
        // Only an empty one goes.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// Nothing was saved since the files were read, and all of them can be moved.
fn unchanged(root: &Path, sources: &Sources, plan: &Plan) -> Result<()> {
    let moving = plan.files.iter().map(|(old, _)| old);
    for path in moving.chain(plan.texts.keys()) {
        let file = root.join(path.as_str());
        let about = fs::symlink_metadata(&file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        if about.is_symlink() {
            bail!("{path} is a symbolic link. Move it by hand.");
        }
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if sources.get(path).is_none_or(|source| *source.bytes != *bytes) {
            bail!("{path} has changed meanwhile. Nothing was moved; try again.");
        }
    }
    Ok(())
}

fn carry_out(
    root: &Path,
    (old, new): (&Path, &Path),
    plan: &Plan,
    steps: &mut Vec<Step>,
) -> Result<()> {
    for (path, text) in &plan.texts {
        let file = root.join(path.as_str());
        let what = || format!("cannot write {}", file.display());
        write_beside(&file, text, steps).with_context(what)?;
        keep(&file, steps).with_context(what)?;
    }
    for path in plan.texts.keys() {
        let file = root.join(path.as_str());
        fs::rename(beside(&file, NEW), &file)
            .with_context(|| format!("cannot write {}", file.display()))?;
        steps.push(Step::Renamed(beside(&file, OLD), file));
    }
    let folder = new.parent().unwrap_or(root);
    make_folders(folder, steps).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::rename(old, new)
        .with_context(|| format!("cannot move {} to {}", old.display(), new.display()))?;
    // The copies that are kept inside of a folder have moved along with it.
    for step in steps.iter_mut() {
        if let Step::Made(path) = step
            && let Ok(inner) = path.strip_prefix(old)
        {
            *path = new.join(inner);
        }
    }
    Ok(())
}

const NEW: &str = "levelbook~";
const OLD: &str = "levelbook-old~";

/// A file beside another one, with a name that no site reads.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.{ending}"))
}

fn is_kept(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(OLD))
}

fn write_beside(file: &Path, text: &str, steps: &mut Vec<Step>) -> io::Result<()> {
    let to = beside(file, NEW);
    steps.push(Step::Made(to.clone()));
    fs::write(&to, text)?;
    fs::set_permissions(&to, fs::metadata(file)?.permissions())
}

/// Keeps the old text under another name, so that a rename alone brings it back.
fn keep(file: &Path, steps: &mut Vec<Step>) -> io::Result<()> {
    let to = beside(file, OLD);
    if fs::symlink_metadata(&to).is_ok() {
        fs::remove_file(&to)?;
    }
    steps.push(Step::Made(to.clone()));
    fs::hard_link(file, &to).or_else(|_| fs::copy(file, &to).map(drop))
}

fn make_folders(folder: &Path, steps: &mut Vec<Step>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        steps.push(Step::MadeFolder(folder.to_path_buf()));
    }
    Ok(())
}

/// Undoes a step; what could not be undone, in words.
fn undo(step: &Step) -> Option<String> {
    let result = match step {
        Step::Made(path) => fs::remove_file(path),
        Step::MadeFolder(path) => fs::remove_dir(path),
        Step::Renamed(kept, file) => fs::rename(kept, file),
    };
    let error = result.err().filter(|error| error.kind() != io::ErrorKind::NotFound)?;
    match step {
        Step::Renamed(kept, file) => {
            Some(format!("{} is at {} ({error})", file.display(), kept.display()))
        }
        Step::Made(path) | Step::MadeFolder(path) => {
            Some(format!("{} stays ({error})", path.display()))
        }
    }
}
