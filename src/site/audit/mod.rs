//! Reads the finished site as a reader's browser would: do all links lead somewhere, is every id
//! given once, and is all that the models say there, in its place?

mod files;
mod leaves;
mod models;
mod page;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::address::OutPath;
use super::diagnostics::{Code, Diagnostic, Place};
use super::memo::{Memo, hash_of};
use super::output::Output;
use super::render::exports::{NAMES, file_of};
use super::resolve::ModelPages;
use super::resolve::pages::{Page, PageId, PageKind};
use super::sources::{ContentHash, SourcePath};
use super::{AT_ONCE, Site};
use page::{PageFacts, Texts, Way};

/// What earlier builds found.
#[derive(Debug, Default)]
pub struct Kept {
    facts: Memo<PageFacts>,
    ways: Memo<Option<Arc<Way>>>,
    links: Memo<Vec<Diagnostic>>,
    items: Memo<Audit>,
}

impl Kept {
    /// Forgets what the last build did not use.
    pub fn sweep(&self) {
        self.facts.sweep();
        self.ways.sweep();
        self.links.sweep();
        self.items.sweep();
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    pub items_out: usize,
    /// Activities whose page says all that was written about them.
    pub activities_out: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// The finished site as it was read.
struct Finished<'a> {
    site: &'a Site,
    output: &'a Output,
    facts: HashMap<&'a OutPath, Arc<PageFacts>>,
    /// All files; pages with what they say.
    files: HashMap<&'a str, Option<Arc<PageFacts>>>,
}

/// Checks the whole output.
pub fn run(site: &Site, output: &Output, kept: &Kept) -> Audit {
    let facts = facts(site, output, kept);
    let files = output.iter().map(|(path, _)| (path.as_str(), facts.get(path).cloned()));
    // In a preview they may come later.
    let documents = site.map.documents.iter().map(|document| (document.out.as_str(), None));
    let files = documents.chain(files).collect();
    let finished = Finished { site, output, facts, files };
    let anchors = finished.anchors();
    let pages = site.map.pages.par_iter().with_max_len(AT_ONCE).filter_map(|page| {
        let own = output.get(&page.out)?;
        let from = hash_of(&(&page.out, own.hash, anchors));
        Some(kept.links.get(from, || finished.check(page)))
    });
    let pages: Vec<_> = pages.collect();
    let ways = finished.ways();
    let ways = ways.par_iter().map(|(page, way)| {
        let from = hash_of(&(&page.out, way.hash, anchors));
        kept.links.get(from, || finished.check_way(page, way))
    });
    let ways: Vec<_> = ways.collect();
    let models =
        site.map.models.iter().map(|model| {
            kept.items.get(finished.made_from(model), || models::audit(&finished, model))
        });
    let models: Vec<_> = models.collect();
    let told = pages.iter().chain(&ways).flat_map(|found| found.iter());
    Audit {
        items_out: models.iter().map(|model| model.items_out).sum(),
        activities_out: models.iter().map(|model| model.activities_out).sum(),
        diagnostics: told.chain(models.iter().flat_map(|m| &m.diagnostics)).cloned().collect(),
    }
}

/// The addresses in the finished pages that lead out of the site, page by page.
pub fn outside<'s>(site: &'s Site, output: &Output, kept: &Kept) -> Vec<(&'s Page, Vec<String>)> {
    let facts = facts(site, output, kept);
    let pages = site.map.pages.iter().filter_map(|page| Some((page, facts.get(&page.out)?)));
    let leads_out = |link: &&String| link.starts_with("//") || link.contains("://");
    let links = |facts: &PageFacts| facts.all_links().filter(leads_out).cloned().collect();
    pages.map(|(page, facts)| (page, links(facts))).collect()
}

fn facts<'a>(site: &'a Site, output: &Output, kept: &Kept) -> HashMap<&'a OutPath, Arc<PageFacts>> {
    let pages = site.map.pages.par_iter().with_max_len(AT_ONCE).filter_map(|page| {
        let file = output.get(&page.out)?;
        let texts = texts_of(page.kind);
        let key = hash_of(&(file.hash, texts));
        Some((
            &page.out,
            kept.facts.get(key, || {
                page::read(&file.bytes, texts, |way, make| (*kept.ways.get(way, make)).clone())
            }),
        ))
    });
    pages.collect()
}

/// Which texts of a page are looked for.
fn texts_of(kind: PageKind) -> Texts {
    match kind {
        PageKind::Level(..) | PageKind::Matrix(_) => Texts::ById,
        PageKind::Overview(_)
        | PageKind::Dimension(..)
        | PageKind::Activity(..)
        | PageKind::Capability(..)
        | PageKind::Framework(..)
        | PageKind::Resources(_) => Texts::Main,
        _ => Texts::None,
    }
}

impl Finished<'_> {
    /// The hash of everything that a link can lead to.
    fn anchors(&self) -> ContentHash {
        let files = self.output.iter().map(|(path, _)| path);
        hash_of(
            &files.map(|path| (path, self.facts.get(path).map(|f| f.ids_hash))).collect::<Vec<_>>(),
        )
    }

    /// The hash of all files that the texts of a model are looked for in.
    fn made_from(&self, pages: &ModelPages) -> ContentHash {
        let own = [pages.overview, pages.matrix].into_iter().chain(pages.resources);
        let lists = [&pages.levels, &pages.dimensions, &pages.activities, &pages.capabilities];
        let lists = lists.into_iter().chain([&pages.frameworks]).flatten().copied();
        let shown = own.chain(lists).map(|page| self.site.map.page(page).out.clone());
        let files = shown.chain(NAMES.map(|name| file_of(&pages.model, name)));
        let hashes = files.map(|out| {
            let hash = self.output.get(&out).map(|file| file.hash);
            (out, hash)
        });
        hash_of(&(pages.model.hash, hashes.collect::<Vec<_>>()))
    }

    fn check(&self, page: &Page) -> Vec<Diagnostic> {
        let Some(facts) = self.facts.get(&page.out) else { return Vec::new() };
        let mut diagnostics = facts.twice.iter().map(|id| id_twice(page, id)).collect();
        if !matches!(page.kind, PageKind::NotFound(_)) {
            // What leads to a place of the page itself is another on each page.
            let way = facts.way.iter().flat_map(|way| &way.facts.links);
            let own = facts.links.iter().chain(way.filter(|link| link.starts_with('#')));
            self.check_links(page, own, &mut diagnostics);
        }
        diagnostics
    }

    /// Each navigation once in each folder, where its addresses mean the same, with the first page
    /// that has it.
    fn ways(&self) -> Vec<(&Page, Arc<Way>)> {
        let mut ways = BTreeMap::new();
        let is_found = |page: &&Page| !matches!(page.kind, PageKind::NotFound(_));
        let pages = self.site.map.pages.iter().filter(is_found);
        for page in pages {
            let facts = self.facts.get(&page.out);
            if let Some(way) = facts.and_then(|facts| facts.way.as_ref()) {
                ways.entry((page.out.folder(), way.hash)).or_insert((page, Arc::clone(way)));
            }
        }
        ways.into_values().collect()
    }

    fn check_way(&self, page: &Page, way: &Way) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let links = way.facts.links.iter().filter(|link| !link.starts_with('#'));
        self.check_links(page, links, &mut diagnostics);
        diagnostics
    }

    fn check_links<'f>(
        &self,
        page: &Page,
        links: impl Iterator<Item = &'f String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for link in links {
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let path = path.split('?').next().unwrap_or_default();
            if link.contains(':') && !link.starts_with("./") || link.starts_with('/') {
                continue;
            }
            let Some(to) = self.located(page, path) else {
                diagnostics.push(broken(page, link));
                continue;
            };
            let id = percent_decode_str(fragment).decode_utf8_lossy();
            let known = to.is_none_or(|facts| facts.has_id(&id));
            if !id.is_empty() && id != "top" && !known {
                diagnostics.push(no_anchor(page, link));
            }
        }
    }

    /// The text of an element of a page.
    fn texts_of(&self, page: PageId, id: &str) -> Option<&str> {
        let facts = self.facts.get(&self.site.map.page(page).out)?;
        facts.texts.get(id).map(String::as_str)
    }

    /// What a relative address leads to, as a server answers it: a page, or a file that is none.
    fn located(&self, page: &Page, path: &str) -> Option<Option<&PageFacts>> {
        let file = |name: &str| self.files.get(name).map(Option::as_deref);
        if path.is_empty() {
            return file(page.out.as_str());
        }
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let mut name = page.out.folder().to_owned();
        for part in decoded.split_inclusive('/') {
            match part.trim_end_matches('/') {
                "" | "." => {}
                ".." => {
                    let above = name.strip_suffix('/')?;
                    name.truncate(above.rfind('/').map_or(0, |at| at + 1));
                }
                _ => name.push_str(part),
            }
        }
        let folder = if name.is_empty() || name.ends_with('/') { "" } else { "/" };
        file(&name).or_else(|| file(&format!("{name}{folder}index.html")))
    }
}

/// White space as a reader sees it.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For what concerns a page as a whole: the start of its file.
pub fn place_of(page: &Page) -> Place {
    Place::file(page.source.as_ref().unwrap_or(&SourcePath::new("levelbook.yaml")))
}

fn broken(page: &Page, link: &str) -> Diagnostic {
    let message =
        format!("the finished page {} has a link to {link}, which leads nowhere", page.out);
    Diagnostic::error(Code::A01, place_of(page), message).help(
        "If a template writes this link, mend it there; else write a path to a file of the site.",
    )
}

fn no_anchor(page: &Page, link: &str) -> Diagnostic {
    let message =
        format!("the finished page {} has a link to {link}, but there is no such anchor", page.out);
    Diagnostic::error(Code::A01, place_of(page), message).help(
        "Look up the anchor in the page that it leads to: each heading and each cell has one.",
    )
}

fn id_twice(page: &Page, id: &str) -> Diagnostic {
    let message = format!("the id {id:?} stands twice on the finished page {}", page.out);
    Diagnostic::error(Code::A02, place_of(page), message)
        .help("Give the heading another id with `{#id}`, or mend the template that writes it.")
}
