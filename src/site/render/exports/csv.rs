//! `matrix.csv` (RFC 4180): a row for each text of each cell.

use crate::site::parse::model::{Cell, Item, Model, Question};

const HEAD: &str = "level,level name,dimension,kind,id,text";

pub fn table(model: &Model) -> String {
    let mut csv = format!("{HEAD}\r\n");
    for level in 0..model.levels.len() {
        for dimension in 0..model.dimensions.len() {
            if let Some(cell) = model.cell(level, dimension) {
                rows_of(cell).iter().for_each(|row| add(&mut csv, model, (level, dimension), row));
            }
            for a in model.activities_at(level, dimension) {
                let activity = &model.activities[a];
                let row = ("activity", activity.id.as_str(), activity.name.value.as_str());
                add(&mut csv, model, (level, dimension), &row);
                if let Some(summary) = &activity.summary {
                    let row = ("summary", activity.id.as_str(), summary.raw.as_str());
                    add(&mut csv, model, (level, dimension), &row);
                }
            }
        }
    }
    csv
}

/// Kind, id and text of each row of a cell.
type Row<'m> = (&'static str, &'m str, &'m str);

fn rows_of(cell: &Cell) -> Vec<Row<'_>> {
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(cell.title.iter().map(|title| ("title", "", title.value.as_str())));
    rows.extend(cell.objective.iter().map(|text| ("objective", "", text.raw.as_str())));
    rows.extend(cell.text.iter().map(|text| ("text", "", text.raw.as_str())));
    cell.items.iter().for_each(|item| rows.extend(rows_of_item(item)));
    for section in &cell.sections {
        rows.extend(section.title.iter().map(|title| ("section", "", title.value.as_str())));
        rows.extend(section.text.iter().map(|text| ("text", "", text.raw.as_str())));
        section.items.iter().for_each(|item| rows.extend(rows_of_item(item)));
    }
    cell.questions.iter().for_each(|question| rows.extend(rows_of_question(question)));
    rows
}

fn rows_of_item(item: &Item) -> impl Iterator<Item = Row<'_>> {
    let id = item.id.as_ref().map_or("", |id| &id.value);
    let note = item.note.iter().map(move |note| ("note", id, note.raw.as_str()));
    std::iter::once(("item", id, item.text.raw.as_str())).chain(note)
}

fn rows_of_question(question: &Question) -> impl Iterator<Item = Row<'_>> {
    let criteria = question.criteria.iter().map(|text| ("criterion", "", text.raw.as_str()));
    std::iter::once(("question", "", question.ask.raw.as_str())).chain(criteria)
}

fn add(csv: &mut String, model: &Model, (level, dimension): (usize, usize), row: &Row) {
    let (kind, id, text) = *row;
    let level = &model.levels[level];
    let path = &model.dimensions[dimension].path;
    let fields = [&level.value.value, &level.name.value, path, kind, id, text];
    csv.push_str(&fields.map(|text| field(&safe(text))).join(","));
    csv.push_str("\r\n");
}

/// A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV
/// injection"). A negative number is none.
pub fn safe(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// A field of RFC 4180.
pub fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
