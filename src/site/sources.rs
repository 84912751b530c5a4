//! Every input byte at one moment. Nothing after the scan reads the disk.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::diagnostics::Diagnostic;

/// A path below the site's root, with `/` between its parts: `content/notes/week-1.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that is already relative to the site's root and uses `/`.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part behind the last `/`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder that holds the file, without a `/` at its end; empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The first 128 bits of BLAKE3 over some content: equal hashes mean equal content.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub u128);

impl ContentHash {
    pub fn of(bytes: &[u8]) -> Self {
        let hash = blake3::hash(bytes);
        let mut first = [0; 16];
        first.copy_from_slice(&hash.as_bytes()[..16]);
        Self(u128::from_be_bytes(first))
    }

    /// The first `digits` hexadecimal digits, for names of files that may be cached for ever.
    pub fn hex(self, digits: usize) -> String {
        let mut hex = format!("{:032x}", self.0);
        hex.truncate(digits);
        hex
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex(12))
    }
}

/// One input file. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: SourcePath,
    pub bytes: Arc<[u8]>,
    pub hash: ContentHash,
}

impl Source {
    pub fn new(path: SourcePath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let hash = ContentHash::of(&bytes);
        Self { path, bytes, hash }
    }
}

/// All input files by path, and what was wrong with those that could not be read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<SourcePath, Source>,
    /// Found while scanning: unreadable files, symlinks that leave the site, refused names.
    pub problems: Vec<Diagnostic>,
}

impl Sources {
    pub fn insert(&mut self, source: Source) {
        self.files.insert(source.path.clone(), source);
    }

    /// Adds a file from its text; what tests and generated corpora use.
    pub fn with(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.insert(Source::new(SourcePath::new(path), text.as_ref()));
        self
    }

    pub fn get(&self, path: &SourcePath) -> Option<&Source> {
        self.files.get(path)
    }

    /// Whether two scans found the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.files.len() == other.files.len()
            && self.problems == other.problems
            && self.iter().zip(other.iter()).all(|(a, b)| a.hash == b.hash && a.path == b.path)
    }

    /// The files that differ from those of `other`, came or went.
    pub fn changed_since<'a>(&'a self, other: &'a Self) -> Vec<&'a SourcePath> {
        let hash = |sources: &Self, path| sources.get(path).map(|source| source.hash);
        let here = self.files.keys().filter(|path| hash(other, path) != hash(self, path));
        here.chain(other.files.keys().filter(|path| self.get(path).is_none())).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.values()
    }
}
