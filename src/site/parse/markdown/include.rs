//! `{{#include steps.py:12:20}}` on a line of its own: a file, some of its lines, a region that it
//! names, or the section of a heading, in the place of the line. The spelling is mdBook's, whose
//! `{{#playground example.rs}}` is the file as a block of Rust; PyMdown's `--8<-- "steps.py:12:20"`
//! says the same, one file a line or several between two lines of `--8<--`, and so do VitePress'
//! `<!--@include: ./part.md#setup-->` and, for a file as a block of code, `<<< ./steps.py{2}`.

mod part;
mod spelling;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::problems;
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::parse::{CONTENT, SNIPPETS};
use crate::site::sources::{ContentHash, SourcePath, Sources};
use crate::site::text::nearest;
use part::{marked_out, part};
pub use spelling::{Doubt, path_from, places};
use spelling::{Line, Lines, Part, Wish, doubt, is_elsewhere};

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

/// The files that include each other down to the one being read, and how many more may be.
struct Trail {
    files: Vec<SourcePath>,
    left: usize,
    /// What was found all the same and may not be what was meant.
    doubts: Vec<Doubt>,
}

struct Refusal {
    message: String,
    help: String,
}

fn refuse<T>(message: String, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { message, help: help.into() })
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
