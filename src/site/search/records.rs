//! What can be found: a record for each place of the site that has an address of its own.

use serde::{Deserialize, Serialize};

use super::words;
use crate::site::Site;
use crate::site::address::{Base, encode};
use crate::site::parse::model::{Activity, Entry, Model, Text, Value};
use crate::site::parse::note::Note;
use crate::site::parse::rich::{AnchorKind, Piece};
use crate::site::resolve::links::dimension_anchor;
use crate::site::resolve::pages::{PageId, level_title};
use crate::site::words::Words as Spoken;

/// How much a word counts by where it stands. A text alone never makes [`IN_TITLE`].
pub const IN_TITLE: u32 = 12;
const IN_TRAIL: u32 = 2;
const IN_TEXT: u32 = 1;
/// A word of a title of one word counts so much more, one of two words less.
const ALONE: u32 = 6;
/// A word counts so often in one text at most.
const MOST_TIMES: u32 = 4;
/// Characters of a text that a result shows.
const EXCERPT: usize = 140;

/// A place that a search can lead to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    pub title: String,
    /// Where it stands: the page, the level.
    pub trail: String,
    /// From the site's root.
    pub href: String,
    pub group: Group,
    pub excerpt: String,
    /// Each word once, in order, with how much it counts here.
    pub words: Words,
}

/// What readers narrow a search by: what it is, the model and its level, the model and its dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Group {
    pub kind: Kind,
    pub level: Option<(usize, usize)>,
    pub dimension: Option<(usize, usize)>,
}

impl Group {
    /// The same for all records that readers do not tell apart.
    pub fn named(self) -> Self {
        match self.kind {
            Kind::Section => Self { kind: Kind::Page, ..self },
            _ => self,
        }
    }
}

/// Words with their weights, one behind the other: of 10,000 pages there are millions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Words {
    text: String,
    /// Where each ends, and its weight.
    ends: Vec<(u32, u32)>,
}

impl Words {
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|&(end, _)| end as usize));
        let ends = self.ends.iter();
        starts.zip(ends).map(|(start, &(end, weight))| (&self.text[start..end as usize], weight))
    }
}

/// Words as they come, one behind the other.
#[derive(Default)]
struct Found {
    text: String,
    words: Vec<Place>,
}

/// Where a word stands among all, and its weight.
#[derive(Clone, Copy)]
struct Place {
    /// Its first bytes as a number: what most words are put in order by.
    first: u64,
    start: u32,
    end: u32,
    weight: u32,
}

impl Found {
    fn add(&mut self, word: &str, weight: u32) {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (start, end) = (place(self.text.len()), place(self.text.len() + word.len()));
        self.text.push_str(word);
        self.words.push(Place { first: first(word), start, end, weight });
    }

    fn all(&mut self, text: &str, weight: u32) {
        words::each(text, |word| {
            // A letter alone means something in a title at most.
            let is_letter = word.len() == 1 && !word.starts_with(|c: char| c.is_ascii_digit());
            if weight >= IN_TITLE || !is_letter {
                self.add(word, weight);
            }
        });
    }

    /// Each word once, in order, with the sum of its weights.
    fn sum(&mut self) {
        let Self { text, words } = self;
        // Words with the same first bytes differ in what is behind, if there is anything.
        let rest = |place: &Place| &text.as_bytes()[place.start as usize..place.end as usize];
        words.sort_unstable_by(|a, b| a.first.cmp(&b.first).then_with(|| rest(a).cmp(rest(b))));
        words.dedup_by(|next, first| {
            let same = next.first == first.first && rest(next) == rest(first);
            first.weight += if same { next.weight } else { 0 };
            same
        });
    }

    fn pack(mut self) -> Words {
        self.sum();
        let length = self.words.iter().map(|word| (word.end - word.start) as usize).sum();
        let mut packed = Words {
            text: String::with_capacity(length),
            ends: Vec::with_capacity(self.words.len()),
        };
        for word in &self.words {
            packed.text.push_str(&self.text[word.start as usize..word.end as usize]);
            packed.ends.push((u32::try_from(packed.text.len()).unwrap_or(u32::MAX), word.weight));
        }
        packed
    }
}

/// The first eight bytes of a word, as a number that is in the same order.
fn first(word: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = word.len().min(8);
    bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    Page,
    Section,
    Model,
    Level,
    Cell,
    Dimension,
    Activity,
    Capability,
    Term,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Page | Kind::Section => "note",
            Kind::Model => "model",
            Kind::Level => "level",
            Kind::Cell => "cell",
            Kind::Dimension => "dimension",
            Kind::Activity => "activity",
            Kind::Capability => "capability",
            Kind::Term => "term",
        }
    }

    /// A page counts more than one of its parts.
    fn weight(self) -> u32 {
        match self {
            Kind::Section | Kind::Cell => 1,
            Kind::Page | Kind::Model => 3,
            Kind::Level => 6,
            Kind::Dimension | Kind::Activity | Kind::Capability | Kind::Term => 2,
        }
    }
}

impl Record {
    fn new(kind: Kind, title: &str, trail: &str, href: String, texts: &[&str]) -> Self {
        let told: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
        let text = told.join(" · ");
        let mut found = Found::default();
        found.all(&text, IN_TEXT);
        found.sum();
        let most = MOST_TIMES * IN_TEXT;
        found.words.iter_mut().for_each(|word| word.weight = word.weight.min(most));
        found.all(trail, IN_TRAIL);
        // The shorter a title, the more of it each word is.
        let mut length = 0;
        words::each(title, |_| length += 1);
        found.all(title, IN_TITLE + kind.weight() + ALONE.saturating_sub(2 * (length.max(1) - 1)));
        Self {
            title: title.to_owned(),
            trail: trail.to_owned(),
            href,
            group: Group { kind, level: None, dimension: None },
            excerpt: excerpt(&text),
            words: found.pack(),
        }
    }
}

impl Record {
    /// It is found by these words too, though no result shows them.
    fn also(&mut self, text: &str, weight: u32) {
        let mut found = Found::default();
        self.words.iter().for_each(|(word, weight)| found.add(word, weight));
        found.all(text, weight);
        self.words = found.pack();
    }
}

fn excerpt(text: &str) -> String {
    // A character has four bytes at most.
    let mut words = text.split_whitespace();
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        text.push(' ');
        text.push_str(word);
        if text.len() > 4 * (EXCERPT + 1) {
            break;
        }
    }
    match text.char_indices().nth(EXCERPT) {
        None => text,
        Some((end, _)) => {
            let cut = text[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &text[..cut])
        }
    }
}

fn href(site: &Site, page: PageId) -> String {
    let href = Base::Folder(String::new()).href(&site.map.page(page).out, site.config.urls);
    href.strip_prefix("./").unwrap_or(&href).to_owned()
}

/// A page of notes, and each of its headings.
pub fn of_note(site: &Site, page: PageId, index: usize) -> Vec<Record> {
    let note = &site.notes[index];
    let (title, own) = (&site.map.page(page).title, href(site, page));
    let levels = &site.note_levels[index];
    let headings: Vec<_> = note
        .anchors
        .iter()
        .enumerate()
        .filter(|(_, anchor)| matches!(anchor.kind, AnchorKind::Heading(_)))
        .collect();
    let end = |at: usize| headings.get(at).map_or(note.body.pieces.len(), |(_, a)| a.body.start);
    let description = note.front.description.as_ref().map_or("", |text| &text.value);
    let mut first = text_of(note, 0..end(0));
    first.shown.insert_str(0, &format!("{description} "));
    let mut records = vec![first.record(Kind::Page, title, "", own.clone())];
    records[0].group.level = levels.about;
    for (at, (anchor_index, anchor)) in headings.iter().enumerate() {
        let text = text_of(note, anchor.body.start..end(at + 1).max(anchor.body.start));
        let place = format!("{own}#{}", encode(&anchor.id));
        let mut record = text.record(Kind::Section, &anchor.title, title, place);
        record.group.level = levels.anchors.get(*anchor_index).copied().flatten().or(levels.about);
        records.push(record);
    }
    records
}

/// A text of a note: what readers see at once, and what they open by themselves, which no result
/// shows.
#[derive(Default)]
struct Seen {
    shown: String,
    closed: String,
    /// The tag that one is in, so far.
    tag: Option<String>,
    /// How many folded parts one is in, counted from a solution.
    folded: usize,
    /// Whether one is among the signs of a formula, whose TeX stands behind them, or in a heading,
    /// which is the title of another record.
    is_aside: bool,
}

/// The text of some pieces, without their tags.
fn text_of(note: &Note, range: std::ops::Range<usize>) -> Seen {
    let mut seen = Seen::default();
    for piece in note.body.pieces.get(range).unwrap_or_default() {
        match piece {
            Piece::Open(call) => {
                let arguments = note.body.calls[*call as usize].arguments.iter();
                for argument in arguments.filter(|a| ["title", "caption"].contains(&&*a.name)) {
                    seen.push(" ");
                    seen.push(argument.value.as_deref().unwrap_or_default());
                    seen.push(" ");
                }
            }
            Piece::Html(html) => seen.html(html),
            _ => {}
        }
    }
    seen.decode();
    seen
}

impl Seen {
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while !rest.is_empty() {
            let end = rest.find(if self.tag.is_some() { '>' } else { '<' });
            let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after.get(1..).unwrap_or_default();
            match &mut self.tag {
                Some(tag) => tag.push_str(part),
                None if self.is_aside => {}
                None => self.push(part),
            }
            match (end, self.tag.take()) {
                (Some(_), Some(tag)) => self.tagged(&tag),
                (Some(_), None) => self.tag = Some(String::new()),
                (None, tag) => self.tag = tag,
            }
        }
    }

    fn push(&mut self, text: &str) {
        match self.folded {
            0 => self.shown.push_str(text),
            _ => self.closed.push_str(text),
        }
    }

    fn tagged(&mut self, tag: &str) {
        let name = tag.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
        match name {
            // The number of a heading's tag is a piece of its own.
            "h" | "math" | "/annotation" => self.is_aside = true,
            "/h" | "annotation" | "/math" => self.is_aside = false,
            "details" if self.folded > 0 || tag.contains("solution") || tag.contains("quiz-") => {
                self.folded += 1;
            }
            "/details" => self.folded = self.folded.saturating_sub(1),
            _ => {}
        }
        if !WITHIN_WORDS.contains(&name.trim_start_matches('/')) {
            self.push(" ");
        }
    }

    fn decode(&mut self) {
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        for text in [&mut self.shown, &mut self.closed] {
            for (entity, c) in entities {
                if text.contains(entity) {
                    *text = text.replace(entity, c);
                }
            }
        }
    }

    fn record(&self, kind: Kind, title: &str, trail: &str, href: String) -> Record {
        let mut record = Record::new(kind, title, trail, href, &[&self.shown]);
        if !self.closed.is_empty() {
            record.also(&self.closed, IN_TEXT);
        }
        record
    }
}

/// Elements that do not end a word.
const WITHIN_WORDS: [&str; 17] = [
    "a", "abbr", "b", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "s", "small", "span",
    "strong", "sub", "sup",
];

/// The words of the glossary.
pub fn of_glossary(site: &Site) -> Vec<Record> {
    let page = site.glossary.path.as_ref().and_then(|path| site.map.page_of(path));
    let Some(page) = page else { return Vec::new() };
    let (title, own) = (&site.map.page(page).title, href(site, page));
    let terms = site.glossary.terms.iter().map(|term| {
        let place = format!("{own}#{}", encode(&term.id));
        let mut record =
            Record::new(Kind::Term, &term.name.value, title, place, &[&term.rich.plain]);
        term.aka.iter().for_each(|aka| record.also(&aka.value, IN_TITLE));
        record
    });
    terms.collect()
}

/// A model, its levels, cells, dimensions, activities and capabilities.
pub fn of_model(site: &Site, m: usize) -> Vec<Record> {
    let pages = &site.map.models[m];
    let (model, words) = (&pages.model, &*site.config.words);
    let title = &model.title.value;
    let overview = href(site, pages.overview);
    let mut records =
        vec![Record::new(Kind::Model, title, "", overview, &texts([&model.description]))];
    let whole = [
        (pages.matrix, "Matrix", "comparison matrix, comparison of all levels and dimensions"),
        (pages.compare(), "Two levels side by side", "compare, comparison of levels"),
    ];
    for (page, name, text) in whole {
        let name = words.say(name);
        records.push(Record::new(Kind::Model, name, title, href(site, page), &[text]));
    }
    for (l, &page) in pages.levels.iter().enumerate() {
        level(words, model, (m, l), &href(site, page), &mut records);
    }
    for (index, (d, &page)) in model.dimensions.iter().zip(&pages.dimensions).enumerate() {
        let about = texts([&d.summary, &d.question, &d.description]);
        let mut record =
            Record::new(Kind::Dimension, &d.name.value, title, href(site, page), &about);
        record.group.dimension = Some((m, index));
        records.push(record);
    }
    for (a, &page) in model.activities.iter().zip(&pages.activities) {
        records.push(activity(words, model, m, a, href(site, page)));
    }
    for (capability, &page) in model.catalog.capabilities.iter().zip(&pages.capabilities) {
        let about = texts([&capability.description]);
        let name = &capability.name.value;
        records.push(Record::new(Kind::Capability, name, title, href(site, page), &about));
    }
    records
}

fn texts<const N: usize>(texts: [&Option<Text>; N]) -> Vec<&str> {
    texts.into_iter().flatten().map(|text| text.rich.plain.as_str()).collect()
}

fn level(
    words: &Spoken,
    model: &Model,
    (m, l): (usize, usize),
    page: &str,
    records: &mut Vec<Record>,
) {
    let own = &model.levels[l];
    let name = level_title(words, &own.value.value, &own.name.value);
    let about = texts([&own.summary, &own.description]);
    let mut record = Record::new(Kind::Level, &name, &model.title.value, page.to_owned(), &about);
    record.group.level = Some((m, l));
    // Other names of a level are as good as its name.
    own.aka.iter().for_each(|aka| record.also(&aka.value, IN_TITLE));
    records.push(record);
    for (d, dimension) in model.dimensions.iter().enumerate().filter(|(d, _)| model.says(l, *d)) {
        let cell = model.cell(l, d);
        let prose = cell.map_or_else(Vec::new, |cell| texts([&cell.objective, &cell.text]));
        let entries = model.entries(l, d);
        let entries = entries.iter().map(|entry: &Entry| entry.plain());
        let title = cell.and_then(|cell| cell.title.as_ref()).map(|title| title.value.as_str());
        let all: Vec<&str> = title.into_iter().chain(prose).chain(entries).collect();
        let place = format!("{page}#{}", encode(&dimension_anchor(model, d)));
        let mut record = Record::new(Kind::Cell, &dimension.name.value, &name, place, &all);
        record.group.level = Some((m, l));
        record.group.dimension = Some((m, d));
        records.push(record);
    }
}

fn activity(words: &Spoken, model: &Model, m: usize, activity: &Activity, page: String) -> Record {
    let dimension = &model.dimensions[activity.dimension].name.value;
    let level = &model.levels[activity.level];
    let trail =
        format!("{} · {dimension}", level_title(words, &level.value.value, &level.name.value));
    let mut all = texts([&activity.summary, &activity.description]);
    for value in &activity.values {
        match &value.value {
            Value::Text(text) => all.push(&text.rich.plain),
            Value::List(list) => all.extend(list.iter().map(|text| text.rich.plain.as_str())),
            Value::Step(..) | Value::Plain(_) => {}
        }
    }
    all.extend(activity.questions.iter().map(|question| question.ask.rich.plain.as_str()));
    let mut record = Record::new(Kind::Activity, &activity.name.value, &trail, page, &all);
    for name in activity.tags.iter().map(|tag| &tag.value).chain([&activity.id]) {
        record.also(name, IN_TRAIL);
    }
    record.group.level = Some((m, activity.level));
    record.group.dimension = Some((m, activity.dimension));
    record
}
