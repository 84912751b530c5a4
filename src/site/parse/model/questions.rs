//! Questions of an assessment, and the sets of answers that they offer.

use std::collections::HashMap;

use super::catalog::Names;
use super::{Text, messages, wording};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Keys, Reader, not_empty, text_inline};
use crate::site::parse::yaml::{Entry, Kind, Node};
use crate::site::text::name_key;

/// `answers: {set: {options: [{answer, score}]}}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerSet {
    /// As questions call it.
    pub key: Spanned<String>,
    pub name: Option<Spanned<String>>,
    pub options: Vec<Answer>,
    pub extra: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    pub answer: Spanned<String>,
    /// A number as spelled.
    pub score: Option<Spanned<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    pub ask: Text,
    /// The index of the set of answers.
    pub answers: Option<usize>,
    /// What has to hold for an answer to count.
    pub criteria: Vec<Text>,
    pub extra: Vec<(String, String)>,
}

pub(super) const SET: Keys = Keys { known: &["name", "options"], extra: true };
pub(super) const OPTION: Keys = Keys { known: &["answer", "score"], extra: false };
pub(super) const QUESTION: Keys = Keys { known: &["ask", "answers", "criteria"], extra: true };

pub fn answer_set(reader: &mut Reader, entry: &Entry) -> Option<AnswerSet> {
    let what = format!("the set of answers {}", entry.key);
    let key = Spanned { value: entry.key.clone(), range: entry.key_range.clone() };
    let mut set = AnswerSet { key, name: None, options: Vec::new(), extra: Vec::new() };
    let nodes = match &entry.value.kind {
        Kind::List(nodes, _) => nodes,
        _ => {
            let entries = reader.map(&entry.value, &entry.place(), &what)?;
            let fields = reader.fields(entries, &entry.value.range, &what, &SET);
            set.name = reader.string(&fields, "name");
            set.extra.clone_from(&fields.extra);
            fields.get("options").map_or(&[][..], |entry| reader.list(entry))
        }
    };
    set.options = nodes.iter().filter_map(|node| option(reader, node)).collect();
    if set.options.len() < 2 {
        let place = reader.place(&entry.key_range);
        reader.report(messages::too_few_answers(place, &entry.key));
    }
    options_differ(reader, &set.options);
    scores_ascend(reader, &set.options);
    Some(set)
}

fn option(reader: &mut Reader, node: &Node) -> Option<Answer> {
    let Kind::Map(entries, _) = &node.kind else {
        let answer = reader.text(node, true).and_then(not_empty)?;
        return Some(Answer { answer, score: None });
    };
    let what = "an answer";
    let fields = reader.fields(entries, &node.range, what, &OPTION);
    let answer = reader.required(&fields, "answer", what, "answer: Yes, for most of them")?;
    let score = reader.string(&fields, "score");
    let score = score.filter(|score| is_score(reader, score));
    Some(Answer { answer, score })
}

fn is_score(reader: &mut Reader, score: &Spanned<String>) -> bool {
    let is_number = score.value.parse::<f64>().is_ok_and(f64::is_finite);
    if !is_number {
        let message = format!("the score {:?} is no number", score.value);
        reader.refuse(&score.range, message, "Write for example score: 0.5");
    }
    is_number
}

fn options_differ(reader: &mut Reader, options: &[Answer]) {
    let mut seen = HashMap::new();
    for option in options {
        if let Some(first) = seen.insert(name_key(&option.answer.value), &option.answer) {
            let places = (reader.place(&option.answer.range), reader.place(&first.range));
            reader.report(messages::answer_twice(places, &option.answer.value));
        }
    }
}

fn scores_ascend(reader: &mut Reader, options: &[Answer]) {
    let scores = options.iter().filter_map(|option| option.score.as_ref());
    let scores: Vec<_> = scores.map(|s| (s, s.value.parse::<f64>().unwrap_or(0.0))).collect();
    for pair in scores.windows(2) {
        if pair[1].1 < pair[0].1 {
            let place = reader.place(&pair[1].0.range);
            reader.report(messages::score_falls(place, &pair[0].0.value, &pair[1].0.value));
        }
    }
}

/// `questions: [{ask, answers, criteria}]`; a text alone is a question without answers.
pub fn read(reader: &mut Reader, fields: &Fields, names: &Names) -> Vec<Question> {
    let Some(entry) = fields.get("questions") else { return Vec::new() };
    let nodes = reader.list(entry);
    nodes.iter().filter_map(|node| question(reader, node, names)).collect()
}

fn question(reader: &mut Reader, node: &Node, names: &Names) -> Option<Question> {
    let Kind::Map(entries, _) = &node.kind else {
        let ask = reader.text(node, true).and_then(not_empty)?;
        let ask = wording::checked(reader, text_inline(ask));
        return Some(Question { ask, answers: None, criteria: Vec::new(), extra: Vec::new() });
    };
    let what = "a question";
    let fields = reader.fields(entries, &node.range, what, &QUESTION);
    let ask = reader.required(&fields, "ask", what, "ask: Do you build on every change?")?;
    let answers = reader.string(&fields, "answers");
    let answers = answers.and_then(|set| {
        let found = names.answer_set(&set.value);
        if found.is_none() {
            let place = reader.place(&set.range);
            reader.report(messages::no_answer_set(place, &set.value, names));
        }
        found
    });
    let criteria = wording::list(reader, &fields, "criteria");
    let ask = wording::checked(reader, text_inline(ask));
    Some(Question { ask, answers, criteria, extra: fields.extra })
}
