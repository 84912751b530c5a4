//! Files for machines: a sitemap and robots.txt, feeds, `llms.txt` and pages as Markdown, an
//! inventory of all places. They say what the pages say, and name only what is listed.

mod cards;
mod feed;
mod inventory;
mod llms;
mod markdown;
mod model_markdown;
mod sitemap;

pub use cards::Cards;

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::address::OutPath;
use super::memo::{Memo, hash_of};
use super::output::{File, Late, Output, When};
use super::render::head;
use super::render::made_from;
use super::resolve::pages::PageId;
use super::sources::{ContentHash, Sources};
use super::{AT_ONCE, Site};

/// Files with where they go.
type Lists = Arc<Vec<(OutPath, File)>>;

/// What earlier builds left.
#[derive(Debug, Default)]
pub struct Kept {
    pages: Memo<Option<(OutPath, File)>>,
    feeds: Memo<Vec<(OutPath, File)>>,
    lists: Mutex<Option<(ContentHash, Lists)>>,
}

impl Kept {
    /// Forgets what the last build did not use.
    pub fn sweep(&self) {
        self.pages.sweep();
        self.feeds.sweep();
    }
}

/// Adds the files for machines, but for feeds and cards; the lists of all pages now or later. A file
/// that the author put at one of their addresses stays.
pub fn add(site: &Site, sources: &Sources, lists: When, output: &mut Output, kept: &Kept) {
    for (path, file) in files(site, sources, lists, kept) {
        output.insert_new(path, file);
    }
}

/// Adds the feeds, which hold the texts of notes.
pub fn feeds(site: &Site, output: &mut Output, kept: &Kept) {
    let feeds = kept.feeds.get(hash_of(&(site.map.key, feed::made_from(site))), || feed::all(site));
    for (path, file) in feeds.iter().cloned() {
        output.insert_new(path, file);
    }
}

/// Adds files that could be made later.
pub fn now(late: Vec<Late>, output: &mut Output) {
    let made = late.into_par_iter().map(|late| (late.path, File::new((late.make)())));
    for (path, file) in made.collect::<Vec<_>>() {
        output.insert_new(path, file);
    }
}

fn files(site: &Site, sources: &Sources, when: When, kept: &Kept) -> Vec<(OutPath, File)> {
    let pages = (0..site.map.pages.len()).into_par_iter().map(PageId);
    let made: Vec<_> = pages.map(|id| (id, made_from(site, id))).collect();
    let pages = made.par_iter().with_max_len(AT_ONCE).map(|(id, from)| {
        kept.pages.get(hash_of(&(site.map.key, id, from)), || markdown::page(site, sources, *id))
    });
    let pages: Vec<_> = pages.collect();
    let lists = lists(site, &made, when, kept);
    let pages = pages.iter().filter_map(|page| Option::clone(page));
    pages.chain(lists.iter().cloned()).collect()
}

/// What names all pages.
fn lists(site: &Site, made: &[(PageId, Vec<ContentHash>)], when: When, kept: &Kept) -> Lists {
    let mut last = kept.lists.lock().unwrap_or_else(PoisonError::into_inner);
    let key = hash_of(&(site.map.key, &site.changed, made));
    if let Some((of, lists)) = &*last
        && (when == When::Later || *of == key)
    {
        return Arc::clone(lists);
    }
    let all = (0..site.map.pages.len()).map(PageId);
    let listed: Vec<PageId> = all.filter(|&id| head::is_listed(site, id)).collect();
    let mut lists = sitemap::files(site, &listed, sitemap::MOST);
    lists.push(file("robots.txt", sitemap::robots(site)));
    lists.push(file("llms.txt", llms::file(site, &listed)));
    lists.push(file("inventory.json", inventory::file(site, &listed)));
    let lists = Arc::new(lists);
    *last = Some((key, Arc::clone(&lists)));
    lists
}

/// The page that a file stands for, by its path: such a file comes and goes with its page.
pub fn page_of(path: &str) -> Option<String> {
    let markdown = path.strip_suffix(".md");
    let card = || path.strip_prefix(head::CARDS)?.strip_suffix(".png");
    markdown.or_else(card).map(|name| format!("{name}.html"))
}

fn file(name: &str, text: String) -> (OutPath, File) {
    (OutPath::new(name), File::new(text.into_bytes()))
}

/// Text for XML, in an element or an attribute: what XML cannot hold is left out.
fn xml(text: &str) -> String {
    let fits = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let text: String =
        text.chars().filter(fits).filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    super::text::escape(&text)
}
