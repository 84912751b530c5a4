//! A folder for what is needed until a command ends. Whatever ends the program, nothing of it stays
//! for long: it removes itself, Ctrl-C removes it, and after a kill the next run does.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

const PREFIX: &str = "levelbook-publish-";
/// Held open and locked for as long as the folder is in use.
const LOCK: &str = "lock";
/// A younger folder may be one that is being made just now.
const YOUNG: Duration = Duration::from_secs(10);

pub struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    pub fn new() -> Result<Self> {
        remove_leftovers(&std::env::temp_dir());
        let make = || -> io::Result<Self> {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
            let lock = File::create(folder.path().join(LOCK))?;
            lock.lock()?;
            Ok(Self { folder, _lock: lock })
        };
        make().with_context(|| format!("cannot write to {}", std::env::temp_dir().display()))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file and says where.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.path().join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, bytes))
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

/// Removes the folder of a program that is ended by a signal.
pub fn remove(path: &Path) {
    // What another program still writes to fills it again: twice is enough once that one has ended.
    for _ in 0..2 {
        let _ = fs::remove_dir_all(path);
    }
}

fn remove_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_left(folder: &Path) -> bool {
    let age = fs::symlink_metadata(folder).and_then(|about| about.modified());
    let is_old = age.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > YOUNG));
    let free = || File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
    is_old && (free() || !folder.join(LOCK).exists())
}
