//! A list of texts in an author's YAML, such as `aliases`: what to write where, so that a text joins
//! it and every other byte stays.

use std::ops::Range;

use super::yaml::{self, Entry, Kind, Layout, Node, Style};
use crate::site::diagnostics::Edit;
use crate::site::sources::SourcePath;

/// The YAML of a file, and what adds to it.
pub struct Listed<'t> {
    text: &'t str,
    entries: Vec<Entry>,
    /// Where a new key goes, and what stands before and behind it there.
    new: (usize, String, String),
}

impl<'t> Listed<'t> {
    /// The front matter of a note; where there is none, a new one at its beginning. None for one
    /// that cannot be read.
    pub fn of_note(path: &SourcePath, text: &'t str) -> Option<Self> {
        let eol = line_end(text);
        match super::markdown::front_matter(text)? {
            Some(yaml) => {
                let entries = entries(path, text, yaml.clone())?;
                let margin = margin(text, &entries);
                Some(Self { text, entries, new: (yaml.end, margin, eol.to_owned()) })
            }
            None => {
                let start = super::markdown::body_start(text);
                let is_apart = text[start..].starts_with(['\n', '\r']) || text.len() == start;
                let gap = if is_apart { "" } else { eol };
                let new = (start, format!("---{eol}"), format!("{eol}---{eol}{gap}"));
                Some(Self { text, entries: Vec::new(), new })
            }
        }
    }

    /// A whole file of YAML; a new key goes before the first one.
    pub fn of_file(path: &SourcePath, text: &'t str) -> Option<Self> {
        let entries = entries(path, text, 0..text.len())?;
        let first = entries.first()?.key_range.start;
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let at = if text[start..first].trim().is_empty() { start } else { first };
        let new = (at, text[at..first].to_owned(), line_end(text).to_owned());
        Some(Self { text, entries, new })
    }

    /// What adds a text to the list of `key`, in the place of `instead` where that is in it.
    pub fn add(&self, key: &str, value: &str, instead: Option<&Range<usize>>) -> Option<Edit> {
        let value = in_list(value);
        let insert = |at: usize, text: String| Some(Edit { range: at..at, text });
        if let Some(range) = instead {
            return Some(Edit { range: range.clone(), text: value });
        }
        let Some(entry) = self.entries.iter().find(|entry| entry.key == key) else {
            let (at, before, behind) = &self.new;
            return insert(*at, format!("{before}{key}: [{value}]{behind}"));
        };
        let range = &entry.value.range;
        match &entry.value.kind {
            Kind::Null => insert(self.colon(entry)?, format!(" [{value}]")),
            Kind::Scalar(_, Style::Plain | Style::Quoted) => {
                let text = format!("[{}, {value}]", &self.text[range.clone()]);
                Some(Edit { range: range.clone(), text })
            }
            Kind::List(items, Layout::Flow) => match items.last() {
                Some(last) => insert(last.range.end, format!(", {value}")),
                None => insert(range.start + 1, value),
            },
            Kind::List(items, Layout::Block) => self.further_line(items.last()?, &value),
            _ => None,
        }
    }

    /// Behind the colon of a key without a value.
    fn colon(&self, entry: &Entry) -> Option<usize> {
        let rest = &self.text[entry.key_range.end..];
        Some(entry.key_range.end + rest.find(':')? + 1)
    }

    /// A bullet below the last one, in its column.
    fn further_line(&self, last: &Node, value: &str) -> Option<Edit> {
        let start = self.text[..last.range.start].rfind('\n').map_or(0, |at| at + 1);
        let dash = start + self.text[start..last.range.start].find('-')?;
        let written = self.text[..last.range.end].trim_end().len();
        let end = self.text[written..].find('\n').map_or(self.text.len(), |at| written + at + 1);
        let eol = line_end(self.text);
        let (margin, bare) = (&self.text[start..dash], !self.text[..end].ends_with('\n'));
        let before = if bare { eol } else { "" };
        let behind = if bare { "" } else { eol };
        let text = format!("{before}{margin}- {value}{behind}");
        Some(Edit { range: end..end, text })
    }
}

/// The entries of the outermost map; none where it is none or holds mistakes.
fn entries(path: &SourcePath, text: &str, range: Range<usize>) -> Option<Vec<Entry>> {
    let read = yaml::parse(path, text, range, &mut Vec::new());
    match read.root {
        _ if read.damaged => None,
        None => Some(Vec::new()),
        Some(Node { kind: Kind::Null, .. }) => Some(Vec::new()),
        Some(Node { kind: Kind::Map(entries, Layout::Block), .. }) => Some(entries),
        Some(_) => None,
    }
}

/// What stands before the keys on their lines.
fn margin(text: &str, entries: &[Entry]) -> String {
    let Some(first) = entries.first() else { return String::new() };
    let start = text[..first.key_range.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[start..first.key_range.start];
    before.chars().take_while(|c| *c == ' ').collect()
}

fn line_end(text: &str) -> &'static str {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// A text as an item of a list in brackets, quoted where YAML would take it for something else.
fn in_list(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-~+".contains(c);
    let first = value.chars().next().is_some_and(char::is_alphanumeric);
    let typed = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_word = value.parse::<f64>().is_err()
        && !typed.contains(&value.to_ascii_lowercase().as_str())
        && (value.contains(['/', '.']) || value.starts_with(char::is_alphabetic));
    match first && is_word && value.chars().all(plain) {
        true => value.to_owned(),
        false => yaml::quoted_whole(value),
    }
}

/// A scalar that says `new` in the place of `old`, in the quotes that it has.
pub fn scalar(text: &str, range: &Range<usize>, old: &str, new: &str) -> Option<Edit> {
    let written = text.get(range.clone())?;
    let edit = |text: String| Some(Edit { range: range.clone(), text });
    let inner = written.get(1..written.len().saturating_sub(1)).filter(|inner| *inner == old);
    match written.chars().next()? {
        quote @ ('"' | '\'') if inner.is_some() && !new.contains([quote, '\\']) => {
            edit(format!("{quote}{new}{quote}"))
        }
        _ if written.trim_end() == old => {
            let odd = |c: char| c.is_control() || ",[]{}".contains(c);
            let first = |c: char| "&*!|>'\"%@`#-?:".contains(c);
            let trailing = &written[written.trim_end().len()..];
            let needs_quotes = new.contains(odd) || new.contains(": ") || new.contains(" #");
            match needs_quotes || new.starts_with(first) {
                true => edit(format!("{}{trailing}", yaml::quoted_whole(new))),
                false => edit(format!("{new}{trailing}")),
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> String {
        let path = SourcePath::new("content/a.md");
        let listed = Listed::of_note(&path, text).expect("front matter that can be read");
        let Edit { range, text: new } = listed.add("aliases", "old/a.html", None).expect("an edit");
        format!("{}{new}{}", &text[..range.start], &text[range.end..])
    }

    #[test]
    fn a_text_joins_a_list_in_the_way_that_the_list_is_written() {
        let cases = [
            ("Text\n", "---\naliases: [old/a.html]\n---\n\nText\n"),
            ("\u{feff}Text\r\n", "\u{feff}---\r\naliases: [old/a.html]\r\n---\r\n\r\nText\r\n"),
            ("---\n---\nText", "---\naliases: [old/a.html]\n---\nText"),
            ("---\r\ntitle: A\r\n---\r\n", "---\r\ntitle: A\r\naliases: [old/a.html]\r\n---\r\n"),
            ("---\n  title: A\n---\n", "---\n  title: A\n  aliases: [old/a.html]\n---\n"),
            (
                "---\naliases: b.html # why\n---\n",
                "---\naliases: [b.html, old/a.html] # why\n---\n",
            ),
            (
                "---\naliases: ['b' , \"c\"]\n---\n",
                "---\naliases: ['b' , \"c\", old/a.html]\n---\n",
            ),
            ("---\naliases: []\nx: 1\n---\n", "---\naliases: [old/a.html]\nx: 1\n---\n"),
            ("---\naliases:\ntags: [x]\n---\n", "---\naliases: [old/a.html]\ntags: [x]\n---\n"),
            (
                "---\naliases:\n  - b # why\n\n# then\ntags: x\n---\n",
                "---\naliases:\n  - b # why\n  - old/a.html\n\n# then\ntags: x\n---\n",
            ),
            (
                "---\naliases:\n- {from: b, to: \"#c\"}\n---\n",
                "---\naliases:\n- {from: b, to: \"#c\"}\n- old/a.html\n---\n",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(added(before), after);
        }
    }

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(in_list("notes/a.html"), "notes/a.html");
        assert_eq!(in_list("größe/"), "größe/");
        assert_eq!(in_list("a b, c.html"), "'a b, c.html'");
        assert_eq!(in_list("1.5"), "'1.5'");
        assert_eq!(in_list("it's.html"), "'it''s.html'");
    }
}
