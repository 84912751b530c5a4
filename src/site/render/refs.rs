//! How levels, dimensions and pages are named on a page.

use super::views::{DimensionRef, Html, LevelRef, LinkView};
use crate::site::Site;
use crate::site::address::Base;
use crate::site::parse::model::{Model, Text};
use crate::site::resolve::pages::PageId;
use crate::site::words::Words;

use super::fill::Frame;

pub fn href(site: &Site, base: &Base, page: PageId) -> String {
    base.href(&site.map.page(page).out, site.config.urls)
}

pub fn link(site: &Site, base: &Base, page: PageId) -> LinkView {
    LinkView { title: site.map.page(page).title.clone(), href: Some(href(site, base, page)) }
}

pub fn level(site: &Site, base: &Base, model: usize, level: usize) -> LevelRef {
    let pages = &site.map.models[model];
    let l = &pages.model.levels[level];
    let last = pages.model.levels.len().saturating_sub(1).max(1);
    LevelRef {
        value: l.value.value.clone(),
        name: l.name.value.clone(),
        href: href(site, base, pages.levels[level]),
        step: u8::try_from(level * 100 / last).unwrap_or(100),
        color: l.color.as_ref().map(|color| color.value.clone()),
    }
}

pub fn dimension(site: &Site, base: &Base, model: usize, dimension: usize) -> DimensionRef {
    let pages = &site.map.models[model];
    let d = &pages.model.dimensions[dimension];
    DimensionRef {
        name: d.name.value.clone(),
        code: d.code.as_ref().map(|code| code.value.clone()),
        within: within(&pages.model, dimension),
        path: d.path.clone(),
        href: href(site, base, pages.dimensions[dimension]),
        depth: d.depth,
        kind: kind(&site.config.words, &pages.model, d.depth),
    }
}

fn within(model: &Model, dimension: usize) -> Option<String> {
    let parent = |d: &usize| model.dimensions[*d].parent;
    let above = std::iter::successors(parent(&dimension), parent);
    let mut names: Vec<_> = above.map(|d| model.dimensions[d].name.value.as_str()).collect();
    names.reverse();
    (!names.is_empty()).then(|| names.join(" › "))
}

/// What the model calls dimensions of a depth.
pub fn kind(words: &Words, model: &Model, depth: usize) -> String {
    let given = model.kinds.get(depth).or(model.kinds.last());
    given.map_or_else(|| words.say("Dimension").to_owned(), |kind| kind.value.clone())
}

/// A text of a model as HTML.
pub fn html(site: &Site, base: &Base, model: &Model, text: &Text) -> Html {
    let from = model.place(&text.range).path;
    Html::new(Frame::own(site, base, &from).text(&text.rich))
}

pub fn optional(site: &Site, base: &Base, model: &Model, text: Option<&Text>) -> Option<Html> {
    text.map(|text| html(site, base, model, text))
}
