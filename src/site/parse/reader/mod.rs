//! Reads a YAML tree as what is expected at each place: shared by the configuration, front matter
//! and models, so that the same mistake is told in the same words everywhere.

pub mod messages;
#[cfg(test)]
mod tests;
mod values;

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::ops::Range;
use std::sync::Arc;

use super::yaml::{self, Entry, Kind, Layout, Lines, Node, Style};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::note::Spanned;
use crate::site::sources::SourcePath;
use crate::site::words::Words;

pub use values::{is_url, not_empty, text_inline};

/// The keys that a map may have.
pub struct Keys {
    pub known: &'static [&'static str],
    /// Whether keys that begin with `x-` are kept.
    pub extra: bool,
}

impl Keys {
    pub const fn only(known: &'static [&'static str]) -> Self {
        Self { known, extra: false }
    }
}

/// The entries of a map, each key once.
pub struct Fields<'n> {
    entries: HashMap<&'static str, &'n Entry>,
    /// Where to point when a key is missing.
    pub place: Range<usize>,
    /// Known keys that a misspelled one was probably meant to be, so that they are not missing.
    meant: Vec<&'static str>,
    /// Keys that begin with `x-` and their values as JSON.
    pub extra: Vec<(String, String)>,
}

impl<'n> Fields<'n> {
    pub fn get(&self, key: &str) -> Option<&'n Entry> {
        self.entries.get(key).copied()
    }

    /// The value of a key under which something was written.
    pub fn value(&self, key: &str) -> Option<&'n Node> {
        self.get(key).map(|entry| &entry.value).filter(|node| node.kind != Kind::Null)
    }
}

/// Reads one file.
pub struct Reader<'a> {
    pub path: &'a SourcePath,
    pub source: &'a str,
    pub lines: Lines<'a>,
    /// What pages say, in the language of the site.
    pub words: Arc<Words>,
    diagnostics: Vec<Diagnostic>,
    /// How many of them are about spelling.
    spelling: usize,
    damaged: bool,
}

impl<'a> Reader<'a> {
    /// A reader and the tree that it is going to read.
    pub fn open(
        path: &'a SourcePath,
        source: &'a str,
        range: Range<usize>,
    ) -> (Self, Option<Node>) {
        Self::open_files(path, source, range, Vec::new())
    }

    /// Opens the first of several files in one text; `files` are their first bytes.
    pub fn open_files(
        path: &'a SourcePath,
        source: &'a str,
        range: Range<usize>,
        files: Vec<usize>,
    ) -> (Self, Option<Node>) {
        let mut diagnostics = Vec::new();
        let lines = Lines::of_files(source, files);
        let yaml = yaml::parse_lines(path, source, range, &lines, &mut diagnostics);
        (
            Self {
                path,
                source,
                lines,
                words: Arc::default(),
                spelling: diagnostics.len(),
                diagnostics,
                damaged: yaml.damaged,
            },
            yaml.root,
        )
    }

    /// Reads another file that follows in the same text.
    pub fn further(&mut self, range: Range<usize>) -> Option<Node> {
        let mut found = Vec::new();
        let yaml = yaml::parse_lines(self.path, self.source, range, &self.lines, &mut found);
        self.damaged |= yaml.damaged;
        // Among those about spelling, which come first.
        let at = self.spelling;
        self.spelling += found.len();
        self.diagnostics.splice(at..at, found);
        yaml.root
    }

    /// All that was found. Where a passage could not be read, nothing is called missing.
    pub fn finish(self) -> Vec<Diagnostic> {
        let absent = [Code::S02, Code::S04, Code::C02, Code::C14, Code::C15, Code::C16];
        let mut diagnostics = self.diagnostics;
        diagnostics.retain(|d| !(self.damaged && absent.contains(&d.code)));
        diagnostics
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// How many mistakes were found so far: to say nothing about what was already reported.
    pub fn found(&self) -> usize {
        self.diagnostics.len()
    }

    /// How many names are compared with one that is not known, to suggest one: fewer with each mistake,
    /// so that thousands of them against thousands of names take no longer than a few.
    pub fn compared(&self) -> usize {
        match self.diagnostics.len() {
            said @ 0..100 => 100_000 / (said + 1),
            _ => 0,
        }
    }

    /// Those of them that are compared.
    pub fn first<'t, T>(&self, all: &'t [T]) -> &'t [T] {
        &all[..all.len().min(self.compared())]
    }

    /// The place of a text, as far as it lies on its first line.
    pub fn first_line(&self, range: &Range<usize>) -> Place {
        self.place(&first_line(self.source, range))
    }

    pub fn place(&self, range: &Range<usize>) -> Place {
        Place::new(self.path, range.clone())
    }

    /// The entries of what must be a map. `what` names it: `level 0`.
    pub fn map<'n>(
        &mut self,
        node: &'n Node,
        place: &Range<usize>,
        what: &str,
    ) -> Option<&'n [Entry]> {
        match &node.kind {
            Kind::Map(entries, _) => return Some(entries),
            Kind::Unreadable => {}
            _ => self.wrong_kind(node, place, what, "keys with values"),
        }
        None
    }

    /// The nodes of what must be a list.
    pub fn list<'n>(&mut self, entry: &'n Entry) -> &'n [Node] {
        match &entry.value.kind {
            Kind::List(items, _) => return items,
            Kind::Unreadable | Kind::Null => {}
            _ => self.wrong_kind(&entry.value, &entry.place(), &quoted(&entry.key), "a list"),
        }
        &[]
    }

    pub fn wrong_kind(&mut self, node: &Node, place: &Range<usize>, what: &str, expected: &str) {
        let place = self.first_line(place);
        self.report(messages::wrong_kind(place, what, expected, kind_name(node)));
    }

    /// Sorts the entries of a map by key: each known key once, unknown ones reported. `at` is the
    /// map, `what` names it.
    pub fn fields<'n>(
        &mut self,
        entries: impl IntoIterator<Item = &'n Entry>,
        at: &Range<usize>,
        what: &str,
        keys: &Keys,
    ) -> Fields<'n> {
        let mut entries = entries.into_iter().peekable();
        let place = match entries.peek() {
            Some(entry) => entry.key_range.clone(),
            None => first_line(self.source, at),
        };
        let (meant, extra) = (Vec::new(), Vec::new());
        let mut fields = Fields { entries: HashMap::new(), place, meant, extra };
        let mut seen: HashMap<&str, &Entry> = HashMap::new();
        for entry in entries {
            match seen.entry(&entry.key) {
                Slot::Occupied(first) => {
                    let first = first.get().key_range.clone();
                    self.twice(entry, &first, what);
                    continue;
                }
                Slot::Vacant(slot) => slot.insert(entry),
            };
            if let Some(key) = keys.known.iter().find(|&&key| key == entry.key) {
                fields.entries.insert(key, entry);
            } else if keys.extra && entry.key.starts_with("x-") {
                fields.extra.push((entry.key.clone(), values::json(&entry.value).to_string()));
            } else {
                let place = self.place(&entry.key_range);
                fields.meant.extend(messages::nearest(&entry.key, keys.known.iter().copied()));
                self.report(messages::unknown_key(place, &entry.key, what, keys));
            }
        }
        fields
    }

    /// The same key again in one map.
    pub fn twice(&mut self, entry: &Entry, first: &Range<usize>, what: &str) {
        let lines = (self.lines.number(first.start), self.lines.number(entry.key_range.start));
        let diagnostic = messages::key_twice(self.place(&entry.key_range), &entry.key, what, lines)
            .related(self.place(first), "given first here");
        self.report(diagnostic);
    }

    /// A text, whatever YAML would take it for. `None` where nothing is written or none can be.
    pub fn text(&mut self, node: &Node, bullet: bool) -> Option<Spanned<String>> {
        let range = node.range.clone();
        let value = match &node.kind {
            Kind::Unreadable => return None,
            Kind::Null => {
                self.comment_after(node);
                return None;
            }
            Kind::Scalar(text, Style::Plain) => {
                self.comment_after(node);
                self.swallowed_bullet(node);
                text.clone()
            }
            Kind::Scalar(text, Style::Quoted) => {
                self.swallowed_bullet(node);
                text.clone()
            }
            Kind::Scalar(text, Style::Block) => text.trim_end_matches('\n').to_owned(),
            // Also in `[a: b, c]`, where the map has no braces.
            Kind::Map(..) if !self.source[range.clone()].starts_with('{') && is_part(node) => {
                return Some(self.text_with_colons(node, bullet));
            }
            Kind::Map(_, Layout::Flow) | Kind::List(_, Layout::Flow) => {
                let text = yaml::fold(&self.source[range.clone()]);
                let place = self.first_line(&range);
                let quoted = yaml::quoted_whole(&text);
                let diagnostic = messages::starts_with_bracket(place, &text);
                self.report(diagnostic.edit(range.clone(), quoted));
                text
            }
            Kind::List(..) | Kind::Map(..) => {
                let what = if bullet { "a bullet" } else { "this value" };
                self.wrong_kind(node, &range, what, "text");
                return None;
            }
        };
        Some(Spanned { value, range })
    }

    /// `Entire environment managed: train > test`, which YAML reads as a key and a value.
    fn text_with_colons(&mut self, node: &Node, bullet: bool) -> Spanned<String> {
        // What YAML takes for a lone `?` or `:` ends where the next thing starts.
        let passage = self.source[node.range.clone()].trim_end();
        let range = node.range.start..node.range.start + passage.len();
        let text = yaml::fold(passage);
        let place = self.first_line(&range);
        self.forget_colon_inside(&range);
        let marked = text.starts_with("? ") || text.starts_with(": ");
        let diagnostic = match marked {
            true => messages::starts_with_mark(place, &text),
            false => messages::key_and_value(place, &text, bullet),
        };
        // With a comment behind it, that one's own remedy takes in both.
        let alone = self.ends_value(range.end);
        self.report(match alone {
            true => diagnostic.edit(range.clone(), yaml::quoted_whole(&text)),
            false => diagnostic,
        });
        self.comment_after(node);
        Spanned { value: text, range }
    }

    /// Whether a value starts there: behind a dash or a key, not behind an anchor or a tag.
    fn starts_value(&self, start: usize) -> bool {
        let line = self.source[..start].rsplit('\n').next().unwrap_or_default().trim_end();
        line.is_empty() || line.ends_with(['-', ':', ',', '[', '{'])
    }

    /// Whether nothing follows on the same line but what ends a value.
    pub fn ends_value(&self, end: usize) -> bool {
        let rest = self.source[end..].lines().next().unwrap_or_default().trim();
        rest.is_empty() || rest.starts_with([',', ']', '}'])
    }

    /// `b: c: d` was mended as a key `b` with the text `c: d`; now all of it is a text.
    fn forget_colon_inside(&mut self, range: &Range<usize>) {
        let inside = |d: &Diagnostic| {
            let place = d.place.as_ref().map(|place| &place.range);
            d.code == Code::Y01
                && place.is_some_and(|p| p.start >= range.start && p.end <= range.end)
        };
        if let Some(at) = self.diagnostics[..self.spelling].iter().position(inside) {
            self.diagnostics.remove(at);
            self.spelling -= 1;
        }
    }

    /// `text # more`: YAML drops the rest.
    fn comment_after(&mut self, node: &Node) {
        let Some(comment) = self.comment_behind(node.range.end) else { return };
        let text = match node.kind {
            Kind::Null => yaml::fold(&self.source[comment.clone()]),
            _ => yaml::fold(&self.source[node.range.start..comment.end]),
        };
        let place = self.place(&comment);
        let diagnostic = messages::comment(place, &text);
        let plain = matches!(node.kind, Kind::Scalar(_, Style::Plain) | Kind::Map(..));
        let whole = node.range.start..comment.end;
        self.report(match plain && self.starts_value(whole.start) {
            true => diagnostic.edit(whole, yaml::quoted_whole(&text)),
            false => diagnostic,
        });
    }

    /// The comment that follows on the same line.
    pub fn comment_behind(&self, end: usize) -> Option<Range<usize>> {
        let rest = self.source[end..].lines().next()?;
        let comment = rest.trim_start_matches([' ', '\t']);
        if !comment.starts_with('#') || comment.len() == rest.len() {
            return None;
        }
        let start = end + rest.len() - comment.len();
        Some(start..start + comment.trim_end().len())
    }

    /// A bullet indented further than the one above becomes part of that one's text.
    fn swallowed_bullet(&mut self, node: &Node) {
        let passage = &self.source[node.range.clone()];
        let Some((_, further)) = passage.split_once('\n') else { return };
        let mut at = node.range.end - further.len();
        for line in further.split_inclusive('\n') {
            let text = line.trim_start();
            if text.starts_with("- ") {
                let start = at + line.len() - text.len();
                let place = self.place(&(start..start + text.trim_end().len()));
                let number = self.lines.number(start);
                self.report(messages::swallowed_bullet(place, number));
                return;
            }
            at += line.len();
        }
    }
}

/// Whether a node can have been meant as text: nothing in it takes lines of its own.
fn is_part(node: &Node) -> bool {
    match &node.kind {
        Kind::Null | Kind::Scalar(_, Style::Plain | Style::Quoted) => true,
        Kind::Map(entries, _) => entries.iter().all(|entry| is_inline(&entry.value)),
        Kind::List(_, Layout::Flow) => is_inline(node),
        _ => false,
    }
}

fn is_inline(node: &Node) -> bool {
    match &node.kind {
        Kind::Null | Kind::Scalar(_, Style::Plain | Style::Quoted) => true,
        Kind::Map(entries, Layout::Flow) => entries.iter().all(|entry| is_inline(&entry.value)),
        Kind::List(items, Layout::Flow) => items.iter().all(is_inline),
        _ => false,
    }
}

/// Whether a map was meant as one, given the keys that it could have; otherwise it is a text with
/// a colon in it.
pub fn is_object(entries: &[Entry], keys: &Keys) -> bool {
    let is_key = |key: &str| keys.known.contains(&key) || keys.extra && key.starts_with("x-");
    let is_nearly_key = |key: &str| {
        let word = key.len() < 20 && key.bytes().all(|b| b.is_ascii_lowercase());
        word && messages::nearest(key, keys.known.iter().copied()).is_some()
    };
    entries.iter().any(|entry| is_key(&entry.key) || is_nearly_key(&entry.key))
}

/// The part of a range that lies on its first line, which is enough to point at.
fn first_line(source: &str, range: &Range<usize>) -> Range<usize> {
    let line = source[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.trim_end().len()
}

fn kind_name(node: &Node) -> &'static str {
    match node.kind {
        Kind::Null => "nothing",
        Kind::Scalar(..) => "text",
        Kind::List(..) => "a list",
        Kind::Map(..) => "keys with values",
        Kind::Unreadable => "something unreadable",
    }
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", yaml::shorten(name, 60))
}
