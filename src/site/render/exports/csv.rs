//! `matrix.csv` (RFC 4180): a row for each text of each cell and of its activities.

use super::rows::{Row, rows};
use crate::site::parse::model::Model;

const HEAD: &str =
    "level,level name,dimension,dimension name,kind,id,text,section,capability,tags,references";

pub fn table(model: &Model) -> String {
    let mut csv = format!("{HEAD}\r\n");
    for level in 0..model.levels.len() {
        for dimension in 0..model.dimensions.len() {
            rows(model, level, dimension).iter().for_each(|row| {
                let line = line(model, (level, dimension), row);
                csv.push_str(&line.join(","));
                csv.push_str("\r\n");
            });
        }
    }
    csv
}

fn line(model: &Model, (level, dimension): (usize, usize), row: &Row) -> [String; 11] {
    let (level, dimension) = (&model.levels[level], &model.dimensions[dimension]);
    let cell = [&level.value.value, &level.name.value, &dimension.path, &dimension.name.value];
    let [level, name, path, dimension] = cell.map(String::as_str);
    let (kind, id, text, section) = (row.kind, row.id, row.text, row.section);
    let capability = row.capability.unwrap_or_default();
    let (tags, references) = (row.tags.as_str(), row.references.as_str());
    [level, name, path, dimension, kind, id, text, section, capability, tags, references]
        .map(|text| field(&safe(text)))
}

/// A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV
/// injection"). A number with a sign is none.
pub fn safe(text: &str) -> String {
    let is_number = || text.parse::<f64>().is_ok_and(f64::is_finite);
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number();
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// A field of RFC 4180.
fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
