//! `[Start](a.md){ .button }`, `![](b.png){ width=300 }`: attributes behind a link, a picture or a piece of
//! code, as MkDocs, kramdown and Pandoc have them, and `{ .class }` on a line of its own behind a block or at
//! the end of an item.
//! What pages have a use for is kept; the braces are no text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::draft::{Draft, Edits, Node, Scope, Step};

/// Braces with more between them are text, in bytes.
const LONGEST: usize = 500;

/// What a link or a picture is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    /// In pixels or, with a `%` behind it, of the room.
    pub width: Option<String>,
    pub height: Option<String>,
    /// Whether a link opens a window of its own.
    pub is_blank: bool,
}

pub fn attributes(draft: &mut Draft<'_>) {
    if draft.scope == Scope::Model || !draft.clean.text.contains('{') {
        return;
    }
    let mut edits = Edits::default();
    let mut found = Vec::new();
    let mut code = false;
    for at in 0..draft.steps.len() {
        match draft.steps[at].md() {
            Some(Event::Start(Tag::CodeBlock(_))) => code = true,
            Some(Event::End(TagEnd::CodeBlock)) => code = false,
            _ => {}
        }
        let Some(Event::Text(text)) = draft.steps[at].md().filter(|_| !code) else { continue };
        let Some((attributes, length)) = read(text) else {
            if let Some(rest) = without_those_of_item(&draft.steps, at, text) {
                let step = &draft.steps[at];
                let range = Range { end: step.range.start + rest.len(), ..step.range };
                edits.remove(at);
                edits.insert_at(at, Node::Md(Event::Text(rest.to_owned().into())), range);
            }
            continue;
        };
        let rest = &text[length..];
        if let Some(owner) = at.checked_sub(1).map(|at| &draft.steps[at]).filter(|step| takes(step))
        {
            found.push((owner.range.start, attributes));
        } else if !(rest.trim().is_empty() && is_line(&draft.steps, at)) {
            continue;
        }
        edits.remove(at);
        match draft.steps[at - 1].md() {
            // Nothing else is in the paragraph, or the line before goes to its end.
            Some(Event::Start(Tag::Paragraph)) if rest.is_empty() => {
                edits.remove(at - 1);
                edits.remove(at + 1);
            }
            Some(Event::SoftBreak) => edits.remove(at - 1),
            _ => {}
        }
        if !rest.is_empty() {
            let range =
                Range { start: draft.steps[at].range.start + length, ..draft.steps[at].range };
            edits.insert_at(at, Node::Md(Event::Text(rest.to_owned().into())), range);
        }
    }
    draft.attributes.extend(found);
    draft.apply(edits);
}

fn takes(step: &Step<'_>) -> bool {
    matches!(step.ends(), Some(TagEnd::Link | TagEnd::Image | TagEnd::Strong | TagEnd::Emphasis))
        || matches!(step.md(), Some(Event::Code(_)))
}

/// The text of a list's item without the attributes at its end.
fn without_those_of_item<'t>(steps: &[Step<'_>], at: usize, text: &'t str) -> Option<&'t str> {
    let after = steps.get(at + 1)?;
    let ends_line =
        after.ends() == Some(TagEnd::Item) || matches!(after.starts(), Some(Tag::List(_)));
    let (rest, braces) = text.strip_suffix('}').filter(|_| ends_line)?.rsplit_once(" {")?;
    let braces = &text[text.len() - braces.len() - 2..];
    let (_, length) = read(braces)?;
    (length == braces.len()).then(|| rest.trim_end())
}

/// Whether a text is a whole line at the end of its block, or the whole block.
fn is_line(steps: &[Step<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| steps[at].md());
    let starts = matches!(before, Some(Event::SoftBreak | Event::Start(Tag::Paragraph)));
    let after = steps.get(at + 1).and_then(Step::ends);
    let is_alone = matches!(before, Some(Event::Start(_)));
    match after {
        Some(TagEnd::Paragraph) => starts,
        Some(TagEnd::Item) => starts && !is_alone,
        _ => false,
    }
}

/// How many bytes of attributes a text begins with.
pub fn length(text: &str) -> usize {
    read(text).map_or(0, |(_, length)| length)
}

/// The attributes that a text begins with, and how many bytes they take.
pub fn read(text: &str) -> Option<(Attributes, usize)> {
    let end =
        text.bytes().take(LONGEST).position(|b| b == b'}').filter(|_| text.starts_with('{'))?;
    let inner = &text[1..end];
    let inner = inner.strip_prefix(':').unwrap_or(inner);
    let mut attributes = Attributes::default();
    let mut rest = inner.trim();
    let mut is_any = false;
    while !rest.is_empty() {
        let (word, behind) = token(rest)?;
        is_any = true;
        match word.split_once('=') {
            _ if word.starts_with(['.', '#']) => {
                let name = &word[1..];
                let is_name = |c: char| c.is_alphanumeric() || "_-:.".contains(c);
                if name.is_empty() || !name.chars().all(is_name) {
                    return None;
                }
                match word.starts_with('.') {
                    true => attributes.classes.push(name.to_owned()),
                    false => attributes.id = Some(name.to_owned()),
                }
            }
            Some((key, value)) => attributes.take(key, value.trim_matches(['"', '\'']))?,
            None => return None,
        }
        rest = behind.trim_start();
    }
    is_any.then_some((attributes, end + 1))
}

/// The next word; a value in quotes may hold spaces.
fn token(text: &str) -> Option<(&str, &str)> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let end = match text[..end].split_once("=\"") {
        Some((key, _)) => {
            let from = key.len() + 2;
            from + text.get(from..)?.find('"')? + 1
        }
        None => end,
    };
    Some((&text[..end], text.get(end..)?))
}

/// Keys of attributes that pages have no use for; what has others is text, such as `{x=1}`.
const PASSED_OVER: &[&str] = &[
    "align", "alt", "border", "decoding", "download", "height", "lang", "loading", "name", "rel",
    "role", "style", "title", "type", "width",
];

impl Attributes {
    /// None for a key that HTML does not have.
    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        let is_passed_over = PASSED_OVER.contains(&key)
            || ["data-", "aria-", "on"].iter().any(|start| key.starts_with(start));
        let is_size = |value: &str| {
            let number = value.trim_end_matches("px").trim_end_matches('%');
            !number.is_empty() && number.len() <= 5 && number.bytes().all(|b| b.is_ascii_digit())
        };
        match key {
            "id" => self.id = Some(value.to_owned()),
            "class" => self.classes.extend(value.split_whitespace().map(str::to_owned)),
            "width" | "height" if is_size(value) => {
                let size = Some(value.trim_end_matches("px").to_owned());
                if key == "width" { self.width = size } else { self.height = size }
            }
            "target" => self.is_blank = value == "_blank",
            _ if is_passed_over => {}
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_told_from_texts_in_braces() {
        let taken = |text: &str| read(text).map(|(_, length)| text[length..].to_owned());
        for text in [
            "{ .a }",
            "{: .a #b}",
            "{width=300 align=left}",
            "{ title=\"a b\" .c }",
            "{:target=\"_blank\"}",
        ] {
            assert_eq!(taken(&format!("{text}, so")).as_deref(), Some(", so"), "{text}");
        }
        for text in [
            "{name}",
            "{ a: 1 }",
            "{}",
            "{{ x }}",
            "{ . }",
            "{a",
            "{ x = 1 }",
            "{x=1}",
            "{ .a b }",
            "{.5 * x}",
        ] {
            assert_eq!(taken(text), None, "{text}");
        }
        let (given, _) =
            read("{ width=\"50%\" height=20px .a .b target=_blank onclick=\"x()\" }").unwrap();
        assert_eq!((given.width.as_deref(), given.height.as_deref()), (Some("50%"), Some("20")));
        assert_eq!((given.classes, given.is_blank), (vec!["a".to_owned(), "b".to_owned()], true));
    }
}
