//! Markdown to HTML with holes.
//!
//! A text is parsed into a [`Draft`]: the parser's events with their byte ranges. Each pass of
//! [`PASSES`] then does one thing to the draft, and `finish` prints it. An extension of Markdown
//! is one more pass, in a file of its own, and one more line here.

mod alerts;
mod attributes;
mod autolinks;
mod badges;
mod callouts;
mod clean;
mod code;
mod components;
mod containers;
mod diagrams;
mod draft;
mod earlier;
mod emoji;
mod fence;
mod finish;
mod footnotes;
mod glossary;
mod grammar;
mod grammars;
mod headings;
mod hidden;
pub mod highlight;
mod imports;
pub mod include;
mod inline_marks;
mod lines;
mod links;
mod lists;
mod maths;
mod plain;
mod problems;
mod quiz;
mod raw_html;
mod remarked;
mod sanitize;
mod scan;
mod tables;
#[cfg(test)]
mod tests;
pub mod wikilinks;
pub mod written;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::Options;

use super::glossary::Glossary;
use super::note::{FrontMatter, Note};
use super::rich::{LinkRef, Rich};
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::memo::hash_of;
use crate::site::sources::{ContentHash, SourcePath, Sources};
use crate::site::store::Shelf;
use crate::site::words::Words;
use clean::Clean;
pub use draft::Draft;
use draft::Scope;

/// When code gets its colours. They take half the time of a first build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Colours {
    #[default]
    Now,
    /// For a first look at a large site, before the build that it stands in for.
    Later,
}

/// How notes are read: what the configuration and the command line say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    pub colours: Colours,
    /// Straight quotes become curly ones, `--` a dash, `...` an ellipsis.
    pub smart_punctuation: bool,
    pub html: RawHtml,
    /// What pages say, in the language of the site.
    pub words: Arc<Words>,
    /// The components of the theme.
    pub components: Arc<BTreeSet<String>>,
    pub glossary: Arc<Glossary>,
}

/// What becomes of HTML in notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RawHtml {
    #[default]
    Allow,
    /// Elements and attributes that cannot harm stay.
    Sanitize,
    /// It is shown as it is written.
    Escape,
}

/// One thing done to a draft.
pub type Pass = for<'a> fn(&mut Draft<'a>);

/// In this order: what a later pass reads, an earlier one has made. Raw HTML early, as comments
/// mark headings; the plain text before code is coloured; links last, as titles leave them out.
pub static PASSES: &[Pass] = &[
    remarked::remarked,
    hidden::hidden,
    imports::imports,
    raw_html::raw_html,
    components::components,
    callouts::callouts,
    maths::maths,
    footnotes::inline,
    wikilinks::wikilinks,
    attributes::attributes,
    emoji::emoji,
    inline_marks::inline_marks,
    autolinks::autolinks,
    headings::headings,
    lists::lists,
    tables::tables,
    plain::plain,
    alerts::alerts,
    glossary::glossary,
    code::code,
    footnotes::footnotes,
    links::links,
    earlier::earlier,
];

const NOTE: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_DEFINITION_LIST);
/// Without attributes, so that a heading of a model may end in `{braces}`, and without formulas, as
/// a model's texts stay as they are spelled.
const BLOCKS: Options =
    NOTE.difference(Options::ENABLE_HEADING_ATTRIBUTES).difference(Options::ENABLE_MATH);
const INLINE: Options = Options::ENABLE_STRIKETHROUGH;

/// Reads a page of notes. `listed` is what the order of a book calls it.
pub fn note(
    path: &SourcePath,
    text: &str,
    listed: Option<&str>,
    settings: &Settings,
    sources: &Sources,
    shelf: &Shelf,
) -> (Note, Vec<Diagnostic>) {
    let (front, start, mut diagnostics) = front(path, text);
    let expanded = include::wanted(text).then(|| include::expand(path, text, start, sources));
    let clean = match &expanded {
        Some(expanded) => Clean::expanded(expanded, start),
        None => Clean::from(text, start),
    }
    .with_remarks();
    let options = match settings.smart_punctuation {
        true => NOTE.union(Options::ENABLE_SMART_PUNCTUATION),
        false => NOTE,
    };
    let mut draft = Draft::parse(Some(path), &clean, Scope::Note, options);
    draft.settings = settings.clone();
    draft.shelf = shelf.clone();
    draft.titled = front.title.as_ref().map(|title| title.value.clone());
    draft.listed = listed.map(str::to_owned);
    draft.of_model = front.model.is_some();
    draft.aliases.clone_from(&front.aliases);
    PASSES.iter().for_each(|pass| pass(&mut draft));
    // With the front matter in the text, its title opens nothing: one mistake, one message.
    if diagnostics.iter().any(|diagnostic| diagnostic.code == Code::S07) {
        draft.diagnostics.retain(|diagnostic| diagnostic.code != Code::M04);
    }
    diagnostics.append(&mut draft.diagnostics);
    diagnostics.extend(expanded.iter().flat_map(|expanded| expanded.diagnostics.iter().cloned()));
    let mut note = Note {
        path: path.clone(),
        hash: hash_of(&(path, text, settings, expanded.as_ref().map(|e| (&e.text, &e.pieces)))),
        outline: ContentHash::default(),
        front,
        heading: draft.heading.take(),
        listed: listed.map(str::to_owned),
        is_section: draft.is_section,
        excerpt: std::mem::take(&mut draft.excerpt),
        body: Rich::default(),
        anchors: Vec::new(),
    };
    // `# Title {level=4}` says of the page what `level: 4` in its front matter says.
    note.front.level = note.front.level.or(draft.level.take());
    (note.body, note.anchors) = finish::finish(draft);
    note.outline = note.outline();
    (note, diagnostics)
}

/// The Markdown of a note with what it includes put in, and its links there, each with the file that
/// it counts from where that is another one. None for a note that includes nothing.
pub fn included(
    path: &SourcePath,
    text: &str,
    sources: &Sources,
) -> Option<(String, Vec<LinkRef>)> {
    if !include::wanted(text) {
        return None;
    }
    let expanded = include::expand(path, text, body_start(text), sources);
    // Nobody looks at the colours, and what stands in braces now was put there to be read.
    let settings = Settings { colours: Colours::Later, ..Settings::default() };
    let (note, _) =
        note(path, &expanded.text, None, &settings, &Sources::default(), &Shelf::default());
    let mut links = note.body.links;
    for link in &mut links {
        let piece = expanded.pieces.iter().find(|piece| piece.put.contains(&link.range.start));
        link.from = piece.map(|piece| piece.file.clone()).filter(|file| file != path);
    }
    Some((expanded.text.into_owned(), links))
}

/// The inline Markdown of a text field: no paragraph around it, and nothing in it starts a block.
pub fn inline(text: &str) -> Rich {
    model_text(&Clean::line(text), INLINE, &Arc::default())
}

/// The Markdown of a prose field: paragraphs, lists, tables, code.
pub fn blocks(text: &str, words: &Arc<Words>) -> Rich {
    model_text(&Clean::from(text, 0), BLOCKS, words)
}

fn model_text(clean: &Clean, options: Options, words: &Arc<Words>) -> Rich {
    let mut draft = Draft::parse(None, clean, Scope::Model, options);
    draft.settings.words = Arc::clone(words);
    PASSES.iter().for_each(|pass| pass(&mut draft));
    finish::finish(draft).0
}

/// The front matter and the byte at which the Markdown starts.
fn front(path: &SourcePath, text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match front_range(text, start) {
        Front::None => (FrontMatter::default(), start, Vec::new()),
        Front::Unclosed(line) => {
            (FrontMatter::default(), start, vec![problems::unclosed_front_matter(path, line)])
        }
        Front::At(yaml, body) => {
            let (front, diagnostics) = if text[start..].starts_with(TOML) {
                let head = super::front_matter::toml_as_yaml(&text[yaml.clone()]);
                let text = format!("{}{head}{}", &text[..yaml.start], &text[yaml.end..]);
                super::front_matter::parse(path, &text, yaml)
            } else {
                super::front_matter::parse(path, text, yaml)
            };
            (front, body, diagnostics)
        }
    }
}

/// Where the YAML of the front matter is, if there is one; none where it is not closed.
pub fn front_matter(text: &str) -> Option<Option<Range<usize>>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match front_range(text, start) {
        Front::None => Some(None),
        Front::Unclosed(_) => None,
        Front::At(yaml, _) => Some(Some(yaml)),
    }
}

/// The byte at which the Markdown of a file starts, behind its front matter.
pub fn body_start(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match front_range(text, start) {
        Front::At(_, body) => body,
        Front::None | Front::Unclosed(_) => start,
    }
}

enum Front {
    None,
    /// The range of the line that opens it.
    Unclosed(Range<usize>),
    /// The range of the YAML, and where the text after it starts.
    At(Range<usize>, usize),
}

/// The line around front matter in TOML, as Zola and Hugo have it.
const TOML: &str = "+++";

fn front_range(text: &str, start: usize) -> Front {
    let mut lines = text[start..].split_inclusive('\n');
    let is_fence = |line: &&str| matches!(line.trim_end(), "---" | TOML);
    let Some(first) = lines.next().filter(is_fence) else {
        return Front::None;
    };
    let yaml = start + first.len();
    let mut at = yaml;
    for line in lines {
        if line.trim_end() == first.trim_end() {
            return Front::At(yaml..at, at + line.len());
        }
        at += line.len();
    }
    // A lone `+++` is a text.
    if first.trim_end() == TOML {
        return Front::None;
    }
    Front::Unclosed(start..start + first.trim_end().len())
}
