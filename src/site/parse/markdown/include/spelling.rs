//! What each line of a text means: the spellings of several tools for a file, or a part of one, to be put
//! in its place, and what keeps such a line as it is.

use super::super::fence;
use crate::site::parse::{CONTENT, SNIPPETS};
use crate::site::sources::SourcePath;
use crate::site::text::nearest;

/// The lines of a text, each with what it means.
pub struct Lines<'t> {
    rest: &'t str,
    /// Whether the line is between two lines of `--8<--`.
    in_block: bool,
    /// What a line begins with that ends the block of code around it.
    fence: Option<&'t str>,
}

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
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
pub enum Line<'t> {
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

    pub fn wish(self) -> Option<Wish<'t>> {
        match self {
            Self::Wish(_, wish) => Some(wish),
            _ => None,
        }
    }

    /// What is put in the place of a line that is neither text nor a wish.
    pub fn shown(self) -> String {
        match self {
            Self::Shown(text) => text,
            _ => String::new(),
        }
    }
}

pub struct Wish<'l> {
    pub file: &'l str,
    pub part: Part<'l>,
    /// Put in as a block of code, with these words behind its fence.
    pub as_code: Option<String>,
    /// The path counts from the site, as PyMdown's do from the repository.
    pub of_site: bool,
}

impl Wish<'_> {
    /// Where the file may be: the first of them that is there is meant.
    pub fn places(&self, from: &SourcePath) -> Vec<SourcePath> {
        if self.of_site {
            places(from, self.file)
        } else {
            path_from(from, self.file).into_iter().collect()
        }
    }
}

pub enum Part<'l> {
    Whole,
    /// From a line to another, counted from 1, both included; negative numbers count from the end.
    Lines(Vec<(isize, isize)>),
    /// What stands between two marks of this name.
    Region(&'l str),
    /// A region, or else the section of a heading.
    Named(&'l str),
    Section(&'l str),
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

/// Whether a later line ends a block of files.
fn has_end(text: &str) -> bool {
    text.lines().any(|line| matches!(scissors(line), Some((_, false, None))))
}

/// What follows `--8<--`.
fn cut(text: &str) -> Option<&str> {
    let rest =
        text.trim_start_matches('-').strip_prefix("8<-").filter(|_| text.starts_with('-'))?;
    Some(rest.trim_start_matches('-'))
}

/// The mark of a region in PyMdown's spelling, `--8<-- [start:load]`: whether a `;` before it keeps it as
/// it is, where in the line that is, and whether it opens a region with its name.
pub fn cut_mark(line: &str) -> Option<(bool, usize, (bool, &str))> {
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

/// What is odd about an include, and what to do.
pub struct Doubt {
    pub message: String,
    pub help: String,
}

/// What an author may have meant by a line that includes nothing.
pub fn doubt(line: &str) -> Option<Doubt> {
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

/// A path without the `@/` that has it count from the site.
fn from_root(file: &str) -> (&str, bool) {
    let file = file.trim();
    file.strip_prefix("@/").map_or((file, false), |file| (file, true))
}

pub fn is_elsewhere(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
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
    places.extend(path_from(from, file).filter(|own| !places.contains(own)));
    places
}

/// A path from the folder of `from`; `/x` counts from `content/`. None where it leaves the site.
pub fn path_from(from: &SourcePath, path: &str) -> Option<SourcePath> {
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

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}
