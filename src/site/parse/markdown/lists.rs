//! Lists: check boxes, and the items of numbered lists that may speak of a level.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::rich::{Anchor, AnchorKind, Piece};
use super::draft::{Draft, Edits, Mark, Node, Scope, Step, matching_end};
use super::headings::index as number;
use super::plain;
use crate::site::text;

/// A longer text is no level's name, in characters.
pub const LONGEST_TITLE: usize = 120;

pub fn lists(draft: &mut Draft<'_>) {
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    // What stands around the step; for a list its next number if its items may be anchors.
    let mut around: Vec<Option<u64>> = Vec::new();
    // The items around the step: whether they start in our way, and their anchors.
    let mut items: Vec<(bool, Option<usize>)> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(Tag::List(first))) => {
                let top = around.is_empty() && draft.scope == Scope::Note;
                around.push(first.filter(|_| top));
            }
            Some(Event::Start(Tag::BlockQuote(_) | Tag::FootnoteDefinition(_))) => {
                around.push(None);
            }
            Some(Event::End(
                TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition,
            )) => {
                around.pop();
            }
            Some(Event::Start(Tag::Item)) => {
                let ordinal = around.last_mut().and_then(Option::as_mut).map(|next| {
                    *next = next.saturating_add(1);
                    *next - 1
                });
                let anchor = ordinal.and_then(|n| anchor(draft, &mut edits, &steps, index, n));
                items.push((start(&mut edits, &steps, index, anchor), anchor));
            }
            Some(Event::End(TagEnd::Item)) => {
                let (ours, anchor) = items.pop().unwrap_or_default();
                if let Some(anchor) = anchor {
                    edits.mark(index, Mark::BodyEnd(anchor));
                }
                if ours {
                    edits.remove(index);
                    edits.block(index, "</li>\n");
                }
            }
            Some(Event::TaskListMarker(done)) => {
                let (checked, name) = if *done { (" checked", "Done") } else { ("", "Not done") };
                let name = text::escape(draft.settings.words.say(name));
                edits.remove(index);
                edits.inline(
                    index,
                    format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{name}\"> "),
                );
            }
            _ => {}
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

/// Writes the tag of an item that is an anchor or has a check box; others are left to the printer.
fn start(edits: &mut Edits<'_>, steps: &[Step<'_>], index: usize, anchor: Option<usize>) -> bool {
    let is_task = |step: &Step<'_>| matches!(step.md(), Some(Event::TaskListMarker(_)));
    let task = steps[index + 1..]
        .iter()
        .take(2)
        .position(is_task)
        .is_some_and(|at| at == 0 || matches!(steps[index + 1].starts(), Some(Tag::Paragraph)));
    if anchor.is_none() && !task {
        return false;
    }
    edits.remove(index);
    edits.block(index, if task { "<li class=\"task\"" } else { "<li" });
    if let Some(anchor) = anchor {
        edits.hole(index, Piece::AnchorId(number(anchor)));
    }
    edits.inline(index, ">");
    true
}

/// Makes an anchor of the item at `index`, if it has a title.
fn anchor(
    draft: &mut Draft<'_>,
    edits: &mut Edits<'_>,
    steps: &[Step<'_>],
    index: usize,
    ordinal: u64,
) -> Option<usize> {
    let title = title(steps, index)?;
    let inner = &steps[title.steps.clone()];
    let text = plain::text(inner);
    if text.is_empty() || text.chars().count() > LONGEST_TITLE {
        return None;
    }
    let range = draft.original(&plain::extent(inner, &steps[index].range));
    let anchor = draft.anchors.len();
    draft.anchors.push(Anchor {
        kind: AnchorKind::ListItem,
        id: draft.ids.unique(&id(&text, "item")),
        title_html: plain::title_html(inner),
        number: if has_number(&text) { None } else { i64::try_from(ordinal).ok() },
        title: text,
        range,
        body: 0..0,
        marked: level_mark(&steps[index..(title.steps.end + 2).min(steps.len())]),
    });
    edits.hole(title.steps.end, Piece::Badge(number(anchor)));
    match title.separator {
        Some(length) if title.body == title.steps.end => {
            split(edits, &steps[title.body], title.body, length, anchor);
        }
        _ => edits.mark(title.body, Mark::BodyStart(anchor)),
    }
    Some(anchor)
}

pub fn id(title: &str, otherwise: &str) -> String {
    let id = text::heading_id(title);
    if id.is_empty() { otherwise.to_owned() } else { id }
}

pub fn level_mark(steps: &[Step<'_>]) -> Option<(String, Range<usize>)> {
    steps.iter().find_map(|step| match &step.node {
        Node::Mark(Mark::Level(value, range)) => Some((value.clone(), range.clone())),
        _ => None,
    })
}

struct Title {
    steps: Range<usize>,
    /// The step at which the body starts.
    body: usize,
    /// How many bytes of that step, a text, only part title and body: `: `.
    separator: Option<usize>,
}

/// The title of an item: the strong text that it starts with, else its first line.
fn title(steps: &[Step<'_>], item: usize) -> Option<Title> {
    let is_mark = |step: &Step<'_>| matches!(step.node, Node::Mark(Mark::Level(..)));
    let is_task = |step: &Step<'_>| matches!(step.md(), Some(Event::TaskListMarker(_)));
    let mut first = item + 1;
    let loose = matches!(steps[first].starts(), Some(Tag::Paragraph));
    first += usize::from(loose);
    while is_task(&steps[first]) || is_mark(&steps[first]) {
        first += 1;
    }
    let strong = matches!(steps[first].starts(), Some(Tag::Strong))
        .then(|| first..matching_end(steps, first) + 1)
        .filter(|strong| has_name(&plain::text(&steps[strong.clone()])));
    let is_strong = strong.is_some();
    let title = strong.unwrap_or_else(|| first..line_end(steps, first));
    if title.is_empty() {
        return None;
    }
    let after = &steps[title.end];
    let ends_paragraph = after.ends() == Some(TagEnd::Paragraph);
    let body = match (loose, ends_paragraph) {
        (true, true) => title.end + 1,
        // A body is whole HTML: with a paragraph that goes on behind the title, it has that too.
        (true, false) => item + 1,
        (false, _) => title.end,
    };
    let separator = match after.md() {
        Some(Event::Text(text)) if is_strong && !loose => Some(separator(text)),
        _ => None,
    };
    Some(Title { steps: title, body, separator })
}

/// Where the line that starts at `first` ends, as far as it is text.
fn line_end(steps: &[Step<'_>], first: usize) -> usize {
    let mut depth = 0_usize;
    for (index, step) in steps.iter().enumerate().skip(first) {
        match &step.node {
            Node::Md(Event::SoftBreak | Event::HardBreak) if depth == 0 => return index,
            _ if step.starts_inline() => depth += 1,
            _ if step.ends_inline() => depth -= 1,
            Node::Md(Event::Start(_) | Event::End(_) | Event::Rule) | Node::Block(_) => {
                return index;
            }
            _ => {}
        }
    }
    steps.len()
}

/// Whether a title says more than a number: "Level 2:" alone goes with the words behind it.
fn has_name(title: &str) -> bool {
    title
        .split(|c: char| !c.is_alphabetic())
        .any(|word| !word.is_empty() && !["level", "stage"].contains(&word.to_lowercase().as_str()))
}

/// Whether the title itself starts with a number: "2. DevOps", "Level 2 – DevOps".
fn has_number(title: &str) -> bool {
    let title = title.to_lowercase();
    let title =
        ["level", "stage"].iter().find_map(|word| title.strip_prefix(word)).unwrap_or(&title);
    title.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// How many bytes at the start of a text only lead on from the title.
fn separator(text: &str) -> usize {
    let rest = text.trim_start();
    let rest = rest.strip_prefix([':', '–', '—', '-', '.', ',']).unwrap_or(rest);
    text.len() - rest.trim_start().len()
}

/// Starts the body inside a text, behind its first `length` bytes.
fn split(edits: &mut Edits<'_>, step: &Step<'_>, index: usize, length: usize, anchor: usize) {
    let Some(Event::Text(text)) = step.md() else { return };
    let (lead, rest) = text.split_at(length);
    let node = |text: &str| Node::Md(Event::Text(text.to_owned().into()));
    edits.insert(index, node(lead));
    edits.mark(index, Mark::BodyStart(anchor));
    edits.insert(index, node(rest));
    edits.remove(index);
}
