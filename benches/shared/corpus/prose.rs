//! Sentences, lists and tables of made-up course notes.

use super::dice::Dice;

const WORDS: &[&str] = &[
    "a",
    "and",
    "as",
    "before",
    "between",
    "by",
    "each",
    "every",
    "for",
    "from",
    "in",
    "into",
    "is",
    "it",
    "not",
    "of",
    "on",
    "one",
    "or",
    "so",
    "that",
    "the",
    "then",
    "this",
    "to",
    "when",
    "which",
    "while",
    "with",
    "without",
    "model",
    "training",
    "pipeline",
    "deployment",
    "data",
    "feature",
    "registry",
    "metric",
    "baseline",
    "experiment",
    "notebook",
    "cluster",
    "service",
    "request",
    "latency",
    "drift",
    "version",
    "schema",
    "label",
    "sample",
    "batch",
    "stream",
    "review",
    "release",
    "test",
    "alert",
    "dashboard",
    "owner",
    "team",
    "process",
    "decision",
    "record",
    "measure",
    "compare",
    "repeat",
    "automate",
    "monitor",
    "explain",
    "replace",
    "approve",
    "store",
    "trace",
    "slow",
    "manual",
    "shared",
    "stable",
    "recent",
    "small",
    "complete",
    "reproducible",
];

/// `count` words in a row; a heading begins with a capital.
pub fn words(dice: &mut Dice, count: usize, heading: bool) -> String {
    let words: Vec<_> = (0..count).map(|_| dice.pick(WORDS)).collect();
    let text = words.join(" ");
    if heading { capital(&text) } else { text }
}

fn capital(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

/// Some sentences, with emphasis and code here and there.
pub fn paragraph(dice: &mut Dice, sentences: usize) -> String {
    let sentences: Vec<_> = (0..sentences).map(|_| sentence(dice)).collect();
    sentences.join(" ")
}

fn sentence(dice: &mut Dice) -> String {
    let count = 6 + dice.below(9);
    let (begin, end) = (words(dice, count, true), words(dice, 2, false));
    match dice.below(5) {
        0 => format!("{begin} *{end}*."),
        1 => format!("{begin} `{}`.", end.replace(' ', "_")),
        2 => format!("{begin} **{end}**."),
        _ => format!("{begin} {end}."),
    }
}

pub fn list(dice: &mut Dice, items: usize) -> String {
    let items: Vec<_> = (0..items).map(|_| format!("- {}", sentence(dice))).collect();
    items.join("\n")
}

pub fn table(dice: &mut Dice, rows: usize) -> String {
    let row = |dice: &mut Dice| {
        format!("| {} | {} | {} |", words(dice, 2, true), words(dice, 4, false), dice.below(1000))
    };
    let rows: Vec<_> = (0..rows).map(|_| row(dice)).collect();
    format!("| Name | What it says | Count |\n|---|---|---:|\n{}", rows.join("\n"))
}
