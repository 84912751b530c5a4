//! Each mistake with its code, place and words.

use super::{components, read, read_as, show, shown};

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

#[test]
fn marks_that_fall_on_no_line_are_told() {
    let told = shown("```py {2,9} \"fit\"\na\nb\n```\n");
    assert_eq!(
        told,
        [
            "M11 warning 1:1 Line 9 is marked, but this block has 2 lines | Mend the numbers in braces: they count the lines that are shown, from 1.",
            "M11 warning 1:1 “fit” is marked, and nowhere in this block | Write the word as it stands in the code, or take it out from behind the fence.",
        ]
    );
    assert_eq!(
        shown("```py linenums=\"10\" {11}\na\nb\n```\n"),
        [
            "M11 warning 1:1 Line 11 is marked, but this block has 2 lines | Marks count from 1, whatever number is shown: line 11 is {2}."
        ]
    );
    let told = shown("```py annotate\na # (1)\nb # (2)\n```\n\n1. One\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("refers to note (2), but the list has 1 item below it"), "{told:?}");
    for good in [
        "```py {1-2}\na\nb\n```\n",
        "```py annotate\na # (1)\n```\n\n1. One\n",
        "```rust {.class}\na\n```\n",
    ] {
        assert_eq!(shown(good), [""; 0], "{good}");
    }
}

#[test]
fn a_rank_of_heading_that_is_skipped_is_told_once_a_page() {
    let told = shown("# T\n\n### A\n\n## B\n\n#### C\n\n> ###### quoted\n");
    assert_eq!(
        told,
        [
            "M13 warning 3:5 “A” is a heading of rank 3 right below one of rank 1 | Write `## A`: those who hear the page go by ranks. One more heading of this page skips a rank."
        ]
    );
    assert_eq!(shown("Text\n\n## A\n\n### B\n\n## C\n"), [""; 0]);
}

#[test]
fn a_diagram_that_cannot_be_drawn_is_told() {
    let told = shown("```mermaid\nflowchrt LR\n  A --> B\n```\n\n```mermaid\n```\n");
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        told[0],
        "M14 warning 1:1 `flowchrt` is no kind of diagram that Mermaid knows | Did you mean `flowchart`?"
    );
    assert!(told[1].starts_with("M14 warning 6:1 This diagram is empty"), "{told:?}");
}

#[test]
fn components_with_nothing_in_them_are_told() {
    let told = |text: &str| -> Vec<String> {
        let (_, found) = read_as(text, &components());
        found.iter().map(|diagnostic| show(text, diagnostic)).collect()
    };
    let empty = told(
        "<Tabs>\n</Tabs>\n\n<Steps>\n\n</Steps>\n\n<Tabs/>\n\n<Tabs>\n\n<Tab title=\"A\">\n\n</Tab>\n\n</Tabs>\n",
    );
    assert_eq!(empty.len(), 4, "{empty:?}");
    assert!(
        empty[0]
            .starts_with("M12 warning 1:1 <Tabs> has nothing in it, and readers see nothing of it"),
        "{empty:?}"
    );
    assert!(empty[3].starts_with("M12 warning 12:1 <Tab> has"), "{empty:?}");
    assert_eq!(
        told(
            "<Steps>\n\n1. A\n\n</Steps>\n\n<Figure caption=\"b\" src=\"https://a.org/b.png\"/>\n\n<Card title=\"x\"/>\n"
        ),
        [""; 0]
    );
}
