//! What is around a quote of a kind: a box with a title, or one that opens and closes.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::callouts::{Callout, Fold};
use super::draft::{Draft, Edits, Node};
use crate::site::text;

pub fn alerts(draft: &mut Draft<'_>) {
    if draft.callouts.is_empty() {
        return;
    }
    let mut edits = Edits::default();
    let mut open = Vec::new();
    for (at, step) in draft.steps.iter().enumerate() {
        match &step.node {
            Node::Md(Event::Start(Tag::BlockQuote(_))) => {
                let callout = draft.callouts.get(&step.range.start);
                if let Some(callout) = callout {
                    edits.block(at, start(callout));
                    edits.remove(at);
                }
                open.push(callout.map(end));
            }
            Node::Md(Event::End(TagEnd::BlockQuote(_))) => {
                if let Some(end) = open.pop().flatten() {
                    edits.block(at, end);
                    edits.remove(at);
                }
            }
            _ => {}
        }
    }
    draft.apply(edits);
}

fn start(callout: &Callout) -> String {
    let (tone, name) = (callout.kind.tone, callout.kind.name());
    let own = if tone == name { String::new() } else { format!(" {name}") };
    let id = callout.id.as_ref().map(|id| format!(" id=\"{}\"", text::escape(id)));
    let id = id.unwrap_or_default();
    match callout.fold {
        Fold::None if callout.id.is_some() => {
            format!("<div class=\"alert alert-{tone}{own}\"{id}>")
        }
        Fold::None => format!("<div class=\"alert alert-{tone}{own}\"{id} role=\"note\">"),
        Fold::Open => format!("<details class=\"alert alert-{tone}{own}\"{id} open>"),
        Fold::Closed => format!("<details class=\"alert alert-{tone}{own}\"{id}>"),
    }
}

fn end(callout: &Callout) -> &'static str {
    match callout.fold {
        Fold::None => "</div>\n",
        _ => "</details>\n",
    }
}
