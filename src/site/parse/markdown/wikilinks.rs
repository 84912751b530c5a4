//! `[[note]]`, `[[note#Heading|text]]` and `![[picture.png|300]]`: links by name, as Obsidian and other collections of
//! notes have them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::attributes::Attributes;
use super::draft::{Draft, Edits, Node, Scope};

/// What the addresses of such links begin with.
pub const SCHEME: &str = "wikilink";
/// Brackets with more between them are text, in bytes.
const LONGEST: usize = 300;
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"];

/// A link as it stands in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct WikiLink<'t> {
    /// Its bytes in the text, with its brackets and a `!` before them.
    pub at: Range<usize>,
    /// Its bytes in the source.
    pub place: Range<usize>,
    /// The note or the file, and behind a `#` a heading of it.
    pub dest: &'t str,
    label: Option<&'t str>,
    is_shown: bool,
}

/// The links of a text; brackets that have a backslash in its `source`, which begins at `start`, are text.
pub fn found<'t>(text: &'t str, source: &str, start: usize) -> Vec<WikiLink<'t>> {
    let mut links = Vec::new();
    let (mut free, mut seen) = (0, 0);
    for (open, _) in text.match_indices("[[") {
        let rest = &text[open + 2..];
        let end = rest.bytes().take(LONGEST).position(|b| matches!(b, b'[' | b']' | b'\n'));
        let Some(end) = end.filter(|&end| open >= free && rest[end..].starts_with("]]")) else {
            continue;
        };
        let (dest, label) = match rest[..end].split_once('|') {
            Some((dest, label)) => (dest, Some(label.trim()).filter(|label| !label.is_empty())),
            None => (&rest[..end], None),
        };
        if dest.trim() != dest || !dest.chars().any(char::is_alphabetic) {
            continue;
        }
        let is_shown = text[free..open].ends_with('!');
        let spelled = format!("{}[[{dest}", if is_shown { "!" } else { "" });
        let Some(at) = source[seen..].find(&spelled).map(|at| seen + at) else { continue };
        let Some(length) = source[at..].find("]]") else { continue };
        seen = at + length + 2;
        if source[..at].ends_with('\\') {
            continue;
        }
        free = open + 2 + end + 2;
        let at_text = open - usize::from(is_shown)..free;
        links.push(WikiLink {
            at: at_text,
            place: start + at..start + seen,
            dest,
            label,
            is_shown,
        });
    }
    links
}

impl WikiLink<'_> {
    /// Whether it stands for a picture, not for a link to one.
    pub fn is_picture(&self) -> bool {
        let end = self.dest.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
        self.is_shown && end.is_some_and(|end| PICTURES.contains(&end.as_str()))
    }

    /// `300` and `300x200` of a picture.
    fn size(&self) -> Option<Attributes> {
        let label = self.label.filter(|_| self.is_picture())?;
        let (width, height) = label.split_once('x').map_or((label, None), |(w, h)| (w, Some(h)));
        let is_number =
            |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        (is_number(width) && height.is_none_or(is_number)).then(|| Attributes {
            width: Some(width.to_owned()),
            height: height.map(str::to_owned),
            ..Attributes::default()
        })
    }

    /// What readers see of it, or hear.
    pub fn text(&self) -> String {
        if let Some(label) = self.label.filter(|_| self.size().is_none()) {
            return label.to_owned();
        }
        if self.is_picture() {
            let name = self.dest.rsplit('/').next().unwrap_or_default();
            return name.rsplit_once('.').map_or(name, |(name, _)| name).to_owned();
        }
        let parts = self.dest.split('#').filter(|part| !part.is_empty() && !part.starts_with('^'));
        parts.map(str::trim).collect::<Vec<_>>().join(" › ")
    }
}

pub fn wikilinks(draft: &mut Draft<'_>) {
    if draft.scope == Scope::Model || !draft.clean.text.contains("[[") {
        return;
    }
    let mut edits = Edits::default();
    let mut sizes = Vec::new();
    // Inside links, images and code.
    let mut closed = 0_usize;
    for (index, step) in draft.steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))) => {
                closed += 1;
            }
            Some(Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock)) => closed -= 1,
            Some(Event::Text(text)) if closed == 0 => {
                let source = draft.spelled(&step.range);
                let links = found(text, source, step.range.end - source.len());
                if links.is_empty() {
                    continue;
                }
                edits.remove(index);
                let mut put = |event: Event<'static>, place: &Range<usize>| {
                    edits.insert_at(index, Node::Md(event), place.clone());
                };
                let part = |text: &str| Event::Text(CowStr::from(text.to_owned()));
                let mut from = 0;
                for link in &links {
                    if link.at.start > from {
                        put(part(&text[from..link.at.start]), &step.range);
                    }
                    let dest_url = CowStr::from(format!("{SCHEME}:{}", link.dest));
                    let (link_type, title, id) = (LinkType::Autolink, "".into(), "".into());
                    let (start, end) = match link.is_picture() {
                        true => (Tag::Image { link_type, dest_url, title, id }, TagEnd::Image),
                        false => (Tag::Link { link_type, dest_url, title, id }, TagEnd::Link),
                    };
                    put(Event::Start(start), &link.place);
                    put(part(&link.text()), &link.place);
                    put(Event::End(end), &link.place);
                    sizes.extend(link.size().map(|size| (link.place.start, size)));
                    from = link.at.end;
                }
                if from < text.len() {
                    put(part(&text[from..]), &step.range);
                }
            }
            _ => {}
        }
    }
    draft.attributes.extend(sizes);
    draft.apply(edits);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_from_other_brackets() {
        let text = "a [[b]], ![[c d.png|300x20]] [[e#F|g]][[#h]]";
        let links = found(text, text, 0);
        let seen: Vec<_> = links.iter().map(|link| (link.dest, link.text())).collect();
        let expected = [("b", "b"), ("c d.png", "c d"), ("e#F", "g"), ("#h", "h")];
        assert_eq!(seen, expected.map(|(dest, text)| (dest, text.to_owned())));
        assert_eq!(&text[links[1].place.clone()], "![[c d.png|300x20]]");
        assert_eq!(links[1].size().and_then(|size| size.height).as_deref(), Some("20"));
        for text in
            ["[[1, 2], [3]]", "[[1,2]]", "[[ -f x ]]", "[[]]", "[[a\nb]]", "[[a]", "[[a[b]]]"]
        {
            assert_eq!(found(text, text, 0), [], "{text}");
        }
        assert_eq!(found("[[a]]", "\\[[a]]", 0), [], "with a backslash");
        let in_table = found("[[a|b]]", "[[a\\|b]]", 5);
        assert_eq!((in_table[0].place.clone(), in_table[0].text()), (5..13, "b".to_owned()));
    }
}
