//! What is written as data is read again as the same model, whatever its texts are.

use proptest::prelude::*;
use serde_json::Value;

use super::{computed, data, yaml};
use crate::site::diagnostics::Severity;
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::{Model, parse};
use crate::site::parse::testing::rounds;
use crate::site::sources::SourcePath;

/// A model, if its text has no error in it.
fn read(text: &str) -> Option<Model> {
    let file = (SourcePath::new("content/m.model.yaml"), text.to_owned());
    let (model, found) = parse(&[file]);
    let errors = found.iter().any(|found| found.severity == Severity::Error);
    model.filter(|_| !errors)
}

/// Everything that a model says, without where it says it.
fn said(model: &Model) -> String {
    let text = format!("{model:?}");
    let (_, text) = text.split_once(", key: ").expect("the model's key");
    let place = regex_lite::Regex::new(r"range: \d+\.\.\d+").expect("a pattern");
    place.replace_all(text, "").into_owned()
}

#[track_caller]
fn comes_back(model: &Model) {
    let json = String::from_utf8(computed::json(model, UrlStyle::Files)).expect("UTF-8");
    let yaml = yaml::write(&yaml::tidy(data::model_file(model)));
    for text in [json, yaml] {
        let again = read(&text).unwrap_or_else(|| {
            let file = (SourcePath::new("content/m.model.yaml"), text.clone());
            panic!("{:?}\n{text}", parse(&[file]).1)
        });
        if let Some(place) = first_difference(&said(&again), &said(model)) {
            panic!("{place}\n{text}");
        }
    }
}

/// What stands around the first letter that differs, in both.
fn first_difference(one: &str, other: &str) -> Option<String> {
    let at = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let around =
        |text: &str| text.chars().skip(at.saturating_sub(200)).take(260).collect::<String>();
    (one != other).then(|| format!("{}\n{}", around(one), around(other)))
}

/// A model with each key of the format: `T` stands for any text, `W` for a word.
const FULL: &str = include_str!("testing/full.json");

/// The same with texts from a list.
fn full(texts: &[String], word: &str) -> String {
    let mut model = serde_json::from_str(FULL).expect("JSON");
    fill(&mut model, &mut texts.iter().cycle(), word);
    data::visible(&model.to_string()).into_owned()
}

fn fill<'t>(value: &mut Value, texts: &mut impl Iterator<Item = &'t String>, word: &str) {
    match value {
        Value::String(text) if text == "T" => *text = texts.next().cloned().unwrap_or_default(),
        Value::String(text) if text == "W" => word.clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, texts, word)),
        Value::Object(map) => map.values_mut().for_each(|value| fill(value, texts, word)),
        _ => {}
    }
}

/// What YAML, Markdown, JSON and spreadsheets take for something else; `¦` stands between them.
const ODD: &str = "5.10¦No¦~¦null¦true¦1e3¦0x10¦012¦2024-01-31¦.inf¦=¦<<¦y¦-¦---¦...¦- a¦? a¦a: b¦a:¦:a¦\
    a #b¦#b¦'¦\"¦\\¦\\n¦`c`¦[x]¦{y}¦*a¦&a¦!a¦%a¦@a¦|¦>¦|-¦\t¦a\tb¦\u{a0}¦\u{85}¦\u{2028}¦\u{feff}¦\u{7f}¦\u{9f}¦\
    é¦模型¦🚀¦\u{202e}¦<br>¦&amp;¦http://a.b¦1:30¦,¦ ¦  ¦a¦word";

/// What authors paste.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(ODD.split('¦').collect::<Vec<_>>());
    let join = prop::sample::select(vec!["", " ", "\n", "\n\n", "\n  ", " \n", "\n- "]);
    prop::collection::vec((odd, join), 1..4)
        .prop_map(|parts| parts.iter().map(|(text, join)| format!("{text}{join}")).collect())
        .prop_filter("nothing to see", |text: &String| !text.trim().is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: u32::try_from(rounds(150)).unwrap_or(1), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_model_comes_back_whatever_its_texts(texts in prop::collection::vec(text(), 7..23), word in "[a-z]{3,8}") {
        let source = full(&texts, &word);
        if let Some(model) = read(&source) {
            comes_back(&model);
        }
    }
}

#[test]
fn each_text_of_each_field_is_in_the_data() {
    let count = FULL.matches("\"T\"").count();
    let texts: Vec<String> = (0..count).map(|n| format!("Text {n}.")).collect();
    let model = read(&full(&texts, "word")).expect("a model without errors");
    comes_back(&model);
    let json = String::from_utf8(computed::json(&model, UrlStyle::Files)).expect("UTF-8");
    let yaml = yaml::write(&yaml::tidy(data::model_file(&model)));
    for text in &texts {
        assert!(json.contains(text) && yaml.contains(text), "{text} of {FULL}");
    }
}
