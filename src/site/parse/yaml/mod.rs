//! YAML as a tree in which every key and value knows its bytes and keeps its spelling.
//!
//! No value is typed here: `5.10`, `No` and `~` are texts. The file is read on after a mistake:
//! the passage is masked in memory with as many bytes, so that all places stay true, and the file
//! is parsed again. Only this folder knows the parser's crate.

mod fold;
mod lines;
mod mend;
mod messages;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

use super::super::diagnostics::Diagnostic;
use super::super::sources::SourcePath;

pub use fold::fold;
pub use lines::Lines;
pub use messages::{comment_in_text, key_and_value, quoted_whole, shorten, starts_with};

/// A value and its bytes in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Quotes and brackets included. Where nothing was written: the colon or dash before it.
    pub range: Range<usize>,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was written.
    Null,
    /// The text as spelled, escapes of quoted texts resolved, line ends made LF.
    Scalar(String, Style),
    List(Vec<Node>, Layout),
    /// In file order; a key given twice is there twice.
    Map(Vec<Entry>, Layout),
    /// Something that could not be read and was reported: whoever expects a value passes over it.
    Unreadable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Quoted,
    /// After `|` or `>`.
    Block,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Lines with dashes or keys.
    Block,
    /// In brackets or braces.
    Flow,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub key_range: Range<usize>,
    pub value: Node,
}

impl Entry {
    /// Where to point for the value: its bytes, or the key where nothing was written.
    pub fn place(&self) -> Range<usize> {
        match self.value.kind {
            Kind::Null => self.key_range.clone(),
            _ => self.value.range.clone(),
        }
    }
}

/// What could be read of a YAML text.
#[derive(Clone, Debug, Default)]
pub struct Yaml {
    /// `None` for an empty text and for one that could not be read at all.
    pub root: Option<Node>,
    /// Some passage could not be read: what seems to be missing may stand there.
    pub damaged: bool,
}

/// How often a file is parsed again after a mistake was masked.
const MOST_MENDS: usize = 60;
/// How many bytes all attempts together may read, so that a large broken file stays quick.
const MOST_BYTES_AGAIN: usize = 4 << 20;

/// Reads the YAML at `range` of `text`. All places are bytes of the whole text.
pub fn parse(
    path: &SourcePath,
    text: &str,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Yaml {
    parse_lines(path, text, range, &Lines::new(text), diagnostics)
}

/// Like [`parse`], with the lines of the text known.
pub fn parse_lines(
    path: &SourcePath,
    text: &str,
    range: Range<usize>,
    lines: &Lines,
    diagnostics: &mut Vec<Diagnostic>,
) -> Yaml {
    let mut draft = mend::Draft::new(path, text, range, lines);
    let mut read_again = 0;
    for _ in 0..MOST_MENDS {
        match tree::build(&draft) {
            Ok(tree) => {
                diagnostics.append(&mut draft.diagnostics);
                diagnostics.extend(tree.diagnostics);
                let root = tree.root.filter(|_| !draft.tabs_mended);
                return Yaml { root, damaged: draft.damaged };
            }
            Err(tree::Stop::Limit(diagnostic)) => {
                draft.diagnostics.push(*diagnostic);
                break;
            }
            Err(tree::Stop::Syntax(failure)) => {
                read_again += failure.at - draft.start();
                if !draft.mend(&failure) || read_again > MOST_BYTES_AGAIN {
                    break;
                }
            }
        }
    }
    diagnostics.append(&mut draft.diagnostics);
    Yaml { root: None, damaged: true }
}
