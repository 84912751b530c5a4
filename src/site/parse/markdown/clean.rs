//! The text as the parser sees it, and the way back to the bytes of the file.
//!
//! Line ends become `\n` and control characters U+FFFD, so that no pass has to think of them and
//! a NUL is free to mark holes.

use std::borrow::Cow;
use std::ops::Range;

use super::containers;
use super::include::{Expanded, Piece};
use crate::site::sources::SourcePath;

/// Stands before a line of a model's text: white space to Markdown's rules for emphasis, but not
/// to those for blocks, so that `# x` or `- x` behind it stays a text.
const GUARD: char = '\u{a0}';

pub struct Clean<'a> {
    pub text: Cow<'a, str>,
    /// The byte of the file at which `text` starts; may be "before" it by the guard's bytes.
    start: isize,
    /// From which byte of `text` on how many bytes more (or fewer) the file has.
    shifts: Vec<(usize, isize)>,
    /// The same for what was rewritten after that.
    rewritten: Vec<(usize, isize)>,
    /// Bytes of `text` that are not the author's.
    pub guard: usize,
    /// What was included.
    included: &'a [Piece],
}

impl<'a> Clean<'a> {
    /// The Markdown from byte `start` to the end.
    pub fn from(text: &'a str, start: usize) -> Self {
        let start_at = start.cast_signed();
        let text = &text[start..];
        let mut clean = Self {
            text: Cow::Borrowed(text),
            start: start_at,
            shifts: Vec::new(),
            rewritten: Vec::new(),
            guard: 0,
            included: &[],
        };
        if clean.text.contains(is_unclean) {
            clean.rewrite(text);
        }
        clean
    }

    /// A text with what it includes, from byte `start` of its file on.
    pub fn expanded(expanded: &'a Expanded<'a>, start: usize) -> Self {
        let mut clean = Self::from(&expanded.text, 0);
        clean.start = start.cast_signed();
        clean.included = &expanded.pieces;
        clean
    }

    /// With quotes in the place of remarks that are spelled as other tools do.
    pub fn with_remarks(mut self) -> Self {
        if let Some(rewritten) = containers::rewrite(&self.text) {
            self.text = Cow::Owned(rewritten.text);
            self.rewritten = rewritten.shifts;
        }
        self
    }

    /// The file that a part of the text was included from.
    pub fn file(&self, range: &Range<usize>) -> Option<&'a SourcePath> {
        let at = self.before_cleaning(range.start);
        let piece = self.included.iter().find(|piece| piece.put.contains(&at));
        piece.map(|piece| &piece.file)
    }

    /// The whole text as one line that no block can start in.
    pub fn line(text: &str) -> Clean<'static> {
        let mut line = String::with_capacity(GUARD.len_utf8() + text.len());
        line.push(GUARD);
        // One byte for one byte: ranges stay as they are.
        line.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        let guard = GUARD.len_utf8();
        let mut clean = Clean {
            text: Cow::Borrowed(""),
            start: -guard.cast_signed(),
            shifts: Vec::new(),
            rewritten: Vec::new(),
            guard,
            included: &[],
        };
        if line.contains(is_unclean) {
            clean.rewrite(&line);
        } else {
            clean.text = Cow::Owned(line);
        }
        clean
    }

    /// The bytes of the file that `range` of the clean text came from.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let at = self.before_cleaning(range.start);
        if let Some(piece) = self.included.iter().find(|piece| piece.put.contains(&at)) {
            return piece.line.clone();
        }
        self.original_at(range.start)..self.original_at(range.end)
    }

    fn original_at(&self, at: usize) -> usize {
        let at = self.before_cleaning(at);
        // All of an included text stands at the line that asks for it.
        let mut moved = 0;
        for Piece { put, line, length, .. } in self.included {
            if at < put.start {
                break;
            }
            if put.contains(&at) {
                return line.start;
            }
            moved += length.cast_signed() - put.len().cast_signed();
        }
        (at.cast_signed() + self.start + moved).max(0).cast_unsigned()
    }

    /// The byte of the text as it was before line ends and control characters were replaced.
    fn before_cleaning(&self, at: usize) -> usize {
        moved(&self.shifts, moved(&self.rewritten, at))
    }

    fn rewrite(&mut self, text: &str) {
        let mut clean = String::with_capacity(text.len());
        let mut shift = 0;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' if chars.peek() == Some(&'\n') => shift += 1,
                '\r' => clean.push('\n'),
                c if is_unclean(c) => {
                    clean.push(char::REPLACEMENT_CHARACTER);
                    shift -= 2;
                }
                c => {
                    clean.push(c);
                    continue;
                }
            }
            self.shifts.push((clean.len(), shift));
        }
        self.text = Cow::Owned(clean);
    }
}

fn moved(shifts: &[(usize, isize)], at: usize) -> usize {
    let index = shifts.partition_point(|&(from, _)| from <= at);
    let shift = if index == 0 { 0 } else { shifts[index - 1].1 };
    let to = at.saturating_add_signed(shift);
    // What was put in stands where the text before it goes on.
    shifts.get(index).map_or(to, |&(from, shift)| to.min(from.saturating_add_signed(shift)))
}

/// Control characters that HTML has no place for, and carriage returns.
fn is_unclean(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\n' | '\t')
}
