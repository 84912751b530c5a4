//! What is said about the spelling of a model, and that the rest of it is read.

use super::*;
use crate::site::parse::testing::{model_says, with_more};

fn tree(text: &str) -> Node {
    let mut found = Vec::new();
    let yaml = parse(&SourcePath::new("a.yaml"), text, 0..text.len(), &mut found);
    assert_eq!(found, []);
    yaml.root.expect("a tree")
}

fn texts(node: &Node, into: &mut Vec<(String, Range<usize>)>) {
    match &node.kind {
        Kind::Scalar(text, _) => into.push((text.clone(), node.range.clone())),
        Kind::List(items, _) => items.iter().for_each(|node| texts(node, into)),
        Kind::Map(entries, _) => entries.iter().for_each(|entry| texts(&entry.value, into)),
        Kind::Null | Kind::Unreadable => {}
    }
}

#[test]
fn texts_are_taken_as_spelled() {
    let spelled = ["5.10", "No", "2024-01-31", "1.0", "012", "~", "null", "0x1F", "1_000", "on"];
    let mut found = Vec::new();
    texts(&tree(&format!("- {}\n", spelled.join("\n- "))), &mut found);
    assert_eq!(found.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), spelled);
}

#[test]
fn places_are_bytes_of_the_file_with_a_mark_and_windows_line_ends() {
    let text =
        "\u{feff}größe: \"a\r\n  b\"\r\nprosa: |\r\n  eins\r\n  zwei\r\nmehr: 模型\r\n  und so\r\n";
    let mut found = Vec::new();
    texts(&tree(text), &mut found);
    assert_eq!(
        found.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(),
        ["a b", "eins\nzwei\n", "模型 und so"]
    );
    assert_eq!(&text[found[0].1.clone()], "\"a\r\n  b\"");
    assert_eq!(&text[found[2].1.clone()], "模型\r\n  und so");
}

#[test]
fn nothing_written_points_at_the_mark_before_it() {
    let text = "a:\nb: # later\nc:\n  -\n  - # x\n  - y\n";
    let Kind::Map(entries, _) = tree(text).kind else { panic!("a map") };
    assert_eq!((entries[0].value.range.clone(), entries[1].value.range.clone()), (1..2, 4..5));
    let Kind::List(items, _) = &entries[2].value.kind else { panic!("a list") };
    assert!(
        items[..2].iter().all(|item| item.kind == Kind::Null && &text[item.range.clone()] == "-")
    );
}

#[test]
fn aliases_repeat_what_the_anchor_names() {
    let mut found = Vec::new();
    texts(&tree("a: &x [one, two]\nb: *x\n"), &mut found);
    assert_eq!(found.len(), 4);
}

#[test]
fn y01_a_bullet_that_reads_as_a_map_is_kept_as_text() {
    model_says(
        &with_more(
            r#"      Technology:
        - Entire environment managed: train > test
"#,
        ),
        &[
            r#"Y01 warning 15:11 this bullet reads as a key and a value because of ": " / Put it in quotes: 'Entire environment managed: train > test'"#,
        ],
    );
}

#[test]
fn y01_with_several_colons_too() {
    model_says(
        &with_more(
            r#"      Technology:
        - Entire: environment: train > test
        - b: c: d
"#,
        ),
        &[
            r#"Y01 warning 15:11 this bullet reads as a key and a value because of ": " / Put it in quotes: 'Entire: environment: train > test'"#,
            r#"Y01 warning 16:11 this bullet reads as a key and a value because of ": " / Put it in quotes: 'b: c: d'"#,
        ],
    );
}

#[test]
fn y01_in_a_further_line_of_a_bullet() {
    model_says(
        &with_more(
            r#"      Technology:
        - text goes
          on: here
"#,
        ),
        &[
            r#"Y01 warning 16:11 this bullet reads as a key and a value because of ": " / Put it in quotes: 'text goes on: here'"#,
        ],
    );
}

#[test]
fn y01_in_a_title() {
    model_says(
        r#"title: MLOps: the model
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
        - a
"#,
        &[
            r#"Y01 warning 1:8 this text reads as a key and a value because of ": " / Put it in quotes: 'MLOps: the model'"#,
        ],
    );
}

#[test]
fn y02_characters_that_mean_something() {
    model_says(
        &with_more(
            r#"      Technology:
        - `code` first
        - @b
        - %c
        - *em* x
        - **bold**
        - [link](u) x
        - [ ] open
        - {a} b
        - {a}
        - [a]
        - > 90 % x
        - !imp fix
        - &foo bar
        - & bar
        - "black" boxes
        - , x
        - ] x
        - ? why
"#,
        ),
        &[
            r#"Y02 error 15:11 a text cannot start with ` in YAML / Put it in quotes: '`code` first'"#,
            r#"Y02 error 16:11 a text cannot start with @ in YAML / Put it in quotes: '@b'"#,
            r#"Y02 error 17:11 a text cannot start with % in YAML / Put it in quotes: '%c'"#,
            r#"Y02 error 18:11 a text cannot start with * in YAML / Put it in quotes: '*em* x'"#,
            r#"Y02 error 19:11 a text cannot start with * in YAML / Put it in quotes: '**bold**'"#,
            r#"Y02 error 20:11 a text cannot start with [ in YAML / Put it in quotes: '[link](u) x'"#,
            r#"Y02 error 21:11 a text cannot start with [ in YAML / Put it in quotes: '[ ] open'"#,
            r#"Y02 error 22:11 a text cannot start with { in YAML / Put it in quotes: '{a} b'"#,
            r#"Y02 error 23:11 a text cannot start with { in YAML / Put it in quotes: '{a}'"#,
            r#"Y02 error 24:11 a text cannot start with [ in YAML / Put it in quotes: '[a]'"#,
            r#"Y02 error 25:11 a text cannot start with > in YAML / Put it in quotes: '> 90 % x'"#,
            r#"Y02 error 26:11 a text cannot start with ! in YAML / Put it in quotes: '!imp fix'"#,
            r#"Y02 error 27:11 a text cannot start with & in YAML / Put it in quotes: '&foo bar'"#,
            r#"Y02 error 28:11 a text cannot start with & in YAML / Put it in quotes: '& bar'"#,
            r#"Y02 error 29:11 text that starts with " must end with it in YAML / Put it in quotes: '"black" boxes'"#,
            r#"Y02 error 30:11 a text cannot start with , in YAML / Put it in quotes: ', x'"#,
            r#"Y02 error 31:11 a text cannot start with ] in YAML / Put it in quotes: '] x'"#,
            r#"Y02 error 32:11 a text cannot start with "? " in YAML / Put it in quotes: '? why'"#,
        ],
    );
}

#[test]
fn y02_quotes_that_never_close() {
    model_says(
        &with_more(
            r#"      Technology:
        - 'tis the
        - isn't it
        - "unclosed
        - x
"#,
        ),
        &[
            r#"Y02 error 15:11 text that starts with ' must end with it in YAML / Put it in quotes: '''tis the'"#,
            r#"Y02 error 17:11 text that starts with " must end with it in YAML / Put it in quotes: '"unclosed'"#,
        ],
    );
}

#[test]
fn y02_in_a_name() {
    model_says(
        &with_more(
            r#"      Technology: [a]
  - level: 2
    name: "Auto" mated
    cells: {Highlights: [a], Technology: [b]}
"#,
        ),
        &[
            r#"Y02 error 16:11 text that starts with " must end with it in YAML / Put it in quotes: '"Auto" mated'"#,
        ],
    );
}

#[test]
fn y03_text_behind_a_hash() {
    model_says(
        &with_more(
            r#"      Technology:
        - # of models
        - text # more
        - "quoted" # is fine
        # alone is fine
        - it's #1
"#,
        ),
        &[
            r#"Y03 warning 15:11 the text after " #" is a comment and would be lost / Put it in quotes: '# of models'"#,
            r#"Y03 warning 16:16 the text after " #" is a comment and would be lost / Put it in quotes: 'text # more'"#,
            r#"Y03 warning 19:16 the text after " #" is a comment and would be lost / Put it in quotes: 'it''s #1'"#,
        ],
    );
}

#[test]
fn y03_in_the_middle_of_a_text() {
    model_says(
        &with_more(
            r#"      Technology:
        - text # more
          goes on
"#,
        ),
        &[
            r#"Y03 warning 15:16 the text after " #" is a comment and would be lost / Put it in quotes: 'text # more'"#,
        ],
    );
}

#[test]
fn y03_a_colour_without_quotes() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    color: #993300
"#,
        ),
        &[
            r#"Y03 warning 16:12 a colour without quotes is a comment to YAML and would be lost / Put it in quotes: color: '#993300'"#,
        ],
    );
}

#[test]
fn y03_comments_behind_structure_are_fine() {
    model_says(
        r#"dimensions: [Highlights, Technology]
levels: # all
  - level: 0
    name: No MLOps
    cells:
      Highlights: [a, b]
      Technology:
        - c
  - level: 1   # the next
    name: DevOps
    cells:
      Highlights:
        - d
      Technology:
        - a
    aka: [x, y]   # other names that notes use
"#,
        &[],
    );
}

#[test]
fn y04_a_line_that_is_nothing() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    stray
    color: '#fff'
"#,
        ),
        &[
            r#"Y04 error 16:5 line 16 cannot be read: it is neither a bullet nor a key with a value / Put "- " in front of it if it is a bullet, ":" behind it if it is a key; indent it further than the line above if it goes on with that line's text."#,
        ],
    );
}

#[test]
fn y04_a_bracket_left_open() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    aka: [x, y
    color: blue
"#,
        ),
        &[
            r#"Y04 error 16:10 this [ has no ] on its line / Add the ], or if [ belongs to the text, put it in quotes: '[x, y'"#,
            r#"S06 error 17:12 "blue" is no colour / Write it as '#rgb' or '#rrggbb' in quotes: color: '#993300'"#,
        ],
    );
}

#[test]
fn y04_brackets_with_odd_content() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    aka: [x, "y" z, @q]
"#,
        ),
        &[
            r#"Y04 error 16:10 this list in brackets cannot be read / Put each text in it that holds : , # [ ] { } or a quote in quotes: ['A: B', 'C, D']"#,
        ],
    );
}

#[test]
fn y04_no_space_behind_a_colon() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    color:'#fff'
    summary: x
"#,
        ),
        &[r#"Y04 error 16:5 there is no space after "color:" / Write color: '#fff'"#],
    );
}

#[test]
fn y04_no_space_behind_the_first_colon() {
    model_says(
        r#"dimensions: [A]
levels:
  - level:0
    name: A
  - level: 1
    name: B
"#,
        &[r#"Y04 error 3:5 there is no space after "level:" / Write level: 0"#],
    );
}

#[test]
fn y04_an_invisible_character() {
    model_says(
        &with_more("      Technology:\n        - a\0b\n"),
        &[
            r#"Y04 error 15:12 the invisible character U+0000 is not allowed in YAML / Delete it and type the text around it anew."#,
        ],
    );
}

#[test]
fn y05_a_key_twice() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    name: Again
"#,
        ),
        &[
            r#"Y05 error 16:5 "name" is given twice in level 1 (lines 10 and 16) / Keep one of them, or merge the two."#,
        ],
    );
}

#[test]
fn y05_a_cell_twice() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
      Highlights:
        - x
        - y
        - z
"#,
        ),
        &[
            r#"Y05 error 16:7 "Highlights" is given twice for level 1 (lines 12 and 16); 3 bullets would be lost / Put all of its bullets under one key."#,
        ],
    );
}

#[test]
fn y06_a_tab() {
    model_says(
        &with_more(
            r#"      Technology:
	- a
"#,
        ),
        &[
            r#"Y06 error 15:1 line 15 is indented with a tab / YAML is indented with spaces only. Most editors can convert tabs to spaces."#,
        ],
    );
}

#[test]
fn y06_tabs_throughout() {
    model_says(
        r#"dimensions:
	- A
levels:
	- level: 0
"#,
        &[
            r#"Y06 error 2:1 line 2 is indented with a tab, 2 lines in all / YAML is indented with spaces only. Most editors can convert tabs to spaces."#,
        ],
    );
}

#[test]
fn y06_one_space_too_few() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
       - b
        - c
"#,
        ),
        &[
            r#"Y06 error 16:1 line 16 is indented by 7 spaces, the lines that it could belong to by 8 / Indent it by 8 spaces, or like the line that it belongs to."#,
        ],
    );
}

#[test]
fn y06_one_space_too_many() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
         - b
"#,
        ),
        &[
            r#"Y06 error 16:10 line 16 is indented further than the bullet above, so it becomes part of that bullet's text / Put all bullets of a list in the same column; if it is no bullet, put the text in quotes."#,
        ],
    );
}

#[test]
fn y07_an_alias_without_anchor() {
    model_says(
        &with_more(
            r#"      Technology:
        - *foo
"#,
        ),
        &[
            r#"Y07 error 15:11 no anchor "foo" stands above this alias / If * belongs to the text, put it in quotes: '*foo'"#,
        ],
    );
}

#[test]
fn y07_a_tag_on_a_list() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    aka: !set [x]
"#,
        ),
        &[
            r#"Y07 error 16:10 YAML tags have no meaning here / Remove the word that starts with !, or put the text in quotes."#,
        ],
    );
}

#[test]
fn y09_a_second_document() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
---
title: b
"#,
        ),
        &[
            r#"Y09 error 16:1 one document per file: a second document starts at line 16 / Remove the line of ---, or move what follows it to a file of its own."#,
        ],
    );
}

#[test]
fn y10_a_limit() {
    model_says(
        r#"title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
"#,
        &[
            r#"Y10 error 1:72 lists and maps are nested more than 64 deep / The limit keeps files out that would stop the build. Split the file."#,
        ],
    );
}

#[test]
fn y01_in_a_list_in_brackets() {
    model_says(
        &with_more(
            r#"      Technology: [a: b, c, {text: q}, {d}]
"#,
        ),
        &[
            r#"Y01 warning 14:20 this bullet reads as a key and a value because of ": " / Put it in quotes: 'a: b'"#,
            r#"Y02 error 14:40 a text cannot start with { in YAML / Put it in quotes: '{d}'"#,
        ],
    );
}

#[test]
fn y02_behind_a_text_of_several_lines() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
    description: |
      @foo is here
      [x] y
    summary: "a" b
"#,
        ),
        &[
            r#"Y02 error 19:14 text that starts with " must end with it in YAML / Put it in quotes: '"a" b'"#,
        ],
    );
}

#[test]
fn y04_no_space_behind_a_dash() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
        -b
        - c
"#,
        ),
        &[
            r#"Y04 error 16:9 line 16 cannot be read: there is no space behind the dash / Write - b"#,
        ],
    );
}

#[test]
fn y04_no_space_before_a_list() {
    model_says(
        &with_more(
            r#"      Technology:[a]
"#,
        ),
        &[r#"Y04 error 14:7 there is no space after "Technology:" / Write Technology: [a]"#],
    );
}

#[test]
fn y04_what_stands_below_is_not_told() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
  - level: 2
    name: X
  cells:
    Highlights: [a]
"#,
        ),
        &[
            r#"Y04 error 18:3 line 18 cannot be read: a bullet was expected here / Start each bullet of the list with "- ", all in the same column."#,
        ],
    );
}

#[test]
fn y06_a_key_too_far_left() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
  - level: 2
   name: X
"#,
        ),
        &[
            r#"Y06 error 17:1 line 17 is indented by 3 spaces, the lines that it could belong to by 4 / Indent it by 4 spaces, or like the line that it belongs to."#,
        ],
    );
}

#[test]
fn y06_a_key_too_far_right() {
    model_says(
        &with_more(
            r#"      Technology:
        - a
  - level: 2
      name: X
"#,
        ),
        &[
            r#"Y06 error 17:1 line 17 is indented by 6 spaces, the lines that it could belong to by 4 / Indent it by 4 spaces, or like the line that it belongs to."#,
        ],
    );
}

#[test]
fn y06_inside_of_quotes() {
    model_says(
        &with_more(
            r#"      Technology:
        - "foo
        - bar"
"#,
        ),
        &[
            r#"Y06 error 16:9 line 16 is indented further than the bullet above, so it becomes part of that bullet's text / Put all bullets of a list in the same column; if it is no bullet, put the text in quotes."#,
        ],
    );
}
