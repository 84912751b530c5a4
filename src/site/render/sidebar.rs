//! The sidebar, rendered once for all pages that share it, and the way down to a page.
//!
//! Pages of one folder share their relative addresses, so they share the sidebar; on a large site
//! only the sections that a page is in are unfolded, and of a long list only the part that it is in is
//! shown. What is left per page is one attribute.

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

/// Up to so many entries, with those below them, a list is shown whole.
const WHOLE: usize = 150;

/// Longer lists are shown in parts of about so many.
const PART: usize = 100;

/// Lists are indented up to so many times; templates can call themselves 20 times.
const DEEPEST: usize = 12;

/// What is shown of a list that is too long to be shown whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step {
    /// Which part of the list.
    part: usize,
    /// The entry that is unfolded, as far as the next step says.
    unfolded: Option<usize>,
}

#[derive(Debug)]
pub struct Sidebars {
    /// By the root of addresses and what is shown, from the top down.
    rendered: HashMap<(Base, Vec<Step>), Html>,
    /// Where each page stands: indexes of the entries from the top down to it.
    ways: HashMap<PageId, Vec<usize>>,
    /// By folder: the pages of folders that the navigation leaves out.
    left_out: HashMap<String, PageId>,
}

impl Sidebars {
    pub fn new(site: &Site, engine: &Engine) -> Result<Self, Box<Diagnostic>> {
        let mut ways = HashMap::new();
        find_ways(&site.map.navigation, &mut Vec::new(), &mut ways);
        let sections = site.map.sections.iter().map(|section| section.page);
        let left_out = sections.filter(|page| !ways.contains_key(page));
        let left_out =
            left_out.map(|page| (site.map.page(page).out.folder().to_owned(), page)).collect();
        let mut sidebars = Self { rendered: HashMap::new(), ways, left_out };
        for index in 0..site.map.pages.len() {
            let id = PageId(index);
            let base = super::base_of(site, id);
            let steps = sidebars.steps(site, id);
            if let Entry::Vacant(place) = sidebars.rendered.entry((base, steps)) {
                let (base, steps) = place.key();
                let entries = entries(site, base, &site.map.navigation, steps);
                let html = engine.navigation(&no_deeper(entries, DEEPEST))?;
                place.insert(Html::new(html));
            }
        }
        Ok(sidebars)
    }

    /// What the sidebar of a page shows of lists that are too long.
    fn steps(&self, site: &Site, id: PageId) -> Vec<Step> {
        let mut way = self.way(site, id).0.iter().copied();
        let mut nodes = &site.map.navigation[..];
        let mut steps = Vec::new();
        while has_more(nodes, WHOLE) {
            let at = way.next();
            let unfolded = at.filter(|&at| !nodes[at].children.is_empty());
            steps.push(Step { part: at.map_or(0, |at| at / part_of(nodes)), unfolded });
            let Some(at) = unfolded else { break };
            nodes = &nodes[at].children;
        }
        steps
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
        let Some(html) = self.rendered.get(&(base.clone(), self.steps(site, id))) else {
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
            title: site.config.words.say("Home").to_owned(),
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

/// Whether there are more than so many, with those below them.
fn has_more(nodes: &[NavigationNode], limit: usize) -> bool {
    let mut left = limit;
    let mut open = vec![nodes];
    while let Some(nodes) = open.pop() {
        let Some(rest) = left.checked_sub(nodes.len()) else { return true };
        left = rest;
        open.extend(nodes.iter().map(|node| &node.children[..]));
    }
    false
}

/// How many entries of a list are shown at once; the parts are about as long as each other.
fn part_of(nodes: &[NavigationNode]) -> usize {
    if nodes.len() <= WHOLE {
        return nodes.len().max(1);
    }
    nodes.len().div_ceil(nodes.len().div_ceil(PART))
}

/// A list as far as the steps say, and whole where none is left.
fn entries(
    site: &Site,
    base: &Base,
    nodes: &[NavigationNode],
    steps: &[Step],
) -> Vec<NavigationEntryView> {
    let Some((step, below)) = steps.split_first() else {
        let whole = |node| entry(site, base, node, Some(&[]));
        return nodes.iter().map(whole).collect();
    };
    let words = &site.config.words;
    let size = part_of(nodes);
    let (start, end) = (step.part * size, nodes.len().min((step.part + 1) * size));
    let beyond = |title: String, near: Option<PageId>| NavigationEntryView {
        title,
        href: near.map(|id| refs::href(site, base, id)),
        ..NavigationEntryView::default()
    };
    let shown = nodes.iter().enumerate().take(end).skip(start).map(|(at, node)| {
        let unfolded = (step.unfolded == Some(at)).then_some(below);
        entry(site, base, node, unfolded)
    });
    // Each leads to the near end of what is not shown.
    let mut up = nodes[..start].iter().rev().map(std::slice::from_ref);
    let before =
        (start > 0).then(|| beyond(words.count(start, "… {n} before"), up.find_map(first_page)));
    let rest = &nodes[end..];
    let after = (!rest.is_empty())
        .then(|| beyond(words.count(rest.len(), "… {n} after"), first_page(rest)));
    before.into_iter().chain(shown).chain(after).collect()
}

/// What is nested deeper stands in the deepest list that there is, behind what it belongs to.
fn no_deeper(entries: Vec<NavigationEntryView>, left: usize) -> Vec<NavigationEntryView> {
    let mut all = Vec::with_capacity(entries.len());
    for mut entry in entries {
        let below = no_deeper(std::mem::take(&mut entry.children), left.saturating_sub(1));
        if left > 1 {
            entry.children = below;
            all.push(entry);
        } else {
            all.push(entry);
            all.extend(below);
        }
    }
    all
}

/// An entry with those below it, as far as the steps say: without any where it is folded.
fn entry(
    site: &Site,
    base: &Base,
    node: &NavigationNode,
    unfolded: Option<&[Step]>,
) -> NavigationEntryView {
    let (href, external) = match &node.target {
        Destination::Page(id) => (Some(refs::href(site, base, *id)), false),
        Destination::Url(url) => (Some(url.clone()), true),
        Destination::Group | Destination::Separator => (None, false),
    };
    // A folded section leads to its own page, or else to its first one.
    let href = href.or_else(|| {
        let first = unfolded.is_none().then(|| first_page(&node.children)).flatten();
        first.map(|id| refs::href(site, base, id))
    });
    let level = match &node.target {
        Destination::Page(id) => match site.map.page(*id).kind {
            PageKind::Level(m, level) => Some(refs::level(site, base, m, level)),
            _ => None,
        },
        _ => None,
    };
    let children = unfolded.map(|steps| entries(site, base, &node.children, steps));
    NavigationEntryView {
        title: node.title.clone(),
        href,
        external,
        separator: node.target == Destination::Separator,
        level,
        children: children.unwrap_or_default(),
    }
}

fn first_page(nodes: &[NavigationNode]) -> Option<PageId> {
    nodes.iter().find_map(|node| match node.target {
        Destination::Page(id) => Some(id),
        _ => first_page(&node.children),
    })
}
