//! Moves files of the author's and writes what changes with them: all of it, or nothing.
//!
//! The new texts are written beside the old ones first. Then names change alone, and each step knows
//! how it is undone, so that a disk that refuses one leaves everything as it was. What is being done stands in a
//! journal at the site's root, so that a move that was cut off is finished, or taken back, by the next one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::site::moving::Plan;
use crate::site::sources::Sources;
use crate::system::scan::{FILES, FOLDERS, is_same};

/// One step, and what it takes to undo it.
enum Step {
    Made(PathBuf),
    MadeFolder(PathBuf),
    Renamed(PathBuf, PathBuf),
}

/// Carries out a plan for moving `old` to `new`, paths from the root.
pub fn apply(root: &Path, sources: &Sources, old: &str, new: &str, plan: &Plan) -> Result<()> {
    unchanged(root, sources, plan)?;
    let texts = plan.texts.keys().map(ToString::to_string).collect();
    let mut journal = Journal { old: old.to_owned(), new: new.to_owned(), texts, is_ready: false };
    journal.write(root)?;
    let mut steps = Vec::new();
    let done = carry_out(root, (&root.join(old), &root.join(new)), plan, &mut journal, &mut steps);
    if let Err(error) = done {
        let left: Vec<String> = steps.iter().rev().filter_map(undo).collect();
        if left.is_empty() {
            let _ = fs::remove_file(root.join(JOURNAL));
        }
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
    finish(root, old)
}

/// Takes away what the move has no more use for.
fn finish(root: &Path, old: &str) -> Result<()> {
    if let Some(folder) = root.join(old).parent() {
        // Only an empty one goes.
        let _ = fs::remove_dir(folder);
    }
    fs::remove_file(root.join(JOURNAL)).context("the move is done, but its journal stays")
}

/// At the site's root, under a name that no site reads.
const JOURNAL: &str = ".levelbook-move~";

/// A move that is under way. All paths count from the root, as they were before the move.
#[derive(Deserialize, Serialize)]
struct Journal {
    old: String,
    new: String,
    texts: Vec<String>,
    /// Whether all new texts stand beside the old ones, so that names are left to change alone.
    is_ready: bool,
}

impl Journal {
    fn write(&self, root: &Path) -> Result<()> {
        let (file, draft) = (root.join(JOURNAL), root.join(".levelbook-move-new~"));
        let text = serde_json::to_string(self).context("a journal of texts")?;
        fs::write(&draft, text)
            .and_then(|()| fs::rename(&draft, &file))
            .with_context(|| format!("cannot write {}", file.display()))
    }

    /// The journal of a move that was cut off; none that names what no move would touch.
    fn read(root: &Path) -> Result<Option<Self>> {
        let file = root.join(JOURNAL);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", file.display()));
            }
        };
        let journal: Option<Self> = serde_json::from_str(&text).ok();
        let is_inside = |path: &String| {
            let parts = || path.split('/');
            parts().all(|part| !matches!(part, "" | "." | ".."))
                && !path.contains(['\\', ':'])
                && (FILES.contains(&path.as_str())
                    || FOLDERS.iter().any(|folder| parts().next() == Some(folder)))
        };
        let is_sound = |journal: &Self| {
            journal.texts.iter().chain([&journal.old, &journal.new]).all(is_inside)
        };
        match journal.filter(is_sound) {
            Some(journal) => Ok(Some(journal)),
            None => {
                bail!("{} is no journal of a move. Look what it is, and delete it.", file.display())
            }
        }
    }

    /// Where a path is once the files have moved.
    fn moved(&self, path: &Path, root: &Path) -> PathBuf {
        match path.strip_prefix(root.join(&self.old)) {
            Ok(inner) if !inner.as_os_str().is_empty() => root.join(&self.new).join(inner),
            _ => path.to_path_buf(),
        }
    }
}

/// What became of a move that was cut off.
pub enum Resumed {
    /// Nothing had changed yet, and nothing is left of it.
    Dropped,
    /// It is done now. Files that were saved meanwhile keep their text: they are named.
    Finished { old: String, new: String, edited: Vec<String> },
}

/// The move that was cut off, if there is one: from where to where.
pub fn interrupted(root: &Path) -> Option<(String, String)> {
    let journal = Journal::read(root).ok()??;
    Some((journal.old, journal.new))
}

/// Finishes a move that was cut off, or takes back what it had prepared.
pub fn resume(root: &Path) -> Result<Option<Resumed>> {
    let Some(journal) = Journal::read(root)? else { return Ok(None) };
    let files: Vec<PathBuf> = journal.texts.iter().map(|path| root.join(path)).collect();
    if !journal.is_ready {
        for file in &files {
            remove_if_there(&beside(file, NEW))?;
            remove_if_there(&beside(file, OLD))?;
        }
        fs::remove_file(root.join(JOURNAL)).context("cannot delete the journal of the move")?;
        return Ok(Some(Resumed::Dropped));
    }
    let (old, new) = (root.join(&journal.old), root.join(&journal.new));
    let mut edited = Vec::new();
    if fs::symlink_metadata(&old).is_ok() {
        for (file, path) in files.iter().zip(&journal.texts) {
            if !put_new(file).with_context(|| format!("cannot write {}", file.display()))? {
                edited.push(path.clone());
            }
        }
        if fs::symlink_metadata(&new).is_ok() && !is_same(&old, &new) {
            bail!(
                "A move of {} to {} was cut off, and now both are there. Move one of them away, and give the command again.",
                journal.old,
                journal.new
            );
        }
        let folder = new.parent().unwrap_or(root);
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::rename(&old, &new)
            .with_context(|| format!("cannot move {} to {}", old.display(), new.display()))?;
    }
    for file in &files {
        remove_if_there(&journal.moved(&beside(file, OLD), root))?;
    }
    finish(root, &journal.old)?;
    Ok(Some(Resumed::Finished { old: journal.old, new: journal.new, edited }))
}

/// Puts a prepared text in its place; false where the file was saved since it was read.
fn put_new(file: &Path) -> io::Result<bool> {
    let new = beside(file, NEW);
    if fs::symlink_metadata(&new).is_err() {
        return Ok(true);
    }
    if fs::read(file)? != fs::read(beside(file, OLD))? {
        fs::remove_file(&new)?;
        return Ok(false);
    }
    fs::rename(&new, file).map(|()| true)
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", path.display()))
        }
        _ => Ok(()),
    }
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
    journal: &mut Journal,
    steps: &mut Vec<Step>,
) -> Result<()> {
    for (path, text) in &plan.texts {
        let file = root.join(path.as_str());
        let what = || format!("cannot write {}", file.display());
        write_beside(&file, text, steps).with_context(what)?;
        keep(&file, steps).with_context(what)?;
    }
    journal.is_ready = true;
    journal.write(root)?;
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
