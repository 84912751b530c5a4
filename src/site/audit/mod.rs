//! Reads the finished site as a reader's browser would: do all links lead somewhere, is every id
//! given once, and is each item of the models there, at its cell?

mod leaves;
mod page;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::Site;
use super::address::OutPath;
use super::diagnostics::{Code, Diagnostic, Place};
use super::memo::{Memo, hash_of};
use super::output::Output;
use super::parse::model::{Item, Model};
use super::render::exports::safe;
use super::render::model_pages::audited_ids;
use super::resolve::ModelPages;
use super::resolve::pages::{Page, PageId, PageKind};
use super::sources::{ContentHash, SourcePath};
use leaves::Leaf;
use page::{PageFacts, Texts};

/// What earlier builds found.
#[derive(Debug, Default)]
pub struct Kept {
    facts: Memo<PageFacts>,
    links: Memo<Vec<Diagnostic>>,
    items: Memo<Audit>,
}

impl Kept {
    /// Forgets what the last build did not use.
    pub fn sweep(&self) {
        self.facts.sweep();
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
    let files = output.iter().map(|(path, _)| (path.as_str(), facts.get(path).cloned())).collect();
    let finished = Finished { site, output, facts, files };
    let anchors = finished.anchors();
    let pages = site.map.pages.par_iter().filter_map(|page| {
        let own = output.get(&page.out)?;
        let from = hash_of(&(&page.out, own.hash, anchors));
        Some(kept.links.get(from, || finished.check(page)))
    });
    let pages: Vec<_> = pages.collect();
    let models =
        site.map.models.iter().map(|model| {
            kept.items.get(finished.made_from(model), || audit_model(&finished, model))
        });
    let models: Vec<_> = models.collect();
    let told = pages.iter().flat_map(|found| found.iter());
    Audit {
        items_out: models.iter().map(|model| model.items_out).sum(),
        activities_out: models.iter().map(|model| model.activities_out).sum(),
        diagnostics: told.chain(models.iter().flat_map(|m| &m.diagnostics)).cloned().collect(),
    }
}

fn facts<'a>(site: &'a Site, output: &Output, kept: &Kept) -> HashMap<&'a OutPath, Arc<PageFacts>> {
    let pages = site.map.pages.par_iter().filter_map(|page| {
        let file = output.get(&page.out)?;
        let texts = texts_of(page.kind);
        let key = hash_of(&(file.hash, texts));
        Some((&page.out, kept.facts.get(key, || page::read(&file.bytes, texts))))
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

    /// The hash of all files that a model's items are looked for in.
    fn made_from(&self, pages: &ModelPages) -> ContentHash {
        let own = [pages.overview, pages.matrix].into_iter().chain(pages.resources);
        let lists = [&pages.levels, &pages.dimensions, &pages.activities, &pages.capabilities];
        let lists = lists.into_iter().chain([&pages.frameworks]).flatten().copied();
        let shown = own.chain(lists).map(|page| self.site.map.page(page).out.clone());
        let files = shown.chain(data_files(&pages.model));
        let hashes = files.map(|out| self.output.get(&out).map(|file| file.hash));
        hash_of(&(pages.model.hash, hashes.collect::<Vec<_>>()))
    }

    fn check(&self, page: &Page) -> Vec<Diagnostic> {
        let Some(facts) = self.facts.get(&page.out) else { return Vec::new() };
        let mut diagnostics = facts.twice.iter().map(|id| id_twice(page, id)).collect();
        if page.kind != PageKind::NotFound {
            self.check_links(page, facts, &mut diagnostics);
        }
        diagnostics
    }

    fn check_links(&self, page: &Page, facts: &PageFacts, diagnostics: &mut Vec<Diagnostic>) {
        for link in &facts.links {
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
            let known = to.is_none_or(|facts| facts.ids.contains(id.as_ref()));
            if !id.is_empty() && id != "top" && !known {
                diagnostics.push(no_anchor(page, link));
            }
        }
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

/// How many items of a model stand at their cells: on the level's page, in both orientations of the
/// matrix, and in both files of data.
fn count_items(finished: &Finished, pages: &ModelPages) -> Audit {
    let (site, model) = (finished.site, &pages.model);
    let of = |page| finished.facts.get(&site.map.page(page).out);
    let data = data_files(model).map(|path| data_texts(finished.output, &path));
    let mut audit = Audit::default();
    for cell in &model.cells {
        let [level_id, by_level, by_dimension] = audited_ids(model, cell.level, cell.dimension);
        let level = pages.levels[cell.level];
        let shown = [(level, level_id), (pages.matrix, by_level), (pages.matrix, by_dimension)];
        for item in cell.all_items() {
            let lost = shown.iter().find(|(page, id)| {
                !of(*page).is_some_and(|f| f.texts.get(id).is_some_and(|text| has(text, item)))
            });
            let raw = folded(&item.text.raw);
            let [json, csv] = &data;
            let in_data = json.contains(&raw) && csv.contains(&folded(&safe(&item.text.raw)));
            let lost = match lost {
                Some((page, id)) => Some(format!("{}#{id}", site.map.page(*page).out)),
                None => (!in_data).then(|| "model.json or matrix.csv".to_owned()),
            };
            audit.items_out += usize::from(lost.is_none());
            audit.diagnostics.extend(lost.map(|place| item_lost(model, item, &place)));
        }
    }
    audit
}

/// Items at their cells, and every other text on its page.
fn audit_model(finished: &Finished, pages: &ModelPages) -> Audit {
    let mut audit = count_items(finished, pages);
    let model = &pages.model;
    let [json, _] = data_files(model);
    let texts = data_texts(finished.output, &json);
    let mut pages_read: HashMap<PageId, String> = HashMap::new();
    let mut whole: HashMap<PageId, bool> = HashMap::new();
    for leaf in leaves::all(pages) {
        let page = finished.site.map.page(leaf.page);
        let shown = pages_read.entry(leaf.page).or_insert_with(|| {
            let facts = finished.facts.get(&page.out);
            facts
                .and_then(|facts| facts.texts.get("main"))
                .map_or_else(String::new, |t| squeezed(t))
        });
        let lost = if !shows(shown, leaf.plain) {
            Some(page.out.to_string())
        } else if !texts.contains(&folded(leaf.raw)) {
            Some(json.to_string())
        } else {
            None
        };
        *whole.entry(leaf.page).or_insert(true) &= lost.is_none();
        audit.diagnostics.extend(lost.map(|place| text_lost(model, &leaf, &place)));
    }
    let complete = |page: &&PageId| whole.get(page).copied().unwrap_or(false);
    audit.activities_out = pages.activities.iter().filter(complete).count();
    audit
}

/// Whether a page, without its white space, has a text. Where a picture or a note stands in the
/// middle of it, its words do.
fn shows(page: &str, text: &str) -> bool {
    page.contains(&squeezed(text)) || {
        let mut words = text.split_whitespace().peekable();
        words.peek().is_some() && text.len() > 40 && words.all(|word| page.contains(word))
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn data_files(model: &Model) -> [OutPath; 2] {
    ["model.json", "matrix.csv"].map(|name| OutPath::new(format!("{}/{name}", model.key)))
}

fn has(text: &str, item: &Item) -> bool {
    folded(text).contains(&folded(&item.text.rich.plain))
}

/// White space as a reader sees it.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The file's texts, read back the way a program would read them.
fn data_texts(output: &Output, path: &OutPath) -> HashSet<String> {
    let bytes = output.get(path).map_or(&[][..], |file| &file.bytes);
    let mut texts = HashSet::new();
    match path.as_str().ends_with(".json") {
        true => collect(&serde_json::from_slice(bytes).unwrap_or_default(), &mut texts),
        false => texts.extend(csv_fields(&String::from_utf8_lossy(bytes))),
    }
    texts
}

fn collect(value: &serde_json::Value, texts: &mut HashSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(texts.insert(folded(text))),
        serde_json::Value::Array(values) => values.iter().for_each(|v| collect(v, texts)),
        // Names that the author chose, ids of a framework among them, may stand as keys.
        serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| {
            texts.insert(folded(key));
            collect(value, texts);
        }),
        _ => {}
    }
}

/// The fields of RFC 4180.
fn csv_fields(csv: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' | '\r' | '\n' if !quoted => fields.push(folded(&std::mem::take(&mut field))),
            c => field.push(c),
        }
    }
    fields.push(folded(&field));
    fields
}

fn place_of(page: &Page) -> Place {
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

fn text_lost(model: &Model, leaf: &Leaf, place: &str) -> Diagnostic {
    let message = format!("this text is missing from the finished site at {place}");
    Diagnostic::error(Code::A03, model.place(leaf.range), message)
        .help("The theme leaves it out: print every field of the page's view.")
}

fn item_lost(model: &Model, item: &Item, place: &str) -> Diagnostic {
    let message = format!("this item is missing from the finished site at {place}");
    Diagnostic::error(Code::A03, model.place(&item.text.range), message)
        .help("The theme leaves it out: print every cell's items, and give each cell its `id`.")
}
