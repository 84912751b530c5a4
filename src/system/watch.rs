//! Waits until something in a site may have changed.
//!
//! What the system reports is only a reason to look: events get lost, come twice, or stay away on
//! network drives. So nothing here says what changed; whoever waits scans the site again. The
//! reports are read for one thing alone: whether somebody is in the middle of saving.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::scan::{FILES, FOLDERS, is_ignored};

/// Without any report the site is looked at so often.
const NET: Duration = Duration::from_secs(2);
/// How often it is looked at where no reports come.
const POLL: Duration = Duration::from_millis(300);
/// Looking takes at most this share of the time.
const SHARE: u32 = 20;
/// Silence that ends a save: every file that was opened for writing is closed again.
const SETTLED: Duration = Duration::from_millis(3);
/// Silence that ends a save in which a file is still open, or gone: editors put it back at once.
const UNSETTLED: Duration = Duration::from_millis(60);
/// A save is waited for no longer than this.
const LONGEST: Duration = Duration::from_millis(400);

/// Waits for changes below one folder.
pub struct Watcher {
    root: PathBuf,
    reports: Option<Reports>,
    warning: Option<String>,
}

/// The system's reports, and the folders that they are about.
struct Reports {
    _notify: RecommendedWatcher,
    received: Receiver<notify::Result<Event>>,
    folders: Vec<Option<Identity>>,
}

/// What tells whether a folder is still the one that is watched.
type Identity = (u64, u64);

impl Watcher {
    /// Watches from now on; with `poll`, and where the system can report nothing, looks regularly instead.
    pub fn start(root: &Path, poll: bool) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let mut watcher = Self { root, reports: None, warning: None };
        if !poll {
            watcher.listen();
        }
        watcher
    }

    /// Whether the site is looked at regularly, for want of reports.
    pub fn is_polling(&self) -> bool {
        self.reports.is_none()
    }

    /// What the user should know, once.
    pub fn warning(&mut self) -> Option<String> {
        self.warning.take()
    }

    /// Returns when something may have changed since the last call. `looking` is how long the
    /// last look took.
    pub fn wait(&mut self, looking: Duration) {
        let until = Instant::now() + NET.max(looking * SHARE);
        let Some(reports) = &self.reports else {
            return std::thread::sleep(POLL.max(looking * SHARE));
        };
        if reports.folders != identities(&self.root) {
            return self.listen();
        }
        loop {
            match reports.received.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Ok(event)) if !concerns(&self.root, &event) => {}
                Ok(Ok(event)) => return settle(reports, &self.root, &event),
                Ok(Err(error)) => return self.give_up(&error),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => return self.listen(),
            }
        }
    }

    /// Watches the folders that are there now.
    fn listen(&mut self) {
        match Reports::start(&self.root) {
            Ok(reports) => self.reports = Some(reports),
            Err(error) => self.give_up(&error),
        }
    }

    fn give_up(&mut self, error: &notify::Error) {
        let remedy = match error.kind {
            notify::ErrorKind::MaxFilesWatch => {
                " The system's limit of watched folders is reached; raise it with `sudo sysctl fs.inotify.max_user_watches=524288`."
            }
            _ => "",
        };
        self.warning = Some(format!(
            "changes are not reported here ({error}), so the files are looked at regularly.{remedy}"
        ));
        self.reports = None;
    }
}

impl Reports {
    fn start(root: &Path) -> notify::Result<Self> {
        let (sender, received) = channel();
        let mut notify = notify::recommended_watcher(move |event| {
            let _ = sender.send(event);
        })?;
        let folders = identities(root);
        notify.watch(root, RecursiveMode::NonRecursive)?;
        for (folder, _) in
            FOLDERS.iter().zip(&folders[1..]).filter(|(_, is_there)| is_there.is_some())
        {
            notify.watch(&root.join(folder), RecursiveMode::Recursive)?;
        }
        Ok(Self { _notify: notify, received, folders })
    }
}

/// The site's folder and those in it that are read, as they are on the disk now.
fn identities(root: &Path) -> Vec<Option<Identity>> {
    let folders = FOLDERS.iter().map(|folder| root.join(folder));
    std::iter::once(root.to_path_buf()).chain(folders).map(|folder| identity(&folder)).collect()
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(folder).ok().map(|about| (about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    std::fs::metadata(folder).ok().map(|_| (0, 0))
}

/// Whether an event may be about a file that is read.
fn concerns(root: &Path, event: &Event) -> bool {
    let is_read = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    // Without a path, events were lost: anything may have changed.
    is_read && (event.paths.is_empty() || event.paths.iter().any(|path| is_input(root, path)))
}

fn is_input(root: &Path, path: &Path) -> bool {
    let Ok(inner) = path.strip_prefix(root) else { return true };
    let Some(first) = inner.iter().next() else { return true };
    let is_read =
        FILES.iter().any(|file| first == *file) || FOLDERS.iter().any(|folder| first == *folder);
    let name = path.file_name().and_then(|name| name.to_str());
    is_read && !name.is_some_and(is_ignored)
}

/// Waits for the end of a save.
fn settle(reports: &Reports, root: &Path, first: &Event) {
    let started = Instant::now();
    let mut save = Save::default();
    save.see(root, first);
    while started.elapsed() < LONGEST {
        match reports.received.recv_timeout(save.patience()) {
            Ok(Ok(event)) if concerns(root, &event) => save.see(root, &event),
            Ok(_) => {}
            Err(_) => return,
        }
    }
}

/// What is known of the files of a save.
#[derive(Default)]
struct Save {
    /// Being written, or taken away with a new one to come.
    unsettled: HashSet<PathBuf>,
}

impl Save {
    fn see(&mut self, root: &Path, event: &Event) {
        let Some(path) = event.paths.last() else { return };
        let is_unsettled = match event.kind {
            EventKind::Modify(ModifyKind::Metadata(_)) => return,
            // A file moved out of the way comes back; one moved to where it belongs has arrived.
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) if is_input(root, path) => {
                return self.unsettled.retain(|path| !event.paths.contains(path));
            }
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return,
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => false,
            EventKind::Create(_) => path.is_file(),
            _ => true,
        };
        match is_unsettled {
            true => self.unsettled.insert(path.clone()),
            false => self.unsettled.remove(path),
        };
    }

    fn patience(&self) -> Duration {
        if self.unsettled.is_empty() { SETTLED } else { UNSETTLED }
    }
}
