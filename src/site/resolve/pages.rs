//! Which pages there are, what they are called and where they stand.

mod claims;
mod lists;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::links::texts;
use super::uses::Uses;
use super::{Bridge, Map, ModelPages, Site};
use crate::site::address::OutPath;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::Model;
use crate::site::parse::note::{Note, Spanned};
use crate::site::parse::{CONTENT, Parsed};
use crate::site::sources::{Source, SourcePath};
use crate::site::words::Words;

pub use claims::alias_path;
pub use lists::{NoteTag, NoteTags, Section, TAGS};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub usize);

/// Every kind of page that there is; numbers are indexes of notes, models, levels and dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// `content/index.md`, or made up from the configuration.
    Home(Option<usize>),
    Note(usize),
    Overview(usize),
    Level(usize, usize),
    Matrix(usize),
    Dimension(usize, usize),
    Activity(usize, usize),
    Capability(usize, usize),
    Tag(usize, usize),
    Framework(usize, usize),
    Resources(usize),
    /// Two levels side by side, the lower one first.
    Compare(usize, usize, usize),
    Coverage(usize),
    /// All models of a site with several.
    Models,
    /// A framework that several models refer to: an index of `Map::bridges`.
    Bridge(usize),
    /// The terms of `content/glossary.yaml`.
    Glossary,
    /// All exercises of the notes.
    Exercises,
    /// What a host shows for an address without a page: `content/404.md`, or made up.
    NotFound(Option<usize>),
    /// A folder of notes without an `index.md`: an index of `Map::sections`.
    Section(usize),
    /// All tags of the notes.
    NoteTags,
    /// A tag of the notes: an index of `Map::note_tags`.
    NoteTag(usize),
}

impl PageKind {
    /// As the theme and the inventory call it.
    pub fn name(self) -> &'static str {
        match self {
            PageKind::Home(_) => "home",
            PageKind::Note(_) => "note",
            PageKind::Overview(_) => "model",
            PageKind::Level(..) => "level",
            PageKind::Matrix(_) => "matrix",
            PageKind::Dimension(..) => "dimension",
            PageKind::Activity(..) => "activity",
            PageKind::Capability(..) => "capability",
            PageKind::Tag(..) => "tag",
            PageKind::Framework(..) => "framework",
            PageKind::Resources(_) => "resources",
            PageKind::Compare(..) => "compare",
            PageKind::Coverage(_) => "coverage",
            PageKind::Models => "models",
            PageKind::Bridge(_) => "bridge",
            PageKind::Glossary => "glossary",
            PageKind::Exercises => "exercises",
            PageKind::NotFound(_) => "not_found",
            PageKind::Section(_) => "section",
            PageKind::NoteTags => "note_tags",
            PageKind::NoteTag(_) => "note_tag",
        }
    }
}

impl PageKind {
    /// The model that the page is a part of.
    pub fn model(self) -> Option<usize> {
        match self {
            PageKind::Overview(m)
            | PageKind::Level(m, _)
            | PageKind::Matrix(m)
            | PageKind::Dimension(m, _)
            | PageKind::Activity(m, _)
            | PageKind::Capability(m, _)
            | PageKind::Tag(m, _)
            | PageKind::Framework(m, _)
            | PageKind::Resources(m)
            | PageKind::Compare(m, ..)
            | PageKind::Coverage(m) => Some(m),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Page {
    pub kind: PageKind,
    pub out: OutPath,
    pub title: String,
    /// The file that an edit of the page is made in.
    pub source: Option<SourcePath>,
    /// Pages with less weight come first.
    pub weight: Option<i64>,
    /// Reached by its address alone.
    pub unlisted: bool,
}

/// An earlier address of a page, or of a part of it, that somebody wants to lead on.
#[derive(Clone, Debug)]
pub struct Claim {
    pub out: OutPath,
    /// The id of the part.
    pub fragment: Option<String>,
    /// The page whose author asks for it: where it leads if nothing else is said.
    pub page: PageId,
    /// The note that says so; none for a model.
    pub note: Option<usize>,
    /// Where it leads, as a link of the note.
    pub to: Option<Spanned<String>>,
    pub place: Place,
}

/// Pages and files with their places, before anything refers to anything.
pub struct Plan {
    pub pages: Vec<Page>,
    pub models: Vec<ModelPages>,
    pub bridges: Vec<Bridge>,
    pub files: Vec<(OutPath, Source)>,
    /// Earlier addresses.
    pub claims: Vec<Claim>,
    /// Notes that are drafts, left out of the site.
    pub drafts: Vec<SourcePath>,
    pub sections: Vec<Section>,
    pub note_tags: NoteTags,
    /// Listed pages of notes with a date, the newest first.
    pub dated: Vec<PageId>,
}

/// Gives every page its address; two sources for one address are reported, the first keeps it.
pub fn plan(parsed: &Parsed, drafts: bool, diagnostics: &mut Vec<Diagnostic>) -> Plan {
    let mut planner = Planner::new(parsed, diagnostics);
    let kept = |note: &Note| drafts || !note.front.draft;
    let left_out = parsed.notes.iter().filter(|n| !kept(n)).map(|n| n.path.clone()).collect();
    let introductions = introductions(parsed);
    let named = |name: &str| parsed.notes.iter().position(|n| kept(n) && page_name(n) == name);
    let (home, not_found) = (named("index"), named("404"));
    planner.home(home);
    for (index, note) in parsed.notes.iter().enumerate() {
        let is_apart = [home, not_found].contains(&Some(index));
        if kept(note) && !is_apart && !introductions.contains_key(&index) {
            planner.note(index, note);
        }
    }
    let mut models = Vec::new();
    for index in 0..parsed.models.len() {
        let introduction = introductions.iter().find(|(_, m)| **m == index).map(|(note, _)| *note);
        models.push(planner.model(index, introduction.filter(|&n| kept(&parsed.notes[n]))));
    }
    let bridges = planner.several(&models);
    let (sections, note_tags) = (planner.sections(), planner.note_tags());
    planner.glossary();
    if parsed.notes.iter().any(|note| kept(note) && !note.body.exercises.is_empty()) {
        planner.exercises();
    }
    planner.not_found(not_found);
    let files = planner.files(&parsed.files);
    let claims = planner.claims(&models, &files);
    Plan {
        dated: planner.dated(),
        pages: planner.pages,
        models,
        bridges,
        files,
        claims,
        drafts: left_out,
        sections,
        note_tags,
    }
}

/// The notes that introduce a model: those at its address.
fn introductions(parsed: &Parsed) -> BTreeMap<usize, usize> {
    let models: HashMap<&str, usize> =
        parsed.models.iter().enumerate().map(|(index, m)| (m.key.as_str(), index)).collect();
    let names = parsed.notes.iter().enumerate();
    names
        .filter_map(|(index, note)| {
            let name = page_name(note);
            let key = name.strip_suffix("/index").unwrap_or(&name);
            models.get(key).map(|&model| (index, model))
        })
        .collect()
}

/// A note's address without its ending: `notes/week-1`; `notes/index` for `notes/README.md`.
fn page_name(note: &Note) -> String {
    let path = note.path.as_str().trim_start_matches(CONTENT);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(f, n)| (f, n));
    let name = match (&note.front.slug, name) {
        (Some(slug), _) => slug.value.as_str(),
        (None, "README" | "readme" | "Readme" | "_index") => "index",
        (None, name) => name,
    };
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// By folder below `content/`: the note that stands for it, if it has `params`. The home page stands
/// for no folder.
pub fn section_notes(site: &Site) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for page in &site.map.pages {
        let (note, folder) = match page.kind {
            PageKind::Note(note) => {
                let name = page_name(&site.notes[note]);
                (note, name.strip_suffix("/index").map(str::to_owned))
            }
            PageKind::Overview(m) => match site.map.models[m].introduction {
                Some(note) => (note, Some(site.map.models[m].model.key.clone())),
                None => continue,
            },
            _ => continue,
        };
        if let Some(folder) = folder.filter(|_| !site.notes[note].front.params.is_empty()) {
            found.insert(folder, note);
        }
    }
    found
}

/// The folders that a page is in, from the outermost: `notes`, `notes/week-1`. Pages of a model are
/// in a folder of its name.
pub fn folders(map: &Map, id: PageId) -> Vec<&str> {
    let page = map.page(id);
    let folder = match page.kind {
        PageKind::Note(_) => {
            let path = page.source.as_ref().map_or("", SourcePath::as_str);
            path.trim_start_matches(CONTENT).rsplit_once('/').map_or("", |(folder, _)| folder)
        }
        PageKind::Section(_) => page.out.folder(),
        _ => page.kind.model().map_or("", |m| map.models[m].model.key.as_str()),
    };
    let folder = folder.trim_end_matches('/');
    let ends = folder.match_indices('/').map(|(at, _)| at);
    ends.chain((!folder.is_empty()).then_some(folder.len())).map(|end| &folder[..end]).collect()
}

/// The title that a note goes by: front matter, first heading, the order of a book, file name.
pub fn note_title(note: &Note) -> String {
    let given = note.front.title.as_ref().or(note.heading.as_ref()).map(|title| &title.value);
    let given = given.or(note.listed.as_ref());
    given.map_or_else(|| title_of_file(note.path.file_name()), String::clone)
}

/// `03-first-steps.md` reads "First steps".
pub fn title_of_file(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or(name);
    let (_, rest) = number_prefix(stem);
    let words = rest.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The number that orders a file, and the rest of its name: `03-first` gives 3 and `first`.
pub fn number_prefix(name: &str) -> (Option<u32>, &str) {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = name[digits..].trim_start_matches(['-', '_', '.', ' ']);
    match name[..digits].parse() {
        Ok(number) if !rest.is_empty() && rest.len() < name.len() - digits => (Some(number), rest),
        _ => (None, name),
    }
}

struct Planner<'a> {
    parsed: &'a Parsed,
    style: UrlStyle,
    pages: Vec<Page>,
    /// Addresses in lower case (two that differ in case alone clash on many disks), with what made them.
    taken: HashMap<String, (String, Place)>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Planner<'a> {
    fn new(parsed: &'a Parsed, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        let style = parsed.config.urls;
        Self { parsed, style, pages: Vec::new(), taken: HashMap::new(), diagnostics }
    }

    fn home(&mut self, note: Option<usize>) {
        let title = note.map_or_else(
            || self.parsed.config.title.clone(),
            |note| note_title(&self.parsed.notes[note]),
        );
        let source = note.map(|note| self.parsed.notes[note].path.clone());
        self.add(PageKind::Home(note), OutPath::new("index.html"), title, source);
    }

    fn note(&mut self, index: usize, note: &Note) {
        let out = OutPath::page(&page_name(note), self.style);
        self.add(PageKind::Note(index), out, note_title(note), Some(note.path.clone()));
    }

    fn model(&mut self, index: usize, introduction: Option<usize>) -> ModelPages {
        let words = &*self.parsed.config.words;
        let model = &self.parsed.models[index];
        let title = &model.title.value;
        let overview = self.model_page(model, PageKind::Overview(index), "index", title.clone());
        let levels = model
            .levels
            .iter()
            .enumerate()
            .map(|(level, l)| {
                let title = level_title(words, &l.value.value, &l.name.value);
                self.model_page(model, PageKind::Level(index, level), &l.id(), title)
            })
            .collect();
        let matrix =
            self.model_page(model, PageKind::Matrix(index), "matrix", matrix_title(words, model));
        let dimensions = model
            .dimensions
            .iter()
            .enumerate()
            .map(|(dimension, d)| {
                let name = format!("dimension-{}", d.path.replace('/', "-"));
                let kind = PageKind::Dimension(index, dimension);
                self.model_page(model, kind, &name, d.name.value.clone())
            })
            .collect();
        let uses = Uses::of(model);
        let named = |prefix: &str, id: &str| format!("{prefix}-{id}");
        let mut further = |names: Vec<(PageKind, String, String)>| -> Vec<PageId> {
            let all = names.into_iter();
            all.map(|(kind, name, title)| self.model_page(model, kind, &name, title)).collect()
        };
        let activities = model.activities.iter().enumerate().map(|(a, activity)| {
            let kind = PageKind::Activity(index, a);
            (kind, named("activity", &activity.id), activity.name.value.clone())
        });
        let capabilities = model.catalog.capabilities.iter().enumerate().map(|(c, capability)| {
            let kind = PageKind::Capability(index, c);
            (kind, named("capability", &capability.id), capability.name.value.clone())
        });
        let tags = uses.tags.iter().enumerate().map(|(t, tag)| {
            (
                PageKind::Tag(index, t),
                named("tag", &tag.id),
                words.fill("Tag: {name}", &[("name", &tag.name)]),
            )
        });
        let frameworks = model.catalog.frameworks.iter().enumerate().map(|(f, framework)| {
            let kind = PageKind::Framework(index, f);
            (kind, named("framework", &framework.id), framework.title().to_owned())
        });
        let resources = (!model.catalog.resources.is_empty()).then(|| {
            (PageKind::Resources(index), "resources".to_owned(), words.say("Resources").to_owned())
        });
        let (activities, capabilities) =
            (further(activities.collect()), further(capabilities.collect()));
        let (tags, frameworks) = (further(tags.collect()), further(frameworks.collect()));
        let resources = further(resources.into_iter().collect()).first().copied();
        let pairs = self.pairs(index, model);
        let title = words.fill("Notes on {model}", &[("model", &model.title.value)]);
        let coverage = self.model_page(model, PageKind::Coverage(index), "coverage", title);
        ModelPages {
            model: model.clone(),
            overview,
            matrix,
            levels,
            dimensions,
            activities,
            capabilities,
            tags,
            frameworks,
            resources,
            pairs,
            coverage,
            introduction,
            counted: vec![OnceLock::new(); model.levels.len().pow(2)],
            has_extras: texts(model).any(|text| text.rich.extras),
            uses,
        }
    }

    /// In a site with several models: their index, and a page for each framework that they share.
    fn several(&mut self, models: &[ModelPages]) -> Vec<Bridge> {
        if models.len() < 2 {
            return Vec::new();
        }
        let words = &*self.parsed.config.words;
        self.add(
            PageKind::Models,
            OutPath::page("models", self.style),
            words.say("Models").to_owned(),
            None,
        );
        let mut shared: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (m, pages) in models.iter().enumerate() {
            for (f, framework) in pages.model.catalog.frameworks.iter().enumerate() {
                shared.entry(&framework.id).or_default().push((m, f));
            }
        }
        let mut bridges = Vec::new();
        for (id, sides) in shared.into_iter().filter(|(_, sides)| sides.len() > 1) {
            let (m, f) = sides[0];
            let name = models[m].model.catalog.frameworks[f].title().to_owned();
            let out = OutPath::page(&format!("models-{id}"), self.style);
            let kind = PageKind::Bridge(bridges.len());
            let page = self.add(
                kind,
                out,
                words.fill("Models through {framework}", &[("framework", &name)]),
                None,
            );
            bridges.push(Bridge { name, page, sides });
        }
        bridges
    }

    /// A page for any two levels; the lowest beside the highest is `compare.html`.
    fn pairs(&mut self, index: usize, model: &Model) -> BTreeMap<(usize, usize), PageId> {
        let count = model.levels.len();
        let short = |level: usize| model.levels[level].short_id();
        let mut pairs = BTreeMap::new();
        // A model of one level was reported; it stands beside itself, so that the page is there.
        for from in 0..count {
            for to in if count == 1 { 0..1 } else { from + 1..count } {
                let name = match (from, to) {
                    (0, to) if to + 1 == count => "compare".to_owned(),
                    (from, to) => format!("compare-{}-{}", short(from), short(to)),
                };
                let values = [from, to].map(|level| model.levels[level].value.value.as_str());
                let given = [("from", values[0]), ("to", values[1])];
                let title = self.parsed.config.words.fill("Level {from} beside level {to}", &given);
                let kind = PageKind::Compare(index, from, to);
                pairs.insert((from, to), self.model_page(model, kind, &name, title));
            }
        }
        pairs
    }

    fn model_page(&mut self, model: &Model, kind: PageKind, name: &str, title: String) -> PageId {
        let out = OutPath::page(&format!("{}/{name}", model.key), self.style);
        self.add(kind, out, title, Some(model.path.clone()))
    }

    fn glossary(&mut self) {
        if let Some(path) = &self.parsed.glossary.path {
            let out = OutPath::page("glossary", self.style);
            self.add(
                PageKind::Glossary,
                out,
                self.parsed.config.words.say("Glossary").to_owned(),
                Some(path.clone()),
            );
        }
    }

    fn exercises(&mut self) {
        let out = OutPath::page("exercises", self.style);
        self.add(
            PageKind::Exercises,
            out,
            self.parsed.config.words.say("All exercises").to_owned(),
            None,
        );
    }

    fn not_found(&mut self, note: Option<usize>) {
        let note = note.map(|index| (index, &self.parsed.notes[index]));
        let title = note.map_or_else(
            || self.parsed.config.words.say("Page not found").to_owned(),
            |(_, note)| note_title(note),
        );
        let source = note.map(|(_, note)| note.path.clone());
        let kind = PageKind::NotFound(note.map(|(index, _)| index));
        self.add(kind, OutPath::new("404.html"), title, source);
    }

    fn files(&mut self, files: &[Source]) -> Vec<(OutPath, Source)> {
        let mut placed = Vec::new();
        for file in files {
            let out = OutPath::new(file.path.as_str().trim_start_matches(CONTENT));
            self.warn_of_names(&file.path);
            if self.take(&out, Place::file(&file.path)) {
                placed.push((out, file.clone()));
            }
        }
        placed
    }

    /// A page whose address is taken is reported and left with the address it wanted: nothing is written then.
    fn add(
        &mut self,
        kind: PageKind,
        out: OutPath,
        title: String,
        source: Option<SourcePath>,
    ) -> PageId {
        let place = source
            .as_ref()
            .map_or_else(|| Place::file(&SourcePath::new("levelbook.yaml")), Place::file);
        self.add_at(kind, out, title, source, place)
    }

    /// `place` is what asks for the page.
    fn add_at(
        &mut self,
        kind: PageKind,
        out: OutPath,
        title: String,
        source: Option<SourcePath>,
        place: Place,
    ) -> PageId {
        if let (PageKind::Note(_), Some(source)) = (kind, &source) {
            self.warn_of_names(source);
        }
        self.take(&out, place);
        let front = match kind {
            PageKind::Note(note) => Some(&self.parsed.notes[note].front),
            _ => None,
        };
        let (weight, unlisted) = front.map_or((None, false), |f| (f.weight, f.unlisted));
        let unlisted = unlisted || matches!(kind, PageKind::NotFound(_));
        self.pages.push(Page { kind, out, title, source, weight, unlisted });
        PageId(self.pages.len() - 1)
    }

    fn take(&mut self, out: &OutPath, place: Place) -> bool {
        let key = out.as_str().to_lowercase();
        if let Some((first, at)) = self.taken.get(&key) {
            let diagnostic = taken(place, out, first, at.clone());
            self.diagnostics.push(diagnostic);
            return false;
        }
        self.taken.insert(key, (out.to_string(), place));
        true
    }

    fn warn_of_names(&mut self, path: &SourcePath) {
        let stem = path.file_name().split('.').next().unwrap_or_default().to_ascii_lowercase();
        let device = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
        let numbered = device.is_some_and(|d| d.len() == 1 && d.as_bytes()[0].is_ascii_digit());
        if numbered || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") {
            self.diagnostics.push(reserved(path));
        }
    }
}

/// `Level 2 · Automated Training`; `Bronze` where the name says no more than the value.
pub fn level_title(words: &Words, value: &str, name: &str) -> String {
    if value == name {
        return name.to_owned();
    }
    format!("{} · {name}", words.fill("Level {level}", &[("level", value)]))
}

fn matrix_title(words: &Words, model: &Model) -> String {
    format!("{} · {}", words.say("Matrix"), model.title.value)
}

fn taken(place: Place, out: &OutPath, first: &str, at: Place) -> Diagnostic {
    let message = match out.as_str() == first {
        true => format!("the address {out} is already taken by {}", at.path),
        false => format!("the address {out} differs from {first} of {} in case alone", at.path),
    };
    Diagnostic::error(Code::R01, place, message)
        .related(at, "has the address already")
        .help("Rename one of the two files, or give one of them a `slug` of its own.")
}

fn reserved(path: &SourcePath) -> Diagnostic {
    let message = format!("{} is a name that Windows keeps for itself", path.file_name());
    Diagnostic::warning(Code::R02, Place::file(path), message).help("Rename the file.")
}
