//! The whole site, a section or a model as one document for printing: the text of finished pages,
//! one behind the other, with links from one to the other within the document.

mod sheet;

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::assets;
use super::engine::Engine;
use super::views::{Body, Html, PageView, PrintEntry, PrintView, View};
use crate::site::Site;
use crate::site::address::{Base, OutPath, encode};
use crate::site::diagnostics::Diagnostic;
use crate::site::memo::hash_of;
use crate::site::output::{File, Output, When};
use crate::site::parse::config::UrlStyle;
use crate::site::resolve::documents::{Document, Scope};
use crate::site::resolve::pages::PageId;
use crate::site::sources::ContentHash;
use crate::site::text::{escape, slug};
use sheet::{Piece, Sheet};

/// Stands in the template's result for the text of all pages.
const TEXT: &str = "<!--levelbook:pages-->";

/// The documents that the last build left, each with the hash of what it was made from.
#[derive(Debug, Default)]
pub struct Kept(Mutex<HashMap<OutPath, (ContentHash, File)>>);

/// Adds the documents to the finished pages. `When::Later` those of the build before stay: an author
/// does not wait for a document that nobody prints.
pub fn documents(
    site: &Site,
    engine: &Engine,
    when: When,
    kept: &Kept,
    output: &mut Output,
) -> Vec<Diagnostic> {
    let mut last = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    last.retain(|out, _| site.map.documents.iter().any(|document| document.out == *out));
    let mut diagnostics = Vec::new();
    if when == When::Now {
        let from = |document: &Document| made_from(site, engine, output, document);
        let is_new = |d: &&Document| last.get(&d.out).is_none_or(|(hash, _)| *hash != from(d));
        let wanted: Vec<_> = site.map.documents.iter().filter(is_new).collect();
        let made: Vec<_> = wanted.iter().map(|d| made(site, engine, output, d)).collect();
        for (document, made) in wanted.into_iter().zip(made) {
            match made {
                Ok(file) => drop(last.insert(document.out.clone(), (from(document), file))),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    for (out, (_, file)) in last.iter() {
        output.insert(out.clone(), file.clone());
    }
    diagnostics
}

fn made_from(site: &Site, engine: &Engine, output: &Output, document: &Document) -> ContentHash {
    let file = |page: PageId| output.get(&site.map.page(page).out).map(|file| file.hash);
    let pages: Vec<_> = document.pages().map(file).collect();
    hash_of(&(engine.hash, site.map.key, document, pages))
}

fn made(
    site: &Site,
    engine: &Engine,
    output: &Output,
    document: &Document,
) -> Result<File, Box<Diagnostic>> {
    let sheets = Sheets::of(site, output, document);
    let shell = engine.page("print.html", &view(site, engine, document, &sheets))?;
    let (before, after) = shell.split_once(TEXT).unwrap_or((&shell, ""));
    let pages: Vec<String> =
        (0..sheets.sheets.len()).into_par_iter().map(|at| sheets.page(at)).collect();
    let mut html =
        String::with_capacity(shell.len() + pages.iter().map(String::len).sum::<usize>());
    html.push_str(before);
    pages.iter().for_each(|page| html.push_str(page));
    html.push_str(after);
    Ok(File::new(html.into_bytes()))
}

fn view(site: &Site, engine: &Engine, document: &Document, sheets: &Sheets) -> View {
    let base = Base::of(&document.out);
    let entry = |entry: &crate::site::resolve::documents::Entry| PrintEntry {
        title: entry.title.clone(),
        href: entry.page.and_then(|page| Some(format!("#{}", encode(sheets.id_of(page)?)))),
        depth: entry.depth,
    };
    let body = Body::Print(PrintView {
        contents: document.entries.iter().map(entry).collect(),
        text: Html::new(TEXT),
    });
    let given = [("title", document.title.as_str())];
    let description = match document.scope {
        Scope::Site if !site.config.description.is_empty() => site.config.description.clone(),
        Scope::Site => site.config.words.fill("All of {title} as one document.", &given),
        _ => format!(
            "{} · {}",
            site.config.words.fill("All of {title} as one document", &given),
            site.config.title
        ),
    };
    let page = PageView {
        kind: body.kind(),
        title: document.title.clone(),
        description,
        root: base.root(),
        home: super::refs::href(site, &base, site.map.home()),
        canonical: None,
        breadcrumbs: Vec::new(),
        contents: Vec::new(),
        previous: None,
        next: None,
        edit: None,
        sheets: vec![engine.sheets.of_document(assets::document_parts(site, document)).0.clone()],
        moving: document.pages().any(|page| assets::is_moving(site, page)),
        navigation: Html::default(),
        print: Vec::new(),
        markdown: None,
        feeds: Vec::new(),
        card: None,
        structured: None,
        // It has a `noindex` of its own.
        unlisted: false,
        updated: None,
        params: super::head::params(site, site.map.home()),
        folders: Vec::new(),
        footer: super::footer(site, &base),
    };
    View { page, body }
}

/// The pages of a document and how they are found in it.
struct Sheets<'a> {
    document: &'a Document,
    sheets: Vec<(&'a OutPath, Sheet)>,
    /// The id of each page, which those of its elements begin with.
    ids: Vec<String>,
    by_out: HashMap<&'a str, usize>,
    by_page: HashMap<PageId, usize>,
}

impl<'a> Sheets<'a> {
    fn of(site: &'a Site, output: &Output, document: &'a Document) -> Self {
        let pages: Vec<PageId> = document.pages().collect();
        let alone = document.scope == Scope::Site;
        let read = pages.par_iter().map(|&page| {
            let at = site.map.page(page);
            let html = output.get(&at.out).map(|file| String::from_utf8_lossy(&file.bytes));
            let sheet = html.map(|html| sheet::read(&html, alone)).unwrap_or_default();
            (&at.out, sheet)
        });
        let sheets: Vec<_> = read.collect();
        let mut taken = HashSet::new();
        let ids = sheets.iter().map(|(out, _)| unique(&mut taken, out)).collect();
        let by_out = sheets.iter().enumerate().map(|(at, (out, _))| (out.as_str(), at));
        let by_page = pages.iter().enumerate().map(|(at, &page)| (page, at));
        Self { document, ids, by_out: by_out.collect(), by_page: by_page.collect(), sheets }
    }

    fn id_of(&self, page: PageId) -> Option<&str> {
        self.by_page.get(&page).map(|&at| self.ids[at].as_str())
    }

    /// A page as a part of the document.
    fn page(&self, at: usize) -> String {
        let sheet = &self.sheets[at].1;
        let id = &self.ids[at];
        let classes = escape(&sheet.classes);
        let mut html = format!("<div class=\"sheet {classes}\" id=\"{}\">\n", escape(id));
        for piece in &sheet.pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Named(name) if !sheet.ids.contains(name) => html.push_str(name),
                Piece::Id(own) | Piece::Named(own) => {
                    html.push_str(&escape(&format!("{id}--{own}")));
                }
                Piece::Link(link) => html.push_str(&escape(&self.href(at, link))),
            }
        }
        html.push_str("</div>\n");
        html
    }

    /// A link of a page, as it is in the document.
    fn href(&self, at: usize, link: &str) -> String {
        if is_elsewhere(link) {
            return link.to_owned();
        }
        let (path, fragment) = link.split_once('#').map_or((link, ""), |(p, f)| (p, f));
        let (path, query) = path.split_once('?').map_or((path, None), |(p, q)| (p, Some(q)));
        let Some(name) = joined(self.sheets[at].0.folder(), path) else { return link.to_owned() };
        let found = if path.is_empty() { Some(at) } else { self.page_at(&name) };
        if let Some(to) = found {
            return self.within(to, fragment);
        }
        let to = Base::of(&self.document.out).href(&OutPath::new(name), UrlStyle::Files);
        let to = if to.is_empty() { "./".to_owned() } else { to };
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let hash = if fragment.is_empty() { "" } else { "#" };
        format!("{to}{query}{hash}{fragment}")
    }

    fn page_at(&self, name: &str) -> Option<usize> {
        let folder = if name.is_empty() || name.ends_with('/') { "" } else { "/" };
        let index = format!("{name}{folder}index.html");
        self.by_out.get(name).or_else(|| self.by_out.get(index.as_str())).copied()
    }

    /// An element of a page, or the page where it is not among what is printed.
    fn within(&self, at: usize, fragment: &str) -> String {
        let own = percent_decode_str(fragment).decode_utf8_lossy();
        let id = &self.ids[at];
        match self.sheets[at].1.ids.contains(&*own) {
            true => format!("#{}", encode(&format!("{id}--{own}"))),
            false => format!("#{}", encode(id)),
        }
    }
}

/// `p-notes-week-1` for `notes/week-1.html`. With what stands at its beginning it is a name in a
/// style sheet too.
fn unique(taken: &mut HashSet<String>, out: &OutPath) -> String {
    let name = out.as_str().strip_suffix(".html").unwrap_or(out.as_str());
    let base = format!("p-{}", slug(name));
    let numbered = (1..).map(|n| format!("{base}-{n}"));
    let mut ids = std::iter::once(base.clone()).chain(numbered);
    ids.find(|id| taken.insert(id.clone())).expect("there are more numbers than pages")
}

/// A path of the site's own host, or another host.
fn is_elsewhere(link: &str) -> bool {
    let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
    link.starts_with('/') || scheme.contains(':')
}

/// The file or folder that a relative address names; none where it leaves the site.
fn joined(folder: &str, path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut name = folder.to_owned();
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
    Some(name)
}
