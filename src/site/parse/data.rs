//! Files of data for templates: `content/data/people.yaml` is `site.data.people`.
//!
//! They are read only where a template of the site asks for them: other files of data are the
//! author's, and none of our business.

use serde_json::{Map, Value};

use super::params::{self, Params};
use super::reader::{Reader, quoted};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::sources::{Source, SourcePath};

/// The folder of the files.
pub const FOLDER: &str = "content/data/";
/// What a template writes to have them.
pub const NAME: &str = "site.data";
/// The endings of the files that are read.
const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "csv", "tsv"];

/// All files of the folder as one map, by their names; folders are maps within it.
pub fn read<'s>(files: impl Iterator<Item = &'s Source>) -> (Params, Vec<Diagnostic>) {
    let mut all = Map::new();
    let mut diagnostics = Vec::new();
    for file in files {
        let Some(name) = file.path.as_str().strip_prefix(FOLDER) else { continue };
        let Some((name, ending)) = name.rsplit_once('.') else { continue };
        let ending = ending.to_ascii_lowercase();
        if !ENDINGS.contains(&ending.as_str()) {
            continue;
        }
        let Some(value) = value(file, &ending, &mut diagnostics) else { continue };
        if !put(&mut all, name, value) {
            diagnostics.push(twice(&file.path, name));
        }
    }
    (Params::new(&Value::Object(all)), diagnostics)
}

/// What a file says. Texts without quotes are read as in `params`: `true`, `false` and whole
/// numbers are what they say.
fn value(file: &Source, ending: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
    let path = &file.path;
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        diagnostics.push(unreadable(path, "it is not UTF-8"));
        return None;
    };
    let text = text.trim_start_matches('\u{feff}');
    let read = match ending {
        "json" => serde_json::from_str(text).map_err(|error| error.to_string()),
        "csv" => rows(text, b','),
        "tsv" => rows(text, b'\t'),
        _ => {
            let (reader, root) = Reader::open(path, text, 0..text.len());
            let found = reader.finish();
            let is_whole = found.is_empty();
            diagnostics.extend(found);
            return root.filter(|_| is_whole).map(|root| params::value(&root));
        }
    };
    read.map_err(|why| diagnostics.push(unreadable(path, &why))).ok()
}

/// A map for each row, by the names in the first.
fn rows(text: &str, separator: u8) -> Result<Value, String> {
    let (names, rows) = separated(text, separator)?;
    let row = |row: Vec<String>| {
        let cells = names.iter().cloned().zip(row.iter().map(|cell| params::plain(cell)));
        Value::Object(cells.collect())
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The first row of a file of separated values, and the others.
pub fn separated(text: &str, separator: u8) -> Result<(Vec<String>, Vec<Vec<String>>), String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let row = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let names = reader.headers().map(row).map_err(|error| error.to_string())?;
    let rows = reader.records().map(|record| record.map(|record| row(&record)));
    let rows = rows.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    Ok((names, rows))
}

/// Puts a value at `team/people`; whether nothing was there.
fn put(all: &mut Map<String, Value>, name: &str, value: Value) -> bool {
    match name.split_once('/') {
        None if all.contains_key(name) => false,
        None => {
            all.insert(name.to_owned(), value);
            true
        }
        Some((folder, rest)) => {
            let within = all.entry(folder).or_insert_with(|| Value::Object(Map::new()));
            within.as_object_mut().is_some_and(|within| put(within, rest, value))
        }
    }
}

fn unreadable(path: &SourcePath, why: &str) -> Diagnostic {
    Diagnostic::error(
        Code::S10,
        Place::file(path),
        format!("the file of data cannot be read: {why}"),
    )
    .help("Mend it, or move it out of content/data/.")
}

fn twice(path: &SourcePath, name: &str) -> Diagnostic {
    let message =
        format!("{NAME} has {} already, from a file or a folder of that name", quoted(name));
    Diagnostic::error(Code::S10, Place::file(path), message).help("Give the file another name.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> (String, Vec<String>) {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| {
                Source::new(SourcePath::new(format!("{FOLDER}{name}")), text.as_bytes())
            })
            .collect();
        let (data, found) = read(files.iter());
        let found = found.iter().map(|d| format!("{:?} {}", d.code, d.message)).collect();
        (serde_json::to_string(&data).unwrap_or_default(), found)
    }

    #[test]
    fn files_are_found_by_their_names_and_folders() {
        let (data, found) = told(&[
            ("notes.txt", "not read"),
            ("people.yaml", "- {name: Ada, room: 012, seats: 12}\n"),
            ("rooms.csv", "name,floor\nA,2\nB,5.10\n"),
            ("team/a.json", "{\"x\": [1.5, null]}"),
            ("team/b.tsv", "k\tv\n1\ttrue\n"),
        ]);
        assert_eq!(found, [""; 0]);
        assert_eq!(
            data,
            r#"{"people":[{"name":"Ada","room":"012","seats":12}],"rooms":[{"name":"A","floor":2},{"name":"B","floor":"5.10"}],"team":{"a":{"x":[1.5,null]},"b":[{"k":1,"v":true}]}}"#
        );
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let (data, found) = told(&[
            ("a.json", "{"),
            ("b.csv", "x,y\n1\n"),
            ("c.json", "1"),
            ("c.yaml", "d: 2\n"),
            ("c/d.yaml", "e: 2\n"),
        ]);
        assert_eq!(data, r#"{"c":1}"#);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found[0].starts_with("S10 the file of data cannot be read: EOF"), "{found:?}");
        assert!(found[1].contains("found record with 1 field"), "{found:?}");
        assert_eq!(
            found[2],
            "S10 site.data has \"c\" already, from a file or a folder of that name"
        );
        assert_eq!(
            found[3],
            "S10 site.data has \"c/d\" already, from a file or a folder of that name"
        );
    }
}
