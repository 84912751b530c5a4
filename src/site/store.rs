//! What is dear to make and worth keeping from one run to the next: code in colours, the words of
//! notes, cards. Each result is kept as bytes by the hash of all that it was made from, so a store can
//! lose what it likes and the site comes out the same, only later.

use std::fmt::Debug;
use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use super::sources::ContentHash;

/// Where results stay between runs. Both calls come from many threads.
pub trait Store: Debug + Send + Sync {
    /// The bytes that were put there under this key, or nothing.
    fn get(&self, key: ContentHash) -> Option<Vec<u8>>;
    /// Keeps bytes, or does not.
    fn put(&self, key: ContentHash, bytes: &[u8]);
    /// Writes what was put, and takes no more.
    fn settle(&self);
}

/// A store, or none: then everything is made anew.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Option<Arc<dyn Store>>);

impl Shelf {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(Some(store))
    }

    /// Writes what was put, and takes no more: for a run that goes on for long.
    pub fn settle(&self) {
        self.0.iter().for_each(|store| store.settle());
    }

    /// The bytes for `key`, made now unless they are there.
    pub fn bytes(&self, key: ContentHash, make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
        let Some(store) = &self.0 else { return make() };
        store.get(key).unwrap_or_else(|| {
            let bytes = make();
            store.put(key, &bytes);
            bytes
        })
    }

    /// The value for `key`, made now unless it is there and can be read.
    pub fn value<T>(&self, key: impl FnOnce() -> ContentHash, make: impl FnOnce() -> T) -> T
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(store) = &self.0 else { return make() };
        let key = key();
        let there = store.get(key).and_then(|bytes| postcard::from_bytes(&bytes).ok());
        there.unwrap_or_else(|| {
            let value = make();
            if let Ok(bytes) = postcard::to_allocvec(&value) {
                store.put(key, &bytes);
            }
            value
        })
    }
}
