//! Bare addresses in a text become links, by the rules of GitHub: `https://…`, `www.…`, and
//! mail addresses.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::draft::{Draft, Edits, Node};

pub fn autolinks(draft: &mut Draft<'_>) {
    let mut edits = Edits::default();
    // Inside links, images and code, where addresses stay text.
    let mut closed = 0_usize;
    // Inside an `<a>` of raw HTML.
    let mut raw = false;
    for (index, step) in draft.steps.iter().enumerate() {
        match &step.node {
            Node::Md(Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))) => {
                closed += 1;
            }
            Node::Md(Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock)) => closed -= 1,
            Node::Inline(html) if html.starts_with("<a ") => raw = true,
            Node::Inline(html) if html.starts_with("</a") => raw = false,
            Node::Md(Event::Text(text)) if closed == 0 && !raw => {
                let found = addresses(text);
                if !found.is_empty() {
                    let source = draft.clean.text.get(step.range.clone()).unwrap_or_default();
                    replace(&mut edits, index, text, source, &step.range, &found);
                }
            }
            _ => {}
        }
    }
    draft.apply(edits);
}

struct Address {
    at: Range<usize>,
    dest: String,
}

/// Puts the text in pieces with links between them in the place of step `index`.
fn replace(
    edits: &mut Edits<'_>,
    index: usize,
    text: &str,
    source: &str,
    range: &Range<usize>,
    found: &[Address],
) {
    let mut from = 0;
    let mut seen = 0;
    edits.remove(index);
    for Address { at, dest } in found {
        let url = &text[at.clone()];
        // Escapes make the source longer than the text, so look for the address in it.
        let place = match source[seen..].find(url) {
            Some(offset) => {
                let start = range.start + seen + offset;
                seen += offset + url.len();
                start..start + url.len()
            }
            None => range.clone(),
        };
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: dest.clone().into(),
            title: "".into(),
            id: "".into(),
        };
        push_text(edits, index, &text[from..at.start], range.clone());
        edits.insert_at(index, Node::Md(Event::Start(link)), place.clone());
        push_text(edits, index, url, place.clone());
        edits.insert_at(index, Node::Md(Event::End(TagEnd::Link)), place);
        from = at.end;
    }
    push_text(edits, index, &text[from..], range.clone());
}

fn push_text(edits: &mut Edits<'_>, index: usize, text: &str, range: Range<usize>) {
    if !text.is_empty() {
        edits.insert_at(index, Node::Md(Event::Text(CowStr::from(text.to_owned()))), range);
    }
}

fn addresses(text: &str) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    let mut free = 0;
    for (at, _) in text.match_indices([':', '@', '.']) {
        if at < free {
            continue;
        }
        let address = match text.as_bytes()[at] {
            b':' => url(text, free, at),
            b'@' => mail(text, free, at),
            _ => www(text, free, at),
        };
        if let Some(address) = address {
            free = address.at.end;
            found.push(address);
        }
    }
    found
}

/// An address whose `://` starts at `colon`.
fn url(text: &str, free: usize, colon: usize) -> Option<Address> {
    if !text[colon..].starts_with("://") {
        return None;
    }
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        let start = colon.wrapping_sub(scheme.len());
        text.get(start..colon).is_some_and(|word| word.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    let host = colon + 3;
    if start < free || !may_start(text, start) || !is_host(&text[host..], true) {
        return None;
    }
    let at = start..end(text, host);
    Some(Address { dest: text[at.clone()].to_owned(), at })
}

/// An address whose `www.` ends at `dot`.
fn www(text: &str, free: usize, dot: usize) -> Option<Address> {
    let start = dot.checked_sub(3)?;
    if !text.get(start..dot)?.eq_ignore_ascii_case("www")
        || start < free
        || !may_start(text, start)
        || !is_host(&text[start..], false)
    {
        return None;
    }
    let at = start..end(text, start);
    Some(Address { dest: format!("http://{}", &text[at.clone()]), at })
}

fn mail(text: &str, free: usize, sign: usize) -> Option<Address> {
    let local = |b: u8| b.is_ascii_alphanumeric() || b".-_+".contains(&b);
    let before = text.as_bytes()[free..sign].iter().rev().take_while(|&&b| local(b)).count();
    let domain = |b: u8| b.is_ascii_alphanumeric() || b".-_".contains(&b);
    let after = text.as_bytes()[sign + 1..].iter().take_while(|&&b| domain(b)).count();
    let host = text[sign + 1..sign + 1 + after].trim_end_matches('.');
    let start = sign - before;
    if before == 0
        || !host.contains('.')
        || host.split('.').any(str::is_empty)
        || host.ends_with(['-', '_'])
        || text[..start].ends_with(char::is_alphanumeric)
    {
        return None;
    }
    let at = start..sign + 1 + host.len();
    Some(Address { dest: format!("mailto:{}", &text[at.clone()]), at })
}

fn may_start(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "*_~(\"'“‘„".contains(c))
}

/// Whether the text starts with a host name. `short` also takes one without a dot: `localhost`.
fn is_host(text: &str, short: bool) -> bool {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let host = text.split(ends).next().unwrap_or_default().trim_end_matches('.');
    let last_two = host.rsplit('.').take(2);
    host.starts_with(char::is_alphanumeric)
        && (short || host.contains('.'))
        && !last_two.into_iter().any(|part| part.contains('_') || part.is_empty())
}

/// Where an address ends: at white space or `<`, without the punctuation of the sentence.
fn end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let whole = &rest[..rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len())];
    let mut unopened = whole.matches(')').count().saturating_sub(whole.matches('(').count());
    let mut url = whole;
    loop {
        if unopened > 0 && url.ends_with(')') {
            unopened -= 1;
            url = &url[..url.len() - 1];
        } else if let Some(shorter) = url.strip_suffix(|c| "?!.,:;*_~'\"”’“".contains(c)) {
            url = shorter;
        } else {
            return from + url.len();
        }
    }
}
