//! Keeps what was dear to make from one run to the next, in a folder of the user's.
//!
//! Each site has one file there: a head that names the build of this program and where the list is,
//! then results one behind the other, with the list behind them. A run appends its results and a new
//! list, and says so in the head at last. A file of another build, and whatever does not have the hash
//! that the head or the list says, is as good as none. Nothing here is an error: without a cache the
//! same site comes out, only later.
//!
//! It is not kept in the site's own folder, where somebody else's checkout could bring one along.

use std::collections::{HashMap, HashSet};
use std::env;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::site::sources::ContentHash;
use crate::site::store::{Shelf, Store};

/// Names another folder; empty for no cache.
pub const VARIABLE: &str = "LEVELBOOK_CACHE";

/// The format of the file, and the sources that this program was built from.
const HEAD: &[u8] = concat!("levelbook cache 1 ", env!("LEVELBOOK_SOURCES"), "\n").as_bytes();
/// Key, place, length and check of a result, as numbers of 16, 8, 4 and 8 bytes.
const ROW: usize = 36;
/// Behind the head: where the list begins, how many results it has, its check.
const LIST: usize = 24;
/// Where results begin.
const START: u64 = (HEAD.len() + LIST) as u64;
/// So many bytes wait for the next ones before they are written.
const BATCH: usize = 1 << 20;
/// A file with more bytes than this that nobody asked for is written anew without them.
const WASTE: u64 = 32 << 20;
/// How long a site's file stays when nothing is added to it.
const STAYS: Duration = Duration::from_hours(24 * 60);

/// The results of one site. Dropping it writes what was added.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    file: File,
    found: HashMap<ContentHash, Row>,
    used: Mutex<HashSet<ContentHash>>,
    /// Nobody else writes to the file, and it can take more.
    added: Mutex<Option<Added>>,
    tidies: bool,
}

/// Where a result lies in the file.
#[derive(Clone, Copy, Debug)]
struct Row {
    at: u64,
    length: u32,
    check: u64,
}

#[derive(Debug)]
struct Added {
    rows: HashMap<ContentHash, Row>,
    /// Where `waiting` belongs.
    end: u64,
    waiting: Vec<u8>,
}

/// The shelf of a site. With `tidies` it drops what this run had no use for once that is much: not
/// for a run that makes less than the whole site.
pub fn shelf(root: &Path, tidies: bool) -> Shelf {
    let cache = folder().and_then(|folder| Cache::open(&folder, root, tidies).ok());
    cache.map_or_else(Shelf::default, |cache| Shelf::new(Arc::new(cache)))
}

/// Where caches lie: the folder that the system has for them.
fn folder() -> Option<PathBuf> {
    if let Some(given) = env::var_os(VARIABLE) {
        return (!given.is_empty()).then(|| PathBuf::from(given));
    }
    let named = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| home.join("Library/Caches"))
    } else {
        named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|home| home.join(".cache")))
    };
    own.map(|own| own.join("levelbook"))
}

impl Cache {
    fn open(folder: &Path, root: &Path, tidies: bool) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let root = root.canonicalize()?;
        let name = ContentHash::of(root.as_os_str().as_encoded_bytes()).hex(16);
        let path = folder.join(name).with_extension("pack");
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        let is_ours = file.try_lock().is_ok();
        let found = read_list(&file).unwrap_or_default();
        // What cannot be read is not worth its place.
        if found.is_empty() && is_ours {
            file.set_len(0)?;
        }
        let end = file.metadata()?.len().max(START);
        let added = is_ours.then(|| Added { rows: HashMap::new(), end, waiting: Vec::new() });
        Ok(Self { path, file, found, used: Mutex::default(), added: Mutex::new(added), tidies })
    }

    fn read(&self, row: Row) -> Option<Vec<u8>> {
        let mut bytes = vec![0; row.length as usize];
        read_at(&self.file, &mut bytes, row.at).ok()?;
        (check(&bytes) == row.check).then_some(bytes)
    }

    /// Writes the list; then leaves out what is not used any more, and files of sites long gone.
    fn finish(&self, added: &mut Added) -> io::Result<()> {
        if added.rows.is_empty() {
            return Ok(());
        }
        self.flush(added)?;
        let all = self.found.iter().chain(&added.rows).map(|(&key, &row)| (key, row));
        write_list(&self.file, added.end, all)?;
        let used = locked(&self.used);
        let live = self.found.iter().filter(|(key, _)| used.contains(key));
        let live: Vec<_> = live.chain(&added.rows).map(|(&key, &row)| (key, row)).collect();
        let bytes: u64 = live.iter().map(|(_, row)| u64::from(row.length)).sum();
        if self.tidies && added.end > 2 * bytes + WASTE {
            self.rewrite(&live)?;
        }
        remove_old(self.path.parent());
        Ok(())
    }

    fn flush(&self, added: &mut Added) -> io::Result<()> {
        write_at(&self.file, &added.waiting, added.end)?;
        added.end += added.waiting.len() as u64;
        added.waiting.clear();
        Ok(())
    }

    /// Puts a file with these results alone in the place of this one.
    fn rewrite(&self, rows: &[(ContentHash, Row)]) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        let file = File::create(&beside)?;
        let mut end = START;
        let mut kept = Vec::with_capacity(rows.len());
        for &(key, row) in rows {
            let Some(bytes) = self.read(row) else { continue };
            write_at(&file, &bytes, end)?;
            kept.push((key, Row { at: end, ..row }));
            end += bytes.len() as u64;
        }
        write_list(&file, end, kept.into_iter())?;
        fs::rename(&beside, &self.path)
    }
}

impl Store for Cache {
    fn get(&self, key: ContentHash) -> Option<Vec<u8>> {
        let bytes = self.read(*self.found.get(&key)?)?;
        locked(&self.used).insert(key);
        Some(bytes)
    }

    fn put(&self, key: ContentHash, bytes: &[u8]) {
        let Ok(length) = u32::try_from(bytes.len()) else { return };
        let mut slot = locked(&self.added);
        let Some(added) = slot.as_mut() else { return };
        if added.rows.contains_key(&key) {
            return;
        }
        let at = added.end + added.waiting.len() as u64;
        added.rows.insert(key, Row { at, length, check: check(bytes) });
        added.waiting.extend_from_slice(bytes);
        // A disk that takes no more takes no list either: the file stays as it was read.
        if added.waiting.len() > BATCH && self.flush(added).is_err() {
            *slot = None;
        }
    }

    fn settle(&self) {
        if let Some(mut added) = locked(&self.added).take() {
            let _ = self.finish(&mut added);
            let _ = self.file.unlock();
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        self.settle();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check(bytes: &[u8]) -> u64 {
    ContentHash::of(bytes).0 as u64
}

fn read_list(file: &File) -> Option<HashMap<ContentHash, Row>> {
    let mut head = [0; HEAD.len() + LIST];
    read_at(file, &mut head, 0).ok()?;
    let list = head.strip_prefix(HEAD)?;
    let [at, count, expected] = [0, 8, 16].map(|from| number(&list[from..from + 8]));
    let size = count.checked_mul(ROW as u64)?;
    // Before there is room for a list, the file has to be as long as it says.
    if at.checked_add(size)? > file.metadata().ok()?.len() {
        return None;
    }
    let size = usize::try_from(size).ok()?;
    let mut list = vec![0; size];
    read_at(file, &mut list, at).ok()?;
    let rows = list.chunks_exact(ROW).map(|row| {
        let mut key = [0; 16];
        key.copy_from_slice(&row[..16]);
        let length = u32::try_from(number(&row[24..28])).unwrap_or(0);
        let place = Row { at: number(&row[16..24]), length, check: number(&row[28..]) };
        (ContentHash(u128::from_le_bytes(key)), place)
    });
    (check(&list) == expected).then(|| rows.collect())
}

fn write_list(
    file: &File,
    at: u64,
    rows: impl Iterator<Item = (ContentHash, Row)>,
) -> io::Result<()> {
    let mut list = Vec::new();
    for (key, row) in rows {
        list.extend(key.0.to_le_bytes());
        list.extend(row.at.to_le_bytes());
        list.extend(row.length.to_le_bytes());
        list.extend(row.check.to_le_bytes());
    }
    write_at(file, &list, at)?;
    let numbers = [at, (list.len() / ROW) as u64, check(&list)];
    let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
    let head: Vec<u8> = HEAD.iter().copied().chain(numbers).collect();
    write_at(file, &head, 0)
}

/// A number of up to eight bytes, the least first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Removes the files of sites that were not built for a long time.
fn remove_old(folder: Option<&Path>) {
    let Some(entries) = folder.and_then(|folder| fs::read_dir(folder).ok()) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_ours = path.extension().is_some_and(|ending| ending == "pack")
            && path.file_stem().is_some_and(|name| name.len() == 16);
        let written = entry.metadata().and_then(|about| about.modified());
        let age = written.ok().and_then(|at| SystemTime::now().duration_since(at).ok());
        if is_ours && age.is_some_and(|age| age > STAYS) {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, at) = (&mut bytes[read..], at + read as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        (bytes, at) = (&bytes[written..], at + written as u64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: ContentHash = ContentHash(7);

    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            Self(tempfile::tempdir().expect("a folder"))
        }

        fn open(&self) -> Cache {
            Cache::open(self.0.path(), self.0.path(), true).expect("a cache")
        }

        fn file(&self) -> PathBuf {
            self.open().path.clone()
        }
    }

    #[test]
    fn a_later_run_finds_what_was_put() {
        let place = Place::new();
        let first = place.open();
        assert_eq!(first.get(KEY), None);
        first.put(KEY, b"dear");
        first.put(ContentHash(8), &vec![1; BATCH + 1]);
        drop(first);
        place.open().put(ContentHash(9), b"more");
        let third = place.open();
        assert_eq!(third.get(KEY).as_deref(), Some(&b"dear"[..]));
        assert_eq!(third.get(ContentHash(8)), Some(vec![1; BATCH + 1]));
        assert_eq!(third.get(ContentHash(9)).as_deref(), Some(&b"more"[..]));
    }

    #[test]
    fn a_file_with_any_byte_changed_or_cut_off_anywhere_never_gives_anything_else() {
        let place = Place::new();
        place.open().put(KEY, b"dear");
        let (file, whole) = (place.file(), fs::read(place.file()).expect("a file"));
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, changed).expect("written");
            assert!(place.open().get(KEY).is_none_or(|bytes| bytes == b"dear"), "byte {at}");
            fs::write(&file, &whole[..at]).expect("written");
            assert!(place.open().get(KEY).is_none_or(|bytes| bytes == b"dear"), "cut at {at}");
        }
        fs::write(&file, b"something else").expect("written");
        place.open().put(KEY, b"again");
        assert_eq!(place.open().get(KEY).as_deref(), Some(&b"again"[..]));
    }

    #[test]
    fn while_one_run_writes_another_only_reads() {
        let place = Place::new();
        place.open().put(KEY, b"dear");
        let (one, other) = (place.open(), place.open());
        other.put(ContentHash(8), b"lost");
        assert_eq!(other.get(KEY).as_deref(), Some(&b"dear"[..]));
        drop(other);
        one.put(ContentHash(9), b"kept");
        drop(one);
        let last = place.open();
        assert_eq!(
            (last.get(ContentHash(8)), last.get(ContentHash(9))),
            (None, Some(b"kept".into()))
        );
    }

    #[test]
    fn what_nobody_asks_for_goes_once_it_is_much() {
        let place = Place::new();
        let first = place.open();
        first.put(KEY, b"dear");
        first.put(ContentHash(8), &vec![1; WASTE as usize + 1]);
        drop(first);
        let second = place.open();
        assert!(second.get(KEY).is_some());
        second.put(ContentHash(9), b"new");
        drop(second);
        let third = place.open();
        assert!(third.get(KEY).is_some() && third.get(ContentHash(9)).is_some());
        assert_eq!(third.get(ContentHash(8)), None);
        assert!(fs::metadata(&third.path).expect("a file").len() < 1000);
    }
}
