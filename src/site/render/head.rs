//! What a page says about itself to machines, and the files that stand for it: its own absolute
//! address, its Markdown, its feeds, its card.

use std::sync::Arc;

use super::fill::Frame;
use super::views::LinkView;
use crate::site::Site;
use crate::site::address::{Base, OutPath, encode};
use crate::site::card::Fonts;
use crate::site::parse::note::Note;
use crate::site::parse::params::Params;
use crate::site::resolve::pages::{PageId, PageKind, TAGS, folders};
use crate::site::text::slug;

/// Words that are read in a minute.
const WORDS_PER_MINUTE: usize = 220;
/// The feed of the whole site.
pub const FEED: &str = "feed.xml";
/// The file of a theme that cards are written with. It is not part of the site.
pub const CARD_FONT: &str = "card.ttf";
/// The folder of cards.
pub const CARDS: &str = "cards/";

/// A page's own absolute address, where a base URL is known; a folder's page goes by the folder's.
pub fn canonical(site: &Site, id: PageId) -> Option<String> {
    let page = site.map.page(id);
    let is_lasting = !matches!(page.kind, PageKind::NotFound(_));
    let url = site.config.base_url.as_ref().filter(|_| is_lasting)?;
    Some(format!("{url}{}", from_root(site, &page.out)))
}

/// The address of a page from the site's root, in its shortest form.
fn from_root(site: &Site, out: &OutPath) -> String {
    let href = Base::Folder(String::new()).href(out, site.config.urls);
    shortest(&href).to_owned()
}

/// An address from the site's root without what need not be said.
pub fn shortest(href: &str) -> &str {
    let path = href.strip_prefix("./").unwrap_or(href);
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    }
}

/// The absolute address of any file.
pub fn absolute(site: &Site, out: &OutPath) -> Option<String> {
    let url = site.config.base_url.as_ref()?;
    Some(format!("{url}{}", encode(out.as_str())))
}

/// Whether lists for machines name the page.
pub fn is_listed(site: &Site, id: PageId) -> bool {
    let page = site.map.page(id);
    !page.unlisted
}

/// Where the page is as Markdown: notes, lists of them, and the pages of a model that have words of their own.
pub fn markdown(site: &Site, id: PageId) -> Option<OutPath> {
    let has = matches!(
        site.map.page(id).kind,
        PageKind::Home(_)
            | PageKind::Note(_)
            | PageKind::Overview(_)
            | PageKind::Level(..)
            | PageKind::Matrix(_)
            | PageKind::Dimension(..)
            | PageKind::Activity(..)
            | PageKind::Capability(..)
            | PageKind::Section(_)
            | PageKind::NoteTags
            | PageKind::NoteTag(_)
    );
    (has && is_listed(site, id)).then(|| site.map.page(id).out.beside(".md"))
}

/// Where the page's card is. It needs an absolute address, and a title that can be written on it.
pub fn card(site: &Site, id: PageId) -> Option<OutPath> {
    let page = site.map.page(id);
    let is_wanted = site.config.base_url.is_some() && is_listed(site, id);
    let can_write = || fonts(site).is_some_and(|fonts| fonts.can_write(&page.title));
    let path = || OutPath::new(format!("{CARDS}{}", page.out.beside(".png")));
    (is_wanted && can_write()).then(path)
}

/// The typeface of cards: the theme's, or ours.
pub fn fonts(site: &Site) -> Option<Fonts> {
    Fonts::new(site.theme.files.get(CARD_FONT).map(|file| Arc::clone(&file.bytes)))
}

/// The site's feed, and on the page of a tag that tag's.
pub fn feeds(site: &Site, id: PageId, base: &Base) -> Vec<LinkView> {
    let style = site.config.urls;
    let link = |title: String, out: &OutPath| LinkView { title, href: Some(base.href(out, style)) };
    let own = match site.map.page(id).kind {
        PageKind::NoteTag(tag) => feed_of_tag(site, tag).map(|out| (tag, out)),
        _ => None,
    };
    let own = own.map(|(tag, out)| {
        let name = &site.map.note_tags.tags[tag].name;
        link(format!("{} · {name}", site.config.title), &out)
    });
    let whole = feed(site).map(|out| link(site.config.title.clone(), &out));
    own.into_iter().chain(whole).collect()
}

/// The feed of all dated notes, where there are any and a base URL is known.
pub fn feed(site: &Site) -> Option<OutPath> {
    let is_there = site.config.base_url.is_some() && !site.map.dated.is_empty();
    is_there.then(|| OutPath::new(FEED))
}

pub fn feed_of_tag(site: &Site, tag: usize) -> Option<OutPath> {
    let tag = &site.map.note_tags.tags[tag];
    let is_dated = |id: &PageId| {
        let note = site.map.note_of(*id);
        note.is_some_and(|note| site.notes[note].front.date.is_some())
    };
    let is_there = site.config.base_url.is_some() && tag.pages.iter().any(is_dated);
    is_there.then(|| OutPath::new(format!("{TAGS}/{}.xml", tag.id)))
}

/// Those whom the note names, or else the site's.
pub fn authors(site: &Site, note: &Note) -> Vec<String> {
    match note.front.authors.is_empty() {
        true => site.config.authors.clone(),
        false => note.front.authors.iter().map(|author| author.value.clone()).collect(),
    }
}

/// A note's text with absolute addresses, for where it is read far from its site.
pub fn absolute_body(site: &Site, note: &Note) -> String {
    let base = Base::Root(site.config.base_url.clone().unwrap_or_default());
    Frame::own(site, &base, &note.path).note(note, 0..note.body.pieces.len())
}

/// How long reading takes, from two minutes on.
pub fn minutes(note: &Note) -> Option<usize> {
    let text = &note.body.plain;
    // Between any two words of it stands one space.
    let words = memchr::memchr_iter(b' ', text.as_bytes()).count() + usize::from(!text.is_empty());
    // Scripts without spaces: two characters are about a word.
    let further = match text.is_ascii() {
        true => 0,
        false => text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{9fff}')).count() / 2,
    };
    Some((words + further).div_ceil(WORDS_PER_MINUTE)).filter(|minutes| *minutes >= 2)
}

/// The day on which the page's source was last changed.
pub fn updated(site: &Site, id: PageId) -> Option<&str> {
    let source = site.map.page(id).source.as_ref()?;
    site.changed.get(source).map(String::as_str)
}

/// The page's own keys over those of the folders that it is in, the nearest last.
pub fn params(site: &Site, id: PageId) -> Params {
    let given = params_from(site, id).into_iter();
    given.fold(Params::default(), |all, note| all.under(&site.notes[note].front.params))
}

/// The notes that a page has `params` of, from the outermost folder down to its own.
pub fn params_from(site: &Site, id: PageId) -> Vec<usize> {
    let above = folders(&site.map, id);
    let above = above.iter().filter_map(|folder| site.section_notes.get(*folder).copied());
    let own = site.map.note_of(id);
    // The note that stands for the folder is in it.
    above.filter(|note| Some(*note) != own).chain(own).collect()
}

/// Classes for the folders that a page is in: `in-notes in-notes-week-1`.
pub fn folder_classes(site: &Site, id: PageId) -> Vec<String> {
    let folders = folders(&site.map, id);
    folders.iter().map(|folder| format!("in-{}", slug(&folder.replace('/', "-")))).collect()
}
