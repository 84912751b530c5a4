//! The finished site: every file by its path.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::OutPath;

/// Path → bytes. Writing, serving, auditing and testing all read this one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<OutPath, Arc<[u8]>>,
}

impl Output {
    pub fn insert(&mut self, path: OutPath, bytes: Arc<[u8]>) {
        self.files.insert(path, bytes);
    }

    pub fn get(&self, path: &OutPath) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &Arc<[u8]>)> {
        self.files.iter()
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
