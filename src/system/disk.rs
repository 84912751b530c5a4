//! Writes the finished site, and owns the folder that it writes.
//!
//! The new site is put together in a folder beside the old one, unchanged files as links to the same
//! data, and then the two change places in one step: at any moment there is the old site or the new
//! one, whole. A folder that is not ours is never touched.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::site::AT_ONCE;
use crate::site::address::OutPath;
use crate::site::output::{Late, Output};
use crate::site::sources::ContentHash;

/// Says that a folder is ours, and which of its files are.
const MARKER: &str = ".levelbook.json";
/// Files of the author's that may stand in an otherwise empty output folder and stay there.
const KEEPERS: &[&str] = &[".gitignore", ".gitkeep"];

#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    tool: String,
    format: u32,
    /// Path → the first 32 hexadecimal digits of the hash of its content, or of what that is made from.
    files: BTreeMap<String, String>,
}

/// A folder that may be written to: ours, empty or not there yet.
pub struct OutputFolder {
    path: PathBuf,
    before: Manifest,
}

/// What a write changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
}

impl OutputFolder {
    /// Makes sure that nobody else's files are in danger. `root` is the site's folder.
    pub fn open(root: &Path, path: &Path) -> Result<Self> {
        let path =
            std::path::absolute(path).with_context(|| format!("cannot use {}", path.display()))?;
        let path: PathBuf = path.components().collect();
        refuse_dangerous(root, &path)?;
        let before = match read_manifest(&path)? {
            Some(manifest) => manifest,
            None if holds_nothing(&path)? => Manifest::default(),
            None => bail!(
                "{} has files that this tool did not make. Nothing was deleted. Give an empty folder with -o, or empty this one yourself.",
                path.display()
            ),
        };
        Ok(Self { path, before })
    }

    /// Puts the new site in the place of the old one.
    pub fn write(&self, output: &Output, late: &[Late]) -> Result<Written> {
        let after = manifest(output, late);
        let removed =
            self.before.files.keys().filter(|path| !after.files.contains_key(*path)).count();
        let changed = after.files.iter().filter(|(path, hash)| !self.has(path, hash)).count();
        let written = Written { changed, unchanged: after.files.len() - changed, removed };
        if changed == 0 && removed == 0 && self.path.join(MARKER).exists() {
            return Ok(written);
        }
        let staging = self.beside("staging");
        let old = self.beside("old");
        for leftover in [&staging, &old] {
            remove_own(leftover, &[])?;
        }
        let foreign = self.foreign()?;
        self.stage(&staging, (output, late), &after, &foreign)
            .with_context(|| format!("cannot write {}", staging.display()))
            .inspect_err(|_| {
                let _ = remove_own(&staging, &foreign);
            })?;
        swap(&staging, &self.path, &old)
            .with_context(|| format!("cannot put the new site at {}", self.path.display()))?;
        // What is at the staging place now is the old site. Files that are not ours stand in the new one already.
        for leftover in [&staging, &old] {
            remove_own(leftover, &foreign)?;
        }
        Ok(written)
    }

    /// Whether the file on the disk is the one that the last build wrote, with this content.
    fn has(&self, path: &str, hash: &str) -> bool {
        self.before.files.get(path).is_some_and(|before| before == hash)
            && self.path.join(path).is_file()
    }

    /// Files in our folder that we did not make, by their path in it: they stay.
    fn foreign(&self) -> Result<Vec<PathBuf>> {
        let mut foreign = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(self.path.join(&folder)) else { continue };
            for entry in entries {
                let entry =
                    entry.with_context(|| format!("cannot read {}", self.path.display()))?;
                let own = folder.join(entry.file_name());
                let name = own.to_string_lossy().replace('\\', "/");
                let is_ours = name == MARKER
                    || KEEPERS.contains(&name.as_str())
                    || self.before.files.contains_key(&name);
                match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    true => folders.push(own),
                    false if is_ours => {}
                    false => foreign.push(own),
                }
            }
        }
        Ok(foreign)
    }

    fn stage(
        &self,
        staging: &Path,
        (output, late): (&Output, &[Late]),
        after: &Manifest,
        foreign: &[PathBuf],
    ) -> io::Result<()> {
        fs::create_dir_all(staging)?;
        // The marker comes first, so that a build that was killed leaves a folder known as ours.
        write_file(&staging.join(MARKER), &serde_json::to_vec_pretty(after)?)?;
        for keeper in KEEPERS {
            let kept = self.path.join(keeper);
            if kept.is_file() {
                fs::copy(kept, staging.join(keeper))?;
            }
        }
        for file in foreign {
            let to = staging.join(file);
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            let from = self.path.join(file);
            fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop))?;
        }
        let paths = || output.iter().map(|(path, _)| path).chain(late.iter().map(|l| &l.path));
        let folders: BTreeSet<&str> = paths().map(OutPath::folder).collect();
        for folder in folders {
            fs::create_dir_all(staging.join(folder))?;
        }
        let files = output.iter().collect::<Vec<_>>().into_par_iter().with_max_len(AT_ONCE);
        files.try_for_each(|(path, file)| {
            self.stage_file(staging, path, file.hash, || Cow::Borrowed(&*file.bytes))
        })?;
        late.par_iter().with_max_len(AT_ONCE).try_for_each(|late| {
            self.stage_file(staging, &late.path, late.hash, || Cow::Owned((late.make)()))
        })
    }

    /// One file: the one of the last build where it is the same.
    fn stage_file<'b>(
        &self,
        staging: &Path,
        path: &OutPath,
        hash: ContentHash,
        bytes: impl FnOnce() -> Cow<'b, [u8]>,
    ) -> io::Result<()> {
        let (from, to) = (self.path.join(path.as_str()), staging.join(path.as_str()));
        if self.has(path.as_str(), &hash.hex(32)) && fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        if to.exists() {
            let message = format!(
                "{} stands where the page {path} belongs, and this tool did not make it",
                from.display()
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        write_file(&to, &bytes())
    }

    /// A folder beside the output, on the same file system: `.output.staging`.
    fn beside(&self, what: &str) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.path.with_file_name(format!(".{name}.levelbook-{what}"))
    }
}

/// Writes one file of the user's, folders included.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| write_file(path, bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Writes files that are not there yet: all of them, or none when one is in the way.
pub fn write_new(folder: &Path, files: &[(PathBuf, &[u8])]) -> Result<()> {
    let mut made = Vec::new();
    let result = files.iter().try_for_each(|(name, bytes)| {
        let path = folder.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let mut file = File::create_new(&path)?;
        made.push(path);
        file.write_all(bytes)
    });
    result.with_context(|| format!("cannot write to {}", folder.display())).inspect_err(|_| {
        for path in &made {
            let _ = fs::remove_file(path);
        }
    })
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)
}

fn manifest(output: &Output, late: &[Late]) -> Manifest {
    let files = output.iter().map(|(path, file)| (path, file.hash));
    let files = files.chain(late.iter().map(|late| (&late.path, late.hash)));
    Manifest {
        tool: "levelbook".to_owned(),
        format: 1,
        files: files.map(|(path, hash)| (path.to_string(), hash.hex(32))).collect(),
    }
}

fn read_manifest(path: &Path) -> Result<Option<Manifest>> {
    let marker = path.join(MARKER);
    match fs::read(&marker) {
        Ok(bytes) => {
            let manifest: Option<Manifest> = serde_json::from_slice(&bytes).ok();
            Ok(manifest.filter(|m| m.tool == "levelbook"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", marker.display())),
    }
}

fn holds_nothing(path: &Path) -> Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.all(|entry| {
            entry.is_ok_and(|entry| KEEPERS.iter().any(|keeper| entry.file_name() == **keeper))
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", path.display())),
    }
}

fn refuse_dangerous(root: &Path, path: &Path) -> Result<()> {
    let refuse = |why: &str| {
        bail!("{} cannot be the output: {why}. Give another folder with -o.", path.display())
    };
    if fs::symlink_metadata(path).is_ok_and(|about| about.file_type().is_symlink()) {
        return refuse("it is a symbolic link");
    }
    if path.exists() && !path.is_dir() {
        return refuse("it is a file");
    }
    if path.join(".git").exists() {
        return refuse("it holds a git repository");
    }
    let real = real(path);
    let root = real_of(root);
    let here = std::env::current_dir().map(|here| real_of(&here)).unwrap_or_default();
    let home = std::env::var_os("HOME").map(|home| real_of(Path::new(&home)));
    if real.parent().is_none() || home.is_some_and(|home| home == real) {
        return refuse("it is far too much");
    }
    if here.starts_with(&real) || root.starts_with(&real) {
        return refuse("the site or the current folder is inside it");
    }
    let inputs = ["content", "themes", "snippets"].map(|name| root.join(name));
    if inputs.iter().any(|input| real.starts_with(input) || input.starts_with(&real)) {
        return refuse("it is a folder of the site's sources");
    }
    Ok(())
}

fn real_of(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The real place of a path whose end may not exist yet.
fn real(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_path_buf(),
    }
}

/// Puts `new` at `place`, and what was there at `new` or `old`.
fn swap(new: &Path, place: &Path, old: &Path) -> io::Result<()> {
    if !place.exists() {
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        return fs::rename(new, place);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    fs::rename(place, old)?;
    fs::rename(new, place).inspect_err(|_| {
        let _ = fs::rename(old, place);
    })
}

/// Removes a folder of ours by its manifest, with the files that were carried over to another place;
/// what else is in it stays, and then it stays too.
fn remove_own(path: &Path, carried: &[PathBuf]) -> Result<()> {
    let context = || format!("cannot remove {}", path.display());
    if !path.exists() {
        return Ok(());
    }
    let Some(manifest) = read_manifest(path)? else {
        // The old output may have been an empty folder, or one with a keeper alone.
        if holds_nothing(path)? {
            return fs::remove_dir_all(path).with_context(context);
        }
        bail!(
            "{} is in the way, and this tool did not make it. Move it elsewhere.",
            path.display()
        );
    };
    let own = manifest.files.keys().map(Path::new).chain(KEEPERS.iter().map(Path::new));
    let own = own.chain(carried.iter().map(PathBuf::as_path));
    let mut folders = BTreeSet::new();
    for file in own {
        remove_file(&path.join(file)).with_context(context)?;
        folders.extend(file.ancestors().skip(1).map(Path::to_path_buf));
    }
    remove_file(&path.join(MARKER)).with_context(context)?;
    for folder in folders.iter().rev() {
        let _ = fs::remove_dir(path.join(folder));
    }
    let _ = fs::remove_dir(path);
    Ok(())
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
