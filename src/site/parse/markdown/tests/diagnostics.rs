//! Each mistake with its code, place and words.

use super::{read, shown};

#[test]
fn front_matter_that_is_not_closed() {
    assert_eq!(
        shown("---\ntitle: Levels\n\n# Levels\n"),
        ["S07 error 1:1 The front matter is not closed: no other line of `---` follows | \
          Write `---` on a line of its own after the last key. If a dividing line was meant, write `***`."]
    );
    assert!(read("---\ntitle: Levels\n\nText\n").0.body.plain.contains("title: Levels"));
}

#[test]
fn an_id_given_twice() {
    let text = "## One {#same}\n\n## Two {#same}\n";
    assert_eq!(
        shown(text),
        ["M01 error 3:1 The id `same` is given twice on this page; links lead to the first | \
          Give this one an id of its own, such as `same-1`."]
    );
    let (note, diagnostics) = read(text);
    assert_eq!(note.anchors[1].id, "same-1");
    assert_eq!(diagnostics[0].related[0].0.range.start, 0);
}

#[test]
fn an_id_given_twice_in_raw_html() {
    assert_eq!(
        shown("<div id=\"a\">x</div>\n\n<p id=a>y</p>\n"),
        ["M01 error 3:1 The id `a` is given twice on this page; links lead to the first | \
          Give this one an id of its own, such as `a-1`."]
    );
}

#[test]
fn a_language_that_is_not_known() {
    assert_eq!(
        shown("Text\n\n```pyhton\nx = 1\n```\n"),
        ["M02 warning 3:1 No colours for the language `pyhton`: it is not known | \
          Did you mean `python`? Write `text` for code without colours."]
    );
    assert_eq!(
        shown("> ~~~ zzzzzzzzzz title\n> x\n> ~~~\n"),
        ["M02 warning 1:3 No colours for the language `zzzzzzzzzz`: it is not known | \
          Write `text` for code without colours."]
    );
}

#[test]
fn code_too_large_to_colour() {
    let help = "Show the part that readers need, or write `text` as its language.";
    let large = format!("```yaml\n{}```\n", "key: value\n".repeat(10_000));
    assert_eq!(
        shown(&large),
        [format!(
            "M03 warning 1:1 This code block is shown without colours: it has 110 kB, the limit is 100 kB | {help}"
        )]
    );
    let long = format!("```json\n{{}}\n[{}]\n```\n", "1,".repeat(1000));
    assert_eq!(
        shown(&long),
        [format!(
            "M03 warning 1:1 This code block is shown without colours: its line 2 has over 2000 characters | {help}"
        )]
    );
    assert_eq!(shown(&large.replace("yaml", "text")), [] as [String; 0]);
}

#[test]
fn a_second_title() {
    assert_eq!(
        shown("# Levels\n\nText\n\n# More levels\n"),
        ["M04 warning 5:3 “More levels” is a top-level heading below the start of the page | \
          Write `## More levels`: it is shown like that. Only a heading that opens the page is its title."]
    );
}

#[test]
fn places_are_those_of_the_file_whatever_its_line_ends() {
    for text in
        ["\u{feff}---\r\nweight: 1\r\n---\r\n\r\nä\0\r\n\r\n# No\r\n", "ä\n\n\0 \n\n\n\n# No\n"]
    {
        let shown = shown(text);
        assert!(shown[0].starts_with("M04 warning 7:3 “No”"), "{shown:?}");
    }
}
