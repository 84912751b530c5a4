//! A model for machines and for other pages: as data, as a table, as a picture.

mod computed;
mod csv;
mod data;
mod embed;
mod picture;
mod rows;
mod sheets;
#[cfg(test)]
mod tests;
mod yaml;

use serde_json::json;

use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::output::File;
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::Model;
use crate::site::resolve::coverage;
use crate::site::words::Words;

pub use csv::safe;
pub use sheets::SHORTENED;

/// The files of a model, by name below its folder.
pub const NAMES: [&str; 6] =
    ["model.json", "model.yaml", "matrix.csv", "matrix.xlsx", "matrix.svg", "embed.html"];

/// The model's files, each with where it goes.
pub fn all(model: &Model, style: UrlStyle, words: &Words) -> Vec<(OutPath, File)> {
    let made: [Vec<u8>; 6] = [
        computed::json(model, style),
        yaml::write(&yaml::tidy(data::model_file(model))).into_bytes(),
        csv::table(model).into_bytes(),
        sheets::workbook(model),
        picture::heat_map(model, words).into_bytes(),
        embed::page(model, style, words).into_bytes(),
    ];
    let file = |(name, bytes)| (file_of(model, name), File::new(bytes));
    NAMES.into_iter().zip(made).map(file).collect()
}

/// Where a file of a model is.
pub fn file_of(model: &Model, name: &str) -> OutPath {
    OutPath::new(format!("{}/{name}", model.key))
}

/// `coverage.json`: the notes that speak of each part of a model, by their source.
pub fn coverage(site: &Site, m: usize) -> (OutPath, File) {
    let model = &site.map.models[m].model;
    let found = coverage::of(site, m);
    let notes = |notes: &[usize]| -> Vec<&str> {
        notes.iter().map(|&note| site.notes[note].path.as_str()).collect()
    };
    let value = |l: usize| &model.levels[l].value.value;
    let levels = found.levels.iter().enumerate();
    let cells = found.cells.iter();
    let activities = model.activities.iter().zip(&found.activities);
    let data = json!({
        "format": 1,
        "levels": levels.map(|(l, n)| json!({"level": value(l), "notes": notes(n)})).collect::<Vec<_>>(),
        "cells": cells.map(|((l, d), n)| json!({"level": value(*l), "dimension": model.dimensions[*d].path, "notes": notes(n)})).collect::<Vec<_>>(),
        "activities": activities.map(|(a, n)| json!({"id": a.id, "notes": notes(n)})).collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec(&data).unwrap_or_default();
    bytes.push(b'\n');
    (file_of(model, "coverage.json"), File::new(bytes))
}
