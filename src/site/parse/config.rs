//! `levelbook.yaml`: what the whole site shares.

use std::ops::Range;
use std::sync::Arc;

use super::markdown::RawHtml;
use super::note::Spanned;
use super::params::{self, Params};
use super::reader::{Fields, Keys, Reader, is_url, messages, not_empty, quoted};
use super::yaml::{Entry, Kind, Node};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::sources::SourcePath;
use crate::site::words::Words;

pub mod words;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    pub title: String,
    pub description: String,
    /// Where the site will stand, ending in `/`: `https://example.org/course/`. Absolute addresses (404, canonical, aliases) need it.
    pub base_url: Option<String>,
    /// A BCP 47 tag for `<html lang>`; `en` unless given.
    pub language: String,
    /// What the pages themselves say, in that language.
    pub words: Arc<Words>,
    /// The messages that the author says otherwise.
    pub own_words: Vec<Spanned<String>>,
    /// The folder below `themes/`, or `default` for the one inside the program.
    pub theme: Spanned<String>,
    pub repository: Option<Repository>,
    pub navigation: Navigation,
    pub social: Vec<SocialLink>,
    /// Inline Markdown.
    pub footer: Option<Spanned<String>>,
    pub urls: UrlStyle,
    /// Whether readers can search.
    pub search: bool,
    /// Warnings that are not to be told.
    pub silence: Vec<Silence>,
    /// How much of each model the notes must speak of.
    pub coverage: Coverage,
    /// Who wrote the pages that name no authors of their own.
    pub authors: Vec<String>,
    /// Keys of the author's own, for templates.
    pub params: Params,
    /// What becomes of HTML in notes.
    pub html: RawHtml,
    /// Whether links that lead nowhere keep the site from being built.
    pub broken_links: BrokenLinks,
    /// Whether notes get curly quotes and dashes for straight ones.
    pub smart_punctuation: bool,
    /// Whether readers can mark what they have read.
    pub progress: bool,
    /// Whether there are documents for printing; not said, a site of not too many pages has them.
    pub print: Option<bool>,
    /// What is left out when links that lead elsewhere are asked for.
    pub external: External,
}

/// `external: {ignore: [https://intranet.example.org]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct External {
    /// Addresses with all that is below them, or patterns with `*`.
    pub ignore: Vec<Spanned<String>>,
}

/// `- {code: C16, in: content/a.model.yaml, text: level 3}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Silence {
    pub code: Spanned<Code>,
    /// A file, a folder or a pattern, counted from the site's root.
    pub within: Option<Spanned<String>>,
    /// A piece of the message.
    pub text: Option<Spanned<String>>,
}

/// In percent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Coverage {
    pub levels: Option<Spanned<u8>>,
    pub cells: Option<Spanned<u8>>,
    pub activities: Option<Spanned<u8>>,
}

impl Config {
    /// The path that the site stands under: `/repo/` of `https://example.org/repo/`, `/` without a base URL.
    pub fn root(&self) -> String {
        let path = self.base_url.as_ref().and_then(|url| {
            let (_, rest) = url.split_once("://")?;
            rest.find('/').map(|at| rest[at..].to_owned())
        });
        path.unwrap_or_else(|| "/".to_owned())
    }
}

/// Where the sources can be edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repository {
    /// Without a `/` at its end: `https://github.com/owner/name`.
    pub url: String,
    /// Bytes of the address in the configuration.
    pub place: Range<usize>,
    pub branch: String,
    /// The site's folder inside of the repository; empty for its root, else ending in `/`.
    pub folder: String,
}

/// What the author says of the order of pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Navigation {
    /// Empty: the order of the tree.
    pub entries: Vec<NavigationEntry>,
    /// The file that the places of the entries are in: the configuration, or the order of a book.
    pub path: SourcePath,
}

/// `- notes/week-1.md`, `- {title, page}`, `- {title, pages: […]}` or `- {title, url}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NavigationEntry {
    pub title: Option<String>,
    pub target: NavigationTarget,
    pub children: Vec<NavigationEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NavigationTarget {
    /// A `.md`, a `.model.yaml` or a folder, relative to `content/`.
    Page(Spanned<String>),
    /// Somewhere else.
    Url(Spanned<String>),
    /// A group without a page of its own.
    None,
    /// A line between entries.
    Separator,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BrokenLinks {
    #[default]
    Error,
    /// For a site that moves here first and is mended later.
    Warn,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SocialLink {
    pub name: String,
    pub url: Spanned<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UrlStyle {
    /// `level-2.html`: works from the disk too.
    #[default]
    Files,
    /// `level-2/`.
    Folders,
}

pub(super) const KEYS: Keys = Keys::only(&[
    "title",
    "description",
    "base-url",
    "language",
    "words",
    "theme",
    "repository",
    "navigation",
    "social",
    "footer",
    "urls",
    "search",
    "silence",
    "coverage",
    "authors",
    "params",
    "html",
    "broken-links",
    "smart-punctuation",
    "print",
    "progress",
    "external",
]);
pub(super) const SILENCE_KEYS: Keys = Keys::only(&["code", "in", "text"]);
pub(super) const COVERAGE_KEYS: Keys = Keys::only(&["levels", "cells", "activities"]);
pub(super) const EXTERNAL_KEYS: Keys = Keys::only(&["ignore"]);
pub(super) const REPOSITORY_KEYS: Keys = Keys::only(&["url", "branch", "folder"]);
pub(super) const NAVIGATION_KEYS: Keys = Keys::only(&["title", "page", "pages", "url"]);
pub(super) const SOCIAL_KEYS: Keys = Keys::only(&["name", "url"]);

/// Reads `levelbook.yaml`. `None` when it is too broken to go on with.
pub fn parse(path: &SourcePath, text: &str) -> (Option<Config>, Vec<Diagnostic>) {
    let (mut reader, root) = Reader::open(path, text, 0..text.len());
    let config = match &root {
        Some(root) => config(&mut reader, root),
        None => {
            reader.report(messages::empty_file(
                Place::file(path),
                "the configuration",
                "title: Course notes",
            ));
            None
        }
    };
    (config, reader.finish())
}

fn config(reader: &mut Reader, root: &Node) -> Option<Config> {
    let what = "the configuration";
    let entries = reader.map(root, &root.range, what)?;
    let fields = reader.fields(entries, &root.range, what, &KEYS);
    let title = reader.required(&fields, "title", what, "title: Course notes");
    let text = |found: Option<Spanned<String>>| found.map(|text| text.value);
    let language = language(reader, &fields);
    let own_words = words::read(reader, &fields);
    Some(Config {
        title: text(title).unwrap_or_else(|| "Untitled".to_owned()),
        description: text(reader.string(&fields, "description")).unwrap_or_default(),
        base_url: base_url(reader, &fields),
        words: Arc::new(Words::new(&language, own_words.0)),
        own_words: own_words.1,
        language,
        theme: theme(reader, &fields),
        repository: fields.value("repository").and_then(|node| repository(reader, node)),
        navigation: Navigation {
            entries: navigation(reader, fields.get("navigation")),
            path: SourcePath::new(super::CONFIG),
        },
        social: social(reader, fields.get("social")),
        footer: reader.string(&fields, "footer"),
        urls: match reader.choice(&fields, "urls", &["files", "folders"]) {
            Some(1) => UrlStyle::Folders,
            _ => UrlStyle::Files,
        },
        search: reader.boolean(&fields, "search").unwrap_or(true),
        silence: silence(reader, fields.get("silence")),
        coverage: fields.value("coverage").map(|node| coverage(reader, node)).unwrap_or_default(),
        authors: reader.strings(&fields, "authors").into_iter().map(|name| name.value).collect(),
        params: params::read(reader, &fields),
        html: match reader.choice(&fields, "html", &["allow", "sanitize", "escape"]) {
            Some(1) => RawHtml::Sanitize,
            Some(2) => RawHtml::Escape,
            _ => RawHtml::Allow,
        },
        broken_links: match reader.choice(&fields, "broken-links", &["error", "warn"]) {
            Some(1) => BrokenLinks::Warn,
            _ => BrokenLinks::Error,
        },
        smart_punctuation: reader.boolean(&fields, "smart-punctuation").unwrap_or(false),
        print: reader.boolean(&fields, "print"),
        progress: reader.boolean(&fields, "progress").unwrap_or(true),
        external: fields.value("external").map(|node| external(reader, node)).unwrap_or_default(),
    })
}

fn base_url(reader: &mut Reader, fields: &Fields) -> Option<String> {
    let url = reader.url(fields, "base-url", false)?;
    if url.value.contains(['?', '#']) {
        let message = "\"base-url\" cannot hold a question or a fragment (? or #)".to_owned();
        reader.refuse(
            &url.range,
            message,
            "Write for example base-url: https://example.org/course/",
        );
        return None;
    }
    Some(format!("{}/", url.value.trim_end_matches('/')))
}

fn language(reader: &mut Reader, fields: &Fields) -> String {
    let given = reader.scalar(fields, "language", "a language such as en");
    let Some((entry, text)) = given else { return "en".to_owned() };
    let tag = text.trim();
    if !is_language(tag) {
        let message = format!("{} is no language", quoted(tag));
        let help = "Write a language tag: en, de, pt-BR, zh-Hans.";
        reader.refuse(&entry.value.range, message, help);
        return "en".to_owned();
    }
    tag.to_owned()
}

/// Whether a text has the form of a BCP 47 tag.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(part)
}

fn theme(reader: &mut Reader, fields: &Fields) -> Spanned<String> {
    let default = Spanned { value: "default".to_owned(), range: 0..0 };
    let Some(theme) = reader.string(fields, "theme") else { return default };
    if theme.value.contains(['/', '\\']) || theme.value.starts_with('.') {
        let message = format!("{} is no name of a theme", quoted(&theme.value));
        reader.refuse(&theme.range, message, "Write the name of a folder inside of themes/.");
        return default;
    }
    theme
}

/// `https://github.com/owner/name`, or a map.
fn repository(reader: &mut Reader, node: &Node) -> Option<Repository> {
    if let Kind::Scalar(text, _) = &node.kind {
        if is_url(text.trim(), false) {
            let url = Spanned { value: text.clone(), range: node.range.clone() };
            return Some(repository_at(&url, None, None));
        }
        let place = reader.place(&node.range);
        reader.report(messages::not_an_address(place, "repository", text, false));
        return None;
    }
    let entries = reader.map(node, &node.range, "\"repository\"")?;
    let fields = reader.fields(entries, &node.range, "repository", &REPOSITORY_KEYS);
    if fields.value("url").is_none() {
        let place = reader.place(&fields.place);
        let example = "url: https://github.com/owner/name";
        reader.report(messages::missing(place, "url", "\"repository\"", example));
    }
    let url = reader.url(&fields, "url", false);
    let branch = reader.string(&fields, "branch");
    let folder = reader.string(&fields, "folder").filter(|folder| {
        let inside = !folder.value.split(['/', '\\']).any(|part| part == "..");
        if !inside {
            let message = format!("{} leaves the repository", quoted(&folder.value));
            reader.refuse(&folder.range, message, "Write the site's folder inside of it: docs");
        }
        inside
    });
    Some(repository_at(&url?, branch, folder))
}

fn repository_at(
    given: &Spanned<String>,
    branch: Option<Spanned<String>>,
    folder: Option<Spanned<String>>,
) -> Repository {
    let url = given.value.trim().trim_end_matches('/');
    let folder = folder.map(|folder| folder.value).unwrap_or_default();
    let folder = folder.trim_start_matches("./").trim_matches(['/', '.']);
    Repository {
        url: url.strip_suffix(".git").unwrap_or(url).to_owned(),
        place: given.range.clone(),
        branch: branch.map_or_else(|| "main".to_owned(), |branch| branch.value),
        folder: if folder.is_empty() { String::new() } else { format!("{folder}/") },
    }
}

fn navigation(reader: &mut Reader, entry: Option<&Entry>) -> Vec<NavigationEntry> {
    let Some(entry) = entry else { return Vec::new() };
    reader.list(entry).iter().filter_map(|node| navigation_entry(reader, node)).collect()
}

fn navigation_entry(reader: &mut Reader, node: &Node) -> Option<NavigationEntry> {
    let Kind::Map(entries, _) = &node.kind else {
        let page = reader.text(node, true).and_then(not_empty)?;
        return Some(page_entry(page));
    };
    if let [only] = entries.as_slice()
        && !KEYS_OF_NAVIGATION.contains(&only.key.as_str())
    {
        let place = reader.place(&only.key_range);
        reader.report(title_as_key(place, &only.key, &only.value));
        return None;
    }
    let what = "an entry of the navigation";
    let fields = reader.fields(entries, &node.range, what, &NAVIGATION_KEYS);
    let title = reader.string(&fields, "title");
    let page = reader.string(&fields, "page");
    let url = reader.url(&fields, "url", true);
    let children = navigation(reader, fields.get("pages"));
    if page.is_some() && url.is_some() {
        let message = "an entry leads to a page or to an address, not to both".to_owned();
        reader.refuse(&fields.place, message, "Keep \"page\" or \"url\".");
    }
    if title.is_none() && page.is_none() {
        let place = reader.place(&fields.place);
        reader.report(messages::missing(place, "title", what, "title: Further reading"));
    }
    let target = match (page, url) {
        (Some(page), _) => NavigationTarget::Page(page),
        (None, Some(url)) => NavigationTarget::Url(url),
        (None, None) => NavigationTarget::None,
    };
    Some(NavigationEntry { title: title.map(|title| title.value), target, children })
}

const KEYS_OF_NAVIGATION: &[&str] = NAVIGATION_KEYS.known;

fn page_entry(page: Spanned<String>) -> NavigationEntry {
    let target = NavigationTarget::Page(page);
    NavigationEntry { title: None, target, children: Vec::new() }
}

/// `- Week 1: notes/week-1.md`, as other generators write it.
fn title_as_key(place: Place, key: &str, value: &Node) -> Diagnostic {
    let help = match &value.kind {
        Kind::Scalar(page, _) => format!("Write - {{title: {key}, page: {page}}}"),
        _ => format!("Write - title: {key}, and below it pages: with the list."),
    };
    let message = format!("unknown key {} in an entry of the navigation", quoted(key));
    Diagnostic::error(Code::S01, place, message).help(help)
}

fn silence(reader: &mut Reader, entry: Option<&Entry>) -> Vec<Silence> {
    let Some(entry) = entry else { return Vec::new() };
    reader.list(entry).iter().filter_map(|node| silence_rule(reader, node)).collect()
}

/// A code alone silences it everywhere.
fn silence_rule(reader: &mut Reader, node: &Node) -> Option<Silence> {
    let what = "an entry of \"silence\"";
    let Kind::Map(entries, _) = &node.kind else {
        let given = reader.text(node, true).and_then(not_empty)?;
        let code = code(reader, given)?;
        return Some(Silence { code, within: None, text: None });
    };
    let fields = reader.fields(entries, &node.range, what, &SILENCE_KEYS);
    let given = reader.required(&fields, "code", what, "code: C16");
    let (within, text) = (reader.string(&fields, "in"), reader.string(&fields, "text"));
    Some(Silence { code: code(reader, given?)?, within, text })
}

fn code(reader: &mut Reader, given: Spanned<String>) -> Option<Spanned<Code>> {
    let wanted = given.value.trim().to_ascii_uppercase();
    let found = Code::ALL.iter().find(|code| code.name() == wanted);
    if found.is_none() {
        let message = format!("{} is no code of a message", quoted(&given.value));
        let near = messages::nearest(&wanted, Code::ALL.iter().map(|code| code.name()));
        let help = near.map_or_else(
            || "Write the code in brackets that the message begins with: C16".to_owned(),
            |near| format!("Did you mean {near}?"),
        );
        reader.refuse(&given.range, message, help);
    }
    found.map(|&code| Spanned { value: code, range: given.range })
}

fn coverage(reader: &mut Reader, node: &Node) -> Coverage {
    let Some(entries) = reader.map(node, &node.range, "\"coverage\"") else {
        return Coverage::default();
    };
    let fields = reader.fields(entries, &node.range, "\"coverage\"", &COVERAGE_KEYS);
    let [levels, cells, activities] =
        ["levels", "cells", "activities"].map(|key| percent(reader, &fields, key));
    Coverage { levels, cells, activities }
}

fn external(reader: &mut Reader, node: &Node) -> External {
    let Some(entries) = reader.map(node, &node.range, "\"external\"") else {
        return External::default();
    };
    let fields = reader.fields(entries, &node.range, "\"external\"", &EXTERNAL_KEYS);
    External { ignore: reader.strings(&fields, "ignore") }
}

fn percent(reader: &mut Reader, fields: &Fields, key: &str) -> Option<Spanned<u8>> {
    let given = reader.integer(fields, key)?;
    match u8::try_from(given.value).ok().filter(|percent| *percent <= 100) {
        Some(value) => Some(Spanned { value, range: given.range }),
        None => {
            let message = format!("{} is no share in percent", given.value);
            reader.refuse(&given.range, message, format!("Write for example {key}: 80"));
            None
        }
    }
}

fn social(reader: &mut Reader, entry: Option<&Entry>) -> Vec<SocialLink> {
    let Some(entry) = entry else { return Vec::new() };
    reader.list(entry).iter().filter_map(|node| social_link(reader, node)).collect()
}

fn social_link(reader: &mut Reader, node: &Node) -> Option<SocialLink> {
    let what = "an entry of \"social\"";
    let entries = reader.map(node, &node.range, what)?;
    let fields = reader.fields(entries, &node.range, what, &SOCIAL_KEYS);
    let name = reader.required(&fields, "name", what, "name: GitHub");
    if fields.value("url").is_none() {
        let place = reader.place(&fields.place);
        reader.report(messages::missing(place, "url", what, "url: https://github.com/owner"));
    }
    let url = reader.url(&fields, "url", true);
    Some(SocialLink { name: name?.value, url: url? })
}

#[cfg(test)]
mod tests;
