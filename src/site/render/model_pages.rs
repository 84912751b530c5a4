//! The views of a model's pages: overview, levels, matrix, dimensions.

use super::engine::Engine;
use super::fill::Frame;
use super::refs;
use super::views::{
    AboutEntry, CellView, ChangeView, DimensionCard, DimensionView, HeatCell, HeatRow, HeatView,
    Html, ItemView, KeyView, LevelCard, LevelView, LinkView, MatrixHead, MatrixPageView, MatrixRow,
    MatrixView, ModelCard, ModelView, NoteSection, ScoringView, SectionView,
};
use crate::site::Site;
use crate::site::address::{Base, OutPath};
use crate::site::parse::model::{Item, Model, Progression, Section, Text};
use crate::site::parse::note::{Note, Spanned};
use crate::site::parse::rich::AnchorKind;
use crate::site::resolve::ModelPages;
use crate::site::resolve::links::dimension_anchor;
use crate::site::resolve::notes::covered;
use crate::site::resolve::pages::{PageId, PageKind, note_title};
use crate::site::text::{heading_id, slug};
use crate::site::words::Words;

/// One model as seen from one page.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    pub site: &'a Site,
    pub base: &'a Base,
    /// The model's index.
    pub m: usize,
    /// For components in notes; without it they show their inside alone.
    pub engine: Option<&'a Engine>,
}

/// What an anchor of a cell is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    LevelPage,
    DimensionPage,
    ByLevel,
    ByDimension,
    Overview,
}

impl On {
    /// There is room for the texts alone.
    fn is_matrix(self) -> bool {
        matches!(self, On::ByLevel | On::ByDimension | On::Overview)
    }
}

/// More items and activities than this are too many for the overview to show all of them, and for
/// the page of a level to repeat what other pages list.
const LARGE: usize = 400;

/// More than this are too many for one table: a cell of the matrix names its first activities.
const HUGE: usize = 1000;
const FIRST: usize = 5;

impl<'a> Lens<'a> {
    pub fn pages(&self) -> &'a ModelPages {
        &self.site.map.models[self.m]
    }

    /// What pages say, in the language of the site.
    pub fn words(&self) -> &'a Words {
        &self.site.config.words
    }

    pub fn model(&self) -> &'a Model {
        &self.pages().model
    }

    pub fn link(&self) -> LinkView {
        refs::link(self.site, self.base, self.pages().overview)
    }

    /// Dimensions that hold cells: all but those that only group others.
    pub fn with_cells(&self) -> impl Iterator<Item = usize> + use<'a> {
        let model = self.model();
        (0..model.dimensions.len()).filter(move |&d| !is_group(model, d))
    }

    pub fn card(&self) -> ModelCard {
        let model = self.model();
        ModelCard {
            title: model.title.value.clone(),
            description: refs::optional(self.site, self.base, model, model.description.as_ref()),
            href: refs::href(self.site, self.base, self.pages().overview),
            matrix: refs::href(self.site, self.base, self.pages().matrix),
            levels: self.levels(),
            dimensions: self.with_cells().count(),
            items: model.item_count(),
            activities: model.activities.len(),
        }
    }

    fn levels(&self) -> Vec<super::views::LevelRef> {
        let all = 0..self.model().levels.len();
        all.map(|level| refs::level(self.site, self.base, self.m, level)).collect()
    }

    pub fn overview(&self) -> ModelView {
        let model = self.model();
        ModelView {
            title: model.title.value.clone(),
            description: refs::optional(self.site, self.base, model, model.description.as_ref()),
            introduction: self.pages().introduction.map(|note| {
                let note = &self.site.notes[note];
                let frame = Frame::own(self.site, self.base, &note.path).with(self.engine);
                Html::new(frame.note(note, 0..note.body.pieces.len()))
            }),
            levels: (0..model.levels.len()).map(|level| self.level_card(level)).collect(),
            dimensions: (0..model.dimensions.len()).map(|d| self.dimension_card(d)).collect(),
            matrix: (!self.is_large()).then(|| match self.first() {
                On::ByLevel => self.by_level(On::Overview),
                _ => self.by_dimension(On::Overview),
            }),
            heat: self.is_large().then(|| self.heat()),
            matrix_href: refs::href(self.site, self.base, self.pages().matrix),
            compare_href: refs::href(self.site, self.base, self.pages().compare()),
            coverage_href: refs::href(self.site, self.base, self.pages().coverage),
            progression: progression(model),
            scoring: model.catalog.scoring.as_ref().map(|scoring| ScoringView {
                rule: scoring.rule.value.clone(),
                threshold: scoring.threshold.as_ref().map(|text| text.value.clone()),
            }),
            capabilities: self.links_to(&self.pages().capabilities),
            frameworks: self.links_to(&self.pages().frameworks),
            tags: self.tags(),
            resources: self.pages().resources.map(|id| refs::link(self.site, self.base, id)),
            graph: self.graph(),
            fields: model.catalog.fields.iter().map(|field| self.declared(field)).collect(),
            answers: self.answer_sets(),
            about: self.about(),
            downloads: self.downloads(),
            covered: covered(self.site, self.m),
            notes: self.notes_on_levels(),
        }
    }

    /// The orientation with fewer columns.
    pub(super) fn first(&self) -> On {
        match self.with_cells().count() <= self.model().levels.len() {
            true => On::ByLevel,
            false => On::ByDimension,
        }
    }

    fn level_card(&self, level: usize) -> LevelCard {
        let model = self.model();
        let cells = model.cells.iter().filter(|c| c.level == level);
        LevelCard {
            level: refs::level(self.site, self.base, self.m, level),
            summary: refs::optional(
                self.site,
                self.base,
                model,
                model.levels[level].summary.as_ref(),
            ),
            items: cells.map(|cell| cell.all_items().count()).sum(),
            activities: model.activities.iter().filter(|a| a.level == level).count(),
            change: level.checked_sub(1).map(|below| self.change_count(below, level)),
        }
    }

    fn dimension_card(&self, dimension: usize) -> DimensionCard {
        let model = self.model();
        let cells = model.cells.iter().filter(|c| c.dimension == dimension);
        DimensionCard {
            dimension: refs::dimension(self.site, self.base, self.m, dimension),
            summary: refs::optional(
                self.site,
                self.base,
                model,
                model.dimensions[dimension].summary.as_ref(),
            ),
            items: cells.map(|cell| cell.all_items().count()).sum(),
            activities: model.activities.iter().filter(|a| a.dimension == dimension).count(),
        }
    }

    fn about(&self) -> Vec<AboutEntry> {
        let entries = self.model().about.iter();
        entries
            .map(|(key, value)| {
                let is_address =
                    value.value.starts_with("http://") || value.value.starts_with("https://");
                AboutEntry {
                    key: key.clone(),
                    label: about_label(self.words(), key),
                    value: value.value.clone(),
                    href: is_address.then(|| value.value.clone()),
                }
            })
            .collect()
    }

    fn downloads(&self) -> Vec<LinkView> {
        super::exports::NAMES
            .map(|name| {
                let out = OutPath::new(format!("{}/{name}", self.model().key));
                let href = Some(self.base.href(&out, self.site.config.urls));
                LinkView { title: name.to_owned(), href }
            })
            .into()
    }

    fn notes_on_levels(&self) -> Vec<LinkView> {
        let speaks = |note: usize| {
            let levels = &self.site.note_levels[note];
            levels.anchors.iter().flatten().chain(&levels.about).any(|&(m, _)| m == self.m)
        };
        let pages =
            self.site.map.order.iter().filter_map(|&id| match self.site.map.page(id).kind {
                PageKind::Note(note) | PageKind::Home(Some(note)) if speaks(note) => Some(id),
                _ => None,
            });
        pages.map(|id| refs::link(self.site, self.base, id)).collect()
    }

    pub fn level(&self, level: usize) -> LevelView {
        let model = self.model();
        let l = &model.levels[level];
        let reference = |level| refs::level(self.site, self.base, self.m, level);
        let below = level.checked_sub(1);
        let above = (level + 1 < model.levels.len()).then_some(level + 1);
        let matrix = refs::href(self.site, self.base, self.pages().matrix);
        let pair = |from, to| refs::href(self.site, self.base, self.pages().pairs[&(from, to)]);
        LevelView {
            level: reference(level),
            model: self.link(),
            levels: self.levels(),
            aka: l.aka.iter().map(|aka| aka.value.clone()).collect(),
            summary: refs::optional(self.site, self.base, model, l.summary.as_ref()),
            description: refs::optional(self.site, self.base, model, l.description.as_ref()),
            cells: self.with_cells().map(|d| self.cell(level, d, On::LevelPage)).collect(),
            inherited: self.inherited(level),
            backlinks: self.backlinks(self.pages().levels[level]),
            change: below.map(|below| self.climb(below, level)),
            ahead: above.map(|above| self.climb(level, above)),
            compare_below: below.map(|below| pair(below, level)),
            compare_above: above.map(|above| pair(level, above)),
            notes: self.sections(level),
            below: below.map(reference),
            above: above.map(reference),
            matrix_href: format!("{matrix}#{}", crate::site::address::encode(&l.id())),
        }
    }

    /// What changes from one level to the next; its numbers alone where the lines would be too many.
    fn climb(&self, from: usize, to: usize) -> ChangeView {
        let change = self.change(from, to, None);
        if self.is_large() { ChangeView { dimensions: Vec::new(), ..change } } else { change }
    }

    pub(super) fn cell(&self, level: usize, dimension: usize, on: On) -> CellView {
        let model = self.model();
        let cell = model.cell(level, dimension);
        let text = |text: Option<&Text>| refs::optional(self.site, self.base, model, text);
        let level_href = refs::href(self.site, self.base, self.pages().levels[level]);
        let anchor = dimension_anchor(model, dimension);
        let activities: Vec<usize> = model.activities_at(level, dimension).collect();
        let shown = match on.is_matrix() && self.entries() > HUGE {
            true => FIRST,
            false => activities.len(),
        };
        let short = on.is_matrix() || on == On::LevelPage && self.is_large();
        let activity = |&a: &usize| self.activity_ref(a, on == On::LevelPage, short);
        let items = |items: &[Item]| -> Vec<ItemView> {
            items.iter().map(|item| self.item(item, level, dimension, on)).collect()
        };
        let section = |section: &Section| SectionView {
            title: section.title.as_ref().map(|title| title.value.clone()),
            text: text(section.text.as_ref()),
            items: items(&section.items),
        };
        CellView {
            id: self.cell_id(level, dimension, on),
            level: refs::level(self.site, self.base, self.m, level),
            dimension: refs::dimension(self.site, self.base, self.m, dimension),
            title: cell.and_then(|c| c.title.as_ref()).map(|title| title.value.clone()),
            objective: text(cell.and_then(|c| c.objective.as_ref())),
            text: text(cell.and_then(|c| c.text.as_ref())),
            items: items(cell.map_or(&[], |cell| &cell.items)),
            sections: cell.map_or(&[][..], |cell| &cell.sections).iter().map(section).collect(),
            questions: self.questions(cell.map_or(&[], |cell| &cell.questions)),
            activities: activities.iter().take(shown).map(activity).collect(),
            more: activities.len().saturating_sub(shown),
            empty: !model.says(level, dimension),
            href: format!("{level_href}#{}", crate::site::address::encode(&anchor)),
        }
    }

    fn cell_id(&self, level: usize, dimension: usize, on: On) -> String {
        cell_id(self.model(), level, dimension, on)
    }

    fn item(&self, item: &Item, level: usize, dimension: usize, on: On) -> ItemView {
        let model = self.model();
        let below = level.checked_sub(1).and_then(|below| model.cell(below, dimension));
        ItemView {
            id: (on == On::LevelPage).then(|| item.anchor.clone()),
            text: refs::html(self.site, self.base, model, &item.text),
            note: refs::optional(self.site, self.base, model, item.note.as_ref()),
            kept: below.is_some_and(|c| c.all_items().any(|i| i.text.raw == item.text.raw)),
            capability: self.capability_link(item.capability).filter(|_| !on.is_matrix()),
            tags: if on.is_matrix() { Vec::new() } else { self.tag_links(&item.tags) },
            references: match on.is_matrix() {
                true => Vec::new(),
                false => self.references(&item.references),
            },
            keys: self.keys_of(item.capability, &item.tags).filter(|_| on.is_matrix()),
        }
    }

    /// Sections of notes about a level, and notes that are about it as a whole, in reading order.
    pub fn sections(&self, level: usize) -> Vec<NoteSection> {
        let mut sections = Vec::new();
        for &n in self.site.speakers.get(&(self.m, level)).into_iter().flatten() {
            let (note, levels) = (&self.site.notes[n], &self.site.note_levels[n]);
            let Some(id) = self.site.map.page_of(&note.path) else { continue };
            let href = refs::href(self.site, self.base, id);
            if levels.about == Some((self.m, level)) {
                sections.push(self.section(note, 0..note.body.pieces.len(), None, href.clone(), 2));
            }
            for (anchor, named) in note.anchors.iter().zip(&levels.anchors) {
                if *named == Some((self.m, level)) && levels.about.is_none() {
                    let depth = match anchor.kind {
                        AnchorKind::Heading(depth) => depth,
                        AnchorKind::ListItem | AnchorKind::TableRow => 3,
                    };
                    let place = format!("{href}#{}", crate::site::address::encode(&anchor.id));
                    let title = Some(anchor.title.clone());
                    let shift = 3u8.saturating_sub(depth);
                    sections.push(self.section(note, anchor.body.clone(), title, place, shift));
                }
            }
        }
        sections
    }

    fn section(
        &self,
        note: &Note,
        body: std::ops::Range<usize>,
        heading: Option<String>,
        href: String,
        shift: u8,
    ) -> NoteSection {
        let own =
            heading_id(&format!("{} {}", note.path.as_str(), heading.as_deref().unwrap_or("")));
        let prefix = format!("note-{own}-");
        let frame =
            Frame { prefix: &prefix, shift, ..Frame::own(self.site, self.base, &note.path) };
        let frame = frame.with(self.engine);
        NoteSection {
            page: note_title(note),
            heading,
            href,
            body: Html::new(frame.note(note, body)),
        }
    }

    pub fn matrix(&self) -> MatrixPageView {
        MatrixPageView {
            model: self.link(),
            by_level: self.by_level(On::ByLevel),
            by_dimension: self.by_dimension(On::ByDimension),
            first: if self.first() == On::ByLevel { "by_level" } else { "by_dimension" },
            downloads: self.downloads(),
            about: self.about(),
            levels: self.levels(),
            dimensions: (0..self.model().dimensions.len())
                .map(|d| refs::dimension(self.site, self.base, self.m, d))
                .collect(),
            compare_href: refs::href(self.site, self.base, self.pages().compare()),
            entries: self.entries(),
            keys: self.keys(),
        }
    }

    /// What the matrix can be filtered by.
    fn keys(&self) -> Vec<KeyView> {
        let capabilities = self.model().catalog.capabilities.iter().map(|capability| KeyView {
            key: format!("capability:{}", capability.id),
            title: capability.name.value.clone(),
        });
        let tags = self.pages().uses.tags.iter();
        let tags = tags
            .map(|tag| KeyView { key: format!("tag:{}", tag.id), title: format!("#{}", tag.name) });
        capabilities.chain(tags).collect()
    }

    /// The keys of one item or activity.
    pub fn keys_of(&self, capability: Option<usize>, tags: &[Spanned<String>]) -> Option<String> {
        let own = capability.map(|c| self.model().catalog.capabilities[c].id.as_str());
        let own = own.map(|id| format!("capability:{id}"));
        let tags = tags.iter().map(|tag| format!("tag:{}", slug(&tag.value)));
        let keys: Vec<String> = own.into_iter().chain(tags).collect();
        (!keys.is_empty()).then(|| keys.join(" "))
    }

    fn entries(&self) -> usize {
        self.model().item_count() + self.model().activities.len()
    }

    /// Whether the whole matrix would make the overview heavy.
    pub fn is_large(&self) -> bool {
        self.entries() > LARGE
    }

    fn links_to(&self, pages: &[PageId]) -> Vec<LinkView> {
        pages.iter().map(|&id| refs::link(self.site, self.base, id)).collect()
    }

    /// How full each cell is.
    fn heat(&self) -> HeatView {
        let model = self.model();
        let counts = |d: usize| (0..model.levels.len()).map(move |l| model.entry_count(l, d));
        let most = self.with_cells().flat_map(counts).max().unwrap_or(0).max(1);
        let cell = |level: usize, d: usize| {
            let count = model.entry_count(level, d);
            let page = refs::href(self.site, self.base, self.pages().levels[level]);
            let anchor = crate::site::address::encode(&dimension_anchor(model, d));
            HeatCell { count, share: count * 100 / most, href: format!("{page}#{anchor}") }
        };
        let row = |d: usize| {
            let levels = if is_group(model, d) { 0..0 } else { 0..model.levels.len() };
            HeatRow {
                dimension: refs::dimension(self.site, self.base, self.m, d),
                cells: levels.map(|level| cell(level, d)).collect(),
            }
        };
        HeatView { levels: self.levels(), rows: (0..model.dimensions.len()).map(row).collect() }
    }

    pub(super) fn by_level(&self, on: On) -> MatrixView {
        let rows = 0..self.model().levels.len();
        MatrixView {
            orientation: "by_level",
            caption: self.words().fill(
                "{model}: each level in every dimension",
                &[("model", &self.model().title.value)],
            ),
            corner: self.words().say("Level").to_owned(),
            columns: self.with_cells().map(|d| self.dimension_head(d)).collect(),
            rows: rows
                .map(|level| MatrixRow {
                    head: self.level_head(level),
                    group: false,
                    cells: self.with_cells().map(|d| self.cell(level, d, on)).collect(),
                })
                .collect(),
        }
    }

    pub(super) fn by_dimension(&self, on: On) -> MatrixView {
        let model = self.model();
        let levels = || 0..model.levels.len();
        MatrixView {
            orientation: "by_dimension",
            caption: self
                .words()
                .fill("{model}: each dimension at every level", &[("model", &model.title.value)]),
            corner: refs::kind(self.words(), model, 0),
            columns: levels().map(|level| self.level_head(level)).collect(),
            rows: (0..model.dimensions.len())
                .map(|d| {
                    let group = is_group(model, d);
                    let cells = if group { 0..0 } else { levels() };
                    MatrixRow {
                        head: self.dimension_head(d),
                        group,
                        cells: cells.map(|level| self.cell(level, d, on)).collect(),
                    }
                })
                .collect(),
        }
    }

    fn level_head(&self, level: usize) -> MatrixHead {
        let id = self.model().levels[level].id();
        let level = Some(refs::level(self.site, self.base, self.m, level));
        MatrixHead { id, level, dimension: None }
    }

    fn dimension_head(&self, d: usize) -> MatrixHead {
        let dimension = Some(refs::dimension(self.site, self.base, self.m, d));
        MatrixHead { id: dimension_anchor(self.model(), d), level: None, dimension }
    }

    pub fn dimension(&self, d: usize) -> DimensionView {
        let model = self.model();
        let own = &model.dimensions[d];
        let text = |text| refs::optional(self.site, self.base, model, text);
        let reference = |d| refs::dimension(self.site, self.base, self.m, d);
        let children =
            (0..model.dimensions.len()).filter(|&c| model.dimensions[c].parent == Some(d));
        let levels = if is_group(model, d) { 0..0 } else { 0..model.levels.len() };
        let matrix = refs::href(self.site, self.base, self.pages().matrix);
        let anchor = crate::site::address::encode(&dimension_anchor(model, d));
        DimensionView {
            dimension: reference(d),
            model: self.link(),
            summary: text(own.summary.as_ref()),
            description: text(own.description.as_ref()),
            question: text(own.question.as_ref()),
            backlinks: self.backlinks(self.pages().dimensions[d]),
            parent: own.parent.map(reference),
            children: children.map(reference).collect(),
            changes: levels.clone().skip(1).map(|to| self.change(to - 1, to, Some(d))).collect(),
            cells: levels.map(|level| self.cell(level, d, On::DimensionPage)).collect(),
            // Where levels are rows, what only groups dimensions has no column of its own.
            matrix_href: match is_group(model, d) && self.first() == On::ByLevel {
                true => matrix,
                false => format!("{matrix}#{anchor}"),
            },
        }
    }
}

/// A dimension that has parts and no cells of its own.
pub fn is_group(model: &Model, dimension: usize) -> bool {
    let has_parts = model.dimensions.iter().any(|d| d.parent == Some(dimension));
    has_parts
        && !model.cells.iter().any(|c| c.dimension == dimension)
        && !model.activities.iter().any(|a| a.dimension == dimension)
}

fn progression(model: &Model) -> &'static str {
    match model.progression {
        Progression::Snapshot => "snapshot",
        Progression::Additive => "additive",
    }
}

fn cell_id(model: &Model, level: usize, dimension: usize, on: On) -> String {
    let d = dimension_anchor(model, dimension);
    let l = model.levels[level].id();
    let short = l.strip_prefix("level-").unwrap_or(&l);
    match on {
        On::LevelPage => d,
        On::DimensionPage => l,
        On::ByLevel | On::Overview => format!("{short}-{d}"),
        On::ByDimension => format!("{d}-{short}"),
    }
}

/// Whether each activity stands in its cell of the matrix, or only the first of many.
pub fn is_in_matrix(model: &Model) -> bool {
    model.item_count() + model.activities.len() <= HUGE
}

/// The anchor of a cell on its level's page and in the matrix: what the audit looks for.
pub fn audited_ids(model: &Model, level: usize, dimension: usize) -> [String; 3] {
    [On::LevelPage, On::ByLevel, On::ByDimension].map(|on| cell_id(model, level, dimension, on))
}

fn about_label(words: &Words, key: &str) -> String {
    match key {
        "id" => words.say("Id").to_owned(),
        "lang" => words.say("Language").to_owned(),
        "authors" => words.say("Authors").to_owned(),
        "license" => words.say("License").to_owned(),
        "source" => words.say("Source").to_owned(),
        "version" => words.say("Version").to_owned(),
        key => {
            let mut letters = key.chars();
            letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
        }
    }
}
