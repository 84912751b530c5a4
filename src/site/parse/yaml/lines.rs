//! Lines of a file by byte.

use std::ops::Range;

/// Where the lines of a text start.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Where files begin, if the text is made of several.
    files: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Self {
        let after_breaks =
            text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        Self { text, starts, files: Vec::new() }
    }

    /// The lines of several files, which begin at `files`, read as one text.
    pub fn of_files(text: &'t str, files: Vec<usize>) -> Self {
        Self { files, ..Self::new(text) }
    }

    /// The line that holds a byte, counted from 0.
    pub fn index(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte).saturating_sub(1)
    }

    /// The number of the line that holds a byte, as authors count: from 1 in each file.
    pub fn number(&self, byte: usize) -> usize {
        let file = self.files.iter().rev().find(|&&start| start <= byte);
        self.index(byte) - file.map_or(0, |&start| self.index(start)) + 1
    }

    /// The bytes of a line without its line break; empty behind the last one.
    pub fn range(&self, index: usize) -> Range<usize> {
        let Some(&start) = self.starts.get(index) else { return self.text.len()..self.text.len() };
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let end = if self.text[start..end].ends_with('\r') { end - 1 } else { end };
        start..end
    }
}
