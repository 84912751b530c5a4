//! Where the files of a site name others: in notes, models, the glossary and the configuration.

use std::collections::BTreeSet;
use std::ops::Range;

use super::addresses::Renewed;
use super::{Writing, text_of};
use crate::site::diagnostics::Edit;
use crate::site::parse::config::{NavigationEntry, NavigationTarget};
use crate::site::parse::listed::scalar;
use crate::site::parse::markdown::written::{Form, Written, says, written};
use crate::site::parse::note::Spanned;
use crate::site::parse::rich::Rich;
use crate::site::parse::{CONFIG, CONTENT, Kind, markdown, model};
use crate::site::resolve::links::texts;
use crate::site::sources::SourcePath;

impl Writing<'_> {
    /// Finds every edit.
    pub fn all(&mut self) {
        for path in self.markdown() {
            self.note(&path);
        }
        let before = self.places.before;
        for note in &before.notes {
            self.front_matter(&note.path);
        }
        for pages in &before.map.models {
            for text in texts(&pages.model) {
                let place = pages.model.place(&text.range);
                self.yaml(&place.path, place.range, &text.rich);
            }
            self.patterns(&pages.model.path);
        }
        if let Some(path) = &before.glossary.path {
            for term in &before.glossary.terms {
                self.yaml(path, term.meaning.range.clone(), &term.rich);
            }
        }
        self.configuration();
    }

    /// Notes, the order of a book, and the files that notes include as text.
    fn markdown(&self) -> Vec<SourcePath> {
        let notes = self.sources.iter().map(|source| &source.path);
        let is_text = |path: &&SourcePath| matches!(Kind::of(path), Kind::Note | Kind::Summary);
        let mut paths: BTreeSet<SourcePath> = notes
            .filter(is_text)
            .filter(|path| !path.as_str().starts_with("themes/"))
            .cloned()
            .collect();
        let notes = self.places.before.notes.iter();
        paths.extend(notes.flat_map(|note| &note.body.links).filter_map(|link| link.from.clone()));
        paths.into_iter().collect()
    }

    fn note(&mut self, path: &SourcePath) {
        let Some(text) = self.sources.get(path).and_then(text_of) else { return };
        for written in written(text) {
            let renewed = match written.form {
                Form::Model => self
                    .places
                    .key(&written.dest)
                    .map(|key| Renewed { before: written.dest.clone(), after: key.to_owned() }),
                Form::Include => self.places.include(path, &written.dest),
                Form::Snippet => self.places.snippet(path, &written.dest),
                Form::Wiki => self.places.wiki(path, &written.dest),
                _ => self.places.link(path, &written.dest),
            };
            let edit = renewed.map(|renewed| spliced(text, &written, &renewed));
            self.add(path, edit);
        }
    }

    fn front_matter(&mut self, path: &SourcePath) {
        let Some(text) = self.sources.get(path).and_then(text_of) else { return };
        let before = self.places.before;
        let Some(note) = before.map.lookup.note(path).map(|note| &before.notes[note]) else {
            return;
        };
        let aliases = note.front.aliases.iter().filter_map(|alias| alias.to.as_ref());
        for given in note.front.prerequisites.iter().chain(aliases) {
            let renewed = self.places.link(path, &given.value);
            let new = renewed.map(|renewed| {
                let rest = given.value.strip_prefix(&renewed.before).unwrap_or_default();
                format!("{}{rest}", encoded(&renewed.after, Form::Bare))
            });
            self.scalar(path, text, given, new.as_deref());
        }
        for objective in &note.front.objectives {
            self.yaml(path, objective.range.clone(), &markdown::inline(&objective.value));
        }
        if let Some(model) = &note.front.model {
            let key = self.places.key(&model.value).map(str::to_owned);
            self.scalar(path, text, model, key.as_deref());
        }
    }

    fn scalar(&mut self, path: &SourcePath, text: &str, old: &Spanned<String>, new: Option<&str>) {
        let edit = new.and_then(|new| scalar(text, &old.range, &old.value, new));
        self.add(path, edit);
    }

    /// A text in YAML, in which its addresses are looked for.
    fn yaml(&mut self, path: &SourcePath, range: Range<usize>, rich: &Rich) {
        let Some(text) = self.sources.get(path).and_then(text_of) else { return };
        for link in &rich.links {
            let Some(renewed) = self.places.link(path, &link.dest) else { continue };
            for at in occurrences(text, &range, &link.dest) {
                let form = match text[..at].ends_with('<') {
                    true => Form::Angled,
                    false => Form::Bare,
                };
                let range = at..at + link.dest.len();
                let written = Written { range, dest: link.dest.clone(), form };
                self.add(path, Some(spliced(text, &written, &renewed)));
            }
        }
    }

    fn patterns(&mut self, path: &SourcePath) {
        let Some(text) = self.sources.get(path).and_then(text_of) else { return };
        for pattern in model::patterns(path, text) {
            let new = self.places.pattern(path, &pattern.value);
            self.scalar(path, text, &pattern, new.as_deref());
        }
    }

    fn configuration(&mut self) {
        let path = SourcePath::new(CONFIG);
        let Some(text) = self.sources.get(&path).and_then(text_of) else { return };
        let config = &self.places.before.config;
        // The order of a book is mended as Markdown, like notes.
        if config.navigation.path == path {
            self.navigation(&path, text, &config.navigation.entries);
        }
        for given in config.silence.iter().filter_map(|rule| rule.within.as_ref()) {
            let new = self.places.counted("", &given.value);
            self.scalar(&path, text, given, new.as_deref());
        }
        if let Some(footer) = &config.footer {
            let rich = markdown::inline(&footer.value);
            let home = SourcePath::new(format!("{CONTENT}index.md"));
            for link in &rich.links {
                let Some(renewed) = self.places.link(&home, &link.dest) else { continue };
                for at in occurrences(text, &footer.range, &link.dest) {
                    let range = at..at + link.dest.len();
                    let written = Written { range, dest: link.dest.clone(), form: Form::Bare };
                    self.add(&path, Some(spliced(text, &written, &renewed)));
                }
            }
        }
    }

    fn navigation(&mut self, path: &SourcePath, text: &str, entries: &[NavigationEntry]) {
        for entry in entries {
            if let NavigationTarget::Page(given) = &entry.target {
                let new = self.places.counted(CONTENT, &given.value);
                self.scalar(path, text, given, new.as_deref());
            }
            self.navigation(path, text, &entry.children);
        }
    }
}

/// Where an address stands in a text: behind what opens a link, before what ends it.
fn occurrences(text: &str, range: &Range<usize>, dest: &str) -> Vec<usize> {
    let Some(part) = text.get(range.clone()) else { return Vec::new() };
    let found = part.match_indices(dest).filter(|(at, _)| {
        let before = part[..*at].trim_end_matches('<').trim_end();
        let behind = part[at + dest.len()..].chars().next();
        (before.ends_with("](") || before.ends_with("]:"))
            && behind.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '>'))
    });
    found.map(|(at, _)| range.start + at).collect()
}

/// Where the addresses of a note stand, each with what encloses it.
pub fn written_in(text: &str) -> Vec<(Range<usize>, Form)> {
    let is_path = [Form::Include, Form::Snippet, Form::Model, Form::Wiki];
    let is_address = |written: &Written| !is_path.contains(&written.form);
    written(text).into_iter().filter(is_address).map(|w| (w.range, w.form)).collect()
}

/// An address as it stands in a note; its fragment keeps its sign.
pub fn address(spelled: &str, form: Form) -> String {
    let (path, id) = spelled.split_once('#').map_or((spelled, None), |(path, id)| (path, Some(id)));
    let id = id.map(|id| format!("#{}", encoded(id, form))).unwrap_or_default();
    encoded(path, form) + &id
}

/// The edit of an address; what follows its path stays as it is spelled.
fn spliced(text: &str, written: &Written, renewed: &Renewed) -> Edit {
    let spelled = &text[written.range.clone()];
    let whole = renewed.before == written.dest;
    let at = if whole { spelled.len() } else { spelled.find(['#', '?']).unwrap_or(spelled.len()) };
    let new = encoded(&renewed.after, written.form);
    if says(&spelled[..at], written.form).as_deref() == Some(&*renewed.before) {
        let start = written.range.start;
        return Edit { range: start..start + at, text: new };
    }
    let rest = written.dest.strip_prefix(&renewed.before).unwrap_or_default();
    Edit { range: written.range.clone(), text: format!("{new}{rest}") }
}

/// A path as an address: what would end it or mean something else is written with percent signs.
fn encoded(path: &str, form: Form) -> String {
    if matches!(form, Form::Include | Form::Snippet | Form::Model | Form::Wiki) {
        return path.to_owned();
    }
    let is_reference = ["level:", "dimension:", "activity:", "capability:"];
    let colon = is_reference.iter().any(|scheme| path.starts_with(scheme));
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        let stays = c == ' ' && form == Form::Angled || c == ':' && colon;
        match c.is_ascii_control() || " \"'#%&()*:<>?[\\]^`{|}".contains(c) && !stays {
            true => encoded.push_str(&format!("%{:02X}", u32::from(c))),
            false => encoded.push(c),
        }
    }
    encoded
}
