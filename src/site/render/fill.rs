//! Fills the holes of a text for the page that it is shown on.

use std::ops::Range;

use crate::site::Site;
use crate::site::address::Base;
use crate::site::parse::note::Note;
use crate::site::parse::rich::{LinkKind, Piece, Rich};
use crate::site::resolve::links::{Target, target};
use crate::site::resolve::pages::{PageId, PageKind, level_title};
use crate::site::sources::SourcePath;
use crate::site::text::escape;

use super::engine::Engine;
use super::{components, preview, refs};

/// Where a text is shown, and how.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub site: &'a Site,
    pub base: &'a Base,
    /// The file that the text is from: its links are counted from there.
    pub from: &'a SourcePath,
    /// What its ids begin with on this page; empty on its own page.
    pub prefix: &'a str,
    /// How many steps its headings move down.
    pub shift: u8,
    /// For components; without it they show their inside alone.
    pub engine: Option<&'a Engine>,
}

impl<'a> Frame<'a> {
    /// A text on its own page.
    pub fn own(site: &'a Site, base: &'a Base, from: &'a SourcePath) -> Self {
        Self { site, base, from, prefix: "", shift: 0, engine: None }
    }

    pub fn with(self, engine: Option<&'a Engine>) -> Self {
        Self { engine, ..self }
    }

    /// The whole of a text.
    pub fn text(&self, rich: &Rich) -> String {
        self.pieces(rich, 0..rich.pieces.len(), None)
    }

    /// A part of a note, with the badges of the levels that it names.
    pub fn note(&self, note: &Note, range: Range<usize>) -> String {
        self.pieces(&note.body, range, self.site.map.lookup.note(&note.path))
    }

    fn pieces(&self, rich: &Rich, range: Range<usize>, note: Option<usize>) -> String {
        let mut html = String::new();
        // The components that are open, each with where its inside begins.
        let mut open = Vec::new();
        for piece in &rich.pieces[range] {
            match piece {
                Piece::Open(call) => open.push((*call, html.len())),
                Piece::Close(call) => {
                    let (_, start) = open.pop_if(|(other, _)| other == call).unwrap_or_default();
                    let body = html.split_off(start);
                    // What is wrong with it was reported; its text stays.
                    let made = components::html(self, rich, *call as usize, &body);
                    html.push_str(&made.unwrap_or(body));
                }
                Piece::Html(text) => html.push_str(text),
                Piece::Id(id) => html.push_str(&escape(&format!("{}{id}", self.prefix))),
                Piece::LocalHref(id) => html.push_str(&format!("#{}{}", self.prefix, fragment(id))),
                Piece::Href(link) => {
                    html.push_str(&escape(&self.address(rich, *link)));
                    html.push_str(&self.preview(rich, *link));
                }
                Piece::LinkText(link) => html.push_str(&escape(&self.name(rich, *link))),
                Piece::ImageSize(link) => html.push_str(&self.image_size(rich, *link)),
                Piece::HeadingDepth(depth) => {
                    html.push_str(&(depth + self.shift).min(6).to_string());
                }
                Piece::AnchorId(anchor) => html.push_str(&self.anchor_id(note, *anchor)),
                Piece::Badge(anchor) => html.push_str(&self.badge(note, *anchor)),
            }
        }
        html
    }

    pub fn target(&self, rich: &Rich, link: u32) -> Option<Target> {
        target(self.site, self.from, &rich.links[link as usize]).ok()
    }

    /// A link that leads nowhere was reported; it stays as the author wrote it.
    pub fn address(&self, rich: &Rich, link: u32) -> String {
        let style = self.site.config.urls;
        let (mut href, fragment_id) = match self.target(rich, link) {
            Some(Target::Page(page, fragment)) => {
                let own = self.site.map.page_of(self.from) == Some(page);
                let to = &self.site.map.page(page).out;
                let here = matches!(self.base, Base::Folder(_)) && own && self.prefix.is_empty();
                let href = self.base.href(to, style);
                (if here && fragment.is_some() { String::new() } else { href }, fragment)
            }
            Some(Target::File(file, fragment)) => {
                (self.base.href(&self.site.map.files[file].0, style), fragment)
            }
            Some(Target::External(url)) => (url, None),
            None => (String::from("#"), None),
        };
        if let Some(id) = fragment_id {
            href.push('#');
            href.push_str(&fragment(&id));
        }
        href
    }

    /// What a link to a part of a model leads to, shown when one points at it: a further attribute
    /// behind the address.
    fn preview(&self, rich: &Rich, link: u32) -> String {
        let Some(Target::Page(page, fragment)) = self.target(rich, link) else {
            return String::new();
        };
        let text = preview::of(self.site, page, fragment.as_deref());
        text.map_or_else(String::new, |text| format!("\" data-preview=\"{}", escape(&text)))
    }

    fn name(&self, rich: &Rich, link: u32) -> String {
        match self.target(rich, link) {
            Some(Target::Page(page, Some(fragment))) => name_of(self.site, page, &fragment),
            Some(Target::Page(page, _)) => self.site.map.page(page).title.clone(),
            Some(Target::File(file, _)) => self.site.map.files[file].0.to_string(),
            Some(Target::External(url)) => url,
            None => rich.links[link as usize].dest.clone(),
        }
    }

    fn image_size(&self, rich: &Rich, link: u32) -> String {
        let size = self.picture_size(rich, link);
        size.map_or_else(String::new, |(width, height)| {
            format!(" width=\"{width}\" height=\"{height}\"")
        })
    }

    /// Width and height in pixels, of a picture of the site.
    pub fn picture_size(&self, rich: &Rich, link: u32) -> Option<(usize, usize)> {
        if rich.links[link as usize].kind != LinkKind::Image {
            return None;
        }
        let Some(Target::File(file, _)) = self.target(rich, link) else { return None };
        let size = imagesize::blob_size(&self.site.map.files[file].1.bytes).ok()?;
        Some((size.width, size.height))
    }

    fn level(&self, note: Option<usize>, anchor: u32) -> Option<(usize, usize)> {
        *self.site.note_levels.get(note?)?.anchors.get(anchor as usize)?
    }

    fn anchor_id(&self, note: Option<usize>, anchor: u32) -> String {
        match (self.level(note, anchor), note) {
            (Some(_), Some(note)) => {
                let id = &self.site.notes[note].anchors[anchor as usize].id;
                format!(" id=\"{}{}\"", self.prefix, escape(id))
            }
            _ => String::new(),
        }
    }

    fn badge(&self, note: Option<usize>, anchor: u32) -> String {
        // On the level's own page the badge would name the page that one is on.
        let Some((m, l)) = self.level(note, anchor).filter(|_| self.prefix.is_empty()) else {
            return String::new();
        };
        let level = refs::level(self.site, self.base, m, l);
        let color = level.color.map(|color| format!(";--level-color:{color}")).unwrap_or_default();
        format!(
            " <a class=\"level-badge\" href=\"{}\" style=\"--step:{}{color}\">{}</a>",
            escape(&level.href),
            level.step,
            escape(&level_title(&self.site.config.words, &level.value, &level.name)),
        )
    }
}

/// What a part of a page goes by: `Figure 2`, the title of a section.
pub fn name_of(site: &Site, page: PageId, fragment: &str) -> String {
    let note = site.map.note_of(page).map(|note| &site.notes[note]);
    let label = note.and_then(|note| note.body.labels.iter().find(|l| l.id == fragment));
    let title = || {
        let note = note?;
        note.anchors.iter().find(|anchor| anchor.id == fragment).map(|a| a.title.clone())
    };
    if site.map.page(page).kind == PageKind::Glossary {
        let term = site.glossary.terms.iter().find(|term| term.id == fragment);
        return term.map_or_else(|| fragment.to_owned(), |term| term.name.value.clone());
    }
    let found = label.map(|label| label.text.clone()).or_else(title);
    found.unwrap_or_else(|| site.map.page(page).title.clone())
}

/// An id behind `#`.
pub fn fragment(id: &str) -> String {
    crate::site::address::encode(id)
}
