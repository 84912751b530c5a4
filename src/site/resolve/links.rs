//! Where links lead: to notes and models by their files, to levels by name, to files, elsewhere.

mod messages;
mod named;
mod names;
pub mod wiki;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use messages::{
    comes_later, doubtful, earlier, leaves, no_heading, placeless, refused_scheme, unknown,
};
use named::{activity, capability, dimension, level, term};
pub use named::{dimension_anchor, dimension_named};
use names::{Named, Names, OfModel};

use super::Site;
use super::ids;
use super::pages::{PageId, PageKind, Plan};
use crate::site::address::{OutPath, way};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::markdown::RawHtml;
use crate::site::parse::markdown::wikilinks::SCHEME;
use crate::site::parse::model::{Cell, Model, Text, Value};
use crate::site::parse::note::{Alias, Note, Spanned};
use crate::site::parse::rich::{AnchorKind, LinkKind, LinkRef, Rich};
use crate::site::parse::{CONFIG, CONTENT, Parsed, markdown};
use crate::site::sources::SourcePath;
use crate::site::text::Spellings;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Page(PageId, Option<String>),
    /// An index of `Map::files`.
    File(usize, Option<String>),
    /// Written into the page as it stands.
    External(String),
}

/// Sources, addresses and anchors by name.
#[derive(Debug, Default)]
pub struct Lookup {
    pub by_source: HashMap<SourcePath, PageId>,
    by_out: HashMap<OutPath, PageId>,
    /// Files that are published as they are, by source: indexes of `Map::files`.
    files: HashMap<SourcePath, usize>,
    /// All sources that can be linked to, by their path in lower case.
    by_lower: HashMap<String, SourcePath>,
    drafts: HashSet<SourcePath>,
    /// Notes by source.
    notes: HashMap<SourcePath, usize>,
    ids: HashMap<SourcePath, OnceLock<Box<ids::Ids>>>,
    /// What pages are made from, below `content/`.
    near_pages: OnceLock<Spellings>,
    names: OnceLock<Names>,
    of_models: OnceLock<Vec<OfModel>>,
    terms: OnceLock<Named>,
}

impl Lookup {
    pub fn new(parsed: &Parsed, plan: &Plan) -> Self {
        let mut lookup = Self::default();
        for (index, page) in plan.pages.iter().enumerate() {
            lookup.by_out.entry(page.out.clone()).or_insert(PageId(index));
            if let Some(source) = &page.source {
                lookup.by_source.entry(source.clone()).or_insert(PageId(index));
            }
        }
        for model in &plan.models {
            for part in model.model.parts.paths() {
                lookup.by_source.entry(part.clone()).or_insert(model.overview);
            }
            if let Some(note) = model.introduction {
                lookup.by_source.insert(parsed.notes[note].path.clone(), model.overview);
            }
        }
        lookup.files =
            plan.files.iter().enumerate().map(|(at, (_, file))| (file.path.clone(), at)).collect();
        lookup.drafts = plan.drafts.iter().cloned().collect();
        let sources = lookup.by_source.keys().chain(lookup.files.keys()).chain(&lookup.drafts);
        lookup.by_lower =
            sources.map(|path| (path.as_str().to_lowercase(), path.clone())).collect();
        let notes = parsed.notes.iter().enumerate();
        lookup.notes = notes.map(|(index, note)| (note.path.clone(), index)).collect();
        lookup.ids = lookup.notes.keys().map(|path| (path.clone(), OnceLock::new())).collect();
        lookup
    }

    fn names(&self, site: &Site) -> &Names {
        self.names.get_or_init(|| Names::new(site))
    }

    /// The source of a page that is near, below `content/`.
    pub fn near_page(&self, path: &str) -> Option<&str> {
        let short = |source: &SourcePath| source.as_str().trim_start_matches(CONTENT).to_owned();
        let all = || Spellings::new(self.by_source.keys().map(short));
        self.near_pages.get_or_init(all).nearest(path)
    }

    /// By model.
    fn of_models(&self, site: &Site) -> &[OfModel] {
        let models = || site.map.models.iter().map(|pages| OfModel::new(&pages.model)).collect();
        self.of_models.get_or_init(models)
    }

    fn terms(&self, site: &Site) -> &Named {
        let terms = site.glossary.terms.iter().map(|term| {
            let names = std::iter::once(&term.name).chain(&term.aka);
            (term.id.as_str(), names.map(|name| name.value.as_str()))
        });
        self.terms.get_or_init(|| Named::new(terms))
    }

    /// Where the ids of a note are kept.
    pub fn ids(&self, path: &SourcePath) -> Option<&OnceLock<Box<ids::Ids>>> {
        self.ids.get(path)
    }

    /// Whether a note is left out as a draft.
    pub fn is_draft(&self, path: &SourcePath) -> bool {
        self.drafts.contains(path)
    }

    /// The page at an address.
    pub fn page_at(&self, out: &OutPath) -> Option<PageId> {
        self.by_out.get(out).copied()
    }

    /// The index of the note that a file is.
    pub fn note(&self, path: &SourcePath) -> Option<usize> {
        self.notes.get(path).copied()
    }
}

/// Reports the links of a note that lead nowhere, and prerequisites that come later.
pub fn check_note(site: &Site, note: &Note, diagnostics: &mut Vec<Diagnostic>) {
    check_text(site, &note.path, &note.body, None, diagnostics);
    for objective in &note.front.objectives {
        let links = markdown::inline(&objective.value).links;
        for problem in links.iter().filter_map(|link| target(site, &note.path, link).err()) {
            let place = Some(Place::new(&note.path, objective.range.clone()));
            diagnostics.push(Diagnostic { place, ..*problem });
        }
    }
    let position = |page| site.map.position(page);
    let own = site.map.page_of(&note.path).and_then(position);
    for (given, found) in prerequisites(site, note) {
        let place = Place::new(&note.path, given.range.clone());
        match found {
            Err(problem) => diagnostics.push(Diagnostic { place: Some(place), ..*problem }),
            Ok(page) if own.is_some() && position(page) >= own => {
                diagnostics.push(comes_later(place, &site.map.page(page).title));
            }
            Ok(_) => {}
        }
    }
}

/// As the author wrote it, and the page that it is.
type Prerequisite<'n> = (&'n Spanned<String>, Result<PageId, Box<Diagnostic>>);

/// The notes to be read before a note, each with the page that it is.
pub fn prerequisites<'n>(site: &Site, note: &'n Note) -> Vec<Prerequisite<'n>> {
    let page = |given: &Spanned<String>| {
        let dest = given.value.clone();
        let link = LinkRef { kind: LinkKind::Link, dest, range: given.range.clone(), from: None };
        match target(site, &note.path, &link)? {
            Target::Page(page, _) => Ok(page),
            _ => {
                let message = format!("{} is no page of the site", given.value);
                Err(placeless(Code::L01, message, "Name a note by its file.".into()))
            }
        }
    };
    note.front.prerequisites.iter().map(|given| (given, page(given))).collect()
}

/// The links of a note to pages of models: the page, what of it, the index of the heading above.
pub fn to_models(site: &Site, note: &Note) -> Vec<(PageId, Option<String>, Option<usize>)> {
    let links = note.body.links.iter().filter(|link| link.kind == LinkKind::Link);
    let found = links.filter_map(|link| {
        let Ok(Target::Page(page, fragment)) = target(site, &note.path, link) else { return None };
        let is_of_model = !matches!(
            site.map.page(page).kind,
            PageKind::Home(_)
                | PageKind::Note(_)
                | PageKind::NotFound(_)
                | PageKind::Exercises
                | PageKind::Section(_)
                | PageKind::NoteTags
                | PageKind::NoteTag(_)
        );
        let headings = note.anchors.iter().enumerate();
        let above = headings
            .filter(|(_, a)| matches!(a.kind, AnchorKind::Heading(_)))
            .take_while(|(_, a)| a.range.start < link.range.start)
            .last();
        is_of_model.then(|| (page, fragment, above.map(|(at, _)| at)))
    });
    found.collect()
}

/// Reports the links of all models that lead nowhere.
pub fn check_models(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for model in &site.map.models {
        for text in texts(&model.model) {
            let from = model.model.place(&text.range).path;
            check_text(site, &from, &text.rich, Some((&model.model, text)), &mut diagnostics);
        }
    }
    diagnostics
}

/// Reports the links of the glossary that lead nowhere, each at the text that it stands in.
pub fn check_glossary(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let Some(path) = &site.glossary.path else { return diagnostics };
    for term in &site.glossary.terms {
        for link in &term.rich.links {
            if let Err(problem) = target(site, path, link) {
                let place = Place::new(path, term.meaning.range.clone());
                diagnostics.push(Diagnostic { place: Some(place), ..*problem });
            }
        }
    }
    diagnostics
}

/// Reports the links at the foot of each page that lead nowhere; they count from the home page.
pub fn check_footer(site: &Site) -> Vec<Diagnostic> {
    let Some(footer) = &site.config.footer else { return Vec::new() };
    let home = SourcePath::new(format!("{CONTENT}index.md"));
    let links = markdown::inline(&footer.value).links;
    let problems = links.iter().filter_map(|link| target(site, &home, link).err());
    let place = Place::new(&SourcePath::new(CONFIG), footer.range.clone());
    problems.map(|problem| Diagnostic { place: Some(place.clone()), ..*problem }).collect()
}

fn check_text(
    site: &Site,
    path: &SourcePath,
    rich: &Rich,
    of_model: Option<(&Model, &Text)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for link in &rich.links {
        let problem = match target(site, path, link) {
            Err(problem) => Some(problem),
            Ok(Target::External(_)) => doubtful(link.dest.trim()),
            Ok(_) => None,
        };
        if let Some(problem) = problem {
            // A text of a model may be quoted or folded, so its places are those of the whole text.
            let place = match of_model {
                Some((model, text)) => model.place(&text.range),
                None => Place::new(path, link.range.clone()),
            };
            diagnostics.push(Diagnostic { place: Some(place), ..*problem });
        }
    }
}

/// Every text of a model that may hold links.
pub fn texts(model: &Model) -> impl Iterator<Item = &Text> {
    let levels = model.levels.iter().flat_map(|l| [&l.summary, &l.description]);
    let dimensions =
        model.dimensions.iter().flat_map(|d| [&d.summary, &d.description, &d.question]);
    let cells = model.cells.iter().flat_map(|c| [&c.objective, &c.text]);
    let sections = model.cells.iter().flat_map(|c| &c.sections).map(|section| &section.text);
    let catalog = &model.catalog;
    let declared = catalog.fields.iter().map(|field| &field.description);
    let declared = declared
        .chain(catalog.capabilities.iter().map(|capability| &capability.description))
        .chain(catalog.frameworks.iter().map(|framework| &framework.description))
        .chain(catalog.resources.iter().map(|resource| &resource.description));
    let activities = model.activities.iter().flat_map(|a| [&a.summary, &a.description]);
    let fields = std::iter::once(&model.description).chain(levels).chain(dimensions).chain(cells);
    let fields = fields.chain(sections).chain(declared).chain(activities).flatten();
    let items = model.cells.iter().flat_map(Cell::all_items);
    let items = items.flat_map(|item| std::iter::once(&item.text).chain(&item.note));
    let asked = model.cells.iter().flat_map(|cell| &cell.questions);
    let asked = asked.chain(model.activities.iter().flat_map(|activity| &activity.questions));
    let asked = asked.flat_map(|q| std::iter::once(&q.ask).chain(&q.criteria));
    let values = model.activities.iter().flat_map(|activity| &activity.values);
    let values = values.flat_map(|value| match &value.value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::List(texts) => texts.as_slice(),
        Value::Step(..) | Value::Plain(_) => &[],
    });
    fields.chain(items).chain(asked).chain(values)
}

/// What a link of the file `from` leads to; the diagnostic has no place yet.
pub fn target(site: &Site, from: &SourcePath, link: &LinkRef) -> Result<Target, Box<Diagnostic>> {
    let page = from;
    let from = link.from.as_ref().unwrap_or(from);
    let dest = link.dest.trim();
    if let Some((scheme, rest)) = scheme(dest) {
        return match scheme.as_str() {
            "level" => level(site, from, rest),
            "dimension" => dimension(site, from, rest),
            "activity" => activity(site, from, rest),
            "capability" => capability(site, from, rest),
            "glossary" => term(site, rest),
            SCHEME => wiki::wikilink(site, page, link.kind, rest),
            known if SCHEMES.contains(&known) => Ok(Target::External(external(dest))),
            "data" if link.kind == LinkKind::Image && rest.starts_with("image/") => {
                Ok(Target::External(dest.to_owned()))
            }
            other if may_lead(other, site.config.html) => Ok(Target::External(external(dest))),
            _ => Err(refused_scheme(&scheme)),
        };
    }
    if dest.starts_with("//") {
        return Ok(Target::External(external(dest)));
    }
    // `#part` is of the page that it stands on, whatever file it was included from.
    let from = if dest.starts_with('#') { page } else { from };
    inside(site, from, link.kind, dest)
}

/// Whether an address may begin with a scheme that is not known: it may open a program of the
/// reader's, so authors who are not trusted may not write it.
fn may_lead(scheme: &str, html: RawHtml) -> bool {
    html == RawHtml::Allow && scheme.len() > 1 && !REFUSED.contains(&scheme)
}

/// What runs in the reader's page, holds a page itself, or is there for its author alone.
const REFUSED: &[&str] = &[
    "javascript",
    "vbscript",
    "livescript",
    "mocha",
    "data",
    "blob",
    "filesystem",
    "about",
    "view-source",
    "jar",
    "mhtml",
    "file",
];

/// What addresses elsewhere may begin with: nothing that runs in the reader's page.
const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "ftp", "sftp", "ssh", "git", "irc", "ircs", "matrix",
    "xmpp", "news", "geo", "magnet",
];

/// What leads to something of a model or of the glossary.
const OURS: &[&str] = &["level", "dimension", "activity", "capability", "glossary"];

/// What no address may hold as it is. Percent signs stay: most are of an address that is encoded.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An address as it stands in a page; brackets around a host's numbers (IPv6) stay.
fn external(dest: &str) -> String {
    let host = dest.find("//").map_or(0, |at| at + 2);
    let path = dest[host..].find(['/', '?', '#']).map_or(dest.len(), |at| host + at);
    let path = if host == 0 || !dest[host..path].contains('[') { 0 } else { path };
    let mut address = dest[..path].to_owned();
    for c in dest[path..].chars() {
        match c.is_ascii() {
            true => address.extend(utf8_percent_encode(c.encode_utf8(&mut [0; 4]), UNSAFE)),
            false => address.push(c),
        }
    }
    address
}

/// `level` of `level:2`. Spaces and control characters are dropped first, as browsers do.
fn scheme(dest: &str) -> Option<(String, &str)> {
    let (before, rest) = dest.split_once(':')?;
    let scheme: String = before.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    valid.then(|| (scheme.to_ascii_lowercase(), rest))
}

fn inside(
    site: &Site,
    from: &SourcePath,
    kind: LinkKind,
    dest: &str,
) -> Result<Target, Box<Diagnostic>> {
    let (path, fragment) = dest.split_once('#').map_or((dest, None), |(p, f)| (p, Some(f)));
    let path = path.split('?').next().unwrap_or_default();
    let fragment = fragment.filter(|f| !f.is_empty()).map(decoded);
    if path.is_empty() {
        let page = site.map.page_of(from).unwrap_or(site.map.home());
        return anchored(site, (from, dest), page, from, fragment);
    }
    let path = decoded(path);
    let Some(source) = absolute(from, &path) else { return Err(leaves(&path)) };
    if let Some(&page) = site.map.lookup.by_source.get(&source) {
        return anchored(site, (from, dest), page, &source, fragment);
    }
    if let Some(&file) = site.map.lookup.files.get(&source) {
        return Ok(Target::File(file, fragment));
    }
    // `routing` for `routing.md` is how VitePress and Docusaurus link, and `weeks/` is a folder's page.
    let unsaid = [".md", "/index.md", "/README.md", "/_index.md"].iter().find_map(|end| {
        let source = SourcePath::new(format!("{}{end}", source.as_str().trim_end_matches('/')));
        site.map.lookup.by_source.get(&source).map(|&page| (page, source))
    });
    if let Some((page, source)) = unsaid {
        return anchored(site, (from, dest), page, &source, fragment);
    }
    if let Some(page) = finished(site, from, &path) {
        let moved = fragment.as_deref().and_then(|id| site.redirects.moved(page, id));
        return match moved {
            Some(now) => Err(earlier(site, from, dest, now)),
            None => Ok(Target::Page(page, fragment)),
        };
    }
    let now = outs(from, &path)
        .into_iter()
        .find_map(|out| site.redirects.now(&out, fragment.as_deref()))
        .ok_or_else(|| unknown(site, kind, &path, &source))?;
    Err(earlier(site, from, dest, &now))
}

/// A part of an address without its percent signs.
pub fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// A path from the folder of `from`, with `.` and `..` taken out; `/x` counts from `content/`, and so
/// does Zola's `@/x`. None when it leaves `content/`.
pub fn absolute(from: &SourcePath, path: &str) -> Option<SourcePath> {
    let path = path.strip_prefix('@').filter(|rest| rest.starts_with('/')).unwrap_or(path);
    let folder = if path.starts_with('/') { CONTENT.trim_end_matches('/') } else { from.folder() };
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() <= 1 => return None,
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(SourcePath::new(parts.join("/")))
}

/// A page by the address that it will have: `mlops/matrix.html`.
fn finished(site: &Site, from: &SourcePath, path: &str) -> Option<PageId> {
    outs(from, path).iter().take(3).find_map(|out| site.map.lookup.page_at(out))
}

/// The addresses that a path can mean; for a note also the one that it would have.
pub fn outs(from: &SourcePath, path: &str) -> Vec<OutPath> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let Some(source) = absolute(from, path).filter(|_| !path.is_empty()) else { return Vec::new() };
    let out = source.as_str().strip_prefix(CONTENT).unwrap_or("");
    let mut names = vec![
        out.to_owned(),
        format!("{}/index.html", out.trim_end_matches('/')),
        format!("{}/index.html", out.trim_end_matches(".html")),
    ];
    if let Some(name) = out.strip_suffix(".md") {
        let folder = ["README", "_index"].iter().find_map(|own| name.strip_suffix(own));
        let name = folder.map_or(name.to_owned(), |folder| format!("{folder}index"));
        names.extend([format!("{name}.html"), format!("{name}/index.html")]);
    }
    names.into_iter().map(OutPath::new).collect()
}

/// What leads from a file to a target, as an author writes it.
pub fn spelled(site: &Site, from: &SourcePath, to: &Target) -> String {
    let folder = format!("{}/", from.folder());
    let from_here = |path: &str| {
        let (up, rest) = way(&folder, path);
        format!("{up}{rest}")
    };
    let (path, fragment) = match to {
        Target::External(url) => return url.clone(),
        Target::File(file, fragment) => {
            (from_here(site.map.files[*file].1.path.as_str()), fragment)
        }
        Target::Page(page, fragment) => {
            let page = site.map.page(*page);
            let has_file = matches!(
                page.kind,
                PageKind::Home(_)
                    | PageKind::Note(_)
                    | PageKind::NotFound(_)
                    | PageKind::Overview(_)
                    | PageKind::Glossary
            );
            let path = match page.source.as_ref().filter(|_| has_file) {
                Some(source) if source == from && fragment.is_some() => String::new(),
                Some(source) => from_here(source.as_str()),
                None => from_here(&format!("{CONTENT}{}", page.out)),
            };
            (path, fragment)
        }
    };
    format!("{path}{}", fragment.as_ref().map(|id| format!("#{id}")).unwrap_or_default())
}

/// `dest` is the link as it stands in `from`, `source` the file that it leads to.
fn anchored(
    site: &Site,
    (from, dest): (&SourcePath, &str),
    page: PageId,
    source: &SourcePath,
    fragment: Option<String>,
) -> Result<Target, Box<Diagnostic>> {
    if let Some(id) = &fragment {
        if let Some(now) = site.redirects.moved(page, id) {
            return Err(earlier(site, from, dest, now));
        }
        let note = site.map.lookup.note(source).map(|note| &site.notes[note]);
        let aliases = note.map_or(&[][..], |note| &note.front.aliases);
        let mut of_page = aliases.iter().filter_map(Alias::of_same_page);
        if let Some((_, to)) = of_page.find(|(earlier, _)| earlier == id) {
            let id = to.map(|to| to.value.trim_start_matches('#').to_owned());
            return Err(earlier(site, from, dest, &Target::Page(page, id)));
        }
    }
    if let (Some(id), Some(note)) = (&fragment, site.map.lookup.note(source))
        && !ids::has(&site.map, &site.notes[note], id)
        && id != "main"
    {
        return Err(no_heading(site, &site.notes[note], id));
    }
    Ok(Target::Page(page, fragment))
}
