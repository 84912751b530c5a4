//! Models that are large in one respect, and models made of every key at random.

use std::fmt::Write;

use super::{Random, in_time, survives};
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::parse::model;
use crate::site::parse::testing::{MLOPS, rounds};
use crate::site::sources::SourcePath;

/// Two levels and a dimension with activities; `declared` stands before them.
fn with(declared: &str, activities: &str) -> String {
    format!(
        "{declared}levels:\n  - {{level: 1, name: Start}}\n  - {{level: 2, name: Growth}}\n\
         dimensions:\n  - name: Practice\n    activities:\n{activities}"
    )
}

fn activities(count: usize, rest: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, n| {
        let _ = writeln!(all, "      - {{id: a-{n}, level: {}, {}}}", 1 + n % 2, rest(n));
        all
    })
}

fn read(text: &str) -> Vec<Diagnostic> {
    let path = SourcePath::new("content/hostile.model.yaml");
    in_time(text, || model::parse(&[(path.clone(), text.to_owned())]).1)
}

fn count(found: &[Diagnostic], code: Code) -> usize {
    found.iter().filter(|diagnostic| diagnostic.code == code).count()
}

#[test]
fn long_chains_of_needs() {
    let chain = activities(10_000, |n| format!("needs: [a-{}]", n + 1));
    let found = read(&with("", &chain));
    assert_eq!(count(&found, Code::C09), 1, "the last one needs none that is there");
    assert_eq!(count(&found, Code::C11), 0);
    let ring = activities(10_000, |n| format!("needs: [a-{}]", (n + 1) % 10_000));
    assert_eq!(count(&read(&with("", &ring)), Code::C11), 1);
}

#[test]
fn knots_of_needs_are_told_without_end_of_them() {
    let knot = activities(5000, |n| format!("needs: [a-0, a-{}]", (n + 1) % 5000));
    let cycles = count(&read(&with("", &knot)), Code::C11);
    assert!((1..=50).contains(&cycles), "{cycles}");
}

#[test]
fn everything_needs_everything() {
    let all: Vec<String> = (0..200).map(|n| format!("a-{n}")).collect();
    let all = all.join(", ");
    read(&with("", &activities(200, |_| format!("needs: [{all}], related: [{all}]"))));
}

#[test]
fn names_that_are_nearly_right() {
    read(&with("", &activities(2000, |n| format!("needs: [b-{n}], related: [aa-{n}]"))));
    let declared = "capabilities: [Review]\nresources: {handbook: {name: H}}\n";
    read(&with(
        declared,
        &activities(4000, |_| "capability: reveiw, resources: [handbok]".to_owned()),
    ));
    read(&with("", &activities(3000, |n| format!("comment{n}: a"))));
}

#[test]
fn many_tags() {
    read(&with("", &activities(5000, |n| format!("tags: [t{}, u{}]", n % 200, n % 150))));
    read(&with("", &activities(5000, |n| format!("tags: [t{n}]"))));
    let tags: Vec<String> = (0..10_000).map(|n| format!("t{n}")).collect();
    read(&with("", &activities(1, |_| format!("tags: [{}]", tags.join(", ")))));
}

#[test]
fn many_references() {
    let mut declared = "frameworks:\n".to_owned();
    for framework in 0..20 {
        let ids: Vec<_> = (0..300).map(|id| format!("F{framework}-{id}")).collect();
        let _ = writeln!(declared, "  f{framework}: {{ids: [{}]}}", ids.join(", "));
    }
    let known = |n: usize| format!("references: {{f{}: [F{}-{}]}}", n % 20, n % 20, n % 300);
    let found = read(&with(&declared, &activities(5000, known)));
    assert_eq!(found, []);
    let unknown = |n: usize| format!("references: {{f: [A-{n}, B-{n}, C-{n}]}}");
    read(&with("frameworks: {f: {}}\n", &activities(4000, unknown)));
    let wrong = |n: usize| format!("references: {{f{}: [F-{n}]}}", n % 20);
    read(&with(&declared, &activities(2000, wrong)));
}

#[test]
fn many_resources_written_in_place() {
    let own = |n: usize| format!("resources: [{{name: R {n}, url: 'https://example.org/{n}'}}]");
    assert_eq!(read(&with("", &activities(5000, own))), []);
    let same = |n: usize| format!("resources: [{{name: R, url: 'https://example.org/{n}'}}]");
    read(&with("", &activities(3000, same)));
}

#[test]
fn dimensions_as_deep_as_can_be() {
    for depth in [10, 60, 1000] {
        let mut text = "levels: [{level: 1, name: A}, {level: 2, name: B}]\n".to_owned();
        for level in 0..depth {
            let space = " ".repeat(level * 4);
            let _ = writeln!(text, "{space}dimensions:\n{space}  - name: D{level}");
        }
        survives(&text);
    }
}

#[test]
fn includes_in_large_numbers() {
    let patterns = vec!["parts/**/*.yaml, ../**/../x, '[', /"; 500].join(", ");
    survives(&format!("include: [{patterns}]\n{MLOPS}"));
    let main = with("include: [parts/*.yaml]\n", &activities(1, |_| "name: A".to_owned()));
    let mut files = vec![(SourcePath::new("content/m.model.yaml"), main)];
    for n in 0..500 {
        let part = format!("name: Part {n}\ninclude: [p{n}.yaml]\ncells: {{1: [a], 2: [b]}}\n");
        files.push((SourcePath::new(format!("content/parts/p{n}.yaml")), part));
    }
    let found = in_time("", || {
        let found = model::parse(&files).1;
        assert_eq!(count(&found, Code::S01), 500, "{:?}", found[0]);
        Vec::new()
    });
    assert_eq!(found, []);
}

/// Every key with values that do not belong there.
#[test]
fn keys_with_any_value_are_survived() {
    let keys = [
        "id",
        "was",
        "name",
        "level",
        "in",
        "summary",
        "needs",
        "related",
        "tags",
        "references",
        "resources",
        "questions",
        "capability",
        "fields",
        "frameworks",
        "answers",
        "scoring",
        "include",
        "capabilities",
        "activities",
        "dimensions",
        "levels",
        "cells",
        "kinds",
        "progression",
        "options",
        "ask",
        "criteria",
        "pattern",
        "ids",
        "link",
        "labels",
        "type",
        "required",
        "show",
        "items",
        "sections",
        "text",
        "score",
        "rule",
        "threshold",
        "x-own",
        "risk",
        "iso",
        "1",
        "Practice",
        "practice/part",
        "é",
    ];
    let values = [
        "~",
        "[]",
        "{}",
        "a",
        "1",
        "-1",
        "1.5",
        "yes",
        "[a, b]",
        "[[a]]",
        "{a: b}",
        "'{id}'",
        "'[0-9'",
        "'(a*)*b'",
        "ladder",
        "additive",
        "[a-0]",
        "Practice",
        "'../../x'",
        "scale",
        "*none",
        "&a a",
        "💥",
        "{iso: [A.1]}",
        "[{ask: a, answers: b}]",
        "https://example.org",
        "'<b>'",
        "TODO",
        "''",
        "\"\\u0000\"",
    ];
    let mut random = Random(23);
    for _ in 0..rounds(1500) {
        let mut text = String::new();
        let mut depth = 0;
        for _ in 0..random.below(30) {
            depth = random.below(depth + 2);
            let space = "  ".repeat(depth);
            let dash = if random.below(4) == 0 { "- " } else { "" };
            let key = keys[random.below(keys.len())];
            let value = if random.below(3) == 0 { "" } else { values[random.below(values.len())] };
            let _ = writeln!(text, "{space}{dash}{key}: {value}");
        }
        survives(&text);
        survives(&format!("{MLOPS}{text}"));
    }
}

/// A good model of all keys in which values have changed places.
#[test]
fn full_models_with_values_exchanged_are_survived() {
    let whole = "title: A\nprogression: additive\nkinds: [Area, Practice]\nfields:\n  risk: text\n  effort: {type: scale, labels: [Low, High], required: yes}\nframeworks:\n  iso: {name: ISO, link: 'https://example.org/{id}', pattern: 'A[.][0-9]+', ids: [A.1]}\nresources:\n  book: {name: Book, url: https://example.org}\nanswers:\n  share: {options: [{answer: No, score: 0}, {answer: Yes, score: 1}]}\nscoring: {rule: mean, threshold: 0.5}\ncapabilities: [{id: review, name: Review}]\nlevels:\n  - {level: 1, name: Start, aka: [Begin]}\n  - {level: 2, name: Growth}\ndimensions:\n  - name: Area\n    dimensions:\n      - name: Practice\n        cells:\n          1: {title: T, sections: [{title: S, items: [{text: a, capability: review}]}]}\n        activities:\n          - {id: a, level: 1, risk: R, effort: Low, tags: [t], references: {iso: [A.1]}}\n          - {id: b, level: 2, effort: High, needs: [a], resources: [book], tags: [t]}\n";
    let mut random = Random(31);
    let words: Vec<&str> =
        whole.split([' ', '\n', ',', '{', '}', '[', ']']).filter(|word| !word.is_empty()).collect();
    for _ in 0..rounds(1500) {
        let mut text = whole.to_owned();
        for _ in 0..=random.below(4) {
            let from = words[random.below(words.len())];
            let to = words[random.below(words.len())];
            text = text.replacen(from, to, 1 + random.below(3));
        }
        survives(&text);
    }
}
