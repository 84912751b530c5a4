//! Every text of a model, and the page that has to show it.

use std::ops::Range;

use crate::site::parse::model::{Item, Question, Reference, Text, Value};
use crate::site::parse::note::Spanned;
use crate::site::resolve::ModelPages;
use crate::site::resolve::pages::PageId;

/// A text that the author wrote.
pub struct Leaf<'m> {
    /// As spelled.
    pub raw: &'m str,
    /// As a reader sees it.
    pub plain: &'m str,
    pub range: &'m Range<usize>,
    pub page: PageId,
}

/// All texts but those of items, which are counted at their cells.
pub fn all(pages: &ModelPages) -> Vec<Leaf<'_>> {
    let mut leaves = Leaves { found: Vec::new(), page: pages.overview };
    leaves.overview(pages);
    leaves.levels(pages);
    leaves.dimensions(pages);
    leaves.cells(pages);
    leaves.activities(pages);
    leaves.catalog(pages);
    leaves.found
}

struct Leaves<'m> {
    found: Vec<Leaf<'m>>,
    page: PageId,
}

impl<'m> Leaves<'m> {
    fn name(&mut self, name: &'m Spanned<String>) {
        let page = self.page;
        self.found.push(Leaf { raw: &name.value, plain: &name.value, range: &name.range, page });
    }

    fn names(&mut self, names: impl IntoIterator<Item = &'m Spanned<String>>) {
        names.into_iter().for_each(|name| self.name(name));
    }

    fn texts(&mut self, texts: impl IntoIterator<Item = &'m Text>) {
        let page = self.page;
        let leaf = |t: &'m Text| Leaf { raw: &t.raw, plain: &t.rich.plain, range: &t.range, page };
        self.found.extend(texts.into_iter().map(leaf));
    }

    fn questions(&mut self, questions: &'m [Question]) {
        for question in questions {
            self.texts(std::iter::once(&question.ask).chain(&question.criteria));
        }
    }

    fn references(&mut self, references: &'m [Reference]) {
        references.iter().for_each(|reference| self.names(&reference.ids));
    }

    fn overview(&mut self, pages: &'m ModelPages) {
        let model = &pages.model;
        if model.title.range.end > 0 {
            self.name(&model.title);
        }
        self.texts(&model.description);
        self.names(model.about.iter().map(|(_, value)| value));
        for field in &model.catalog.fields {
            self.names(&field.label);
            self.texts(&field.description);
            self.names(field.labels.iter().map(|label| &label.name));
        }
        for set in &model.catalog.answer_sets {
            self.names(&set.name);
            for option in &set.options {
                self.name(&option.answer);
                self.names(&option.score);
            }
        }
        if let Some(scoring) = &model.catalog.scoring {
            self.name(&scoring.rule);
            self.names(&scoring.threshold);
        }
    }

    fn levels(&mut self, pages: &'m ModelPages) {
        for (level, &page) in pages.model.levels.iter().zip(&pages.levels) {
            self.page = page;
            self.names([&level.value, &level.name]);
            self.names(&level.aka);
            self.texts(level.summary.iter().chain(&level.description));
        }
    }

    fn dimensions(&mut self, pages: &'m ModelPages) {
        for (dimension, &page) in pages.model.dimensions.iter().zip(&pages.dimensions) {
            self.page = page;
            self.name(&dimension.name);
            self.names(&dimension.code);
            let texts = dimension.summary.iter().chain(&dimension.description);
            self.texts(texts.chain(&dimension.question));
        }
    }

    fn cells(&mut self, pages: &'m ModelPages) {
        for cell in &pages.model.cells {
            self.page = pages.levels[cell.level];
            self.names(&cell.title);
            self.texts(cell.objective.iter().chain(&cell.text));
            for section in &cell.sections {
                self.names(&section.title);
                self.texts(&section.text);
            }
            self.questions(&cell.questions);
            cell.all_items().for_each(|item| self.item(item));
        }
    }

    fn item(&mut self, item: &'m Item) {
        self.texts(&item.note);
        self.names(&item.tags);
        self.references(&item.references);
    }

    fn activities(&mut self, pages: &'m ModelPages) {
        for (activity, &page) in pages.model.activities.iter().zip(&pages.activities) {
            self.page = page;
            self.name(&activity.name);
            self.texts(activity.summary.iter().chain(&activity.description));
            self.names(&activity.was);
            self.names(&activity.tags);
            self.references(&activity.references);
            self.questions(&activity.questions);
            for value in &activity.values {
                match &value.value {
                    Value::Text(text) => self.texts([text]),
                    Value::List(texts) => self.texts(texts),
                    Value::Plain(text) => self.name(text),
                    Value::Step(step, _) => {
                        let label = &pages.model.catalog.fields[value.field].labels[*step];
                        self.name(&label.name);
                    }
                }
            }
        }
    }

    fn catalog(&mut self, pages: &'m ModelPages) {
        let catalog = &pages.model.catalog;
        for (capability, &page) in catalog.capabilities.iter().zip(&pages.capabilities) {
            self.page = page;
            self.name(&capability.name);
            self.texts(&capability.description);
        }
        for (framework, &page) in catalog.frameworks.iter().zip(&pages.frameworks) {
            self.page = page;
            self.names(framework.name.iter().chain(&framework.url));
            self.texts(&framework.description);
            for (id, title) in &framework.ids {
                self.name(id);
                self.names(title);
            }
        }
        self.page = pages.resources.unwrap_or(pages.overview);
        for resource in &catalog.resources {
            self.names(&resource.name);
            self.texts(&resource.description);
            self.names(&resource.tags);
        }
    }
}
