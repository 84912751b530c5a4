//! Words of the glossary: the first of each on a page leads to what it means.

use std::sync::Arc;

use pulldown_cmark::{Event, TagEnd};

use super::super::rich::{LinkKind, Piece};
use super::draft::{Draft, Edits, Node, Scope};

pub fn glossary(draft: &mut Draft<'_>) {
    let glossary = Arc::clone(&draft.settings.glossary);
    if glossary.is_empty() || draft.scope == Scope::Model {
        return;
    }
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    let mut seen = vec![false; glossary.terms.len()];
    // Inside links, headings and code a word is no link of its own.
    let mut closed = 0_usize;
    for (at, step) in steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(tag)) if closes(&tag.to_end()) => closed += 1,
            Some(Event::End(tag)) if closes(tag) => closed -= 1,
            _ => {}
        }
        match &step.node {
            Node::Inline(html) if html.starts_with("<a ") => closed += 1,
            Node::Inline(html) if html.starts_with("</a") => closed = closed.saturating_sub(1),
            Node::Block(html) if is_heading(html, "<h") => closed += 1,
            Node::Block(html) if is_heading(html, "</h") => closed = closed.saturating_sub(1),
            _ => {}
        }
        let Some(Event::Text(text)) = step.md().filter(|_| closed == 0) else { continue };
        let mut from = 0;
        for (range, term) in glossary.find(text) {
            if std::mem::replace(&mut seen[term], true) {
                continue;
            }
            let dest = format!("glossary:{}", glossary.terms[term].id);
            let link = draft.link(LinkKind::Link, dest, &step.range);
            edits.insert(at, Node::Md(Event::Text(text[from..range.start].to_owned().into())));
            edits.inline(at, "<a class=\"term\" href=\"");
            edits.hole(at, Piece::Href(link));
            edits.inline(at, "\">");
            edits.insert(at, Node::Md(Event::Text(text[range.clone()].to_owned().into())));
            edits.inline(at, "</a>");
            from = range.end;
        }
        if from > 0 {
            edits.insert(at, Node::Md(Event::Text(text[from..].to_owned().into())));
            edits.remove(at);
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

/// The tag of a heading, whose number is a hole, or one of raw HTML.
fn is_heading(html: &str, start: &str) -> bool {
    let rest = html.strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn closes(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Link
            | TagEnd::Image
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::MetadataBlock(_)
    )
}
