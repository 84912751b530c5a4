//! Where in a note its addresses are written: what has to change there when a file moves.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::clean::Clean;
use super::draft::{Draft, Scope, Step, matching_end};
use super::scan::{self, Token};
use super::{INLINE, NOTE, body_start, include, wikilinks};

/// An address as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its bytes in the file, without what encloses it.
    pub range: Range<usize>,
    /// What it says, escapes and entities resolved, percent signs as they are.
    pub dest: String,
    pub form: Form,
}

/// What encloses an address, and so what it must not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `[x](a.md)`, `[x]: a.md`
    Bare,
    /// `[x](<a b.md>)`
    Angled,
    /// The value of an attribute.
    Attribute,
    /// The name of a model, as an attribute.
    Model,
    /// The file of `{{#include a.md}}`: percent signs stand for themselves.
    Include,
    /// The file of `--8<-- "a.md"`, whose path counts from the site.
    Snippet,
    /// `[[a]]`
    Wiki,
}

/// Every address of a note that may lead to a file, in the order of the text.
pub fn written(text: &str) -> Vec<Written> {
    let clean = Clean::from(text, body_start(text));
    let mut finder = Finder { text: &clean.text, found: Vec::new() };
    for (range, file, of_site) in include::written(&clean.text) {
        let form = if of_site { Form::Snippet } else { Form::Include };
        finder.found.push(Written { range, dest: file, form });
    }
    finder.definitions();
    let draft = Draft::parse(None, &clean, Scope::Note, NOTE);
    finder.steps(&draft.steps);
    let mut found = finder.found;
    for written in &mut found {
        written.range = clean.original(&written.range);
    }
    found.sort_by_key(|written| written.range.start);
    found.dedup();
    found
}

/// The attributes that are addresses, by element; of components the last ones.
const ADDRESSES: &[(&[&str], &str)] = &[
    (&["a", "area"], "href"),
    (&["img", "video", "audio", "source", "track", "iframe", "embed"], "src"),
];

struct Finder<'t> {
    text: &'t str,
    found: Vec<Written>,
}

impl Finder<'_> {
    /// `[label]: address "title"`
    fn definitions(&mut self) {
        let parser = Parser::new_ext(self.text, NOTE);
        let definitions: Vec<_> = parser
            .reference_definitions()
            .iter()
            .map(|(_, definition)| (definition.span.clone(), definition.dest.to_string()))
            .collect();
        for (span, dest) in definitions {
            let Some(definition) = self.text.get(span.clone()) else { continue };
            let colon =
                definition.match_indices("]:").find(|(at, _)| !definition[..*at].ends_with('\\'));
            if let Some((at, _)) = colon {
                self.destination(span.start + at + 2, span.end, &dest, false);
            }
        }
    }

    fn steps(&mut self, steps: &[Step<'_>]) {
        for (index, step) in steps.iter().enumerate() {
            match step.md() {
                Some(Event::Start(
                    Tag::Link { link_type: LinkType::Inline, dest_url, .. }
                    | Tag::Image { link_type: LinkType::Inline, dest_url, .. },
                )) => {
                    let inner = &steps[index + 1..matching_end(steps, index)];
                    let opens = if self.text[step.range.clone()].starts_with('!') { 2 } else { 1 };
                    let start = step.range.start + opens;
                    let from = inner.iter().map(|step| step.range.end).max().unwrap_or(start);
                    let Some(rest) = self.text.get(from..step.range.end) else { continue };
                    if let Some(at) = rest.find("](") {
                        self.destination(from + at + 2, step.range.end, dest_url, true);
                    }
                }
                Some(Event::Text(text)) if text.contains("[[") => {
                    let is_escaped = self.text[..step.range.start].ends_with('\\');
                    let start = step.range.start - usize::from(is_escaped);
                    for link in wikilinks::found(text, &self.text[start..step.range.end], start) {
                        let dest = link.dest.split('#').next().unwrap_or_default();
                        let whole = &self.text[link.place.clone()];
                        let Some(at) = whole.find(dest).filter(|_| !dest.is_empty()) else {
                            continue;
                        };
                        let at = link.place.start + at;
                        let range = at..at + dest.len();
                        self.found.push(Written { range, dest: dest.to_owned(), form: Form::Wiki });
                    }
                }
                Some(Event::Html(html) | Event::InlineHtml(html)) => {
                    self.html(html, step.range.clone());
                }
                _ => {}
            }
        }
    }

    /// The address that follows `at`, if it says what is expected.
    fn destination(&mut self, at: usize, end: usize, dest: &str, in_parentheses: bool) {
        let rest = &self.text[at..end];
        let skipped =
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '>').len();
        let (at, rest) = (at + skipped, &rest[skipped..]);
        let (range, form) = match rest.strip_prefix('<') {
            Some(inner) => {
                let Some(length) = until(inner, |c, _| c == '>') else { return };
                (at + 1..at + 1 + length, Form::Angled)
            }
            None => {
                let ends = |c: char, depth: usize| {
                    c.is_whitespace() || in_parentheses && c == ')' && depth == 0
                };
                let length = until(rest, ends).unwrap_or(rest.len());
                (at..at + length, Form::Bare)
            }
        };
        if says(&self.text[range.clone()], form).as_deref() == Some(dest) {
            self.found.push(Written { range, dest: dest.to_owned(), form });
        }
    }

    fn html(&mut self, html: &str, range: Range<usize>) {
        let own = &self.text[range.clone()];
        let exact = own == html;
        // In a quote the lines have marks before them: then each value is looked for.
        let mut from = 0;
        let mut place = |value: &str, at: usize| {
            if exact {
                return Some(range.start + at..range.start + at + value.len());
            }
            let found = from + own[from..].find(value)?;
            from = found + value.len();
            Some(range.start + found..range.start + found + value.len())
        };
        let mut remarks = Vec::new();
        for (start, token) in scan::tokens(html) {
            match token {
                Token::Tag(tag) if !tag.closing => {
                    for attribute in &tag.attributes {
                        let Some(value) = attribute.value else { continue };
                        let Some(form) = form(tag.name, attribute.name) else { continue };
                        let inner = tag.whole[attribute.at.clone()].rfind(value).unwrap_or(0);
                        let at = start + attribute.at.start + inner;
                        if let Some(range) = place(value, at) {
                            let dest = scan::decode(value).trim().to_owned();
                            self.found.push(Written { range, dest, form });
                        }
                    }
                }
                Token::Comment(comment) if comment.trim_start().starts_with("differs:") => {
                    remarks.extend(place(comment, start + "<!--".len()));
                }
                _ => {}
            }
        }
        for range in remarks {
            let line = Clean::line(&self.text[range.clone()]);
            let draft = Draft::parse(None, &line, Scope::Note, INLINE);
            let mut inner = Finder { text: &line.text, found: Vec::new() };
            inner.steps(&draft.steps);
            for mut written in inner.found {
                let own = line.original(&written.range);
                written.range = range.start + own.start..range.start + own.end;
                self.found.push(written);
            }
        }
    }
}

fn form(element: &str, attribute: &str) -> Option<Form> {
    let is_component = element.starts_with(|c: char| c.is_ascii_uppercase());
    let (element, attribute) = (element.to_ascii_lowercase(), attribute.to_ascii_lowercase());
    let is_address = |(elements, name): &(&[&str], &str)| {
        elements.contains(&element.as_str()) && *name == attribute
    };
    let of_component = matches!(attribute.as_str(), "href" | "src" | "poster") && is_component;
    match () {
        () if is_component && attribute == "model" => Some(Form::Model),
        () if of_component || ADDRESSES.iter().any(is_address) => Some(Form::Attribute),
        () => None,
    }
}

/// The first byte at which a text ends: no escaped character does it. `ends` is told how many
/// parentheses are open.
fn until(text: &str, ends: impl Fn(char, usize) -> bool) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if ends(c, depth) => return Some(at),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// What a spelling says as the address of a link.
pub fn says(spelled: &str, form: Form) -> Option<String> {
    let link = match form {
        Form::Angled => format!("[x](<{spelled}>)"),
        Form::Bare => format!("[x](<{}>)", spelled.replace('<', "\\<").replace('>', "\\>")),
        _ => return Some(scan::decode(spelled).trim().to_owned()),
    };
    Parser::new(&link).find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let found = written(text).into_iter();
        found.map(|w| format!("{} {:?}", &text[w.range], w.form)).collect()
    }

    #[test]
    fn every_way_of_writing_an_address_is_found() {
        let text = "---\ntitle: [x](no.md)\n---\n\
            [a](one.md), ![b *c*](<two three.png> \"t\"), [`](` d](four\\).md)\r\n\
            [![e](five.png)](six.md#part) and [f][ref] [](seven.md) $5 [g](eight.md) $6\r\n\r\n\
            [ref]: nine.md 'title'\r\n[unused]: <ten.md>\n\n\
            > <a\n> class=x href=\"eleven.md\">h</a>\n\n<Card title=\"[x](no.md)\" href='twelve.md' model=m>\n\n\
            <!-- differs: see [i](thirteen.md) -->\n\n```\n{{#include fourteen.md:2}}\n[x](no.md)\n```\n\
            <img alt=\"src\" src=fifteen.png>\n";
        assert_eq!(
            found(text),
            [
                "one.md Bare",
                "two three.png Angled",
                "four\\).md Bare",
                "five.png Bare",
                "six.md#part Bare",
                "seven.md Bare",
                "eight.md Bare",
                "nine.md Bare",
                "ten.md Angled",
                "eleven.md Attribute",
                "twelve.md Attribute",
                "m Model",
                "thirteen.md Bare",
                "fourteen.md Include",
                "fifteen.png Attribute",
            ]
        );
    }
}
