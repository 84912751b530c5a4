//! Earlier ids of a page, as its front matter names them: `{from: "#setup", to: "#install"}`. Each
//! gets an empty anchor where its part stands now, so that old links arrive without a script.

use std::ops::Range;

use super::super::rich::Piece;
use super::draft::{Draft, Edits, Mark, Node, Step};
use super::problems;
use crate::site::diagnostics::{Diagnostic, Place};

pub fn earlier(draft: &mut Draft<'_>) {
    let aliases = std::mem::take(&mut draft.aliases);
    let earlier: Vec<_> =
        aliases.iter().filter_map(|alias| Some((alias, alias.of_same_page()?))).collect();
    let mut edits = Edits::default();
    for (nth, (alias, (id, to))) in earlier.iter().enumerate() {
        let at = match to {
            None => 0,
            Some(to) => {
                let target = to.value.trim_start_matches('#');
                let Some(at) = place(draft, target) else {
                    let is_earlier = earlier.iter().any(|(_, (other, _))| other == target);
                    report(draft, &to.range, |place| match is_earlier {
                        true => problems::leads_to_earlier(place, target),
                        false => problems::no_such_id(place, target),
                    });
                    continue;
                };
                at
            }
        };
        let first = earlier[..nth].iter().find(|(_, (other, _))| other == id);
        if let Some((first, _)) = first {
            let first = draft.place(first.from.range.clone());
            report(draft, &alias.from.range, |place| problems::same_earlier_id(place, id, first));
            continue;
        }
        if place(draft, id).is_some() || draft.anchors.iter().any(|anchor| anchor.id == *id) {
            report(draft, &alias.from.range, |place| problems::id_still_there(place, id));
            continue;
        }
        edits.inline(at, "<a id=\"");
        edits.hole(at, Piece::Id(id.as_str().into()));
        edits.inline(at, "\"></a>");
    }
    draft.apply(edits);
}

/// Where an anchor goes that leads to an id: into a heading, before anything else.
fn place(draft: &Draft<'_>, id: &str) -> Option<usize> {
    let has_id = |step: &Step<'_>| match &step.node {
        Node::Mark(Mark::Hole(Piece::Id(other))) => **other == *id,
        Node::Mark(Mark::Hole(Piece::Open(call))) => {
            let arguments = &draft.calls[*call as usize].arguments;
            arguments.iter().any(|a| a.name == "id" && a.value.as_deref() == Some(id))
        }
        _ => false,
    };
    let at = draft.steps.iter().position(has_id)?;
    if matches!(draft.steps[at].node, Node::Mark(Mark::Hole(Piece::Open(_)))) {
        return Some(at);
    }
    let opens = |step: &Step<'_>| match &step.node {
        Node::Block(html) | Node::Inline(html) => html.starts_with('<'),
        _ => false,
    };
    let start = draft.steps[..at].iter().rposition(opens)?;
    let is_heading = matches!(&draft.steps[start].node, Node::Block(html) if &**html == "<h");
    Some(if is_heading { at + 2 } else { start })
}

/// Reports a mistake at bytes of the front matter, which is no part of the draft's text.
fn report(draft: &mut Draft<'_>, range: &Range<usize>, make: impl FnOnce(Place) -> Diagnostic) {
    if let Some(place) = draft.place(range.clone()) {
        draft.diagnostics.push(make(place));
    }
}
