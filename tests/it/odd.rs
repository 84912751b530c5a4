//! Models put together at random from what the format knows: whatever is wrong with them, a build ends with words.

use proptest::prelude::*;

use levelbook::site::sources::Sources;

use crate::sites::{built, rounds};

/// A value that may stand anywhere, fit or not.
fn value() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "a",
        "1",
        "0",
        "Practice",
        "practice",
        "review",
        "samm",
        "A.1",
        "[]",
        "{}",
        "~",
        "true",
        "2024-01-31",
        "No",
        "''",
        "'a: b'",
        "[a, b]",
        "[1, 2]",
        "{a: b}",
        "{samm: [A.1]}",
        "[{text: x, capability: review}]",
        "'🚀'",
        "'# x'",
        "|\n    one\n\n    two",
        "https://example.org/{id}",
        "[Practice, {name: Other, dimensions: [Practice]}]",
        "'../x'",
        "'<b>x</b>'",
        "5.10",
        "scale",
    ]);
    words.prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = String> {
    let keys = prop::sample::select(vec![
        "title",
        "kinds",
        "progression",
        "capabilities",
        "fields",
        "frameworks",
        "resources",
        "answers",
        "scoring",
        "include",
        "activities",
        "x-a",
        "description",
        "source",
        "levels",
        "dimensions",
    ]);
    keys.prop_map(str::to_owned)
}

fn activity() -> impl Strategy<Value = String> {
    let keys = vec![
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
        "risk",
        "effort",
    ];
    prop::collection::vec((prop::sample::select(keys), value()), 0..8).prop_map(|entries| {
        let mut text = String::from("      -");
        for (index, (key, value)) in entries.iter().enumerate() {
            let indent = if index == 0 { " " } else { "        " };
            text += &format!("{indent}{key}: {}\n", value.replace("\n    ", "\n            "));
        }
        if entries.is_empty() { text + " {}\n" } else { text }
    })
}

fn model() -> impl Strategy<Value = String> {
    let top = prop::collection::vec((key(), value()), 0..6);
    let activities = prop::collection::vec(activity(), 0..5);
    let levels = prop::collection::vec((value(), value(), value()), 0..4);
    (top, activities, levels).prop_map(|(top, activities, levels)| {
        let mut text: String = top.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        text += "fields: {risk: markdown, effort: {labels: [Low, High]}}\nframeworks: {samm: {pattern: 'A.*'}}\ncapabilities: [review]\n";
        text += "levels:\n";
        for (level, name, cell) in levels {
            let nested = |text: String| text.replace("\n    ", "\n          ");
            text += &format!("  - level: {}\n    name: {}\n    cells:\n      Practice: {}\n", nested(level), nested(name), nested(cell));
        }
        text += "dimensions:\n  - name: Practice\n    activities:\n";
        text + &activities.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(400), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_in_a_model_a_build_ends_with_words(text in model()) {
        let sources = Sources::default()
            .with("levelbook.yaml", "title: T\n")
            .with("content/index.md", "# T\n\n[](level:1) [](activity:a) [](capability:review)\n")
            .with("content/m.model.yaml", &text);
        let site = built(&sources);
        prop_assert!(site.0.errors() > 0 || !site.0.output.is_empty());
    }
}
