//! Which lines of a file are put in: numbered ones, those of a region, those below a heading.

use std::iter;
use std::ops::Range;

use super::super::fence;
use super::spelling::{Doubt, Part, cut_mark};
use super::{Refusal, refuse};
use crate::site::sources::SourcePath;
use crate::site::text::{count, heading_id, nearest};

/// The wished part, without the marks of regions, and moved to the left margin.
pub fn part(
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
pub fn marked_out<'l>(lines: impl Iterator<Item = &'l str>) -> String {
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
