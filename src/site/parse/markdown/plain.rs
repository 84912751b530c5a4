//! Text without markup: of the whole, for search; of its first paragraph; of a title.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd, html};

use super::draft::{Draft, Node, Step, matching_end};
use super::{fence, scan};

/// The longest excerpt, in characters.
const EXCERPT: usize = 160;

pub fn plain(draft: &mut Draft<'_>) {
    draft.plain = text(&draft.steps);
    let first = first_paragraph(&draft.steps).unwrap_or_else(|| draft.plain.clone());
    draft.excerpt = cut(&first, EXCERPT);
}

/// The text of the steps, white space made single spaces.
pub fn text(steps: &[Step<'_>]) -> String {
    let mut plain = Words::default();
    for step in steps {
        match &step.node {
            Node::Md(Event::Text(text) | Event::Code(text)) => plain.push(text),
            Node::Raw(text) => plain.push(&scan::decode(text)),
            Node::Spoken(_, tex) => plain.push(tex),
            Node::Md(Event::SoftBreak | Event::HardBreak | Event::Rule) | Node::Block(_) => {
                plain.space();
            }
            // The title of code stands above it.
            Node::Md(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) => {
                plain.space();
                plain.push(&fence::read(info).title.unwrap_or_default());
                plain.space();
            }
            Node::Md(Event::Start(tag)) if !is_inline(&tag.to_end()) => plain.space(),
            Node::Md(Event::End(tag)) if !is_inline(tag) => plain.space(),
            _ => {}
        }
    }
    plain.text
}

/// A title's HTML for a table of contents: its text with emphasis and code, without links.
pub fn title_html(steps: &[Step<'_>]) -> String {
    let events = steps.iter().filter_map(|step| match &step.node {
        Node::Md(Event::SoftBreak | Event::HardBreak) => Some(Event::Text(" ".into())),
        Node::Md(event @ (Event::Text(_) | Event::Code(_))) => Some(event.clone()),
        Node::Md(event @ Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)) => {
            Some(event.clone())
        }
        Node::Md(event @ Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)) => {
            Some(event.clone())
        }
        Node::Raw(html) | Node::Spoken(html, _) => Some(Event::InlineHtml(html.clone())),
        _ => None,
    });
    let mut title = String::new();
    html::push_html(&mut title, events);
    title.truncate(title.trim_end().len());
    title
}

/// The bytes from the first of the steps to the last; `whole` if there are none.
pub fn extent(steps: &[Step<'_>], whole: &Range<usize>) -> Range<usize> {
    let start = steps.iter().map(|step| step.range.start).min();
    let end = steps.iter().map(|step| step.range.end).max();
    start.zip(end).map_or_else(|| whole.clone(), |(start, end)| start..end)
}

#[derive(Default)]
struct Words {
    text: String,
    space: bool,
}

impl Words {
    fn space(&mut self) {
        self.space = true;
    }

    fn push(&mut self, text: &str) {
        self.space |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.space = true;
        }
        if !text.trim_end().is_empty() {
            self.space = text.ends_with(char::is_whitespace);
        }
    }
}

fn is_inline(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

/// The first paragraph with text that stands in nothing else.
fn first_paragraph(steps: &[Step<'_>]) -> Option<String> {
    let mut depth = 0_usize;
    for (index, step) in steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(Tag::Paragraph)) if depth == 0 => {
                let text = text(&steps[index..matching_end(steps, index)]);
                if !text.is_empty() {
                    return Some(text);
                }
                depth += 1;
            }
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth -= 1,
            _ => {}
        }
    }
    None
}

/// At most `limit` characters, cut behind a word if that leaves enough.
fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let end = text.char_indices().nth(limit - 1).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let at_word = match head.rfind(' ') {
        _ if text[end..].starts_with(' ') => head,
        Some(space) if space > head.len() / 2 => &head[..space],
        _ => head,
    };
    format!("{}…", at_word.trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-".contains(c)))
}
