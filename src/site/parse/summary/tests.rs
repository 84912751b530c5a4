//! The order of a book as authors of mdBook write it.

use super::*;
use crate::site::parse::testing::{places_fit, timed, told};

/// One line an entry, indented as it is nested: what it says and where it leads.
fn order(text: &str) -> Vec<String> {
    let (navigation, _, found) = parse(text);
    assert_eq!(told(text, found), [""; 0], "\n{text}");
    let mut lines = Vec::new();
    list(text, &navigation.entries, 0, &mut lines);
    lines
}

fn list(text: &str, entries: &[NavigationEntry], depth: usize, lines: &mut Vec<String>) {
    for entry in entries {
        let title = entry.title.as_deref().unwrap_or("---");
        let target = match &entry.target {
            NavigationTarget::Page(page) => {
                assert!(text.get(page.range.clone()).is_some_and(|written| !written.is_empty()));
                format!(" > {}", page.value)
            }
            NavigationTarget::Url(url) => format!(" > {}", &text[url.range.clone()]),
            NavigationTarget::None | NavigationTarget::Separator => String::new(),
        };
        lines.push(format!("{}{title}{target}", "  ".repeat(depth)));
        list(text, &entry.children, depth + 1, lines);
    }
}

#[test]
fn chapters_have_the_order_the_numbers_and_the_parts_of_mdbook() {
    let text = "# Summary\n\n[Before we begin](before.md)\n\n- [Start](start.md)\n  - [Install `it`](start/install.md)\n  - [Later]()\n- [Second](./two%20words.md)\n\n---\n\n# Reference\n\n- [Commands](<commands/README.md>)\n    - [`build`](commands/build.md)\n\n\n- [More](more.md)\n\n# Last part\n\n* [End](end.md)\n\n----------\n\n[Thanks](thanks.md)\n[Elsewhere](https://example.org)\n";
    assert_eq!(
        order(text),
        [
            "Before we begin > before.md",
            "1. Start > start.md",
            "  1.1. Install it > start/install.md",
            "  1.2. Later",
            "2. Second > two words.md",
            "---",
            "Reference",
            "  3. Commands > commands/README.md",
            "    3.1. build > commands/build.md",
            "  4. More > more.md",
            "Last part",
            "  5. End > end.md",
            "---",
            "Thanks > thanks.md",
            "Elsewhere > https://example.org",
        ]
    );
}

#[test]
fn a_part_may_open_the_book_behind_a_remark_and_groups_need_no_link() {
    let text =
        "<!-- of us -->\n[First](a.md)\n\n# Part *one*\n\n- Group\n  - [One](b.md) [also](c.md)\n";
    assert_eq!(order(text), ["First > a.md", "Part one", "  1. Group", "    1.1. One > b.md"]);
}

#[test]
fn links_may_have_a_title_or_stand_elsewhere() {
    let text = "- [One](a.md \"A title\")\n- [Two][far]\n- [b]\n- [Cut](\n\n[far]: deep/far.md\n[b]: <b.md>\n";
    let read = ["1. One > a.md", "2. Two > deep/far.md", "3. b > b.md", "4. [Cut]("];
    assert_eq!(order(text), read);
}

#[test]
fn a_summary_without_pages_is_told() {
    for text in ["", "# Summary\n", "---\ntitle: x\n---\nWhat we learned.\n"] {
        let (navigation, _, found) = parse(text);
        places_fit(text, &found);
        assert!(navigation.entries.is_empty());
        assert_eq!(
            told(text, found),
            [
                "R07 warning 1:1 SUMMARY.md lists no page, and orders nothing / Write a list of links, `- [Title](page.md)`, or delete the file."
            ]
        );
    }
}

#[test]
fn a_summary_that_nests_without_end_is_read_in_time() {
    let deep: String = (0..2000).map(|at| format!("{}- [a](a.md)\n", " ".repeat(2 * at))).collect();
    for text in [deep, "- ".repeat(100_000), "[".repeat(100_000), "- [a](<a.md\n".repeat(20_000)] {
        let ((navigation, ..), time) = timed(|| parse(&text));
        assert!(time.as_secs() < 10, "{time:?}");
        let mut depth = 0;
        let mut entries = &navigation.entries;
        while let Some(last) = entries.iter().find(|entry| !entry.children.is_empty()) {
            (depth, entries) = (depth + 1, &last.children);
        }
        assert!(depth <= DEEPEST);
    }
}
