//! The views of pages that list other pages: folders and tags of the notes.

use super::descriptions::shortened;
use super::views::{CountedLink, LinkView, NoteCard, NoteTagView, NoteTagsView, SectionPageView};
use super::{head, note_card, refs};
use crate::site::Site;
use crate::site::address::Base;
use crate::site::parse::note::Note;
use crate::site::resolve::pages::{PageId, PageKind};

/// The pages that a page lists, in the order of the list.
pub fn pages(site: &Site, id: PageId) -> Vec<PageId> {
    match site.map.page(id).kind {
        PageKind::Section(section) => site.map.sections[section].entries.clone(),
        PageKind::NoteTag(tag) => {
            let mut pages = site.map.note_tags.tags[tag].pages.clone();
            pages.sort_by_key(|&page| site.map.position(page).unwrap_or(usize::MAX));
            pages
        }
        PageKind::NoteTags => site.map.note_tags.tags.iter().map(|tag| tag.page).collect(),
        _ => Vec::new(),
    }
}

fn cards(site: &Site, base: &Base, id: PageId) -> Vec<NoteCard> {
    pages(site, id).into_iter().map(|page| note_card(site, base, page)).collect()
}

pub fn section(site: &Site, base: &Base, id: PageId) -> SectionPageView {
    SectionPageView { pages: cards(site, base, id) }
}

pub fn note_tags(site: &Site, base: &Base) -> NoteTagsView {
    let tags = site.map.note_tags.tags.iter().map(|tag| CountedLink {
        title: tag.name.clone(),
        href: refs::href(site, base, tag.page),
        count: tag.pages.len(),
    });
    NoteTagsView { tags: tags.collect() }
}

pub fn note_tag(site: &Site, base: &Base, index: usize) -> NoteTagView {
    let tag = &site.map.note_tags.tags[index];
    let feed = head::feed_of_tag(site, index);
    NoteTagView {
        name: tag.name.clone(),
        pages: cards(site, base, tag.page),
        feed: feed.map(|out| base.href(&out, site.config.urls)),
    }
}

/// The tags of a note, linked; those of an unlisted one lead nowhere, as nothing may lead back.
pub fn tags_of(site: &Site, base: &Base, note: &Note) -> Vec<LinkView> {
    let tags = note.front.tags.iter().map(|tag| {
        let known = site.map.note_tags.named(&tag.value);
        let page = known.map(|at| site.map.note_tags.tags[at].page);
        LinkView { title: tag.value.clone(), href: page.map(|page| refs::href(site, base, page)) }
    });
    tags.collect()
}

/// What a list is of, and the first things in it.
pub fn description(site: &Site, id: PageId) -> String {
    let listed = pages(site, id);
    let names: Vec<&str> = listed.iter().map(|&page| name(site, page)).take(8).collect();
    let names = names.join(", ");
    let words = &site.config.words;
    match site.map.page(id).kind {
        PageKind::NoteTag(tag) => {
            let name = &site.map.note_tags.tags[tag].name;
            let n = listed.len().to_string();
            let given = [("n", n.as_str()), ("tag", name)];
            shortened(&format!("{}: {names}", words.fill("{n} pages tagged {tag}", &given)))
        }
        PageKind::NoteTags => {
            shortened(&words.fill("What the pages are about: {names}", &[("names", &names)]))
        }
        _ => shortened(&format!("{}: {names}", words.count(listed.len(), "{n} pages"))),
    }
}

fn name(site: &Site, id: PageId) -> &str {
    match site.map.page(id).kind {
        PageKind::NoteTag(tag) => &site.map.note_tags.tags[tag].name,
        _ => &site.map.page(id).title,
    }
}
