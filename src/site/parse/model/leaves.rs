//! Every text that the author wrote as a value: what must not be lost.

use std::ops::Range;

use crate::site::parse::yaml::{Kind, Node, Style};

/// A scalar of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// As spelled, quotes resolved.
    pub text: String,
    pub range: Range<usize>,
}

/// All scalars below a node, in file order.
pub fn collect(node: &Node, leaves: &mut Vec<Leaf>) {
    match &node.kind {
        Kind::Null | Kind::Unreadable => {}
        Kind::Scalar(text, style) => {
            let text = if *style == Style::Block { text.trim_end_matches('\n') } else { text };
            if !text.trim().is_empty() {
                leaves.push(Leaf { text: text.trim().to_owned(), range: node.range.clone() });
            }
        }
        Kind::List(nodes, _) => nodes.iter().for_each(|node| collect(node, leaves)),
        Kind::Map(entries, _) => entries.iter().for_each(|entry| collect(&entry.value, leaves)),
    }
}
