//! `> [!QUIZ] What is drift?` with a list of answers, the right ones ticked, and why they are right.

use std::collections::HashSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::draft::{Draft, Edits, Step, matching_end};
use super::{plain, problems};
use crate::site::text::{escape, name_key};

/// An answer: where its item starts and ends, and whether it is right.
struct Answer {
    item: usize,
    end: usize,
    /// The step of its tick box.
    tick: usize,
    right: bool,
    text: String,
}

/// Prints the answers of the quote from step `at` to `end` as choices, and what follows them as the
/// explanation.
pub fn quiz<'a>(
    draft: &mut Draft<'a>,
    edits: &mut Edits<'a>,
    steps: &[Step<'a>],
    at: usize,
    end: usize,
) {
    let title = steps[at].range.start..steps[at].range.start;
    let list = (at + 1..end).find(|&index| {
        matches!(steps[index].starts(), Some(Tag::List(None))) && !answers(steps, index).is_empty()
    });
    let Some(list) = list else {
        draft.report(&title, problems::quiz_without_answers);
        return;
    };
    let list_end = matching_end(steps, list);
    let answers = answers(steps, list);
    check(draft, steps, &answers, list, list_end + 1 < end);
    let number = draft.number("Quiz", None, &title);
    let several = answers.iter().filter(|answer| answer.right).count() > 1;
    let kind = if several { "checkbox" } else { "radio" };
    edits.remove(list);
    edits.block(list, "<ul class=\"quiz-answers\">\n");
    for answer in &answers {
        edits.remove(answer.item);
        edits.remove(answer.tick);
        edits.remove(answer.end);
        let right = if answer.right { " data-right" } else { "" };
        edits.block(
            answer.item,
            format!("<li><label><input type=\"{kind}\" name=\"quiz-{number}\"{right}><span>"),
        );
        edits.block(answer.end, "</span></label></li>\n");
        // A label holds no paragraphs.
        for (index, step) in steps.iter().enumerate().take(answer.end).skip(answer.item + 1) {
            let is_paragraph = matches!(step.starts(), Some(Tag::Paragraph))
                || step.ends() == Some(TagEnd::Paragraph);
            if is_paragraph {
                edits.remove(index);
            }
        }
    }
    edits.remove(list_end);
    let right: Vec<_> =
        answers.iter().filter(|answer| answer.right).map(|a| escape(&a.text)).collect();
    let words = &draft.settings.words;
    let word = words.say(if several { "Right are:" } else { "Right is:" });
    let answer = words.say("Answer");
    edits.block(
        list_end,
        format!("</ul>\n<details class=\"quiz-answer\"><summary>{answer}</summary>\n<p><b>{word}</b> {}</p>\n", right.join("; ")),
    );
    edits.block(end, "</details>\n");
}

fn answers(steps: &[Step<'_>], list: usize) -> Vec<Answer> {
    let end = matching_end(steps, list);
    let mut answers = Vec::new();
    let mut at = list + 1;
    while at < end {
        let item_end = matching_end(steps, at);
        let tick = (at + 1..(at + 3).min(item_end)).find_map(|index| match steps[index].md() {
            Some(Event::TaskListMarker(right)) => Some((index, *right)),
            _ => None,
        });
        let Some((tick, right)) = tick else { return Vec::new() };
        let text = plain::text(&steps[tick + 1..item_end]);
        answers.push(Answer { item: at, end: item_end, tick, right, text });
        at = item_end + 1;
    }
    answers
}

fn check(
    draft: &mut Draft<'_>,
    steps: &[Step<'_>],
    answers: &[Answer],
    list: usize,
    explained: bool,
) {
    let first = steps[list].range.start..steps[list].range.start;
    if answers.iter().all(|answer| !answer.right) {
        draft.report(&first, problems::quiz_without_right);
    }
    if !explained {
        draft.report(&first, problems::quiz_without_why);
    }
    let mut seen = HashSet::new();
    for answer in answers {
        if !seen.insert(name_key(&answer.text)) {
            let range = &steps[answer.item].range;
            let line = range.start..range.start + draft.clean.text[range.clone()].trim_end().len();
            draft.report(&line, |place| problems::answer_twice(place, &answer.text));
        }
    }
}
