//! Code blocks, with colours where the language is known.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::Colours;
use super::draft::{Draft, Edits, Step, matching_end};
use super::highlight::{self, Refusal};
use super::problems;
use crate::site::text;

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
            let html = block(draft, &mut labels, &steps[index..end], language(info));
            (index..=end).for_each(|index| edits.remove(index));
            edits.block(index, html);
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

/// The first word of what stands behind the fence: `rust` of `rust,ignore` and of `rust {1,3}`.
fn language(info: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | ';');
    info.trim_start().split(ends).next().unwrap_or_default()
}

fn block(
    draft: &mut Draft<'_>,
    labels: &mut HashMap<String, usize>,
    steps: &[Step<'_>],
    language: &str,
) -> String {
    let code: String = steps
        .iter()
        .filter_map(|step| match step.md() {
            Some(Event::Text(text)) => Some(&**text),
            _ => None,
        })
        .collect();
    let coloured = match draft.colours {
        Colours::Now => highlight::highlight(&code, language),
        Colours::Later => Ok(highlight::escape(&code).into()),
    };
    let inner = coloured.map_or_else(
        |refusal| {
            report(draft, &fence(draft, &steps[0].range), language, &refusal);
            highlight::escape(&code)
        },
        |html| html.to_string(),
    );
    let mut html = String::from("<pre class=\"code\"");
    if !language.is_empty() {
        html += &format!(" data-language=\"{}\"", text::escape(&language.to_lowercase()));
    }
    let label = text::escape(&label(labels, language));
    html += &format!(
        " tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><code>{inner}</code></pre>\n"
    );
    html
}

/// Each block has a name of its own, as a page's regions must.
fn label(labels: &mut HashMap<String, usize>, language: &str) -> String {
    let name = match language.to_lowercase() {
        empty if empty.is_empty() => "Code".to_owned(),
        language => format!("Code: {language}"),
    };
    let count = labels.entry(name.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { name } else { format!("{name} ({count})") }
}

/// The first line of a block.
fn fence(draft: &Draft<'_>, block: &Range<usize>) -> Range<usize> {
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
