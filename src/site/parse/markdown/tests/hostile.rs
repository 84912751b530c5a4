//! Whatever the bytes are: no panic, no lost words, no waiting.

use std::fmt::Write;
use std::time::Duration;

use super::super::super::rich::Piece;
use super::super::inline;
use super::super::scan::{Token, tokens};
use super::blocks;
use super::{body, fill, read};
use crate::site::parse::testing::timed;

const RICH: &str = "---\ntitle: x\n---\n# Title {#t}\n\nFirst *em* **strong** `code` ~~gone~~ [link](a.md \"t\") https://a.org/x_y me@a.org[^1]\n\n\
    ## Level 1 <!-- level: 1 -->\n<!-- level: 2 -->\n\n1. **Ä lead**: text\n   - [x] done\n2. plain\n   line\n\n\
    | Level | ö |\n|:--|--:|\n| One | ![img](i.png) |\n| Two[^1] | b |\n\n> [!TIP]\n> ### Tip\n> text\n\n\
    <details id=\"d\"><summary>Sum <a href='x.md'>y</a></summary>\n\n## Inside {level=3}\n\n</details>\n\n\
    <!-- differs: says *two* [x](y) -->\n\n```rust\nfn main() { println!(\"{}\", 1); }\n```\n\n    indented\n\n\
    [^1]: Foot *note* with `code`.\n[^2]: Unused\n\nText\\\nhard &amp; &copy; <kbd>K</kbd> \u{1f680}\n\n***\n\n# Second\n";

/// Small, seeded, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Ranges that lie in the text, bodies that lie in the pieces, ids of which each is one.
fn check(text: &str) {
    let (note, diagnostics) = read(text);
    let whole = |range: &std::ops::Range<usize>| {
        assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
    };
    note.body.links.iter().for_each(|link| whole(&link.range));
    diagnostics.iter().for_each(|d| whole(&d.place.as_ref().unwrap().range));
    for anchor in &note.anchors {
        whole(&anchor.range);
        assert!(note.body.pieces.get(anchor.body.clone()).is_some(), "{anchor:?} in {text:?}");
    }
    let mut ids: Vec<_> = note
        .body
        .pieces
        .iter()
        .filter_map(|piece| if let Piece::Id(id) = piece { Some(id.clone()) } else { None })
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids in {text:?}");
    assert!(!fill(&note.body).contains('\0'));
    for rich in [inline(text), blocks(text)] {
        rich.links.iter().for_each(|link| whole(&link.range));
    }
}

#[test]
fn a_page_cut_anywhere_is_read() {
    for (at, _) in RICH.char_indices() {
        match at % 4 {
            0 => check(&RICH[..at]),
            1 => check(&RICH[at..]),
            _ => {}
        }
    }
}

#[test]
fn a_page_with_wrong_bytes_is_read() {
    let mut random = Random(0x5eed);
    for _ in 0..500 {
        let mut bytes = RICH.as_bytes().to_vec();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = b"\0\r\n\t #*_`[]()<>!|-:&~^{}\"'\\"[random.below(27)],
                1 => bytes.insert(at, b"\0\r\n\t #*_`[]()<>!|-:&~^{}\"'\\"[random.below(27)]),
                2 => drop(bytes.remove(at)),
                _ => {
                    let from = random.below(bytes.len());
                    let piece = bytes[from..bytes.len().min(from + random.below(30))].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        check(&String::from_utf8_lossy(&bytes));
    }
}

/// Every tag is closed in its turn, and none is closed that was not opened.
fn is_balanced(html: &str) -> bool {
    let mut open = Vec::new();
    for (_, token) in tokens(html) {
        match token {
            Token::Tag(tag) if ["img", "br", "hr", "input"].contains(&tag.name) => {}
            Token::Tag(tag) if !tag.closing => open.push(tag.name),
            Token::Tag(tag) if open.pop() != Some(tag.name) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

fn only_details(html: &str) -> String {
    let tags = tokens(html).into_iter().filter_map(|(_, token)| match token {
        Token::Tag(tag) if tag.name == "details" => Some(tag.whole),
        _ => None,
    });
    tags.collect()
}

#[test]
fn the_body_of_every_anchor_is_whole_html() {
    const PARTS: &[&str] = &[
        "# A\n",
        "## B\n",
        "### C *d*\n",
        "text\n",
        "\n",
        "\n",
        "1. **e**: f\n",
        "2. g\n   h\n",
        "   - i\n",
        "3. *j\n   k*\n",
        "\n   more\n",
        "> l\n",
        "> ## M\n",
        "|n|o|\n|-|-|\n|p|q|\n",
        "```rust\nr\n```\n",
        "[^1] s\n",
        "\n[^1]: t\n\n    ## U\n",
        "- [ ] v\n",
        "   > 1. w\n",
        "> [!TIP]\n> x\n",
        "1. # y\n",
        "<!-- level: 1 -->\n",
        "<details>\n\n",
        "\n</details>\n\n",
        "4. [z](a \"b\") <!-- differs: c -->\n",
    ];
    let mut random = Random(0xfeed);
    for _ in 0..500 {
        let text: String = (0..12).map(|_| PARTS[random.below(PARTS.len())]).collect();
        let (note, _) = read(&text);
        assert!(text.contains("details>") || is_balanced(&fill(&note.body)), "{text:?}");
        for anchor in &note.anchors {
            let body = body(&note, anchor);
            // An element that the author left open, or closed twice, stays so.
            let theirs = !is_balanced(&only_details(&body));
            assert!(theirs || is_balanced(&body), "{anchor:?}\n{body}\nin {text:?}");
        }
    }
}

#[test]
fn every_word_is_found_in_the_plain_text() {
    let (note, _) = read(RICH);
    for word in [
        "First",
        "em",
        "strong",
        "code",
        "gone",
        "link",
        "https://a.org/x_y",
        "me@a.org",
        "Level",
        "lead:",
        "done",
        "plain",
        "line",
        "One",
        "img",
        "Two",
        "Tip",
        "text",
        "Sum",
        "y",
        "Inside",
        "two",
        "fn",
        "main()",
        "indented",
        "Foot",
        "note",
        "Unused",
        "hard",
        "&",
        "©",
        "K",
        "\u{1f680}",
        "Second",
    ] {
        assert!(note.body.plain.contains(word), "{word} in {}", note.body.plain);
    }
}

#[test]
fn letters_and_digits_are_never_lost() {
    let mut random = Random(0xbee);
    for _ in 0..2000 {
        let mut text = String::new();
        for word in 0..8 {
            text.push_str(
                [
                    "*", "# ", "- ", "> ", "`", "\n", "1. ", "~", "[", "]", "(", "<", "|", "\t",
                    "_", "!", "&", "\n\n",
                ][random.below(18)],
            );
            write!(text, "w{word}{}", if random.below(2) == 0 { " " } else { "" }).unwrap();
        }
        let plain = inline(&text).plain;
        for word in 0..8 {
            let in_link = fill(&inline(&text)).contains(&format!("w{word}"));
            assert!(
                plain.contains(&format!("w{word}")) || in_link,
                "w{word} of {text:?} in {plain:?}"
            );
        }
    }
}

#[test]
fn large_and_hostile_pages_take_no_longer_than_their_length() {
    let numbered = |make: fn(usize) -> String| (0..10_000).map(make).collect::<String>();
    for (name, text) in [
        ("headings", "## Same\n\n".repeat(10_000)),
        ("footnotes", numbered(|n| format!("x[^{n}]\n\n[^{n}]: y\n\n"))),
        ("one footnote", format!("[^1]: y\n\n{}", "x[^1] ".repeat(10_000))),
        ("links", "[a](b.md) ".repeat(10_000)),
        ("addresses", "https://a.org/x ".repeat(10_000)),
        ("schemes", "http://".repeat(10_000)),
        ("at", "a@".repeat(10_000)),
        ("www", "www.".repeat(10_000)),
        ("closing", format!("https://a.org/{}", ")".repeat(20_000))),
        ("brackets", "[".repeat(20_000)),
        ("tags", "<a ".repeat(10_000)),
        ("tag block", format!("<div>\n{}", "<a \n".repeat(10_000))),
        ("less", format!("<div>\n{}", "< ".repeat(10_000))),
        ("comments", "<!-- ".repeat(10_000)),
        (
            "divs",
            format!("{}{}", "<div>\n\n## x\n\n".repeat(3_000), "</section>\n\n".repeat(3_000)),
        ),
        ("items", "1. **x** y\n".repeat(10_000)),
        ("rows", format!("|a|b|\n|-|-|\n{}", "|x|y|\n".repeat(10_000))),
        ("quotes", format!("{}x", "> ".repeat(2_000))),
        ("code", "```text\nx\n```\n\n".repeat(5_000)),
        ("entities", format!("<div>{}</div>", "&".repeat(20_000))),
        ("remarks without an end", "::: tip\nx\n".repeat(10_000)),
        ("remarks in remarks", format!("{}:::\n", "::: tip\n".repeat(10_000))),
        ("slashes without an end", "/// tip\n\n".repeat(10_000)),
        ("indented remarks", numbered(|n| format!("{}!!! tip\n", " ".repeat(4 * (n % 100))))),
        ("names", "[[a b]] ".repeat(10_000)),
        ("names without an end", "[[a ".repeat(10_000)),
        ("escaped names", "\\[[a]] ".repeat(10_000)),
        ("notes without an end", "^[a ".repeat(10_000)),
        ("notes in notes", format!("{}{}", "^[a ".repeat(5_000), "]".repeat(5_000))),
        ("marks of critics", "{++a ".repeat(10_000)),
        ("small signs", "a~b^c".repeat(10_000)),
        ("escaped signs", "a\\~".repeat(10_000)),
        ("divs of quarto", "::: {.panel-tabset}\n## a\n".repeat(5_000) + &":::\n".repeat(5_000)),
        ("options", format!("```{{note}}\n{}```\n", ":a: b\n".repeat(10_000))),
        ("directives", "```{note}\n:a: b\n".repeat(10_000)),
        ("tabs", format!("{}\n    x\n", "=== \"a\"\n\n".repeat(10_000))),
        ("images", "![".repeat(5_000) + "x" + &"](y)".repeat(5_000)),
    ] {
        let (_, time) = timed(|| read(&text));
        assert!(time < Duration::from_secs(3), "{name}: {time:?}");
    }
}
