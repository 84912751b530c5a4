//! The texts of a cell and of its activities, one by one, for tables.

use crate::site::parse::model::{
    Activity, Cell, FieldValue, Item, Model, Question, Reference, Section, Text, Value,
};
use crate::site::parse::note::Spanned;

/// One text, and what belongs to it.
#[derive(Clone, Debug, Default)]
pub struct Row<'m> {
    /// `title`, `item`, `activity` and so on; the key of a declared field.
    pub kind: &'m str,
    /// Of the item or the activity.
    pub id: &'m str,
    pub text: &'m str,
    /// The title of the section that it stands in.
    pub section: &'m str,
    pub capability: Option<&'m str>,
    pub tags: String,
    pub references: String,
}

/// Everything that is said about a dimension at a level.
pub fn rows(model: &Model, level: usize, dimension: usize) -> Vec<Row<'_>> {
    let mut rows = model.cell(level, dimension).map_or_else(Vec::new, |cell| of_cell(model, cell));
    for a in model.activities_at(level, dimension) {
        of_activity(model, &model.activities[a], &mut rows);
    }
    rows
}

pub fn of_cell<'m>(model: &'m Model, cell: &'m Cell) -> Vec<Row<'m>> {
    let mut rows = Vec::new();
    rows.extend(cell.title.iter().map(|title| row("title", &title.value)));
    rows.extend(cell.objective.iter().map(|text| row("objective", &text.raw)));
    rows.extend(cell.text.iter().map(|text| row("text", &text.raw)));
    cell.items.iter().for_each(|item| of_item(model, item, "", &mut rows));
    cell.sections.iter().for_each(|section| of_section(model, section, &mut rows));
    of_questions(&cell.questions, "", &mut rows);
    rows
}

fn row<'m>(kind: &'m str, text: &'m str) -> Row<'m> {
    Row { kind, text, ..Row::default() }
}

fn of_section<'m>(model: &'m Model, part: &'m Section, rows: &mut Vec<Row<'m>>) {
    let section = part.title.as_ref().map_or("", |title| title.value.as_str());
    rows.extend(part.title.iter().map(|title| row("section", &title.value)));
    rows.extend(part.text.iter().map(|text| Row { section, ..row("text", &text.raw) }));
    part.items.iter().for_each(|item| of_item(model, item, section, rows));
}

fn of_item<'m>(model: &'m Model, item: &'m Item, section: &'m str, rows: &mut Vec<Row<'m>>) {
    let id = item.id.as_ref().map_or("", |id| &id.value);
    rows.push(Row {
        id,
        section,
        capability: capability(model, item.capability),
        tags: joined(&item.tags),
        references: referred(model, &item.references),
        ..row("item", &item.text.raw)
    });
    rows.extend(item.note.iter().map(|note| Row { id, section, ..row("note", &note.raw) }));
}

fn of_questions<'m>(questions: &'m [Question], id: &'m str, rows: &mut Vec<Row<'m>>) {
    for question in questions {
        rows.push(Row { id, ..row("question", &question.ask.raw) });
        let criteria = question.criteria.iter();
        rows.extend(criteria.map(|text| Row { id, ..row("criterion", &text.raw) }));
    }
}

fn of_activity<'m>(model: &'m Model, activity: &'m Activity, rows: &mut Vec<Row<'m>>) {
    let id = activity.id.as_str();
    rows.push(Row {
        id,
        capability: capability(model, activity.capability),
        tags: joined(&activity.tags),
        references: referred(model, &activity.references),
        ..row("activity", &activity.name.value)
    });
    let mut add = |kind: &'m str, text: &'m Option<Text>| {
        rows.extend(text.iter().map(|text| Row { id, ..row(kind, &text.raw) }));
    };
    add("summary", &activity.summary);
    add("description", &activity.description);
    for value in &activity.values {
        let kind = model.catalog.fields[value.field].name.value.as_str();
        rows.extend(spelled(model, value).into_iter().map(|text| Row { id, ..row(kind, text) }));
    }
    of_questions(&activity.questions, id, rows);
}

/// The texts of a field's value; a step of a scale by its name, so that all can be filtered alike.
pub fn spelled<'m>(model: &'m Model, value: &'m FieldValue) -> Vec<&'m str> {
    match &value.value {
        Value::Text(text) => vec![&text.raw],
        Value::List(texts) => texts.iter().map(|text| text.raw.as_str()).collect(),
        Value::Step(step, _) => vec![&model.catalog.fields[value.field].labels[*step].name.value],
        Value::Plain(given) => vec![&given.value],
    }
}

pub fn capability(model: &Model, capability: Option<usize>) -> Option<&str> {
    capability.map(|c| model.catalog.capabilities[c].name.value.as_str())
}

pub fn joined(texts: &[Spanned<String>]) -> String {
    texts.iter().map(|text| text.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// `SAMM 2: I-SB-1-A, I-SB-2-A; ISO 27001: A.8.25`
pub fn referred(model: &Model, references: &[Reference]) -> String {
    let all = references.iter().map(|reference| {
        let name = model.catalog.frameworks[reference.framework].title();
        format!("{name}: {}", joined(&reference.ids))
    });
    all.collect::<Vec<_>>().join("; ")
}
