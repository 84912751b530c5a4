//! Prose of a model: blocks, but no ids, no anchors, no raw HTML.

use super::blocks;
use super::fill;

#[test]
fn headings_keep_their_depth_and_have_no_id() {
    assert_eq!(
        fill(&blocks("# A {b}\n\ntext\n\n### C\n")),
        "<h1>A {b}</h1>\n<p>text</p>\n<h3>C</h3>\n"
    );
}

#[test]
fn raw_html_is_shown() {
    assert_eq!(
        fill(&blocks("<div>x</div>\n\na <b>b</b> <!-- c -->\n")),
        "<p>&lt;div&gt;x&lt;/div&gt;\n</p>\n<p>a &lt;b&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>\n"
    );
}

#[test]
fn lists_tables_and_code_are_those_of_notes_without_anchors() {
    let html = fill(&blocks("1. one\n2. two\n\n|a|\n|-|\n|b|\n"));
    assert!(html.starts_with("<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"), "{html}");
    assert!(html.contains("<tr><td>b</td></tr>"), "{html}");
}
