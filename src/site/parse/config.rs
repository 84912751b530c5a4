//! `levelbook.yaml`: what the whole site shares.

use super::note::Spanned;
use crate::site::diagnostics::Diagnostic;
use crate::site::sources::SourcePath;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    pub title: String,
    pub description: String,
    /// Where the site will stand, ending in `/`: `https://example.org/course/`. Absolute addresses (404, canonical, aliases) need it.
    pub base_url: Option<String>,
    /// A BCP 47 tag for `<html lang>`; `en` unless given.
    pub language: String,
    /// The folder below `themes/`, or `default` for the one inside the program.
    pub theme: Spanned<String>,
    pub repository: Option<Repository>,
    /// Empty: the order of the tree.
    pub navigation: Vec<NavigationEntry>,
    pub social: Vec<SocialLink>,
    /// Inline Markdown.
    pub footer: Option<String>,
    pub urls: UrlStyle,
}

/// Where the sources can be edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repository {
    /// Without a `/` at its end: `https://github.com/owner/name`.
    pub url: String,
    pub branch: String,
    /// The site's folder inside of the repository; empty for its root, else ending in `/`.
    pub folder: String,
}

/// `- notes/week-1.md`, `- {title, page}`, `- {title, pages: […]}` or `- {title, url}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NavigationEntry {
    pub title: Option<String>,
    pub target: NavigationTarget,
    pub children: Vec<NavigationEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NavigationTarget {
    /// A `.md`, a `.model.yaml` or a folder, relative to `content/`.
    Page(Spanned<String>),
    /// Somewhere else.
    Url(String),
    /// A group without a page of its own.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SocialLink {
    pub name: String,
    pub url: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UrlStyle {
    /// `level-2.html`: works from the disk too.
    #[default]
    Files,
    /// `level-2/`.
    Folders,
}

/// Reads `levelbook.yaml`. `None` when it is too broken to go on with.
pub fn parse(path: &SourcePath, text: &str) -> (Option<Config>, Vec<Diagnostic>) {
    let _ = (path, text);
    todo!()
}
