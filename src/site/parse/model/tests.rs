//! Models as authors write them.

mod messages;
mod references;

use std::time::Duration;

use super::*;
use crate::site::parse::testing::{MLOPS, MLOPS_TABLE, timed, told};

fn read(text: &str) -> (Model, Vec<String>) {
    let (model, found) = parse(&[(SourcePath::new("content/a/m.model.yaml"), text.to_owned())]);
    (model.expect("a model"), told(text, found))
}

fn without_a_word(text: &str) -> Model {
    let (model, said) = read(text);
    assert_eq!(said, [""; 0], "\n{text}");
    model
}

#[test]
fn the_first_table_is_read_exactly_as_spelled() {
    let model = without_a_word(MLOPS);
    assert_eq!((model.levels.len(), model.dimensions.len(), model.cells.len()), (5, 2, 10));
    assert_eq!(model.item_count(), 29);
    let mut table = String::new();
    for cell in &model.cells {
        let (level, dimension) = (&model.levels[cell.level], &model.dimensions[cell.dimension]);
        for item in &cell.items {
            let spelled = MLOPS[item.text.range.clone()].trim_matches('"');
            assert_eq!(item.text.raw, spelled);
            table +=
                &format!("{}\t{}\t{}\n", level.value.value, dimension.name.value, item.text.raw);
        }
    }
    assert_eq!(table, MLOPS_TABLE);
    assert_eq!((model.key.as_str(), model.title.value.as_str()), ("a/m", "MLOps maturity model"));
}

#[test]
fn a_model_says_about_itself_what_it_likes_in_its_order() {
    let model = without_a_word(&format!(
        "version: 5.10\nauthors: [A. One, B. Two]\nlang: en\nid: first\nkinds: [Area]\nprogression: snapshot\n\
         x-note: {{a: [012, No], b: }}\n{MLOPS}"
    ));
    let about: Vec<_> =
        model.about.iter().map(|(key, value)| (key.as_str(), value.value.as_str())).collect();
    let expected =
        [("version", "5.10"), ("authors", "A. One, B. Two"), ("lang", "en"), ("id", "first")];
    assert_eq!(about, expected);
    let extra = r#"{"a":["012","No"],"b":null}"#;
    assert_eq!(model.extra, [("x-note".to_owned(), extra.to_owned())]);
    assert_eq!(model.kinds[0].value, "Area");
}

#[test]
fn cells_stand_below_levels_or_dimensions_and_go_by_any_name() {
    let model = without_a_word(
        "dimensions:
  - name: Build & ship
    id: ship
    dimensions:
      - CI/CD
      - name: Tests
        cells:
          1.5: [d]
          gold  BELT: [e]
          Beginner: [f]
levels:
  - level: -1
    name: White belt
    aka: [Beginner]
    cells: {ci/cd: [a]}
  - level: 1.5
    name: Green belt
    cells: {ship/ci-cd: {title: T, objective: O, text: P, items: [b, {text: c, id: c, note: n, x-a: 1}]}}
  - level: 7.0
    name: Gold belt
    color: '#fff'
    cells: {Build & ship / CI/CD: []}
",
    );
    let paths: Vec<_> =
        model.dimensions.iter().map(|d| (d.path.as_str(), d.parent, d.depth)).collect();
    assert_eq!(paths, [("ship", None, 0), ("ship/ci-cd", Some(0), 1), ("ship/tests", Some(0), 1)]);
    let pairs: Vec<_> = model.cells.iter().map(|cell| (cell.level, cell.dimension)).collect();
    assert_eq!(pairs, [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)]);
    let rich = model.cell(1, 1).expect("a cell");
    assert_eq!((rich.items.len(), rich.title.is_some(), rich.text.is_some()), (2, true, true));
    assert_eq!(rich.items[1].extra, [("x-a".to_owned(), "\"1\"".to_owned())]);
    assert!(model.cell(2, 1).expect("an empty cell").items.is_empty());
    let ids: Vec<_> = model.levels.iter().map(Level::id).collect();
    assert_eq!(ids, ["level--1", "level-1.5", "level-7.0"]);
}

#[test]
fn names_in_any_script_and_with_any_sign_work() {
    let model = without_a_word(
        "dimensions: [模型 管理, الجودة, 'What? #1 / 50%', {id: rocket, name: 🚀}]
levels:
  - {level: Bronze, cells: {模型 管理: [a], الجودة: [b], 'what? #1  / 50%': [c], 🚀: [d]}}
  - {level: Gold, name: '金', cells: {模型 管理: [a], الجودة: [b], 'What? #1 / 50%': [c], rocket: [d]}}
",
    );
    assert_eq!(model.cells.len(), 8);
    assert_eq!(model.dimensions[0].id, "模型-管理");
    assert_eq!(
        (model.levels[0].name.value.as_str(), model.levels[1].id().as_str()),
        ("Bronze", "level-gold")
    );
}

#[test]
fn prose_keeps_its_lines_and_an_item_its_colons() {
    let model = without_a_word(
        "dimensions: [A]
levels:
  - level: 0
    name: One
    cells:
      A: |
        First paragraph.

        - a list
  - level: 1
    name: Two
    cells:
      A:
        - 'train: test'
        - at 12:30, see https://example.org/#top
",
    );
    let text = model.cells[0].text.as_ref().expect("prose");
    assert_eq!(text.raw, "First paragraph.\n\n- a list");
    let items: Vec<_> = model.cells[1].items.iter().map(|item| item.text.raw.as_str()).collect();
    assert_eq!(items, ["train: test", "at 12:30, see https://example.org/#top"]);
}

#[test]
fn windows_line_ends_and_a_mark_at_the_start_change_nothing() {
    let windows = format!("\u{feff}{}", MLOPS.replace('\n', "\r\n"));
    let (one, two) = (without_a_word(MLOPS), without_a_word(&windows));
    let raw = |model: &Model| -> Vec<String> {
        model.cells.iter().flat_map(|cell| &cell.items).map(|item| item.text.raw.clone()).collect()
    };
    assert_eq!(raw(&one), raw(&two));
    let last = &two.cells[9].items[1].text;
    assert_eq!(&windows[last.range.clone()], last.raw);
}

#[test]
fn what_follows_a_mistake_is_read() {
    let (model, said) = read(&MLOPS.replace("- Automated builds", "- *Automated* builds"));
    assert_eq!((model.item_count(), said.len()), (29, 1));
    assert_eq!(model.cells[3].items[0].text.raw, "*Automated* builds");
}

#[test]
fn a_large_model_is_read_quickly() {
    let mut text = "dimensions:\n".to_owned();
    for dimension in 0..24 {
        text += &format!("  - name: Dimension {dimension}\n    cells:\n");
        for level in 0..5 {
            text += &format!("      {level}:\n");
            for item in 0..50 {
                text += &format!(
                    "        - text: The team does thing {item} with care\n          id: d{dimension}l{level}i{item}\n"
                );
            }
        }
    }
    text += "levels:\n";
    for level in 0..5 {
        text += &format!("  - level: {level}\n    name: Level {level}\n");
    }
    let (model, took) = timed(|| without_a_word(&text));
    assert_eq!(model.item_count(), 6000);
    assert!(took < Duration::from_millis(1500), "{took:?}");
}
