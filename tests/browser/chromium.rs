//! The browser: found, started once for all tests, and ended with them.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::tab::Tab;

/// A cold start on a busy machine with two cores takes some seconds; this is far more.
const START: Duration = Duration::from_secs(60);
const END: Duration = Duration::from_secs(5);

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const FLAGS: [&str; 15] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    // Containers often have a /dev/shm that is too small for a renderer.
    "--disable-dev-shm-usage",
    // Tabs are driven side by side: none of them may be slowed down for being behind another.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--hide-scrollbars",
    "about:blank",
];

static RUNNING: Mutex<Option<Browser>> = Mutex::new(None);

struct Browser {
    process: Child,
    /// Removed when the browser is dropped.
    profile: tempfile::TempDir,
    /// Where its DevTools listen: `127.0.0.1:PORT` and the path of the WebSocket.
    address: Address,
}

#[derive(Clone)]
pub struct Address {
    pub host: String,
    pub path: String,
}

/// The program to start: `LEVELBOOK_BROWSER`, else the first of the usual names in `PATH`.
pub fn find() -> Option<PathBuf> {
    if let Some(given) = env::var_os("LEVELBOOK_BROWSER") {
        return Some(PathBuf::from(given));
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let candidates = NAMES.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    candidates.into_iter().find(|program| program.is_file())
}

/// A fresh tab with cookies, storage and clipboard of its own. Starts the browser if need be.
pub fn tab() -> Tab {
    Tab::open(&address())
}

/// Ends the browser and removes its folder. To be called once, after all tests.
pub fn close() {
    let running = lock().take();
    if let Some(mut browser) = running {
        browser.end();
    }
}

fn address() -> Address {
    let mut running = lock();
    running.get_or_insert_with(Browser::start).address.clone()
}

/// A test that failed while it started the browser must not fail the others with a poisoned lock.
fn lock() -> std::sync::MutexGuard<'static, Option<Browser>> {
    RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Browser {
    fn start() -> Self {
        let program = find().expect("a test wants a browser, but there is none");
        let profile = tempfile::tempdir().expect("a folder for the browser's profile");
        let log = profile.path().join("stderr.txt");
        let process = Command::new(&program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a file for the browser's messages"))
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let mut started = Starting { process: Some(process) };
        let address = started.wait_for_address(profile.path(), &log);
        Self { process: started.process.take().expect("still running"), profile, address }
    }

    fn end(&mut self) {
        Tab::ask_to_close(&self.address);
        let deadline = Instant::now() + END;
        while Instant::now() < deadline && matches!(self.process.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        stop(&mut self.process);
        remove(self.profile.path());
    }
}

/// A browser that has not told its address yet; killed if it never does.
struct Starting {
    process: Option<Child>,
}

impl Starting {
    fn wait_for_address(&mut self, profile: &Path, log: &Path) -> Address {
        let deadline = Instant::now() + START;
        let said = || fs::read_to_string(log).unwrap_or_default();
        loop {
            if let Some(address) = read_address(profile) {
                return address;
            }
            let process = self.process.as_mut().expect("still running");
            if let Ok(Some(status)) = process.try_wait() {
                panic!("the browser ended at once ({status}): {}", said());
            }
            assert!(Instant::now() < deadline, "the browser opens no DevTools port: {}", said());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            stop(process);
        }
    }
}

/// Chromium writes the port and the path into its profile as soon as it listens.
fn read_address(profile: &Path) -> Option<Address> {
    let text = fs::read_to_string(profile.join("DevToolsActivePort")).ok()?;
    let (port, path) = text.split_once('\n')?;
    let path = path.trim();
    path.starts_with('/').then(|| Address { host: format!("127.0.0.1:{port}"), path: path.into() })
}

fn stop(process: &mut Child) {
    // Both fail only where the process has already ended.
    let _ = process.kill();
    let _ = process.wait();
}

/// Helpers of the browser may still write for a moment after it has ended.
fn remove(profile: &Path) {
    for _ in 0..50 {
        if fs::remove_dir_all(profile).is_ok() || !profile.exists() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}
