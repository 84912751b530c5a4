//! `llms.txt` (llmstxt.org): what the site is, and its pages as Markdown with a sentence on each.

use std::collections::HashSet;

use crate::site::Site;
use crate::site::address::Base;
use crate::site::render::{description, head};
use crate::site::resolve::navigation::{Destination, NavigationNode};
use crate::site::resolve::pages::PageId;

use super::markdown::text;

/// The sections of the navigation, each a list; pages that no section has come last, as what may
/// be left out.
pub fn file(site: &Site, listed: &[PageId]) -> String {
    let mut parts = vec![format!("# {}", text(&site.config.title))];
    if !site.config.description.is_empty() {
        parts.push(format!("> {}", text(&site.config.description)));
    }
    let mut seen = HashSet::new();
    let (sections, alone): (Vec<_>, Vec<_>) =
        site.map.navigation.iter().partition(|node| !node.children.is_empty());
    let mut first = vec![site.map.home()];
    alone.iter().for_each(|node| pages(node, &mut first));
    parts.extend(list(site, "Pages", &first, &mut seen));
    for node in sections {
        let mut found = Vec::new();
        pages(node, &mut found);
        parts.extend(list(site, &node.title, &found, &mut seen));
    }
    parts.extend(list(site, "Optional", listed, &mut seen));
    parts.join("\n\n") + "\n"
}

fn pages(node: &NavigationNode, found: &mut Vec<PageId>) {
    if let Destination::Page(page) = node.target {
        found.push(page);
    }
    node.children.iter().for_each(|child| pages(child, found));
}

/// A heading and the pages below it that are there as Markdown and were not named before.
fn list(site: &Site, title: &str, pages: &[PageId], seen: &mut HashSet<PageId>) -> Option<String> {
    let mut lines = vec![format!("## {}\n", text(title))];
    for &id in pages {
        let Some(out) = head::markdown(site, id).filter(|_| seen.insert(id)) else { continue };
        let relative = || Base::Folder(String::new()).href(&out, site.config.urls);
        let address = head::absolute(site, &out).unwrap_or_else(relative);
        let title = text(&site.map.page(id).title);
        lines.push(format!("- [{title}]({address}): {}", text(&description(site, id))));
    }
    (lines.len() > 1).then(|| lines.join("\n"))
}
