//! The folder `.levelbook/` beside the configuration: what is kept there can be deleted at any time,
//! and no version control is to take it along.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

const FOLDER: &str = ".levelbook";

/// Where a file of it is.
pub fn path(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(name)
}

/// Whether a file of it is there.
pub fn has(root: &Path, name: &str) -> bool {
    is_ours(root) && path(root, name).is_file()
}

/// A file of it, if it is there and of no more than so many bytes; never one from elsewhere that a
/// link leads to.
pub fn read(root: &Path, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
    let path = path(root, name);
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(about) if !about.is_file() || !is_ours(root) => {
            return Err(io::Error::other("it is no regular file of this folder"));
        }
        Ok(about) if about.len() > most => return Err(io::Error::other("it is too large")),
        Ok(_) => {}
    }
    fs::read(path).map(Some)
}

/// Writes a file of it, whole or not at all. An unchanged one is left alone, so that nobody who
/// watches it is woken.
pub fn write(root: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = open(root)?;
    put(&folder, ".gitignore", b"*\n")?;
    put(&folder, name, bytes)
}

/// The folder; a link that leads elsewhere is not followed.
fn open(root: &Path) -> Result<PathBuf> {
    let folder = root.join(FOLDER);
    if !is_ours(root) && fs::symlink_metadata(&folder).is_ok() {
        bail!("{} is not a folder of its own. Nothing was written to it.", folder.display());
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

fn is_ours(root: &Path) -> bool {
    fs::symlink_metadata(root.join(FOLDER)).is_ok_and(|about| about.is_dir())
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let is_plain = fs::symlink_metadata(&path).is_ok_and(|about| about.is_file());
    if is_plain && fs::read(&path).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        let mut beside = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
        beside.write_all(bytes)?;
        beside.persist(&path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
