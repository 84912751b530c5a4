//! `> [!NOTE]`: a remark with a title.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::draft::{Draft, Edits, Node};

pub fn alerts(draft: &mut Draft<'_>) {
    let mut edits = Edits::default();
    for (index, step) in draft.steps.iter().enumerate() {
        match &step.node {
            Node::Md(Event::Start(Tag::BlockQuote(Some(kind)))) => {
                edits.block(index, start(*kind));
                edits.remove(index);
            }
            Node::Md(Event::End(TagEnd::BlockQuote(Some(_)))) => {
                edits.block(index, "</div>\n");
                edits.remove(index);
            }
            _ => {}
        }
    }
    draft.apply(edits);
}

fn start(kind: BlockQuoteKind) -> String {
    let (class, title) = match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    };
    format!(
        "<div class=\"alert alert-{class}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
    )
}
