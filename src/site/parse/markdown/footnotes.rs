//! Footnotes: numbers where they are referred to, their texts at the end with links back. Those of Pandoc,
//! `^[text]`, are made of them first.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::super::rich::Piece;
use super::draft::{Draft, Ids, Mark, Node, Scope, Step};
use crate::site::text::{escape, name_key};
use crate::site::words::Words;

pub fn footnotes(draft: &mut Draft<'_>) {
    let is_note = |step: &Step<'_>| matches!(step.starts(), Some(Tag::FootnoteDefinition(_)));
    if !draft.steps.iter().any(is_note) {
        return;
    }
    let (text, definitions) = take_out(std::mem::take(&mut draft.steps));
    let mut notes = Footnotes::new(definitions, Arc::clone(&draft.settings.words));
    draft.steps = notes.refer(&mut draft.ids, text);
    let end = draft.steps.last().map_or(0, |step| step.range.end);
    let texts = notes.texts(&mut draft.ids);
    let words = Arc::clone(&draft.settings.words);
    section(&mut draft.steps, end, &words, notes.order, texts);
}

/// Makes a reference of each `^[text]`, with a definition at the end of the page.
pub fn inline(draft: &mut Draft<'_>) {
    if draft.scope == Scope::Model || !draft.clean.text.contains("^[") {
        return;
    }
    let notes = inline_notes(draft);
    if notes.is_empty() {
        return;
    }
    let steps = std::mem::take(&mut draft.steps);
    let (mut text, mut definitions) = (Vec::with_capacity(steps.len()), Vec::new());
    let mut notes = notes.into_iter().enumerate().peekable();
    // Whether the steps are of a note that goes on.
    let mut is_inside = false;
    for (at, step) in steps.into_iter().enumerate() {
        let part = |text: &str| Step {
            node: Node::Md(Event::Text(text.to_owned().into())),
            range: step.range.clone(),
        };
        let Some(Event::Text(whole)) = step.md() else {
            if is_inside { &mut definitions } else { &mut text }.push(step);
            continue;
        };
        let mut from = 0;
        while let Some((number, note)) = notes.peek() {
            let md = |event| Step { node: Node::Md(event), range: step.range.clone() };
            let label = CowStr::from(format!("^[{number}"));
            if !is_inside && note.start.0 == at {
                text.push(part(&whole[from..note.start.1]));
                text.push(md(Event::FootnoteReference(label.clone())));
                definitions.push(md(Event::Start(Tag::FootnoteDefinition(label))));
                definitions.push(md(Event::Start(Tag::Paragraph)));
                from = note.start.1 + "^[".len();
                is_inside = true;
            } else if is_inside && note.end.0 == at {
                definitions.push(part(&whole[from..note.end.1]));
                definitions.push(md(Event::End(TagEnd::Paragraph)));
                definitions.push(md(Event::End(TagEnd::FootnoteDefinition)));
                from = note.end.1 + "]".len();
                is_inside = false;
                notes.next();
            } else {
                break;
            }
        }
        if from < whole.len() {
            if is_inside { &mut definitions } else { &mut text }.push(part(&whole[from..]));
        }
    }
    text.append(&mut definitions);
    draft.steps = text;
}

/// A step and a byte of its text.
type Spot = (usize, usize);

/// Where `^[` stands and the `]` that belongs to it, of none within another.
fn inline_notes(draft: &Draft<'_>) -> Vec<Range<Spot>> {
    let mut notes: Vec<Range<Spot>> = Vec::new();
    // The brackets that are open, with how many tags are, and whether each begins a note.
    let mut open: Vec<(Spot, usize, bool)> = Vec::new();
    let mut depth = 0;
    let mut in_code = false;
    for (at, step) in draft.steps.iter().enumerate() {
        match &step.node {
            Node::Md(Event::Text(text)) if !in_code => {
                let source = draft.spelled(&step.range);
                let is_escaped = source.contains("\\^") || source.contains("^\\[");
                for (place, bracket) in text.match_indices(['[', ']']) {
                    if bracket == "[" {
                        let is_note = !is_escaped && text[..place].ends_with('^');
                        open.push(((at, place - usize::from(is_note)), depth, is_note));
                    } else if let Some((start, before, is_note)) = open.pop() {
                        let is_empty = start.0 == at
                            && text[start.1..place]
                                .trim_start_matches(['^', '['])
                                .trim()
                                .is_empty();
                        if is_note && before == depth && !is_empty {
                            notes.push(start..(at, place));
                        }
                    }
                }
            }
            _ if step.starts_inline() => depth += 1,
            _ if step.ends_inline() => depth -= 1,
            Node::Md(Event::Start(tag)) => {
                in_code = matches!(tag, Tag::CodeBlock(_));
                open.clear();
            }
            Node::Md(Event::End(_)) => {
                in_code = false;
                open.clear();
            }
            _ => {}
        }
    }
    notes.sort_by_key(|note| note.start);
    let mut end = (0, 0);
    notes.retain(|note| {
        let is_outer = note.start >= end;
        if is_outer {
            end = note.end;
        }
        is_outer
    });
    notes
}

struct Definition<'a> {
    label: String,
    steps: Vec<Step<'a>>,
}

/// The steps without the definitions, and those.
fn take_out(steps: Vec<Step<'_>>) -> (Vec<Step<'_>>, Vec<Definition<'_>>) {
    let mut definitions = Vec::new();
    let mut text = Vec::with_capacity(steps.len());
    let mut open: Vec<Definition<'_>> = Vec::new();
    for step in steps {
        match step.md() {
            Some(Event::Start(Tag::FootnoteDefinition(label))) => {
                open.push(Definition { label: name_key(label), steps: Vec::new() });
            }
            Some(Event::End(TagEnd::FootnoteDefinition)) => definitions.extend(open.pop()),
            _ => open.last_mut().map_or(&mut text, |note| &mut note.steps).push(step),
        }
    }
    (text, definitions)
}

struct Footnotes<'a> {
    /// Each until its text is printed.
    definitions: Vec<Option<Definition<'a>>>,
    by_label: HashMap<String, usize>,
    /// The notes that have a number, in its order.
    order: Vec<Numbered>,
    /// For a definition its place in the order.
    numbers: Vec<Option<usize>>,
    words: Arc<Words>,
}

struct Numbered {
    definition: usize,
    id: String,
    /// The ids of the places that refer to it.
    references: Vec<String>,
}

impl<'a> Footnotes<'a> {
    fn new(definitions: Vec<Definition<'a>>, words: Arc<Words>) -> Self {
        let mut by_label = HashMap::new();
        for (index, definition) in definitions.iter().enumerate() {
            by_label.entry(definition.label.clone()).or_insert(index);
        }
        let numbers = vec![None; definitions.len()];
        let definitions = definitions.into_iter().map(Some).collect();
        Self { definitions, by_label, order: Vec::new(), numbers, words }
    }

    /// Puts numbers with links where the steps refer to a footnote.
    fn refer(&mut self, ids: &mut Ids, steps: Vec<Step<'a>>) -> Vec<Step<'a>> {
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            let Some(Event::FootnoteReference(label)) = step.md() else {
                out.push(step);
                continue;
            };
            let Some(&definition) = self.by_label.get(&name_key(label)) else {
                let text = format!("[^{label}]");
                out.push(Step { node: Node::Md(Event::Text(text.into())), ..step });
                continue;
            };
            let place = self.number(ids, definition);
            let number = place + 1;
            let note = &mut self.order[place];
            let id = match note.references.len() {
                0 => ids.unique(&format!("fnref-{number}")),
                n => ids.unique(&format!("fnref-{number}-{}", n + 1)),
            };
            note.references.push(id.clone());
            let name = escape(&self.words.count(number, "Footnote {n}"));
            let nodes = [
                Node::Inline("<sup class=\"footnote-ref\"><a href=\"".into()),
                Node::Mark(Mark::Hole(Piece::LocalHref(note.id.as_str().into()))),
                Node::Inline("\" id=\"".into()),
                Node::Mark(Mark::Hole(Piece::Id(id.into()))),
                Node::Inline(format!("\" aria-label=\"{name}\">{number}</a></sup>").into()),
            ];
            out.extend(nodes.map(|node| Step { node, range: step.range.clone() }));
        }
        out
    }

    fn number(&mut self, ids: &mut Ids, definition: usize) -> usize {
        *self.numbers[definition].get_or_insert_with(|| {
            let place = self.order.len();
            let id = ids.unique(&format!("fn-{}", place + 1));
            self.order.push(Numbered { definition, id, references: Vec::new() });
            place
        })
    }

    /// The texts in the order of their numbers. Those that a text refers to follow, and at last
    /// those that nothing refers to: what an author has written is shown.
    fn texts(&mut self, ids: &mut Ids) -> Vec<Vec<Step<'a>>> {
        let mut texts = Vec::with_capacity(self.definitions.len());
        let mut unnumbered = 0;
        loop {
            if texts.len() == self.order.len() {
                while self.numbers.get(unnumbered).is_some_and(Option::is_some) {
                    unnumbered += 1;
                }
                if unnumbered == self.numbers.len() {
                    return texts;
                }
                self.number(ids, unnumbered);
            }
            let definition = self.order[texts.len()].definition;
            let steps = self.definitions[definition].take().map(|d| d.steps).unwrap_or_default();
            let text = self.refer(ids, steps);
            texts.push(text);
        }
    }
}

fn section<'a>(
    out: &mut Vec<Step<'a>>,
    end: usize,
    words: &Words,
    order: Vec<Numbered>,
    texts: Vec<Vec<Step<'a>>>,
) {
    let mut list = List { out, end, words };
    let name = escape(words.say("Footnotes"));
    list.block(format!(
        "<div class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{name}\">\n<ol>\n"
    ));
    for (number, (note, text)) in (1..).zip(order.into_iter().zip(texts)) {
        list.block("<li id=\"");
        list.hole(Piece::Id(note.id.into()));
        list.block("\">");
        list.note(number, text, note.references);
        list.block("</li>\n");
    }
    list.block("</ol>\n</div>\n");
}

struct List<'o, 'a> {
    out: &'o mut Vec<Step<'a>>,
    end: usize,
    words: &'o Words,
}

impl<'a> List<'_, 'a> {
    fn push(&mut self, node: Node<'a>) {
        self.out.push(Step { node, range: self.end..self.end });
    }

    fn block(&mut self, html: impl Into<CowStr<'a>>) {
        self.push(Node::Block(html.into()));
    }

    fn hole(&mut self, piece: Piece) {
        self.push(Node::Mark(Mark::Hole(piece)));
    }

    /// The text of a note; the links back stand in its last paragraph.
    fn note(&mut self, number: usize, mut text: Vec<Step<'a>>, references: Vec<String>) {
        let is_paragraph = text.last().is_some_and(|s| s.ends() == Some(TagEnd::Paragraph));
        let last = if is_paragraph { text.pop() } else { None };
        self.out.append(&mut text);
        if !references.is_empty() {
            self.links_back(number, references, is_paragraph);
        }
        self.out.extend(last);
    }

    fn links_back(&mut self, number: usize, references: Vec<String>, in_paragraph: bool) {
        if !in_paragraph {
            self.block("<p>");
        }
        for (count, reference) in (1..).zip(references) {
            let (mark, which) = match count {
                1 => (String::new(), String::new()),
                n => (format!("<sup>{n}</sup>"), format!(", {n}")),
            };
            self.block(" <a class=\"footnote-back\" href=\"");
            self.hole(Piece::LocalHref(reference.into()));
            let reference = format!("{number}{which}");
            let given = [("reference", reference.as_str())];
            let back = escape(&self.words.fill("Back to reference {reference}", &given));
            self.block(format!("\" aria-label=\"{back}\">↩{mark}</a>"));
        }
        if !in_paragraph {
            self.block("</p>\n");
        }
    }
}
