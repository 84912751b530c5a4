//! Tables: a box that scrolls, column heads with a scope, rows that may speak of a level.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::super::rich::{Anchor, AnchorKind, Piece};
use super::draft::{Draft, Edits, Mark, Scope, Step, matching_end};
use super::headings::index as number;
use super::{lists, plain};
use crate::site::text::escape;

pub fn tables(draft: &mut Draft<'_>) {
    if !draft.steps.iter().any(|step| matches!(step.starts(), Some(Tag::Table(_)))) {
        return;
    }
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    let name = escape(draft.settings.words.say("Table"));
    let mut table = Table { name, ..Table::default() };
    for (index, step) in steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(tag)) => table.start(draft, &mut edits, &steps, index, tag),
            Some(Event::End(tag)) => table.end(&mut edits, index, *tag),
            _ => {}
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

/// The table that is being read. Tables do not stand in tables.
#[derive(Default)]
struct Table {
    /// What a table is called, escaped.
    name: String,
    /// How many there were, with this one.
    count: usize,
    alignments: Vec<Alignment>,
    head: bool,
    /// Whether a row has followed the head.
    body: bool,
    column: usize,
    /// The anchor of the row.
    row: Option<usize>,
}

impl Table {
    fn start(
        &mut self,
        draft: &mut Draft<'_>,
        edits: &mut Edits<'_>,
        steps: &[Step<'_>],
        index: usize,
        tag: &Tag<'_>,
    ) {
        match tag {
            Tag::Table(alignments) => {
                *self = Self {
                    name: std::mem::take(&mut self.name),
                    count: self.count + 1,
                    alignments: alignments.clone(),
                    ..Self::default()
                };
                edits.block(index, self.start_box());
            }
            Tag::TableHead => {
                self.head = true;
                edits.block(index, "<thead>\n<tr>");
            }
            Tag::TableRow => {
                (self.head, self.column) = (false, 0);
                if !self.body {
                    self.body = true;
                    edits.block(index, "<tbody>\n");
                }
                self.row =
                    (draft.scope == Scope::Note).then(|| anchor(draft, steps, index)).flatten();
                edits.block(index, "<tr");
                if let Some(row) = self.row {
                    edits.hole(index, Piece::AnchorId(number(row)));
                }
                edits.inline(index, ">");
            }
            Tag::TableCell => edits.block(index, self.cell()),
            _ => return,
        }
        edits.remove(index);
    }

    fn end(&mut self, edits: &mut Edits<'_>, index: usize, tag: TagEnd) {
        match tag {
            TagEnd::Table if self.body => edits.block(index, "</tbody>\n</table></div>\n"),
            TagEnd::Table => edits.block(index, "</table></div>\n"),
            TagEnd::TableHead => edits.block(index, "</tr>\n</thead>\n"),
            TagEnd::TableRow => {
                if let Some(row) = self.row.take() {
                    edits.mark(index, Mark::BodyEnd(row));
                }
                edits.block(index, "</tr>\n");
            }
            TagEnd::TableCell => {
                let first = self.row.filter(|_| self.column == 0);
                if let Some(row) = first {
                    edits.hole(index, Piece::Badge(number(row)));
                }
                edits.block(index, if self.head { "</th>" } else { "</td>" });
                if let Some(row) = first {
                    edits.mark(index, Mark::BodyStart(row));
                }
                self.column += 1;
            }
            _ => return,
        }
        edits.remove(index);
    }

    /// Each box has a name of its own, as a page's regions must.
    fn start_box(&self) -> String {
        let number = if self.count > 1 { format!(" {}", self.count) } else { String::new() };
        let name = &self.name;
        format!(
            "<div class=\"table-box\" role=\"region\" aria-label=\"{name}{number}\" tabindex=\"0\"><table>\n"
        )
    }

    fn cell(&self) -> &'static str {
        let alignment = self.alignments.get(self.column).copied().unwrap_or(Alignment::None);
        match (self.head, alignment) {
            (true, Alignment::None) => "<th scope=\"col\">",
            (true, Alignment::Left) => "<th scope=\"col\" class=\"left\">",
            (true, Alignment::Center) => "<th scope=\"col\" class=\"center\">",
            (true, Alignment::Right) => "<th scope=\"col\" class=\"right\">",
            (false, Alignment::None) => "<td>",
            (false, Alignment::Left) => "<td class=\"left\">",
            (false, Alignment::Center) => "<td class=\"center\">",
            (false, Alignment::Right) => "<td class=\"right\">",
        }
    }
}

/// Makes an anchor of the row at `index`: its title is the first cell.
fn anchor(draft: &mut Draft<'_>, steps: &[Step<'_>], index: usize) -> Option<usize> {
    let cell = index + 1;
    let inner = &steps[cell + 1..matching_end(steps, cell)];
    let title = plain::text(inner);
    if title.is_empty() || title.chars().count() > lists::LONGEST_TITLE {
        return None;
    }
    let anchor = draft.anchors.len();
    draft.anchors.push(Anchor {
        kind: AnchorKind::TableRow,
        id: draft.ids.unique(&lists::id(&title, "row")),
        title_html: plain::title_html(inner),
        range: draft.original(&plain::extent(inner, &steps[cell].range)),
        title,
        number: None,
        body: 0..0,
        marked: lists::level_mark(inner),
    });
    Some(anchor)
}
