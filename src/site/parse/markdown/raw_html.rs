//! Raw HTML: passes as written in notes, with holes for its addresses and ids; is text in models.
//! Comments are dropped, but for the two that mean something: `level:` and `differs:`.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag as MdTag, TagEnd};

use super::super::rich::{LinkKind, Piece};
use super::badges::Badges;
use super::draft::{Draft, Mark, Node, Scope, Step};
use super::scan::{self, Attribute, Tag, Token};
use super::{INLINE, RawHtml, components, problems, sanitize};
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
    let mut open = sanitize::Open::default();
    let mut badges = Badges::default();
    let mut shown = false;
    for (index, step) in steps.iter().enumerate() {
        match &step.node {
            Node::Md(Event::Start(MdTag::HtmlBlock)) => {
                shown = draft.settings.html == RawHtml::Escape && shows(draft, &steps[index + 1]);
                badges.enters();
                out.extend(shown.then(|| paragraph(step, true)));
            }
            Node::Md(Event::End(TagEnd::HtmlBlock)) => {
                closed(badges.leaves(), step.range.start, &mut out);
                out.extend(shown.then(|| paragraph(step, false)));
            }
            Node::Md(Event::Html(html)) => {
                let raw = Raw::new(draft, html, step.range.clone(), !shown);
                raw.run((&mut open, &mut badges), &mut out);
            }
            Node::Md(Event::InlineHtml(html)) => {
                let raw = Raw::new(draft, html, step.range.clone(), false);
                raw.run((&mut open, &mut badges), &mut out);
            }
            Node::Md(Event::Start(_)) => {
                open.enters();
                badges.enters();
                out.push(step.clone());
            }
            Node::Md(Event::End(_)) => {
                closed(badges.leaves(), step.range.start, &mut out);
                closed(open.leaves(), step.range.start, &mut out);
                out.push(step.clone());
            }
            _ => out.push(step.clone()),
        }
    }
    let end = out.last().map_or(0, |step| step.range.end);
    closed(sanitize::closing(open), end, &mut out);
    draft.steps = out;
}

/// The tags that close what a text left open.
fn closed(tags: String, at: usize, out: &mut Vec<Step<'_>>) {
    if !tags.is_empty() {
        out.push(Step { node: Node::Inline(tags.into()), range: at..at });
    }
}

fn paragraph<'a>(step: &Step<'a>, start: bool) -> Step<'a> {
    let event = match start {
        true => Event::Start(MdTag::Paragraph),
        false => Event::End(TagEnd::Paragraph),
    };
    Step { node: Node::Md(event), range: step.range.clone() }
}

/// Whether a block of HTML has anything that is shown as it is written.
fn shows(draft: &Draft<'_>, block: &Step<'_>) -> bool {
    let Some(Event::Html(html)) = block.md() else { return false };
    scan::tokens(html).iter().any(|(_, token)| match token {
        Token::Text(text) => !text.trim().is_empty(),
        Token::Comment(_) => false,
        Token::Tag(tag) => !components::is_component(&draft.settings, tag.name),
        Token::Broken(_) | Token::Code(..) => true,
    })
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

    fn run(mut self, (open, badges): (&mut sanitize::Open, &mut Badges), out: &mut Vec<Step<'a>>) {
        for (at, token) in scan::tokens(self.html) {
            match token {
                Token::Tag(tag) if components::is_component(&self.draft.settings, tag.name) => {
                    let range = self.at(at..at + tag.whole.len());
                    if tag.closing {
                        closed(open.leaves(), range.start, out);
                    } else if !tag.whole.ends_with("/>") {
                        open.enters();
                    }
                    components::tag(self.draft, out, &tag, &range, self.block);
                }
                Token::Tag(tag) if tag.name == "Badge" => match badges.tag(&tag) {
                    Some(html) => self.push(out, at, Node::Inline(html.into())),
                    None => self.as_text(out, at, tag.whole),
                },
                Token::Comment(comment) => self.comment(out, at, comment),
                Token::Tag(tag) => match self.draft.settings.html {
                    RawHtml::Allow => {
                        let range = self.at(at..at + tag.whole.len());
                        components::check_name(self.draft, &tag, &range);
                        self.tag(out, at, &tag);
                    }
                    RawHtml::Sanitize => self.sanitized(open, out, at, &tag),
                    RawHtml::Escape => self.as_text(out, at, tag.whole),
                },
                Token::Code(code, _) if self.draft.settings.html != RawHtml::Allow => {
                    self.as_text(out, at, code);
                }
                Token::Text(text) if self.draft.settings.html == RawHtml::Escape => {
                    self.as_text(out, at, text);
                }
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
            }
        }
    }

    fn as_text(&self, out: &mut Vec<Step<'a>>, at: usize, text: &str) {
        self.push(out, at, Node::Md(Event::Text(owned(text))));
    }

    /// The tag written anew, if it may stay; else it is shown.
    fn sanitized(
        &mut self,
        open: &mut sanitize::Open,
        out: &mut Vec<Step<'a>>,
        at: usize,
        tag: &Tag<'_>,
    ) {
        let clean = sanitize::tag(tag, open);
        if let Some(tags) = clean.as_ref().filter(|_| tag.closing) {
            return scan::tokens(tags).into_iter().for_each(|(_, token)| {
                if let Token::Tag(tag) = token {
                    self.tag(out, at, &tag);
                }
            });
        }
        let tokens = clean.as_deref().map(scan::tokens).unwrap_or_default();
        match tokens.into_iter().next() {
            Some((_, Token::Tag(tag))) => self.tag(out, at, &tag),
            _ => self.as_text(out, at, tag.whole),
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
