//! Results kept by the hash of all that they were made from.
//!
//! A kept stage is a plain function of one argument, and the hash of that argument is the key: what
//! it reads and what it is kept by cannot differ. Diagnostics are kept with the value, so a second
//! build says again what the first one said.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::sources::ContentHash;

/// A 128-bit hash of any value, the same in every run on machines of one kind.
pub fn hash_of(value: &impl Hash) -> ContentHash {
    let mut hasher = Blake(blake3::Hasher::new());
    value.hash(&mut hasher);
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.0.finalize().as_bytes()[..16]);
    ContentHash(u128::from_be_bytes(first))
}

struct Blake(blake3::Hasher);

impl Hasher for Blake {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        u64::from_be_bytes(first)
    }
}

/// The kept results of one stage. Those that a build did not ask for are forgotten after it.
#[derive(Debug)]
pub struct Memo<V> {
    kept: Mutex<HashMap<ContentHash, (Arc<V>, usize)>>,
    build: AtomicUsize,
    made: AtomicUsize,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { kept: Mutex::default(), build: AtomicUsize::new(0), made: AtomicUsize::new(0) }
    }
}

impl<V> Memo<V> {
    /// The result for `key`, made now unless an earlier build made it.
    pub fn get(&self, key: ContentHash, make: impl FnOnce() -> V) -> Arc<V> {
        let build = self.build.load(Ordering::Relaxed);
        if let Some((value, used)) = self.lock().get_mut(&key) {
            *used = build;
            return Arc::clone(value);
        }
        let value = Arc::new(make());
        self.made.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(key, (Arc::clone(&value), build));
        value
    }

    /// Lets all results go. How many were made stays known.
    pub fn forget(&self) {
        self.lock().clear();
    }

    /// Ends a build: forgets what it had no use for, and says how many results it had to make.
    pub fn sweep(&self) -> usize {
        let build = self.build.fetch_add(1, Ordering::Relaxed);
        self.lock().retain(|_, (_, used)| *used == build);
        self.made.swap(0, Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ContentHash, (Arc<V>, usize)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
