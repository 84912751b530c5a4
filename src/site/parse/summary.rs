//! `content/SUMMARY.md`: the order of a book, as mdBook has it. Links in paragraphs are chapters
//! before and behind the numbered ones, which are links in nested lists; a heading names the part that
//! follows it, a link to nothing is a chapter to come, and a line separates.

use std::collections::HashMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::config::{Navigation, NavigationEntry, NavigationTarget};
use super::markdown::{body_start, include};
use super::note::Spanned;
use super::reader::is_url;
use super::{CONTENT, SUMMARY};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::sources::SourcePath;

/// What each listed note is called, by its path.
pub type Titles = HashMap<SourcePath, String>;

/// Reads the order of a book. One that lists nothing is told, and orders nothing.
pub fn parse(text: &str) -> (Navigation, Titles, Vec<Diagnostic>) {
    let path = SourcePath::new(SUMMARY);
    let start = body_start(text);
    let mut reading = Reading { text, ..Reading::default() };
    for (event, range) in Parser::new_ext(&text[start..], Options::empty()).into_offset_iter() {
        reading.event(event, start + range.start..start + range.end);
    }
    let lines = reading.separated();
    reading.roots.extend(lines);
    let is_empty = reading.titles.is_empty();
    let diagnostics = if is_empty { vec![nothing_listed(&path)] } else { Vec::new() };
    let entries = if is_empty { Vec::new() } else { reading.roots };
    (Navigation { entries, path }, reading.titles, diagnostics)
}

/// The order that the configuration gives counts; that of a book is told to be passed over.
pub fn passed_over(config: &SourcePath) -> Diagnostic {
    let place = Place::file(&SourcePath::new(SUMMARY));
    Diagnostic::remark(
        Code::R07,
        place,
        format!("{config} has a navigation: SUMMARY.md is not read"),
    )
    .help(format!("To have the order of SUMMARY.md, take `navigation` out of {config}."))
}

/// Chapters further in than this stand beside the ones around them.
const DEEPEST: usize = 16;

#[derive(Default)]
struct Reading<'t> {
    text: &'t str,
    roots: Vec<NavigationEntry>,
    titles: Titles,
    /// Whether the last of the roots is a part that takes the chapters that follow.
    in_part: bool,
    /// The lines since the last entry.
    separators: usize,
    /// The lists around the place, the outermost first.
    lists: Vec<List>,
    /// How many numbered chapters the outermost lists had so far: parts go on counting.
    chapters: usize,
    /// Whether the item has no chapter yet.
    in_item: bool,
    /// What is being read of a title.
    words: String,
    reads: Reads,
    /// Where the link leads that is being read.
    dest: String,
    seen_heading: bool,
}

#[derive(Default)]
struct List {
    entries: Vec<NavigationEntry>,
    /// How many chapters have a number.
    count: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reads {
    #[default]
    Nothing,
    Heading,
    Item,
    Link,
}

impl Reading<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => self.read(Reads::Heading),
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => self.part(),
            Event::Start(Tag::List(_)) => self.open_list(),
            Event::End(TagEnd::List(_)) => self.close_list(),
            Event::Start(Tag::Item) => {
                self.in_item = true;
                self.read(Reads::Item);
            }
            Event::End(TagEnd::Item) => self.group(),
            Event::Start(Tag::Link { dest_url, .. }) if self.reads != Reads::Heading => {
                self.dest = dest_url.into_string();
                self.read(Reads::Link);
            }
            Event::End(TagEnd::Link) if self.reads == Reads::Link => self.chapter(range),
            Event::Rule => self.separators += 1,
            Event::Text(text) | Event::Code(text) => self.words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            _ => {}
        }
    }

    fn read(&mut self, what: Reads) {
        (self.reads, self.words) = (what, String::new());
    }

    fn title(&mut self) -> String {
        self.reads = Reads::Nothing;
        std::mem::take(&mut self.words).trim().to_owned()
    }

    /// The heading that opens the file is the title of the book.
    fn part(&mut self) {
        let title = self.title();
        let is_book = !std::mem::replace(&mut self.seen_heading, true) && self.roots.is_empty();
        self.in_part = !is_book && !title.is_empty();
        if self.in_part {
            self.add_root(title, NavigationTarget::None);
        }
    }

    fn open_list(&mut self) {
        self.group();
        let count = if self.lists.is_empty() { self.chapters } else { 0 };
        self.lists.push(List { entries: Vec::new(), count });
    }

    fn close_list(&mut self) {
        let Some(list) = self.lists.pop() else { return };
        let is_deep = self.lists.len() >= DEEPEST;
        let lines = self.separated();
        let around = match self.lists.last_mut() {
            Some(around) => match around.entries.len().checked_sub(1).filter(|_| !is_deep) {
                Some(above) => &mut around.entries[above].children,
                None => &mut around.entries,
            },
            None => {
                self.chapters = list.count;
                match self.in_part.then(|| self.roots.len() - 1) {
                    Some(part) => &mut self.roots[part].children,
                    None => &mut self.roots,
                }
            }
        };
        around.extend(lines.chain(list.entries));
    }

    /// Lines stand where what follows them stands.
    fn separated(&mut self) -> impl Iterator<Item = NavigationEntry> + use<> {
        let line = || entry(None, NavigationTarget::Separator);
        std::iter::repeat_with(line).take(std::mem::take(&mut self.separators))
    }

    fn add_root(&mut self, title: String, target: NavigationTarget) {
        let lines = self.separated();
        self.roots.extend(lines.chain([entry(Some(title), target)]));
    }

    /// An item without a link is a group of the chapters below it.
    fn group(&mut self) {
        let title = self.title();
        if std::mem::take(&mut self.in_item) && !title.is_empty() {
            self.add(title, NavigationTarget::None);
        }
    }

    fn chapter(&mut self, range: Range<usize>) {
        let title = self.title();
        let is_further = !self.lists.is_empty() && !std::mem::take(&mut self.in_item);
        if is_further {
            return;
        }
        let target = self.target(range);
        if let NavigationTarget::Page(page) = &target {
            let path = SourcePath::new(format!("{CONTENT}{}", page.value));
            self.titles.entry(path).or_insert_with(|| title.clone());
        }
        self.add(title, target);
    }

    fn add(&mut self, title: String, target: NavigationTarget) {
        let Some(list) = self.lists.last_mut() else {
            self.in_part = false;
            self.add_root(title, target);
            return;
        };
        list.count += 1;
        let numbers = self.lists.iter().map(|list| format!("{}.", list.count));
        let title = format!("{} {title}", numbers.collect::<String>());
        if let Some(list) = self.lists.last_mut() {
            list.entries.push(entry(Some(title), target));
        }
    }

    /// Where a link leads, counted from the folder of all notes.
    fn target(&self, range: Range<usize>) -> NavigationTarget {
        let dest = &self.dest;
        if dest.is_empty() {
            return NavigationTarget::None;
        }
        // That of `[Title][reference]` stands elsewhere.
        let at = self.text[range.clone()].rfind(dest.as_str()).map(|at| range.start + at);
        let written = at.map_or(range, |at| at..at + dest.len());
        if is_url(dest, true) {
            return NavigationTarget::Url(Spanned { value: dest.clone(), range: written });
        }
        let decoded = percent_decode_str(dest).decode_utf8_lossy();
        let path = include::path_from(&SourcePath::new(SUMMARY), &decoded);
        let inner = path.as_ref().and_then(|path| path.as_str().strip_prefix(CONTENT));
        let value = inner.unwrap_or(&decoded).to_owned();
        NavigationTarget::Page(Spanned { value, range: written })
    }
}

fn entry(title: Option<String>, target: NavigationTarget) -> NavigationEntry {
    NavigationEntry { title, target, children: Vec::new() }
}

fn nothing_listed(path: &SourcePath) -> Diagnostic {
    let message = "SUMMARY.md lists no page, and orders nothing";
    Diagnostic::warning(Code::R07, Place::file(path), message)
        .help("Write a list of links, `- [Title](page.md)`, or delete the file.")
}

#[cfg(test)]
mod tests;
