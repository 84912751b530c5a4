//! Code blocks, with colours where the language is known.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::Colours;
use super::diagrams::{self, Flaw};
use super::draft::{Draft, Edits, Node, Scope, Step, matching_end};
use super::fence::{self, Fence};
use super::highlight::{self, Refusal};
use super::lines;
use super::problems;
use crate::site::text;
use crate::site::words::Words;

pub fn code(draft: &mut Draft<'_>) {
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    let mut labels = HashMap::new();
    for (index, step) in steps.iter().enumerate() {
        if let Some(Tag::CodeBlock(kind)) = step.starts() {
            let end = matching_end(&steps, index);
            let info = match kind {
                CodeBlockKind::Fenced(info) => &**info,
                CodeBlockKind::Indented => "",
            };
            let mut fence = fence::read(info).without_hidden();
            fence.annotated |= has_notes(&steps, index..end);
            draft.extras |= fence.is_lined() || fence.title.is_some();
            let html = block(draft, &mut labels, &steps[index..end], &fence);
            check_marks(draft, &steps, index..end, &fence);
            if fence.annotated {
                notes_behind(&steps, end + 1, &mut edits);
            }
            (index..=end).for_each(|index| edits.remove(index));
            edits.block(index, html);
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

/// Whether the list right behind a block has an item for each number in its comments and no other
/// one. Material needs no word for that either.
fn has_notes(steps: &[Step<'_>], block: Range<usize>) -> bool {
    let items = items_behind(steps, block.end + 1);
    if items == 0 {
        return false;
    }
    let named: BTreeSet<_> = lines::notes(&text_of(&steps[block])).into_iter().collect();
    named.len() == items && (1..=items).all(|number| named.contains(&number.to_string()))
}

/// The numbered list right behind an annotated block: its notes.
fn notes_behind(steps: &[Step<'_>], at: usize, edits: &mut Edits<'_>) {
    if let Some(Tag::List(Some(_))) = steps.get(at).and_then(Step::starts) {
        edits.block(at, "<div class=\"callouts\">\n");
        edits.block(matching_end(steps, at) + 1, "</div>\n");
    }
}

fn block(
    draft: &mut Draft<'_>,
    labels: &mut HashMap<String, usize>,
    steps: &[Step<'_>],
    info: &Fence,
) -> String {
    let language = info.language.as_str();
    let code = text_of(steps);
    let coloured = match draft.settings.colours {
        _ if language.eq_ignore_ascii_case("mermaid") => Ok(highlight::escape(&code).into()),
        Colours::Now => highlight::highlight(&code, language, &draft.shelf),
        Colours::Later => Ok(highlight::escape(&code).into()),
    };
    let inner = coloured.map_or_else(
        |refusal| {
            report(draft, &first_line(draft, &steps[0].range), language, &refusal);
            highlight::escape(&code)
        },
        |html| html.to_string(),
    );
    if language.eq_ignore_ascii_case("mermaid") && draft.scope == Scope::Note {
        (draft.extras, draft.moving, draft.diagrams) = (true, true, true);
        check_diagram(draft, &first_line(draft, &steps[0].range), &code);
        let words = &draft.settings.words;
        return diagrams::diagram(words, &code, &label(words, labels, words.say("diagram")));
    }
    let inner = if info.is_lined() { lines::lined(&inner, &code, info) } else { inner };
    let mut html = String::new();
    if let Some(title) = &info.title {
        html += &format!(
            "<figure class=\"code-file\"><figcaption>{}</figcaption>",
            text::escape(title)
        );
    }
    html += match (info.numbers, info.is_lined()) {
        (Some(_), _) => "<pre class=\"code lined numbered\"",
        (None, true) => "<pre class=\"code lined\"",
        (None, false) => "<pre class=\"code\"",
    };
    if let Some(first) = info.numbers.filter(|&first| first != 1) {
        html += &format!(" style=\"--first:{first}\"");
    }
    if !language.is_empty() {
        html += &format!(" data-language=\"{}\"", text::escape(&language.to_lowercase()));
    }
    let label = text::escape(&label(
        &draft.settings.words,
        labels,
        &info.title.clone().unwrap_or_else(|| language.to_lowercase()),
    ));
    html += &format!(
        " tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><code>{inner}</code></pre>{}\n",
        if info.title.is_some() { "</figure>" } else { "" },
    );
    html
}

fn text_of(steps: &[Step<'_>]) -> String {
    let text = |step: &Step<'_>| match step.md() {
        Some(Event::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    steps.iter().filter_map(text).collect()
}

/// Reports marks that fall on nothing.
fn check_marks(draft: &mut Draft<'_>, steps: &[Step<'_>], block: Range<usize>, info: &Fence) {
    if !info.is_lined() || info.language.eq_ignore_ascii_case("mermaid") {
        return;
    }
    let code = text_of(&steps[block.clone()]);
    let line = first_line(draft, &steps[block.start].range);
    let lines = code.lines().count();
    let beyond = info.beyond(lines);
    if !beyond.is_empty() {
        let first = info.numbers.unwrap_or(1);
        draft.report(&line, |place| problems::lines_beyond(place, &beyond, lines, first));
    }
    for word in info.words.iter().filter(|word| !code.contains(word.as_str())) {
        draft.report(&line, |place| problems::word_nowhere(place, word));
    }
    if info.annotated {
        let items = items_behind(steps, block.end + 1);
        let is_there = |n: &String| n.parse().is_ok_and(|n: usize| (1..=items).contains(&n));
        if let Some(number) = lines::notes(&code).into_iter().find(|number| !is_there(number)) {
            draft.report(&line, |place| problems::no_annotation(place, &number, items));
        }
    }
}

/// How many items the numbered list has that begins here.
fn items_behind(steps: &[Step<'_>], at: usize) -> usize {
    let Some(Tag::List(Some(_))) = steps.get(at).and_then(Step::starts) else { return 0 };
    let (mut items, mut lists) = (0, 0);
    for step in &steps[at..=matching_end(steps, at)] {
        match &step.node {
            Node::Md(Event::Start(Tag::List(_))) => lists += 1,
            Node::Md(Event::End(TagEnd::List(_))) => lists -= 1,
            Node::Md(Event::Start(Tag::Item)) if lists == 1 => items += 1,
            // A pass before this one has written it.
            Node::Block(html) if lists == 1 && html.starts_with("<li") => items += 1,
            _ => {}
        }
    }
    items
}

fn check_diagram(draft: &mut Draft<'_>, line: &Range<usize>, source: &str) {
    match diagrams::flaw(source) {
        Some(Flaw::Empty) => draft.report(line, problems::empty_diagram),
        Some(Flaw::Kind(kind, near)) => {
            draft.report(line, |place| problems::no_diagram(place, &kind, near));
        }
        None => {}
    }
}

/// Each block has a name of its own, as a page's regions must.
fn label(words: &Words, labels: &mut HashMap<String, usize>, what: &str) -> String {
    let name = match what.to_lowercase() {
        empty if empty.is_empty() => words.say("Code").to_owned(),
        _ => format!("{}: {what}", words.say("Code")),
    };
    let count = labels.entry(name.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { name } else { format!("{name} ({count})") }
}

/// The first line of a block.
fn first_line(draft: &Draft<'_>, block: &Range<usize>) -> Range<usize> {
    let text = &draft.clean.text[block.clone()];
    block.start..block.start + text.lines().next().unwrap_or_default().trim_end().len()
}

/// So many unknown languages get a suggestion: looking for one is slow.
const SUGGESTIONS: usize = 20;

fn report(draft: &mut Draft<'_>, line: &Range<usize>, language: &str, refusal: &Refusal) {
    let suggest = draft.diagnostics.len() < SUGGESTIONS;
    draft.report(line, |place| match *refusal {
        Refusal::Unknown => {
            let near = suggest.then(|| highlight::nearest(language)).flatten();
            problems::unknown_language(place, language, near.as_deref())
        }
        Refusal::TooLarge(bytes) => problems::too_large(place, bytes, highlight::LARGEST),
        Refusal::LongLine(line) => problems::long_line(place, line, highlight::LONGEST_LINE),
        Refusal::TooMuchWork => problems::too_much_work(place),
    });
}
