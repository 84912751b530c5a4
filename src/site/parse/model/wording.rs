//! Texts of a model, and what tends to be left in them: placeholders, HTML, pasted bullets.

use std::ops::Range;

use super::catalog::{Catalog, Names};
use super::{Text, messages};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Reader, text_inline};
use crate::site::parse::yaml::{self, Kind};
use crate::site::text::slug;

pub fn inline(reader: &mut Reader, fields: &Fields, key: &str) -> Option<Text> {
    let text = reader.inline(fields, key)?;
    Some(checked(reader, text))
}

pub fn prose(reader: &mut Reader, fields: &Fields, key: &str) -> Option<Text> {
    let text = reader.prose(fields, key)?;
    Some(checked(reader, text))
}

/// A list of short texts with Markdown.
pub fn list(reader: &mut Reader, fields: &Fields, key: &str) -> Vec<Text> {
    let texts = reader.strings(fields, key).into_iter().map(text_inline);
    texts.map(|text| checked(reader, text)).collect()
}

/// `capability: testing`: the index of a declared one.
pub fn capability(
    reader: &mut Reader,
    fields: &Fields,
    catalog: &Catalog,
    names: &Names,
) -> Option<usize> {
    let named = reader.string(fields, "capability")?;
    let found = names.capability(&named.value);
    if found.is_none() {
        let place = reader.place(&named.range);
        reader.report(messages::no_capability(
            place,
            &named.value,
            reader.first(&catalog.capabilities),
        ));
    }
    found
}

/// Reports what should not stand in any text.
pub fn checked(reader: &mut Reader, text: Text) -> Text {
    if let Some(placeholder) = placeholder(&text.raw) {
        let place = reader.first_line(&text.range);
        reader.report(messages::placeholder(place, placeholder));
    }
    if let Some(tag) = raw_html(&text.raw) {
        let place = reader.first_line(&text.range);
        reader.report(messages::raw_html(place, tag));
    }
    text
}

/// Reports a bullet character that came along with the text of a bullet.
pub fn bullet(reader: &mut Reader, text: &Spanned<String>) {
    let mut chars = text.value.chars();
    let (Some(first), Some(' ' | '\u{a0}' | '\t')) = (chars.next(), chars.next()) else { return };
    if "•◦▪‣·●○∙-–—*+".contains(first) {
        let place = reader.first_line(&text.range);
        let diagnostic = messages::pasted_bullet(place, first, chars.as_str().trim_start());
        let alone = reader.ends_value(text.range.end);
        let edit = without_bullet(reader.source, text, first).filter(|_| alone);
        reader.report(match edit {
            Some((range, rest)) => diagnostic.edit(range, rest),
            None => diagnostic,
        });
    }
}

/// What to write in place of which bytes, so that the bullet character is gone.
fn without_bullet(
    source: &str,
    text: &Spanned<String>,
    mark: char,
) -> Option<(Range<usize>, String)> {
    let passage = source.get(text.range.clone())?;
    let at = passage.find(mark).filter(|&at| at < 2)?;
    let rest = &passage[at + mark.len_utf8()..];
    let space = rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let is_word = rest.starts_with(char::is_alphanumeric) && !rest.eq_ignore_ascii_case("null");
    if at > 0 || is_word {
        let start = text.range.start + at;
        return Some((start..start + mark.len_utf8() + space, String::new()));
    }
    // Without the bullet the next character would mean something in YAML.
    let words = text.value[mark.len_utf8()..].trim_start();
    Some((text.range.clone(), yaml::quoted_whole(words)))
}

/// `TODO`, `TBD: ask`, `Lorem ipsum …`, `…`.
fn placeholder(text: &str) -> Option<&str> {
    let text = text.trim();
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let known = ["TODO", "TBD", "FIXME", "XXX"];
    if known.contains(&word) || known.iter().any(|known| known.eq_ignore_ascii_case(text)) {
        return Some(if word.is_empty() { text } else { word });
    }
    if matches!(text, "..." | "…" | "?" | "???") {
        return Some(text);
    }
    let start = text.get(..11)?;
    start.eq_ignore_ascii_case("lorem ipsum").then_some(start)
}

/// The first HTML tag outside of code.
fn raw_html(text: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = text[at..].find(['`', '<']) {
        at += found;
        let rest = &text[at..];
        if rest.starts_with('<') {
            if let Some(tag) = tag(rest) {
                return Some(tag);
            }
            at += 1;
            continue;
        }
        let marks = rest.len() - rest.trim_start_matches('`').len();
        at += marks;
        at += code_end(&text[at..], marks).unwrap_or(0);
    }
    None
}

/// The end of code that was opened by as many backticks.
fn code_end(text: &str, marks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        at += run;
        if run == marks {
            return Some(at);
        }
    }
    None
}

/// `<br>`, `</b>`, `<!-- … -->`; not `<https://…>` and not `a < b`.
fn tag(text: &str) -> Option<&str> {
    if text.starts_with("<!--") {
        return Some("<!--");
    }
    let end = text.get(1..)?.find(['>', '<'])? + 1;
    let inside = text[1..end].strip_prefix('/').unwrap_or(&text[1..end]);
    let name = inside.split([' ', '/', '\n', '\t']).next()?;
    let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_tag = text[end..].starts_with('>')
        && letters
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then(|| &text[..=end])
}

/// `#rgb` or `#rrggbb`.
pub fn color(reader: &mut Reader, fields: &Fields) -> Option<Spanned<String>> {
    let entry = fields.get("color")?;
    if entry.value.kind == Kind::Null {
        let comment = reader.comment_behind(entry.value.range.end)?;
        let text = reader.source[comment.clone()].to_owned();
        let place = reader.place(&comment);
        reader.report(messages::color_is_comment(place, &text));
        return None;
    }
    let color = reader.string(fields, "color")?;
    let digits = color.value.strip_prefix('#').unwrap_or_default();
    if matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Some(color);
    }
    let place = reader.place(&color.range);
    reader.report(messages::no_color(place, &color.value));
    None
}

/// An `id`: what an address can hold as it is.
pub fn id(reader: &mut Reader, fields: &Fields) -> Option<Spanned<String>> {
    let id = reader.string(fields, "id")?;
    let better = slug(&id.value);
    if better == id.value {
        return Some(id);
    }
    let place = reader.place(&id.range);
    reader.report(messages::odd_id(place, &id.value, &better));
    (!better.is_empty()).then_some(Spanned { value: better, range: id.range })
}
