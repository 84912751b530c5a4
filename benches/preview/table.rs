//! The figures as a table in Markdown, ready for the README.

use std::fmt::Write;
use std::thread;

use crate::Options;
use crate::corpus::Corpus;
use crate::measure::{Figures, Row};

pub fn print(corpus: &Corpus, options: &Options, rows: &[Row], missing: &[&str]) -> String {
    let mut notes = Vec::new();
    let mut table = heading(corpus, options);
    table += "| Command | Version | First page served | Whole build | Edit to DOM |\n";
    table += "|---|---|---|---|---|\n";
    for row in rows {
        table += &line(row, options, &mut notes);
    }
    for note in notes {
        let _ = write!(table, "\n{note}\n");
    }
    if !missing.is_empty() {
        let _ = write!(table, "\nNot installed, and left out: {}.\n", missing.join(", "));
    }
    table
}

fn heading(corpus: &Corpus, options: &Options) -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let kilobytes = corpus.mean_size() as f64 / 1000.0;
    format!(
        "{} notes of {kilobytes:.1} kB, {cores} cores. Median (least–most) of {} starts, {} builds and \
         {} edits of each kind.\n\n",
        corpus.notes.len(),
        options.starts,
        options.starts,
        options.edits,
    )
}

fn line(row: &Row, options: &Options, notes: &mut Vec<String>) -> String {
    let command = row.tool.command();
    let mut cell = |what: &str, figures: &Figures, wanted: usize| match figures {
        Ok(spread) if spread.count() < wanted => format!("{spread}, {} runs", spread.count()),
        Ok(spread) => spread.to_string(),
        Err(why) => {
            notes.push(format!("`{command}`, {what}: {why}."));
            "—".to_owned()
        }
    };
    let start = cell("start", &row.start, options.starts);
    let build = cell("build", &row.build, options.starts);
    let edits = row.edits.iter();
    let edits: Vec<_> = edits
        .map(|(what, figures)| format!("{what} {}", cell(what, figures, options.edits)))
        .collect();
    format!("| `{command}` | {} | {start} | {build} | {} |\n", row.version, edits.join("<br>"))
}
