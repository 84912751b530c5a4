//! Whether a site is as good after a move as it was before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::addresses::Places;
use super::{Refusal, read, refuse};
use crate::site::diagnostics::{Code, Diagnostic, Severity};
use crate::site::parse::rich::LinkRef;
use crate::site::resolve::links::{self, Target, absolute, decoded};
use crate::site::sources::{SourcePath, Sources};
use crate::site::{Kept, Options, Site, build};

/// Builds the site as it would be: refuses new errors and links that lead elsewhere. The warnings
/// that are new are told.
pub fn check(
    sources: &Sources,
    moved: &Sources,
    options: &Options,
    places: &Places<'_>,
) -> Result<Vec<String>, Box<Refusal>> {
    let before = build(sources, options, &Kept::default()).diagnostics;
    let after = build(moved, options, &Kept::default()).diagnostics;
    let new = new(&before, after, places);
    let (errors, told): (Vec<_>, Vec<_>) =
        new.into_iter().partition(|d| d.severity == Severity::Error && d.code != Code::R06);
    if !errors.is_empty() {
        return Err(Box::new(Refusal {
            message: "the site would have new mistakes".to_owned(),
            help: "Nothing was changed. Mend what is named above first, or move the file by hand."
                .to_owned(),
            broken: Some((errors, moved.clone())),
        }));
    }
    let Some(site) = read(moved, options) else {
        return refuse("the configuration could not be read any more", "Move the file by hand.");
    };
    same_links(sources, moved, places, &site)?;
    same_models(places, &site)?;
    let remarks = told.iter().map(|d| {
        let path = d.place.as_ref().map(|place| format!("{}: ", place.path)).unwrap_or_default();
        let help = d.help.as_ref().map(|help| format!(" {help}")).unwrap_or_default();
        format!("{path}{} [{}]{help}", d.message, d.code)
    });
    Ok(remarks.collect())
}

/// What was not there before, wherever the files that it speaks of were.
fn new(before: &[Diagnostic], after: Vec<Diagnostic>, places: &Places<'_>) -> Vec<Diagnostic> {
    let mut known: HashMap<_, usize> = HashMap::new();
    let key = |d: &Diagnostic, to: &dyn Fn(&SourcePath) -> SourcePath| {
        let path = d.place.as_ref().map(|place| to(&place.path));
        (d.code, path, d.severity)
    };
    for diagnostic in before {
        *known.entry(key(diagnostic, &|path| places.to(path))).or_default() += 1;
    }
    let is_new = |diagnostic: &Diagnostic| {
        let left = known.entry(key(diagnostic, &SourcePath::clone)).or_default();
        let is_new = *left == 0;
        *left = left.saturating_sub(1);
        is_new
    };
    after.into_iter().filter(is_new).collect()
}

/// Every link leads to what it led to.
fn same_links(
    sources: &Sources,
    moved: &Sources,
    places: &Places<'_>,
    after: &Site,
) -> Result<(), Box<Refusal>> {
    let was = all(places.before, sources, places, &|path| places.to(path));
    let is = all(after, moved, places, &SourcePath::clone);
    let differs = was.iter().find(|(path, goals)| is.get(*path) != Some(goals));
    let Some((path, goals)) = differs else { return Ok(()) };
    let now = is.get(path).map_or(&[][..], Vec::as_slice);
    let nth = goals.iter().zip(now).position(|(was, is)| was != is).unwrap_or(0);
    let [was, is] = [goals, now].map(|goals| goals.get(nth).map_or("nothing", String::as_str));
    refuse(
        format!("a link in {path} that leads to {was} would lead to {is}"),
        "Nothing was changed. Write that link in another way, or move the file by hand.",
    )
}

/// What all links lead to, by the file that they stand in.
fn all(
    site: &Site,
    sources: &Sources,
    places: &Places<'_>,
    to: &dyn Fn(&SourcePath) -> SourcePath,
) -> BTreeMap<SourcePath, Vec<String>> {
    let mut found: BTreeMap<SourcePath, Vec<String>> = BTreeMap::new();
    let goal = |path: &SourcePath, link: &LinkRef| described(site, sources, places, to, path, link);
    for note in &site.notes {
        let goals = note.body.links.iter().map(|link| goal(&note.path, link));
        found.entry(to(&note.path)).or_default().extend(goals);
    }
    for pages in &site.map.models {
        for text in links::texts(&pages.model) {
            let path = pages.model.place(&text.range).path;
            let goals = text.rich.links.iter().map(|link| goal(&path, link));
            found.entry(to(&path)).or_default().extend(goals);
        }
    }
    if let Some(path) = &site.glossary.path {
        let texts = site.glossary.terms.iter().flat_map(|term| &term.rich.links);
        found.entry(path.clone()).or_default().extend(texts.map(|link| goal(path, link)));
    }
    found
}

fn described(
    site: &Site,
    sources: &Sources,
    places: &Places<'_>,
    to: &dyn Fn(&SourcePath) -> SourcePath,
    path: &SourcePath,
    link: &LinkRef,
) -> String {
    let from = link.from.as_ref().unwrap_or(path);
    let (file, fragment) = link.dest.split_once('#').unwrap_or((&link.dest, ""));
    let file = decoded(file.split('?').next().unwrap_or_default());
    let source = absolute(from, &file).filter(|source| sources.get(source).is_some());
    if let Some(source) = source.filter(|_| !file.is_empty()) {
        return format!("{}#{fragment}", to(&source));
    }
    match links::target(site, path, link) {
        Err(_) => "nothing".to_owned(),
        Ok(Target::External(url)) => url,
        Ok(Target::File(file, part)) => {
            format!("{}#{}", to(&site.map.files[file].1.path), part.unwrap_or_default())
        }
        Ok(Target::Page(page, part)) => {
            let (source, name) = places.what(site, page);
            format!("{source}{name}#{}", part.unwrap_or_default())
        }
    }
}

/// Every model is still read from the same files.
fn same_models(places: &Places<'_>, after: &Site) -> Result<(), Box<Refusal>> {
    for pages in &places.before.map.models {
        let parts: BTreeSet<_> = pages.model.parts.paths().map(|path| places.to(path)).collect();
        let path = places.to(&pages.model.path);
        let now = after.map.models.iter().find(|pages| pages.model.path == path);
        let now: BTreeSet<_> =
            now.into_iter().flat_map(|pages| pages.model.parts.paths()).cloned().collect();
        if let Some(part) = parts.symmetric_difference(&now).next() {
            return refuse(
                format!("{path} would be read from other files: {part} comes or goes"),
                "Its `include` has a pattern. Write the files one by one, or give a place that the pattern finds.",
            );
        }
    }
    Ok(())
}
