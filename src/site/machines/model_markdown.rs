//! The pages of a model as Markdown: their texts as the author spelled them, with links between them.

use std::collections::BTreeSet;

use crate::site::parse::model::{Activity, Entry, Item, Model, Question, Text, Value};
use crate::site::resolve::ModelPages;
use crate::site::resolve::pages::{PageId, PageKind, level_title};
use crate::site::resolve::uses::Spot;
use crate::site::sources::Sources;

use super::markdown::{Frame, text};

pub fn page(frame: &Frame, sources: &Sources, id: PageId) -> String {
    let write = |m: usize| {
        let pages = &frame.site.map.models[m];
        Writer { frame, pages, model: &pages.model, m }
    };
    let title = format!("# {}", text(&frame.site.map.page(id).title));
    let parts = match frame.site.map.page(id).kind {
        PageKind::Overview(m) => write(m).overview(sources),
        PageKind::Level(m, level) => write(m).level(level),
        PageKind::Matrix(m) => write(m).matrix(),
        PageKind::Dimension(m, dimension) => write(m).dimension(dimension),
        PageKind::Activity(m, activity) => write(m).activity(activity),
        PageKind::Capability(m, capability) => write(m).capability(capability),
        _ => Vec::new(),
    };
    let parts = std::iter::once(title).chain(parts);
    parts.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Each page is a list of paragraphs; empty ones are left out.
struct Writer<'a> {
    frame: &'a Frame<'a>,
    pages: &'a ModelPages,
    model: &'a Model,
    m: usize,
}

impl Writer<'_> {
    fn said(&self, said: Option<&Text>) -> String {
        said.map_or_else(String::new, |said| self.words(said))
    }

    fn words(&self, said: &Text) -> String {
        let from = self.model.place(&said.range).path;
        self.frame.text(&from, &said.raw, &said.rich).trim().to_owned()
    }

    fn level_name(&self, level: usize) -> String {
        let level = &self.model.levels[level];
        text(&level_title(&self.frame.site.config.words, &level.value.value, &level.name.value))
    }

    fn overview(&self, sources: &Sources) -> Vec<String> {
        let model = self.model;
        let mut parts = vec![self.said(model.description.as_ref())];
        parts.extend(self.pages.introduction.map(|note| self.frame.note(sources, note)));
        let levels = self.pages.levels.iter().zip(&model.levels).map(|(&page, level)| {
            let summary = self.said(level.summary.as_ref());
            format!("- {}{}", self.frame.link(page), after(": ", &summary))
        });
        parts.extend(section("Levels", levels));
        let dimensions = self.pages.dimensions.iter().zip(&model.dimensions);
        let dimensions = dimensions.map(|(&page, dimension)| {
            let summary = self.said(dimension.summary.as_ref());
            let indent = "  ".repeat(dimension.depth);
            format!("{indent}- {}{}", self.frame.link(page), after(": ", &summary))
        });
        parts.extend(section("Dimensions", dimensions));
        parts.push(format!("All of it as one table: {}", self.frame.link(self.pages.matrix)));
        parts
    }

    fn level(&self, level: usize) -> Vec<String> {
        let own = &self.model.levels[level];
        let mut parts = vec![
            format!("Part of {}", self.frame.link(self.pages.overview)),
            self.said(own.summary.as_ref()),
            self.said(own.description.as_ref()),
        ];
        for d in (0..self.model.dimensions.len()).filter(|&d| self.model.says(level, d)) {
            parts.push(format!("## {}", self.frame.link(self.pages.dimensions[d])));
            parts.extend(self.cell(level, d));
        }
        parts.extend(section("Notes on this level", self.notes(level)));
        let lower = level.checked_sub(1).and_then(|at| self.pages.levels.get(at));
        let beside = [("Below", lower), ("Above", self.pages.levels.get(level + 1))];
        let beside = beside.into_iter().filter_map(|(word, page)| {
            page.map(|&page| format!("- {word}: {}", self.frame.link(page)))
        });
        parts.extend(section("Neighbours", beside));
        parts
    }

    /// The notes that have a section on a level.
    fn notes(&self, level: usize) -> Vec<String> {
        let site = self.frame.site;
        let notes = site.speakers.get(&(self.m, level)).into_iter().flatten();
        let pages = notes.filter_map(|&note| site.map.page_of(&site.notes[note].path));
        let pages: BTreeSet<PageId> = pages.collect();
        pages.into_iter().map(|page| format!("- {}", self.frame.link(page))).collect()
    }

    /// What a cell says.
    fn cell(&self, level: usize, dimension: usize) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(cell) = self.model.cell(level, dimension) {
            parts.extend(cell.title.as_ref().map(|title| format!("**{}**", text(&title.value))));
            parts.push(self.said(cell.objective.as_ref()));
            parts.push(self.said(cell.text.as_ref()));
            parts.push(self.items(&cell.items));
            for section in &cell.sections {
                let title = section.title.as_ref();
                parts.extend(title.map(|title| format!("**{}**", text(&title.value))));
                parts.push(self.said(section.text.as_ref()));
                parts.push(self.items(&section.items));
            }
            parts.push(self.questions(&cell.questions));
        }
        let activities = self.model.activities_at(level, dimension);
        parts.push(lines(activities.map(|a| {
            let summary = self.said(self.model.activities[a].summary.as_ref());
            format!("- {}{}", self.frame.link(self.pages.activities[a]), after(": ", &summary))
        })));
        parts
    }

    fn items(&self, items: &[Item]) -> String {
        lines(items.iter().map(|item| {
            let note = item.note.as_ref().map(|note| indented(&self.words(note)));
            let text = indented(&self.words(&item.text));
            format!("- {}{}", text.trim_start(), after("\n\n", &note.unwrap_or_default()))
        }))
    }

    fn questions(&self, questions: &[Question]) -> String {
        lines(questions.iter().map(|question| {
            let criteria = question.criteria.iter();
            let criteria = lines(criteria.map(|text| format!("  - {}", self.words(text))));
            format!("- {}{}", self.words(&question.ask), after("\n", &criteria))
        }))
    }

    /// Dimensions as rows, levels as columns.
    fn matrix(&self) -> Vec<String> {
        let model = self.model;
        let head = self.pages.levels.iter().map(|&page| self.frame.link(page));
        let head = row(std::iter::once(String::new()).chain(head));
        let rule = row((0..=model.levels.len()).map(|_| "---".to_owned()));
        let rows = (0..model.dimensions.len()).map(|d| {
            let cells = (0..model.levels.len()).map(|l| self.short_cell(l, d));
            row(std::iter::once(self.frame.link(self.pages.dimensions[d])).chain(cells))
        });
        let table = lines([head, rule].into_iter().chain(rows));
        vec![format!("Part of {}", self.frame.link(self.pages.overview)), table]
    }

    /// A cell in one line.
    fn short_cell(&self, level: usize, dimension: usize) -> String {
        let cell = self.model.cell(level, dimension);
        let title = cell.and_then(|cell| cell.title.as_ref()).map(|title| text(&title.value));
        let prose = cell.into_iter().flat_map(|cell| [&cell.objective, &cell.text]).flatten();
        let prose = prose.map(|said| text(&said.rich.plain));
        let entries = self.model.entries(level, dimension);
        let entries: Vec<String> = entries.iter().map(|entry| self.entry(*entry)).collect();
        let parts =
            title.into_iter().chain(prose).chain((!entries.is_empty()).then(|| entries.join("; ")));
        parts.collect::<Vec<_>>().join(". ")
    }

    fn entry(&self, entry: Entry) -> String {
        match entry {
            Entry::Item(item) => self.words(&item.text),
            Entry::Activity(activity) => {
                let known = self.model.activities.iter().position(|other| other.id == activity.id);
                known.map_or_else(String::new, |a| self.frame.link(self.pages.activities[a]))
            }
        }
    }

    fn dimension(&self, d: usize) -> Vec<String> {
        let own = &self.model.dimensions[d];
        let mut parts = vec![
            format!("Part of {}", self.frame.link(self.pages.overview)),
            self.said(own.summary.as_ref()),
            self.said(own.description.as_ref()),
            self.said(own.question.as_ref()),
        ];
        let children = (0..self.model.dimensions.len())
            .filter(|&other| self.model.dimensions[other].parent == Some(d))
            .map(|other| format!("- {}", self.frame.link(self.pages.dimensions[other])));
        parts.push(lines(children));
        for level in (0..self.model.levels.len()).filter(|&level| self.model.says(level, d)) {
            parts.push(format!("## {}", self.frame.link(self.pages.levels[level])));
            parts.extend(self.cell(level, d));
        }
        parts
    }

    fn activity(&self, a: usize) -> Vec<String> {
        let activity = &self.model.activities[a];
        let place = format!(
            "{} · {} · {}",
            self.frame.link(self.pages.levels[activity.level]),
            self.frame.link(self.pages.dimensions[activity.dimension]),
            self.frame.link(self.pages.overview),
        );
        let mut parts = vec![
            place,
            self.said(activity.summary.as_ref()),
            self.said(activity.description.as_ref()),
        ];
        parts.extend(self.values(activity));
        parts.extend(section("Questions", [self.questions(&activity.questions)]));
        let link = |&a: &usize| format!("- {}", self.frame.link(self.pages.activities[a]));
        parts.extend(section("Needs", activity.needs.iter().map(link)));
        parts.extend(section("Needed by", self.pages.uses.needed_by[a].iter().map(link)));
        parts.extend(section("Related", self.pages.uses.related[a].iter().map(link)));
        let references = activity.references.iter().map(|reference| {
            let framework = &self.model.catalog.frameworks[reference.framework];
            let ids = reference.ids.iter().map(|id| text(&id.value));
            format!("- {}: {}", text(framework.title()), ids.collect::<Vec<_>>().join(", "))
        });
        parts.extend(section("References", references));
        let resources = activity.resources.iter().map(|&r| {
            let resource = &self.model.catalog.resources[r];
            match &resource.url {
                Some(url) => format!("- [{}]({})", text(resource.title()), url.value),
                None => format!("- {}", text(resource.title())),
            }
        });
        parts.extend(section("Resources", resources));
        parts
    }

    /// Declared fields, each under its label.
    fn values(&self, activity: &Activity) -> Vec<String> {
        let values = activity.values.iter().map(|value| {
            let field = &self.model.catalog.fields[value.field];
            let label = field.label.as_ref().unwrap_or(&field.name);
            let said = match &value.value {
                Value::Text(said) => self.words(said),
                Value::List(list) => {
                    lines(list.iter().map(|said| format!("- {}", self.words(said))))
                }
                Value::Step(step, _) => text(&field.labels[*step].name.value),
                Value::Plain(plain) => text(&plain.value),
            };
            format!("## {}\n\n{said}", text(&label.value))
        });
        values.collect()
    }

    fn capability(&self, c: usize) -> Vec<String> {
        let capability = &self.model.catalog.capabilities[c];
        let mut parts = vec![
            format!("Part of {}", self.frame.link(self.pages.overview)),
            self.said(capability.description.as_ref()),
        ];
        let spots = self.pages.uses.capabilities[c].iter().map(|spot| match *spot {
            Spot::Item { cell, nth } => {
                let cell = &self.model.cells[cell];
                let item = cell.all_items().nth(nth);
                let words = item.map_or_else(String::new, |item| self.words(&item.text));
                format!("- {}: {words}", self.level_name(cell.level))
            }
            Spot::Activity(a) => {
                let level = self.level_name(self.model.activities[a].level);
                format!("- {level}: {}", self.frame.link(self.pages.activities[a]))
            }
            Spot::Resource(r) => format!("- {}", text(self.model.catalog.resources[r].title())),
        });
        parts.push(lines(spots));
        parts
    }
}

fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

/// A heading with what stands below it, where anything does.
fn section(title: &str, entries: impl IntoIterator<Item = String>) -> Option<String> {
    let entries = lines(entries);
    (!entries.is_empty()).then(|| format!("## {title}\n\n{entries}"))
}

/// A text with something before it, unless it is empty.
fn after(before: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{before}{text}") }
}

/// Lines that belong to a bullet.
fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("  {line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn row(cells: impl Iterator<Item = String>) -> String {
    let cells = cells.map(|text| text.replace(['\n', '\r'], " ").replace('|', "\\|"));
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}
