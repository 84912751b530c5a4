//! What is said about the structure of a model, which is the same for every file.

use crate::site::parse::testing::{model_says, with_more};

#[test]
fn s03_a_list_below_a_bullet() {
    model_says(
        &with_more(
            r#"      Technology:
        - Goals:
            - a
            - b
        - x
"#,
        ),
        &[
            r#"S03 error 15:11 a bullet should be text, but this is keys with values / Write one text. If it holds ": ", put it in quotes."#,
        ],
    );
}

#[test]
fn s03_cells_that_are_a_list() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
  - level: 2
    name: X
    cells: [a]
"#,
        ),
        &[
            r#"C16 warning 18:5 no text for level 2 in any dimension / Write cells: with a list for each dimension, `[]` where nothing belongs."#,
            r#"S03 error 18:12 "cells" of level 2 should be keys with values, but this is a list / Write one "key: value" a line."#,
        ],
    );
}

#[test]
fn s01_an_unknown_key() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    cell: {}
    colour: x
"#,
        ),
        &[
            r#"S01 error 16:5 unknown key "cell" in level 1 / Did you mean "cells"?"#,
            r#"S01 error 17:5 unknown key "colour" in level 1 / Did you mean "color"?"#,
        ],
    );
}

#[test]
fn s01_in_a_bullet() {
    model_says(
        &with_more(
            r#"      Technology:
        - {txt: q}
"#,
        ),
        &[r#"S01 error 15:12 unknown key "txt" in a bullet / Did you mean "text"?"#],
    );
}

#[test]
fn s02_too_little() {
    model_says(
        r#"title: x
"#,
        &[
            r#"S02 error 1:1 a model needs at least one dimension; this file has none / Write for example dimensions: [Highlights, Technology]"#,
            r#"S02 error 1:1 a model needs at least two levels; this file has none / Write one bullet for each level below levels: "- level: 0" with name: and cells:"#,
        ],
    );
}

#[test]
fn s02_one_level() {
    model_says(
        r#"dimensions: [A]
levels:
  - level: 0
    name: One
    cells: {A: [x]}
"#,
        &[
            r#"S02 error 2:1 a model needs at least two levels; this file has 1 / Write one bullet for each level below levels: "- level: 0" with name: and cells:"#,
        ],
    );
}

#[test]
fn s03_the_wrong_kind() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
        - - nested
    cells2: x
  - level: [1]
  - foo
kinds: {a: b}
"#,
        ),
        &[
            r#"S03 error 16:11 a bullet should be text, but this is a list / Write one text; a list cannot stand inside of a text."#,
            r#"S01 error 17:5 unknown key "cells2" in level 1 / Did you mean "cells"?"#,
            r#"Y02 error 18:12 a text cannot start with [ in YAML / Put it in quotes: '[1]'"#,
            r#"C05 error 18:12 level "[1]" is a word among numbers / Write its number as level: and the word as name:"#,
            r#"C08 error 18:12 "1" and "[1]" both become id "level-1" / Choose another word for one of them."#,
            r#"C16 warning 18:12 no text for level [1] in any dimension / Write cells: with a list for each dimension, `[]` where nothing belongs."#,
            r#"S03 error 19:5 a level should be keys with values, but this is text / Write one "key: value" a line."#,
            r#"S03 error 20:8 "kinds" should be a list, but this is keys with values / Write one bullet a line: "- …"."#,
        ],
    );
}

#[test]
fn s03_no_map_at_all() {
    model_says(
        r#"- a
"#,
        &[
            r#"S03 error 1:1 the model should be keys with values, but this is a list / Write one "key: value" a line."#,
        ],
    );
}

#[test]
fn s04_what_is_missing() {
    model_says(
        r#"dimensions: [A]
levels:
  - name: X
    cells: {A: [a]}
  - level: 7
    cells: {A: [{id: q}]}
"#,
        &[
            r#"S04 error 3:5 a level has no "level" / Add a line: level: 0"#,
            r#"C05 error 3:11 level "X" is a word among numbers / Write its number as level: and the word as name:"#,
            r#"S04 error 5:5 level 7 has no "name" / Add a line: name: No automation"#,
            r#"S04 error 6:18 a bullet has no "text" / Add a line: text: what holds at this level"#,
        ],
    );
}

#[test]
fn s04_an_empty_file() {
    model_says(
        r#"# nothing yet
"#,
        &[
            r#"S04 error 1:1 the model is empty / Write for example dimensions: [Technology], and levels: with a list of levels"#,
        ],
    );
}

#[test]
fn s06_what_is_not_allowed() {
    model_says(
        r#"progression: up
lang: english please
source: javascript:alert(1)
dimensions: [Highlights, Technology]
levels:
  - level: 0
    name: No MLOps
    cells:
      Highlights: [a, b]
      Technology:
        - c
  - level: 1
    name: DevOps
    cells:
      Highlights:
        - d
      Technology:
        - {text: a, id: 'A b'}
    color: red
"#,
        &[
            r#"S06 error 1:14 "up" is no value for "progression" / Write one of: snapshot, additive."#,
            r#"S06 error 2:7 "english please" is no language / Write a language tag: en, de, pt-BR, zh-Hans."#,
            r#"S06 error 3:9 "javascript:alert(1)" is no address for "source" / Write an address in full that starts with https://, http://"#,
            r#"S06 error 18:25 "A b" cannot be an id / Write id: a-b"#,
            r#"S06 error 19:12 "red" is no colour / Write it as '#rgb' or '#rrggbb' in quotes: color: '#993300'"#,
        ],
    );
}
