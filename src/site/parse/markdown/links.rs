//! Links and images: holes for what they lead to.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::rich::{LinkKind, Piece};
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
                start(&mut edits, &steps, index, link, title);
            }
            Some(Tag::Image { dest_url, title, .. }) => {
                let link = draft.link(LinkKind::Image, &**dest_url, &steps[index].range);
                let end = matching_end(&steps, index);
                let alt = plain::text(&steps[index + 1..end]);
                (index..=end).for_each(|index| edits.remove(index));
                image(&mut edits, index, link, &alt, title, images == 0);
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

fn start(edits: &mut Edits<'_>, steps: &[Step<'_>], index: usize, link: u32, title: &str) {
    edits.remove(index);
    edits.inline(index, "<a href=\"");
    edits.hole(index, Piece::Href(link));
    edits.inline(index, format!("\"{}>", title_attribute(title)));
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

fn image(edits: &mut Edits<'_>, index: usize, link: u32, alt: &str, title: &str, first: bool) {
    // The first image is likely in view when the page opens: waiting for it would be seen.
    let lazy = if first { "" } else { " loading=\"lazy\"" };
    edits.inline(index, "<img src=\"");
    edits.hole(index, Piece::Href(link));
    edits.inline(index, format!("\" alt=\"{}\"", text::escape(alt)));
    edits.hole(index, Piece::ImageSize(link));
    edits.inline(index, format!("{lazy} decoding=\"async\"{}>", title_attribute(title)));
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", text::escape(title)) }
}
