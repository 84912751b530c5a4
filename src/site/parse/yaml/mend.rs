//! Reading on after a mistake: find the passage that the author meant as text, say what to write,
//! and mask it so that the rest of the file can be read.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use serde_yaml::granit_parser::ErrorKind;

use super::tree::Failure;
use super::{Lines, messages};
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::sources::SourcePath;

/// A YAML text with its unreadable passages masked.
pub struct Draft<'t> {
    pub path: &'t SourcePath,
    /// The whole file as it is.
    pub text: &'t str,
    pub lines: &'t Lines<'t>,
    pub diagnostics: Vec<Diagnostic>,
    pub damaged: bool,
    range: Range<usize>,
    masked: Cow<'t, str>,
    masks: Vec<Mask>,
    /// Lines with tabs are read as if indented by as many spaces, which tells where else the
    /// spelling is wrong, but not what belongs to what.
    pub tabs_mended: bool,
}

struct Mask {
    range: Range<usize>,
    /// A list or map may stand here, so nobody shall expect a text.
    lost: bool,
}

/// How a passage is masked.
#[derive(Clone, Copy, PartialEq)]
enum Fill {
    /// As text that is read back from the file.
    Text,
    /// As something that nobody asks for.
    Lost,
    /// As if it were not there.
    Blank,
}

/// A line taken apart: `- ` and `key: ` before the text of it.
#[derive(Clone, Debug)]
struct Parts {
    line: Range<usize>,
    bullet: bool,
    /// The first of the content: behind the dashes.
    content: usize,
    /// Behind `key: `, if there is one.
    value: Option<usize>,
}

impl<'t> Draft<'t> {
    pub fn new(
        path: &'t SourcePath,
        text: &'t str,
        range: Range<usize>,
        lines: &'t Lines<'t>,
    ) -> Self {
        let bom = if text[range.clone()].starts_with('\u{feff}') { 3 } else { 0 };
        let range = range.start + bom..range.end;
        let mut draft = Self {
            path,
            text,
            lines,
            diagnostics: Vec::new(),
            damaged: false,
            masked: Cow::Borrowed(&text[range.clone()]),
            range,
            masks: Vec::new(),
            tabs_mended: false,
        };
        draft.mask_control_characters();
        draft
    }

    pub fn start(&self) -> usize {
        self.range.start
    }

    /// What the parser reads.
    pub fn masked(&self) -> &str {
        &self.masked
    }

    pub fn masked_from(&self, byte: usize) -> &[u8] {
        self.masked.as_bytes().get(byte - self.range.start..).unwrap_or_default()
    }

    /// The nearest place of the file, not after `byte`, that stands between two characters.
    pub fn boundary(&self, byte: usize) -> usize {
        let mut byte = byte.clamp(self.range.start, self.range.end);
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    pub fn is_masked(&self, range: &Range<usize>) -> bool {
        self.masks.iter().any(|mask| mask.range.start < range.end && range.start < mask.range.end)
    }

    pub fn lost(&self, start: usize) -> bool {
        self.masks.iter().any(|mask| mask.lost && mask.range.start == start)
    }

    /// Reports a mistake and masks it. False when there is nothing left to mask.
    pub fn mend(&mut self, failure: &Failure) -> bool {
        if let Some(start) = failure.flow {
            return self.mend_brackets(start, failure);
        }
        if failure.kind == ErrorKind::CommentInterceptedScalar {
            return self.mend_comment(failure.at);
        }
        if self.mend_tabs(failure.at) {
            return true;
        }
        if let Some(range) = self.unreadable_text(failure) {
            return self.mend_start(range);
        }
        let parts = self.parts(self.lines.index(failure.at));
        if matches!(failure.kind, ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidSimpleKey)
            && let Some(done) = self.mend_colons(&parts)
        {
            return done;
        }
        self.mend_line(&parts, failure)
    }

    fn place(&self, range: Range<usize>) -> Place {
        Place::new(self.path, range)
    }

    /// Masks with as many bytes. False if it is masked already.
    fn mask(&mut self, range: Range<usize>, fill: Fill) -> bool {
        if range.is_empty() || self.masks.iter().any(|mask| mask.range == range) {
            return false;
        }
        self.fill(&range, if fill == Fill::Blank { " " } else { "x" });
        self.masks.push(Mask { range, lost: fill == Fill::Lost });
        true
    }

    fn fill(&mut self, range: &Range<usize>, filler: &str) {
        let inside = range.start - self.range.start..range.end - self.range.start;
        self.masked.to_mut().replace_range(inside, &filler.repeat(range.len()));
    }

    /// The parser stops at control characters, which an editor shows as nothing.
    fn mask_control_characters(&mut self) {
        let odd = |c: char| {
            (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'))
                || matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        let found: Vec<_> = self.masked.char_indices().filter(|&(_, c)| odd(c)).collect();
        let Some(&(first, c)) = found.first() else { return };
        let at = self.range.start + first;
        let place = self.place(at..at + c.len_utf8());
        self.diagnostics.push(messages::control_character(place, c, found.len()));
        self.damaged = true;
        let mut text = String::with_capacity(self.masked.len());
        for c in self.masked.chars() {
            match c {
                c if odd(c) => text.extend(std::iter::repeat_n(' ', c.len_utf8())),
                c => text.push(c),
            }
        }
        self.masked = Cow::Owned(text);
    }

    /// `aka: [a, b` without an end, or something unreadable inside.
    fn mend_brackets(&mut self, start: usize, failure: &Failure) -> bool {
        let line = self.lines.range(self.lines.index(start));
        let end = start + self.text[start..line.end.max(start)].trim_end().len();
        let passage = &self.text[start..end];
        let bullet = self.parts(self.lines.index(start));
        let closed = closing(passage);
        if bullet.bullet && bullet.content == start && closed.is_some_and(|at| at < passage.len()) {
            return self.mend_start(start..end);
        }
        let place = self.place(start..end);
        let diagnostic = match closed {
            Some(_) => messages::inside_brackets(place, passage),
            None => messages::open_bracket(place, passage),
        };
        let masked = self.mask(start..end, Fill::Lost);
        if masked {
            self.diagnostics.push(diagnostic);
        }
        self.damaged = true;
        masked || self.give_up_line(failure)
    }

    /// `- text # more` that goes on below: the comment cuts the text in two.
    fn mend_comment(&mut self, at: usize) -> bool {
        let line = self.lines.range(self.lines.index(at));
        let hash = at + self.text[at..line.end].find('#').unwrap_or(0);
        let end = hash + self.text[hash..line.end].trim_end().len();
        let parts = self.parts(self.lines.index(at));
        let text = self.text[parts.value.unwrap_or(parts.content)..end].to_owned();
        let masked = self.mask(hash..end, Fill::Text);
        if masked {
            let place = self.place(hash..end);
            self.diagnostics.push(messages::comment_in_text(place, &text));
        }
        masked
    }

    /// Tabs before the first letter of a line.
    fn mend_tabs(&mut self, at: usize) -> bool {
        let at = self.lines.index(at);
        let near = (at..at + 3).find_map(|line| self.tab_in_indentation(line));
        let (Some(first), false) = (near, self.tabs_mended) else { return false };
        self.tabs_mended = true;
        self.damaged = true;
        let count = self.masked.lines().count();
        let first_line = self.lines.index(self.range.start);
        let tabs: Vec<_> = (first_line..first_line + count)
            .filter(|&line| self.tab_in_indentation(line).is_some())
            .map(|line| self.indentation(line))
            .collect();
        let line = self.lines.number(first);
        let place = self.place(first..first + 1);
        let mut diagnostic = messages::tabs(place, line, tabs.len());
        let step = self.step();
        for indentation in &tabs {
            let spaces = self.text[indentation.clone()].replace('\t', &" ".repeat(step));
            diagnostic = diagnostic.edit(indentation.clone(), spaces);
        }
        self.diagnostics.push(diagnostic);
        let mut bytes = std::mem::take(&mut self.masked).into_owned().into_bytes();
        for indentation in tabs {
            bytes[indentation.start - self.range.start..indentation.end - self.range.start]
                .fill(b' ');
        }
        self.masked = Cow::Owned(String::from_utf8(bytes).unwrap_or_default());
        true
    }

    /// How many spaces the file indents by, or two.
    fn step(&self) -> usize {
        let lines = self.text[self.range.clone()].lines();
        let spaces = lines.map(|line| line.len() - line.trim_start_matches(' ').len());
        spaces.filter(|&spaces| spaces > 1).min().unwrap_or(2).min(8)
    }

    fn tab_in_indentation(&self, line: usize) -> Option<usize> {
        let range = self.indentation(line);
        let blank = self.line(line).len() == range.len();
        if blank {
            return None;
        }
        self.masked_range(&range).find('\t').map(|at| range.start + at)
    }

    fn indentation(&self, line: usize) -> Range<usize> {
        let range = self.line(line);
        let text = self.masked_range(&range);
        let indentation = text.len() - text.trim_start_matches([' ', '\t']).len();
        range.start..range.start + indentation
    }

    /// A line of the file as far as it lies in the YAML.
    fn line(&self, index: usize) -> Range<usize> {
        let line = self.lines.range(index);
        let start = line.start.clamp(self.range.start, self.range.end);
        start..line.end.clamp(start, self.range.end)
    }

    fn masked_range(&self, range: &Range<usize>) -> &str {
        let base = self.range.start;
        self.masked.get(range.start - base..range.end - base).unwrap_or_default()
    }

    /// The first text, from where all was well to where the parser stopped, that starts with a
    /// character that means something in YAML.
    fn unreadable_text(&self, failure: &Failure) -> Option<Range<usize>> {
        let first = self.lines.index(failure.last);
        let last = self.lines.index(failure.at);
        (first.max(last.saturating_sub(2000))..=last).find_map(|line| {
            let parts = self.parts(line);
            let start = parts.value.unwrap_or(parts.content);
            let range = start..parts.line.end;
            let text = self.masked_range(&range).trim_end();
            let range = start..start + text.len();
            (range.end >= failure.last && is_unreadable(text)).then_some(range)
        })
    }

    fn mend_start(&mut self, range: Range<usize>) -> bool {
        let text = self.text[range.clone()].to_owned();
        let masked = self.mask(range.clone(), Fill::Text);
        if masked {
            let place = self.place(range.clone());
            let quoted = messages::quoted_whole(&text);
            self.diagnostics.push(messages::starts_with(place, &text).edit(range, quoted));
        }
        masked
    }

    /// Text with more than one `: `, or with one in a further line of it.
    fn mend_colons(&mut self, parts: &Parts) -> Option<bool> {
        let content = self.masked_range(&(parts.content..parts.line.end)).trim_end();
        let end = parts.content + content.len();
        let (key, _) = content
            .split_once(": ")
            .or_else(|| content.ends_with(':').then(|| (&content[..content.len() - 1], "")))?;
        let word = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let colons = content.matches(": ").count() + usize::from(content.ends_with(':'));
        let start = match parts.value {
            Some(value) if colons > 1 && (word || !parts.bullet) => value,
            _ => parts.content,
        };
        // A line of its own with one colon is text only where it goes on with a bullet's text.
        let mut from = start;
        if colons == 1 && !parts.bullet {
            let owner = self.owner(&parts.line)?;
            let first = self.masked_range(&(owner.content..owner.line.end));
            let lost = self.lost(owner.content);
            if !owner.bullet || owner.value.is_some() || glued(first).is_some() || lost {
                return None;
            }
            from = owner.content;
        }
        let text = super::fold(&self.text[from..end]);
        let masked = self.mask(start..end, Fill::Text);
        if masked {
            let place = self.place(start..end);
            let bullet = parts.bullet || from < start;
            let mut diagnostic = messages::key_and_value(place, &text, bullet);
            if from == start {
                diagnostic = diagnostic.edit(start..end, messages::quoted_whole(&text));
            }
            self.diagnostics.push(diagnostic);
        }
        Some(masked)
    }

    /// A line that fits nowhere: said once, as what follows from it would only confuse.
    fn mend_line(&mut self, parts: &Parts, failure: &Failure) -> bool {
        let first = !self.damaged && !self.is_masked(&parts.line);
        if first && let Some((range, fill)) = self.glued_line(parts) {
            self.damaged = true;
            return self.mask(range, fill) || self.give_up_line(failure);
        }
        self.damaged = true;
        if first {
            let diagnostic = self.wrong_line(parts, failure);
            self.diagnostics.push(diagnostic);
        }
        self.give_up_line(failure)
    }

    /// `name:Foo` on the line at which the parser stopped or on the one above.
    fn glued_line(&mut self, parts: &Parts) -> Option<(Range<usize>, Fill)> {
        let near = [Some(parts.clone()), self.line_above(parts.line.start)];
        for near in near.into_iter().flatten() {
            let content = self.masked_range(&(near.content..near.line.end)).trim_end();
            if let Some((key, value)) = glued(content) {
                let range = near.content..near.content + content.len();
                let place = self.place(range.clone());
                let diagnostic = messages::no_space_after_colon(place, key, value);
                self.diagnostics.push(diagnostic);
                let alone = near.line.start == parts.line.start;
                return Some(if alone { (near.line, Fill::Blank) } else { (range, Fill::Lost) });
            }
        }
        None
    }

    fn wrong_line(&self, parts: &Parts, failure: &Failure) -> Diagnostic {
        let end =
            parts.content + self.masked_range(&(parts.content..parts.line.end)).trim_end().len();
        let place = self.place(parts.content..end.max(parts.content));
        let text = &self.text[parts.content..end.max(parts.content)];
        let number = self.lines.number(parts.line.start);
        let line = self.lines.index(parts.line.start);
        let indent = self.indentation(line).len();
        let open = self.open_indents(line);
        if !text.is_empty() && !open.contains(&indent) {
            let nearest =
                open.iter().copied().min_by_key(|&other| (other.abs_diff(indent), Reverse(other)));
            let place = self
                .place(parts.line.start..parts.line.start + indent.max(1).min(parts.line.len()));
            return messages::indentation(place, number, indent, nearest.unwrap_or(0));
        }
        messages::unreadable(place, number, text, &failure.kind)
    }

    /// Blanks the line at which the parser stopped, or a line near it.
    fn give_up_line(&mut self, failure: &Failure) -> bool {
        let at = self.lines.index(failure.at);
        let last = self.lines.index(failure.last);
        [at, last, at + 1].into_iter().any(|line| {
            let mut range = self.line(line);
            let text = self.masked_range(&range).trim();
            if text.is_empty() {
                return false;
            }
            let has_parts = text.ends_with(':');
            if !self.mask(range.clone(), Fill::Blank) {
                return false;
            }
            // What stands below a key would seem to belong to another one.
            let indent = self.lines_indent(&range);
            for below in (line + 1..).take(if has_parts { 2000 } else { 0 }) {
                range = self.line(below);
                let blank = self.masked_range(&range).trim().is_empty();
                if range.start >= self.range.end
                    || !blank && self.indentation(below).len() <= indent
                {
                    break;
                }
                self.fill(&range, " ");
            }
            true
        })
    }

    /// How far a line was indented before it was masked.
    fn lines_indent(&self, line: &Range<usize>) -> usize {
        let text = &self.text[line.clone()];
        text.len() - text.trim_start().len()
    }

    /// The columns at which a line may start, given the lines above it.
    fn open_indents(&self, line: usize) -> Vec<usize> {
        let mut open = vec![0];
        let mut least = usize::MAX;
        for above in (0..line).rev().take(10_000) {
            let parts = self.parts(above);
            let indent = self.indentation(above).len();
            if self.masked_range(&(parts.content..parts.line.end)).trim().is_empty()
                || indent >= least
            {
                continue;
            }
            open.push(indent);
            if parts.bullet && parts.content - parts.line.start < least {
                open.push(parts.content - parts.line.start);
            }
            least = indent;
            if indent == 0 || parts.line.start <= self.range.start {
                break;
            }
        }
        open
    }

    /// The nearest line above that is indented less.
    fn owner(&self, line: &Range<usize>) -> Option<Parts> {
        let index = self.lines.index(line.start);
        let indent = self.indentation(index).len();
        (0..index).rev().take(1000).find_map(|above| {
            let blank = self.masked_range(&self.line(above)).trim().is_empty();
            let less = !blank && self.indentation(above).len() < indent;
            less.then(|| self.parts(above))
        })
    }

    fn line_above(&self, byte: usize) -> Option<Parts> {
        let line = self.lines.index(byte);
        (0..line)
            .rev()
            .take(100)
            .map(|above| self.parts(above))
            .find(|parts| !self.masked_range(&parts.line).trim().is_empty())
    }

    fn parts(&self, line: usize) -> Parts {
        let line = self.line(line);
        let text = self.masked_range(&line);
        let mut content = text.len() - text.trim_start_matches([' ', '\t']).len();
        let mut bullet = false;
        while let Some(rest) = text[content..].strip_prefix("- ") {
            bullet = true;
            content = text.len() - rest.trim_start().len();
        }
        let value = value_start(&text[content..]).map(|at| line.start + content + at);
        Parts { content: line.start + content, line, bullet, value }
    }
}

/// Where the value starts in `key: value`; a key may stand in quotes.
fn value_start(content: &str) -> Option<usize> {
    let key = match content.chars().next()? {
        quote @ ('"' | '\'') => content[1..].find(quote)? + 2,
        '[' | '{' | '*' | '&' | '!' | '|' | '>' | '%' | '@' | '`' | '#' => return None,
        _ => content.find(": ")?,
    };
    let rest = content[key..].strip_prefix(": ")?;
    Some(content.len() - rest.trim_start().len())
}

/// Whether YAML reads something else than text because of how a text starts.
fn is_unreadable(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let rest = &text[first.len_utf8()..];
    match first {
        '@' | '`' | '%' | ',' | ']' | '}' => true,
        '*' | '&' | '!' => rest.is_empty() || rest.contains([' ', '*']) || rest.starts_with(' '),
        '|' | '>' => !rest
            .split(" #")
            .next()
            .unwrap_or("")
            .trim()
            .trim_matches(['+', '-'])
            .bytes()
            .all(|b| b.is_ascii_digit()),
        '"' | '\'' => match closing_quote(text, first) {
            None => true,
            Some(end) => {
                let after = text[end..].trim_start();
                !(after.is_empty() || after.starts_with(['#', ':']))
            }
        },
        '[' | '{' => closing(text).is_some_and(|end| {
            let after = text[end..].trim_start();
            !(after.is_empty() || after.starts_with(['#', ':']))
        }),
        _ => false,
    }
}

/// The end of a quoted text, quotes included.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && chars.peek().is_some_and(|&(_, next)| next == '\'') {
                chars.next();
                continue;
            }
            return Some(at + 1);
        }
    }
    None
}

/// The end of a list or map in brackets.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => open += 1,
            ']' | '}' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// `name:Foo`, which is a text to YAML.
fn glued(content: &str) -> Option<(&str, &str)> {
    let (key, value) = content.split_once(':')?;
    let word = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let list = value.starts_with(['[', '{']);
    ((word || list) && !value.is_empty() && !value.starts_with([' ', '/'])).then_some((key, value))
}
