//! Files, notes and parts of models by name, and the names that are near to a wrong one.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::Lookup;
use super::wiki::key;
use crate::site::Site;
use crate::site::parse::model::Model;
use crate::site::sources::SourcePath;
use crate::site::text::{Spellings, name_key};

/// Made when the first link by name, or to a file that is not there, asks for it.
#[derive(Debug, Default)]
pub struct Names {
    /// By the last part of their path.
    by_file: HashMap<String, Vec<SourcePath>>,
    by_title: HashMap<String, Vec<SourcePath>>,
    /// All that have something in them, in lower case.
    folders: HashSet<String>,
    near_names: OnceLock<Spellings>,
    near_paths: OnceLock<Spellings>,
}

impl Names {
    pub(super) fn new(site: &Site) -> Self {
        let mut names = Self::default();
        let lookup = &site.map.lookup;
        for (lower, path) in &lookup.by_lower {
            let key = key(path.as_str());
            let name = key.rsplit('/').next().unwrap_or_default().to_owned();
            names.by_file.entry(name).or_default().push(path.clone());
            for (at, _) in lower.match_indices('/') {
                if !names.folders.contains(&lower[..at]) {
                    names.folders.insert(lower[..at].to_owned());
                }
            }
        }
        for (path, &page) in &lookup.by_source {
            let title = name_key(&site.map.page(page).title);
            names.by_title.entry(title).or_default().push(path.clone());
        }
        names.by_file.values_mut().chain(names.by_title.values_mut()).for_each(|all| all.sort());
        names
    }

    /// The files whose path ends with a [`key`] of one part.
    pub fn files(&self, name: &str) -> &[SourcePath] {
        self.by_file.get(name).map_or(&[], Vec::as_slice)
    }

    /// The notes of a title, which is a [`name_key`].
    pub fn titled(&self, title: &str) -> &[SourcePath] {
        self.by_title.get(title).map_or(&[], Vec::as_slice)
    }

    /// Whether anything of the site stands below a path.
    pub fn is_folder(&self, path: &SourcePath) -> bool {
        self.folders.contains(path.as_str().trim_end_matches('/').to_lowercase().as_str())
    }

    /// The name of a file or the title of a note that is near.
    pub fn near_name(&self, site: &Site, name: &str) -> Option<&str> {
        let all = || {
            let files = site.map.lookup.by_lower.values().map(SourcePath::file_name);
            let files = files.map(|name| name.strip_suffix(".md").unwrap_or(name));
            let pages = site.map.lookup.by_source.values();
            let all = files.chain(pages.map(|&page| site.map.page(page).title.as_str()));
            let all: HashSet<&str> = all.collect();
            Spellings::new(all.into_iter().map(str::to_owned))
        };
        self.near_names.get_or_init(all).nearest(name)
    }

    /// The path of a file that is near, else one of a file with the same name.
    pub fn near_path(&self, path: &SourcePath, lookup: &Lookup) -> Option<&str> {
        let all = || lookup.by_lower.values().map(|path| path.as_str().to_owned());
        let near = self.near_paths.get_or_init(|| Spellings::new(all())).nearest(path.as_str());
        let name = path.file_name();
        let has_name = |other: &&SourcePath| other.file_name() == name;
        near.or_else(|| self.files(&key(name)).iter().find(has_name).map(SourcePath::as_str))
    }
}

/// Things that have an id and names: activities, capabilities, words of the glossary.
#[derive(Debug)]
pub struct Named {
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    near: Spellings,
}

impl Named {
    /// Of several with one id or one name it is the first that is meant.
    pub(super) fn new<'a, N>(all: impl IntoIterator<Item = (&'a str, N)>) -> Self
    where
        N: IntoIterator<Item = &'a str>,
    {
        let (mut by_id, mut by_name) = (HashMap::new(), HashMap::new());
        let mut spelled = Vec::new();
        for (at, (id, names)) in all.into_iter().enumerate() {
            by_id.entry(name_key(id)).or_insert(at);
            spelled.push(id.to_owned());
            for name in names {
                by_name.entry(name_key(name)).or_insert(at);
                spelled.push(name.to_owned());
            }
        }
        Self { by_id, by_name, near: Spellings::new(spelled) }
    }

    /// Which of them is meant: by its id, else by its name.
    pub fn find(&self, name: &str) -> Option<usize> {
        let key = name_key(name);
        self.by_id.get(&key).or_else(|| self.by_name.get(&key)).copied()
    }

    pub fn nearest(&self, name: &str) -> Option<&str> {
        self.near.nearest(name)
    }
}

/// What of a model can be named by a link.
#[derive(Debug)]
pub struct OfModel {
    pub activities: Named,
    pub capabilities: Named,
}

impl OfModel {
    pub(super) fn new(model: &Model) -> Self {
        let activities = model.activities.iter();
        let capabilities = model.catalog.capabilities.iter();
        Self {
            activities: Named::new(activities.map(|a| (a.id.as_str(), [a.name.value.as_str()]))),
            capabilities: Named::new(
                capabilities.map(|c| (c.id.as_str(), [c.name.value.as_str()])),
            ),
        }
    }
}
