//! `matrix.xlsx`: the matrix, its items and activities as sheets with filters. Every cell is a text
//! as spelled; none is a formula or a number by guess.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::rows::{capability, joined, of_cell, referred, spelled};
use crate::site::parse::model::{Activity, Model, Reference, Text};
use crate::site::parse::note::Spanned;
use crate::site::render::model_pages::is_group;

/// Excel refuses longer texts in one cell; it counts in UTF-16.
const MOST_LETTERS: usize = 32_767;

/// How a text ends that is too long for a sheet.
pub const SHORTENED: &str = " … (the rest is in model.json)";

/// An empty file where a workbook cannot be made, which no model is known to cause.
pub fn workbook(model: &Model) -> Vec<u8> {
    write(model).unwrap_or_default()
}

fn write(model: &Model) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same input gives the same bytes, whatever the clock says.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title(&model.title.value).set_creation_datetime(&day),
    );
    matrix(book.add_worksheet(), model)?;
    table(book.add_worksheet(), "Items", &ITEM_HEAD.map(str::to_owned), &item_rows(model))?;
    if !model.activities.is_empty() {
        let (head, rows) = activities(model);
        table(book.add_worksheet(), "Activities", &head, &rows)?;
    }
    let references = reference_rows(model);
    if !references.is_empty() {
        table(book.add_worksheet(), "References", &REFERENCE_HEAD.map(str::to_owned), &references)?;
    }
    book.save_to_buffer()
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn head() -> Format {
    wrapped().set_bold()
}

fn matrix(sheet: &mut Worksheet, model: &Model) -> Result<(), XlsxError> {
    sheet.set_name("Matrix")?;
    sheet.write_string_with_format(0, 0, "Dimension", &head())?;
    for (column, level) in (1..).zip(&model.levels) {
        let name = match level.value.value == level.name.value {
            true => level.name.value.clone(),
            false => format!("{} · {}", level.value.value, level.name.value),
        };
        sheet.write_string_with_format(0, column, name, &head())?;
        sheet.set_column_width(column, 40)?;
    }
    sheet.set_column_width(0, 28)?;
    let shown = (0..model.dimensions.len()).filter(|&d| !is_group(model, d));
    let mut last = 0;
    for (row, d) in (1..).zip(shown) {
        last = row;
        sheet.write_string_with_format(row, 0, full_name(model, d), &head())?;
        for (column, level) in (1..).zip(0..model.levels.len()) {
            let text = cut(&cell(model, level, d));
            sheet.write_string_with_format(row, column, text, &wrapped())?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, last, u16::try_from(model.levels.len()).unwrap_or(u16::MAX))?;
    Ok(())
}

/// `Build and deployment › Build`
fn full_name(model: &Model, d: usize) -> String {
    let dimension = &model.dimensions[d];
    let own = &dimension.name.value;
    match dimension.parent {
        Some(parent) => format!("{} › {own}", full_name(model, parent)),
        None => own.clone(),
    }
}

/// All that stands in a cell of the matrix, each text on a line of its own.
fn cell(model: &Model, level: usize, d: usize) -> String {
    let own = model.cell(level, d).map_or_else(Vec::new, |cell| of_cell(model, cell));
    let texts = own.iter().filter(|row| row.kind != "note").map(|row| row.text);
    let activities = model.activities_at(level, d);
    let names = activities.map(|a| model.activities[a].name.value.as_str());
    texts.chain(names).collect::<Vec<_>>().join("\n")
}

const ITEM_HEAD: [&str; 11] = [
    "Level",
    "Level name",
    "Dimension",
    "Dimension name",
    "Section",
    "Item",
    "Id",
    "Note",
    "Capability",
    "Tags",
    "References",
];

fn item_rows(model: &Model) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for cell in &model.cells {
        let (level, dimension) = (&model.levels[cell.level], &model.dimensions[cell.dimension]);
        let rows = of_cell(model, cell);
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == "item") {
            let note = rows.get(index + 1).filter(|next| next.kind == "note");
            let texts: [&str; 11] = [
                &level.value.value,
                &level.name.value,
                &dimension.path,
                &dimension.name.value,
                row.section,
                row.text,
                row.id,
                note.map_or("", |note| note.text),
                row.capability.unwrap_or_default(),
                &row.tags,
                &row.references,
            ];
            all.push(texts.map(str::to_owned).to_vec());
        }
    }
    all
}

const ACTIVITY_HEAD: [&str; 16] = [
    "Id",
    "Name",
    "Level",
    "Level name",
    "Dimension",
    "Dimension name",
    "Summary",
    "Description",
    "Capability",
    "Needs",
    "Related",
    "Tags",
    "References",
    "Resources",
    "Questions",
    "Earlier ids",
];

fn activities(model: &Model) -> (Vec<String>, Vec<Vec<String>>) {
    let fields = model.catalog.fields.iter().map(crate::site::parse::model::Field::title);
    let head = ACTIVITY_HEAD.map(str::to_owned).into_iter().chain(fields).collect();
    let rows = model.activities.iter().map(|activity| {
        let values = (0..model.catalog.fields.len()).map(|field| {
            let value = activity.values.iter().find(|value| value.field == field);
            value.map_or_else(String::new, |value| spelled(model, value).join("\n"))
        });
        activity_row(model, activity).into_iter().chain(values).collect()
    });
    (head, rows.collect())
}

fn activity_row(model: &Model, activity: &Activity) -> [String; 16] {
    let ids = |list: &[usize]| {
        list.iter().map(|&a| model.activities[a].id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let raw = |text: &Option<Text>| text.as_ref().map_or_else(String::new, |text| text.raw.clone());
    let resources = activity.resources.iter().map(|&r| model.catalog.resources[r].title());
    let questions =
        activity.questions.iter().flat_map(|q| std::iter::once(&q.ask).chain(&q.criteria));
    [
        activity.id.clone(),
        activity.name.value.clone(),
        model.levels[activity.level].value.value.clone(),
        model.levels[activity.level].name.value.clone(),
        model.dimensions[activity.dimension].path.clone(),
        model.dimensions[activity.dimension].name.value.clone(),
        raw(&activity.summary),
        raw(&activity.description),
        capability(model, activity.capability).unwrap_or_default().to_owned(),
        ids(&activity.needs),
        ids(&activity.related),
        joined(&activity.tags),
        referred(model, &activity.references),
        resources.collect::<Vec<_>>().join(", "),
        questions.map(|text| text.raw.as_str()).collect::<Vec<_>>().join("\n"),
        joined(&activity.was),
    ]
}

const REFERENCE_HEAD: [&str; 8] =
    ["Framework", "Reference", "Title", "Kind", "Id", "Text", "Level", "Dimension"];

/// Each id that something refers to, once for each that does.
fn reference_rows(model: &Model) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for cell in &model.cells {
        for item in cell.all_items() {
            let id = item.id.as_ref().map_or("", |id| &id.value);
            let own = ["item", id, &item.text.raw];
            let at = (cell.level, cell.dimension);
            rows.extend(item.references.iter().flat_map(|r| of_reference(model, r, own, at)));
        }
    }
    for activity in &model.activities {
        let own = ["activity", &activity.id, &activity.name.value];
        let at = (activity.level, activity.dimension);
        rows.extend(activity.references.iter().flat_map(|r| of_reference(model, r, own, at)));
    }
    rows
}

fn of_reference(
    model: &Model,
    reference: &Reference,
    [kind, own_id, text]: [&str; 3],
    (level, dimension): (usize, usize),
) -> Vec<Vec<String>> {
    let framework = &model.catalog.frameworks[reference.framework];
    let (level, dimension) = (&model.levels[level].value.value, &model.dimensions[dimension].path);
    let row = |id: &Spanned<String>| {
        let known = framework.ids.iter().find(|(known, _)| known.value == id.value);
        let title = known.and_then(|(_, title)| title.as_ref()).map_or("", |title| &title.value);
        let row = [framework.title(), &id.value, title, kind, own_id, text, level, dimension];
        row.map(str::to_owned).to_vec()
    };
    reference.ids.iter().map(row).collect()
}

fn table(
    sheet: &mut Worksheet,
    name: &str,
    names: &[String],
    rows: &[Vec<String>],
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, name, &head())?;
        sheet.set_column_width(column, if name.len() > 8 { 30 } else { 18 })?;
    }
    let format = wrapped();
    for (row, texts) in (1..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, column, cut(text), &format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, u16::try_from(names.len().saturating_sub(1)).unwrap_or(0))?;
    Ok(())
}

/// A longer text ends in a word about where the rest is.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_LETTERS {
        return text.to_owned();
    }
    let mut room = MOST_LETTERS - SHORTENED.chars().count();
    let fits = |c: &char| match room.checked_sub(c.len_utf16()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain(SHORTENED.chars()).collect()
}
