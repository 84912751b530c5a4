//! Tables from files of data: CSV, or YAML with a list of maps.

use serde::Serialize;
use serde_json::Value;

use crate::site::parse::data::separated;

/// The most rows that a page shows.
const MOST: usize = 5_000;

#[derive(Debug, Serialize)]
pub struct TableView {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// How many rows the file has.
    pub all: usize,
}

#[derive(Debug, Serialize)]
pub struct Column {
    pub name: String,
    /// Whether all that stands in it are numbers.
    pub numbers: bool,
}

/// What is wrong with a file of data or with what is asked of it, and what to do.
#[derive(Debug)]
pub struct Flaw {
    pub message: String,
    pub help: String,
}

/// Reads a file by its ending: its `first` rows, or all of them.
pub fn read(name: &str, bytes: &[u8], first: Option<i64>) -> Result<TableView, Flaw> {
    let broken = |message| Flaw { message, help: "Mend the file of data.".to_owned() };
    let wanted = match first.map(usize::try_from) {
        None => None,
        Some(Ok(first)) if (1..=MOST).contains(&first) => Some(first),
        Some(_) => {
            let message = format!("rows is a number from 1 to {MOST}");
            return Err(Flaw { message, help: "Write for example rows=\"100\"".to_owned() });
        }
    };
    let (names, mut rows) = table(name, bytes).map_err(broken)?;
    let all = rows.len();
    if all > MOST && wanted.is_none() {
        return Err(Flaw {
            message: format!("{name} has {all} rows; a page shows at most {MOST}"),
            help: "Write rows=\"100\" for the first 100 with a link to the whole file; or make a smaller file of what readers need.".to_owned(),
        });
    }
    rows.truncate(wanted.unwrap_or(all));
    let numbers = |at: usize| rows.iter().all(|row| is_number(&row[at])) && !rows.is_empty();
    let columns = names.into_iter().enumerate();
    let columns = columns.map(|(at, name)| Column { name, numbers: numbers(at) }).collect();
    Ok(TableView { columns, rows, all })
}

fn table(name: &str, bytes: &[u8]) -> Result<Table, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let (names, rows) = match ending.as_str() {
        "csv" => separated(text, separator(text)),
        "tsv" => separated(text, b'\t'),
        "yaml" | "yml" => maps(crate::site::parse::data(text)?),
        "json" => maps(serde_json::from_str(text).map_err(|error| error.to_string())?),
        _ => Err("it is no .csv, .tsv, .yaml or .json file".to_owned()),
    }
    .map_err(|why| format!("{name}: {why}"))?;
    if names.is_empty() {
        return Err(format!("{name} is empty"));
    }
    Ok((names, rows))
}

/// Spreadsheets of many countries part columns with semicolons.
fn separator(text: &str) -> u8 {
    let names = text.lines().next().unwrap_or_default();
    if names.contains(';') && !names.contains(',') { b';' } else { b',' }
}

type Table = (Vec<String>, Vec<Vec<String>>);

/// A column for each key, in the order in which they come first.
fn maps(value: Value) -> Result<Table, String> {
    let Value::Array(list) = value else { return Err("it holds no list".to_owned()) };
    let mut names: Vec<String> = Vec::new();
    for entry in &list {
        let Value::Object(map) = entry else {
            return Err("an entry of its list is no map of names and values".to_owned());
        };
        for key in map.keys().filter(|key| !names.contains(key)).cloned().collect::<Vec<_>>() {
            names.push(key);
        }
    }
    let cell = |entry: &Value, name: &String| match entry.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let rows = list.iter().map(|entry| names.iter().map(|name| cell(entry, name)).collect());
    Ok((names.clone(), rows.collect()))
}

fn is_number(text: &str) -> bool {
    let text = text.trim().trim_end_matches('%').replace([',', ' '], "");
    text.is_empty() || text.parse::<f64>().is_ok()
}
