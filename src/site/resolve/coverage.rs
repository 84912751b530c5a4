//! What of a model the notes speak of: a section whose heading names a level does, and a link does.

use super::links::dimension_anchor;
use super::{Mention, Site};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::CONFIG;
use crate::site::parse::config::Coverage as Wanted;
use crate::site::parse::note::Spanned;
use crate::site::sources::SourcePath;

/// For each part of a model the indexes of the notes that speak of it.
#[derive(Debug, Default)]
pub struct Coverage {
    pub levels: Vec<Vec<usize>>,
    /// By level and dimension; cells that say something.
    pub cells: Vec<((usize, usize), Vec<usize>)>,
    pub activities: Vec<Vec<usize>>,
}

pub fn of(site: &Site, m: usize) -> Coverage {
    let pages = &site.map.models[m];
    let model = &pages.model;
    let linking = |page| site.mentions.get(&page).map_or(&[][..], Vec::as_slice).iter();
    let level = |level: usize| {
        let sections = site.speakers.get(&(m, level)).into_iter().flatten().copied();
        distinct(sections.chain(linking(pages.levels[level]).map(|mention| mention.note)))
    };
    let cell = |(l, d): (usize, usize)| {
        let anchor = dimension_anchor(model, d);
        let own = |mention: &&Mention| mention.fragment.as_ref() == Some(&anchor);
        ((l, d), distinct(linking(pages.levels[l]).filter(own).map(|mention| mention.note)))
    };
    let pairs =
        (0..model.levels.len()).flat_map(|l| (0..model.dimensions.len()).map(move |d| (l, d)));
    Coverage {
        levels: (0..model.levels.len()).map(level).collect(),
        cells: pairs.filter(|&(l, d)| model.says(l, d)).map(cell).collect(),
        activities: pages
            .activities
            .iter()
            .map(|&page| distinct(linking(page).map(|mention| mention.note)))
            .collect(),
    }
}

fn distinct(notes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut seen = Vec::new();
    for note in notes {
        if !seen.contains(&note) {
            seen.push(note);
        }
    }
    seen
}

/// Reports models of which the notes speak less than the configuration asks for.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let wanted = &site.config.coverage;
    if *wanted == Wanted::default() {
        return Vec::new();
    }
    (0..site.map.models.len()).flat_map(|m| check_model(site, m, wanted)).collect()
}

fn check_model(site: &Site, m: usize, wanted: &Wanted) -> Vec<Diagnostic> {
    let (model, found) = (&site.map.models[m].model, of(site, m));
    let level = |l: usize| format!("level {}", model.levels[l].value.value);
    let cell =
        |(l, d): (usize, usize)| format!("{} × {}", level(l), model.dimensions[d].name.value);
    let levels = found.levels.iter().enumerate().map(|(l, notes)| (level(l), notes.is_empty()));
    let cells = found.cells.iter().map(|(pair, notes)| (cell(*pair), notes.is_empty()));
    let activities = model.activities.iter().zip(&found.activities);
    let activities = activities.map(|(a, notes)| (a.name.value.clone(), notes.is_empty()));
    let title = &model.title.value;
    [
        too_few(title, "levels", wanted.levels.as_ref(), &levels.collect::<Vec<_>>()),
        too_few(title, "cells", wanted.cells.as_ref(), &cells.collect::<Vec<_>>()),
        too_few(title, "activities", wanted.activities.as_ref(), &activities.collect::<Vec<_>>()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `parts`: what each is called, and whether no note speaks of it.
fn too_few(
    title: &str,
    what: &str,
    wanted: Option<&Spanned<u8>>,
    parts: &[(String, bool)],
) -> Option<Diagnostic> {
    let wanted = wanted?;
    let missing: Vec<&str> =
        parts.iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name.as_str()).collect();
    let (all, covered) = (parts.len(), parts.len() - missing.len());
    if all == 0 || covered * 100 >= usize::from(wanted.value) * all {
        return None;
    }
    let message = format!(
        "the notes speak of {covered} of {all} {what} of {title} ({} %), but {} % are asked for",
        covered * 100 / all,
        wanted.value,
    );
    let more = if missing.len() > 6 { ", …" } else { "" };
    let place = Place::new(&SourcePath::new(CONFIG), wanted.range.clone());
    let help = format!("No note speaks of {}{more}.", missing[..missing.len().min(6)].join(", "));
    Some(Diagnostic::error(Code::N07, place, message).help(help))
}
