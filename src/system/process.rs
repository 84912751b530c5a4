//! This process, and others that it starts.

use std::io;

use anyhow::Result;

/// Ctrl-C ends the program at once, with exit code 0.
pub fn end_quietly_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| std::process::exit(0))?;
    Ok(())
}

/// Opens an address in the user's browser.
pub fn open_in_browser(url: &str) -> io::Result<()> {
    open::that_detached(url)
}
