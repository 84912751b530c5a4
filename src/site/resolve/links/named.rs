//! Links that name what they lead to: `level:2`, `dimension:people`, `activity:`, `capability:`, `glossary:`.

use percent_encoding::percent_decode_str;

use super::Target;
use super::messages::{no_dimension, no_level, nothing_named, which_model};
use crate::site::Site;
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::parse::model::Model;
use crate::site::resolve::ModelPages;
use crate::site::resolve::notes::level_named;
use crate::site::sources::SourcePath;
use crate::site::text;

/// `2`, `2/technology`, `mlops/2`, `mlops/2/technology`.
pub fn level(site: &Site, from: &SourcePath, rest: &str) -> Result<Target, Box<Diagnostic>> {
    let (m, rest) = model_and_rest(site, from, rest, Code::N01)?;
    let model = &site.map.models[m].model;
    let (name, cell) = rest.split_once('/').map_or((rest.as_str(), None), |(n, c)| (n, Some(c)));
    let Some(level) = level_named(model, name) else { return Err(no_level(name, model)) };
    let page = site.map.models[m].levels[level];
    let Some(cell) = cell else { return Ok(Target::Page(page, None)) };
    let dimension = dimension_named(model, cell).ok_or_else(|| no_dimension(cell, model))?;
    Ok(Target::Page(page, Some(dimension_anchor(model, dimension))))
}

pub fn dimension(site: &Site, from: &SourcePath, rest: &str) -> Result<Target, Box<Diagnostic>> {
    let (m, rest) = model_and_rest(site, from, rest, Code::N05)?;
    let model = &site.map.models[m].model;
    let dimension = dimension_named(model, &rest).ok_or_else(|| no_dimension(&rest, model))?;
    Ok(Target::Page(site.map.models[m].dimensions[dimension], None))
}

pub fn activity(site: &Site, from: &SourcePath, rest: &str) -> Result<Target, Box<Diagnostic>> {
    let (m, rest) = model_and_rest(site, from, rest, Code::N06)?;
    let pages = &site.map.models[m];
    let all = &site.map.lookup.of_models(site)[m].activities;
    let found = all.find(&rest).ok_or_else(|| nothing_named("activity", &rest, all))?;
    Ok(Target::Page(pages.activities[found], None))
}

pub fn capability(site: &Site, from: &SourcePath, rest: &str) -> Result<Target, Box<Diagnostic>> {
    let (m, rest) = model_and_rest(site, from, rest, Code::N06)?;
    let pages = &site.map.models[m];
    let all = &site.map.lookup.of_models(site)[m].capabilities;
    let found = all.find(&rest).ok_or_else(|| nothing_named("capability", &rest, all))?;
    Ok(Target::Page(pages.capabilities[found], None))
}

/// A word of the glossary, by one of its names.
pub fn term(site: &Site, rest: &str) -> Result<Target, Box<Diagnostic>> {
    let rest = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    let page = site.glossary.path.as_ref().and_then(|path| site.map.page_of(path));
    let all = site.map.lookup.terms(site);
    match (page, all.find(&rest)) {
        (Some(page), Some(term)) => {
            Ok(Target::Page(page, Some(site.glossary.terms[term].id.clone())))
        }
        _ => Err(nothing_named("word of the glossary", &rest, all)),
    }
}

/// The model that a reference speaks of: named in it, by the page's front matter, or the only one.
fn model_and_rest(
    site: &Site,
    from: &SourcePath,
    rest: &str,
    code: Code,
) -> Result<(usize, String), Box<Diagnostic>> {
    let rest = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    let named = site.map.models.iter().enumerate().find_map(|(index, m)| {
        rest.strip_prefix(&m.model.key)
            .and_then(|r| r.strip_prefix('/'))
            .map(|r| (index, r.to_owned()))
    });
    if let Some(named) = named {
        return Ok(named);
    }
    let is_part = |m: &ModelPages| m.model.parts.paths().any(|path| path == from);
    let own = site.map.models.iter().position(is_part);
    let given = || {
        let note = &site.notes[site.map.lookup.note(from)?];
        let key = note.front.model.as_ref()?;
        site.map.models.iter().position(|m| m.model.key == key.value)
    };
    match own.or_else(given) {
        Some(index) => Ok((index, rest)),
        None if site.map.models.len() == 1 => Ok((0, rest)),
        None => Err(which_model(code, &rest, &site.map.models)),
    }
}

/// A dimension by id, name or path.
pub fn dimension_named(model: &Model, name: &str) -> Option<usize> {
    let key = text::name_key(name);
    let fits = |candidate: &str| text::name_key(candidate) == key;
    model
        .dimensions
        .iter()
        .position(|d| fits(&d.path))
        .or_else(|| model.dimensions.iter().position(|d| fits(&d.id) || fits(&d.name.value)))
}

/// The anchor of a dimension's cell on a level's page, and of its row in the matrix.
pub fn dimension_anchor(model: &Model, dimension: usize) -> String {
    model.dimensions[dimension].path.replace('/', "-")
}
