//! What each file says by itself: no parser looks at another file, so all of them run in parallel
//! and each result is kept by the hash of its file.

pub mod config;
pub mod data;
pub mod front_matter;
pub mod glossary;
pub mod listed;
pub mod markdown;
pub mod model;
pub mod note;
pub mod params;
pub mod rich;
pub mod summary;
pub mod theme;

mod reader;
pub mod schema;
mod yaml;

#[cfg(test)]
mod hostile;
#[cfg(test)]
pub mod testing;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::AT_ONCE;
use super::diagnostics::{Code, Diagnostic, Place};
use super::memo::{Memo, hash_of};
use super::sources::{Source, SourcePath, Sources};
use super::store::Shelf;
use crate::site::words::Words;
use config::Config;
use glossary::Glossary;
use markdown::{Colours, Settings};
use model::Model;
use note::Note;
use params::Params;
pub use reader::quoted;
use summary::Titles;
use theme::Theme;

/// The name of the configuration, at the root of a site.
pub const CONFIG: &str = "levelbook.yaml";
/// The addresses that the site has promised to keep, at its root.
pub const ADDRESSES: &str = "levelbook.addresses";
/// The folder of notes, models and the files beside them.
pub const CONTENT: &str = "content/";
/// The order of a book, as mdBook has it.
pub const SUMMARY: &str = "content/SUMMARY.md";
/// The folder of files that notes include and that are not published by themselves.
pub const SNIPPETS: &str = "snippets/";
/// The folder of the site's own themes.
pub const THEMES: &str = "themes/";

/// All files of a site, each read by itself.
#[derive(Debug)]
pub struct Parsed {
    pub config: Config,
    pub notes: Vec<Arc<Note>>,
    pub models: Vec<Arc<Model>>,
    /// Files below `content/` that are published as they are.
    pub files: Vec<Source>,
    pub theme: Arc<Theme>,
    pub glossary: Arc<Glossary>,
    /// What the files of data say, where a template asks for them.
    pub data: Params,
}

/// The parsed files that earlier builds left.
#[derive(Debug, Default)]
pub struct Kept {
    notes: Memo<(Arc<Note>, Vec<Diagnostic>)>,
    models: Memo<(Option<Arc<Model>>, Vec<Diagnostic>)>,
    themes: Memo<(Arc<Theme>, Vec<Diagnostic>)>,
    data: Memo<(Params, Vec<Diagnostic>)>,
}

impl Kept {
    /// Lets the notes go.
    pub fn forget_notes(&self) {
        self.notes.forget();
    }

    /// Forgets what the last build did not use; returns how many files it had to parse.
    pub fn sweep(&self) -> usize {
        self.themes.sweep();
        self.data.sweep();
        self.notes.sweep() + self.models.sweep()
    }
}

/// Reads every file. Without a configuration that can be read there is nothing to go on with.
pub fn all(
    sources: &Sources,
    colours: Colours,
    kept: &Kept,
    shelf: &Shelf,
) -> (Option<Parsed>, Vec<Diagnostic>) {
    let mut diagnostics = sources.problems.clone();
    let Some(mut config) = configuration(sources, &mut diagnostics) else {
        return (None, diagnostics);
    };
    let titles = order(sources, &mut config, &mut diagnostics);
    let theme = theme(sources, &config, kept);
    diagnostics.extend(theme.1.iter().cloned());
    let path = SourcePath::new(CONFIG);
    diagnostics.extend(config::words::unknown(&path, &config.own_words, &theme.0));

    let settings = Settings {
        colours,
        smart_punctuation: config.smart_punctuation,
        html: config.html,
        words: Arc::clone(&config.words),
        components: Arc::clone(&theme.0.components),
        glossary: glossary(sources, &mut diagnostics),
    };
    let content = sources.iter().filter(|s| s.path.as_str().starts_with(CONTENT));
    let content: Vec<_> = content.map(|source| (Kind::of(&source.path), source)).collect();
    let of = |wanted| content.iter().filter(move |(kind, _)| *kind == wanted).map(|&(_, s)| s);
    let notes: Vec<_> = of(Kind::Note)
        .collect::<Vec<_>>()
        .into_par_iter()
        .with_max_len(AT_ONCE)
        .map(|s| note(s, titles.get(&s.path), sources, &settings, (kept, shelf)))
        .collect();
    let models: Vec<_> = of(Kind::Model)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|s| model(s, sources, kept, &config.words))
        .collect();
    diagnostics.extend(notes.iter().flat_map(|read| read.1.iter().cloned()));
    diagnostics.extend(models.iter().flat_map(|read| read.1.iter().cloned()));
    let models: Vec<_> = models.iter().filter_map(|read| read.0.clone()).collect();
    let data = data_files(&theme.0, of(Kind::File).collect(), kept);
    diagnostics.extend(data.1.iter().cloned());
    let parts: HashSet<_> = models.iter().flat_map(|m| m.parts.paths().skip(1)).collect();
    let parsed = Parsed {
        config,
        notes: notes.iter().map(|read| Arc::clone(&read.0)).collect(),
        files: of(Kind::File).filter(|file| !parts.contains(&file.path)).cloned().collect(),
        models: models.clone(),
        theme: Arc::clone(&theme.0),
        glossary: settings.glossary,
        data: data.0.clone(),
    };
    (Some(parsed), diagnostics)
}

/// What a file below `content/` is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Note,
    Model,
    Glossary,
    /// The order of a book.
    Summary,
    File,
}

impl Kind {
    pub fn of(path: &SourcePath) -> Self {
        let name = path.file_name().to_ascii_lowercase();
        match name.rsplit_once('.') {
            _ if path.as_str() == SUMMARY => Kind::Summary,
            Some((_, "md" | "markdown")) => Kind::Note,
            _ if name.ends_with(".model.yaml") || name.ends_with(".model.yml") => Kind::Model,
            _ if glossary::FILES.contains(&path.as_str()) => Kind::Glossary,
            _ => Kind::File,
        }
    }
}

fn configuration(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Option<Config> {
    let path = SourcePath::new(CONFIG);
    let Some(source) = sources.get(&path) else {
        diagnostics.push(no_configuration(&path));
        return None;
    };
    let (config, found) = config::parse(&path, &text(source, diagnostics));
    diagnostics.extend(found);
    config
}

/// The order of a book, where there is one and the configuration gives none; what its chapters are called.
fn order(sources: &Sources, config: &mut Config, diagnostics: &mut Vec<Diagnostic>) -> Titles {
    let Some(source) = sources.get(&SourcePath::new(SUMMARY)) else { return Titles::new() };
    if !config.navigation.entries.is_empty() {
        diagnostics.push(summary::passed_over(&config.navigation.path));
        return Titles::new();
    }
    let (navigation, titles, found) = summary::parse(&text(source, diagnostics));
    diagnostics.extend(found);
    config.navigation = navigation;
    titles
}

fn glossary(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Arc<Glossary> {
    let Some(source) = glossary::FILES.iter().find_map(|path| sources.get(&SourcePath::new(*path)))
    else {
        return Arc::default();
    };
    let text = text(source, diagnostics);
    let (glossary, found) = glossary::parse(&source.path, &text);
    diagnostics.extend(found);
    Arc::new(glossary)
}

fn theme(sources: &Sources, config: &Config, kept: &Kept) -> Arc<(Arc<Theme>, Vec<Diagnostic>)> {
    let files = sources.iter().filter(|source| source.path.as_str().starts_with(THEMES));
    let files: Vec<_> = files.map(|file| (&file.path, file.hash)).collect();
    kept.themes.get(hash_of(&(&config.theme, files)), || {
        let (theme, found) = theme::read(sources, &config.theme, &SourcePath::new(CONFIG));
        (Arc::new(theme), found)
    })
}

/// What the files of data say, if a template of the site's own asks for them.
fn data_files(theme: &Theme, files: Vec<&Source>, kept: &Kept) -> Arc<(Params, Vec<Diagnostic>)> {
    let mut own = theme.templates.values().filter(|template| template.path.is_some());
    let is_wanted = own.any(|template| template.text.contains(data::NAME));
    let is_data = |file: &Source| is_wanted && file.path.as_str().starts_with(data::FOLDER);
    let files: Vec<_> = files.into_iter().filter(|file| is_data(file)).collect();
    let key: Vec<_> = files.iter().map(|file| (&file.path, file.hash)).collect();
    kept.data.get(hash_of(&key), || data::read(files.iter().copied()))
}

/// A note with the files that it includes; `listed` is what the order of a book calls it.
fn note(
    source: &Source,
    listed: Option<&String>,
    sources: &Sources,
    settings: &Settings,
    (kept, shelf): (&Kept, &Shelf),
) -> Arc<(Arc<Note>, Vec<Diagnostic>)> {
    let own = String::from_utf8_lossy(&source.bytes);
    let parts = match markdown::include::wanted(&own) {
        true => markdown::include::parts(&source.path, &own, sources),
        false => Vec::new(),
    };
    // What is not there may be spelled like any other file.
    let missing = parts.iter().any(|(_, hash)| hash.is_none());
    let names: Vec<_> = match missing {
        true => sources.iter().map(|source| &source.path).collect(),
        false => Vec::new(),
    };
    kept.notes.get(hash_of(&(&source.path, source.hash, settings, &parts, names, listed)), || {
        let mut diagnostics = Vec::new();
        let text = text(source, &mut diagnostics);
        let listed = listed.map(String::as_str);
        let (note, found) = markdown::note(&source.path, &text, listed, settings, sources, shelf);
        diagnostics.extend(found);
        (Arc::new(note), diagnostics)
    })
}

/// A model with the files that it includes.
fn model(
    source: &Source,
    sources: &Sources,
    kept: &Kept,
    words: &Arc<Words>,
) -> Arc<(Option<Arc<Model>>, Vec<Diagnostic>)> {
    let own = String::from_utf8_lossy(&source.bytes);
    let parts = match model::wanted(&own) {
        true => model::parts(&source.path, &own, sources),
        false => Vec::new(),
    };
    let files = || std::iter::once(source).chain(parts.iter().copied());
    let key: Vec<_> = files().map(|file| (&file.path, file.hash)).collect();
    kept.models.get(hash_of(&(words, key)), || {
        let mut diagnostics = Vec::new();
        let texts: Vec<_> =
            files().map(|file| (file.path.clone(), text(file, &mut diagnostics))).collect();
        let (model, found) = model::parse_in(&texts, words);
        diagnostics.extend(found);
        (model.map(Arc::new), diagnostics)
    })
}

/// The file as text; what is no UTF-8 is reported and stands as U+FFFD.
fn text(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> String {
    match std::str::from_utf8(&source.bytes) {
        Ok(text) => {
            if let Some((at, c)) = text.char_indices().find(|&(_, c)| is_direction_mark(c)) {
                let place = Place::new(&source.path, at..at + c.len_utf8());
                diagnostics.push(direction_mark(place, c));
            }
            text.to_owned()
        }
        Err(error) => {
            let at = error.valid_up_to();
            diagnostics.push(not_utf8(Place::new(&source.path, at..at), at));
            String::from_utf8_lossy(&source.bytes).into_owned()
        }
    }
}

/// What a file of data says: maps, lists and texts as spelled. The error is the first mistake.
pub fn data(text: &str) -> Result<serde_json::Value, String> {
    let mut mistakes = Vec::new();
    let yaml = yaml::parse(&SourcePath::new("data"), text, 0..text.len(), &mut mistakes);
    match (mistakes.into_iter().next(), yaml.root) {
        (Some(mistake), _) => Err(mistake.message),
        (None, Some(root)) => Ok(value(root)),
        (None, None) => Err("it is empty".to_owned()),
    }
}

fn value(node: yaml::Node) -> serde_json::Value {
    match node.kind {
        yaml::Kind::Null | yaml::Kind::Unreadable => serde_json::Value::Null,
        yaml::Kind::Scalar(text, _) => text.into(),
        yaml::Kind::List(list, _) => list.into_iter().map(value).collect(),
        yaml::Kind::Map(entries, _) => {
            let entries = entries.into_iter().map(|entry| (entry.key, value(entry.value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

/// Characters that reorder the text around them without being seen (Unicode's bidi controls).
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn no_configuration(path: &SourcePath) -> Diagnostic {
    Diagnostic::error(Code::D02, Place::file(path), format!("there is no {CONFIG}")).help(format!(
        "Write a file {CONFIG} at the root of the site; `title: My course` is enough."
    ))
}

fn not_utf8(place: Place, byte: usize) -> Diagnostic {
    Diagnostic::error(Code::D01, place, format!("this file is not UTF-8 at byte {byte}"))
        .help("Save it as UTF-8 in your editor.")
}

fn direction_mark(place: Place, c: char) -> Diagnostic {
    let message =
        format!("an invisible character (U+{:04X}) changes the direction of the text", c as u32);
    Diagnostic::warning(Code::D06, place, message)
        .help("Delete it, unless the text mixes scripts of both directions and needs it.")
}
