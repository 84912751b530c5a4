//! The sidebar, rendered once for all pages that share it, and the way down to a page.
//!
//! Pages of one folder share their relative addresses, so they share the sidebar; on a large site
//! only the section that a page is in is unfolded. What is left per page is one attribute.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::engine::Engine;
use super::refs;
use super::views::{Html, LinkView, NavigationEntryView};
use crate::site::Site;
use crate::site::address::Base;
use crate::site::diagnostics::Diagnostic;
use crate::site::resolve::navigation::{Destination, NavigationNode};
use crate::site::resolve::pages::{PageId, PageKind};
use crate::site::text::escape;

/// Up to so many entries the whole navigation is shown everywhere.
const WHOLE: usize = 150;

#[derive(Debug)]
pub struct Sidebars {
    /// By the root of addresses and the unfolded section.
    rendered: HashMap<(Base, Option<usize>), Html>,
    /// Where each page stands: indexes of the entries from the top down to it.
    ways: HashMap<PageId, Vec<usize>>,
    /// By folder: the pages of folders that the navigation leaves out.
    left_out: HashMap<String, PageId>,
    whole: bool,
}

impl Sidebars {
    pub fn new(site: &Site, engine: &Engine) -> Result<Self, Box<Diagnostic>> {
        let mut ways = HashMap::new();
        find_ways(&site.map.navigation, &mut Vec::new(), &mut ways);
        let whole = count(&site.map.navigation) <= WHOLE;
        let sections = site.map.sections.iter().map(|section| section.page);
        let left_out = sections.filter(|page| !ways.contains_key(page));
        let left_out =
            left_out.map(|page| (site.map.page(page).out.folder().to_owned(), page)).collect();
        let mut sidebars = Self { rendered: HashMap::new(), ways, left_out, whole };
        for index in 0..site.map.pages.len() {
            let id = PageId(index);
            let base = super::base_of(site, id);
            let section = sidebars.section(site, id);
            if let Entry::Vacant(place) = sidebars.rendered.entry((base, section)) {
                let base = &place.key().0;
                let nodes = site.map.navigation.iter().enumerate();
                let entries: Vec<_> = nodes
                    .map(|(i, node)| entry(site, base, node, whole || section == Some(i)))
                    .collect();
                let html = engine.navigation(&entries)?;
                place.insert(Html::new(html));
            }
        }
        Ok(sidebars)
    }

    fn section(&self, site: &Site, id: PageId) -> Option<usize> {
        if self.whole { None } else { self.way(site, id).0.first().copied() }
    }

    /// The way to a page, and whether it leads only to the page that it belongs to.
    fn way(&self, site: &Site, id: PageId) -> (&[usize], bool) {
        if let Some(way) = self.ways.get(&id) {
            return (way, false);
        }
        let above = std::iter::successors(site.map.belongs_to(id), |&id| site.map.belongs_to(id));
        let mut ways = above.filter_map(|above| self.ways.get(&above));
        ways.next().map_or((&[], false), |way| (way, true))
    }

    /// The sidebar of a page, with its own entry marked.
    pub fn of(&self, site: &Site, id: PageId, base: &Base) -> Html {
        let Some(html) = self.rendered.get(&(base.clone(), self.section(site, id))) else {
            return Html::default();
        };
        let href = format!("href=\"{}\"", escape(&refs::href(site, base, id)));
        match html.0.split_once(&href) {
            Some((before, after)) => {
                Html::new(format!("{before}{href} aria-current=\"page\"{after}"))
            }
            None => html.clone(),
        }
    }

    /// From the home page to the page's parent.
    pub fn breadcrumbs(&self, site: &Site, id: PageId, base: &Base) -> Vec<LinkView> {
        if matches!(site.map.page(id).kind, PageKind::Home(_) | PageKind::NotFound(_)) {
            return Vec::new();
        }
        let mut crumbs = vec![LinkView {
            title: "Home".to_owned(),
            href: Some(refs::href(site, base, site.map.home())),
        }];
        let (way, is_above) = self.way(site, id);
        let mut nodes = &site.map.navigation;
        for &index in &way[..if is_above { way.len() } else { way.len().saturating_sub(1) }] {
            let node = &nodes[index];
            let href = match node.target {
                Destination::Page(page) => Some(refs::href(site, base, page)),
                _ => None,
            };
            crumbs.push(LinkView { title: node.title.clone(), href });
            nodes = &node.children;
        }
        if way.is_empty() {
            crumbs.extend(site.map.belongs_to(id).map(|above| refs::link(site, base, above)));
        }
        crumbs.extend(self.folders(site, id).map(|folder| refs::link(site, base, folder)));
        crumbs
    }

    /// The pages of the folders that a page is in, from the outermost, where no navigation leads to them.
    fn folders(&self, site: &Site, id: PageId) -> impl Iterator<Item = PageId> {
        let folder = site.map.page(id).out.folder();
        let ends = folder.match_indices('/').map(|(at, _)| at + 1);
        ends.filter_map(|end| self.left_out.get(&folder[..end]).copied())
            .filter(move |&at| at != id)
    }
}

fn find_ways(
    nodes: &[NavigationNode],
    way: &mut Vec<usize>,
    ways: &mut HashMap<PageId, Vec<usize>>,
) {
    for (index, node) in nodes.iter().enumerate() {
        way.push(index);
        if let Destination::Page(id) = node.target {
            ways.entry(id).or_insert_with(|| way.clone());
        }
        find_ways(&node.children, way, ways);
        way.pop();
    }
}

fn count(nodes: &[NavigationNode]) -> usize {
    nodes.iter().map(|node| 1 + count(&node.children)).sum()
}

fn entry(site: &Site, base: &Base, node: &NavigationNode, unfolded: bool) -> NavigationEntryView {
    let (href, external) = match &node.target {
        Destination::Page(id) => (Some(refs::href(site, base, *id)), false),
        Destination::Url(url) => (Some(url.clone()), true),
        Destination::Group | Destination::Separator => (None, false),
    };
    // A folded section leads to its own page, or else to its first one.
    let href = href.or_else(|| {
        let first = (!unfolded).then(|| first_page(&node.children)).flatten();
        first.map(|id| refs::href(site, base, id))
    });
    let level = match &node.target {
        Destination::Page(id) => match site.map.page(*id).kind {
            PageKind::Level(m, level) => Some(refs::level(site, base, m, level)),
            _ => None,
        },
        _ => None,
    };
    let children = if unfolded { &node.children[..] } else { &[] };
    NavigationEntryView {
        title: node.title.clone(),
        href,
        external,
        separator: node.target == Destination::Separator,
        level,
        children: children.iter().map(|child| entry(site, base, child, true)).collect(),
    }
}

fn first_page(nodes: &[NavigationNode]) -> Option<PageId> {
    nodes.iter().find_map(|node| match node.target {
        Destination::Page(id) => Some(id),
        _ => first_page(&node.children),
    })
}
