//! The files of the index: records in chunks, and words in shards by their first letters, so that a
//! reader loads only what a question needs. Each is a small script that hands over its data: those
//! also load from the disk, which data alone does not.
//!
//! | file | holds |
//! |---|---|
//! | `search/index.js` | how many records and chunks there are, which shards, the build |
//! | `search/w-<letters>.js` | words that begin with the letters, each with its records |
//! | `search/r-<n>.js` | what a result shows, for [`CHUNK`] records |

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::records::Record;
use crate::site::address::OutPath;
use crate::site::memo::hash_of;
use crate::site::output::File;

/// Records of a chunk.
const CHUNK: usize = 32;
/// Fewer words, or fewer places where they stand, make one shard.
const FEW: usize = 2500;
const FEW_PLACES: usize = 8000;
/// A word that stands in more than one of so many records tells nothing by standing in a text.
const COMMON: usize = 4;

/// A word of a record, and how much it counts there.
type Posting<'r> = (&'r str, usize, u32);

pub fn files(sources: &[Arc<Vec<Record>>]) -> Vec<(OutPath, File)> {
    let records: Vec<&Record> = sources.iter().flat_map(|records| records.iter()).collect();
    let all = records.par_iter().enumerate();
    let mut all: Vec<Posting> = all
        .flat_map_iter(|(id, r)| r.words.iter().map(move |(word, weight)| (word, id, weight)))
        .collect();
    all.par_sort_unstable();
    let words: Vec<&[Posting]> = all.chunk_by(|one, next| one.0 == next.0).collect();
    let few = words.len() < FEW && all.len() < FEW_PLACES;
    let mut shards: BTreeMap<String, Vec<&[Posting]>> = BTreeMap::new();
    for word in words {
        let key = if few { String::new() } else { shard_of(word[0].0) };
        shards.entry(key).or_default().push(word);
    }
    let most = records.len() / COMMON;
    let bodies: Vec<(String, String)> = shards
        .par_iter()
        .map(|(key, words)| (name_of(key), shard(words, records.len().max(200), most)))
        .collect();
    let chunks: Vec<(String, String)> = records
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(n, chunk)| (format!("r-{n}"), chunk_of(chunk)))
        .collect();
    let build = hash_of(&(&bodies, &chunks)).hex(8);
    let keys: Vec<&String> = shards.keys().collect();
    let head = json!({"build": build, "records": records.len(), "chunk": CHUNK, "shards": keys});
    let head = [("index".to_owned(), head.to_string())];
    let all = head.iter().chain(&bodies).chain(&chunks);
    all.map(|(name, body)| {
        let script = format!("levelbookSearch({},{},{body})\n", json!(name), json!(build));
        (OutPath::new(format!("search/{name}.js")), File::new(script.into_bytes()))
    })
    .collect()
}

/// Whether a file of the finished site is one of these: it comes and goes as words do, and nobody asks
/// for it but the page of this build.
pub fn is_part(path: &str) -> bool {
    let name = path.strip_prefix("search/").and_then(|name| name.strip_suffix(".js"));
    name.is_some_and(|name| {
        !name.contains('/') && (name == "index" || name.starts_with("w-") || name.starts_with("r-"))
    })
}

/// The first two letters; of scripts that are cut into pairs, the first one.
fn shard_of(word: &str) -> String {
    let letters = if word.chars().next().is_some_and(|c| c > '\u{2fff}') { 1 } else { 2 };
    word.chars().take(letters).collect()
}

/// The name of a shard's file: letters of ASCII as they are, others by their numbers.
fn name_of(key: &str) -> String {
    let mut name = String::from("w-");
    for c in key.chars() {
        match c.is_ascii_alphanumeric() {
            true => name.push(c),
            false => drop(write!(name, "_{:x}", u32::from(c))),
        }
    }
    name
}

/// `{"word": [record, weight, distance to the next record, weight, …]}`.
fn shard(words: &[&[Posting]], all: usize, most: usize) -> String {
    let mut body = String::from("{");
    for postings in words {
        let word = postings[0].0;
        let is_common = postings.len() > most && all > 200;
        let told = postings.iter().filter(|(_, _, weight)| !is_common || *weight > 4);
        let mut numbers = String::new();
        let mut last = 0;
        for (_, id, weight) in told {
            let _ = write!(numbers, ",{},{weight}", id - last);
            last = *id;
        }
        if !numbers.is_empty() {
            let comma = if body.len() > 1 { "," } else { "" };
            let _ = write!(body, "{comma}{}:[{}]", Value::from(word), &numbers[1..]);
        }
    }
    body + "}"
}

/// Title, trail, address, kind, excerpt, level, dimension of each.
fn chunk_of(records: &[&Record]) -> String {
    let rows = records
        .iter()
        .map(|r| json!([r.title, r.trail, r.href, r.kind.name(), r.excerpt, r.level, r.dimension]));
    Value::Array(rows.collect()).to_string()
}
