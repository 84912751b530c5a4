//! `==mark==`, `^^inserted^^`, `++ctrl+c++`, `H~2~O`, `x^2^`, `{--critic's--}` marks, `:material-check:`,
//! `*[HTML]: what it means` and `#!py code` in code: small spellings of MkDocs, Pandoc, Obsidian and kramdown.
//! Icons, which only Material has, are left out, but for those that say yes or no.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::draft::{Draft, Edits, Node, Scope, matching_end};
use super::{attributes, highlight, problems};
use crate::site::text::escape;

/// So many abbreviations are looked for on a page; what explains more stays text.
const MOST_WORDS: usize = 200;
/// The longest text that is raised or lowered, and that a critic marks, in bytes.
const LONGEST_SCRIPT: usize = 30;
const LONGEST_CRITIC: usize = 2_000;

pub fn inline_marks(draft: &mut Draft<'_>) {
    const SIGNS: &[&str] = &["==", "^", "~", "++", "{--", "{>>", ":", "*[", "#!"];
    let has_any = SIGNS.iter().any(|sign| draft.clean.text.contains(sign));
    if draft.scope == Scope::Model || !has_any {
        return;
    }
    let mut edits = Edits::default();
    let mut gone = 0..0;
    let (words, paragraphs) = abbreviations(draft, &mut edits);
    let mut paragraphs = paragraphs.into_iter().peekable();
    let mut icons: Option<(Range<usize>, String, usize)> = None;
    let mut closed = 0_usize;
    for (at, step) in draft.steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(Tag::CodeBlock(_))) => closed += 1,
            Some(Event::End(TagEnd::CodeBlock)) => closed -= 1,
            _ => {}
        }
        if let Some(next) = paragraphs.next_if(|paragraph| paragraph.start == at) {
            gone = next;
        }
        if closed > 0 || gone.contains(&at) {
            continue;
        }
        match step.md() {
            Some(Event::Code(code)) => {
                if let Some(code) = without_language(code) {
                    edits.remove(at);
                    edits.insert(at, Node::Md(Event::Code(code.to_owned().into())));
                }
            }
            Some(Event::Text(text)) => {
                let source = draft.spelled(&step.range);
                let parts = parts(text, &words, &escaped(source, text));
                if parts.is_empty() {
                    continue;
                }
                for (_, part) in &parts {
                    if let Part::Icon(name) = part
                        && sign_of(name).is_empty()
                    {
                        let first = || (step.range.clone(), (*name).to_owned(), 0);
                        icons.get_or_insert_with(first).2 += 1;
                    }
                }
                put(&mut edits, at, text, &parts, &words);
            }
            _ => {}
        }
    }
    if let Some((place, name, count)) = icons {
        draft.report(&place, |place| problems::icon(place, &name, count));
    }
    draft.apply(edits);
}

enum Part<'t> {
    Mark(&'t str),
    Inserted(&'t str),
    Keys(&'t str),
    Raised(&'t str),
    Lowered(&'t str),
    Critic(Critic<'t>),
    Icon(&'t str),
    /// A word with a meaning, by its index.
    Word(usize),
}

/// What CriticMarkup says of a text.
#[derive(Clone, Copy)]
enum Critic<'t> {
    Added(&'t str),
    Deleted(&'t str),
    /// By what it is replaced.
    Replaced(&'t str, &'t str),
    Marked(&'t str),
    Comment(&'t str),
}

/// Where a text has `~`, `^` or `{` that had a backslash in the source and mean nothing.
fn escaped(source: &str, text: &str) -> Vec<usize> {
    const SIGNS: [char; 3] = ['~', '^', '{'];
    let mut found = Vec::new();
    if !source.contains('\\') {
        return found;
    }
    let mut places = text.match_indices(SIGNS).map(|(at, _)| at);
    let mut is_escaped = false;
    for c in source.chars() {
        if SIGNS.contains(&c) {
            found.extend(places.next().filter(|_| is_escaped));
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    found
}

/// The parts of a text that are more than text, each with its bytes. Of some signs those `escaped` are text.
fn parts<'t>(
    text: &'t str,
    words: &[(String, String)],
    escaped: &[usize],
) -> Vec<(Range<usize>, Part<'t>)> {
    let mut found = Vec::new();
    let mut at = 0;
    let is_sign = |byte: u8| matches!(byte, b'{' | b'^' | b'~' | b'=' | b'+' | b':');
    loop {
        // Without words only signs begin a part.
        if words.is_empty() {
            at += text[at..].bytes().position(is_sign).unwrap_or(text.len() - at);
        }
        let Some(c) = text[at..].chars().next() else { return found };
        let before = text[..at].chars().next_back();
        let is_meant = escaped.binary_search(&at).is_err();
        let behind = match c {
            '{' if is_meant => critic(text, at).map(|(r, critic)| (r, Part::Critic(critic))),
            '^' if is_meant => script(text, at, before).map(|(r, t)| (r, Part::Raised(t))),
            '~' if is_meant => script(text, at, before).map(|(r, t)| (r, Part::Lowered(t))),
            _ => None,
        };
        if let Some((range, part)) = behind {
            at = range.end;
            found.push((range, part));
            continue;
        }
        let is_free = before.is_none_or(|c| !c.is_alphanumeric());
        if !is_free {
            at += c.len_utf8();
            continue;
        }
        let part = match c {
            '=' => between(text, at, "==").map(|(r, inner)| (r, Part::Mark(inner))),
            '^' => between(text, at, "^^").map(|(r, inner)| (r, Part::Inserted(inner))),
            '+' => between(text, at, "++")
                .filter(|(_, inner)| is_keys(inner))
                .map(|(r, inner)| (r, Part::Keys(inner))),
            ':' => icon(text, at).map(|(r, name)| (r, Part::Icon(name))),
            _ => word(&text[at..], words)
                .map(|index| (at..at + words[index].0.len(), Part::Word(index))),
        };
        match part {
            Some((range, part)) => {
                at = range.end;
                found.push((range, part));
            }
            None => at += c.len_utf8(),
        }
    }
}

/// What stands between two signs that touch it, and no letter outside of them.
fn between<'t>(text: &'t str, at: usize, sign: &str) -> Option<(Range<usize>, &'t str)> {
    let rest = text[at..].strip_prefix(sign)?;
    let inner = &rest[..rest.find(sign)?];
    let end = at + 2 * sign.len() + inner.len();
    let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !sign.contains(c));
    let after = text[end..].chars().next();
    let is_whole = touches(inner.chars().next()) && touches(inner.chars().next_back());
    let is_free = after.is_none_or(|c| !c.is_alphanumeric() && !sign.contains(c));
    (is_whole && is_free).then_some((at..end, inner))
}

/// `2` of `H~2~O`, `th` of `10^th^`: behind a letter, without spaces.
fn script(text: &str, at: usize, before: Option<char>) -> Option<(Range<usize>, &str)> {
    let sign = text[at..].chars().next()?;
    let rest = &text[at + 1..];
    let end = rest.bytes().take(LONGEST_SCRIPT + 1).position(|b| b == sign as u8)?;
    let inner = &rest[..end];
    let fits = |c: char| c.is_alphanumeric() || "+-−–*().,=′'".contains(c);
    let is_free = !rest[end + 1..].starts_with(sign);
    let is_behind = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']'));
    (is_behind && is_free && end > 0 && inner.chars().all(fits))
        .then_some((at..at + end + 2, inner))
}

/// `{++added++}`, `{--deleted--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>comment<<}`.
fn critic(text: &str, at: usize) -> Option<(Range<usize>, Critic<'_>)> {
    const SIGNS: &[(&str, &str)] =
        &[("{++", "++}"), ("{--", "--}"), ("{~~", "~~}"), ("{==", "==}"), ("{>>", "<<}")];
    let (open, close) = SIGNS.iter().find(|(open, _)| text[at..].starts_with(open))?;
    let rest = &text[at + open.len()..];
    let length =
        memchr::memmem::find(&rest.as_bytes()[..rest.len().min(LONGEST_CRITIC)], close.as_bytes())?;
    let inner = rest[..length].trim();
    let critic = match *open {
        "{++" => Critic::Added(inner),
        "{--" => Critic::Deleted(inner),
        "{==" => Critic::Marked(inner),
        "{>>" => Critic::Comment(inner),
        _ => {
            let (old, new) = inner.split_once("~>")?;
            Critic::Replaced(old, new)
        }
    };
    (!inner.is_empty()).then_some((at..at + open.len() + length + close.len(), critic))
}

fn is_keys(text: &str) -> bool {
    text.split('+').all(|key| {
        !key.is_empty() && key.len() <= 16 && key.chars().all(|c| c.is_alphanumeric() || c == '-')
    })
}

/// `:material-check:` with the attributes behind it.
fn icon(text: &str, at: usize) -> Option<(Range<usize>, &str)> {
    const FAMILIES: &[&str] = &["material-", "octicons-", "fontawesome-", "simple-"];
    let rest = &text[at + 1..];
    let name = &rest[..rest.find(':')?];
    let is_icon = FAMILIES.iter().any(|family| name.starts_with(family))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let end = at + name.len() + 2;
    let given = attributes::length(&text[end..]);
    is_icon.then_some((at..end + given, name))
}

/// What readers see of an icon.
fn sign_of(name: &str) -> &'static str {
    let has = |part: &str| name.split('-').any(|word| word == part);
    match () {
        () if has("check") || has("checkbox") => "✔",
        () if has("close") || has("xmark") || name.starts_with("octicons-x-") => "✘",
        () => "",
    }
}

/// `[HTML]` of the words that a text begins with, as a whole word.
fn word(text: &str, words: &[(String, String)]) -> Option<usize> {
    words.iter().position(|(word, _)| {
        let rest = text.strip_prefix(word.as_str());
        rest.is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
    })
}

fn put<'a>(
    edits: &mut Edits<'a>,
    at: usize,
    text: &str,
    parts: &[(Range<usize>, Part<'_>)],
    words: &[(String, String)],
) {
    let mut from = 0;
    let plain = |text: &str| Node::Md(Event::Text(text.to_owned().into()));
    edits.remove(at);
    for (range, part) in parts {
        if range.start > from {
            edits.insert(at, plain(&text[from..range.start]));
        }
        match part {
            Part::Mark(inner) => around(edits, at, "mark", plain(inner)),
            Part::Inserted(inner) => around(edits, at, "ins", plain(inner)),
            Part::Keys(keys) => {
                for (index, key) in keys.split('+').enumerate() {
                    if index > 0 {
                        edits.insert(at, plain("+"));
                    }
                    around(edits, at, "kbd", plain(&name_of_key(key)));
                }
            }
            Part::Raised(inner) => around(edits, at, "sup", plain(inner)),
            Part::Lowered(inner) => around(edits, at, "sub", plain(inner)),
            Part::Critic(Critic::Added(inner)) => around(edits, at, "ins", plain(inner)),
            Part::Critic(Critic::Deleted(inner)) => around(edits, at, "del", plain(inner)),
            Part::Critic(Critic::Replaced(old, new)) => {
                around(edits, at, "del", plain(old));
                around(edits, at, "ins", plain(new));
            }
            Part::Critic(Critic::Marked(inner)) => around(edits, at, "mark", plain(inner)),
            Part::Critic(Critic::Comment(inner)) => {
                edits.inline(at, "<small class=\"meta\">");
                edits.insert(at, plain(inner));
                edits.inline(at, "</small>");
            }
            Part::Icon(name) => edits.insert(at, plain(sign_of(name))),
            Part::Word(index) => {
                let (word, meaning) = &words[*index];
                edits.inline(at, format!("<abbr title=\"{}\">", escape(meaning)));
                edits.insert(at, plain(word));
                edits.inline(at, "</abbr>");
            }
        }
        from = range.end;
    }
    if from < text.len() {
        edits.insert(at, plain(&text[from..]));
    }
}

fn around<'a>(edits: &mut Edits<'a>, at: usize, element: &str, inner: Node<'a>) {
    edits.inline(at, format!("<{element}>"));
    edits.insert(at, inner);
    edits.inline(at, format!("</{element}>"));
}

/// `Ctrl` for `ctrl`, `Page Up` for `page-up`.
fn name_of_key(key: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
        first + chars.as_str()
    };
    key.split('-').map(word).collect::<Vec<_>>().join(" ")
}

/// `*[HTML]: Hypertext Markup Language`: paragraphs of such lines are taken out.
fn abbreviations(
    draft: &Draft<'_>,
    edits: &mut Edits<'_>,
) -> (Vec<(String, String)>, Vec<Range<usize>>) {
    let mut words = Vec::new();
    let mut gone = Vec::new();
    for (at, step) in draft.steps.iter().enumerate() {
        let Some(Tag::Paragraph) = step.starts() else { continue };
        let text = &draft.clean.text[step.range.clone()];
        let read: Option<Vec<_>> = text.lines().map(abbreviation).collect();
        let fits = |read: &Vec<_>| !read.is_empty() && words.len() + read.len() <= MOST_WORDS;
        if let Some(read) = read.filter(fits) {
            words.extend(read);
            let end = matching_end(&draft.steps, at) + 1;
            (at..end).for_each(|index| edits.remove(index));
            gone.push(at..end);
        }
    }
    // The longer one of two that begin alike.
    words.sort_by_key(|(word, _): &(String, String)| std::cmp::Reverse(word.len()));
    (words, gone)
}

fn abbreviation(line: &str) -> Option<(String, String)> {
    let (word, meaning) = line.trim().strip_prefix("*[")?.split_once("]:")?;
    (!word.is_empty()).then(|| (word.to_owned(), meaning.trim().to_owned()))
}

/// `#!py print()` in a piece of code says its language.
fn without_language(code: &str) -> Option<&str> {
    let (language, code) = code.strip_prefix("#!")?.split_once(' ')?;
    highlight::is_known(language).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let words = [("HTML".to_owned(), String::new())];
        parts(text, &words, &[]).into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn icons_say_yes_or_no_where_they_mean_it() {
        let signs = ["material-check", "material-close", "octicons-x-16", "simple-x"].map(sign_of);
        assert_eq!(signs, ["✔", "✘", "✘", ""]);
        assert_eq!(sign_of("fontawesome-brands-x-twitter"), "");
    }

    #[test]
    fn spellings_are_told_from_text_that_looks_like_them() {
        assert_eq!(found("a ==b c== d ^^e^^ ++ctrl+alt++."), ["==b c==", "^^e^^", "++ctrl+alt++"]);
        assert_eq!(found(":material-check:{ .x } and :rocket:"), [":material-check:{ .x }"]);
        assert_eq!(found("HTML, XHTML and HTML5"), ["HTML"]);
        assert_eq!(found("H~2~O, A^T^A, 10^th^ and f(x)^2^"), ["~2~", "^T^", "^th^", "^2^"]);
        assert_eq!(
            found("{++a b++}{--c--} {~~d~>e~~} x{==f==}{>>g<<}"),
            ["{++a b++}", "{--c--}", "{~~d~>e~~}", "{==f==}", "{>>g<<}"]
        );
        for text in [
            "a == b and c == d",
            "x==1, y==2",
            "C++ and D++",
            "2^^3",
            "i++ + ++j",
            "a := b : c",
            "====",
            "x^2 and y^3",
            "~/a and ~/b",
            "about ~5 or ~6",
            "a~b c~d",
            "[^1] and [^2]",
            "a^^b^^c",
            "{++x",
            "{~~x~~}",
            "{----}",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
