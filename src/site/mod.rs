//! Bytes in, bytes out: from the sources of a site to its finished files. Nothing in here touches
//! the machine.

pub mod diagnostics;
pub mod parse;
pub mod render;
pub mod sources;
pub mod text;
