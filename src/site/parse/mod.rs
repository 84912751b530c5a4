//! What each file says by itself: no parser looks at another file, so all of them run in parallel
//! and each result is kept by the hash of its file.

pub mod config;
pub mod front_matter;
#[cfg(test)]
mod hostile;
pub mod markdown;
pub mod model;
pub mod note;
mod reader;
pub mod rich;
#[cfg(test)]
mod testing;
mod yaml;
