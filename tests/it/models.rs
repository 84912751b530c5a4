//! Models with everything that the format has: what reaches which page, and the numbers.

use levelbook::site::sources::Sources;

use crate::sites::built;

const SECURE: &str = include_str!("models/secure.model.yaml");
const PRACTICE: &str = include_str!("models/practice.model.yaml");
const CULTURE: &str = include_str!("models/culture.yaml");

fn both() -> Sources {
    Sources::default()
        .with("levelbook.yaml", "title: Models\n")
        .with("content/index.md", "# Home\n\n## Builds\n\n[](activity:secure/build-process-defined) and [the cell](level:secure/2/build) and [](capability:secure/patching).\n")
        .with("content/secure.model.yaml", SECURE)
        .with("content/parts/culture.yaml", CULTURE)
        .with("content/practice.model.yaml", PRACTICE)
}

fn climb(json: &str, from: &str, to: &str) -> [u64; 4] {
    let model: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let climbs = model["x-levelbook"]["climbs"].as_array();
    let found = climbs.expect("climbs").iter().find(|c| c["from"] == from && c["to"] == to);
    let found = found.unwrap_or_else(|| panic!("no climb from {from} to {to}"));
    ["added", "changed", "kept", "dropped"].map(|kind| found[kind].as_u64().unwrap_or(0))
}

#[test]
fn two_models_build_without_a_word() {
    assert_eq!(built(&both()).told(), [""; 0]);
}

#[test]
fn an_activitys_page_has_every_field_as_spelled() {
    let page = built(&both()).page("secure/activity-build-process-defined.html");
    let expected = [
        "Build process defined",
        "Everyone can build it the same way.",
        "Builds differ from machine to machine.",
        "Medium",
        "2 of 3",
        "Show a log: any",
        "2024-01-31",
        "5.10",
        ">No<",
        "Is the process defined?",
        "It is written down",
        "Some of them",
        "The CI handbook",
        "Build notes",
        "I-SB-1-A",
        "A.8.25",
        "build-process",
        "Home › Builds",
    ];
    for text in expected {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[test]
fn needs_are_shown_from_both_ends() {
    let site = built(&both());
    let needing = site.page("secure/activity-signed-artefacts.html");
    assert!(needing.contains("<h3>Needs</h3>"), "{needing}");
    assert!(needing.contains("href=\"activity-build-process-defined.html\""), "{needing}");
    let needed = site.page("secure/activity-build-process-defined.html");
    assert!(needed.contains("<h3>Needed by</h3>"), "{needed}");
    assert!(needed.contains("<svg class=\"graph\""), "{needed}");
}

#[test]
fn an_earlier_id_leads_to_the_activity() {
    let old = built(&both()).page("secure/activity-build-process.html");
    assert!(old.contains("url=activity-build-process-defined.html"), "{old}");
}

#[test]
fn an_included_file_is_part_of_the_model_and_no_file_of_the_site() {
    let site = built(&both());
    assert!(site.page("secure/activity-champions.html").contains("one per team"));
    assert!(!site.0.output.iter().any(|(path, _)| path.as_str() == "parts/culture.yaml"));
}

#[test]
fn an_additive_level_adds_what_it_lists() {
    let site = built(&both());
    let json = site.page("secure/model.json");
    assert_eq!(climb(&json, "1", "2"), [3, 0, 3, 0]);
    assert_eq!(climb(&json, "2", "3"), [1, 0, 6, 0]);
    let level = site.page("secure/level-3.html");
    assert!(level.contains("Everything up to level 3"), "{level}");
    assert!(level.contains("Security training"), "{level}");
}

#[test]
fn a_capability_in_new_words_has_changed() {
    let site = built(&both());
    assert_eq!(climb(&site.page("practice/model.json"), "Bronze", "Silver"), [0, 2, 1, 0]);
    let level = site.page("practice/level-silver.html");
    assert!(level.contains("2 changed, 1 kept, 1 text rewritten"), "{level}");
    assert!(level.contains("Tests are run by <del>hand</del> <ins>a machine</ins>"), "{level}");
}

#[test]
fn any_two_levels_stand_side_by_side() {
    let site = built(&both());
    let pair = site.page("practice/compare-bronze-silver.html");
    assert!(pair.contains("Level Bronze beside level Silver"), "{pair}");
    assert!(site.page("practice/compare.html").contains("Level Bronze beside level Gold"));
}

#[test]
fn a_framework_lists_what_covers_it_and_what_does_not() {
    let site = built(&both());
    let page = site.page("secure/framework-samm.html");
    assert!(page.contains("2 of 3 ids are referred to"), "{page}");
    assert!(page.contains("https://owaspsamm.org/model/I-SB-1-A"), "{page}");
    let bridge = site.page("models-samm.html");
    assert!(bridge.contains("V-RT-1-A") && bridge.contains("O-EM-1-B"), "{bridge}");
    assert!(site.page("models.html").contains("Practice model"));
}

#[test]
fn tags_capabilities_and_resources_have_pages() {
    let site = built(&both());
    assert!(site.page("secure/tag-patching.html").contains("A patch policy is defined"));
    let capability = site.page("secure/capability-patching.html");
    assert!(capability.contains("Images are rebuilt every night"), "{capability}");
    assert!(capability.contains("Home › Builds"), "{capability}");
    assert!(site.page("secure/resources.html").contains("Scanner"));
}

#[test]
fn coverage_says_what_the_notes_speak_of() {
    let page = built(&both()).page("secure/coverage.html");
    assert!(page.contains("1 of 4 levels, 1 of 8 cells and 1 of 8 activities"), "{page}");
}

#[test]
fn the_matrix_can_be_filtered_by_tag_and_capability() {
    let page = built(&both()).page("secure/matrix.html");
    assert!(page.contains("<option value=\"capability:patching\">Patching</option>"), "{page}");
    assert!(page.contains("data-keys=\"capability:patching tag:patching tag:ci\""), "{page}");
}

/// A model's file of data, read as a model of another site: the file that it gives there.
fn again(text: &str, name: &str) -> String {
    let path = "content/again.model.yaml";
    let sources = Sources::default().with("levelbook.yaml", "title: Again\n").with(path, text);
    let site = built(&sources);
    assert_eq!(site.0.errors(), 0, "{:?}", site.told());
    site.page(&format!("again/{name}"))
}

#[test]
fn data_read_again_is_the_same_model() {
    let site = built(&both());
    for model in ["secure", "practice"] {
        let json = site.page(&format!("{model}/model.json"));
        let yaml = site.page(&format!("{model}/model.yaml"));
        assert_eq!(again(&json, "model.json"), json);
        assert_eq!(again(&json, "model.yaml"), yaml);
        assert_eq!(again(&yaml, "model.json"), json);
    }
}

#[test]
fn texts_that_yaml_might_misread_survive() {
    let texts = [
        "5.10",
        "No",
        "~",
        "null",
        "- dash",
        "a: b",
        "a #b",
        "'q'",
        "\"q\"",
        "*a*",
        "`code`",
        "[x]",
        "{y}",
        "tab\tin",
        "ends with :",
        "é ü 模型 🚀",
        "?",
        "@at",
        "%p",
        "| bar",
        "> fold",
        "1e3",
        "0x10",
        "true",
    ];
    let items: Vec<String> =
        texts.iter().map(|text| serde_json::to_string(text).expect("JSON")).collect();
    let model = format!(
        "title: Texts\ndimensions: [D]\nlevels:\n  - {{level: 0, name: A, cells: {{D: [{}]}}}}\n  - {{level: 1, name: B, cells: {{D: \"one\\n\\n  two\\n# three\"}}}}\n",
        items.join(", ")
    );
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\n")
        .with("content/t.model.yaml", &model);
    let site = built(&sources);
    let (json, yaml) = (site.page("t/model.json"), site.page("t/model.yaml"));
    let data: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let items = data["levels"][0]["cells"]["d"]["items"].as_array().expect("items");
    let found: Vec<_> = items.iter().map(|item| item["text"].as_str().expect("a text")).collect();
    assert_eq!(found, texts);
    assert_eq!(again(&json, "model.json"), json);
    assert_eq!(again(&yaml, "model.json"), json);
}

#[test]
fn a_spreadsheet_takes_no_text_for_a_formula() {
    let model = "dimensions: [D]\nlevels:\n  - {level: -1, name: A, cells: {D: [\"=1+1\", \"@x, y\"]}}\n  - {level: 0, name: B, cells: {D: []}}\n";
    let sources =
        Sources::default().with("levelbook.yaml", "title: T\n").with("content/t.model.yaml", model);
    let csv = built(&sources).page("t/matrix.csv");
    assert!(csv.contains("-1,A,d,D,item,,'=1+1,,,,\r\n"), "{csv}");
    assert!(csv.contains("-1,A,d,D,item,,\"'@x, y\",,,,\r\n"), "{csv}");
}

#[test]
fn the_workbook_is_the_same_in_every_run() {
    let bytes = || {
        let site = built(&both());
        let file = site.0.output.iter().find(|(path, _)| path.as_str() == "secure/matrix.xlsx");
        file.expect("a workbook").1.bytes.to_vec()
    };
    let first = bytes();
    assert!(first.starts_with(b"PK"), "no archive");
    assert_eq!(first, bytes());
}

#[test]
fn a_theme_that_drops_a_field_is_told_what_is_lost() {
    let theme = "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{{ activity.summary | default(value=\"\") | safe }}{% endblock main %}";
    let sources = both()
        .with("levelbook.yaml", "title: Models\ntheme: own\n")
        .with("themes/own/templates/activity.html", theme);
    let told = built(&sources).told();
    let lost = "A03 error content/secure.model.yaml:";
    assert!(told.iter().any(|line| line.starts_with(lost)), "{told:#?}");
    let evidence = told.iter().any(|line| line.contains("activity-build-process-defined.html"));
    assert!(evidence, "{told:#?}");
}

/// Markdown of which the page shows more, or in other words, than was written.
const WORDY: &str = r#"
title: Wordy
fields: {how: {type: markdown, label: How}}
dimensions:
  - name: Practice
    description: |
      # A heading

      See [](level:1) and [the other](dimension:practice "A title") for *more*, or <https://example.org/a?b=1&c=2>.

      | Left | Right |
      |:-----|------:|
      | one  | `two` |

      A note.[^1] A line\
      that breaks, 3 < 4 && 5 > 4, &copy; and \*stars\*, a~~b~~c.

      [^1]: The note's text.

      > [!NOTE]
      > An alert with `code`.

      ```rust
      fn main() { println!("{}", 1 < 2); }
      ```

      - [x] done
      - [ ] open
        1. deeper

      ![A picture of nothing](dot.png) and words behind it.
levels:
  - level: 0
    name: Low
    cells:
      Practice:
        - "Before [](level:1) and after it"
        - "![Only a picture](dot.png)"
        - "E-mail <me@example.org>, **bold**ness and a very-very-very-long-word-that-breaks-somewhere"
        - "Quotes \"a\" 'b' & <, even = signs"
  - level: 1
    name: High
    cells: {Practice: "Prose with [](level:0) in it.\n\n- and a list"}
activities:
  - {id: act, name: "Names are <plain> & *as spelled*", in: Practice, level: 1, how: "By [](activity:act), twice."}
"#;

#[test]
fn text_that_a_page_shows_with_more_around_it_is_not_lost() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05\x08\x02\0\0\0";
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\n")
        .with("content/dot.png", png)
        .with("content/w.model.yaml", WORDY);
    let site = built(&sources);
    let lost: Vec<_> = site.told().into_iter().filter(|line| line.contains(" error ")).collect();
    assert_eq!(lost, [""; 0]);
    assert_eq!((site.0.summary.items_out, site.0.summary.activities_out), (4, 1));
}

/// What is told about a theme that has one template of its own.
fn with_template(name: &str, from: &str, to: &str) -> Vec<String> {
    let path = format!("themes/default/templates/{name}");
    let template = crate::support::read(&path);
    assert!(template.contains(from), "{from} is not in {path}");
    let sources = both()
        .with("levelbook.yaml", "title: Models\ntheme: own\n")
        .with(&format!("themes/own/templates/{name}"), template.replace(from, to));
    built(&sources).told()
}

#[test]
fn each_field_that_a_theme_drops_is_named_with_its_page() {
    let dropped = [
        (
            "activity.html",
            "{{ activity.description | safe }}",
            "A *build process*",
            "activity-build-process-defined.html",
        ),
        (
            "activity.html",
            "{{ <spots.list spots={activity.related} /> }}",
            "A patch policy is defined",
            "activity-reproducible-builds.html",
        ),
        (
            "activity.html",
            "<code>{{ was }}</code>",
            "build-process",
            "activity-build-process-defined.html",
        ),
        (
            "activity.html",
            "{{ <tags.list tags={activity.tags} /> }}",
            "ci",
            "activity-build-process-defined.html",
        ),
        (
            "activity.html",
            "resource.name",
            "The CI handbook",
            "activity-build-process-defined.html",
        ),
        (
            "activity.html",
            "{{ <questions.list questions={activity.questions} /> }}",
            "Is the process defined?",
            "activity-build-process-defined.html",
        ),
        (
            "dimension.html",
            "{{ dimension.summary | safe }}",
            "From source to production.",
            "dimension-build-and-deployment.html",
        ),
        ("level.html", "{{ level.summary | safe }}", "One person knows how.", "level-1.html"),
        (
            "capability.html",
            "{{ capability.description | safe }}",
            "Known holes get closed.",
            "capability-patching.html",
        ),
        ("resources.html", "{{ resource.description | safe }}", "A long text.", "resources.html"),
        (
            "partials/cell.html",
            "{{ cell.objective | safe }}",
            "Nothing breaks unseen.",
            "level-silver.html",
        ),
        ("partials/cell.html", "{{ section.title }}", "People", "level-silver.html"),
        ("partials/cell.html", "{{ item.note | safe }}", "Four eyes.", "level-silver.html"),
    ];
    for (template, field, text, page) in dropped {
        // What stands in an expression is printed as something else.
        let told =
            with_template(template, field, if field.contains("{{") { "" } else { "resource.href" });
        let is_named = |line: &String| {
            let text = text.replace('*', "");
            line.starts_with("A03 error ") && line.contains(&text) && line.contains(page)
        };
        assert!(told.iter().any(is_named), "{field} of {template}: {told:#?}");
    }
}

#[test]
fn activities_that_a_theme_leaves_out_of_a_cell_are_lost() {
    let told = with_template("partials/cell.html", "{{ activity.name }}", "…");
    let place = "secure/level-1.html#build-and-deployment-build";
    let lost = format!("this activity is missing from the finished site at {place}");
    assert!(told.iter().any(|line| line.contains(&lost)), "{told:#?}");
}
