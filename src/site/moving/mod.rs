//! `levelbook mv`: what has to be written where, so that files have another place and every link
//! still leads to what it led to.
//!
//! The site is read before the move, and again with the files at their new places; what an address
//! becomes is known from both. Then the edits are made in memory and the site is built from them: a
//! move that would break anything is refused.

mod addresses;
mod checks;
mod texts;

use std::collections::BTreeMap;
use std::ops::Range;

use super::diagnostics::{Code, Diagnostic, Edit};
use super::parse::listed::Listed;
use super::parse::{self, CONTENT, Kind};
use super::resolve::{self, Site};
use super::sources::{Source, SourcePath, Sources};
use super::store::Shelf;
use super::text::nearest;
use super::{Options, edits};
use addresses::Places;

/// Files that move, and what changes in texts with it.
#[derive(Debug)]
pub struct Plan {
    /// From where to where, in the order of the paths.
    pub files: Vec<(SourcePath, SourcePath)>,
    /// In the order of their places.
    pub changes: Vec<Change>,
    /// The texts that differ, by the path before the move.
    pub texts: BTreeMap<SourcePath, String>,
    /// What the author should know.
    pub remarks: Vec<String>,
}

/// Some words of a file that are written anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Before the move.
    pub path: SourcePath,
    /// From 1.
    pub line: usize,
    /// Empty where something is added.
    pub before: String,
    pub after: String,
}

/// Why nothing is moved.
#[derive(Debug)]
pub struct Refusal {
    pub message: String,
    pub help: String,
    /// What would be wrong with the site afterwards, and its files as they would be.
    pub broken: Option<(Vec<Diagnostic>, Sources)>,
}

/// Plans a move of a file or a folder to a path that is free. Both are paths from the site's root.
pub fn plan(
    sources: &Sources,
    options: &Options,
    old: &str,
    new: &str,
) -> Result<Plan, Box<Refusal>> {
    let files = files(sources, old, new)?;
    let options = Options { drafts: true, ..options.clone() };
    let Some(before) = read(sources, &options) else {
        return refuse("the site's configuration cannot be read", "Run levelbook check.");
    };
    let moved = renamed(sources, &files, &BTreeMap::new());
    let Some(after) = read(&moved, &options) else {
        return refuse("the site's configuration cannot be read", "Run levelbook check.");
    };
    let places = Places::new(sources, &before, &after, &files, (old, new));
    let mut writing = Writing { sources, places: &places, edits: BTreeMap::new() };
    writing.all();
    let mut plan = Plan { files, changes: Vec::new(), texts: BTreeMap::new(), remarks: Vec::new() };
    earlier_addresses(&mut writing, &after, &mut plan);
    for (path, edits) in writing.edits.into_iter().filter(|(_, edits)| !edits.is_empty()) {
        let Some(text) = sources.get(&path).and_then(text_of) else { continue };
        let Some(new) = edits::spliced(text, &edits) else {
            let message = format!("two changes to {path} meet");
            return refuse(message, "Move the file by hand, and run levelbook check.");
        };
        plan.changes.extend(edits.iter().map(|edit| change(&path, text, edit)));
        plan.texts.insert(path, new);
    }
    plan.changes.sort();
    let moved = renamed(sources, &plan.files, &plan.texts);
    plan.remarks.extend(checks::check(sources, &moved, &options, &places)?);
    Ok(plan)
}

fn refuse<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Box<Refusal>> {
    Err(Box::new(Refusal { message: message.into(), help: help.into(), broken: None }))
}

/// Reads a site up to where its links lead.
fn read(sources: &Sources, options: &Options) -> Option<Site> {
    let (parsed, _) =
        parse::all(sources, options.colours, &parse::Kept::default(), &Shelf::default());
    let kept = resolve::Kept::default();
    Some(resolve::site(parsed?, options.drafts, options.changed.clone(), &kept).0)
}

/// The files that move, each with its new place.
fn files(
    sources: &Sources,
    old: &str,
    new: &str,
) -> Result<Vec<(SourcePath, SourcePath)>, Box<Refusal>> {
    for path in [old, new] {
        let is_odd = |part: &str| matches!(part, "" | "." | "..");
        let inner = path.strip_prefix(CONTENT).unwrap_or_default();
        if inner.split('/').any(is_odd) || inner.contains(['\\', '\0']) {
            return refuse(
                format!("{path} is outside of {CONTENT}"),
                format!("Give paths below {CONTENT}: only what is there has links to it."),
            );
        }
    }
    let within = |path: &SourcePath, folder: &str| {
        path.as_str()
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let moving: Vec<&SourcePath> =
        sources.iter().map(|source| &source.path).filter(|path| within(path, old)).collect();
    if moving.is_empty() {
        return not_there(sources, old);
    }
    if within(&SourcePath::new(new), old) {
        return refuse(format!("{new} is {old} itself or inside of it"), "Give another name.");
    }
    if let Some(there) = sources.iter().find(|source| within(&source.path, new)) {
        let message = format!("{new} is there already");
        return refuse(
            message,
            format!("Nothing is overwritten ({}). Give another name.", there.path),
        );
    }
    let files: Vec<_> = moving
        .into_iter()
        .map(|path| {
            (path.clone(), SourcePath::new(format!("{new}{}", &path.as_str()[old.len()..])))
        })
        .collect();
    for (old, new) in &files {
        stays_what_it_is(old, new)?;
    }
    Ok(files)
}

fn not_there<T>(sources: &Sources, old: &str) -> Result<T, Box<Refusal>> {
    let known: Vec<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let folders = known.iter().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at]));
    let mut all: Vec<&str> = known.iter().copied().chain(folders).collect();
    all.sort_unstable();
    all.dedup();
    let name = old.rsplit('/').next().unwrap_or_default();
    let near = nearest(old, all.iter().copied())
        .or_else(|| all.iter().copied().find(|path| path.rsplit('/').next() == Some(name)));
    let help = near.map_or_else(
        || format!("Give a file or a folder below {CONTENT}."),
        |near| format!("Did you mean {near}?"),
    );
    refuse(format!("there is no {old}"), help)
}

/// A note stays a note and a model a model: another ending would make another thing of it.
fn stays_what_it_is(old: &SourcePath, new: &SourcePath) -> Result<(), Box<Refusal>> {
    let (is, becomes) = (Kind::of(old), Kind::of(new));
    let is_found_by_name = matches!(is, Kind::Glossary | Kind::Summary);
    if is == becomes && !is_found_by_name {
        return Ok(());
    }
    let ending = match is {
        Kind::Glossary | Kind::Summary => {
            let message = format!("{old} is found by its name, and has to stay where it is");
            return refuse(message, "Leave the file where it is.");
        }
        Kind::Model => ".model.yaml",
        Kind::Note => ".md",
        Kind::File => {
            let message = format!("{old} is a file that is published as it is; {new} would not be");
            return refuse(message, "Give a name with the ending that the file has.");
        }
    };
    let name = new.as_str();
    refuse(format!("{name} has not the ending of {old}"), format!("Did you mean {name}{ending}?"))
}

/// The files as they are after a move, those in `texts` with a new text.
fn renamed(
    sources: &Sources,
    files: &[(SourcePath, SourcePath)],
    texts: &BTreeMap<SourcePath, String>,
) -> Sources {
    let places: BTreeMap<_, _> = files.iter().map(|(old, new)| (old, new)).collect();
    let mut moved = Sources::default();
    moved.problems.clone_from(&sources.problems);
    for source in sources.iter() {
        let path = places.get(&source.path).map_or(&source.path, |new| *new).clone();
        moved.insert(match texts.get(&source.path) {
            Some(text) => Source::new(path, text.as_bytes()),
            None => Source { path, ..source.clone() },
        });
    }
    moved
}

/// The text of a file; none of one that is not UTF-8, where places would be wrong.
/// Finds where the addresses of links stand that lead to earlier ones, so that they can be mended.
pub fn mend_earlier(sources: &Sources, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.code == Code::L08) {
        let edits = std::mem::take(&mut diagnostic.edits);
        let (Some(place), Some(new)) = (&diagnostic.place, edits.into_iter().next()) else {
            continue;
        };
        let text = sources.get(&place.path).and_then(text_of);
        let Some(text) = text.filter(|_| Kind::of(&place.path) == Kind::Note) else { continue };
        // Of a picture within a link, the link's own address comes last.
        let is_within =
            |range: &Range<usize>| place.range.start <= range.start && range.end <= place.range.end;
        let written = texts::written_in(text).into_iter().rfind(|(range, _)| is_within(range));
        if let Some((range, form)) = written {
            diagnostic.edits.push(Edit { range, text: texts::address(&new.text, form) });
        }
    }
}

fn text_of(source: &Source) -> Option<&str> {
    std::str::from_utf8(&source.bytes).ok()
}

fn change(path: &SourcePath, text: &str, edit: &Edit) -> Change {
    Change {
        path: path.clone(),
        line: text[..edit.range.start].matches('\n').count() + 1,
        before: text[edit.range.clone()].to_owned(),
        after: edit.text.trim().replace("\r\n", "\n"),
    }
}

/// The edits of all files, as they are found.
struct Writing<'s> {
    sources: &'s Sources,
    places: &'s Places<'s>,
    edits: BTreeMap<SourcePath, Vec<Edit>>,
}

impl Writing<'_> {
    fn add(&mut self, path: &SourcePath, edit: Option<Edit>) {
        let edits = self.edits.entry(path.clone()).or_default();
        edits.extend(edit.filter(|edit| !edits.contains(edit)));
    }
}

/// Pages that get another address keep the one that they had.
fn earlier_addresses(writing: &mut Writing<'_>, after: &Site, plan: &mut Plan) {
    let mut lost = 0;
    for (old, new) in plan.files.clone() {
        match Kind::of(&old) {
            Kind::Note => note_address(writing, after, (&old, &new), plan),
            Kind::Model => model_address(writing, (&old, &new), plan),
            Kind::File => {
                let files = &writing.places.before.map.files;
                lost += usize::from(files.iter().any(|(_, file)| file.path == old));
            }
            Kind::Glossary | Kind::Summary => {}
        }
    }
    if lost > 0 {
        plan.remarks.push(format!(
            "{} no page and will not be found at the old address. To keep one there too, write in a note: `aliases: [{{from: old.pdf, to: new.pdf}}]`",
            if lost == 1 { "One file is".to_owned() } else { format!("{lost} files are") },
        ));
    }
}

/// A note gets an alias; in the place of one that is its address again.
fn note_address(
    writing: &mut Writing<'_>,
    after: &Site,
    (old, new): (&SourcePath, &SourcePath),
    plan: &mut Plan,
) {
    let before = writing.places.before;
    let Some(note) = before.map.lookup.note(old).map(|note| &before.notes[note]) else { return };
    let own = |site: &Site, path| {
        let page = site.map.page_of(path)?;
        site.map.note_of(page)?;
        Some(site.map.page(page).out.clone())
    };
    let (from, to) = (own(before, old), own(after, new));
    let moves = from.filter(|from| Some(from) != to.as_ref() && !note.front.draft);
    let Some(from) = moves else { return };
    if after.map.lookup.page_at(&from).is_some() {
        let text = format!("{from} stays the address of another page: {old} cannot keep it.");
        plan.remarks.push(text);
        return;
    }
    let is_back = |alias: &&parse::note::Alias| {
        let out = resolve::pages::alias_path(alias.page());
        alias.fragment().is_none() && to.as_ref() == Some(&out)
    };
    let back = note.front.aliases.iter().find(is_back).map(|alias| &alias.from.range);
    let text = writing.sources.get(old).and_then(text_of);
    let listed = text.and_then(|text| Listed::of_note(old, text));
    let alias = alias(from.as_str());
    add(writing, (old, new), plan, listed.and_then(|l| l.add("aliases", &alias, back)), || {
        format!("aliases: [{alias}]")
    });
}

/// A model gets `was`, for all of its pages.
fn model_address(
    writing: &mut Writing<'_>,
    (old, new): (&SourcePath, &SourcePath),
    plan: &mut Plan,
) {
    let key = |path: &SourcePath| {
        let name = path.as_str().strip_prefix(CONTENT).unwrap_or_default();
        name.split(".model.").next().unwrap_or_default().to_owned()
    };
    let (from, to) = (key(old), key(new));
    if from == to {
        return;
    }
    let model = writing.places.before.map.models.iter().find(|pages| pages.model.path == *old);
    let was = model.map_or(&[][..], |pages| &pages.model.was);
    let back = was.iter().find(|was| was.value == to).map(|was| &was.range);
    let text = writing.sources.get(old).and_then(text_of);
    let listed = text.and_then(|text| Listed::of_file(old, text));
    add(writing, (old, new), plan, listed.and_then(|l| l.add("was", &from, back)), || {
        format!("was: [{from}]")
    });
}

/// Adds a line to a file that moves, or asks the author to.
fn add(
    writing: &mut Writing<'_>,
    (old, new): (&SourcePath, &SourcePath),
    plan: &mut Plan,
    edit: Option<Edit>,
    line: impl Fn() -> String,
) {
    if edit.is_none() {
        let text = format!("Add `{}` to {new} yourself: its keys cannot be read.", line());
        plan.remarks.push(text);
    }
    writing.add(old, edit);
}

/// The address of a page as its author writes it: folders end in `/`.
fn alias(out: &str) -> String {
    match out.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => folder.to_owned(),
        _ => out.to_owned(),
    }
}
