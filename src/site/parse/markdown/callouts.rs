//! `> [!TIP] A title`: quotes that are remarks, exercises, questions. Their first line is taken out here
//! and their kind noted; `alerts` prints what is around them.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::draft::{Draft, Edits, Node, Scope, Step, matching_end};
use super::{plain, problems, quiz};
use crate::site::parse::rich::{Exercise, Label};
use crate::site::text;

/// A quote of a kind.
#[derive(Clone, Debug)]
pub struct Callout {
    pub kind: Kind,
    pub fold: Fold,
    /// The id of an exercise.
    pub id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Always open.
    None,
    Open,
    Closed,
}

/// A kind by its first name; the others mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub names: &'static [&'static str],
    pub title: &'static str,
    /// The colours it has, of those of GitHub's five.
    pub tone: &'static str,
}

pub const KINDS: &[Kind] = &[
    Kind { names: &["note"], title: "Note", tone: "note" },
    Kind { names: &["tip", "hint"], title: "Tip", tone: "tip" },
    Kind { names: &["important"], title: "Important", tone: "important" },
    Kind { names: &["warning", "attention"], title: "Warning", tone: "warning" },
    Kind { names: &["caution"], title: "Caution", tone: "caution" },
    Kind { names: &["info"], title: "Info", tone: "note" },
    Kind { names: &["abstract", "summary", "tldr"], title: "Summary", tone: "note" },
    Kind { names: &["example"], title: "Example", tone: "important" },
    Kind { names: &["question", "help", "faq"], title: "Question", tone: "note" },
    Kind { names: &["success", "check", "done"], title: "Success", tone: "tip" },
    Kind { names: &["failure", "fail", "missing"], title: "Failure", tone: "caution" },
    Kind { names: &["danger", "error"], title: "Danger", tone: "caution" },
    Kind { names: &["bug"], title: "Bug", tone: "caution" },
    Kind { names: &["quote", "cite"], title: "Quote", tone: "quiet" },
    Kind { names: &["todo"], title: "To do", tone: "quiet" },
    Kind { names: &["objectives"], title: "What you will learn", tone: "note" },
    Kind { names: &["exercise"], title: "Exercise", tone: "important" },
    Kind { names: &["solution", "answer"], title: "Solution", tone: "tip" },
    Kind { names: &["quiz"], title: "Question", tone: "note" },
    Kind { names: &["seealso"], title: "See also", tone: "note" },
    Kind { names: &["details"], title: "Details", tone: "note" },
];

impl Kind {
    pub fn name(self) -> &'static str {
        self.names[0]
    }
}

/// Whether a remark can be of this kind.
pub fn is_kind(name: &str) -> bool {
    named(name).is_some()
}

fn named(name: &str) -> Option<Kind> {
    let name = name.to_ascii_lowercase();
    KINDS.iter().find(|kind| kind.names.contains(&name.as_str())).copied()
}

pub fn callouts(draft: &mut Draft<'_>) {
    let is_quote = |step: &Step<'_>| matches!(step.starts(), Some(Tag::BlockQuote(_)));
    if !draft.steps.iter().any(is_quote) {
        return;
    }
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    for at in 0..steps.len() {
        let Some(Tag::BlockQuote(github)) = steps[at].starts() else { continue };
        let found = match github {
            Some(kind) => Some((of_github(*kind), Fold::None, None)),
            None => marker(draft, &steps, at),
        };
        if let Some((kind, fold, line)) = found {
            open(draft, &mut edits, &steps, at, kind, fold, line);
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

fn of_github(kind: BlockQuoteKind) -> Kind {
    KINDS[match kind {
        BlockQuoteKind::Note => 0,
        BlockQuoteKind::Tip => 1,
        BlockQuoteKind::Important => 2,
        BlockQuoteKind::Warning => 3,
        BlockQuoteKind::Caution => 4,
    }]
}

/// The first line of a quote: the step with the marker in it and what of its text follows the
/// marker, and the step that ends the line.
struct Line {
    step: usize,
    rest: String,
    end: usize,
}

/// `[!KIND]`, `[!KIND]-` or `[!KIND]+` at the start of the quote's first paragraph.
fn marker(
    draft: &mut Draft<'_>,
    steps: &[Step<'_>],
    at: usize,
) -> Option<(Kind, Fold, Option<Line>)> {
    if !matches!(steps.get(at + 1)?.starts(), Some(Tag::Paragraph)) {
        return None;
    }
    let Some(Event::Text(text)) = steps.get(at + 2)?.md() else { return None };
    let (name, rest) = text.strip_prefix("[!")?.split_once(']')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_name {
        return None;
    }
    let (fold, rest) = match rest.chars().next() {
        Some('-') => (Fold::Closed, &rest[1..]),
        Some('+') => (Fold::Open, &rest[1..]),
        _ => (Fold::None, rest),
    };
    let known = named(name);
    let kind = known.unwrap_or_else(|| {
        let start = steps[at + 2].range.start;
        let range = start..start + name.len() + 3;
        let known = KINDS.iter().flat_map(|kind| kind.names.iter().copied());
        let near = text::nearest(name, known).map(str::to_owned);
        draft.report(&range, |place| problems::no_callout(place, name, near.as_deref()));
        KINDS[0]
    });
    let ends = |step: &Step<'_>| {
        matches!(
            step.md(),
            Some(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph))
        )
    };
    let end = (at + 3..steps.len()).find(|&index| ends(&steps[index]))?;
    let rest = rest.trim_start();
    // No word of the author's is lost: a kind that is not known is the title.
    let rest = if known.is_none() && rest.is_empty() && end == at + 3 { name } else { rest };
    Some((kind, fold, Some(Line { step: at + 2, rest: rest.to_owned(), end })))
}

fn open<'a>(
    draft: &mut Draft<'a>,
    edits: &mut Edits<'a>,
    steps: &[Step<'a>],
    at: usize,
    kind: Kind,
    fold: Fold,
    line: Option<Line>,
) {
    let fold = if kind.name() == "solution" && fold == Fold::None { Fold::Closed } else { fold };
    let title = line.as_ref().map_or_else(String::new, |line| {
        format!("{}{}", line.rest, plain::text(&steps[line.step + 1..line.end]))
    });
    let end = matching_end(steps, at);
    let range = steps[at].range.start..steps[at].range.start;
    let exercise = (kind.name() == "exercise" && draft.scope == Scope::Note)
        .then(|| exercise(draft, &range, &title));
    let tag = if fold == Fold::None {
        ("<p class=\"alert-title\">", "</p>\n")
    } else {
        ("<summary class=\"alert-title\">", "</summary>\n")
    };
    edits.block(at + 1, tag.0);
    let title_of_kind = draft.settings.words.say(kind.title).to_owned();
    let label = exercise.as_ref().map_or(title_of_kind.as_str(), |(_, label)| label.as_str());
    match &line {
        // The author's title; an exercise has its number before it.
        Some(line) if !title.trim().is_empty() => {
            let before = if exercise.is_some() { format!("{label}: ") } else { String::new() };
            let first = format!("{before}{}", line.rest);
            edits.insert(at + 1, Node::Md(Event::Text(first.into())));
            for step in &steps[line.step + 1..line.end] {
                edits.insert_at(at + 1, step.node.clone(), step.range.clone());
            }
        }
        _ => edits.inline(at + 1, label.to_owned()),
    }
    edits.block(at + 1, tag.1);
    if let Some(line) = line {
        remove_line(edits, steps, at, &line);
    }
    if kind.name() == "quiz" {
        draft.moving = true;
        quiz::quiz(draft, edits, steps, at, end);
    }
    let id = exercise.map(|(id, _)| id);
    draft.extras |=
        kind.tone == "quiet" || fold != Fold::None || id.is_some() || kind.name() == "quiz";
    draft.callouts.insert(steps[at].range.start, Callout { kind, fold, id });
}

/// The line with the marker goes; with it the paragraph that has no other.
fn remove_line(edits: &mut Edits<'_>, steps: &[Step<'_>], at: usize, line: &Line) {
    (line.step..line.end).for_each(|index| edits.remove(index));
    let is_whole = steps[line.end].ends() == Some(TagEnd::Paragraph);
    if is_whole {
        edits.remove(at + 1);
    }
    edits.remove(line.end);
}

/// Counts an exercise: its id and its name.
fn exercise(draft: &mut Draft<'_>, range: &Range<usize>, title: &str) -> (String, String) {
    let number = draft.number("Exercise", None, range);
    let id = draft.ids.unique(&format!("exercise-{number}"));
    let label = format!("{} {number}", draft.settings.words.say("Exercise"));
    draft.labels.push(Label { id: id.clone(), text: label.clone() });
    let title = title.trim();
    draft.exercises.push(Exercise {
        id: id.clone(),
        title: if title.is_empty() { label.clone() } else { format!("{label}: {title}") },
    });
    (id, label)
}
