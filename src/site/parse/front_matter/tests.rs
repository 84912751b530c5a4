//! Front matter as authors write it, and what is said when they err.

use super::*;
use crate::site::parse::testing::{places_fit, told};

/// Reads front matter between its lines of `---`.
fn read(yaml: &str) -> (FrontMatter, Vec<String>, String) {
    let text = format!("---\n{yaml}---\n");
    let (front, found) = parse(&SourcePath::new("content/a.md"), &text, 4..text.len() - 4);
    places_fit(&text, &found);
    (front, told(&text, found), text)
}

fn says(yaml: &str, expected: &[&str]) {
    assert_eq!(read(yaml).1, expected, "\n{yaml}");
}

#[test]
fn every_key_is_read_with_its_place_in_the_note() {
    let (front, said, text) = read(
        "title: Größe\ndescription: No\nweight: -2 # first\nslug: week-1\naliases: [old/page.html, /old/]\n\
         draft: true\ndate: 2024-01-31\ntags:\n  - a\n  - '012'\nmodel: mlops\nlevel: 2\ncounts-from: 1\n",
    );
    assert_eq!(said, [""; 0]);
    let date = front.date.expect("a date");
    assert_eq!((&text[date.range], date.value.as_str()), ("2024-01-31", "2024-01-31"));
    assert_eq!(front.title.expect("a title").value, "Größe");
    assert_eq!((front.weight, front.draft), (Some(-2), true));
    assert_eq!(
        front.counts_from.map(|n| (n.value, text[n.range].to_owned())),
        Some((1, "1".to_owned()))
    );
    let tags: Vec<_> = front.tags.iter().map(|tag| tag.value.as_str()).collect();
    assert_eq!(tags, ["a", "012"]);
    assert_eq!(front.level.expect("a level").value, "2");
    assert_eq!(front.aliases.len(), 2);
}

#[test]
fn nothing_between_the_lines_is_no_mistake() {
    assert_eq!(read(""), (FrontMatter::default(), Vec::new(), "---\n---\n".to_owned()));
    assert_eq!(read("# later\n\n").0, FrontMatter::default());
}

#[test]
fn a_level_may_be_a_name_as_spelled() {
    let (front, said, _) = read("level: No MLOps\ntags: one\n");
    assert_eq!(front.level.expect("a level").value, "No MLOps");
    assert_eq!((front.tags.len(), said.len()), (1, 0));
}

#[test]
fn wrong_values() {
    says(
        r#"title: A: b
weight: heavy
draft: yes
date: 2024-02-30
slug: a b/c
aliases: [../x, https://x.org]
counts-from: one
"#,
        &[
            r#"Y01 warning 2:8 this text reads as a key and a value because of ": " / Put it in quotes: 'A: b'"#,
            r#"S03 error 3:9 "weight" should be a whole number, but this is "heavy" / Write for example weight: 1"#,
            r#"S06 error 4:8 "yes" is no value for "draft" / Write one of: true, false."#,
            r#"S06 error 5:7 "2024-02-30" is no day of the calendar / Write year, month and day: 2024-01-31"#,
            r#"S06 error 6:7 "a b/c" cannot be part of an address / Write for example slug: a-b-c"#,
            r#"S06 error 7:11 "../x" is no earlier address of this site / Write the address from the site's root: old/page.html, old/page/ or old/page.html#part"#,
            r#"S06 error 7:17 "https://x.org" is no earlier address of this site / Write the address from the site's root: old/page.html, old/page/ or old/page.html#part"#,
            r#"S03 error 8:14 "counts-from" should be a whole number, but this is "one" / Write for example counts-from: 1"#,
        ],
    );
}

#[test]
fn unknown_keys() {
    says(
        r#"titel: A
layout: post
"#,
        &[
            r#"S01 error 2:1 unknown key "titel" in the front matter / Did you mean "title"?"#,
            r#"S01 warning 3:1 nothing reads the key "layout" of the front matter / Take it out, or move it below "params:", where templates find it."#,
        ],
    );
}

#[test]
fn not_a_map() {
    says(
        r#"- a
"#,
        &[
            r#"S03 error 2:1 the front matter should be keys with values, but this is a list / Write one "key: value" a line."#,
        ],
    );
}

#[test]
fn dates() {
    says(
        r#"date: 31.1.2024
"#,
        &[
            r#"S06 error 2:7 "31.1.2024" is no day of the calendar / Write year, month and day: 2024-01-31"#,
        ],
    );
}

#[test]
fn tags_and_kinds() {
    says(
        r#"tags:
  - a: b
  - c # d
model: [mlops]
level: {}
"#,
        &[
            r#"Y01 warning 3:5 this bullet reads as a key and a value because of ": " / Put it in quotes: 'a: b'"#,
            r#"Y03 warning 4:7 the text after " #" is a comment and would be lost / Put it in quotes: 'c # d'"#,
            r#"Y02 error 5:8 a text cannot start with [ in YAML / Put it in quotes: '[mlops]'"#,
            r#"Y02 error 6:8 a text cannot start with { in YAML / Put it in quotes: '{}'"#,
        ],
    );
}
