//! Where pages stand in the finished site, and how one leads to another.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::parse::config::UrlStyle;

/// A file of the finished site, with `/` between its parts: `mlops/level-2.html`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The file of the page `name` (`mlops/level-2`; `mlops/index` for a folder's own page).
    pub fn page(name: &str, style: UrlStyle) -> Self {
        let is_index = name == "index" || name.ends_with("/index");
        match style {
            UrlStyle::Folders if !is_index => Self::new(format!("{name}/index.html")),
            _ => Self::new(format!("{name}.html")),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file beside a page that has the same name but for its ending: `week-1.md` for `week-1.html`.
    pub fn beside(&self, ending: &str) -> Self {
        Self::new(format!("{}{ending}", self.0.strip_suffix(".html").unwrap_or(&self.0)))
    }

    /// The folder it stands in, ending in `/`; empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |at| &self.0[..=at])
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// What addresses are counted from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// A page's folder, ending in `/` or empty: links are relative.
    Folder(String),
    /// The path that the site stands under, ending in `/`: for the 404 page, which is shown at any depth.
    Root(String),
}

impl Base {
    pub fn of(page: &OutPath) -> Self {
        Self::Folder(page.folder().to_owned())
    }

    /// What leads from here to the site's root: empty, `../`, `/repo/`.
    pub fn root(&self) -> String {
        match self {
            Base::Folder(folder) => "../".repeat(folder.matches('/').count()),
            Base::Root(root) => root.clone(),
        }
    }

    /// The address of `to`, percent-encoded. With folders as addresses an `index.html` is left out.
    pub fn href(&self, to: &OutPath, style: UrlStyle) -> String {
        let relative = match self {
            Base::Folder(folder) => relative(folder, to.as_str()),
            Base::Root(root) => format!("{root}{}", encode(to.as_str())),
        };
        match (style, relative.strip_suffix("index.html")) {
            (UrlStyle::Folders, Some("")) => "./".to_owned(),
            (UrlStyle::Folders, Some(folder)) if folder.ends_with('/') => folder.to_owned(),
            _ => relative,
        }
    }
}

fn relative(from_folder: &str, to: &str) -> String {
    let (up, rest) = way(from_folder, to);
    format!("{up}{}", encode(rest))
}

/// How a path is reached from a folder (empty, or ending in `/`): the steps up, and what follows.
pub fn way<'t>(from_folder: &str, to: &'t str) -> (String, &'t str) {
    let shared = from_folder
        .match_indices('/')
        .map(|(at, _)| at + 1)
        .take_while(|&end| to.as_bytes().get(..end) == from_folder.as_bytes().get(..end))
        .last()
        .unwrap_or(0);
    let up = "../".repeat(from_folder[shared..].matches('/').count());
    (up, &to[shared..])
}

/// Characters that mean something in an address, or that some server or tool trips over.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b':')
    .add(b';')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path as part of an address; `/` stays.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_each_other_from_any_depth() {
        let href = |from: &str, to: &str| {
            Base::of(&OutPath::new(from)).href(&OutPath::new(to), UrlStyle::Files)
        };
        assert_eq!(href("index.html", "mlops/level-2.html"), "mlops/level-2.html");
        assert_eq!(href("mlops/level-2.html", "mlops/matrix.html"), "matrix.html");
        assert_eq!(href("a/b/c.html", "a/d.html"), "../d.html");
        assert_eq!(href("a/b/c.html", "x/y.html"), "../../x/y.html");
        assert_eq!(href("ab/c.html", "a/c.html"), "../a/c.html");
        assert_eq!(href("index.html", "a b/c#d?.html"), "a%20b/c%23d%3F.html");
    }

    #[test]
    fn folders_as_addresses_end_in_a_slash() {
        let base = Base::of(&OutPath::new("mlops/index.html"));
        let level = OutPath::page("mlops/level-2", UrlStyle::Folders);
        assert_eq!(level.as_str(), "mlops/level-2/index.html");
        assert_eq!(base.href(&level, UrlStyle::Folders), "level-2/");
        let index = OutPath::new("mlops/index.html");
        assert_eq!(base.href(&index, UrlStyle::Folders), "./");
    }
}
