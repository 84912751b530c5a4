//! Effects: all that touches the machine. The rest of the code may not name the standard library's
//! files, processes, environment and clock; the lints hold that wall.
#![allow(clippy::disallowed_methods, reason = "this is the side of the wall where effects live")]

pub mod aside;
pub mod asking;
pub mod cache;
pub mod clock;
pub mod disk;
pub mod editor;
pub mod git;
pub mod live_site;
pub mod mend;
pub mod process;
pub mod relocate;
pub mod report;
pub mod scan;
pub mod schemas;
pub mod scratch;
pub mod server;
pub mod watch;
