//! What is made for printing: the whole site, each section and each model as one document.

use std::collections::{BTreeMap, HashSet};

use super::Map;
use super::navigation::{Destination, NavigationNode};
use super::pages::{PageId, PageKind, title_of_file};
use crate::site::address::OutPath;
use crate::site::parse::config::Config;

/// Sites of more pages get their documents when the configuration asks for them: each text is
/// written twice more, and a browser needs minutes to print 1,000 notes of 6 KB.
pub const MOST_PAGES: usize = 300;

/// Pages in reading order, to be read as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Document {
    pub out: OutPath,
    /// The folder that its pages stand in, ending in `/`; empty for the whole site.
    pub folder: String,
    pub title: String,
    pub scope: Scope,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    Site,
    Section,
    Model,
}

/// A line of the table of contents; without a page it is the name of a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub title: String,
    /// 0 for the outermost.
    pub depth: usize,
    pub page: Option<PageId>,
}

impl Scope {
    /// What a link to the document says, as a message.
    pub fn title(self) -> &'static str {
        match self {
            Scope::Site => "Print all",
            Scope::Section => "Print this section",
            Scope::Model => "Print this model",
        }
    }
}

impl Document {
    pub fn pages(&self) -> impl Iterator<Item = PageId> {
        self.entries.iter().filter_map(|entry| entry.page)
    }
}

/// All documents of a site, the whole of it first.
pub fn documents(map: &Map, config: &Config) -> Vec<Document> {
    if !config.print.unwrap_or(map.pages.len() <= MOST_PAGES) {
        return Vec::new();
    }
    let all = entries(map);
    let taken = taken(map);
    let whole = Document {
        out: OutPath::page("print", config.urls),
        folder: String::new(),
        title: config.title.clone(),
        scope: Scope::Site,
        entries: all.clone(),
    };
    let parts = folders(map, &all).into_iter().map(|(folder, within)| Document {
        out: OutPath::page(&format!("{folder}print"), config.urls),
        ..part(map, folder, &all, &within)
    });
    // An author's own page of that name stays where it is.
    let is_free = |document: &Document| !taken.contains(&document.out.as_str().to_lowercase());
    std::iter::once(whole).chain(parts).filter(is_free).collect()
}

/// The documents that a page stands in: its section or model, and the whole.
pub fn of_page(map: &Map, page: PageId) -> impl Iterator<Item = &Document> {
    let folder = map.page(page).out.folder();
    let holds = |d: &&Document| folder.starts_with(&d.folder) && !d.folder.is_empty();
    let part = map.documents.iter().filter(holds).max_by_key(|d| d.folder.len());
    let whole = map.documents.iter().filter(|d| d.scope == Scope::Site);
    part.into_iter().chain(whole)
}

fn taken(map: &Map) -> HashSet<String> {
    let pages = map.pages.iter().map(|page| &page.out);
    let files = map.files.iter().map(|(out, _)| out);
    let redirects = map.claims.iter().map(|claim| &claim.out);
    pages.chain(files).chain(redirects).map(|out| out.as_str().to_lowercase()).collect()
}

/// The home page, then down the navigation; what belongs to a page of a model follows it.
fn entries(map: &Map) -> Vec<Entry> {
    let mut listing = Listing { map, seen: HashSet::new(), entries: Vec::new() };
    listing.page(map.home(), map.page(map.home()).title.clone(), 0);
    listing.nodes(&map.navigation, 0);
    listing.entries
}

struct Listing<'m> {
    map: &'m Map,
    seen: HashSet<PageId>,
    entries: Vec<Entry>,
}

impl Listing<'_> {
    fn nodes(&mut self, nodes: &[NavigationNode], depth: usize) {
        for node in nodes {
            match node.target {
                Destination::Page(page) => self.page(page, node.title.clone(), depth),
                Destination::Group => {
                    let title = node.title.clone();
                    self.entries.push(Entry { title, depth, page: None });
                }
                Destination::Url(_) | Destination::Separator => {}
            }
            self.nodes(&node.children, depth + 1);
            if let Destination::Page(page) = node.target {
                self.belonging(page, depth + 1);
            }
        }
    }

    fn page(&mut self, page: PageId, title: String, depth: usize) {
        if self.seen.insert(page) {
            self.entries.push(Entry { title, depth, page: Some(page) });
        }
    }

    /// Pages that the navigation leaves to their own page: activities, capabilities, references.
    fn belonging(&mut self, page: PageId, depth: usize) {
        let map = self.map;
        let further: Vec<PageId> = match map.page(page).kind {
            PageKind::Overview(m) => {
                let of = &map.models[m];
                let lists = [&of.capabilities, &of.frameworks, &of.tags].into_iter().flatten();
                lists.copied().chain(of.resources).chain([of.coverage]).collect()
            }
            PageKind::Dimension(m, dimension) => {
                let of = &map.models[m];
                let own = of.model.activities.iter().zip(&of.activities);
                own.filter(|(a, _)| a.dimension == dimension).map(|(_, &page)| page).collect()
            }
            _ => Vec::new(),
        };
        for page in further {
            self.page(page, map.page(page).title.clone(), depth);
        }
    }
}

/// Folders that hold two pages or more, each with their entries' indexes.
fn folders<'m>(map: &'m Map, all: &[Entry]) -> BTreeMap<&'m str, Vec<usize>> {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, page) in all.iter().enumerate().filter_map(|(at, e)| Some((at, e.page?))) {
        let folder = map.page(page).out.folder();
        for (at, _) in folder.match_indices('/') {
            folders.entry(&folder[..=at]).or_default().push(index);
        }
    }
    folders.retain(|_, within| within.len() > 1);
    folders
}

/// The document of a folder. Groups above its pages are named with them.
fn part(map: &Map, folder: &str, all: &[Entry], within: &[usize]) -> Document {
    let mut kept: Vec<usize> = Vec::new();
    for &index in within {
        let mut depth = all[index].depth;
        let mut above = Vec::new();
        for at in (kept.last().map_or(0, |&last| last + 1)..index).rev() {
            if all[at].depth < depth {
                depth = all[at].depth;
                above.extend(all[at].page.is_none().then_some(at));
            }
        }
        kept.extend(above.into_iter().rev());
        kept.push(index);
    }
    let least = kept.iter().map(|&at| all[at].depth).min().unwrap_or(0);
    let entry = |&at: &usize| Entry { depth: all[at].depth - least, ..all[at].clone() };
    let (index, beside) = (format!("{folder}index.html"), folder.trim_end_matches('/'));
    let at = |out: &str| map.pages.iter().find(|page| page.out.as_str() == out);
    let own = at(&index).or_else(|| at(&format!("{beside}.html")));
    let name = beside.rsplit('/').next().unwrap_or_default();
    Document {
        out: OutPath::new(""),
        folder: folder.to_owned(),
        title: own.map_or_else(|| title_of_file(name), |page| page.title.clone()),
        scope: match own.map(|page| page.kind) {
            Some(PageKind::Overview(_)) => Scope::Model,
            _ => Scope::Section,
        },
        entries: kept.iter().map(entry).collect(),
    }
}
