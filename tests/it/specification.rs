//! The examples of the CommonMark specification, each built as a page of a site.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};
use levelbook::site::address::OutPath;
use levelbook::site::sources::Sources;
use levelbook::site::{Kept, Options, build};

const SPECIFICATION: &str = include_str!("../commonmark/spec.txt");

/// Examples that we read otherwise, as GitHub does, or on purpose.
const OTHERWISE: &[(usize, &str)] = &[
    (156, "an unfinished tag would swallow the rest of the page: it is text"),
    (157, "an unfinished tag"),
    (158, "an unfinished tag"),
    (173, "an open <style> would swallow the rest of the page: it is closed"),
    (484, "a link without a text gets the name of what it leads to"),
    (487, "a link without a text"),
    (500, "an address of an unknown kind is an error"),
    (590, "names in double brackets are links, as in Obsidian"),
    (606, "bare addresses are links, as on GitHub"),
    (608, "bare addresses are links"),
    (611, "bare addresses are links"),
    (612, "bare addresses are links"),
];

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut lines = SPECIFICATION.lines();
    while let Some(line) = lines.next() {
        if line != format!("{fence} example") {
            continue;
        }
        let part = |lines: &mut std::str::Lines<'_>, end: &str| -> String {
            let lines = lines.take_while(|line| *line != end);
            lines.map(|line| format!("{}\n", line.replace('→', "\t"))).collect()
        };
        let markdown = part(&mut lines, ".");
        let html = part(&mut lines, &fence);
        examples.push(Example { number: examples.len() + 1, markdown, html });
    }
    examples
}

#[test]
fn all_examples_of_commonmark_read_as_its_specification_says() {
    let examples = examples();
    assert_eq!(examples.len(), 652, "the specification's examples are found");
    // Behind a paragraph, as a heading that opens a page becomes its title.
    let sources = Sources::default().with("levelbook.yaml", "title: Examples\nprogress: false\n");
    let sources = examples.iter().fold(sources, |sources, example| {
        sources.with(&page(example.number), format!("Opens.\n\n{}", example.markdown))
    });
    let outcome = build(&sources, &Options::default(), &Kept::default());
    let expected: BTreeMap<_, _> = OTHERWISE.iter().copied().collect();
    let mut wrong = Vec::new();
    for example in &examples {
        let out =
            OutPath::new(page(example.number).replace("content/", "").replace(".md", ".html"));
        let file = outcome.output.get(&out).expect("each example is a page");
        let html = String::from_utf8(file.bytes.to_vec()).unwrap();
        let ours = tokens(prose(&html));
        let theirs = tokens(&format!("<p>Opens.</p>{}", example.html));
        if (ours == theirs) == expected.contains_key(&example.number) {
            wrong.push(format!(
                "example {}:\n{}\ntheirs {theirs:?}\nours   {ours:?}\n",
                example.number, example.markdown
            ));
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

fn page(number: usize) -> String {
    format!("content/example-{number}.md")
}

fn prose(html: &str) -> &str {
    let start = html.find("<div class=\"prose\">").expect("a note has its text") + 19;
    let end = html.rfind("</div>\n</article>").expect("the text ends");
    &html[start..end]
}

/// What a reader gets: elements with what they say, texts with single spaces. Left out is what we
/// add: ids and links of headings, colours of code, hints for loading images.
fn tokens(html: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let (mut text, mut pre, mut anchor) = (String::new(), false, false);
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::String(part) if !anchor => text += &String::from_utf8_lossy(&part),
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes: BTreeMap<String, String> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
                        (text(name), text(value))
                    })
                    .collect();
                if name == "span" && attributes.get("class").is_some_and(|c| c.len() <= 2) && pre {
                    continue;
                }
                if attributes.get("class").is_some_and(|class| class == "anchor") {
                    anchor = true;
                    continue;
                }
                push_text(&mut tokens, &mut text, pre);
                pre |= name == "pre";
                tokens.push(element(&name, attributes));
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if anchor {
                    anchor = name != "a";
                    continue;
                }
                if name == "span" && pre {
                    continue;
                }
                push_text(&mut tokens, &mut text, pre);
                pre &= name != "pre";
                tokens.push(format!("/{}", level(&name)));
            }
            _ => {}
        }
    }
    push_text(&mut tokens, &mut text, pre);
    tokens
}

fn push_text(tokens: &mut Vec<String>, text: &mut String, pre: bool) {
    let part = std::mem::take(text);
    let part = if pre { part } else { part.split_whitespace().collect::<Vec<_>>().join(" ") };
    if !part.is_empty() {
        tokens.push(format!("“{part}”"));
    }
}

/// Only the page's title is an `h1`.
fn level(name: &str) -> &str {
    if name == "h1" { "h2" } else { name }
}

fn element(name: &str, mut attributes: BTreeMap<String, String>) -> String {
    match name {
        // The language of code is told by its colours.
        "pre" | "code" => attributes.clear(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            attributes.remove("id");
        }
        "img" => {
            attributes.retain(|name, _| !["loading", "decoding"].contains(&name.as_str()));
        }
        _ => {}
    }
    // Where a link of an example leads is a file that is not there: it was reported.
    for name in ["href", "src"] {
        if attributes.get(name).is_some_and(|at| !at.contains(':')) {
            attributes.insert(name.to_owned(), "…".to_owned());
        }
    }
    format!("{} {attributes:?}", level(name))
}
