//! What is promised is written down: every diagnostic in the guide, every field of a view in the
//! theme's contract.

use levelbook::site::diagnostics::Code;

use crate::support::{read, without_comments};

const GUIDE: &str = "docs/content/diagnostics.md";
const CONTRACT: &str = "themes/default/README.md";

#[test]
fn every_diagnostic_has_an_entry_in_the_guide() {
    let guide = read(GUIDE);
    let entries: Vec<_> = guide.lines().filter_map(entry).collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !entries.contains(&code.name())).collect();
    assert!(missing.is_empty(), "{GUIDE} has no entry for {missing:?}");
}

#[test]
fn every_entry_in_the_guide_is_a_diagnostic() {
    let guide = read(GUIDE);
    let known: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
    let unknown: Vec<_> =
        guide.lines().filter_map(entry).filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "{GUIDE} explains {unknown:?}, which no code is named");
}

#[test]
fn every_field_of_a_view_is_in_the_themes_contract() {
    let contract = read(CONTRACT);
    let named: Vec<_> = contract.split('`').skip(1).step_by(2).flat_map(names).collect();
    let missing: Vec<_> = fields(&read("src/site/render/views.rs"))
        .into_iter()
        .filter(|(_, field)| !named.contains(&field.as_str()))
        .map(|(view, field)| format!("{view}.{field}"))
        .collect();
    assert!(missing.is_empty(), "{CONTRACT} does not name {missing:#?}");
}

/// The code that a heading of the guide is about: `## Y01: a bullet …` → `Y01`.
fn entry(line: &str) -> Option<&str> {
    let heading = line.strip_prefix("### ").or_else(|| line.strip_prefix("## "))?;
    let name = heading.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let (letter, digits) = name.split_at_checked(1)?;
    let is_code = letter.chars().all(|c| c.is_ascii_uppercase())
        && digits.len() == 2
        && digits.chars().all(|c| c.is_ascii_digit());
    is_code.then_some(name)
}

/// `level.cells[].text` names `level`, `cells` and `text`.
fn names(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

/// The named public fields of a file's structs, each with its struct.
fn fields(code: &str) -> Vec<(String, String)> {
    let mut view = String::new();
    let mut fields = Vec::new();
    for line in without_comments(code).lines() {
        if let Some(name) = line.strip_prefix("pub struct ") {
            view = names(name).next().unwrap_or_default().to_owned();
        } else if let Some(field) = field(line) {
            // A flattened field has no name of its own in a template.
            if view != "View" || field != "body" {
                fields.push((view.clone(), field.to_owned()));
            }
        }
    }
    assert!(fields.len() > 50, "only {} fields were found", fields.len());
    fields
}

/// `    pub title: String,` → `title`.
fn field(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("    pub ")?.split_once(':')?;
    name.chars().all(|c| c.is_alphanumeric() || c == '_').then_some(name)
}
