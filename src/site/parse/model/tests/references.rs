//! What is said about activities, and about what cells and activities refer to.

use crate::site::diagnostics::Diagnostic;
use crate::site::parse::model::parse;
use crate::site::parse::testing::model_says;
use crate::site::sources::SourcePath;

/// Two levels and a dimension with activities; `declared` stands before them.
fn with(declared: &str, activities: &str) -> String {
    format!(
        "{declared}levels:\n  - {{level: 1, name: Start}}\n  - {{level: 2, name: Growth}}\n\
         dimensions:\n  - name: Practice\n    activities:\n{activities}"
    )
}

#[test]
fn c08_two_activities_with_one_id() {
    let text =
        with("", "      - {name: Code review, level: 1}\n      - {name: Code Review, level: 2}\n");
    model_says(
        &text,
        &[
            r#"C08 error 8:16 "Code review" and "Code Review" both become id "code-review" / Give one of them an id: of its own."#,
        ],
    );
}

#[test]
fn c09_an_activity_that_is_not_there() {
    let text = with(
        "",
        "      - {name: Reviews, level: 1}\n      - {name: Tests, level: 2, needs: [revews]}\n",
    );
    model_says(&text, &[r#"C09 error 8:41 no activity "revews" / Did you mean "reviews"?"#]);
}

#[test]
fn c10_an_activity_that_needs_itself() {
    let text = with("", "      - {id: tests, level: 2, needs: [tests]}\n");
    model_says(&text, &[r#"C10 error 7:39 activity "tests" needs itself / Remove it from needs:"#]);
}

#[test]
fn c11_a_cycle_of_needs() {
    let text = with(
        "",
        "      - {id: a, level: 2, needs: [c]}\n      - {id: b, level: 2, needs: [a]}\n      - {id: c, level: 2, needs: [b]}\n",
    );
    model_says(
        &text,
        &[
            r#"C11 error 7:35 activities need each other in a cycle: a → c → b → a / Take one of these out of needs:, or make it related:"#,
        ],
    );
}

#[test]
fn c12_a_need_from_above() {
    let text = with("", "      - {id: a, level: 1, needs: [b]}\n      - {id: b, level: 2}\n");
    model_says(
        &text,
        &[
            r#"C12 warning 7:35 an activity of level 1 needs "b", which belongs to the higher level 2 / Move one of them, or write it under related:"#,
        ],
    );
}

#[test]
fn c13_fields_that_are_not_declared() {
    let text = with(
        "fields: {comments: list, level: text}\n",
        "      - {name: Reviews, level: 1, comment: a, owner: b}\n",
    );
    model_says(
        &text,
        &[
            r#"C13 error 1:26 "level" is a key that every activity has / Call the field otherwise."#,
            r#"C13 error 8:35 "comment" is not a declared field / Did you mean "comments"? Otherwise declare it under fields: of the model."#,
            r#"C13 error 8:47 "owner" is not a declared field / Declare it under fields: of the model."#,
        ],
    );
}

#[test]
fn c21_values_that_do_not_fit() {
    let text = with(
        "fields:\n  effort: {labels: [Low, High]}\n  cost: number\n  since: date\n  more: url\n  done: boolean\n",
        "      - name: Reviews\n        level: 1\n        effort: Hihg\n        cost: much\n        since: 2024-02-30\n        more: example\n        done: maybe\n",
    );
    model_says(
        &text,
        &[
            r#"C21 error 15:17 "Hihg" is no step of "Effort" / Steps: Low (1), High (2)."#,
            r#"C21 error 16:15 field "cost" cannot be "much" / Write a number"#,
            r#"C21 error 17:16 field "since" cannot be "2024-02-30" / Write a date: 2026-01-31"#,
            r#"C21 error 18:15 field "more" cannot be "example" / Write an address: https://…"#,
            r#"C21 error 19:15 field "done" cannot be "maybe" / Write yes or no"#,
        ],
    );
}

#[test]
fn s04_a_required_field_is_missing() {
    let text = with("fields: {risk: {required: true}}\n", "      - {name: Reviews, level: 1}\n");
    model_says(
        &text,
        &[
            r#"S04 error 8:10 activity "Reviews" has no "risk" / Add a line risk: …, or take required: true from the field's declaration."#,
        ],
    );
}

#[test]
fn c22_a_capability_that_is_not_there() {
    let text = with(
        "capabilities: [{id: review, name: Review}]\n",
        "      - {name: Reviews, level: 1, capability: reveiw}\n",
    );
    model_says(&text, &[r#"C22 error 8:47 no capability "reveiw" / Did you mean "review"?"#]);
}

#[test]
fn c23_a_capability_twice_and_one_that_ends() {
    let text = "capabilities: [Review, Tests]\ndimensions: [Practice]\nlevels:\n  - level: 1\n    name: Start\n    cells:\n      Practice:\n        - {text: a, capability: review}\n        - {text: b, capability: review}\n        - {text: c, capability: tests}\n  - level: 2\n    name: Growth\n    cells:\n      Practice:\n        - {text: d, capability: tests}\n";
    model_says(
        text,
        &[
            r#"C23 warning 8:18 capability "Review" ends at level 1: level 2 lacks it / In a snapshot a level says all that holds: write it there too, or write progression: additive"#,
            r#"C23 warning 9:18 capability "Review" is twice in this cell / Put both into one item, or tie one of them to another capability."#,
        ],
    );
}

#[test]
fn c24_an_additive_model_lists_the_same_again() {
    let text = "progression: additive\ndimensions: [Practice]\nlevels:\n  - {level: 1, name: Start, cells: {Practice: [We test]}}\n  - {level: 2, name: Growth, cells: {Practice: [We test, We review]}}\n";
    model_says(
        text,
        &[
            r#"C24 warning 5:49 level 1 lists the same, and this model is additive / Remove it here; if it grows, say how, and tie both by a capability:"#,
        ],
    );
}

#[test]
fn c25_and_c26_references() {
    let text = with(
        "frameworks:\n  samm: {pattern: 'V-[0-9]', ids: [V-1, V-2]}\n  iso: {pattern: 'A[.][0-9]+'}\n",
        "      - {name: Reviews, level: 1, references: {sam: [V-1], samm: [V-3], iso: [B.1]}}\n",
    );
    model_says(
        &text,
        &[
            r#"C25 error 10:48 no framework "sam" / Did you mean "samm"?"#,
            r#"C26 error 10:67 samm has no "V-3" / Did you mean "V-1"?"#,
            r#"C26 error 10:79 "B.1" is no id of iso / Its ids look like this: A[.][0-9]+"#,
        ],
    );
}

#[test]
fn c27_a_resource_that_is_not_there() {
    let text = with(
        "resources: {handbook: {name: The handbook}}\n",
        "      - {name: Reviews, level: 1, resources: [handbok, {url: https://example.org}]}\n",
    );
    model_says(&text, &[r#"C27 error 8:47 no resource "handbok" / Did you mean "handbook"?"#]);
}

#[test]
fn c28_and_c29_answers() {
    let text = with(
        "answers:\n  share: {options: [{answer: Some, score: 1}, {answer: None, score: 0}, {answer: some}]}\n  one: [Yes]\n",
        "      - {name: Reviews, level: 1, questions: [{ask: Do you?, answers: shares}]}\n",
    );
    model_says(
        &text,
        &[
            r#"C29 warning 2:69 score 0 stands after score 1 / Order the answers from the lowest score to the highest."#,
            r#"C28 error 2:82 the answer "some" is given twice / Word one of them differently."#,
            r#"C28 error 3:3 the set of answers "one" leaves nothing to choose / Write at least two options: - {answer: No, score: 0}"#,
            r#"C28 error 10:71 no set of answers "shares" / Did you mean "share"?"#,
        ],
    );
}

#[test]
fn c30_tags() {
    let text = with(
        "",
        "      - {id: a, level: 1, tags: [people, tests]}\n      - {id: b, level: 1, tags: [people, tests]}\n      - {id: c, level: 1, tags: [test, code]}\n      - {id: d, level: 1, tags: [code, alone]}\n",
    );
    model_says(
        &text,
        &[
            r#"C30 warning 9:34 tag "test" is nearly "tests" / Write "tests", if the same is meant."#,
            r#"C30 warning 10:40 tag "alone" is used once, so it ties nothing together / Use each with several activities, or take it out."#,
        ],
    );
}

fn of_files(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let files: Vec<_> =
        files.iter().map(|(path, text)| (SourcePath::new(*path), (*text).to_owned())).collect();
    parse(&files).1
}

#[test]
fn c31_includes_that_lead_nowhere() {
    let text =
        with("include: [parts/*.yaml, ../../x.yaml]\n", "      - {name: Reviews, level: 1}\n");
    model_says(
        &text,
        &[
            r#"C31 error 1:11 no file fits "parts/*.yaml" / Write a path from the model's folder to YAML files that are no models themselves: `dimensions/*.yaml`."#,
            r#"C31 error 1:25 "../../x.yaml" leads out of the folder of the site's content / Include files below `content/`."#,
        ],
    );
}

#[test]
fn a_mistake_in_an_included_file_is_told_at_its_own_place() {
    let main = with("include: [parts/*.yaml]\n", "      - {name: Reviews, level: 1}\n");
    let part = "name: Culture\nactivities:\n  - {name: Talks, level: 3}\n";
    let found = of_files(&[("content/m.model.yaml", &main), ("content/parts/culture.yaml", part)]);
    assert_eq!(found.len(), 1, "{found:?}");
    let place = found[0].place.as_ref().expect("a place");
    assert_eq!(place.path.as_str(), "content/parts/culture.yaml");
    assert_eq!(&part[place.range.clone()], "3");
    assert_eq!(found[0].message, "no level \"3\"; levels are 1 to 2");
}

#[test]
fn lines_are_counted_in_the_file_that_holds_them() {
    let main = with("include: [parts/*.yaml]\n", "      - {name: Reviews, level: 1}\n");
    let part =
        "x-note: a\ndimensions:\n  - name: Culture\n    name: Talk\n    cells: {1: [a], 2: [b]}\n";
    let found = of_files(&[("content/m.model.yaml", &main), ("content/parts/culture.yaml", part)]);
    let said: Vec<_> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(said, ["\"name\" is given twice in dimension \"Culture\" (lines 3 and 4)"]);
}

#[test]
fn an_included_file_may_start_with_a_mark_and_end_lines_as_windows_does() {
    let main = with("include: [parts/*.yaml]\n", "      - {name: Reviews, level: 1}\n");
    let part = "\u{feff}name: Culture\r\ncells:\r\n  1: [a]\r\n  2:\r\n    - see: this\r\n";
    let found = of_files(&[("content/m.model.yaml", &main), ("content/parts/culture.yaml", part)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(&part[found[0].edits[0].range.clone()], "see: this");
}

#[test]
fn what_belongs_into_the_model_itself() {
    let main = with("include: [part.yaml]\n", "      - {name: Reviews, level: 1}\n");
    let found = of_files(&[
        ("content/m.model.yaml", &main),
        ("content/part.yaml", "title: Other\nresources: {}\n"),
    ]);
    let said: Vec<_> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(said, ["\"title\" belongs into the model's own file"]);
}
