//! Prints a draft: one run of the HTML printer, then cut at the marks.

use pulldown_cmark::{CowStr, Event, html};

use super::super::rich::{Anchor, Piece, Rich};
use super::draft::{Draft, Mark, Node};

/// Stands in the HTML for the next mark. The text has none: `clean` has replaced them.
const CUT: &str = "\0";

pub fn finish(draft: Draft<'_>) -> (Rich, Vec<Anchor>) {
    let mut marks = Vec::new();
    let mut text = String::with_capacity(draft.clean.text.len() * 3 / 2);
    let events = draft.steps.into_iter().filter_map(|step| event(step.node, &mut marks));
    html::push_html(&mut text, events);

    let (mut anchors, place) = in_order(draft.anchors);
    let mut pieces = Vec::with_capacity(marks.len() * 2 + 1);
    let mut parts = text.split(CUT);
    push_html(&mut pieces, parts.next());
    for mark in marks {
        match mark {
            Mark::Hole(Piece::AnchorId(index)) => {
                pieces.push(Piece::AnchorId(place[index as usize]));
            }
            Mark::Hole(Piece::Badge(index)) => pieces.push(Piece::Badge(place[index as usize])),
            Mark::Hole(piece) => pieces.push(piece),
            Mark::BodyStart(index) => anchors[place[index] as usize].body.start = pieces.len(),
            Mark::BodyEnd(index) => anchors[place[index] as usize].body.end = pieces.len(),
            Mark::Level(..) | Mark::CallEnd(_) => {}
        }
        push_html(&mut pieces, parts.next());
    }
    let rich = Rich {
        pieces,
        links: draft.links,
        extras: draft.extras,
        calls: draft.calls,
        moving: draft.moving,
        labels: draft.labels,
        exercises: draft.exercises,
        diagrams: draft.diagrams,
        plain: draft.plain,
    };
    (rich, anchors)
}

/// What the HTML printer is given for a node.
fn event<'a>(node: Node<'a>, marks: &mut Vec<Mark>) -> Option<Event<'a>> {
    Some(match node {
        // Without the slash of XML, which validators remark on.
        Node::Md(Event::HardBreak) => Event::InlineHtml("<br>\n".into()),
        Node::Md(Event::Rule) => Event::Html("<hr>\n".into()),
        Node::Md(event) => event,
        Node::Block(html) | Node::Inline(html) | Node::Raw(html) | Node::Spoken(html, _) => {
            Event::InlineHtml(html)
        }
        Node::Mark(Mark::Level(..) | Mark::CallEnd(_)) => return None,
        Node::Mark(mark) => {
            marks.push(mark);
            Event::InlineHtml(CowStr::Borrowed(CUT))
        }
    })
}

/// The anchors in the order of the text, and for each old index the new one.
fn in_order(anchors: Vec<Anchor>) -> (Vec<Anchor>, Vec<u32>) {
    let mut sorted: Vec<(usize, Anchor)> = anchors.into_iter().enumerate().collect();
    sorted.sort_by_key(|(_, anchor)| anchor.range.start);
    let mut place = vec![0; sorted.len()];
    for (new, (old, _)) in sorted.iter().enumerate() {
        place[*old] = u32::try_from(new).expect("a file has fewer than 2^32 anchors");
    }
    (sorted.into_iter().map(|(_, anchor)| anchor).collect(), place)
}

fn push_html(pieces: &mut Vec<Piece>, part: Option<&str>) {
    if let Some(part) = part.filter(|part| !part.is_empty()) {
        pieces.push(Piece::Html(part.into()));
    }
}
