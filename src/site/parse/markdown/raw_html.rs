//! Raw HTML: passes as written in notes, with holes for its addresses and ids; is text in models.
//! Comments are dropped, but for the two that mean something: `level:` and `differs:`.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag as MdTag, TagEnd};

use super::super::rich::{LinkKind, Piece};
use super::draft::{Draft, Mark, Node, Scope, Step};
use super::scan::{self, Attribute, Tag, Token};
use super::{INLINE, problems};
use crate::site::text;

pub fn raw_html(draft: &mut Draft<'_>) {
    let is_raw = |step: &Step<'_>| matches!(step.md(), Some(Event::Html(_) | Event::InlineHtml(_)));
    if !draft.steps.iter().any(is_raw) {
        return;
    }
    if draft.scope == Scope::Model {
        draft.steps.iter_mut().for_each(show_as_text);
        return;
    }
    let steps = std::mem::take(&mut draft.steps);
    let mut out = Vec::with_capacity(steps.len() + 16);
    for step in steps {
        match step.node {
            Node::Md(Event::Start(MdTag::HtmlBlock) | Event::End(TagEnd::HtmlBlock)) => {}
            Node::Md(Event::Html(html)) => Raw::new(draft, &html, step.range, true).run(&mut out),
            Node::Md(Event::InlineHtml(html)) => {
                Raw::new(draft, &html, step.range, false).run(&mut out);
            }
            _ => out.push(step),
        }
    }
    draft.steps = out;
}

fn show_as_text(step: &mut Step<'_>) {
    let Node::Md(event) = &mut step.node else { return };
    *event = match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html.clone()),
        Event::Start(MdTag::HtmlBlock) => Event::Start(MdTag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        _ => return,
    };
}

/// One run of raw HTML on its way into the draft.
struct Raw<'d, 'a, 't> {
    draft: &'d mut Draft<'a>,
    html: &'t str,
    range: Range<usize>,
    /// Whether the bytes of the HTML are those of the text, so that places inside are exact.
    exact: bool,
    /// Whether it stands between paragraphs, not inside one.
    block: bool,
}

impl<'d, 'a, 't> Raw<'d, 'a, 't> {
    fn new(draft: &'d mut Draft<'a>, html: &'t str, range: Range<usize>, block: bool) -> Self {
        let exact = draft.clean.text.get(range.clone()) == Some(html);
        Self { draft, html, range, exact, block }
    }

    fn run(mut self, out: &mut Vec<Step<'a>>) {
        for (at, token) in scan::tokens(self.html) {
            match token {
                Token::Text(text) => self.push(out, at, Node::Raw(owned(text))),
                Token::Broken(text) => {
                    self.push(out, at, Node::Md(Event::Text(owned(text))));
                }
                Token::Code(code, unclosed) => {
                    self.push(out, at, Node::Inline(owned(code)));
                    if unclosed {
                        self.push(out, at, Node::Inline(closing_tag(self.html, at)));
                    }
                }
                Token::Comment(comment) => self.comment(out, at, comment),
                Token::Tag(tag) => self.tag(out, at, &tag),
            }
        }
    }

    fn push(&self, out: &mut Vec<Step<'a>>, at: usize, node: Node<'a>) {
        out.push(Step { node, range: self.at(at..at) });
    }

    /// The place of a part of the HTML in the text.
    fn at(&self, part: Range<usize>) -> Range<usize> {
        if self.exact {
            self.range.start + part.start..self.range.start + part.end
        } else {
            self.range.clone()
        }
    }

    fn tag(&mut self, out: &mut Vec<Step<'a>>, at: usize, tag: &Tag<'_>) {
        let markup = |html: &str| {
            if is_inline(tag.name) { Node::Inline(owned(html)) } else { Node::Block(owned(html)) }
        };
        let range = self.at(at..at + tag.whole.len());
        let mut from = 0;
        let names_itself = tag.attributes.iter().any(|a| a.name.eq_ignore_ascii_case("id"));
        for attribute in &tag.attributes {
            let Some((name, pieces)) = self.holes(tag, attribute, &range, names_itself) else {
                continue;
            };
            let before = &tag.whole[from..attribute.at.start];
            self.push(out, at, markup(&format!("{before}{name}=\"")));
            let mut pieces = pieces.into_iter();
            out.extend(pieces.next().map(|hole| Step { node: hole, range: range.clone() }));
            self.push(out, at, Node::Inline("\"".into()));
            out.extend(pieces.map(|hole| Step { node: hole, range: range.clone() }));
            from = attribute.at.end;
        }
        self.push(out, at, markup(&tag.whole[from..]));
    }

    /// What stands for an attribute that needs holes: its name, its value, and what follows it.
    fn holes(
        &mut self,
        tag: &Tag<'_>,
        attribute: &Attribute<'_>,
        range: &Range<usize>,
        names_itself: bool,
    ) -> Option<(&'static str, Vec<Node<'a>>)> {
        let value = scan::decode(attribute.value?);
        let hole = |piece| Node::Mark(Mark::Hole(piece));
        let element = tag.name.to_ascii_lowercase();
        match (element.as_str(), attribute.name.to_ascii_lowercase().as_str()) {
            _ if tag.closing => None,
            ("a" | "area", "href") => {
                let link = self.draft.link(LinkKind::Link, value.trim(), range);
                Some(("href", vec![hole(Piece::Href(link))]))
            }
            ("img", "src") => {
                let link = self.draft.link(LinkKind::Image, value.trim(), range);
                let mut nodes = vec![hole(Piece::Href(link))];
                if !tag.attributes.iter().any(|a| matches!(a.name, "width" | "height")) {
                    nodes.push(hole(Piece::ImageSize(link)));
                }
                Some(("src", nodes))
            }
            ("video" | "audio" | "source" | "track" | "iframe" | "embed", "src") => {
                let link = self.draft.link(LinkKind::Link, value.trim(), range);
                Some(("src", vec![hole(Piece::Href(link))]))
            }
            (_, "id") => Some(("id", vec![hole(Piece::Id(self.id(&value, range)))])),
            // `<a name>` is how anchors were written before ids.
            ("a", "name") if !names_itself => {
                Some(("id", vec![hole(Piece::Id(self.id(&value, range)))]))
            }
            _ => None,
        }
    }

    fn id(&mut self, id: &str, range: &Range<usize>) -> Box<str> {
        let Err(first) = self.draft.ids.give(id, self.draft.original(range)) else {
            return id.into();
        };
        let instead = self.draft.ids.unique(id);
        let first = self.draft.place(first);
        self.draft.report(range, |place| problems::same_id(place, id, first, &instead));
        instead.into()
    }

    fn comment(&mut self, out: &mut Vec<Step<'a>>, at: usize, comment: &str) {
        let Some((key, value)) = comment.split_once(':') else { return };
        let text = value.trim();
        let start = at + "<!--".len() + key.len() + 1 + (value.len() - value.trim_start().len());
        let range = self.at(start..start + text.len());
        match key.trim() {
            "level" if !text.is_empty() => {
                let range_in_file = self.draft.original(&range);
                let node = Node::Mark(Mark::Level(text.to_owned(), range_in_file));
                out.push(Step { node, range });
            }
            "differs" if !text.is_empty() => self.differs(out, at, text, range.start),
            _ => {}
        }
    }

    /// A remark that notes and model disagree, with inline Markdown in it.
    fn differs(&self, out: &mut Vec<Step<'a>>, at: usize, text: &str, start: usize) {
        let label = "<strong class=\"differs-label\">The model differs:</strong> ";
        let (open, close) = if self.block {
            ("<aside class=\"differs\" role=\"note\"><p>", "</p></aside>")
        } else {
            ("<span class=\"differs\" role=\"note\">", "</span>")
        };
        self.push(out, at, Node::Block(format!("{open}{label}").into()));
        let line = super::clean::Clean::line(text);
        for step in Draft::parse(None, &line, Scope::Note, INLINE).steps {
            let node = match step.node {
                Node::Md(Event::InlineHtml(html)) => Node::Md(Event::Text(html.into_static())),
                Node::Md(event) => Node::Md(event.into_static()),
                _ => continue,
            };
            let range = line.original(&step.range);
            let range = if self.exact {
                start + range.start..start + range.end
            } else {
                self.range.clone()
            };
            out.push(Step { node, range });
        }
        self.push(out, at, Node::Block(close.into()));
    }
}

fn owned<'a>(text: &str) -> CowStr<'a> {
    text.to_owned().into()
}

/// Closes the element whose inside starts at `at`.
fn closing_tag<'a>(html: &str, at: usize) -> CowStr<'a> {
    let open = html[..at].rfind('<').unwrap_or(0);
    let name: String =
        html[open..].chars().skip(1).take_while(char::is_ascii_alphanumeric).collect();
    format!("</{}>", text::escape(&name)).into()
}

/// Elements that stand inside a word as well as between words.
fn is_inline(name: &str) -> bool {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "tt", "u", "var", "wbr",
    ];
    INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name))
}
