//! What is said about the content of a model.

use crate::site::parse::testing::{model_says, with_more};

#[test]
fn c01_a_misspelled_dimension() {
    model_says(
        &with_more(
            r#"      Technolgy:
        - a
"#,
        ),
        &[r#"C01 error 14:7 no dimension "Technolgy" / Did you mean "Technology"?"#],
    );
}

#[test]
fn c01_a_dimension_that_is_not_there() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
      People:
        - b
"#,
        ),
        &[
            r#"C01 error 16:7 no dimension "People" / Dimensions of this model: Highlights, Technology. Add it to dimensions: if it is new."#,
        ],
    );
}

#[test]
fn c01_a_name_of_two_dimensions() {
    model_says(
        r#"dimensions:
  - {name: Code, dimensions: [Tests]}
  - {name: Data, dimensions: [Tests]}
levels:
  - level: 0
    name: A
    cells: {Tests: [a], code/tests: [b]}
  - level: 1
    name: B
    cells: {Code / Tests: [a], data/tests: [b]}
"#,
        &[
            r#"C01 error 7:13 "Tests" names 2 dimensions / Write the whole path: code/tests or data/tests"#,
        ],
    );
}

#[test]
fn c02_an_empty_cell() {
    model_says(
        &with_more(
            r#"      Technology:
"#,
        ),
        &[r#"C02 error 14:7 level 1 × Technology is empty / Write `[]` if nothing belongs there."#],
    );
}

#[test]
fn c02_an_empty_bullet() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
        - 
"#,
        ),
        &[
            r#"C02 error 16:9 this bullet is empty / Write its text behind the dash, or remove the line."#,
        ],
    );
}

#[test]
fn c03_dashes_forgotten() {
    model_says(
        &with_more(
            r#"      Technology: one paragraph
"#,
        ),
        &[
            r#"C03 warning 14:19 this cell is one paragraph while every other cell is a list / Start each bullet with "- " on a line of its own; if it is meant, write it below "|"."#,
        ],
    );
}

#[test]
fn c04_a_level_twice() {
    model_says(
        r#"dimensions: [A]
levels:
  - level: 1
    name: A
    cells: {A: [x]}
  - level: 2
    name: B
    cells: {A: [x]}
  - level: 2
    name: C
    cells: {A: [x]}
"#,
        &[
            r#"C04 error 9:12 level 2 is given twice (lines 6 and 9) / Give each level a value of its own."#,
        ],
    );
}

#[test]
fn c05_a_word_among_numbers() {
    model_says(
        r#"dimensions: [A]
levels:
  - level: 1
    name: A
    cells: {A: [x]}
  - level: 2
    name: B
    cells: {A: [x]}
  - level: three
    name: C
    cells: {A: [x]}
"#,
        &[
            r#"C05 error 9:12 level "three" is a word among numbers / Write its number as level: and the word as name:"#,
        ],
    );
}

#[test]
fn c06_levels_out_of_order() {
    model_says(
        r#"dimensions: [A]
levels:
  - level: 1
    name: A
    cells: {A: [x]}
  - level: 3
    name: B
    cells: {A: [x]}
  - level: 2
    name: C
    cells: {A: [x]}
"#,
        &[
            r#"C06 error 9:12 level 2 stands after level 3 / Order the levels from the lowest to the highest."#,
        ],
    );
}

#[test]
fn c07_a_name_of_two_levels() {
    model_says(
        r#"dimensions: [A]
levels:
  - level: 1
    name: Automated Training
    cells: {A: [x]}
  - level: 2
    name: automated  training
    cells: {A: [x]}
"#,
        &[
            r#"C07 error 7:11 "automated  training" names level 1 and level 2; notes could not tell them apart / Give each level names of its own."#,
        ],
    );
}

#[test]
fn c08_one_id_for_two() {
    model_says(
        r#"dimensions: [Data Quality, data-quality, '🚀', {name: '模型 管理', cells: {🚀: [x]}}]
levels:
  - {level: A B, name: X, cells: {Data Quality: [x], dimension-3: [y]}}
  - {level: a-b, name: Y}
  - {level: 🚀, name: Z}
"#,
        &[
            r#"C08 error 1:28 "Data Quality" and "data-quality" both become id "data-quality" / Give one of them an id: of its own."#,
            r#"C08 error 1:42 "🚀" has no letter or digit to make an id of / Give it an id: - {id: some-word, name: '🚀'}"#,
            r#"C15 error 1:42 dimension "🚀" has no cell at any level / Write 🚀: in the cells of each level, or remove the dimension."#,
            r#"C16 warning 3:27 no text for level A B × 模型 管理 / Write `[]` if nothing belongs there"#,
            r#"C01 error 3:54 no dimension "dimension-3" / Dimensions of this model: Data Quality, 🚀, 模型 管理. Add it to dimensions: if it is new."#,
            r#"C08 error 4:13 "A B" and "a-b" both become id "level-a-b" / Choose another word for one of them."#,
            r#"C16 warning 4:13 no text for level a-b in any dimension / Write cells: with a list for each dimension, `[]` where nothing belongs."#,
            r#"C08 error 5:13 level "🚀" has no letter or digit to make an address of / Write a number or a word as level: and keep the sign in name:"#,
            r#"C16 warning 5:13 no text for level 🚀 × Data Quality / Write `[]` if nothing belongs there"#,
        ],
    );
}

#[test]
fn c14_a_gap() {
    model_says(
        r#"dimensions: [A]
levels:
  - level: 0
    name: A
    cells: {A: [x]}
  - level: 1
    name: B
    cells: {A: [x]}
  - level: 3
    name: C
    cells: {A: [x]}
"#,
        &[
            r#"C14 warning 9:12 level 2 is missing between level 1 and level 3 / Add what is missing, or count without a gap."#,
        ],
    );
}

#[test]
fn c15_a_dimension_without_cells() {
    model_says(
        r#"dimensions: [A, B]
levels:
  - level: 0
    name: A
    cells: {A: [x]}
  - level: 1
    name: B
    cells: {A: [x]}
"#,
        &[
            r#"C15 error 1:17 dimension "B" has no cell at any level / Write B: in the cells of each level, or remove the dimension."#,
        ],
    );
}

#[test]
fn c16_a_missing_cell() {
    model_says(
        &with_more(""),
        &[
            r#"C16 warning 11:5 no text for level 1 × Technology / Write `[]` if nothing belongs there"#,
        ],
    );
}

#[test]
fn c16_a_level_without_cells() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
  - level: 2
    name: X
"#,
        ),
        &[
            r#"C16 warning 16:12 no text for level 2 in any dimension / Write cells: with a list for each dimension, `[]` where nothing belongs."#,
        ],
    );
}

#[test]
fn c17_a_cell_by_name_and_by_id() {
    model_says(
        r#"dimensions: [Highlights, {id: tech, name: Technology}]
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
        - a
      tech: [b]
"#,
        &[
            r#"C17 error 16:7 level 1 × Technology is given twice: as "Technology" (line 14) and as "tech" (line 16) / Put both into one cell."#,
        ],
    );
}

#[test]
fn c17_a_cell_by_level_and_by_dimension() {
    model_says(
        r#"dimensions:
  - name: A
    cells:
      0: [a]
      Two: [b]
      7: [c]
levels:
  - level: 0
    name: One
    cells:
      a: [d]
  - level: 1
    name: Two
"#,
        &[
            r#"C17 error 4:7 level 0 × A is given twice: as "a" (line 11) and as "0" (line 4) / Put both into one cell."#,
            r#"N01 error 6:7 no level "7"; levels are 0 to 1 / Write the level's value, its name or one of its aka."#,
        ],
    );
}

#[test]
fn c18_placeholders() {
    model_says(
        &with_more(
            r#"      Technology:
        - TODO
        - tbd
        - TODO: ask the team
        - Lorem ipsum dolor
        - …
        - Track TODO comments
"#,
        ),
        &[
            r#"C18 warning 15:11 the placeholder "TODO" was left / Write the text, or remove the line."#,
            r#"C18 warning 16:11 the placeholder "tbd" was left / Write the text, or remove the line."#,
            r#"Y01 warning 17:11 this bullet reads as a key and a value because of ": " / Put it in quotes: 'TODO: ask the team'"#,
            r#"C18 warning 17:11 the placeholder "TODO" was left / Write the text, or remove the line."#,
            r#"C18 warning 18:11 the placeholder "Lorem ipsum" was left / Write the text, or remove the line."#,
            r#"C18 warning 19:11 the placeholder "…" was left / Write the text, or remove the line."#,
        ],
    );
}

#[test]
fn c19_raw_html() {
    model_says(
        &with_more(
            r#"      Technology:
        - <b>x</b> & `<i>`
        - a < b > c
        - see <https://example.org>
        - `<i>
        - a <br/> b
"#,
        ),
        &[
            r#"C19 warning 15:11 this text holds raw HTML: "<b>" / Use Markdown for it, or `code` if the tag itself is meant."#,
            r#"Y02 error 18:11 a text cannot start with ` in YAML / Put it in quotes: '`<i>'"#,
            r#"C19 warning 18:11 this text holds raw HTML: "<i>" / Use Markdown for it, or `code` if the tag itself is meant."#,
            r#"C19 warning 19:11 this text holds raw HTML: "<br/>" / Use Markdown for it, or `code` if the tag itself is meant."#,
        ],
    );
}

#[test]
fn c20_bullets_left_by_a_paste() {
    model_says(
        &with_more(
            r#"      Technology:
        - • pasted
        - '- x'
        - –5 % is fine
"#,
        ),
        &[
            r#"C20 warning 15:11 this bullet starts with another •, perhaps left by a paste / Remove it: - pasted"#,
            r#"C20 warning 16:11 this bullet starts with another -, perhaps left by a paste / Remove it: - x"#,
        ],
    );
}
