//! Which HTML of an untrusted author stays: what shapes a text, and nothing that runs, loads from
//! elsewhere or reaches out of the text.
//!
//! A tag that stays is written anew from its name and its attributes, so that no browser can read it
//! otherwise than this program has.

use super::scan::{self, Tag};
use crate::site::text::escape;

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements without an inside.
const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Attributes that every element may have, and those of some.
const ANYWHERE: &[&str] = &["id", "title", "lang", "dir"];
const OF_SOME: &[(&str, &[&str])] = &[
    ("a", &["href", "name"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("details", &["open"]),
    ("img", &["src", "alt", "width", "height"]),
    ("ol", &["start", "reversed", "type"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "headers", "scope"]),
    ("time", &["datetime"]),
];

/// The elements that an untrusted text has opened and not closed; none stands for the start of a part
/// of the text (a quote, a list, a component), out of which no tag reaches.
#[derive(Default)]
pub struct Open(Vec<Option<String>>);

impl Open {
    /// A part of the text begins.
    pub fn enters(&mut self) {
        self.0.push(None);
    }

    /// The last part that began ends; the tags that close what it left open.
    pub fn leaves(&mut self) -> String {
        let start = self.0.iter().rposition(Option::is_none).unwrap_or(0);
        closing(Self(self.0.split_off(start)))
    }
}

/// The tag as it may stand in a page; none where it is not to be one.
pub fn tag(tag: &Tag<'_>, open: &mut Open) -> Option<String> {
    let name = tag.name.to_ascii_lowercase();
    if !ELEMENTS.contains(&name.as_str()) {
        return None;
    }
    if tag.closing {
        // What it did not open it does not close: that may be the page's own.
        let part = open.0.iter().rposition(Option::is_none).map_or(0, |at| at + 1);
        let at = open.0[part..].iter().rposition(|other| other.as_ref() == Some(&name))?;
        return Some(closing(Open(open.0.split_off(part + at))));
    }
    if !VOID.contains(&name.as_str()) {
        open.0.push(Some(name.clone()));
    }
    let attributes = tag.attributes.iter().filter_map(|attribute| {
        let key = attribute.name.to_ascii_lowercase();
        let value = scan::decode(attribute.value.unwrap_or_default());
        may_have(&name, &key).then(|| format!(" {key}=\"{}\"", escape(&value)))
    });
    Some(format!("<{name}{}>", attributes.collect::<String>()))
}

/// Closes what is still open, the innermost first.
pub fn closing(open: Open) -> String {
    open.0.into_iter().flatten().rev().map(|name| format!("</{name}>")).collect()
}

fn may_have(element: &str, attribute: &str) -> bool {
    let own = OF_SOME.iter().find(|(name, _)| *name == element).map_or(&[][..], |(_, own)| own);
    ANYWHERE.contains(&attribute) || own.contains(&attribute)
}
