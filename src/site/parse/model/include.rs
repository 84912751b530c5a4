//! A large model in several files: `include: [dimensions/*.yaml]`.
//!
//! The files are read as one text, one behind the other, so that every place in the model is a
//! range of bytes as in a model of one file; only here it is known which file a byte is of.

use std::ops::Range;

use globset::{GlobBuilder, GlobMatcher};

use super::messages;
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::parse::CONTENT;
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::Reader;
use crate::site::parse::yaml::{self, Entry, Kind, Layout, Node};
use crate::site::sources::{Source, SourcePath, Sources};

/// The files that a model was read from, each with its first byte among all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parts(Vec<(SourcePath, usize)>);

impl Parts {
    /// Several files as one text.
    pub fn join(files: &[(SourcePath, String)]) -> (Self, String) {
        let (mut starts, mut all) = (Vec::new(), String::new());
        for (path, text) in files {
            if !all.is_empty() && !all.ends_with('\n') {
                all.push('\n');
            }
            starts.push((path.clone(), all.len()));
            all.push_str(text);
        }
        (Self(starts), all)
    }

    /// Where each file begins.
    pub fn starts(&self) -> Vec<usize> {
        self.0.iter().map(|&(_, start)| start).collect()
    }

    /// The bytes of each file.
    pub fn ranges(&self, end: usize) -> Vec<Range<usize>> {
        let ends = self.0.iter().skip(1).map(|&(_, start)| start).chain([end]);
        self.0.iter().zip(ends).map(|(&(_, start), end)| start..end).collect()
    }

    pub fn place(&self, range: &Range<usize>) -> Place {
        let at = self.0.partition_point(|&(_, start)| start <= range.start).saturating_sub(1);
        let (path, start) = &self.0[at];
        Place::new(path, range.start - start..range.end.saturating_sub(*start))
    }

    /// Puts the places of a diagnostic into the files that hold them.
    pub fn settle(&self, diagnostic: &mut Diagnostic) {
        if let Some(place) = &diagnostic.place {
            let own = self.place(&place.range);
            let before = place.range.start - own.range.start;
            for edit in &mut diagnostic.edits {
                edit.range = edit.range.start - before..edit.range.end - before;
            }
        }
        let related = diagnostic.related.iter_mut().map(|(place, _)| place);
        for place in diagnostic.place.iter_mut().chain(related) {
            *place = self.place(&place.range);
        }
    }

    pub fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.0.iter().map(|(path, _)| path)
    }
}

/// Whether a file seems to include others: a quick look that spares most files a second reading.
pub fn wanted(text: &str) -> bool {
    text.lines().any(|line| line.trim_start_matches(['{', ' ', '"']).starts_with("include"))
}

/// The patterns that a model includes files by, each with its bytes.
pub fn patterns(path: &SourcePath, text: &str) -> Vec<Spanned<String>> {
    let root = yaml::parse(path, text, 0..text.len(), &mut Vec::new()).root;
    let Some(Node { kind: Kind::Map(entries, _), .. }) = root else { return Vec::new() };
    let given = entries.into_iter().find(|entry| entry.key == "include").map(|entry| entry.value);
    let nodes = match given {
        Some(Node { kind: Kind::List(nodes, _), .. }) => nodes,
        other => other.into_iter().collect(),
    };
    let texts = nodes.into_iter().filter_map(|node| match node.kind {
        Kind::Scalar(value, _) => Some(Spanned { value, range: node.range }),
        _ => None,
    });
    texts.collect()
}

/// The files that a model includes, in the order of its patterns, each once.
pub fn parts<'s>(path: &SourcePath, text: &str, sources: &'s Sources) -> Vec<&'s Source> {
    let patterns = patterns(path, text);
    let mut found: Vec<&Source> = Vec::new();
    for matcher in patterns.iter().filter_map(|pattern| matcher(path, &pattern.value)) {
        let fits = |source: &&Source| {
            is_part(&source.path) && matcher.is_match(source.path.as_str()) && source.path != *path
        };
        for source in sources.iter().filter(fits) {
            if !found.iter().any(|other| other.path == source.path) {
                found.push(source);
            }
        }
    }
    found
}

/// Models are no parts of others.
fn is_part(path: &SourcePath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
    is_yaml && !name.contains(".model.") && path.as_str().starts_with(CONTENT)
}

fn matcher(from: &SourcePath, pattern: &str) -> Option<GlobMatcher> {
    let path = below_content(from, pattern)?;
    let glob = GlobBuilder::new(&path).literal_separator(true).build().ok()?;
    Some(glob.compile_matcher())
}

/// The pattern from the site's root; none when it leaves `content/`.
pub fn below_content(from: &SourcePath, pattern: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.folder().split('/').collect();
    if pattern.starts_with('/') {
        parts.truncate(1);
    }
    for part in pattern.trim().split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() <= 1 => return None,
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Reports patterns that lead out of the site or to no file.
pub fn check(reader: &mut Reader, patterns: &[Spanned<String>], parts: &Parts) {
    let path = reader.path.clone();
    for pattern in patterns {
        let place = reader.place(&pattern.range);
        if below_content(&path, &pattern.value).is_none() {
            reader.report(messages::include_leaves(place, &pattern.value));
            continue;
        }
        let matcher = matcher(&path, &pattern.value);
        let found = parts
            .paths()
            .skip(1)
            .any(|part| matcher.as_ref().is_some_and(|matcher| matcher.is_match(part.as_str())));
        if !found {
            reader.report(messages::include_nothing(place, &pattern.value));
        }
    }
}

const LISTS: [&str; 4] = ["dimensions", "levels", "activities", "capabilities"];
const MAPS: [&str; 4] = ["fields", "frameworks", "resources", "answers"];

/// Adds what an included file holds to the model's own tree.
pub fn merge(reader: &mut Reader, root: &mut Node, part: Node) {
    let Kind::Map(own, _) = &mut root.kind else { return };
    let Kind::Map(entries, layout) = part.kind else {
        if part.kind != Kind::Unreadable {
            let place = reader.first_line(&part.range);
            reader.report(messages::odd_part(place));
        }
        return;
    };
    let is_collection =
        |entry: &Entry| LISTS.contains(&entry.key.as_str()) || MAPS.contains(&entry.key.as_str());
    let has = |key: &str| entries.iter().any(|entry| entry.key == key);
    let is_dimension =
        has("name") || has("id") || has("cells") || has("activities") && has("summary");
    if is_dimension {
        let node = Node { range: part.range.clone(), kind: Kind::Map(entries, layout) };
        return extend(
            own,
            "dimensions",
            part.range.start..part.range.start,
            Kind::List(vec![node], Layout::Block),
        );
    }
    for entry in entries {
        if is_collection(&entry) {
            extend(own, &entry.key, entry.key_range, entry.value.kind);
        } else if entry.key.starts_with("x-") {
            own.push(entry);
        } else {
            let place = reader.place(&entry.key_range);
            reader.report(messages::not_in_a_part(place, &entry.key));
        }
    }
}

/// Adds to a list or a map of the model, or begins it.
fn extend(own: &mut Vec<Entry>, key: &str, key_range: Range<usize>, more: Kind) {
    let present = own.iter_mut().find(|entry| entry.key == key);
    match (present.map(|entry| &mut entry.value.kind), more) {
        (Some(Kind::List(nodes, _)), Kind::List(more, _)) => nodes.extend(more),
        (Some(Kind::Map(entries, _)), Kind::Map(more, _)) => entries.extend(more),
        (Some(kind @ Kind::Null), more) => *kind = more,
        (_, Kind::Null) => {}
        (_, more) => {
            let value = Node { range: key_range.clone(), kind: more };
            own.push(Entry { key: key.to_owned(), key_range, value });
        }
    }
}
