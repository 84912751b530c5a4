//! Every text of a model, and the page that has to show it.

use std::borrow::Cow;
use std::ops::Range;

use crate::site::parse::model::{
    Activity, AnswerSet, Capability, Catalog, Item, Question, Reference, Text, Value,
};
use crate::site::parse::note::Spanned;
use crate::site::parse::rich::Piece;
use crate::site::resolve::ModelPages;
use crate::site::resolve::pages::PageId;
use crate::site::words::Words;

/// A text that the author wrote.
pub struct Leaf<'m> {
    /// As spelled.
    pub raw: Cow<'m, str>,
    /// As a reader sees it.
    pub plain: Cow<'m, str>,
    pub range: &'m Range<usize>,
    /// The page that shows it; settings and `x-` keys are in the files alone.
    pub page: Option<PageId>,
    /// For Markdown, how much of it is known only when its page is made; nothing for a name.
    pub holes: Option<usize>,
    /// Whether the files have to have it: not where a name stands for what it refers to.
    pub in_files: bool,
    /// Whether tables carry it: what stands in cells and activities.
    pub in_tables: bool,
}

/// Names of what links lead to, marks of footnotes and the like.
pub fn holes(text: &Text) -> usize {
    text.rich.pieces.iter().filter(|piece| !matches!(piece, Piece::Html(_))).count()
}

/// All texts but those of items and the names of activities, which are counted at their cells.
pub fn all<'m>(pages: &'m ModelPages, words: &'m Words) -> Vec<Leaf<'m>> {
    let mut leaves = Leaves { found: Vec::new(), page: pages.overview, in_tables: false };
    leaves.overview(pages, words);
    leaves.levels(pages);
    leaves.dimensions(pages);
    leaves.catalog(pages);
    leaves.in_tables = true;
    leaves.cells(pages);
    leaves.activities(pages);
    leaves.found
}

struct Leaves<'m> {
    found: Vec<Leaf<'m>>,
    page: PageId,
    in_tables: bool,
}

impl<'m> Leaves<'m> {
    fn name(&mut self, name: &'m Spanned<String>) {
        let text = Cow::Borrowed(name.value.as_str());
        self.found.push(Leaf {
            raw: text.clone(),
            plain: text,
            range: &name.range,
            page: Some(self.page),
            holes: None,
            in_files: true,
            in_tables: self.in_tables,
        });
    }

    fn names(&mut self, names: impl IntoIterator<Item = &'m Spanned<String>>) {
        names.into_iter().for_each(|name| self.name(name));
    }

    fn texts(&mut self, texts: impl IntoIterator<Item = &'m Text>) {
        let (page, in_tables) = (Some(self.page), self.in_tables);
        self.found.extend(texts.into_iter().map(|text| Leaf {
            raw: Cow::Borrowed(&text.raw),
            plain: Cow::Borrowed(&text.rich.plain),
            range: &text.range,
            page,
            holes: Some(holes(text)),
            in_files: true,
            in_tables,
        }));
    }

    /// Names that are listed in one cell of a table together with others.
    fn listed(&mut self, names: impl IntoIterator<Item = &'m Spanned<String>>) {
        let in_tables = std::mem::replace(&mut self.in_tables, false);
        self.names(names);
        self.in_tables = in_tables;
    }

    /// The name of something that is referred to: what the page shows for the reference.
    fn refers(&mut self, range: &'m Range<usize>, name: &'m str) {
        let plain = Cow::Borrowed(name);
        let raw = plain.clone();
        let page = Some(self.page);
        self.found.push(Leaf {
            raw,
            plain,
            range,
            page,
            holes: None,
            in_files: false,
            in_tables: false,
        });
    }

    /// What no page has to show.
    fn settings(&mut self, settings: impl IntoIterator<Item = &'m Spanned<String>>) {
        let settings = settings.into_iter().map(|setting| (&setting.range, &setting.value));
        settings.for_each(|(range, text)| self.setting(range, Cow::Borrowed(text)));
    }

    fn setting(&mut self, range: &'m Range<usize>, raw: Cow<'m, str>) {
        let plain = raw.clone();
        let leaf =
            Leaf { raw, plain, range, page: None, holes: None, in_files: true, in_tables: false };
        self.found.push(leaf);
    }

    /// The texts below `x-` keys.
    fn extra(&mut self, range: &'m Range<usize>, extra: &'m [(String, String)]) {
        for (key, value) in extra {
            self.setting(range, Cow::Borrowed(key));
            self.within(range, serde_json::from_str(value).unwrap_or_default());
        }
    }

    fn within(&mut self, range: &'m Range<usize>, value: serde_json::Value) {
        match value {
            serde_json::Value::String(text) => self.setting(range, text.into()),
            serde_json::Value::Array(values) => {
                values.into_iter().for_each(|value| self.within(range, value));
            }
            serde_json::Value::Object(map) => map.into_iter().for_each(|(key, value)| {
                self.setting(range, key.into());
                self.within(range, value);
            }),
            _ => {}
        }
    }

    fn questions(&mut self, questions: &'m [Question], sets: &'m [AnswerSet]) {
        for question in questions {
            self.texts(std::iter::once(&question.ask).chain(&question.criteria));
            self.extra(&question.ask.range, &question.extra);
            let set = question.answers.map(|set| &sets[set]);
            for option in set.iter().flat_map(|set| &set.options) {
                self.refers(&question.ask.range, &option.answer.value);
            }
        }
    }

    fn references(
        &mut self,
        range: &'m Range<usize>,
        references: &'m [Reference],
        catalog: &'m Catalog,
    ) {
        for reference in references {
            self.refers(range, catalog.frameworks[reference.framework].title());
            self.listed(&reference.ids);
        }
    }

    fn overview(&mut self, pages: &'m ModelPages, words: &'m Words) {
        let model = &pages.model;
        if model.title.range.end > 0 {
            self.name(&model.title);
        }
        self.texts(&model.description);
        self.names(model.about.iter().map(|(_, value)| value));
        self.extra(&model.title.range, &model.extra);
        for field in &model.catalog.fields {
            self.names(&field.label);
            self.texts(&field.description);
            self.names(field.labels.iter().map(|label| &label.name));
            self.settings([&field.name].into_iter().chain(&field.group));
            self.extra(&field.name.range, &field.extra);
        }
        for set in &model.catalog.answer_sets {
            self.names(&set.name);
            self.settings([&set.key]);
            self.extra(&set.key.range, &set.extra);
            for option in &set.options {
                self.name(&option.answer);
                self.names(&option.score);
            }
        }
        if let Some(scoring) = &model.catalog.scoring {
            self.name(&scoring.rule);
            // One of three, which pages call by what they are called in the language of the site.
            let rule = self.found.last_mut();
            rule.into_iter().for_each(|leaf| leaf.plain = words.say(&scoring.rule.value).into());
            self.names(&scoring.threshold);
            self.extra(&scoring.rule.range, &scoring.extra);
        }
    }

    fn levels(&mut self, pages: &'m ModelPages) {
        for (level, &page) in pages.model.levels.iter().zip(&pages.levels) {
            self.page = page;
            self.names([&level.value, &level.name]);
            self.names(&level.aka);
            self.texts(level.summary.iter().chain(&level.description));
            self.settings(&level.color);
            self.extra(&level.name.range, &level.extra);
        }
    }

    fn dimensions(&mut self, pages: &'m ModelPages) {
        for (dimension, &page) in pages.model.dimensions.iter().zip(&pages.dimensions) {
            self.page = page;
            self.name(&dimension.name);
            self.names(&dimension.code);
            let texts = dimension.summary.iter().chain(&dimension.description);
            self.texts(texts.chain(&dimension.question));
            let kinds = &pages.model.kinds;
            if let Some(kind) = kinds.get(dimension.depth).or(kinds.last()) {
                self.refers(&kind.range, &kind.value);
            }
            self.setting(&dimension.name.range, Cow::Borrowed(&dimension.id));
            self.settings(dimension.color.iter().chain(&dimension.icon));
            self.extra(&dimension.name.range, &dimension.extra);
        }
    }

    fn cells(&mut self, pages: &'m ModelPages) {
        let catalog = &pages.model.catalog;
        for cell in &pages.model.cells {
            self.page = pages.levels[cell.level];
            self.names(&cell.title);
            self.texts(cell.objective.iter().chain(&cell.text));
            for section in &cell.sections {
                self.names(&section.title);
                self.texts(&section.text);
                self.extra(&cell.range, &section.extra);
            }
            self.questions(&cell.questions, &catalog.answer_sets);
            self.extra(&cell.range, &cell.extra);
            cell.all_items().for_each(|item| self.item(item, catalog));
        }
    }

    fn item(&mut self, item: &'m Item, catalog: &'m Catalog) {
        let range = &item.text.range;
        self.texts(&item.note);
        self.listed(&item.tags);
        self.references(range, &item.references, catalog);
        self.capability(range, item.capability, catalog);
        self.settings(&item.id);
        self.extra(range, &item.extra);
    }

    fn capability(&mut self, range: &'m Range<usize>, named: Option<usize>, catalog: &'m Catalog) {
        let named: Option<&Capability> = named.map(|index| &catalog.capabilities[index]);
        named.into_iter().for_each(|named| self.refers(range, &named.name.value));
    }

    fn activities(&mut self, pages: &'m ModelPages) {
        for (activity, &page) in pages.model.activities.iter().zip(&pages.activities) {
            self.page = page;
            self.name(&activity.name);
            self.texts(activity.summary.iter().chain(&activity.description));
            self.values(activity, &pages.model.catalog);
            self.questions(&activity.questions, &pages.model.catalog.answer_sets);
            self.around(activity, pages);
            self.setting(&activity.name.range, Cow::Borrowed(&activity.id));
            self.extra(&activity.name.range, &activity.extra);
        }
    }

    /// The values of declared fields, under their headings.
    fn values(&mut self, activity: &'m Activity, catalog: &'m Catalog) {
        for value in &activity.values {
            let field = &catalog.fields[value.field];
            for heading in field.label.iter().chain(&field.group) {
                self.refers(&activity.name.range, &heading.value);
            }
            match &value.value {
                Value::Text(text) => self.texts([text]),
                Value::List(texts) => self.texts(texts),
                Value::Plain(text) => self.name(text),
                Value::Step(step, given) => {
                    self.name(&field.labels[*step].name);
                    self.settings([given]);
                }
            }
        }
    }

    /// What an activity refers to.
    fn around(&mut self, activity: &'m Activity, pages: &'m ModelPages) {
        let (model, range) = (&pages.model, &activity.name.range);
        self.refers(range, &model.levels[activity.level].value.value);
        self.refers(range, &model.dimensions[activity.dimension].name.value);
        for &other in activity.needs.iter().chain(&activity.related) {
            self.refers(range, &model.activities[other].name.value);
        }
        for &resource in &activity.resources {
            self.refers(range, model.catalog.resources[resource].title());
        }
        self.capability(range, activity.capability, &model.catalog);
        self.references(range, &activity.references, &model.catalog);
        self.listed(activity.tags.iter().chain(&activity.was));
    }

    fn catalog(&mut self, pages: &'m ModelPages) {
        let catalog = &pages.model.catalog;
        for (capability, &page) in catalog.capabilities.iter().zip(&pages.capabilities) {
            self.page = page;
            self.name(&capability.name);
            self.texts(&capability.description);
            self.setting(&capability.name.range, Cow::Borrowed(&capability.id));
            self.extra(&capability.name.range, &capability.extra);
        }
        for (framework, &page) in catalog.frameworks.iter().zip(&pages.frameworks) {
            self.page = page;
            self.names(framework.name.iter().chain(&framework.url));
            self.texts(&framework.description);
            for (id, title) in &framework.ids {
                self.name(id);
                self.names(title);
            }
            self.settings(
                [&framework.key].into_iter().chain(&framework.link).chain(&framework.pattern),
            );
            self.extra(&framework.key.range, &framework.extra);
        }
        self.page = pages.resources.unwrap_or(pages.overview);
        for resource in &catalog.resources {
            self.names(&resource.name);
            self.texts(&resource.description);
            self.names(&resource.tags);
            self.settings([&resource.key].into_iter().chain(&resource.url));
            self.extra(&resource.key.range, &resource.extra);
        }
    }
}
