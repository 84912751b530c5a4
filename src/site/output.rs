//! The finished site: every file by its path.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::address::OutPath;
use super::sources::{ContentHash, Source};

/// A finished file. Cheap to clone; two with one hash are the same.
#[derive(Clone, Debug)]
pub struct File {
    pub bytes: Arc<[u8]>,
    pub hash: ContentHash,
}

impl File {
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let hash = ContentHash::of(&bytes);
        Self { bytes, hash }
    }
}

impl From<&Source> for File {
    fn from(source: &Source) -> Self {
        Self { bytes: Arc::clone(&source.bytes), hash: source.hash }
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for File {}

impl Hash for File {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// When a part of the output is made. What all pages go into takes longer, at 10,000 of them, than an
/// author wants to wait for a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum When {
    #[default]
    Now,
    /// That of the build before stays, if there was one.
    Later,
}

/// A file that is made when it is written, and not at all where the last build left the same.
pub struct Late<'s> {
    pub path: OutPath,
    /// Of all that it is made from.
    pub hash: ContentHash,
    pub make: Box<dyn Fn() -> Vec<u8> + Send + Sync + 's>,
}

/// Path → file. Writing, serving, auditing and testing all read this one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<OutPath, File>,
}

impl Output {
    pub fn insert(&mut self, path: OutPath, file: File) {
        self.files.insert(path, file);
    }

    /// What stands there already stays.
    pub fn insert_new(&mut self, path: OutPath, file: File) {
        self.files.entry(path).or_insert(file);
    }

    pub fn get(&self, path: &OutPath) -> Option<&File> {
        self.files.get(path)
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &File)> {
        self.files.iter()
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
