//! What publishing to GitHub Pages means, as values: where a remote's site stands, what a branch holds
//! beside the site, which addresses change, and what the commit says of itself.

pub mod addresses;
pub mod branch;
pub mod note;
pub mod remote;
