//! What the configuration says about warnings and about how much the notes must speak of.

use crate::sites::{built, small};

const MISSING: &str = "dimensions: [People, Tools]\nlevels:\n  - {level: 0, name: A, cells: {People: [a]}}\n  - {level: 1, name: B, cells: {People: [b], Tools: [c]}}\n";

fn told(config: &str) -> Vec<String> {
    let config = format!("title: Small\n{config}");
    built(&small().with("levelbook.yaml", config).with("content/m.model.yaml", MISSING)).told()
}

#[test]
fn a_warning_is_silenced_everywhere_in_a_file_or_by_its_words() {
    assert_eq!(told("").len(), 1, "{:?}", told(""));
    let rules = [
        "[C16]",
        "[{code: c16, in: content/m.model.yaml}]",
        "[{code: C16, in: content}]",
        "[{code: C16, in: 'content/*.model.yaml', text: level 0}]",
    ];
    for rule in rules {
        assert_eq!(told(&format!("silence: {rule}\n")), [""; 0], "{rule}");
    }
}

#[test]
fn a_rule_that_silences_nothing_is_told() {
    let told = told("silence: [C16, {code: C20, in: content/other.md}]\n");
    assert_eq!(
        told,
        [
            "S08 warning levelbook.yaml:2:23 this rule silences no C20 | Take it out, or correct \"in\" and \"text\"."
        ]
    );
}

#[test]
fn two_rules_may_silence_the_same() {
    let rules = "silence: [C16, {code: C16, in: content/m.model.yaml}]\n";
    assert_eq!(told(rules), [""; 0]);
}

#[test]
fn errors_stay() {
    let config = "title: Small\nsilence: [L01]\n";
    let site =
        built(&small().with("levelbook.yaml", config).with("content/a.md", "# A\n\n[x](no.md)\n"));
    let told = site.told();
    assert!(told.iter().any(|line| line.starts_with("L01 error content/a.md")), "{told:?}");
    assert!(told.iter().any(|line| line.contains("errors cannot be silenced")), "{told:?}");
}

#[test]
fn an_unknown_code_gets_a_hint() {
    let told = told("silence: [C16, C116]\n");
    assert!(
        told.iter().any(|line| line.contains("\"C116\" is no code of a message | Did you mean")),
        "{told:?}"
    );
}

#[test]
fn too_little_coverage_is_an_error_that_names_what_is_missing() {
    let config = "title: Small\ncoverage: {levels: 100, cells: 0}\n";
    let with =
        |text: &str| built(&small().with("levelbook.yaml", config).with("content/a.md", text));
    let found = with("# A\n\n[](level:0)\n");
    assert_eq!(
        found.told(),
        [
            "N07 error levelbook.yaml:2:20 the notes speak of 1 of 2 levels of Small model (50 %), but 100 % are asked for | No note speaks of level 1."
        ]
    );
    assert_eq!(with("# A\n\n[](level:0) and [](level:1/people)\n").told(), [""; 0]);
    let json = with("# A\n\n[](level:0) and [](level:1/people)\n").page("m/coverage.json");
    assert!(
        json.contains("\"dimension\":\"people\",\"level\":\"1\",\"notes\":[\"content/a.md\"]")
            || json.contains(
                "{\"level\":\"1\",\"dimension\":\"people\",\"notes\":[\"content/a.md\"]}"
            ),
        "{json}"
    );
}
