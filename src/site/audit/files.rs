//! The files of a model, read back the way other programs would read them.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use serde_json::Value;
use serde_yaml::granit_parser::{Event, Parser};

use super::folded;
use crate::site::output::Output;
use crate::site::parse::model::Model;
use crate::site::render::exports::{SHORTENED, file_of, safe};

/// The texts of each file, white space folded.
pub struct Files {
    json: HashSet<String>,
    yaml: HashSet<String>,
    csv: HashSet<String>,
    sheets: HashSet<String>,
    /// Whether a sheet says of a text that it is too long for it.
    is_shortened: bool,
}

impl Files {
    pub fn read(output: &Output, model: &Model) -> Self {
        let bytes = |name: &str| output.get(&file_of(model, name)).map_or(&[][..], |f| &f.bytes);
        let mut json = HashSet::new();
        collect(&serde_json::from_slice(bytes("model.json")).unwrap_or_default(), &mut json);
        let workbook = shared_strings(bytes("matrix.xlsx")).unwrap_or_default();
        Self {
            json,
            yaml: scalars(&String::from_utf8_lossy(bytes("model.yaml"))),
            csv: fields(&String::from_utf8_lossy(bytes("matrix.csv"))),
            sheets: lines(&workbook),
            is_shortened: workbook.contains(SHORTENED),
        }
    }

    /// The first file that should have a text and has it not. `in_tables`: whether tables have it.
    pub fn without(&self, raw: &str, in_tables: bool) -> Option<&'static str> {
        let text = folded(raw);
        if !self.json.contains(&text) {
            return Some("model.json");
        }
        if !self.yaml.contains(&text) {
            return Some("model.yaml");
        }
        if in_tables && !self.csv.contains(&folded(&safe(raw))) {
            return Some("matrix.csv");
        }
        (in_tables && !self.is_shortened && !self.on_sheets(raw, &text)).then_some("matrix.xlsx")
    }

    fn on_sheets(&self, raw: &str, text: &str) -> bool {
        let has = |line: &str| line.trim().is_empty() || self.sheets.contains(&folded(line));
        self.sheets.contains(text) || raw.lines().all(has)
    }
}

fn collect(value: &Value, texts: &mut HashSet<String>) {
    match value {
        Value::String(text) => drop(texts.insert(folded(text))),
        Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        // Names that the author chose, ids of a framework among them, may stand as keys.
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            texts.insert(folded(key));
            collect(value, texts);
        }),
        _ => {}
    }
}

/// Keys and values of YAML.
fn scalars(yaml: &str) -> HashSet<String> {
    let mut texts = HashSet::new();
    for event in Parser::new_from_str(yaml) {
        let Ok((event, _)) = event else { break };
        if let Event::Scalar(text, ..) = event {
            texts.insert(folded(&text));
        }
    }
    texts
}

/// The fields of RFC 4180.
fn fields(csv: &str) -> HashSet<String> {
    let (mut fields, mut field, mut quoted) = (HashSet::new(), String::new(), false);
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' | '\r' | '\n' if !quoted => {
                fields.insert(folded(&field));
                field.clear();
            }
            c => field.push(c),
        }
    }
    fields.insert(folded(&field));
    fields
}

/// The part of a workbook that has the texts of all its cells.
fn shared_strings(workbook: &[u8]) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).ok()?;
    let mut xml = String::new();
    archive.by_name("xl/sharedStrings.xml").ok()?.read_to_string(&mut xml).ok()?;
    Some(xml)
}

/// Each text of a workbook as a whole, and line by line.
fn lines(xml: &str) -> HashSet<String> {
    let mut lines = HashSet::new();
    for part in xml.split("<si>").skip(1) {
        let inside = part.split_once('>').and_then(|(_, text)| text.split_once("</t>"));
        let text = decoded(inside.map_or("", |(text, _)| text));
        lines.extend(text.lines().map(folded));
        lines.insert(folded(&text));
    }
    lines
}

fn decoded(xml: &str) -> String {
    let text = xml.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}
