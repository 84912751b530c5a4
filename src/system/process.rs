//! This process, and others that it starts.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use super::scratch;

/// Ctrl-C ends the program at once, with exit code 0.
pub fn end_quietly_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| std::process::exit(0))?;
    Ok(())
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Ctrl-C removes a folder and says how things stand, with the exit code that shells expect.
pub fn clean_up_on_interrupt(folder: PathBuf, said: &'static str) -> Result<()> {
    ctrlc::set_handler(move || {
        INTERRUPTED.store(true, Ordering::SeqCst);
        scratch::remove(&folder);
        anstream::eprintln!("{said}");
        std::process::exit(130)
    })?;
    Ok(())
}

/// After Ctrl-C the work fails for want of the folder that was removed: that is no news. Waits for the
/// end, which is near.
pub fn give_way_to_interrupt() {
    while INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// Opens an address in the user's browser.
pub fn open_in_browser(url: &str) -> io::Result<()> {
    open::that_detached(url)
}
