//! `matrix.xlsx`: the matrix, its items and activities as sheets with filters. Every cell is a text
//! as spelled; none is a formula or a number by guess.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::site::parse::model::{Entry, FieldValue, Model, Reference, Value};
use crate::site::parse::note::Spanned;
use crate::site::render::model_pages::is_group;
use crate::site::resolve::uses::{Spot, items};

/// Excel refuses longer texts in one cell.
const MOST_LETTERS: usize = 32_767;

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
        sheet.write_string_with_format(row, 0, &model.dimensions[d].name.value, &head())?;
        for (column, level) in (1..).zip(0..model.levels.len()) {
            let text = cut(&cell(model, level, d));
            sheet.write_string_with_format(row, column, text, &wrapped())?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, last, u16::try_from(model.levels.len()).unwrap_or(u16::MAX))?;
    Ok(())
}

fn cell(model: &Model, level: usize, d: usize) -> String {
    let prose = model.cell(level, d).and_then(|cell| cell.text.as_ref());
    let prose = prose.map(|text| text.raw.clone());
    let entries = model.entries(level, d).into_iter().map(Entry::text).map(str::to_owned);
    prose.into_iter().chain(entries).collect::<Vec<_>>().join("\n")
}

const ITEM_HEAD: [&str; 9] =
    ["Level", "Level name", "Dimension", "Item", "Id", "Note", "Capability", "Tags", "References"];

fn item_rows(model: &Model) -> Vec<Vec<String>> {
    let rows = items(model).map(|(spot, item)| {
        let Spot::Item { cell, .. } = spot else { return Vec::new() };
        let cell = &model.cells[cell];
        let capability = item.capability.map(|c| model.catalog.capabilities[c].name.value.clone());
        vec![
            model.levels[cell.level].value.value.clone(),
            model.levels[cell.level].name.value.clone(),
            model.dimensions[cell.dimension].path.clone(),
            item.text.raw.clone(),
            item.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            item.note.as_ref().map(|note| note.raw.clone()).unwrap_or_default(),
            capability.unwrap_or_default(),
            joined(&item.tags),
            referred(model, &item.references),
        ]
    });
    rows.collect()
}

const ACTIVITY_HEAD: [&str; 13] = [
    "Id",
    "Name",
    "Level",
    "Level name",
    "Dimension",
    "Summary",
    "Description",
    "Capability",
    "Needs",
    "Related",
    "Tags",
    "References",
    "Resources",
];

fn activities(model: &Model) -> (Vec<String>, Vec<Vec<String>>) {
    let fields = model.catalog.fields.iter().map(crate::site::parse::model::Field::title);
    let head = ACTIVITY_HEAD.map(str::to_owned).into_iter().chain(fields).collect();
    let ids = |list: &[usize]| {
        list.iter().map(|&a| model.activities[a].id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let rows = model.activities.iter().map(|activity| {
        let resources = activity.resources.iter().map(|&r| model.catalog.resources[r].title());
        let capability = activity.capability.map(|c| &model.catalog.capabilities[c].name.value);
        let own = [
            activity.id.clone(),
            activity.name.value.clone(),
            model.levels[activity.level].value.value.clone(),
            model.levels[activity.level].name.value.clone(),
            model.dimensions[activity.dimension].path.clone(),
            activity.summary.as_ref().map(|text| text.raw.clone()).unwrap_or_default(),
            activity.description.as_ref().map(|text| text.raw.clone()).unwrap_or_default(),
            capability.cloned().unwrap_or_default(),
            ids(&activity.needs),
            ids(&activity.related),
            joined(&activity.tags),
            referred(model, &activity.references),
            resources.collect::<Vec<_>>().join(", "),
        ];
        let values = (0..model.catalog.fields.len())
            .map(|field| activity.values.iter().find(|v| v.field == field).map(spelled));
        own.into_iter().chain(values.map(Option::unwrap_or_default)).collect()
    });
    (head, rows.collect())
}

fn spelled(value: &FieldValue) -> String {
    match &value.value {
        Value::Text(text) => text.raw.clone(),
        Value::List(texts) => {
            texts.iter().map(|text| text.raw.as_str()).collect::<Vec<_>>().join("\n")
        }
        Value::Step(_, given) | Value::Plain(given) => given.value.clone(),
    }
}

fn joined(texts: &[Spanned<String>]) -> String {
    texts.iter().map(|text| text.value.as_str()).collect::<Vec<_>>().join(", ")
}

fn referred(model: &Model, references: &[Reference]) -> String {
    let all = references.iter().map(|reference| {
        let name = model.catalog.frameworks[reference.framework].title();
        format!("{name}: {}", joined(&reference.ids))
    });
    all.collect::<Vec<_>>().join("; ")
}

const REFERENCE_HEAD: [&str; 4] = ["Framework", "Reference", "Kind", "Text"];

fn reference_rows(model: &Model) -> Vec<Vec<String>> {
    let of_items = items(model).map(|(_, item)| ("item", &item.text.raw, &item.references));
    let of_activities = model.activities.iter().map(|a| ("activity", &a.name.value, &a.references));
    let mut rows = Vec::new();
    for (kind, text, references) in of_items.chain(of_activities) {
        for reference in references {
            let framework = model.catalog.frameworks[reference.framework].title();
            for id in &reference.ids {
                let row = [framework, &id.value, kind, text];
                rows.push(row.map(str::to_owned).to_vec());
            }
        }
    }
    rows
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

fn cut(text: &str) -> String {
    text.chars().take(MOST_LETTERS).collect()
}
