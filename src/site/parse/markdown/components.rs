//! `<Tabs>`, `<Card title="…">`: components of the theme, called by tags with a capital.
//!
//! A tag on a line of its own, with blank lines around it, is a block whose inside is Markdown. On
//! GitHub the tags are not shown and their inside is.

use std::ops::Range;

use pulldown_cmark::{Event, Tag as MdTag};

use super::super::rich::{Argument, Call, LinkKind, Piece};
use super::draft::{Draft, Edits, Mark, Node, Step};
use super::scan::{self, Tag};
use super::{Settings, problems};
use crate::site::text;

/// Arguments that are addresses, as in HTML.
const ADDRESSES: &[&str] = &["href", "src", "poster"];
/// Arguments that readers see: part of the text, for search.
const SEEN: &[&str] = &["title", "caption", "label"];

pub fn is_component(settings: &Settings, name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && settings.components.contains(ours(settings, name))
}

/// What Docusaurus and Starlight call components that are here under another name; a theme may have
/// its own of the name.
const OTHERS: &[(&str, &str)] = &[("TabItem", "Tab"), ("CardGrid", "Cards")];
/// Arguments of theirs that have no meaning here, by our name of the component.
const PASSED_OVER: &[(&str, &[&str])] = &[
    ("Tabs", &["groupId", "syncKey", "defaultValue", "queryString", "className", "lazy"]),
    ("Tab", &["value", "default", "icon", "className"]),
    ("Card", &["icon"]),
    ("Cards", &["stagger"]),
];

fn ours<'n>(settings: &Settings, name: &'n str) -> &'n str {
    let other = OTHERS.iter().find(|(other, _)| *other == name);
    other.filter(|_| !settings.components.contains(name)).map_or(name, |(_, ours)| ours)
}

/// `<Sting>` is no element of HTML and no component: a browser shows nothing of it.
pub fn check_name(draft: &mut Draft<'_>, tag: &Tag<'_>, range: &Range<usize>) {
    let capital = tag.name.starts_with(|c: char| c.is_ascii_uppercase());
    if !capital || tag.closing || tag.name.chars().all(|c| !c.is_ascii_lowercase()) {
        return;
    }
    if is_html(&tag.name.to_ascii_lowercase()) {
        return;
    }
    let components = draft.settings.components.clone();
    let near = text::nearest(tag.name, components.iter().map(String::as_str));
    draft.report(range, |place| problems::no_component(place, tag.name, near));
}

/// Elements that authors may write with a capital.
fn is_html(name: &str) -> bool {
    const ELEMENTS: &[&str] = &[
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "blockquote",
        "br",
        "button",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "option",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "samp",
        "script",
        "section",
        "select",
        "small",
        "source",
        "span",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "track",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ];
    ELEMENTS.contains(&name)
}

/// Notes a component's tag; `block` where it stands on lines of its own.
pub fn tag<'a>(
    draft: &mut Draft<'a>,
    out: &mut Vec<Step<'a>>,
    tag: &Tag<'_>,
    range: &Range<usize>,
    block: bool,
) {
    let mut push = |node| out.push(Step { node, range: range.clone() });
    if tag.closing {
        let name = ours(&draft.settings, tag.name).to_owned();
        push(Node::Mark(Mark::CallEnd(name)));
        return;
    }
    let empty = tag.whole.ends_with("/>");
    let call = call(draft, tag, range, !empty);
    let index = u32::try_from(draft.calls.len()).expect("a file has fewer than 2^32 tags");
    let seen = call.arguments.iter().filter(|argument| SEEN.contains(&argument.name.as_str()));
    let seen: Vec<_> = seen.filter_map(|argument| argument.value.clone()).collect();
    draft.calls.push(call);
    if block {
        push(Node::Block("".into()));
    }
    push(Node::Mark(Mark::Hole(Piece::Open(index))));
    if !seen.is_empty() {
        push(Node::Spoken("".into(), format!(" {} ", seen.join(" ")).into()));
    }
    if empty {
        push(Node::Mark(Mark::Hole(Piece::Close(index))));
    }
    if block {
        push(Node::Block("".into()));
    }
}

fn call(draft: &mut Draft<'_>, tag: &Tag<'_>, range: &Range<usize>, has_body: bool) -> Call {
    let name = ours(&draft.settings, tag.name);
    let known = PASSED_OVER.iter().find(|(known, _)| *known == name);
    let is_ours = |given: &&scan::Attribute<'_>| {
        known.is_none_or(|(_, passed_over)| !passed_over.contains(&given.name))
    };
    let has_label = tag.attributes.iter().any(|given| given.name == "label");
    let arguments = tag.attributes.iter().filter(is_ours).map(|attribute| {
        let value = attribute.value.map(|value| scan::decode(value).into_owned());
        let is_address = ADDRESSES.contains(&attribute.name);
        let link = value.as_ref().filter(|_| is_address).map(|dest| {
            let kind = if is_picture(dest) { LinkKind::Image } else { LinkKind::Link };
            draft.link(kind, dest.trim(), range)
        });
        // `file-name` is `file_name` in a template.
        let own = if name == "Tab" && attribute.name == "label" { "title" } else { attribute.name };
        Argument { name: own.replace('-', "_"), value, link }
    });
    let mut arguments: Vec<Argument> = arguments.collect();
    // Without a label the value is what readers see.
    let value = tag.attributes.iter().find(|given| given.name == "value" && tag.name == "TabItem");
    if let Some(value) = value.and_then(|given| given.value).filter(|_| !has_label) {
        let value = Some(scan::decode(value).into_owned());
        arguments.push(Argument { name: "title".to_owned(), value, link: None });
    }
    let mut call = Call {
        name: name.to_owned(),
        arguments,
        has_body,
        range: draft.original(range),
        parent: None,
        index: 0,
        number: None,
    };
    call.number = number(draft, &call, range);
    call
}

/// A figure with a caption or an id is counted, by its kind.
fn number(draft: &mut Draft<'_>, call: &Call, range: &Range<usize>) -> Option<u32> {
    let argument = |name: &str| {
        let found = call.arguments.iter().find(|argument| argument.name == name);
        found.and_then(|argument| argument.value.as_deref()).filter(|value| !value.is_empty())
    };
    let (id, caption) = (argument("id"), argument("caption"));
    let counted = call.name == "Figure" && (id.is_some() || caption.is_some());
    counted.then(|| draft.number(argument("kind").unwrap_or("Figure"), id, range))
}

fn is_picture(dest: &str) -> bool {
    let ending = dest.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"].contains(&ending.as_str())
}

/// What is open while the steps are gone through.
enum Open {
    /// A paragraph, an item, a quote.
    Block,
    Call(u32),
}

/// Pairs the tags: each closes in the block that it opens in.
pub fn components(draft: &mut Draft<'_>) {
    if draft.calls.is_empty() && !draft.steps.iter().any(is_end) {
        return;
    }
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    let mut open: Vec<Open> = Vec::new();
    let mut counts = vec![0; draft.calls.len() + 1];
    for (at, step) in steps.iter().enumerate() {
        match &step.node {
            Node::Md(Event::Start(_)) => open.push(Open::Block),
            Node::Md(Event::End(_)) => {
                close_all(draft, &mut edits, &mut open, at);
                open.pop();
            }
            Node::Mark(Mark::Hole(Piece::Open(call))) => {
                place(draft, &open, &mut counts, *call);
                open.push(Open::Call(*call));
            }
            Node::Mark(Mark::Hole(Piece::Close(call))) => {
                open.pop();
                check_inside(draft, &steps, at, *call);
            }
            Node::Mark(Mark::CallEnd(name)) => {
                edits.remove(at);
                match open.last() {
                    Some(Open::Call(call)) if draft.calls[*call as usize].name == *name => {
                        let call = *call;
                        edits.hole(at, Piece::Close(call));
                        open.pop();
                        check_inside(draft, &steps, at, call);
                    }
                    _ => draft.report(&step.range, |place| problems::closes_nothing(place, name)),
                }
            }
            _ => {}
        }
    }
    close_all(draft, &mut edits, &mut open, steps.len());
    draft.steps = steps;
    draft.apply(edits);
}

/// What has to stand in a built-in component for readers to see it, and how it is written.
const INSIDES: &[(&str, &str)] = &[
    (
        "Tabs",
        "Write <Tab title=\"…\"> with a text and </Tab> in it, each tag on a line of its own.",
    ),
    (
        "Tab",
        "Write what the tab shows between its tags, with blank lines around it; or take the tab out.",
    ),
    ("Steps", "Write a numbered list between its tags, with blank lines around it."),
    (
        "Cards",
        "Write <Card title=\"…\"> with a text and </Card> in it, each tag on a line of its own.",
    ),
    ("Figure", "Give it a picture (`src=\"…\"`), or write a table or code between its tags."),
];

/// Reports a built-in component that shows nothing; `end` is the step that closes it.
fn check_inside(draft: &mut Draft<'_>, steps: &[Step<'_>], end: usize, index: u32) {
    let call = &draft.calls[index as usize];
    let Some((name, help)) = INSIDES.iter().find(|(name, _)| *name == call.name) else { return };
    let opens = |step: &Step<'_>| matches!(&step.node, Node::Mark(Mark::Hole(Piece::Open(call))) if *call == index);
    let Some(start) = steps[..end].iter().rposition(opens) else { return };
    let holds = match *name {
        "Tabs" => has_inside(draft, index, "Tab"),
        "Cards" => has_inside(draft, index, "Card"),
        "Figure" if call.arguments.iter().any(|argument| argument.name == "src") => true,
        _ => steps[start + 1..end].iter().any(shows),
    };
    if !holds && let Some(place) = draft.place(draft.calls[index as usize].range.clone()) {
        draft.diagnostics.push(problems::nothing_inside(place, name, help));
    }
}

fn has_inside(draft: &Draft<'_>, parent: u32, name: &str) -> bool {
    draft.calls.iter().any(|call| call.parent == Some(parent) && call.name == name)
}

/// Whether a reader sees anything of a step.
fn shows(step: &Step<'_>) -> bool {
    match &step.node {
        Node::Md(Event::Text(text) | Event::Code(text)) | Node::Raw(text) => {
            !text.trim().is_empty()
        }
        Node::Md(Event::InlineMath(_) | Event::DisplayMath(_) | Event::Rule) => true,
        Node::Md(Event::Start(MdTag::Image { .. } | MdTag::CodeBlock(_))) => true,
        Node::Block(html) | Node::Inline(html) => {
            ["<img", "<video", "<iframe", "<svg", "<audio"].iter().any(|tag| html.starts_with(tag))
        }
        Node::Spoken(html, _) => !html.is_empty(),
        Node::Mark(Mark::Hole(Piece::Open(_))) => true,
        _ => false,
    }
}

fn is_end(step: &Step<'_>) -> bool {
    matches!(step.node, Node::Mark(Mark::CallEnd(_)))
}

/// Where the call stands among its parent's.
fn place(draft: &mut Draft<'_>, open: &[Open], counts: &mut [u32], call: u32) {
    let parent = open.iter().rev().find_map(|open| match open {
        Open::Call(parent) => Some(*parent),
        Open::Block => None,
    });
    let count = &mut counts[parent.map_or(draft.calls.len(), |parent| parent as usize)];
    let call = &mut draft.calls[call as usize];
    (call.parent, call.index) = (parent, *count);
    *count += 1;
}

/// Reports and closes what a block leaves open.
fn close_all(draft: &mut Draft<'_>, edits: &mut Edits<'_>, open: &mut Vec<Open>, at: usize) {
    while let Some(Open::Call(call)) = open.pop_if(|open| matches!(open, Open::Call(_))) {
        edits.hole(at, Piece::Close(call));
        let Call { name, range, .. } = draft.calls[call as usize].clone();
        if let Some(place) = draft.place(range) {
            draft.diagnostics.push(problems::stays_open(place, &name));
        }
    }
}
