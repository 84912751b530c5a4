//! Texts of a model: nothing is lost, nothing becomes a block.

use super::super::inline;
use super::fill;
use crate::site::text::escape;

#[test]
fn text_that_looks_like_markup_is_shown_as_it_is() {
    for text in [
        "Most systems exist as \"black boxes,\" little feedback during/post deployment",
        "train > test > production",
        "A_B_C",
        "2 * 3 * 4",
        "# x",
        "## Not a heading ##",
        "- x",
        "* x",
        "+ x",
        "1. x",
        "1) x",
        "> x",
        "    indented",
        "\tindented",
        "---",
        "***",
        "```",
        "~~~ rust",
        "[x]: y",
        "[^1]: y",
        "- [ ] x",
        "| a | b |",
        "a\n\nb",
        "a\n---",
        "a\n- b\n# c\n> d\n1. e",
        "|a|b|\n|-|-|\n|c|d|",
        "<b>bold</b> & <script>alert(1)</script>",
        "<!-- comment -->",
        "<div>\nx\n</div>",
        "~5 to 7~ and ~x~",
        "2~3 and 4~5",
        "x {#id}",
        "C++ <-> C#",
        "50 % of 10 $ at 3 °C",
        "AT&T",
        "a]b[c(d)e",
        "[not a link]",
        "![",
        "\u{a0}x",
        "🚀 launch",
    ] {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let rich = inline(text);
        assert_eq!(rich.plain, words(text));
        assert_eq!(words(&fill(&rich)), words(&escape(text)).replace("&quot;", "\""), "{text:?}");
    }
}

#[test]
fn emphasis_code_links_and_strikethrough_work() {
    assert_eq!(
        fill(&inline("**a** _b_ `<c>` ~~d~~ [e](f.md \"t\") [](level:2)")),
        "<strong>a</strong> <em>b</em> <code>&lt;c&gt;</code> <del>d</del> \
         <a href=\"f.md\" title=\"t\">e</a> <a href=\"level:2\">[level:2]</a>"
    );
    assert_eq!(fill(&inline("**a**")), "<strong>a</strong>");
    assert_eq!(fill(&inline("")), "");
}

#[test]
fn links_know_their_place_in_the_text() {
    let text = "ä\r\n [e](f.md) and https://example.org/a_b_c.";
    let rich = inline(text);
    let at = |index: usize| &text[rich.links[index].range.clone()];
    assert_eq!((at(0), at(1)), ("[e](f.md)", "https://example.org/a_b_c"));
    let text = "\0\0 [e](f.md)";
    assert_eq!(&text[inline(text).links[0].range.clone()], "[e](f.md)");
}

#[test]
fn bare_addresses_become_links() {
    let dests = |text: &str| -> Vec<String> {
        inline(text).links.into_iter().map(|link| link.dest).collect()
    };
    assert_eq!(dests("see https://a.org/x?y=1&z=(2), ok"), ["https://a.org/x?y=1&z=(2)"]);
    assert_eq!(
        dests("(https://a.org/x) (see www.a.org.)"),
        ["https://a.org/x", "http://www.a.org"]
    );
    assert_eq!(dests("http://localhost:3000/"), ["http://localhost:3000/"]);
    assert_eq!(dests("mail me.you+x@a-b.org."), ["mailto:me.you+x@a-b.org"]);
    assert_eq!(dests("<https://a.org> <me@a.org>"), ["https://a.org", "mailto:me@a.org"]);
    assert_eq!(dests("[https://a.org](b.md)"), ["b.md"]);
    for text in [
        "xhttps://a.org",
        "www.",
        "https://",
        "a@b",
        "@team",
        "`https://a.org`",
        "a@b_",
        "http://a_b.c_d",
    ] {
        assert_eq!(dests(text), [] as [&str; 0], "{text}");
    }
}
