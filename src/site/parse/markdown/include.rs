//! `{{#include steps.py:12:20}}` on a line of its own: a file, some of its lines, a region that it
//! names, or the section of a heading, in the place of the line. The spelling is mdBook's, whose
//! `{{#playground example.rs}}` is the file as a block of Rust; PyMdown's `--8<-- "steps.py:12:20"`
//! says the same, one file a line or several between two lines of `--8<--`, and so do VitePress'
//! `<!--@include: ./part.md#setup-->` and, for a file as a block of code, `<<< ./steps.py{2}`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::iter;
use std::ops::Range;

use super::{fence, problems};
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::parse::{CONTENT, SNIPPETS};
use crate::site::sources::{ContentHash, SourcePath, Sources};
use crate::site::text::{count, heading_id, nearest};

/// Includes in included files are followed so deep.
const DEEPEST: usize = 8;
/// The most text that a page may become, in bytes.
const LARGEST: usize = 4 << 20;

/// The most includes that one line of a note may lead to: files of nothing but includes grow fast.
const MOST: usize = 1000;

/// A note with its includes put in.
pub struct Expanded<'a> {
    pub text: Cow<'a, str>,
    /// What was put in, in order.
    pub pieces: Vec<Piece>,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, Hash)]
pub struct Piece {
    /// Its bytes in the expanded text.
    pub put: Range<usize>,
    /// The bytes of the line in the note that asks for it, and how long that is with its end.
    pub line: Range<usize>,
    pub length: usize,
    pub file: SourcePath,
}

/// A quick look that spares most notes a second reading.
pub fn wanted(text: &str) -> bool {
    ["{{#", "{{ #", "{{/*", "{%/*", "8<-", "<<<", "@include:"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// The files that a note includes, directly and through others, each with its hash; files that are
/// not there too, as they may come.
pub fn parts(
    path: &SourcePath,
    text: &str,
    sources: &Sources,
) -> Vec<(SourcePath, Option<ContentHash>)> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(path.clone(), Cow::Borrowed(text))];
    while let Some((from, text)) = open.pop() {
        for wish in Lines::of(&text).filter_map(|(_, line)| line.wish()) {
            for path in wish.places(&from) {
                let source = sources.get(&path);
                if seen.insert(path.clone()) {
                    found.push((path.clone(), source.map(|source| source.hash)));
                    let text = source.map(|source| String::from_utf8_lossy(&source.bytes));
                    open.extend(text.filter(|text| wanted(text)).map(|text| (path, text)));
                }
                if source.is_some() {
                    break;
                }
            }
        }
    }
    found
}

/// Puts the files in; what cannot be found is reported and its line stays.
pub fn expand<'a>(
    path: &SourcePath,
    text: &'a str,
    start: usize,
    sources: &Sources,
) -> Expanded<'a> {
    let body = &text[start..];
    let mut expanded =
        Expanded { text: Cow::Borrowed(body), pieces: Vec::new(), diagnostics: Vec::new() };
    let mut out = String::new();
    let mut at = start;
    for (line, meaning) in Lines::of(body) {
        let range = at..at + line.trim_end().len();
        let length = line.len();
        at += length;
        let (indent, wish) = match meaning {
            Line::Wish(indent, wish) => (indent, wish),
            Line::Text => {
                let place = Place::new(path, range);
                let doubt = doubt(line).map(|doubt| problems::doubtful_include(place, doubt));
                expanded.diagnostics.extend(doubt);
                out.push_str(line);
                continue;
            }
            other => {
                let from = out.len();
                out.push_str(&other.shown());
                let (put, file) = (from..out.len(), path.clone());
                expanded.pieces.push(Piece { put, line: range, length, file });
                continue;
            }
        };
        let mut trail = Trail { files: vec![path.clone()], left: MOST, doubts: Vec::new() };
        match include(sources, &mut trail, &wish, LARGEST.saturating_sub(out.len())) {
            Ok((file, part)) => {
                let from = out.len();
                for line in part.split_inclusive('\n') {
                    if !line.trim().is_empty() {
                        out.push_str(indent);
                    }
                    out.push_str(line);
                }
                if !out.ends_with('\n') {
                    out.push('\n');
                }
                let put = from..out.len();
                let place =
                    |doubt| problems::doubtful_include(Place::new(path, range.clone()), doubt);
                expanded.diagnostics.extend(trail.doubts.drain(..).map(place));
                expanded.pieces.push(Piece { put, line: range, length, file });
            }
            Err(Refusal { message, help }) => {
                let place = Place::new(path, range);
                expanded.diagnostics.push(problems::include(place, &message, &help));
                out.push_str(line);
            }
        }
    }
    if !expanded.pieces.is_empty() {
        expanded.text = Cow::Owned(out);
    }
    expanded
}

/// The files that the lines of a text ask for, each with its bytes, and whether its path counts from
/// the site as PyMdown's do.
pub fn written(text: &str) -> Vec<(Range<usize>, String, bool)> {
    let wishes = Lines::of(text).filter_map(|(_, line)| line.wish());
    let place = |wish: Wish<'_>| {
        let start = wish.file.as_ptr() as usize - text.as_ptr() as usize;
        (start..start + wish.file.len(), wish.file.to_owned(), wish.of_site)
    };
    wishes.map(place).collect()
}

/// The lines of a text, each with what it means.
struct Lines<'t> {
    rest: &'t str,
    /// Whether the line is between two lines of `--8<--`.
    in_block: bool,
    /// What a line begins with that ends the block of code around it.
    fence: Option<&'t str>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text, in_block: false, fence: None }
    }

    fn meaning(&mut self, line: &'t str) -> Line<'t> {
        match scissors(line) {
            Some((_, true, _)) => Line::Shown(line.replacen(';', "", 1)),
            Some((_, false, None)) if self.in_block || has_end(self.rest) => {
                self.in_block = !self.in_block;
                Line::Nothing
            }
            Some((indent, false, Some(file))) if !self.in_block => {
                Line::Wish(indent, snippet(file))
            }
            _ if self.in_block => match line.trim() {
                "" => Line::Text,
                file if file.starts_with("; ") => Line::Nothing,
                file => Line::Wish(indent_of(line), snippet(file)),
            },
            _ => {
                let is_code = self.is_code(line);
                Line::read(line, is_code)
            }
        }
    }

    /// Whether a line is of a block of code between fences.
    fn is_code(&mut self, line: &'t str) -> bool {
        let text = line.trim();
        let around = self.fence;
        self.fence = match around {
            Some(signs) => Some(signs).filter(|signs| !fence::closes(text, signs)),
            None => fence::opening(text),
        };
        around.or(self.fence).is_some()
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = (&'t str, Line<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!line.is_empty()).then(|| (line, self.meaning(line)))
    }
}

/// What a line of a note means.
enum Line<'t> {
    Text,
    /// It is left out.
    Nothing,
    /// It is shown so, without what keeps it as it is.
    Shown(String),
    /// With its indentation.
    Wish(&'t str, Wish<'t>),
}

impl<'t> Line<'t> {
    fn read(line: &'t str, is_code: bool) -> Self {
        let vitepress = (!is_code).then(|| code_file(line)).flatten().or_else(|| commented(line));
        if let Some(wish) = vitepress {
            return Self::Wish(indent_of(line), wish);
        }
        if let Some((indent, escaped, wish)) = directive(line) {
            return match escaped {
                true => Self::Shown(line.replacen('\\', "", 1)),
                false => Self::Wish(indent, wish),
            };
        }
        match cut_mark(line) {
            Some((true, at, _)) => Self::Shown(format!("{}{}", &line[..at], &line[at + 1..])),
            Some((false, ..)) => Self::Nothing,
            None if is_title(line) => Self::Nothing,
            None => unescaped(line).map_or(Self::Text, Self::Shown),
        }
    }

    fn wish(self) -> Option<Wish<'t>> {
        match self {
            Self::Wish(_, wish) => Some(wish),
            _ => None,
        }
    }

    /// What is put in the place of a line that is neither text nor a wish.
    fn shown(self) -> String {
        match self {
            Self::Shown(text) => text,
            _ => String::new(),
        }
    }
}

/// Whether a later line ends a block of files.
fn has_end(text: &str) -> bool {
    text.lines().any(|line| matches!(scissors(line), Some((_, false, None))))
}

/// `--8<-- "file"` or `--8<--`: its indentation, whether a `;` keeps it as it is, and the file.
fn scissors(line: &str) -> Option<(&str, bool, Option<&str>)> {
    let text = line.trim();
    let bare = text.trim_start_matches(';');
    let rest = cut(bare)?;
    let file = match rest.chars().next() {
        None => None,
        Some(' ' | '\t') => {
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let file = rest[1..].strip_suffix(quote)?.trim();
            (!file.is_empty() && !file.contains(quote)).then_some(file)?.into()
        }
        Some(_) => return None,
    };
    Some((indent_of(line), bare.len() < text.len(), file))
}

/// What follows `--8<--`.
fn cut(text: &str) -> Option<&str> {
    let rest =
        text.trim_start_matches('-').strip_prefix("8<-").filter(|_| text.starts_with('-'))?;
    Some(rest.trim_start_matches('-'))
}

/// The mark of a region in PyMdown's spelling, `--8<-- [start:load]`: whether a `;` before it keeps it as
/// it is, where in the line that is, and whether it opens a region with its name.
fn cut_mark(line: &str) -> Option<(bool, usize, (bool, &str))> {
    let sign = line.find("8<-")?;
    let start = line[..sign].trim_end_matches('-').len();
    let inner = cut(&line[start..])?.strip_prefix([' ', '\t'])?.trim_start().strip_prefix('[')?;
    let (kind, name) = inner.split_once(']')?.0.split_once(':')?;
    let opens = match kind.trim().to_ascii_lowercase().as_str() {
        "start" => true,
        "end" => false,
        _ => return None,
    };
    let name = name.trim();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let keeps = line[..start].ends_with(';');
    (is_name && !name.is_empty()).then(|| (keeps, start.saturating_sub(1), (opens, name)))
}

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// The files that include each other down to the one being read, and how many more may be.
struct Trail {
    files: Vec<SourcePath>,
    left: usize,
    /// What was found all the same and may not be what was meant.
    doubts: Vec<Doubt>,
}

/// What is odd about an include, and what to do.
pub struct Doubt {
    pub message: String,
    pub help: String,
}

struct Refusal {
    message: String,
    help: String,
}

fn refuse<T>(message: String, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { message, help: help.into() })
}

struct Wish<'l> {
    file: &'l str,
    part: Part<'l>,
    /// Put in as a block of code, with these words behind its fence.
    as_code: Option<String>,
    /// The path counts from the site, as PyMdown's do from the repository.
    of_site: bool,
}

impl Wish<'_> {
    /// Where the file may be: the first of them that is there is meant.
    fn places(&self, from: &SourcePath) -> Vec<SourcePath> {
        if self.of_site {
            places(from, self.file)
        } else {
            resolve(from, self.file).into_iter().collect()
        }
    }
}

enum Part<'l> {
    Whole,
    /// From a line to another, counted from 1, both included; negative numbers count from the end.
    Lines(Vec<(isize, isize)>),
    /// What stands between two marks of this name.
    Region(&'l str),
    /// A region, or else the section of a heading.
    Named(&'l str),
    Section(&'l str),
}

/// The indentation, whether a backslash keeps it as it is, and what is wished for.
fn directive(line: &str) -> Option<(&str, bool, Wish<'_>)> {
    let text = line.trim();
    let indent = &line[..line.len() - line.trim_start().len()];
    let (escaped, rest) = match text.strip_prefix('\\') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (name, given) = braced(rest)?;
    let wish = match name {
        "include" | "rustdoc_include" => wish(given),
        "playground" | "playpen" => {
            let (file, words) = given.split_once(char::is_whitespace).unwrap_or((given, ""));
            let info = format!("rust {words}").trim_end().to_owned();
            Wish { as_code: Some(info), ..wish(file) }
        }
        _ => return None,
    };
    (!given.is_empty()).then_some((indent, escaped, wish))
}

/// The name and what follows it, of `{{#name …}}`.
fn braced(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("{{")?.trim_start().strip_prefix('#')?.strip_suffix("}}")?.trim();
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    Some((&inner[..end], inner[end..].trim()))
}

/// A line with what keeps a directive as it is taken out: mdBook's backslash, Zola's `{{/* call() */}}`.
fn unescaped(line: &str) -> Option<String> {
    const SIGNS: &[(&str, &str)] = &[
        ("\\{{#include", "{{#include"),
        ("\\{{#rustdoc_include", "{{#rustdoc_include"),
        ("\\{{#playground", "{{#playground"),
        ("\\{{#title", "{{#title"),
    ];
    let plain = SIGNS.iter().fold(line.to_owned(), |line, (sign, by)| line.replace(sign, by));
    let plain = uncommented(&uncommented(&plain, "{{", "}}"), "{%", "%}");
    (plain != line).then_some(plain)
}

/// `{{ call() }}` for `{{/* call() */}}`, wherever a call or an end stands between the signs.
fn uncommented(line: &str, open: &str, close: &str) -> String {
    let (start, end) = (format!("{open}/*"), format!("*/{close}"));
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once(&start) {
        let Some((inner, after)) = behind.split_once(&end) else { break };
        let call = inner.trim();
        let name = call.split('(').next().unwrap_or_default();
        let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty();
        match is_name && (call.ends_with(')') || call == "end") {
            true => out += &format!("{before}{open}{inner}{close}"),
            false => out += &format!("{before}{start}{inner}{end}"),
        }
        rest = after;
    }
    out + rest
}

/// `{{#title …}}` is mdBook's name for the window; a note's title says it here.
fn is_title(line: &str) -> bool {
    braced(line.trim()).is_some_and(|(name, given)| name == "title" && !given.is_empty())
}

/// What an author may have meant by a line that includes nothing.
fn doubt(line: &str) -> Option<Doubt> {
    const NAMES: &[&str] = &["include", "rustdoc_include", "playground"];
    let (name, given) = braced(line.trim())?;
    if NAMES.contains(&name) && given.is_empty() {
        let (message, help) = ("the line names no file", format!("Write {{{{#{name} file}}}}."));
        return Some(Doubt { message: message.into(), help });
    }
    let near = nearest(name, NAMES.iter().copied()).filter(|near| *near != name)?;
    Some(Doubt {
        message: format!("{{{{#{name} …}}}} is shown as it is"),
        help: format!("Did you mean {{{{#{near} …}}}}? A backslash in front keeps the line."),
    })
}

fn wish(text: &str) -> Wish<'_> {
    if let Some((file, id)) = text.split_once('#') {
        return Wish { file, part: Part::Section(id), as_code: None, of_site: false };
    }
    let (file, part) = match text.split_once(':') {
        Some((file, part)) => (file, lines_or_region(part, |from| (from, from))),
        None => (text, Part::Whole),
    };
    Wish { file, part, as_code: None, of_site: false }
}

/// `file:3:5`, `file:3` for all from line 3 on, `file:1:2,8:9` or `file:name`.
fn snippet(text: &str) -> Wish<'_> {
    let (file, part) = match text.split_once(':').filter(|_| !is_elsewhere(text)) {
        Some((file, part)) => (file, lines_or_region(part, |from| (from, ""))),
        None => (text, Part::Whole),
    };
    Wish { file: file.trim_end(), part, as_code: None, of_site: true }
}

/// VitePress' `<<< @/steps.py#load{2,4-6 python} [Title]`.
fn code_file(line: &str) -> Option<Wish<'_>> {
    let rest = line.trim().strip_prefix("<<<")?.trim_start();
    let (rest, title) = match rest.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((rest, title)) => (rest.trim_end(), Some(title)),
        None => (rest, None),
    };
    let (rest, words) = match rest.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) {
        Some((rest, words)) => (rest.trim_end(), words),
        None => (rest, ""),
    };
    let (file, part) = match rest.split_once('#') {
        Some((file, name)) => (file, Part::Region(name)),
        None => (rest, Part::Whole),
    };
    let (file, of_site) = from_root(file);
    let name = file.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending)?;
    let is_name = |text: &str| !text.is_empty() && text.chars().all(char::is_alphanumeric);
    if !is_name(ending) || file.contains(['<', '"', '`']) {
        return None;
    }
    let is_lines = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-'));
    let mut words = words.split_whitespace().peekable();
    let lines = words.next_if(is_lines).map(|lines| format!(" {{{lines}}}")).unwrap_or_default();
    let (language, attributes) = (words.next().unwrap_or(ending), words.collect::<Vec<_>>());
    let title = title.unwrap_or(name);
    let info = format!("{language}{lines} [{title}] {}", attributes.join(" "));
    Some(Wish { file, part, as_code: Some(info.trim_end().to_owned()), of_site })
}

/// VitePress' `<!--@include: ./part.md#setup{3,}-->`.
fn commented(line: &str) -> Option<Wish<'_>> {
    let inner = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let given = inner.strip_prefix("@include:")?.trim();
    let (given, lines) = match given.strip_suffix('}').and_then(|given| given.rsplit_once('{')) {
        Some((given, lines)) => (given, lines.split_once(',')),
        None => (given, None),
    };
    let number = |text: &str, open| if text.is_empty() { Some(open) } else { text.parse().ok() };
    let lines = lines.and_then(|(from, to)| Some((number(from, 1)?, number(to, isize::MAX)?)));
    let (file, part) = match (given.split_once('#'), lines) {
        (Some((file, name)), _) => (file, Part::Named(name)),
        (None, Some(lines)) => (given, Part::Lines(vec![lines])),
        (None, None) => (given, Part::Whole),
    };
    let (file, of_site) = from_root(file);
    (!file.is_empty()).then_some(Wish { file, part, as_code: None, of_site })
}

/// A path without the `@/` that has it count from the site.
fn from_root(file: &str) -> (&str, bool) {
    let file = file.trim();
    file.strip_prefix("@/").map_or((file, false), |file| (file, true))
}

fn is_elsewhere(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Ranges of lines with commas between them, or a name. `alone` tells what a single number means.
fn lines_or_region<'l>(part: &'l str, alone: fn(&'l str) -> (&'l str, &'l str)) -> Part<'l> {
    let number =
        |text: &str, open| if text.is_empty() { Some(open) } else { text.trim().parse().ok() };
    let range = |text: &'l str| {
        let (from, to) = text.split_once(':').unwrap_or_else(|| alone(text));
        Some((number(from, 1)?, number(to, isize::MAX)?))
    };
    let ranges: Option<Vec<_>> = part.split(',').map(range).collect();
    ranges.map_or(Part::Region(part), Part::Lines)
}

/// Where a file may be that PyMdown would look for below the folder of its configuration.
pub fn places(from: &SourcePath, file: &str) -> Vec<SourcePath> {
    let file = file.trim().trim_start_matches('/');
    let is_whole = file.starts_with(CONTENT) || file.starts_with(SNIPPETS);
    let roots: &[&str] = if is_whole { &[""] } else { &[CONTENT, SNIPPETS] };
    let below = |root: &&str| within(root.trim_end_matches('/'), file);
    // The folder of the notes has another name in most repositories.
    let moved =
        file.strip_prefix("docs/").and_then(|file| within(CONTENT.trim_end_matches('/'), file));
    let mut places: Vec<_> = roots.iter().filter_map(below).chain(moved).collect();
    places.extend(resolve(from, file).filter(|own| !places.contains(own)));
    places
}

/// A path from the folder of `from`; `/x` counts from `content/`. None where it leaves the site.
pub fn resolve(from: &SourcePath, path: &str) -> Option<SourcePath> {
    let path = path.trim();
    let folder = if path.starts_with('/') { CONTENT.trim_end_matches('/') } else { from.folder() };
    within(folder, path)
}

fn within(folder: &str, path: &str) -> Option<SourcePath> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    (path.starts_with(CONTENT) || path.starts_with(SNIPPETS)).then(|| SourcePath::new(path))
}

fn include(
    sources: &Sources,
    trail: &mut Trail,
    wish: &Wish<'_>,
    room: usize,
) -> Result<(SourcePath, String), Refusal> {
    let from = trail.files.last().expect("the note itself comes first").clone();
    if wish.of_site && is_elsewhere(wish.file) {
        let message = format!("{} is on another site, and nothing is loaded from there", wish.file);
        return refuse(message, format!("Save the file below {SNIPPETS}, and name that."));
    }
    let places = wish.places(&from);
    let there = places.iter().find(|path| sources.get(path).is_some());
    let Some(path) = there.or(places.first()).cloned() else {
        return refuse(
            format!("{} is not a file that notes can include", wish.file),
            format!("Put it below {CONTENT} or {SNIPPETS}."),
        );
    };
    if trail.files.contains(&path) {
        return refuse(format!("{path} includes itself"), "Take one of the includes out.");
    }
    if trail.files.len() > DEEPEST {
        let message = format!("{path} is the {}th file inside of others", DEEPEST + 1);
        return refuse(message, "Include it in the note itself.");
    }
    trail.left = match trail.left.checked_sub(1) {
        Some(left) => left,
        None => {
            let message = format!("this line leads to more than {MOST} includes");
            return refuse(message, "Take includes out of the files that it includes.");
        }
    };
    let Some(source) = sources.get(&path) else { return no_file(sources, &places, wish) };
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        return refuse(format!("{path} is no text in UTF-8"), "Save it as UTF-8.");
    };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let part = match (&wish.part, &wish.as_code) {
        (Part::Whole, Some(_)) => marked_out(text.lines()),
        (wanted, _) => part(&path, &text, wanted, &mut trail.doubts)?,
    };
    trail.files.push(path.clone());
    let part = nested(sources, trail, &part, room)?;
    trail.files.pop();
    if part.len() > room {
        return refuse("the page becomes too large".into(), "Include a part of the file.");
    }
    let part = match &wish.as_code {
        Some(info) => code(&part, info),
        None => part,
    };
    Ok((path, part))
}

/// A block of code; its fence is longer than any in it.
fn code(text: &str, info: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{info}\n{text}{fence}\n")
}

fn nested(
    sources: &Sources,
    trail: &mut Trail,
    text: &str,
    room: usize,
) -> Result<String, Refusal> {
    if !wanted(text) {
        return Ok(text.to_owned());
    }
    let mut out = String::new();
    for (line, meaning) in Lines::of(text) {
        match meaning {
            Line::Wish(indent, wish) => {
                let (_, part) = include(sources, trail, &wish, room.saturating_sub(out.len()))?;
                out.extend(part.split_inclusive('\n').flat_map(|line| [indent, line]));
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            Line::Text => out.push_str(line),
            other => out.push_str(&other.shown()),
        }
    }
    Ok(out)
}

fn no_file<T>(sources: &Sources, places: &[SourcePath], wish: &Wish<'_>) -> Result<T, Refusal> {
    let known: Vec<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let near = places.iter().find_map(|path| nearest(path.as_str(), known.iter().copied()));
    let counted = match wish.of_site {
        true => format!("{CONTENT} or {SNIPPETS}"),
        false => "the file's own folder".to_owned(),
    };
    let help = near.map_or_else(
        || format!("Write {}, or mend the path: it is counted from {counted}.", places[0]),
        |near| format!("Did you mean {near}?"),
    );
    refuse(format!("there is no file {}", wish.file), help)
}

/// The wished part, without the marks of regions, and moved to the left margin.
fn part(
    path: &SourcePath,
    text: &str,
    part: &Part<'_>,
    doubts: &mut Vec<Doubt>,
) -> Result<String, Refusal> {
    let lines: Vec<&str> = text.lines().collect();
    let ranges: Vec<_> = match part {
        Part::Whole => iter::once(body_start(path, &lines)..lines.len()).collect(),
        Part::Lines(ranges) => {
            let ranges = ranges.iter().map(|&range| numbered(path, lines.len(), range, doubts));
            ranges.collect::<Result<_, _>>()?
        }
        Part::Region(name) => region(path, &lines, name)?,
        Part::Section(id) => vec![section(path, &lines, id)?],
        Part::Named(name) => match region(path, &lines, name) {
            Ok(ranges) => ranges,
            Err(_) => vec![section(path, &lines, name)?],
        },
    };
    Ok(marked_out(ranges.into_iter().flat_map(|range| lines[range].iter().copied())))
}

/// Lines without the marks of regions, moved to the left margin.
fn marked_out<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    dedent(&lines.filter(|line| mark(line).is_none()).collect::<Vec<_>>())
}

/// The lines from one number to another of a file with so many.
fn numbered(
    path: &SourcePath,
    lines: usize,
    (from, to): (isize, isize),
    doubts: &mut Vec<Doubt>,
) -> Result<Range<usize>, Refusal> {
    let from_start = |number: isize| match usize::try_from(number) {
        Ok(number) => number,
        Err(_) => (lines + 1).saturating_sub(number.unsigned_abs()),
    };
    let (first, last) = (from_start(from), from_start(to));
    if last < first {
        let message = format!("line {from} comes after line {to}");
        return refuse(message, format!("Write :{to}:{from}"));
    }
    if first == 0 || first > lines {
        let message = format!("{path} has no line {from}");
        return refuse(message, format!("It has {}.", count(lines, "line")));
    }
    if to != isize::MAX && last > lines {
        doubts.push(Doubt {
            message: format!("{path} has {} and no line {to}", count(lines, "line")),
            help: format!("Write :{from}: for all lines from {from} on."),
        });
    }
    Ok(first - 1..lines.min(last))
}

/// The front matter of a note is no part of its text.
fn body_start(path: &SourcePath, lines: &[&str]) -> usize {
    let is_note = path.as_str().ends_with(".md") || path.as_str().ends_with(".markdown");
    let Some(fence) = lines.first().map(|line| line.trim_end()) else { return 0 };
    if !is_note || !matches!(fence, "---" | "+++") {
        return 0;
    }
    let close = lines.iter().skip(1).position(|line| line.trim_end() == fence);
    close.map_or(0, |close| close + 2)
}

/// A mark of a region: whether it opens one, and its name; empty where an end has none.
fn mark(line: &str) -> Option<(bool, &str)> {
    let text = line.trim();
    let word = |rest: &'_ str| -> usize {
        rest.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).unwrap_or(rest.len())
    };
    for (sign, opens) in [("ANCHOR_END:", false), ("ANCHOR:", true)] {
        if let Some((_, rest)) = text.split_once(sign) {
            let rest = rest.trim_start();
            return Some((opens, &rest[..word(rest)]));
        }
    }
    if let Some((false, _, mark)) = cut_mark(line) {
        return Some(mark);
    }
    let bare = text.trim_start_matches(['/', '#', '-', '*', '<', '!', ' ', ';', '%']);
    let is_comment = bare.len() < text.len();
    for (sign, opens) in [("endregion", false), ("region ", true)] {
        if let Some(rest) = bare.strip_prefix(sign).filter(|_| is_comment && text.contains('#')) {
            let rest = rest.trim_start();
            return Some((opens, &rest[..word(rest)]));
        }
    }
    None
}

/// The lines of a region: of all of its parts, where its name is opened more than once.
fn region(path: &SourcePath, lines: &[&str], name: &str) -> Result<Vec<Range<usize>>, Refusal> {
    let opens = |at: &usize| mark(lines[*at]).is_some_and(|(opens, other)| opens && other == name);
    let mut parts: Vec<Range<usize>> = Vec::new();
    while let Some(open) = (parts.last().map_or(0, |part| part.end)..lines.len()).find(opens) {
        parts.push(open + 1..region_end(lines, open, name));
    }
    if parts.is_empty() {
        return Err(no_region(path, lines, name));
    }
    Ok(parts)
}

fn region_end(lines: &[&str], open: usize, name: &str) -> usize {
    let mut depth = 0;
    for (at, line) in lines.iter().enumerate().skip(open + 1) {
        match mark(line) {
            Some((false, end)) if end == name => return at,
            Some((false, "")) if depth == 0 => return at,
            Some((false, "")) => depth -= 1,
            Some((true, _)) if !line.contains("ANCHOR") && !line.contains("8<-") => depth += 1,
            _ => {}
        }
    }
    // Without an end it goes on to that of the file, as in mdBook.
    lines.len()
}

fn no_region(path: &SourcePath, lines: &[&str], name: &str) -> Refusal {
    let known = lines.iter().filter_map(|line| mark(line)).filter(|(opens, _)| *opens);
    let known: Vec<&str> = known.map(|(_, name)| name).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("Did you mean {near}?"),
        None if known.is_empty() => {
            format!("Mark it there with a comment `ANCHOR: {name}` and one `ANCHOR_END: {name}`.")
        }
        None => format!("Regions there: {}.", known.join(", ")),
    };
    Refusal { message: format!("{path} has no region {name}"), help }
}

/// From the line of a heading to the next one of its depth or less.
fn section(path: &SourcePath, lines: &[&str], id: &str) -> Result<Range<usize>, Refusal> {
    let headings = headings(lines);
    let Some(at) = headings.iter().position(|(_, _, other)| other == id) else {
        let known = || headings.iter().map(|(_, _, id)| id.as_str());
        let help = match nearest(id, known()) {
            Some(near) => format!("Did you mean #{near}?"),
            None => {
                format!("Headings there: #{}.", known().take(8).collect::<Vec<_>>().join(", #"))
            }
        };
        return refuse(format!("{path} has no heading #{id}"), help);
    };
    let (start, depth, _) = headings[at];
    let next = headings[at + 1..].iter().find(|(_, other, _)| *other <= depth);
    Ok(start..next.map_or(lines.len(), |&(line, _, _)| line))
}

/// The headings written with `#`: line, depth, id.
fn headings(lines: &[&str]) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut around: Option<&str> = None;
    for (at, line) in lines.iter().enumerate() {
        let text = line.trim();
        match (around, fence::opening(text)) {
            (Some(signs), _) => around = Some(signs).filter(|signs| !fence::closes(text, signs)),
            (None, Some(signs)) => around = Some(signs),
            (None, None) => {
                let depth = text.len() - text.trim_start_matches('#').len();
                let title = text[depth..].strip_prefix(' ').filter(|_| (1..=6).contains(&depth));
                if let Some(title) = title {
                    found.push((at, depth, id_of(title)));
                }
            }
        }
    }
    found
}

/// The id of a heading: given in braces, else that of its text.
fn id_of(title: &str) -> String {
    let title = title.trim().trim_end_matches('#').trim_end();
    let given = title.strip_suffix('}').and_then(|title| title.rsplit_once("{#"));
    match given {
        Some((_, id)) => id.split_whitespace().next().unwrap_or_default().to_owned(),
        None => heading_id(&title.replace(['*', '`'], "")),
    }
}

fn dedent(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let margin = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min();
    let margin = margin.unwrap_or(0);
    let lines = lines.iter().map(|line| line.get(margin..).unwrap_or_default());
    lines.flat_map(|line| [line, "\n"]).collect()
}
