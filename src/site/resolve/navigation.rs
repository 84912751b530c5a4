//! The order of the site: the navigation that the configuration gives, or the tree of the files.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use super::Map;
use super::pages::{PageId, PageKind, number_prefix, title_of_file};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::config::{Navigation, NavigationEntry, NavigationTarget};
use crate::site::parse::note::Spanned;
use crate::site::parse::{CONFIG, CONTENT};
use crate::site::sources::SourcePath;
use crate::site::text;

/// An entry of the sidebar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationNode {
    pub title: String,
    pub target: Destination,
    pub children: Vec<NavigationNode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Page(PageId),
    Url(String),
    /// A folder without a page of its own.
    Group,
    /// A line between entries.
    Separator,
}

/// The whole navigation, without the home page.
pub fn tree(
    map: &Map,
    wanted: &Navigation,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<NavigationNode> {
    if wanted.entries.is_empty() {
        let mut nodes = Folder::of(map).nodes(map);
        let several = map.pages.iter().position(|page| page.kind == PageKind::Models);
        nodes.extend(several.map(|at| {
            let mut node =
                leaf(map.words.say("All models").to_owned(), Destination::Page(PageId(at)));
            let bridges = map.bridges.iter();
            node.children.extend(bridges.map(|b| leaf(b.name.clone(), Destination::Page(b.page))));
            node
        }));
        let exercises = map.pages.iter().position(|page| page.kind == PageKind::Exercises);
        nodes.extend(exercises.map(|at| page_node(map, PageId(at))));
        let glossary = map.pages.iter().position(|page| page.kind == PageKind::Glossary);
        nodes.extend(glossary.map(|at| page_node(map, PageId(at))));
        return nodes;
    }
    let path = &wanted.path;
    let entries = wanted.entries.iter();
    let nodes: Vec<_> = entries.filter_map(|e| given(map, path, e, diagnostics)).collect();
    report_left_out(map, path, &nodes, diagnostics);
    nodes
}

/// What stands in each folder that has no page of its own.
pub fn fill_sections(map: &mut Map) {
    let mut found = Vec::new();
    Folder::of(map).sections(map, &mut found);
    for (section, entries) in found {
        map.sections[section].entries = entries;
    }
}

/// All pages in reading order: the home page, then down the navigation, each page once.
pub fn order(map: &Map) -> Vec<PageId> {
    let mut order = vec![map.home()];
    walk(&map.navigation, &mut order);
    let mut seen = HashSet::new();
    order.retain(|page| seen.insert(*page));
    order
}

fn walk(nodes: &[NavigationNode], order: &mut Vec<PageId>) {
    for node in nodes {
        if let Destination::Page(page) = node.target {
            order.push(page);
        }
        walk(&node.children, order);
    }
}

/// An entry of the file at `path`.
fn given(
    map: &Map,
    path: &SourcePath,
    entry: &NavigationEntry,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<NavigationNode> {
    let mut node = match &entry.target {
        NavigationTarget::Url(url) => leaf(url.value.clone(), Destination::Url(url.value.clone())),
        NavigationTarget::None => leaf(String::new(), Destination::Group),
        NavigationTarget::Separator => leaf(String::new(), Destination::Separator),
        NavigationTarget::Page(page) => found(map, path, page, diagnostics)?,
    };
    if let Some(title) = &entry.title {
        node.title.clone_from(title);
    }
    node.children.extend(entry.children.iter().filter_map(|c| given(map, path, c, diagnostics)));
    Some(node)
}

fn leaf(title: String, target: Destination) -> NavigationNode {
    NavigationNode { title, target, children: Vec::new() }
}

/// The page, the model or the whole folder that an entry names.
fn found(
    map: &Map,
    path: &SourcePath,
    given: &Spanned<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<NavigationNode> {
    let name = given.value.trim_matches('/');
    let source = SourcePath::new(format!("{CONTENT}{name}"));
    if let Some(page) = map.page_of(&source) {
        return (!map.page(page).unlisted).then(|| page_node(map, page));
    }
    let folder = Folder::of(map);
    let inside = name.split('/').try_fold(&folder, |f, name| f.folders.get(name));
    if let Some(folder) = inside {
        return Some(folder.node(map, name.rsplit('/').next().unwrap_or_default()));
    }
    let place = Place::new(path, given.range.clone());
    diagnostics.push(match map.lookup.is_draft(&source) {
        true => of_draft(place, &given.value),
        false => no_page(map, place, &given.value),
    });
    None
}

/// A page with what belongs below it: a model has its levels, the matrix and its dimensions.
fn page_node(map: &Map, id: PageId) -> NavigationNode {
    let page = map.page(id);
    let mut node = leaf(page.title.clone(), Destination::Page(id));
    if let PageKind::Overview(m) = page.kind {
        let model = &map.models[m];
        let named = |id: PageId, title: &str| leaf(title.to_owned(), Destination::Page(id));
        for (level, &id) in model.model.levels.iter().zip(&model.levels) {
            node.children.push(named(id, &level.name.value));
        }
        node.children.push(named(model.matrix, map.words.say("Matrix")));
        node.children.push(named(model.compare(), map.words.say("Two levels side by side")));
        node.children.extend(dimension_nodes(model, None));
    }
    node
}

fn dimension_nodes(model: &super::ModelPages, parent: Option<usize>) -> Vec<NavigationNode> {
    let all = model.model.dimensions.iter().enumerate();
    all.filter(|(_, d)| d.parent == parent)
        .map(|(index, d)| NavigationNode {
            title: d.name.value.clone(),
            target: Destination::Page(model.dimensions[index]),
            children: dimension_nodes(model, Some(index)),
        })
        .collect()
}

/// The pages of a folder and its folders, by name.
#[derive(Default)]
struct Folder {
    index: Option<PageId>,
    pages: Vec<PageId>,
    folders: BTreeMap<String, Folder>,
}

impl Folder {
    fn of(map: &Map) -> Self {
        let mut root = Self::default();
        for (index, page) in map.pages.iter().enumerate() {
            let inner = match (page.kind, &page.source) {
                (PageKind::Section(_), _) => page.out.folder(),
                (PageKind::Note(_) | PageKind::Overview(_), Some(source)) if !page.unlisted => {
                    source.folder().strip_prefix(CONTENT.trim_end_matches('/')).unwrap_or("")
                }
                _ => continue,
            };
            let mut folder = &mut root;
            for name in inner.split('/').filter(|name| !name.is_empty()) {
                folder = folder.folders.entry(name.to_owned()).or_default();
            }
            let name = page.source.as_ref().map_or("index", |source| source.file_name());
            let stem = name.split('.').next().unwrap_or_default();
            let is_index = matches!(page.kind, PageKind::Note(_) | PageKind::Section(_))
                && matches!(stem, "index" | "README" | "readme" | "Readme" | "_index");
            match is_index {
                true => folder.index = Some(PageId(index)),
                false => folder.pages.push(PageId(index)),
            }
        }
        root.adopt(map);
        root
    }

    /// A note beside a folder of its name is the folder's page, if that has none.
    fn adopt(&mut self, map: &Map) {
        let Self { pages, folders, .. } = self;
        pages.retain(|&id| {
            let page = map.page(id);
            let source = page.source.as_ref().filter(|_| matches!(page.kind, PageKind::Note(_)));
            let name = source.and_then(|source| source.file_name().strip_suffix(".md"));
            let folder = name.and_then(|name| folders.get_mut(name));
            let free = folder.filter(|folder| folder.index.is_none());
            free.map(|folder| folder.index = Some(id)).is_none()
        });
        folders.values_mut().for_each(|folder| folder.adopt(map));
    }

    fn nodes(&self, map: &Map) -> Vec<NavigationNode> {
        let pages = self.pages.iter().map(|&id| (Rank::of_page(map, id), page_node(map, id)));
        let folders = self.folders.iter().map(|(name, f)| (f.rank(map, name), f.node(map, name)));
        let mut nodes: Vec<_> = pages.chain(folders).collect();
        nodes.sort_by(|(a, _), (b, _)| a.cmp(b));
        nodes.into_iter().map(|(_, node)| node).collect()
    }

    fn node(&self, map: &Map, name: &str) -> NavigationNode {
        let mut node = match self.index {
            Some(id) => page_node(map, id),
            None => leaf(title_of_file(name), Destination::Group),
        };
        node.children.extend(self.nodes(map));
        node
    }

    /// The entries of each folder that has a page made for it.
    fn sections(&self, map: &Map, found: &mut Vec<(usize, Vec<PageId>)>) {
        if let Some(PageKind::Section(section)) = self.index.map(|id| map.page(id).kind) {
            let pages = self.nodes(map).into_iter().filter_map(|node| match node.target {
                Destination::Page(page) => Some(page),
                _ => None,
            });
            found.push((section, pages.collect()));
        }
        self.folders.values().for_each(|folder| folder.sections(map, found));
    }

    fn rank(&self, map: &Map, name: &str) -> Rank {
        let index = self.index.map(|id| Rank::of_page(map, id));
        let title = index.as_ref().map_or_else(|| title_of_file(name), |rank| rank.title.clone());
        let weight = index.and_then(|rank| rank.weight);
        Rank { weight, number: number_prefix(name).0, key: text::order_key(&title), title }
    }
}

/// What orders entries: weight, number in front of the file's name, title.
#[derive(PartialEq, Eq)]
struct Rank {
    weight: Option<i64>,
    number: Option<u32>,
    title: String,
    /// What the title is put in order by.
    key: String,
}

impl Rank {
    fn of_page(map: &Map, id: PageId) -> Self {
        let page = map.page(id);
        let name = page.source.as_ref().map_or("", SourcePath::file_name);
        let title = page.title.clone();
        Self {
            weight: page.weight,
            number: number_prefix(name).0,
            key: text::order_key(&title),
            title,
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let last = |value: Option<i64>| value.unwrap_or(i64::MAX);
        last(self.weight)
            .cmp(&last(other.weight))
            .then(self.number.unwrap_or(u32::MAX).cmp(&other.number.unwrap_or(u32::MAX)))
            .then_with(|| self.key.cmp(&other.key))
    }
}

fn report_left_out(
    map: &Map,
    path: &SourcePath,
    nodes: &[NavigationNode],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut named = Vec::new();
    walk(nodes, &mut named);
    let named: HashSet<PageId> = named.into_iter().collect();
    for (index, page) in map.pages.iter().enumerate() {
        if let (PageKind::Note(_) | PageKind::Overview(_), Some(source)) = (page.kind, &page.source)
            && !named.contains(&PageId(index))
            && !page.unlisted
        {
            diagnostics.push(match path.as_str() == CONFIG {
                true => left_out(source),
                false => not_in_book(source, &page.title),
            });
        }
    }
}

fn no_page(map: &Map, place: Place, path: &str) -> Diagnostic {
    let help = match map.lookup.near_page(path) {
        Some(near) => format!("Did you mean {near}?"),
        None => "Give a `.md`, a `.model.yaml` or a folder, counted from `content/`.".to_owned(),
    };
    Diagnostic::error(Code::R03, place, format!("there is no page {path} in content/")).help(help)
}

fn of_draft(place: Place, path: &str) -> Diagnostic {
    let message = format!("{path} is a draft and not part of the site");
    Diagnostic::error(Code::R03, place, message)
        .help("Publish it, build with `--drafts`, or take the entry out.")
}

fn left_out(source: &SourcePath) -> Diagnostic {
    let short = source.as_str().trim_start_matches(CONTENT);
    Diagnostic::warning(Code::R04, Place::file(source), format!("the navigation leaves out {short}"))
        .help(format!("Add `- {short}` to `navigation` in levelbook.yaml, or delete the list to have the tree of files."))
}

/// mdBook makes no page of a file that its order does not list; here it is one, which should not be published unseen.
fn not_in_book(source: &SourcePath, title: &str) -> Diagnostic {
    let short = source.as_str().trim_start_matches(CONTENT);
    let message = format!("SUMMARY.md does not list {short}, which is a page all the same");
    Diagnostic::warning(Code::R04, Place::file(source), message).help(format!(
        "Add `- [{title}]({short})` to SUMMARY.md. To have no page, write `draft: true` into its front matter, or move it to snippets/ if notes include it."
    ))
}
