//! What an address becomes when files move.

use std::collections::{BTreeMap, HashMap};

use crate::site::Site;
use crate::site::address::{OutPath, way};
use crate::site::parse::CONTENT;
use crate::site::parse::markdown::include;
use crate::site::parse::model::below_content;
use crate::site::parse::rich::LinkKind;
use crate::site::resolve::links::{absolute, decoded, outs, wiki};
use crate::site::resolve::pages::{PageId, PageKind};
use crate::site::sources::{SourcePath, Sources};

/// Where everything was and where it is.
pub struct Places<'s> {
    pub before: &'s Site,
    sources: &'s Sources,
    files: BTreeMap<SourcePath, SourcePath>,
    /// The path that moves, and where it goes.
    old: &'s str,
    new: &'s str,
    /// The addresses of pages after the move, by what they are.
    outs: HashMap<(String, String), OutPath>,
    /// Models whose key changes.
    keys: Vec<(String, String)>,
}

/// The part of an address that changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Renewed {
    /// What it says at its beginning, percent signs as they are.
    pub before: String,
    /// What is said instead, nothing encoded.
    pub after: String,
}

impl<'s> Places<'s> {
    pub fn new(
        sources: &'s Sources,
        before: &'s Site,
        after: &Site,
        files: &[(SourcePath, SourcePath)],
        (old, new): (&'s str, &'s str),
    ) -> Self {
        let pages = (0..after.map.pages.len()).map(PageId);
        let outs = pages.map(|id| (what(after, id, str::to_owned), after.map.page(id).out.clone()));
        let mut places = Self {
            before,
            sources,
            files: files.iter().cloned().collect(),
            old,
            new,
            outs: outs.collect(),
            keys: Vec::new(),
        };
        let keys = before.map.models.iter().filter_map(|pages| {
            let path = places.to(&pages.model.path);
            let own = |other: &&crate::site::resolve::ModelPages| other.model.path == path;
            let now = after.map.models.iter().find(own)?;
            let (old, new) = (pages.model.key.clone(), now.model.key.clone());
            (old != new).then_some((old, new))
        });
        places.keys = keys.collect();
        places
    }

    /// Where a file is after the move.
    pub fn to(&self, path: &SourcePath) -> SourcePath {
        self.files.get(path).unwrap_or(path).clone()
    }

    /// Where a file or a folder is after the move.
    pub fn path(&self, path: &str) -> String {
        match path.strip_prefix(self.old) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", self.new),
            _ => path.to_owned(),
        }
    }

    /// The key of a model that has another one after the move.
    pub fn key(&self, key: &str) -> Option<&str> {
        self.keys.iter().find(|(old, _)| old == key).map(|(_, new)| new.as_str())
    }

    /// What a page is, whatever its address: its source after the move, and its name beside that.
    pub fn what(&self, site: &Site, page: PageId) -> (String, String) {
        what(site, page, |path| self.path(path))
    }

    /// What becomes of an address in `from`; none where it may stay.
    pub fn link(&self, from: &SourcePath, dest: &str) -> Option<Renewed> {
        if let Some((scheme, rest)) = dest.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
            return self.reference(scheme, rest);
        }
        let before = dest.split(['#', '?']).next().unwrap_or_default();
        if before.is_empty() || dest.starts_with("//") {
            return None;
        }
        let path = decoded(before);
        let wanted = self.wanted(from, &path)?;
        let now = self.to(from);
        let stays = absolute(&now, &path).is_some_and(|p| is_same(p.as_str(), &wanted));
        (!stays)
            .then(|| Renewed { before: before.to_owned(), after: spelled(&now, &path, &wanted) })
    }

    /// `level:mlops/2` of a model that is called otherwise.
    fn reference(&self, scheme: &str, rest: &str) -> Option<Renewed> {
        let is_of_model = ["level", "dimension", "activity", "capability"]
            .contains(&scheme.to_ascii_lowercase().as_str());
        let text = decoded(rest);
        let (old, new) = self.keys.iter().find(|(old, _)| {
            text.strip_prefix(old.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })?;
        is_of_model.then(|| Renewed {
            before: format!("{scheme}:{rest}"),
            after: format!("{scheme}:{new}{}", &text[old.len()..]),
        })
    }

    /// The path from the root that an address has to lead to.
    fn wanted(&self, from: &SourcePath, path: &str) -> Option<String> {
        let source = absolute(from, path)?;
        if self.sources.get(&source).is_some() {
            return Some(self.to(&source).as_str().to_owned());
        }
        let slash = if path.ends_with('/') { "/" } else { "" };
        let folder = source.as_str().trim_end_matches('/');
        for name in ["index.md", "README.md", "_index.md"] {
            let index = SourcePath::new(format!("{folder}/{name}"));
            if self.sources.get(&index).is_some() {
                let to = self.to(&index);
                return Some(match to.file_name() == name {
                    true => format!("{}{slash}", to.folder()),
                    false => to.as_str().to_owned(),
                });
            }
        }
        self.finished(from, path)
    }

    /// A page by its address: its address after the move, in the form that was written.
    fn finished(&self, from: &SourcePath, path: &str) -> Option<String> {
        let candidates = outs(from, path);
        let found = candidates
            .iter()
            .take(3)
            .enumerate()
            .find_map(|(form, out)| Some((form, self.before.map.lookup.page_at(out)?)));
        let (form, page) = found?;
        let out = self.outs.get(&self.what(self.before, page))?.as_str();
        let slash = if path.ends_with('/') { "/" } else { "" };
        let short = match form {
            1 => out.strip_suffix("/index.html").map(|folder| format!("{folder}{slash}")),
            2 => out.strip_suffix("/index.html").map(|folder| format!("{folder}.html")),
            _ => None,
        };
        Some(format!("{CONTENT}{}", short.unwrap_or_else(|| out.to_owned())))
    }

    /// What becomes of the file that a line includes.
    pub fn include(&self, from: &SourcePath, file: &str) -> Option<Renewed> {
        let source = include::path_from(from, file)?;
        let (now, wanted) = (self.to(from), self.to(&source));
        let stays = include::path_from(&now, file).is_some_and(|path| path == wanted);
        (!stays).then(|| Renewed {
            before: file.to_owned(),
            after: spelled(&now, file.trim(), wanted.as_str()),
        })
    }

    /// The same where the path counts from the site.
    pub fn snippet(&self, from: &SourcePath, file: &str) -> Option<Renewed> {
        let is_there = |path: &SourcePath| self.sources.get(path).is_some();
        let source = include::places(from, file).into_iter().find(is_there)?;
        let wanted = self.to(&source);
        let stays = include::places(&self.to(from), file).contains(&wanted);
        let after = wanted.as_str().strip_prefix(CONTENT).unwrap_or(wanted.as_str()).to_owned();
        (!stays).then(|| Renewed { before: file.to_owned(), after })
    }

    /// What becomes of the name in `[[name]]`: a name stays one, a path a path; what was found by its title stays.
    pub fn wiki(&self, from: &SourcePath, name: &str) -> Option<Renewed> {
        let source = wiki::find(self.before, from, LinkKind::Link, name).ok()?;
        let wanted = self.to(&source);
        let ends_as = |path: &SourcePath| wiki::is_called(path, name);
        let unsaid = if name.to_lowercase().ends_with(".md") { "" } else { ".md" };
        let path = wanted.as_str().strip_suffix(unsaid).unwrap_or(wanted.as_str());
        if name.starts_with('.') {
            let after = spelled(&self.to(from), name, path);
            let after = if after.starts_with('.') { after } else { format!("./{after}") };
            return (after != name).then(|| Renewed { before: name.to_owned(), after });
        }
        if wanted == source || !ends_as(&source) || ends_as(&wanted) {
            return None;
        }
        let path = path.strip_prefix(CONTENT).unwrap_or(path);
        let after = if name.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
        Some(Renewed { before: name.to_owned(), after: after.to_owned() })
    }

    /// What becomes of a pattern that a model includes files by: its folders move.
    pub fn pattern(&self, from: &SourcePath, pattern: &str) -> Option<String> {
        let whole = below_content(from, pattern)?;
        let wild = whole.find(['*', '?', '[', '{']).unwrap_or(whole.len());
        let at = if wild == whole.len() { wild } else { whole[..wild].rfind('/')? };
        let wanted = format!("{}{}", self.path(&whole[..at]), &whole[at..]);
        let now = self.to(from);
        let stays = below_content(&now, pattern).is_some_and(|path| path == wanted);
        (!stays).then(|| spelled(&now, pattern.trim(), &wanted))
    }

    /// What becomes of a path from a folder of the root, such as `content/`.
    pub fn counted(&self, root: &str, path: &str) -> Option<String> {
        let inner = path.trim_matches('/');
        let whole = format!("{root}{inner}");
        let wanted = self.path(&whole);
        let short = wanted.strip_prefix(root).unwrap_or(&wanted);
        (wanted != whole).then(|| path.replacen(inner, short, 1))
    }
}

/// What a page is: its source and its name beside that. Pages without one are their address.
fn what(site: &Site, id: PageId, to: impl Fn(&str) -> String) -> (String, String) {
    let page = site.map.page(id);
    let of_folder = || {
        let path = to(&format!("{CONTENT}{}", page.out));
        (String::new(), path.strip_prefix(CONTENT).unwrap_or(&path).to_owned())
    };
    let Some(source) = &page.source else { return of_folder() };
    match page.kind {
        PageKind::Note(_) | PageKind::Home(Some(_)) | PageKind::NotFound(Some(_)) => {
            (to(source.as_str()), String::new())
        }
        PageKind::Glossary | PageKind::NoteTag(_) => of_folder(),
        _ => {
            let model = site.map.models.iter().find(|pages| pages.model.path == *source);
            let key = model.map_or("", |pages| pages.model.key.as_str());
            let name = page.out.as_str().strip_prefix(key).unwrap_or_default();
            (to(source.as_str()), name.to_owned())
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn is_same(path: &str, wanted: &str) -> bool {
    path.trim_end_matches('/') == wanted.trim_end_matches('/')
}

/// The way from a file to a path, in the manner in which `like` is written: from the root with a
/// `/` before it, or with `./`.
fn spelled(from: &SourcePath, like: &str, wanted: &str) -> String {
    if let Some(rest) = wanted.strip_prefix(CONTENT).filter(|_| like.starts_with('/')) {
        return format!("/{rest}");
    }
    let folder = format!("{}/", from.folder());
    let (up, rest) = way(&folder, wanted);
    let dot = if like.starts_with("./") && up.is_empty() { "./" } else { "" };
    match format!("{dot}{up}{rest}") {
        // The folder of the file itself.
        here if here.is_empty() => "./".to_owned(),
        path => path,
    }
}
