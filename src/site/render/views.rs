//! What templates get: one typed view for each kind of page. This is the theme's contract, listed
//! in `themes/default/README.md`.
//!
//! Fields of type [`Html`] are finished HTML, for `| safe`; everything else is plain text and is
//! escaped by the template engine. Every `href` is relative to the page that it stands on.

use std::sync::Arc;

use serde::Serialize;

use crate::site::parse::params::Params;

/// Finished HTML. Cheap to clone; templates print it with `| safe`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Html(pub Arc<str>);

impl Html {
    pub fn new(html: impl Into<Arc<str>>) -> Self {
        Self(html.into())
    }
}

/// `site`, the same on every page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: String,
    /// For `<html lang>`.
    pub language: String,
    /// `ltr`, or `rtl` for a language that is written from right to left.
    pub direction: &'static str,
    /// The repository's address, if one is configured.
    pub repository: Option<String>,
    pub social: Vec<SocialView>,
    /// Whether there is an index to search.
    pub search: bool,
    /// Whether readers can mark what they have read.
    pub progress: bool,
    /// `levelbook 0.1.0`.
    pub generator: String,
    /// `params` of `levelbook.yaml`: keys of the site's own.
    pub params: Params,
    /// What the files in `content/data/` say, by their names.
    pub data: Params,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct SocialView {
    pub name: String,
    pub url: String,
}

/// Everything that one template is given: `page`, and one of the views below under its own name.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct View {
    pub page: PageView,
    #[serde(flatten)]
    pub body: Body,
}

/// The variable that a template finds its content in: `{{ level.name }}` on a level's page.
#[derive(Clone, Debug, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each page, and it is not moved about"
)]
pub enum Body {
    Home(HomeView),
    Note(NoteView),
    Model(ModelView),
    Level(LevelView),
    Matrix(MatrixPageView),
    Dimension(DimensionView),
    Activity(ActivityView),
    Capability(CapabilityView),
    Tag(TagView),
    Framework(FrameworkView),
    Resources(ResourcesView),
    Compare(CompareView),
    Coverage(CoverageView),
    Models(ModelsView),
    Bridge(BridgeView),
    Glossary(GlossaryView),
    Exercises(ExercisesView),
    NotFound(NotFoundView),
    Section(SectionPageView),
    NoteTags(NoteTagsView),
    NoteTag(NoteTagView),
    Print(PrintView),
}

impl Body {
    /// The template that shows it, and the page's kind: `level` for `level.html`.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Home(_) => "home",
            Body::Note(_) => "note",
            Body::Model(_) => "model",
            Body::Level(_) => "level",
            Body::Matrix(_) => "matrix",
            Body::Dimension(_) => "dimension",
            Body::Activity(_) => "activity",
            Body::Capability(_) => "capability",
            Body::Tag(_) => "tag",
            Body::Framework(_) => "framework",
            Body::Resources(_) => "resources",
            Body::Compare(_) => "compare",
            Body::Coverage(_) => "coverage",
            Body::Models(_) => "models",
            Body::Bridge(_) => "bridge",
            Body::Glossary(_) => "glossary",
            Body::Exercises(_) => "exercises",
            Body::NotFound(_) => "not_found",
            Body::Section(_) => "section",
            Body::NoteTags(_) => "note_tags",
            Body::NoteTag(_) => "note_tag",
            Body::Print(_) => "print",
        }
    }
}

/// `page`: what every kind of page has.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PageView {
    /// `home`, `note`, `model`, `level`, `matrix`, `dimension`, `activity`, `capability`, `tag`,
    /// `framework`, `resources`, `compare`, `coverage`, `models`, `bridge`, `glossary`, `exercises`,
    /// `section`, `note_tags`, `note_tag`, `not_found` or `print`.
    pub kind: &'static str,
    pub title: String,
    /// One or two sentences; never empty.
    pub description: String,
    /// Leads from the page to the site's root: empty there, `../` one folder down. (On the 404 page the
    /// base URL's path, as that page is shown at any depth.)
    pub root: String,
    /// The address of the home page, from here.
    pub home: String,
    /// The page's own absolute address, where a base URL is known.
    pub canonical: Option<String>,
    /// From the home page down to the page's parent; empty on the home page.
    pub breadcrumbs: Vec<LinkView>,
    /// Headings of depth 2 and 3, in order.
    pub contents: Vec<ContentsEntry>,
    pub previous: Option<LinkView>,
    pub next: Option<LinkView>,
    /// Where the source of the page can be edited.
    pub edit: Option<String>,
    /// The style sheets that it needs, to be put behind `page.root`: that of all pages, and one of what only
    /// some have. A document for printing has one for all.
    pub sheets: Vec<String>,
    /// Whether it needs `assets.extras_js`: it has tabs, questions, diagrams or other things that a script moves.
    pub moving: bool,
    /// The sidebar: `navigation.html`, rendered once for all pages that share it. The page's own entry has `aria-current="page"`.
    pub navigation: Html,
    /// The page as Markdown, where it is there.
    pub markdown: Option<String>,
    /// The feeds that speak of the page: the site's, and on the page of a tag that tag's.
    pub feeds: Vec<LinkView>,
    /// The absolute address of the picture that is shown beside links to the page.
    pub card: Option<String>,
    /// What the page is, as JSON-LD.
    pub structured: Option<Html>,
    /// Whether search engines are asked to pass the page over.
    pub unlisted: bool,
    /// The day on which the page's source was last changed, `2024-01-31`.
    pub updated: Option<String>,
    /// `params` of the page's front matter over those of the notes that stand for the folders above it.
    pub params: Params,
    /// A class for each folder that the page is in, from the outermost: `in-notes`, `in-notes-week-1`.
    pub folders: Vec<String>,
    /// The documents for printing that the page is in: its section or model, and the whole site.
    pub print: Vec<LinkView>,
    /// The line of the site at the foot of the page, its links as seen from here.
    pub footer: Option<Html>,
}

/// A breadcrumb or a neighbour. Breadcrumbs for folders without a page have no `href`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LinkView {
    pub title: String,
    pub href: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ContentsEntry {
    pub title: Html,
    /// `#anchor`.
    pub href: String,
    /// 2 or 3.
    pub depth: u8,
}

/// What `navigation.html` gets: `entries`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NavigationEntryView {
    pub title: String,
    /// None for a group without a page.
    pub href: Option<String>,
    /// Leads away from the site.
    pub external: bool,
    /// A line between entries, without a title.
    pub separator: bool,
    /// `level` for a level's page: its value is printed beside its name.
    pub level: Option<LevelRef>,
    /// Empty for a page, and for a section of a large site that the page is not in. A list of more than 150 has
    /// the part that the page is in, with an entry before and after it that leads on.
    pub children: Vec<NavigationEntryView>,
}

/// A level as it is named anywhere: badge, heading of a column, link.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LevelRef {
    /// `0`, `1.5`, `Bronze`: as the model spells it.
    pub value: String,
    pub name: String,
    /// The level's page.
    pub href: String,
    /// Where the level stands from the first (0) to the last (100), for a colour ramp.
    pub step: u8,
    /// The model's own colour for it, `#rrggbb`.
    pub color: Option<String>,
}

/// A dimension as it is named anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DimensionRef {
    pub name: String,
    /// A short code in front of the name, where the model gives one.
    pub code: Option<String>,
    /// The dimensions that it is a part of, from the outermost: `Verification › Tests`.
    pub within: Option<String>,
    /// Ids from the outermost down: `verification/tests`.
    pub path: String,
    /// The dimension's page.
    pub href: String,
    /// 0 for the outermost.
    pub depth: usize,
    /// What the model calls dimensions of this depth: `Dimension`, `Practice`.
    pub kind: String,
}

/// `home`: `content/index.md`, the models and the notes.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HomeView {
    pub body: Html,
    pub models: Vec<ModelCard>,
    /// Pages of notes at the top of the navigation, in reading order, at most 12.
    pub notes: Vec<NoteCard>,
    /// How many pages of notes there are.
    pub note_count: usize,
    /// The page of all exercises, where there are some.
    pub exercises: Option<LinkView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct ModelCard {
    pub title: String,
    pub description: Option<Html>,
    pub href: String,
    pub matrix: String,
    pub levels: Vec<LevelRef>,
    /// How many dimensions hold cells.
    pub dimensions: usize,
    /// How many items (bullets) all cells hold.
    pub items: usize,
    pub activities: usize,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteCard {
    pub title: String,
    pub href: String,
    pub description: String,
    /// `2024-01-31`.
    pub date: Option<String>,
}

/// `exercises`: those of all notes, in reading order.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ExercisesView {
    pub notes: Vec<NoteExercises>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteExercises {
    pub note: LinkView,
    pub exercises: Vec<LinkView>,
}

/// `glossary`: the words of `content/glossary.yaml`, by name.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct GlossaryView {
    pub terms: Vec<TermView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct TermView {
    pub id: String,
    pub name: String,
    pub aka: Vec<String>,
    pub meaning: Html,
    /// Places of the notes that use it, the first 20.
    pub backlinks: Vec<LinkView>,
    /// How many more notes use it.
    pub more: usize,
}

/// `note`: a page of Markdown.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteView {
    pub body: Html,
    /// `2024-01-31`.
    pub date: Option<String>,
    /// Each leads to the pages with the same tag.
    pub tags: Vec<LinkView>,
    /// The levels that the page has a section on, in the model's order, each linked to that section of this page.
    pub levels: Vec<LevelRef>,
    /// The level that the whole page is about.
    pub about: Option<LevelRef>,
    pub authors: Vec<String>,
    /// How long reading takes; none for what takes less than two minutes.
    pub minutes: Option<usize>,
    /// What a reader can do after the page.
    pub objectives: Vec<Html>,
    /// Notes to be read before.
    pub prerequisites: Vec<LinkView>,
    /// How long the page takes, in the author's words.
    pub time: Option<String>,
}

/// `model`: the overview of a model.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ModelView {
    pub title: String,
    pub description: Option<Html>,
    /// The page of Markdown at the model's address.
    pub introduction: Option<Html>,
    pub levels: Vec<LevelCard>,
    /// All dimensions, each parent before its children.
    pub dimensions: Vec<DimensionCard>,
    /// None for a model of more than 400 items and activities: `heat` shows where they are.
    pub matrix: Option<MatrixView>,
    pub heat: Option<HeatView>,
    /// The page of the matrix on its own.
    pub matrix_href: String,
    pub compare_href: String,
    pub coverage_href: String,
    /// `snapshot` or `additive`.
    pub progression: &'static str,
    pub scoring: Option<ScoringView>,
    pub capabilities: Vec<LinkView>,
    pub frameworks: Vec<LinkView>,
    pub tags: Vec<CountedLink>,
    pub resources: Option<LinkView>,
    /// What the activities need of each other, as a picture; none without such needs, and for more than 60 activities.
    pub graph: Option<Html>,
    /// Declared fields with a description.
    pub fields: Vec<FieldView>,
    /// Sets of answers that questions offer.
    pub answers: Vec<AnswersView>,
    /// What the model says about itself: source, version, licence, authors.
    pub about: Vec<AboutEntry>,
    /// Its files for machines and for other pages: `model.json`, `matrix.csv` and others.
    pub downloads: Vec<LinkView>,
    /// How many levels the notes have sections on.
    pub covered: usize,
    /// The notes that have such sections.
    pub notes: Vec<LinkView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct LevelCard {
    pub level: LevelRef,
    pub summary: Option<Html>,
    /// Items in its cells.
    pub items: usize,
    pub activities: usize,
    /// Items over the level below: None for the first level.
    pub change: Option<ChangeCount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangeCount {
    pub added: usize,
    /// The same capability in new words.
    pub changed: usize,
    pub kept: usize,
    pub dropped: usize,
    /// Cells whose prose differs.
    pub rewritten: usize,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct DimensionCard {
    pub dimension: DimensionRef,
    pub summary: Option<Html>,
    /// Items in its own cells.
    pub items: usize,
    pub activities: usize,
}

/// How many items and activities each cell has.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HeatView {
    pub levels: Vec<LevelRef>,
    pub rows: Vec<HeatRow>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct HeatRow {
    pub dimension: DimensionRef,
    /// By level; empty for a dimension that only groups others.
    pub cells: Vec<HeatCell>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct HeatCell {
    pub count: usize,
    /// From 0 to 100, as a share of the fullest cell.
    pub share: usize,
    /// The cell on its level's page.
    pub href: String,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CountedLink {
    pub title: String,
    pub href: String,
    pub count: usize,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct ScoringView {
    /// `ladder`, `mean` or `sum`.
    pub rule: String,
    pub threshold: Option<String>,
}

/// A set of answers with the score of each.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AnswersView {
    pub id: String,
    pub name: String,
    pub options: Vec<AnswerView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct AnswerView {
    pub answer: String,
    pub score: Option<String>,
}

/// One fact about a model: `source` shown as "Source".
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AboutEntry {
    pub key: String,
    pub label: String,
    pub value: String,
    /// The value as an address, if it is one.
    pub href: Option<String>,
}

/// One cell.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CellView {
    /// The anchor; the element that shows the cell carries it as its `id`: `technology` on a level's
    /// page, `2-technology` in the matrix with levels as rows, `level-2` on a dimension's page.
    pub id: String,
    /// The other one of the pair that the page is not about; both in a matrix.
    pub level: LevelRef,
    pub dimension: DimensionRef,
    pub title: Option<String>,
    pub objective: Option<Html>,
    pub text: Option<Html>,
    pub items: Vec<ItemView>,
    pub sections: Vec<SectionView>,
    pub questions: Vec<QuestionView>,
    pub activities: Vec<ActivityRef>,
    /// How many more activities the cell has: in the matrix of a model with more than 1,000 of them.
    pub more: usize,
    /// The model has no text here: the cell is missing or written as `[]`.
    pub empty: bool,
    /// The same cell on its level's page.
    pub href: String,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct ItemView {
    /// The anchor, on the level's page only.
    pub id: Option<String>,
    pub text: Html,
    pub note: Option<Html>,
    /// Stands at the level below too; false at the first level.
    pub kept: bool,
    pub capability: Option<LinkView>,
    pub tags: Vec<LinkView>,
    pub references: Vec<ReferenceView>,
    /// In a matrix: the keys of its tags and capability, for filtering.
    pub keys: Option<String>,
}

/// A part of a cell with a title of its own.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SectionView {
    pub title: Option<String>,
    pub text: Option<Html>,
    pub items: Vec<ItemView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct QuestionView {
    pub ask: Html,
    /// The set of answers, and its options.
    pub answers: Option<AnswersView>,
    pub criteria: Vec<Html>,
}

/// An activity in a cell.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ActivityRef {
    /// The anchor, on the level's page only.
    pub id: Option<String>,
    pub name: String,
    pub href: String,
    /// Not in a matrix; neither are `facts` and `tags`.
    pub summary: Option<Html>,
    /// Fields that the model wants in lists.
    pub facts: Vec<FieldView>,
    pub tags: Vec<LinkView>,
    /// In a matrix: the keys of its tags and capability, for filtering.
    pub keys: Option<String>,
}

/// Ids of one framework.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ReferenceView {
    /// The framework's page.
    pub framework: LinkView,
    pub ids: Vec<LinkView>,
}

/// The value of a declared field: of `text`, `items` and `step` the one that fits its kind.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FieldView {
    pub label: String,
    pub description: Option<Html>,
    /// `text`, `markdown`, `list`, `scale`, `number`, `boolean`, `url` or `date`.
    pub kind: &'static str,
    pub text: Option<Html>,
    pub items: Vec<Html>,
    pub step: Option<StepView>,
    /// For a scale: what its steps are called, from the lowest.
    pub steps: Vec<String>,
}

/// A step of a scale.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct StepView {
    pub name: String,
    /// As the activity spells it.
    pub value: String,
    /// From 1.
    pub at: usize,
    pub of: usize,
}

/// `level`: one level.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LevelView {
    pub level: LevelRef,
    /// The model, linked to its overview.
    pub model: LinkView,
    /// All levels of the model, for moving between them.
    pub levels: Vec<LevelRef>,
    pub aka: Vec<String>,
    pub summary: Option<Html>,
    pub description: Option<Html>,
    /// One for each dimension that has cells, in the model's order, empty ones too.
    pub cells: Vec<CellView>,
    /// In an additive model: what the levels below list, which holds here too, from the lowest level.
    pub inherited: Vec<InheritedView>,
    /// Over the level below; None for the first level.
    pub change: Option<ChangeView>,
    /// What the level above has over this one; None for the last level.
    pub ahead: Option<ChangeView>,
    /// The page that sets this level beside the one below, and the one beside the level above.
    pub compare_below: Option<String>,
    pub compare_above: Option<String>,
    /// Sections and pages of notes about this level.
    pub notes: Vec<NoteSection>,
    /// Places of the notes that link to the level or to one of its cells.
    pub backlinks: Vec<LinkView>,
    pub below: Option<LevelRef>,
    pub above: Option<LevelRef>,
    /// The matrix, at this level's row or column.
    pub matrix_href: String,
}

/// What one lower level lists, in an additive model.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct InheritedView {
    pub level: LevelRef,
    pub count: usize,
    /// With the dimension of each; empty in a model of more than 400 items and activities.
    pub spots: Vec<SpotView>,
}

/// An item, an activity or a resource in a list.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SpotView {
    /// `item`, `activity` or `resource`.
    pub kind: &'static str,
    pub text: Html,
    pub href: String,
    pub level: Option<LevelRef>,
    pub dimension: Option<DimensionRef>,
}

/// What one level has over another.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ChangeView {
    pub from: LevelRef,
    pub to: LevelRef,
    pub count: ChangeCount,
    /// Dimensions in which anything is to be said; on a level's page empty in a model of more than
    /// 400 items and activities.
    pub dimensions: Vec<DimensionChange>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct DimensionChange {
    pub dimension: DimensionRef,
    pub added: Vec<Html>,
    /// The words taken out and put in are marked by `del` and `ins`.
    pub changed: Vec<Html>,
    /// Empty in an additive model, where everything below is kept.
    pub kept: Vec<Html>,
    pub dropped: Vec<Html>,
    /// The cell's prose with what differs marked; none where it is the same.
    pub text: Option<Html>,
}

/// A piece of the notes on a level's page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteSection {
    /// The note it is from.
    pub page: String,
    /// The section's heading; None for a page that is about the level as a whole.
    pub heading: Option<String>,
    /// The place in the note.
    pub href: String,
    /// The section's text, headings moved down below depth 3, ids prefixed.
    pub body: Html,
}

/// `matrix`: the page of the matrix on its own.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixPageView {
    /// The model, linked to its overview.
    pub model: LinkView,
    pub by_level: MatrixView,
    pub by_dimension: MatrixView,
    /// The orientation with fewer columns, shown first: `by_level` or `by_dimension`.
    pub first: &'static str,
    pub downloads: Vec<LinkView>,
    pub about: Vec<AboutEntry>,
    /// For choosing columns.
    pub levels: Vec<LevelRef>,
    /// All, for choosing one with its parts.
    pub dimensions: Vec<DimensionRef>,
    pub compare_href: String,
    /// How many items and activities there are.
    pub entries: usize,
    /// Tags and capabilities to filter by.
    pub keys: Vec<KeyView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct KeyView {
    /// As items and activities name it in their `keys`.
    pub key: String,
    pub title: String,
}

/// One orientation of the matrix.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixView {
    /// `by_level` (a row for each level) or `by_dimension` (a row for each dimension).
    pub orientation: &'static str,
    pub caption: String,
    /// The head of the first column: `Level`, `Dimension`.
    pub corner: String,
    pub columns: Vec<MatrixHead>,
    pub rows: Vec<MatrixRow>,
}

/// The head of a column or a row: of the two references just one is there.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixHead {
    /// The anchor of the row or column's head: `level-2`, `technology`.
    pub id: String,
    pub level: Option<LevelRef>,
    pub dimension: Option<DimensionRef>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct MatrixRow {
    pub head: MatrixHead,
    /// A dimension that only groups others: it has no cells, its head spans the row.
    pub group: bool,
    pub cells: Vec<CellView>,
}

/// `dimension`: one dimension through all levels.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct DimensionView {
    pub dimension: DimensionRef,
    pub model: LinkView,
    pub summary: Option<Html>,
    pub description: Option<Html>,
    pub question: Option<Html>,
    /// Places of the notes that link here.
    pub backlinks: Vec<LinkView>,
    pub parent: Option<DimensionRef>,
    pub children: Vec<DimensionRef>,
    /// One for each level, in order; empty for a dimension that only groups others.
    pub cells: Vec<CellView>,
    /// From each level to the next, in this dimension alone; empty for a group.
    pub changes: Vec<ChangeView>,
    pub matrix_href: String,
}

/// `activity`: one activity.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ActivityView {
    pub id: String,
    pub name: String,
    pub model: LinkView,
    pub level: LevelRef,
    pub dimension: DimensionRef,
    /// Its cell on the level's page.
    pub cell_href: String,
    pub capability: Option<LinkView>,
    pub summary: Option<Html>,
    pub description: Option<Html>,
    /// Values of declared fields, those of one group together.
    pub groups: Vec<FieldGroup>,
    pub questions: Vec<QuestionView>,
    /// What comes first.
    pub needs: Vec<SpotView>,
    pub needed_by: Vec<SpotView>,
    pub related: Vec<SpotView>,
    /// The same as a picture; none where nothing is needed.
    pub graph: Option<Html>,
    pub references: Vec<ReferenceView>,
    pub resources: Vec<ResourceView>,
    pub tags: Vec<LinkView>,
    /// Ids that it had before.
    pub was: Vec<String>,
    /// Places of the notes that link here.
    pub backlinks: Vec<LinkView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct FieldGroup {
    pub title: Option<String>,
    pub fields: Vec<FieldView>,
}

/// `capability`: a row through the levels.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CapabilityView {
    pub name: String,
    pub model: LinkView,
    pub description: Option<Html>,
    pub dimension: Option<DimensionRef>,
    /// The levels that have it, from the lowest.
    pub levels: Vec<CapabilityLevel>,
    pub backlinks: Vec<LinkView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CapabilityLevel {
    pub level: LevelRef,
    pub spots: Vec<SpotView>,
}

/// `tag`: all that has a tag.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TagView {
    pub name: String,
    pub model: LinkView,
    pub spots: Vec<SpotView>,
}

/// `framework`: their ids and what of the model refers to each.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FrameworkView {
    pub name: String,
    pub model: LinkView,
    pub description: Option<Html>,
    pub url: Option<String>,
    pub ids: Vec<CoveredView>,
    /// How many ids something refers to, and how many nothing does.
    pub covered: usize,
    pub uncovered: usize,
    /// The page that sets several models side by side through it.
    pub bridge: Option<LinkView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CoveredView {
    /// As spelled.
    pub id: String,
    /// For an `id` attribute.
    pub anchor: String,
    pub title: Option<String>,
    /// The id at its source.
    pub href: Option<String>,
    pub spots: Vec<SpotView>,
}

/// `resources`: tools, texts and templates.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ResourcesView {
    pub model: LinkView,
    pub resources: Vec<ResourceView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct ResourceView {
    pub id: String,
    pub name: String,
    /// Its address on the web.
    pub url: Option<String>,
    /// Its place among the resources of the model.
    pub href: String,
    pub description: Option<Html>,
    pub tags: Vec<LinkView>,
    /// The activities that name it; on the page of all resources only.
    pub activities: Vec<SpotView>,
}

/// `compare`: two levels side by side.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CompareView {
    pub model: LinkView,
    pub from: LevelRef,
    pub to: LevelRef,
    pub levels: Vec<LevelRef>,
    /// All pairs, by the lower level: those above it. In a model of more than 24 levels those with a level of the page.
    pub pairs: Vec<PairsView>,
    pub change: ChangeView,
    /// A row for each dimension: the cells of the two levels, with marks.
    pub rows: Vec<CompareRow>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct PairsView {
    pub from: LevelRef,
    pub to: Vec<PairView>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct PairView {
    /// The higher level's value.
    pub value: String,
    pub href: String,
    /// The pair that the page shows.
    pub current: bool,
    pub count: ChangeCount,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CompareRow {
    /// For `id` attributes: the dimension's anchor.
    pub id: String,
    pub dimension: DimensionRef,
    pub before: CompareCell,
    pub after: CompareCell,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CompareCell {
    /// The cell on its level's page.
    pub href: String,
    pub title: Option<String>,
    pub text: Option<Html>,
    pub lines: Vec<CompareLine>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CompareLine {
    /// `added`, `changed`, `kept` or `dropped`.
    pub mark: &'static str,
    pub text: Html,
}

/// `coverage`: what the notes speak of, and what nothing speaks of.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CoverageView {
    pub model: LinkView,
    pub levels: Vec<CoverageRow>,
    pub cells: Vec<CoverageRow>,
    /// Without notes at most 500.
    pub activities: Vec<CoverageRow>,
    /// `covered of all`, by kind.
    pub counts: CoverageCounts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CoverageCounts {
    pub levels: usize,
    pub all_levels: usize,
    pub cells: usize,
    pub all_cells: usize,
    pub activities: usize,
    pub all_activities: usize,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct CoverageRow {
    pub title: String,
    pub href: String,
    pub level: LevelRef,
    /// Places of notes that speak of it.
    pub notes: Vec<LinkView>,
}

/// `models`: the models of a site with several.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ModelsView {
    pub models: Vec<ModelCard>,
    /// Frameworks that several models refer to.
    pub bridges: Vec<LinkView>,
}

/// `bridge`: several models side by side through a framework that all refer to.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct BridgeView {
    pub name: String,
    pub url: Option<String>,
    pub models: Vec<LinkView>,
    pub rows: Vec<BridgeRow>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct BridgeRow {
    pub id: String,
    pub anchor: String,
    pub title: Option<String>,
    pub href: Option<String>,
    /// By model: what refers to the id.
    pub cells: Vec<Vec<SpotView>>,
}

/// `not_found`: the 404 page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NotFoundView {
    /// The text of `content/404.md`, where there is one.
    pub body: Option<Html>,
    /// Where to go instead: the top of the navigation.
    pub links: Vec<LinkView>,
}

/// `section`: a folder of notes that has no page of its own.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SectionPageView {
    /// The pages in it, and those that stand for its folders.
    pub pages: Vec<NoteCard>,
}

/// `note_tags`: all tags of the notes.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteTagsView {
    pub tags: Vec<CountedLink>,
}

/// `note_tag`: the pages with a tag.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NoteTagView {
    pub name: String,
    /// In reading order.
    pub pages: Vec<NoteCard>,
    /// The tag's feed, where there is one.
    pub feed: Option<String>,
}

/// `print`: several pages as one document.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PrintView {
    pub contents: Vec<PrintEntry>,
    /// All pages, each a `div.sheet`.
    pub text: Html,
}

/// A line of the table of contents.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PrintEntry {
    pub title: String,
    /// None for a group without a page.
    pub href: Option<String>,
    /// 0 for the outermost.
    pub depth: usize,
}
