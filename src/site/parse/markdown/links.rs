//! Links and images: holes for what they lead to.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::rich::{LinkKind, Piece};
use super::RawHtml;
use super::attributes::Attributes;
use super::draft::{Draft, Edits, Step, matching_end};
use super::plain;
use crate::site::text;

pub fn links(draft: &mut Draft<'_>) {
    let steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    let mut images = 0;
    let mut index = 0;
    while index < steps.len() {
        match steps[index].starts() {
            Some(Tag::Link { link_type, dest_url, title, .. }) => {
                let dest = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                let link = draft.link(LinkKind::Link, dest, &steps[index].range);
                let given = draft.attributes.get(&steps[index].range.start);
                let given =
                    given.map_or_else(String::new, |given| of_link(given, draft.settings.html));
                let attributes = title_attribute(title) + &given;
                start(&mut edits, &steps, index, link, &attributes);
            }
            Some(Tag::Image { dest_url, title, .. }) => {
                let link = draft.link(LinkKind::Image, &**dest_url, &steps[index].range);
                let end = matching_end(&steps, index);
                let alt = plain::text(&steps[index + 1..end]);
                (index..=end).for_each(|index| edits.remove(index));
                let given = draft.attributes.get(&steps[index].range.start);
                let has_size =
                    given.is_some_and(|given| given.width.is_some() || given.height.is_some());
                let given =
                    given.map_or_else(String::new, |given| of_image(given, draft.settings.html));
                // The first image is likely in view when the page opens: waiting for it would be seen.
                let lazy = if images == 0 { "" } else { " loading=\"lazy\"" };
                let attributes =
                    format!("{lazy} decoding=\"async\"{}{given}", title_attribute(title));
                image(&mut edits, index, link, &alt, has_size, &attributes);
                images += 1;
                index = end;
            }
            _ if steps[index].ends() == Some(TagEnd::Link) => {
                edits.remove(index);
                edits.inline(index, "</a>");
            }
            _ => {}
        }
        index += 1;
    }
    draft.steps = steps;
    draft.apply(edits);
}

fn start(edits: &mut Edits<'_>, steps: &[Step<'_>], index: usize, link: u32, attributes: &str) {
    edits.remove(index);
    edits.inline(index, "<a href=\"");
    edits.hole(index, Piece::Href(link));
    edits.inline(index, format!("\"{attributes}>"));
    let is_empty = match steps[index + 1].md() {
        Some(Event::End(TagEnd::Link)) => true,
        Some(Event::Text(text)) => {
            text.trim().is_empty() && steps[index + 2].ends() == Some(TagEnd::Link)
        }
        _ => false,
    };
    if is_empty {
        edits.hole(index + 1, Piece::LinkText(link));
    }
}

fn image(
    edits: &mut Edits<'_>,
    index: usize,
    link: u32,
    alt: &str,
    has_size: bool,
    attributes: &str,
) {
    edits.inline(index, "<img src=\"");
    edits.hole(index, Piece::Href(link));
    edits.inline(index, format!("\" alt=\"{}\"", text::escape(alt)));
    if !has_size {
        edits.hole(index, Piece::ImageSize(link));
    }
    edits.inline(index, format!("{attributes}>"));
}

/// A class may dress a link up as something else, which is for authors that are trusted.
fn class(given: &Attributes, html: RawHtml) -> String {
    match given.classes.is_empty() || html != RawHtml::Allow {
        true => String::new(),
        false => format!(" class=\"{}\"", text::escape(&given.classes.join(" "))),
    }
}

fn of_link(given: &Attributes, html: RawHtml) -> String {
    let target = if given.is_blank { " target=\"_blank\" rel=\"noopener\"" } else { "" };
    class(given, html) + target
}

fn of_image(given: &Attributes, html: RawHtml) -> String {
    let size = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!(" {name}=\"{value}\"")).unwrap_or_default()
    };
    size("width", &given.width) + &size("height", &given.height) + &class(given, html)
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", text::escape(title)) }
}
