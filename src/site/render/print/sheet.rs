//! The text of a finished page, cut at whatever a document that holds several pages has to change:
//! ids, what refers to them, addresses, the depth of headings.
//!
//! It is read from the page itself, so that all that a theme shows is printed, by any template.

use std::collections::HashSet;
use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use crate::site::text::escape;

/// What is in the page's `main`, as a run of pieces.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub pieces: Vec<Piece>,
    /// The classes of the page's `body`: style sheets tell kinds of pages by them.
    pub classes: String,
    pub ids: HashSet<Box<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Html(Box<str>),
    /// An id, or a reference to one: as on the page.
    Id(Box<str>),
    /// What may be an id: a word behind `#` in a style sheet.
    Named(Box<str>),
    /// The value of an `href` or `src`: as on the page.
    Link(Box<str>),
}

/// What is no text, or leads through the site.
const LEFT_OUT: [&str; 6] = ["nav", "form", "script", "button", "template", "noscript"];
/// Attributes that hold one id or several, or the name of a group of fields.
const REFERENCES: [&str; 12] = [
    "id",
    "for",
    "name",
    "list",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "aria-owns",
    "popovertarget",
    "aria-activedescendant",
];
const LINKS: [&str; 5] = ["href", "src", "poster", "data", "xlink:href"];
/// These have no end tag to wait for.
const VOID: [&str; 10] =
    ["br", "img", "input", "hr", "wbr", "col", "source", "meta", "link", "track"];

/// Reads a finished page. What is marked `data-print="no"` is left out, and with `alone` in the
/// document of the whole site what is marked so, because another page of it says the same.
pub fn read(html: &str, alone: bool) -> Sheet {
    let mut reading = Reading { html, alone, ..Reading::default() };
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span| -> Option<Infallible> {
            reading.see(&event, span.start..span.end);
            None
        });
    // Otherwise what stands in a script would be read as markup.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(_) = token;
    }
    // A page whose `main` does not end is not whole.
    if reading.inside { Sheet::default() } else { reading.sheet }
}

#[derive(Default)]
struct Reading<'h> {
    html: &'h str,
    alone: bool,
    sheet: Sheet,
    /// Whether `main` is open.
    inside: bool,
    /// Up to where the page was copied.
    at: usize,
    tag: Tag,
    attribute: String,
    /// The element that is left out, and how many of its name are open within.
    skipping: Option<(String, usize)>,
    in_style: bool,
}

/// The start tag that is being read.
#[derive(Default)]
struct Tag {
    name: String,
    id: Option<Box<str>>,
    start: usize,
    is_open: bool,
    left_out: bool,
    /// A section with a name is a landmark; those of several pages have the same names.
    is_named: bool,
    has_role: bool,
    /// What changes in it.
    changes: Vec<(Range<usize>, Vec<Piece>)>,
}

impl Reading<'_> {
    fn see(&mut self, event: &CallbackEvent<'_>, span: Range<usize>) {
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: text(name), start: span.start, ..Tag::default() };
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = text(name);
                self.tag.is_open |= name == b"open";
            }
            CallbackEvent::AttributeValue { value } => self.attribute(&text(value), span),
            CallbackEvent::CloseStartTag { self_closing } => self.start(self_closing, &span),
            CallbackEvent::EndTag { name } => self.end(&text(name), &span),
            CallbackEvent::String { .. } if self.in_style && self.is_shown() => self.style(span),
            _ => {}
        }
    }

    fn is_shown(&self) -> bool {
        self.inside && self.skipping.is_none()
    }

    fn attribute(&mut self, value: &str, span: Range<usize>) {
        let name = self.attribute.as_str();
        if name == "data-print" {
            self.tag.left_out |= value == "no" || value == "alone" && self.alone;
        }
        if name == "class" && self.tag.name == "body" {
            value.clone_into(&mut self.sheet.classes);
        }
        self.tag.is_named |= name == "aria-labelledby" || name == "aria-label";
        self.tag.has_role |= name == "role";
        if name == "id" {
            self.tag.id = Some(value.trim().into());
        }
        let pieces = if REFERENCES.contains(&name) {
            ids(value)
        } else if LINKS.contains(&name) {
            vec![Piece::Link(value.into())]
        } else if name == "loading" {
            vec![Piece::Html("eager".into())]
        } else if name == "role" && value == "region" {
            // Regions of several pages have the same names, which those of one page must not.
            vec![Piece::Html("group".into())]
        } else if value.contains("url(#") {
            named_by_url(value)
        } else {
            return;
        };
        self.tag.changes.push((span, pieces));
    }

    fn start(&mut self, self_closing: bool, span: &Range<usize>) {
        let tag = std::mem::take(&mut self.tag);
        if tag.name == "main" && !self.inside {
            (self.inside, self.at) = (true, span.end);
            return;
        }
        if !self.inside {
            return;
        }
        let is_empty = self_closing || VOID.contains(&tag.name.as_str());
        if let Some((name, depth)) = &mut self.skipping {
            *depth += usize::from(*name == tag.name && !is_empty);
            return;
        }
        if tag.left_out || LEFT_OUT.contains(&tag.name.as_str()) {
            self.copy(tag.start);
            self.at = span.end;
            self.skipping = (!is_empty).then_some((tag.name, 0));
            return;
        }
        self.in_style = tag.name == "style";
        self.change(tag, span);
    }

    fn change(&mut self, tag: Tag, span: &Range<usize>) {
        self.heading(&tag.name, tag.start + 2);
        self.sheet.ids.extend(tag.id);
        for (range, pieces) in tag.changes {
            self.copy(range.start);
            self.at = range.end;
            self.sheet.pieces.extend(pieces);
        }
        if tag.name == "section" && tag.is_named && !tag.has_role {
            self.copy(span.end - 1);
            self.push(" role=\"group\"");
        }
        // Paper cannot be clicked.
        if tag.name == "details" && !tag.is_open {
            self.copy(span.end - 1);
            self.push(" open");
        }
    }

    /// Headings move one step down, below the title of the document. `at` is where the digit is.
    fn heading(&mut self, name: &str, at: usize) {
        if let Some(depth @ 1..=5) = name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()) {
            self.copy(at);
            self.push(&(depth + 1).to_string());
            self.at = at + 1;
        }
    }

    fn end(&mut self, name: &str, span: &Range<usize>) {
        self.in_style = false;
        if !self.inside {
            return;
        }
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                match depth.checked_sub(1) {
                    Some(less) => *depth = less,
                    None => (self.skipping, self.at) = (None, span.end),
                }
            }
        } else if name == "main" {
            self.copy(span.start);
            self.inside = false;
        } else {
            self.heading(name, span.start + 3);
        }
    }

    /// A style sheet of a picture names its ids.
    fn style(&mut self, span: Range<usize>) {
        let text = &self.html[span.clone()];
        for (hash, _) in text.match_indices('#') {
            let name = &text[hash + 1..];
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
            let name = &name[..end.unwrap_or(name.len())];
            self.copy(span.start + hash + 1);
            self.at = span.start + hash + 1 + name.len();
            self.sheet.pieces.push(Piece::Named(name.into()));
        }
    }

    fn copy(&mut self, until: usize) {
        let (html, at) = (self.html, self.at);
        self.push(html.get(at..until).unwrap_or_default());
        self.at = self.at.max(until);
    }

    fn push(&mut self, text: &str) {
        if !text.is_empty() {
            self.sheet.pieces.push(html(text));
        }
    }
}

/// Ids with spaces between them.
fn ids(value: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for id in value.split_whitespace() {
        if !pieces.is_empty() {
            pieces.push(html(" "));
        }
        pieces.push(Piece::Id(id.into()));
    }
    pieces
}

/// `url(#arrow)` of a picture: `url(#`, the id, `)`.
fn named_by_url(value: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, part) in value.split("url(#").enumerate() {
        let (id, rest) = match index {
            0 => ("", part),
            _ => part.split_at(part.find(')').unwrap_or(0)),
        };
        if index > 0 {
            pieces.extend([html("url(#"), Piece::Id(id.into())]);
        }
        pieces.push(html(&escape(rest)));
    }
    pieces
}

fn html(text: &str) -> Piece {
    Piece::Html(text.into())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sheet with `[id]` for ids and `(link)` for links.
    fn shown(html: &str, alone: bool) -> String {
        let piece = |piece: Piece| match piece {
            Piece::Html(text) => text.into_string(),
            Piece::Id(id) => format!("[{id}]"),
            Piece::Named(id) => format!("[{id}?]"),
            Piece::Link(link) => format!("({link})"),
        };
        read(html, alone).pieces.into_iter().map(piece).collect()
    }

    #[test]
    fn what_refers_to_ids_is_found_in_attributes_and_style_sheets() {
        let html = "<body class='kind-x'><p id=a>no</p><main id=main><h1 id=\"t\">T &amp; <b>x</b></h1>\
            <a href='#t'>é</a><svg><style>#b, .c { fill: #fff }</style><g id=b mask=\"url(#m)\"/></svg>\
            <td headers=\"a b\"><label for=f>F</label></main><p id=z>no</p>";
        assert_eq!(
            shown(html, false),
            "<h2 id=\"[t]\">T &amp; <b>x</b></h2><a href='(#t)'>é</a>\
             <svg><style>#[b?], .c { fill: #[fff?] }</style><g id=[b] mask=\"url(#[m])\"/></svg>\
             <td headers=\"[a] [b]\"><label for=[f]>F</label>"
        );
        let sheet = read(html, false);
        assert_eq!((sheet.classes.as_str(), sheet.ids.len()), ("kind-x", 2));
    }

    #[test]
    fn the_way_through_the_site_is_left_out() {
        let html = "<main><nav><nav>a</nav>b</nav>1<form><input><p>c</p></form>2<script>'</main>'</script>3\
            <div data-print=\"no\"><div>d</div></div>4<br data-print=no>5<p data-print=alone>e</p>6</main>";
        assert_eq!(shown(html, true), "123456");
        assert_eq!(shown(html, false), "12345<p data-print=alone>e</p>6");
        assert_eq!(
            shown("<main><details><summary>s</summary>x", false),
            "",
            "a page that is not whole"
        );
        assert_eq!(shown("<main><details>x</details></main>", false), "<details open>x</details>");
        assert_eq!(
            shown("<main><pre role=region>x</pre></main>", false),
            "<pre role=group>x</pre>"
        );
    }
}
