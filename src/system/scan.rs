//! Reads the input of a site: `levelbook.yaml`, `content/`, `themes/`, `snippets/`. Never outside of its folder.
//!
//! A scan looks at every file and reads those that are not known: a file is known by its size, its
//! times and its place on the disk. What changed, came or went then shows by itself, whatever the
//! system reported of it.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::site::AT_ONCE;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::{ADDRESSES, CONFIG};
use crate::site::sources::{Source, SourcePath, Sources};

/// A single source may be so large, in bytes.
const LARGEST_TEXT: u64 = 16 << 20;
/// What is published as it is may be so large: GitHub Pages takes no larger file.
const LARGEST_FILE: u64 = 100 << 20;
/// Two edits so close together may leave the same times, on the coarsest file systems.
const COARSEST: Duration = Duration::from_secs(2);
/// The files at a site's root that are read.
pub const FILES: [&str; 2] = [CONFIG, ADDRESSES];
/// The folders of a site that are read.
pub const FOLDERS: [&str; 3] = ["content", "themes", "snippets"];

/// Everything that a build reads.
pub fn site(root: &Path) -> Result<Sources> {
    Scanner::new(root).scan()
}

/// Whether a file is there.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether anything is there: a file, a folder, a link that leads nowhere.
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether two paths are one file, as where names differ in case alone on a disk that ignores it.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| Some(one) == real(other))
}

/// A name as the names of sources are: composed, as most systems write it.
pub fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// Whether a file of this name is no part of a site.
pub fn is_left_out(name: &str) -> bool {
    is_ignored(name) || is_secret(name)
}

/// A text file, if there is one.
pub fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// The real place of what is there, links resolved.
pub fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// The current folder.
pub fn here() -> io::Result<PathBuf> {
    std::env::current_dir()
}

/// Reads a site again and again, each time only what changed.
#[derive(Debug)]
pub struct Scanner {
    root: PathBuf,
    known: HashMap<SourcePath, Known>,
}

/// A file as it was read last.
#[derive(Debug)]
struct Known {
    stamp: Stamp,
    /// When it was looked at, just before it was read.
    read: SystemTime,
    source: Source,
}

/// What tells whether a file is still the one that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    /// Device, inode and time of the last change, where the system has them.
    identity: [i64; 4],
}

impl Stamp {
    fn of(about: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            [
                about.dev().cast_signed(),
                about.ino().cast_signed(),
                about.ctime(),
                about.ctime_nsec(),
            ]
        };
        #[cfg(not(unix))]
        let identity = [0; 4];
        Self { modified: about.modified().ok(), bytes: about.len(), identity }
    }

    /// Whether a file read at `read` that still has this stamp must still be what was read.
    fn is_settled(&self, read: SystemTime) -> bool {
        let age = self.modified.and_then(|modified| read.duration_since(modified).ok());
        age.is_some_and(|age| age > COARSEST)
    }
}

impl Scanner {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), known: HashMap::new() }
    }

    /// Everything that a build reads, at this moment.
    pub fn scan(&mut self) -> Result<Sources> {
        let real = self.root.canonicalize();
        let real = real.with_context(|| format!("cannot open {}", self.root.display()))?;
        let mut walk =
            Walk { root: &real, found: Vec::new(), problems: Vec::new(), open: Vec::new() };
        for file in FILES {
            walk.entry(&real.join(file), file);
        }
        for folder in FOLDERS {
            walk.entry(&real.join(folder), folder);
        }
        let (found, problems) = (walk.found, walk.problems);
        let found = found.into_par_iter().with_max_len(AT_ONCE);
        let read: Vec<_> = found.map(|found| self.read(found)).collect();
        Ok(self.keep(read, problems))
    }

    fn read(&self, found: Found) -> Result<(Known, Found), Box<Diagnostic>> {
        let stamp = Stamp::of(&found.about);
        let known = self.known.get(&found.name).filter(|known| known.stamp == stamp);
        if let Some(known) = known.filter(|known| known.stamp.is_settled(known.read)) {
            let source = known.source.clone();
            return Ok((Known { stamp, read: known.read, source }, found));
        }
        let read = SystemTime::now();
        match fs::read(&found.path) {
            Ok(bytes) => {
                let source = Source::new(found.name.clone(), bytes);
                Ok((Known { stamp, read, source }, found))
            }
            Err(error) => Err(Box::new(unreadable(found.name.as_str(), &error))),
        }
    }

    fn keep(
        &mut self,
        read: Vec<Result<(Known, Found), Box<Diagnostic>>>,
        problems: Vec<Diagnostic>,
    ) -> Sources {
        let mut sources = Sources::default();
        sources.problems = problems;
        let mut known: HashMap<SourcePath, Known> = HashMap::with_capacity(read.len());
        for file in read {
            match file {
                Ok((file, found)) => {
                    sources.insert(file.source.clone());
                    if known.insert(found.name.clone(), file).is_some() {
                        sources.problems.push(one_name(&found.name));
                    }
                }
                Err(problem) => sources.problems.push(*problem),
            }
        }
        self.known = known;
        sources
    }
}

/// A file to be read.
struct Found {
    name: SourcePath,
    path: PathBuf,
    about: Metadata,
}

struct Walk<'a> {
    root: &'a Path,
    found: Vec<Found>,
    problems: Vec<Diagnostic>,
    /// The folders that are open, so that a link to one of them ends the walk.
    open: Vec<PathBuf>,
}

impl Walk<'_> {
    /// A file, a folder or a link to one; what is not there is passed over.
    fn entry(&mut self, path: &Path, name: &str) {
        let about = match fs::symlink_metadata(path) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.problems.push(unreadable(name, &error)),
        };
        match about.is_symlink() {
            true => self.link(path, name),
            false => self.real(path, name, about),
        }
    }

    fn link(&mut self, path: &Path, name: &str) {
        match path.canonicalize().and_then(|real| Ok((fs::metadata(&real)?, real))) {
            Ok((_, real)) if !real.starts_with(self.root) => {
                self.problems.push(leaves(name, &real));
            }
            Ok((about, real)) => self.real(&real, name, about),
            Err(error) => self.problems.push(unreadable(name, &error)),
        }
    }

    fn real(&mut self, path: &Path, name: &str, about: Metadata) {
        let is_text = name.ends_with(".md") || name.ends_with(".yaml") || name.ends_with(".html");
        let most = if is_text { LARGEST_TEXT } else { LARGEST_FILE };
        if about.is_dir() {
            self.folder(path, name);
        } else if is_secret(name) || path.to_str().is_some_and(is_secret) {
            self.problems.push(secret(name));
        } else if !about.is_file() {
            self.problems.push(no_file(name));
        } else if about.len() > most {
            self.problems.push(too_large(name, about.len(), most));
        } else {
            let name = SourcePath::new(name);
            self.found.push(Found { name, path: path.to_path_buf(), about });
        }
    }

    fn folder(&mut self, path: &Path, name: &str) {
        if self.open.iter().any(|open| open == path) {
            return;
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(unreadable(name, &error)),
        };
        self.open.push(path.to_path_buf());
        let mut names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
        names.sort();
        for own in names {
            let Some(own) = own.to_str() else {
                self.problems.push(not_unicode(name, &own.to_string_lossy()));
                continue;
            };
            if !is_ignored(own) {
                let normal: String = own.nfc().collect();
                self.entry(&path.join(own), &format!("{name}/{normal}"));
            }
        }
        self.open.pop();
    }
}

/// What editors, systems and version control leave beside the pages.
pub fn is_ignored(name: &str) -> bool {
    matches!(
        name,
        ".DS_Store" | "Thumbs.db" | "4913" | ".git" | ".gitignore" | ".gitkeep" | ".gitattributes"
    ) || name.starts_with(".#")
        || name.starts_with('#') && name.ends_with('#')
        || name.ends_with('~')
        || name.starts_with('.') && name.contains(".sw")
        || name.starts_with(".goutputstream-")
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
}

/// Names under which keys and passwords are kept.
fn is_secret(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with(".env")
        || matches!(name, ".npmrc" | ".netrc")
        || name.ends_with(".pem")
        || name.ends_with(".key")
}

fn file_place(name: &str) -> Place {
    Place::file(&SourcePath::new(name))
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::D02, file_place(name), format!("{name} cannot be read: {error}"))
        .help("Check that it is there and that you may read it.")
}

fn no_file(name: &str) -> Diagnostic {
    Diagnostic::error(Code::D02, file_place(name), format!("{name} is not a regular file"))
        .help("Take it out of the site's folder.")
}

fn not_unicode(folder: &str, name: &str) -> Diagnostic {
    let message = format!("the name of {folder}/{name} is not UTF-8");
    Diagnostic::error(Code::D01, file_place(folder), message).help("Rename the file.")
}

fn leaves(name: &str, real: &Path) -> Diagnostic {
    let message = format!("{name} is a symbolic link out of the site, to {}", real.display());
    Diagnostic::error(Code::D04, file_place(name), message)
        .help("Copy the file into the site: nothing outside of its folder is published.")
}

fn secret(name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::D05,
        file_place(name),
        format!("{name} may hold secrets and is not published"),
    )
    .help("Move it out of `content/`.")
}

fn one_name(name: &SourcePath) -> Diagnostic {
    let message =
        format!("two files are called {name}: their names differ in how letters are encoded alone");
    Diagnostic::error(Code::R01, Place::file(name), message)
        .help("Rename one of the two; most systems show them alike.")
}

fn too_large(name: &str, bytes: u64, most: u64) -> Diagnostic {
    let message = format!("{name} has {} MB; at most {} MB are read", bytes >> 20, most >> 20);
    Diagnostic::error(Code::D03, file_place(name), message)
        .help("Split it, or link to it where it can be downloaded.")
}
