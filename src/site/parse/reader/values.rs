//! Values of one kind each: numbers, yes or no, choices, addresses.

use std::ops::Range;

use super::{Fields, Reader, messages, quoted};
use crate::site::parse::markdown;
use crate::site::parse::model::Text;
use crate::site::parse::note::Spanned;
use crate::site::parse::yaml::{Entry, Kind, Node, Style};

impl Reader<'_> {
    /// A short text; `None` for an empty one.
    pub fn string(&mut self, fields: &Fields, key: &str) -> Option<Spanned<String>> {
        fields.get(key).and_then(|entry| self.entry_string(entry))
    }

    pub fn entry_string(&mut self, entry: &Entry) -> Option<Spanned<String>> {
        self.text(&entry.value, false).and_then(not_empty)
    }

    /// A text that has to be there. `example` shows what to write.
    pub fn required(
        &mut self,
        fields: &Fields,
        key: &str,
        what: &str,
        example: &str,
    ) -> Option<Spanned<String>> {
        let entry = fields.get(key);
        if let Some(Kind::Unreadable) = entry.map(|entry| &entry.value.kind) {
            return None;
        }
        let before = self.diagnostics.len();
        let found = entry.and_then(|entry| self.entry_string(entry));
        let misspelled = fields.meant.contains(&key);
        if found.is_none() && !misspelled && self.diagnostics.len() == before {
            let at = entry.map_or(&fields.place, |entry| &entry.key_range);
            let place = self.place(at);
            self.report(messages::missing(place, key, what, example));
        }
        found
    }

    /// A text whose Markdown stays within a paragraph.
    pub fn inline(&mut self, fields: &Fields, key: &str) -> Option<Text> {
        self.string(fields, key).map(text_inline)
    }

    /// A text of paragraphs, lists and tables.
    pub fn prose(&mut self, fields: &Fields, key: &str) -> Option<Text> {
        self.string(fields, key).map(|text| self.blocks(text))
    }

    /// The Markdown of a text of paragraphs.
    pub fn blocks(&self, text: Spanned<String>) -> Text {
        let rich = markdown::blocks(&text.value, &self.words);
        Text { rich, raw: text.value, range: text.range }
    }

    /// A list of short texts; one text alone is a list of one.
    pub fn strings(&mut self, fields: &Fields, key: &str) -> Vec<Spanned<String>> {
        let Some(entry) = fields.get(key) else { return Vec::new() };
        if let Kind::Scalar(..) = entry.value.kind {
            return self.entry_string(entry).into_iter().collect();
        }
        let texts = self.list(entry).iter().filter_map(|node| self.text(node, true));
        texts.collect::<Vec<_>>().into_iter().filter_map(not_empty).collect()
    }

    pub fn integer(&mut self, fields: &Fields, key: &str) -> Option<Spanned<i64>> {
        let (entry, text) = self.scalar(fields, key, "a whole number")?;
        match text.trim().parse() {
            Ok(value) => Some(Spanned { value, range: entry.value.range.clone() }),
            Err(_) => {
                let place = self.place(&entry.value.range);
                self.report(messages::not_a_number(place, key, text));
                None
            }
        }
    }

    pub fn boolean(&mut self, fields: &Fields, key: &str) -> Option<bool> {
        let (entry, text) = self.scalar(fields, key, "true or false")?;
        match text.trim() {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let place = self.place(&entry.value.range);
                self.report(messages::not_allowed(place, key, other, &["true", "false"]));
                None
            }
        }
    }

    /// One of a few words: its index.
    pub fn choice(&mut self, fields: &Fields, key: &str, allowed: &[&str]) -> Option<usize> {
        let (entry, text) = self.scalar(fields, key, "one word")?;
        let found = allowed.iter().position(|word| *word == text.trim());
        if found.is_none() {
            let place = self.place(&entry.value.range);
            self.report(messages::not_allowed(place, key, text, allowed));
        }
        found
    }

    /// A value that is no text to read, so that a comment behind it is welcome.
    pub fn scalar<'n>(
        &mut self,
        fields: &Fields<'n>,
        key: &str,
        expected: &str,
    ) -> Option<(&'n Entry, &'n str)> {
        let entry = fields.get(key)?;
        match &entry.value.kind {
            Kind::Scalar(text, _) => return Some((entry, text)),
            Kind::Null | Kind::Unreadable => {}
            _ => self.wrong_kind(&entry.value, &entry.place(), &quoted(key), expected),
        }
        None
    }

    /// An address of the web, or of mail where `mail` says so.
    pub fn url(&mut self, fields: &Fields, key: &str, mail: bool) -> Option<Spanned<String>> {
        let (entry, text) = self.scalar(fields, key, "an address")?;
        let (value, range) = (text.trim().to_owned(), entry.value.range.clone());
        if value.is_empty() {
            return None;
        }
        if is_url(&value, mail) {
            return Some(Spanned { value, range });
        }
        let place = self.place(&range);
        self.report(messages::not_an_address(place, key, &value, mail));
        None
    }

    /// Reports a value that breaks a rule of its key; `help` says what to write.
    pub fn refuse(&mut self, range: &Range<usize>, message: String, help: impl Into<String>) {
        let place = self.place(range);
        self.report(messages::refused(place, message, help));
    }
}

/// Whether a text is `http`, `https` or, where allowed, `mailto` with something behind it.
pub fn is_url(text: &str, mail: bool) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\');
    let lower: String = text.chars().take(8).flat_map(char::to_lowercase).collect();
    let rest = if lower.starts_with("https://") {
        text.get(8..)
    } else if lower.starts_with("http://") {
        text.get(7..)
    } else if mail && lower.starts_with("mailto:") {
        text.get(7..).filter(|address| address.contains('@'))
    } else {
        None
    };
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']))
        && !text.contains(odd)
}

pub fn not_empty(text: Spanned<String>) -> Option<Spanned<String>> {
    let value = text.value.trim();
    if value.is_empty() {
        return None;
    }
    Some(match value.len() == text.value.len() {
        true => text,
        false => Spanned { value: value.to_owned(), range: text.range },
    })
}

pub fn text_inline(text: Spanned<String>) -> Text {
    Text { rich: markdown::inline(&text.value), raw: text.value, range: text.range }
}

/// A value as JSON in which every scalar is a string, so that nothing is typed by guessing; a bare
/// `null` is nothing, as JSON writes it.
pub fn json(node: &Node) -> serde_json::Value {
    use serde_json::Value;
    match &node.kind {
        Kind::Null | Kind::Unreadable => Value::Null,
        Kind::Scalar(text, Style::Plain) if text == "null" => Value::Null,
        Kind::Scalar(text, _) => Value::String(text.clone()),
        Kind::List(items, _) => items.iter().map(json).collect(),
        Kind::Map(entries, _) => Value::Object(
            entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect(),
        ),
    }
}
