//! A scanner for the raw HTML of a note: tags with their attributes, comments, text.

use std::borrow::Cow;
use std::ops::Range;

pub enum Token<'t> {
    /// As written, entities and all.
    Text(&'t str),
    /// A `<` that starts no tag, or an unfinished tag with all that follows it, which a browser
    /// would take the rest of the page for: text.
    Broken(&'t str),
    /// What stands between `<!--` and `-->`.
    Comment(&'t str),
    Tag(Tag<'t>),
    /// The inside of `<script>` and the like; whether its closing tag is missing.
    Code(&'t str, bool),
}

pub struct Tag<'t> {
    /// From `<` to `>`.
    pub whole: &'t str,
    pub name: &'t str,
    pub closing: bool,
    pub attributes: Vec<Attribute<'t>>,
}

pub struct Attribute<'t> {
    pub name: &'t str,
    /// Without its quotes.
    pub value: Option<&'t str>,
    /// Name, `=` and value, as bytes of the tag.
    pub at: Range<usize>,
}

/// Elements whose inside is not HTML.
const CODE: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// The tokens, each with the byte it starts at.
pub fn tokens(html: &str) -> Vec<(usize, Token<'_>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let (length, token) = match rest.find('<') {
            Some(0) => markup(rest),
            Some(length) => (length, Some(Token::Text(&rest[..length]))),
            None => (rest.len(), Some(Token::Text(rest))),
        };
        let inside = match &token {
            Some(Token::Tag(tag)) if !tag.closing => code_length(tag.name, &rest[length..]),
            _ => None,
        };
        tokens.extend(token.map(|token| (at, token)));
        at += length;
        if let Some((inside, closed)) = inside {
            tokens.push((at, Token::Code(&html[at..at + inside], !closed)));
            at += inside;
        }
    }
    tokens
}

/// The token that a `<` starts. Declarations and instructions have no meaning in a page: dropped.
fn markup(rest: &str) -> (usize, Option<Token<'_>>) {
    if let Some(inner) = rest.strip_prefix("<!--") {
        if let Some(short) = [">", "->"].iter().find(|short| inner.starts_with(**short)) {
            return (4 + short.len(), Some(Token::Comment("")));
        }
        return match inner.find("-->") {
            Some(end) => (4 + end + 3, Some(Token::Comment(&inner[..end]))),
            None => (rest.len(), Some(Token::Comment(inner))),
        };
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return match rest.find('>') {
            Some(end) => (end + 1, None),
            None => (rest.len(), Some(Token::Broken(rest))),
        };
    }
    if !rest[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic())
        || rest.starts_with("<//")
    {
        return (1, Some(Token::Broken(&rest[..1])));
    }
    match tag(rest) {
        Some(tag) => (tag.whole.len(), Some(Token::Tag(tag))),
        None => (rest.len(), Some(Token::Broken(rest))),
    }
}

fn tag(rest: &str) -> Option<Tag<'_>> {
    let closing = rest.starts_with("</");
    let start = if closing { 2 } else { 1 };
    let mut at = start + until(&rest[start..], |c| c.is_whitespace() || c == '>' || c == '/')?;
    let name = &rest[start..at];
    let mut attributes = Vec::new();
    loop {
        at += until(&rest[at..], |c| !c.is_whitespace() && c != '/')?;
        if rest[at..].starts_with('>') {
            return Some(Tag { whole: &rest[..=at], name, closing, attributes });
        }
        let attribute = attribute(rest, at)?;
        at = attribute.at.end;
        attributes.push(attribute);
    }
}

fn attribute(tag: &str, start: usize) -> Option<Attribute<'_>> {
    // A stray `=` belongs to the name, or the scanner would stand still.
    let first = tag[start..].chars().next()?.len_utf8();
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/');
    let end = start + first + until(&tag[start + first..], ends_name)?;
    let name = &tag[start..end];
    let equals = end + until(&tag[end..], |c| !c.is_whitespace())?;
    if !tag[equals..].starts_with('=') {
        return Some(Attribute { name, value: None, at: start..end });
    }
    let value = equals + 1 + until(&tag[equals + 1..], |c| !c.is_whitespace())?;
    if let Some(quote) = tag[value..].chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let close = value + 1 + tag[value + 1..].find(quote)?;
        let text = &tag[value + 1..close];
        return Some(Attribute { name, value: Some(text), at: start..close + 1 });
    }
    let close = value + until(&tag[value..], |c| c.is_whitespace() || c == '>')?;
    Some(Attribute { name, value: Some(&tag[value..close]), at: start..close })
}

fn until(text: &str, end: impl Fn(char) -> bool) -> Option<usize> {
    text.find(end)
}

/// How long the inside of a `<script>` and the like is, and whether its closing tag follows.
fn code_length(name: &str, rest: &str) -> Option<(usize, bool)> {
    if !CODE.iter().any(|code| code.eq_ignore_ascii_case(name)) {
        return None;
    }
    let close = rest.match_indices("</").map(|(at, _)| at).find(|at| {
        rest.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name))
    });
    Some(close.map_or((rest.len(), false), |at| (at, true)))
}

/// Decodes the character references that addresses and texts are written with.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((c, end)) => {
                decoded.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|&c| c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "rarr" => '→',
        "larr" => '←',
        _ => return None,
    })
}
