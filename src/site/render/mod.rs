//! One page at a time, from the resolved site.
//!
//! The views are made first; a page is rendered when its view, the theme or the site's own facts
//! differ from those that it was last rendered from.

mod assets;
mod catalog_pages;
mod climb_pages;
mod components;
mod descriptions;
mod engine;
pub mod exports;
mod fill;
mod glossary_pages;
mod graph;
pub mod head;
pub mod list_pages;
pub mod model_pages;
mod models_pages;
mod pieces;
mod preview;
mod print;
mod redirects;
mod refs;
mod sidebar;
mod steps;
mod structured;
mod tables;
pub mod views;

use std::sync::Arc;

use rayon::prelude::*;

use super::address::{Base, OutPath};
use super::diagnostics::Diagnostic;
use super::memo::{Memo, hash_of};
use super::output::{File, Output, When};
use super::parse::markdown;
use super::parse::note::Note;
use super::resolve::documents::{self, Document};
use super::resolve::pages::{PageId, PageKind};
use super::sources::{ContentHash, SourcePath};
use super::{AT_ONCE, Site};
pub use descriptions::description;
use engine::Engine;
use fill::Frame;
use model_pages::Lens;
use sidebar::Sidebars;
use views::{
    Body, ContentsEntry, HomeView, Html, LinkView, NotFoundView, NoteCard, NoteView, PageView,
    SiteView, SocialView, View,
};

/// What earlier builds left to be used again.
#[derive(Debug, Default)]
pub struct Kept {
    engines: Memo<Result<Engine, Vec<Diagnostic>>>,
    sidebars: Memo<Result<Sidebars, Box<Diagnostic>>>,
    /// The hash of a page's view, by the hash of what the view is made from.
    views: Memo<ContentHash>,
    /// Pages by their views: one made from other notes may prove to be the same.
    pages: Memo<Result<File, Box<Diagnostic>>>,
    data: Memo<Vec<(OutPath, File)>>,
    redirects: Memo<Vec<(OutPath, File)>>,
    /// What is wrong with a note's components.
    calls: Memo<Vec<Diagnostic>>,
    print: print::Kept,
}

impl Kept {
    /// Forgets what the last build did not use; returns how many pages it had to render.
    pub fn sweep(&self) -> usize {
        self.engines.sweep();
        self.sidebars.sweep();
        self.data.sweep();
        self.redirects.sweep();
        self.calls.sweep();
        self.views.sweep();
        self.pages.sweep()
    }
}

/// All files of the site; the documents for printing now or later.
pub fn site(site: &Site, print: When, kept: &Kept) -> (Output, Vec<Diagnostic>) {
    let mut output = Output::default();
    let assets = assets::assets(site, &mut output);
    let facts = site_view(site);
    let words = &site.config.words;
    let shared = hash_of(&(site.theme.hash, &facts, &site.config.footer, &assets, words));
    let engine =
        kept.engines.get(shared, || Engine::new(&site.theme, &facts, &assets, words, shared));
    let engine = match &*engine {
        Ok(engine) => engine,
        Err(diagnostics) => return (output, diagnostics.clone()),
    };
    assets::files_of(site, &engine.sheets, &mut output);
    let shared = hash_of(&(shared, site.map.key));
    let sidebars = kept.sidebars.get(shared, || Sidebars::new(site, engine));
    let sidebars = match &*sidebars {
        Ok(sidebars) => sidebars,
        Err(diagnostic) => return (output, vec![(**diagnostic).clone()]),
    };
    let mut diagnostics = check_components(site, engine, shared, kept);
    let making = Making { site, engine, sidebars, kept, shared };
    let pages = (0..site.map.pages.len()).into_par_iter().with_max_len(AT_ONCE);
    let rendered: Vec<_> = pages.map(|index| making.page(PageId(index))).collect();
    for (page, result) in site.map.pages.iter().zip(rendered) {
        match &*result {
            Ok(file) => output.insert(page.out.clone(), file.clone()),
            Err(diagnostic) => diagnostics.push((**diagnostic).clone()),
        }
    }
    if diagnostics.is_empty() {
        diagnostics = print::documents(site, engine, print, &kept.print, &mut output);
    }
    data(site, kept, &mut output);
    (output, diagnostics)
}

/// What is wrong with the components that notes call.
fn check_components(
    site: &Site,
    engine: &Engine,
    shared: ContentHash,
    kept: &Kept,
) -> Vec<Diagnostic> {
    let notes = site.notes.par_iter().filter(|note| !note.body.calls.is_empty());
    let checked = notes.map(|note| {
        let key = hash_of(&(shared, note.hash));
        kept.calls.get(key, || components::check(site, engine, note))
    });
    checked.collect::<Vec<_>>().iter().flat_map(|found| found.iter().cloned()).collect()
}

/// What all pages of one build share.
struct Making<'a> {
    site: &'a Site,
    engine: &'a Engine,
    sidebars: &'a Sidebars,
    kept: &'a Kept,
    /// The hash of the theme, the site's facts and the map.
    shared: ContentHash,
}

impl Making<'_> {
    fn page(&self, id: PageId) -> Arc<Result<File, Box<Diagnostic>>> {
        let changed = head::updated(self.site, id);
        let from = hash_of(&(self.shared, id, made_from(self.site, id), changed));
        let mut made = None;
        let key = *self.kept.views.get(from, || {
            let view = made.insert(view(self.site, id, self.engine, self.sidebars));
            hash_of(&(self.engine.hash, view))
        });
        let moved = redirects::moved(self.site, id);
        let key = moved.as_ref().map_or(key, |moved| hash_of(&(key, moved)));
        self.kept.pages.get(key, || {
            let view = made.unwrap_or_else(|| view(self.site, id, self.engine, self.sidebars));
            let template = format!("{}.html", view.page.kind);
            let html = self.engine.page(&template, &view)?;
            let html = match &moved {
                Some(moved) => redirects::with(html, moved),
                None => html,
            };
            Ok(File::new(html.into_bytes()))
        })
    }
}

/// The hashes of the notes that a page shows something of, its own first. All else that it shows
/// is in the map.
pub fn made_from(site: &Site, id: PageId) -> Vec<ContentHash> {
    let speakers = |m, level| site.speakers.get(&(m, level)).into_iter().flatten().copied();
    let notes: Vec<usize> = match site.map.page(id).kind {
        PageKind::Note(note) => vec![note],
        PageKind::NotFound(note) => note.into_iter().collect(),
        PageKind::Home(note) => {
            let cards = first_notes(site).filter_map(|id| site.map.note_of(id));
            note.into_iter().chain(cards).collect()
        }
        PageKind::Overview(m) => {
            let pages = &site.map.models[m];
            let named = (0..pages.levels.len()).flat_map(|level| speakers(m, level));
            pages.introduction.into_iter().chain(named).collect()
        }
        PageKind::Level(m, level) => speakers(m, level).collect(),
        PageKind::Coverage(m) => {
            let pages = &site.map.models[m];
            let named = (0..pages.levels.len()).flat_map(|level| speakers(m, level));
            let linking = site.mentions.values().flatten().map(|mention| mention.note);
            let mut notes: Vec<usize> = named.chain(linking).collect();
            notes.sort_unstable();
            notes.dedup();
            notes
        }
        PageKind::Section(_) | PageKind::NoteTag(_) => {
            list_pages::pages(site, id).iter().filter_map(|&page| site.map.note_of(page)).collect()
        }
        _ => Vec::new(),
    };
    let linking = site.mentions.get(&id).into_iter().flatten().map(|mention| mention.note);
    let notes = notes.into_iter().chain(linking).chain(head::params_from(site, id));
    notes.into_iter().map(|note| site.notes[note].hash).collect()
}

fn site_view(site: &Site) -> SiteView {
    let config = &site.config;
    let primary = config.language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let right_to_left = ["ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"];
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        direction: if right_to_left.contains(&primary.as_str()) { "rtl" } else { "ltr" },
        repository: config.repository.as_ref().map(|r| r.url.clone()),
        social: config
            .social
            .iter()
            .map(|s| SocialView { name: s.name.clone(), url: s.url.value.clone() })
            .collect(),
        search: config.search,
        progress: config.progress,
        generator: concat!("levelbook ", env!("CARGO_PKG_VERSION")).to_owned(),
        params: config.params.clone(),
        data: site.data.clone(),
    }
}

fn view(site: &Site, id: PageId, engine: &Engine, sidebars: &Sidebars) -> View {
    let base = base_of(site, id);
    let body = body(site, id, engine, &base);
    let page = page_view(site, id, engine, &base, &body, sidebars);
    View { page, body }
}

/// What the addresses on a page are counted from.
pub fn base_of(site: &Site, id: PageId) -> Base {
    match site.map.page(id).kind {
        PageKind::NotFound(_) => Base::Root(site.config.root()),
        _ => Base::of(&site.map.page(id).out),
    }
}

fn body(site: &Site, id: PageId, engine: &Engine, base: &Base) -> Body {
    let lens = |m| Lens { site, base, m, engine: Some(engine) };
    match site.map.page(id).kind {
        PageKind::Home(note) => Body::Home(home(site, base, engine, note)),
        PageKind::Note(note) => Body::Note(note_view(site, base, engine, note)),
        PageKind::Overview(m) => Body::Model(lens(m).overview()),
        PageKind::Level(m, level) => Body::Level(lens(m).level(level)),
        PageKind::Matrix(m) => Body::Matrix(lens(m).matrix()),
        PageKind::Dimension(m, dimension) => Body::Dimension(lens(m).dimension(dimension)),
        PageKind::Activity(m, activity) => Body::Activity(lens(m).activity(activity)),
        PageKind::Capability(m, capability) => Body::Capability(lens(m).capability(capability)),
        PageKind::Tag(m, tag) => Body::Tag(lens(m).tag(tag)),
        PageKind::Framework(m, framework) => Body::Framework(lens(m).framework(framework)),
        PageKind::Resources(m) => Body::Resources(lens(m).resources()),
        PageKind::Compare(m, from, to) => Body::Compare(lens(m).compare(from, to)),
        PageKind::Coverage(m) => Body::Coverage(lens(m).coverage()),
        PageKind::Models => Body::Models(models_pages::models(site, base)),
        PageKind::Bridge(bridge) => Body::Bridge(models_pages::bridge(site, base, bridge)),
        PageKind::Exercises => Body::Exercises(exercises(site, base)),
        PageKind::Glossary => Body::Glossary(glossary_pages::glossary(site, base, id)),
        PageKind::NotFound(note) => Body::NotFound(NotFoundView {
            body: note.map(|note| note_body(site, base, engine, &site.notes[note])),
            links: top_links(site, base),
        }),
        PageKind::Section(_) => Body::Section(list_pages::section(site, base, id)),
        PageKind::NoteTags => Body::NoteTags(list_pages::note_tags(site, base)),
        PageKind::NoteTag(tag) => Body::NoteTag(list_pages::note_tag(site, base, tag)),
    }
}

fn home(site: &Site, base: &Base, engine: &Engine, note: Option<usize>) -> HomeView {
    HomeView {
        body: note
            .map_or_else(Html::default, |note| note_body(site, base, engine, &site.notes[note])),
        models: (0..site.map.models.len())
            .map(|m| Lens { site, base, m, engine: None }.card())
            .collect(),
        notes: first_notes(site).map(|id| note_card(site, base, id)).collect(),
        note_count: site.map.pages.iter().filter(|p| matches!(p.kind, PageKind::Note(_))).count(),
        exercises: site
            .map
            .pages
            .iter()
            .position(|page| page.kind == PageKind::Exercises)
            .map(|at| refs::link(site, base, PageId(at))),
    }
}

/// The notes that the home page shows a card of.
fn first_notes(site: &Site) -> impl Iterator<Item = PageId> {
    let is_note = |id: &PageId| matches!(site.map.page(*id).kind, PageKind::Note(_));
    site.map.order.iter().copied().filter(is_note).take(12)
}

fn note_card(site: &Site, base: &Base, id: PageId) -> NoteCard {
    NoteCard {
        title: site.map.page(id).title.clone(),
        href: refs::href(site, base, id),
        description: description(site, id),
        date: site.map.note_of(id).and_then(|note| date(&site.notes[note])),
    }
}

fn date(note: &Note) -> Option<String> {
    note.front.date.as_ref().map(|date| date.value.clone())
}

fn note_body(site: &Site, base: &Base, engine: &Engine, note: &Note) -> Html {
    let frame = Frame::own(site, base, &note.path).with(Some(engine));
    Html::new(frame.note(note, 0..note.body.pieces.len()))
}

fn note_view(site: &Site, base: &Base, engine: &Engine, index: usize) -> NoteView {
    let (note, named) = (&site.notes[index], &site.note_levels[index]);
    let mut levels: Vec<_> = named
        .anchors
        .iter()
        .zip(&note.anchors)
        .filter_map(|(level, anchor)| level.map(|at| (at, anchor)))
        .collect();
    levels.sort_by_key(|(at, _)| *at);
    levels.dedup_by_key(|(at, _)| *at);
    let to_section = levels.into_iter().map(|((m, l), anchor)| views::LevelRef {
        href: format!("#{}", super::address::encode(&anchor.id)),
        ..refs::level(site, base, m, l)
    });
    NoteView {
        body: note_body(site, base, engine, note),
        date: date(note),
        tags: list_pages::tags_of(site, base, note),
        levels: to_section.collect(),
        objectives: note
            .front
            .objectives
            .iter()
            .map(|text| {
                let frame = Frame::own(site, base, &note.path);
                Html::new(frame.text(&markdown::inline(&text.value)))
            })
            .collect(),
        prerequisites: super::resolve::links::prerequisites(site, note)
            .into_iter()
            .filter_map(|(_, page)| Some(refs::link(site, base, page.ok()?)))
            .collect(),
        time: note.front.time.as_ref().map(|time| time.value.clone()),
        about: named.about.map(|(m, l)| refs::level(site, base, m, l)),
        authors: head::authors(site, note),
        minutes: head::minutes(note),
    }
}

/// The exercises of all notes in reading order.
fn exercises(site: &Site, base: &Base) -> views::ExercisesView {
    let notes = site.map.order.iter().filter_map(|&page| {
        let own = &site.notes[site.map.note_of(page)?].body.exercises;
        let note = refs::link(site, base, page);
        let href = |id: &str| {
            let id = super::address::encode(id);
            note.href.as_ref().map(|href| format!("{href}#{id}"))
        };
        let link = |one: &super::parse::rich::Exercise| LinkView {
            title: one.title.clone(),
            href: href(&one.id),
        };
        let exercises: Vec<_> = own.iter().map(link).collect();
        (!exercises.is_empty()).then_some(views::NoteExercises { note, exercises })
    });
    views::ExercisesView { notes: notes.collect() }
}

fn top_links(site: &Site, base: &Base) -> Vec<LinkView> {
    let home =
        LinkView { title: site.config.title.clone(), ..refs::link(site, base, site.map.home()) };
    let entries = site.map.navigation.iter().filter_map(|node| match node.target {
        super::resolve::navigation::Destination::Page(id) => Some(refs::link(site, base, id)),
        _ => None,
    });
    std::iter::once(home).chain(entries).take(12).collect()
}

fn page_view(
    site: &Site,
    id: PageId,
    engine: &Engine,
    base: &Base,
    body: &Body,
    sidebars: &Sidebars,
) -> PageView {
    let page = site.map.page(id);
    let [previous, next] =
        site.map.neighbours(id).map(|other| other.map(|other| refs::link(site, base, other)));
    PageView {
        kind: body.kind(),
        title: page.title.clone(),
        description: description(site, id),
        root: base.root(),
        home: refs::href(site, base, site.map.home()),
        canonical: head::canonical(site, id),
        breadcrumbs: sidebars.breadcrumbs(site, id, base),
        contents: contents(site, id),
        previous,
        next,
        edit: edit(site, id),
        sheets: engine
            .sheets
            .of_page(assets::parts(site, id))
            .iter()
            .map(|s| s.0.clone())
            .collect(),
        moving: assets::is_moving(site, id),
        navigation: sidebars.of(site, id, base),
        markdown: head::markdown(site, id).map(|out| base.href(&out, site.config.urls)),
        feeds: head::feeds(site, id, base),
        card: head::card(site, id).and_then(|out| head::absolute(site, &out)),
        structured: structured::of(site, id, sidebars),
        unlisted: page.unlisted,
        updated: head::updated(site, id).map(str::to_owned),
        params: head::params(site, id),
        folders: head::folder_classes(site, id),
        print: print_links(site, id, base),
        footer: footer(site, base),
    }
}

/// The site's line at the foot of a page. Its links count from the home page's file.
pub fn footer(site: &Site, base: &Base) -> Option<Html> {
    let footer = site.config.footer.as_ref()?;
    let home = SourcePath::new("content/index.md");
    Some(Html::new(Frame::own(site, base, &home).text(&markdown::inline(&footer.value))))
}

/// The documents that a page is in, its section or model first.
fn print_links(site: &Site, id: PageId, base: &Base) -> Vec<LinkView> {
    let link = |document: &Document| LinkView {
        title: site.config.words.say(document.scope.title()).to_owned(),
        href: Some(base.href(&document.out, site.config.urls)),
    };
    documents::of_page(&site.map, id).map(link).collect()
}

fn edit(site: &Site, id: PageId) -> Option<String> {
    let repository = site.config.repository.as_ref()?;
    let source = site.map.page(id).source.as_ref()?;
    let path = super::address::encode(&format!("{}{source}", repository.folder));
    Some(format!("{}/edit/{}/{path}", repository.url, repository.branch))
}

fn contents(site: &Site, id: PageId) -> Vec<ContentsEntry> {
    let (PageKind::Note(note) | PageKind::Home(Some(note))) = site.map.page(id).kind else {
        return Vec::new();
    };
    let headings = site.notes[note].anchors.iter().filter_map(|anchor| match anchor.kind {
        super::parse::rich::AnchorKind::Heading(depth) if depth <= 3 => {
            Some((anchor, depth.max(2)))
        }
        _ => None,
    });
    headings
        .map(|(anchor, depth)| ContentsEntry {
            title: Html::new(anchor.title_html.as_str()),
            href: format!("#{}", super::address::encode(&anchor.id)),
            depth,
        })
        .collect()
}

/// The author's files, the models as data, redirects.
fn data(site: &Site, kept: &Kept, output: &mut Output) {
    for (out, source) in &site.map.files {
        output.insert(out.clone(), File::from(source));
    }
    let style = site.config.urls;
    let words = &site.config.words;
    let models = site.map.models.iter().map(|pages| &pages.model);
    let data = models.map(|model| {
        kept.data.get(hash_of(&(model.hash, style, words)), || exports::all(model, style, words))
    });
    let redirects = kept.redirects.get(hash_of(&(&site.config, site.map.key)), || {
        let pages = site.redirects.pages.iter();
        let pages = pages.map(|(out, to)| (out.clone(), redirects::page(site, out, to)));
        let files = site.redirects.files.iter();
        let files = files.map(|(out, file)| (out.clone(), File::from(&site.map.files[*file].1)));
        pages.chain(files).collect()
    });
    for m in 0..site.map.models.len() {
        let (out, file) = exports::coverage(site, m);
        output.insert(out, file);
    }
    let data: Vec<_> = data.collect();
    // A model that moved is still read by programs at its earlier place.
    for (model, files) in site.map.models.iter().map(|pages| &pages.model).zip(&data) {
        let places = model.was.iter().filter(|was| was.value != model.key);
        for (was, (out, file)) in places.flat_map(|was| files.iter().map(move |file| (was, file))) {
            let name = out.as_str().strip_prefix(&*model.key).unwrap_or_default();
            output.insert_new(OutPath::new(format!("{}{name}", was.value)), file.clone());
        }
    }
    for (out, file) in data.into_iter().chain([redirects]).flat_map(|files| (*files).clone()) {
        output.insert(out, file);
    }
}
