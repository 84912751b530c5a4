//! The theme's style sheets and scripts as readers load them: joined, so that a page asks for few,
//! with a hash in the name, so that they can be kept for ever.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use super::components;
use super::engine::Assets;
use super::head::CARD_FONT;
use super::model_pages::is_group;
use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::output::{File, Output};
use crate::site::parse::theme::{self, Theme};
use crate::site::resolve::documents::Document;
use crate::site::resolve::pages::{PageId, PageKind};

/// Style sheets that only some pages need, one bit each, in the order in which they are joined.
const PARTS: [&str; 9] =
    ["cells", "changes", "model", "matrix", "wide", "filter", "compare", "extras", "components"];
/// Those of all pages; documents for printing have nothing around their text.
const ALWAYS: [&str; 2] = ["style.css", "frame.css"];
/// Files of `static/` that are joined into others, or written into pages.
const JOINED: [&str; 7] =
    ["print.css", "script.js", "extras.js", "diagrams.js", "matrix.js", "search.js", "mermaid.js"];

/// Which of `PARTS` a page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parts(u16);

impl Parts {
    const NONE: Self = Self(0);
    const CELLS: Self = Self(1);
    const CHANGES: Self = Self(1 << 1);
    const MODEL: Self = Self(1 << 2);
    const MATRIX: Self = Self(1 << 3);
    const WIDE: Self = Self(1 << 4);
    const FILTER: Self = Self(1 << 5);
    const COMPARE: Self = Self(1 << 6);
    const EXTRAS: Self = Self(1 << 7);
    const COMPONENTS: Self = Self(1 << 8);

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        PARTS.into_iter().enumerate().filter(move |(at, _)| self.0 & (1 << at) != 0).map(|(_, n)| n)
    }
}

/// The parts that a page needs.
pub fn parts(site: &Site, id: PageId) -> Parts {
    let model = Parts::CELLS.and(Parts::CHANGES).and(Parts::MODEL);
    let matrix = Parts::CELLS.and(Parts::MATRIX);
    let own = match site.map.page(id).kind {
        PageKind::Home(_) if site.map.models.is_empty() => Parts::NONE,
        // The same as that of its pages, which is then at hand.
        PageKind::Home(_) | PageKind::Models => model,
        PageKind::Matrix(m) => matrix.and(Parts::FILTER).and(width(site, m)),
        PageKind::Compare(..) => matrix.and(Parts::COMPARE),
        PageKind::Bridge(_) => matrix.and(Parts::CHANGES),
        PageKind::Overview(m) => model.and(matrix).and(width(site, m)),
        PageKind::Glossary | PageKind::Exercises => Parts::EXTRAS,
        kind if kind.model().is_some() => model,
        _ => Parts::NONE,
    };
    let own = own.and(of_models(site, id));
    texts_of(site, id).into_iter().fold(own, |parts, note| parts.and(of_note(site, note)))
}

/// What the texts of models need that a page shows.
fn of_models(site: &Site, id: PageId) -> Parts {
    let models = &site.map.models;
    let has_extras = match site.map.page(id).kind {
        PageKind::Home(_) | PageKind::Models | PageKind::Bridge(_) => {
            models.iter().any(|model| model.has_extras)
        }
        kind => kind.model().is_some_and(|m| models[m].has_extras),
    };
    if has_extras { Parts::EXTRAS } else { Parts::NONE }
}

/// From how many columns on the matrix is a box that scrolls; `partials/matrix.html` has the number too.
const MANY_COLUMNS: usize = 7;

/// What a matrix of the model needs besides what each needs.
fn width(site: &Site, m: usize) -> Parts {
    let model = &site.map.models[m].model;
    let dimensions = (0..model.dimensions.len()).filter(|&d| !is_group(model, d)).count();
    match model.levels.len().max(dimensions) >= MANY_COLUMNS {
        true => Parts::WIDE,
        false => Parts::NONE,
    }
}

/// The parts that a document for printing needs.
pub fn document_parts(site: &Site, document: &Document) -> Parts {
    document.pages().map(|page| parts(site, page)).fold(Parts::NONE, Parts::and)
}

/// The parts that the text of a note needs. A theme's own components may show anything.
fn of_note(site: &Site, note: usize) -> Parts {
    let body = &site.notes[note].body;
    let models = (0..site.map.models.len()).map(|m| width(site, m));
    let matrix = Parts::CELLS.and(models.fold(Parts::MATRIX, Parts::and));
    let has_extras = site.map.models.iter().any(|model| model.has_extras);
    let texts = if has_extras { Parts::EXTRAS } else { Parts::NONE };
    let extras = if body.extras { Parts::EXTRAS } else { Parts::NONE };
    body.calls.iter().fold(extras, |parts, call| {
        let name = call.name.as_str();
        let shown = match name {
            _ if components::WITHOUT_MODEL.contains(&name) => Parts::NONE,
            "Level" => Parts::CELLS.and(texts),
            "Climb" => Parts::CELLS.and(Parts::CHANGES).and(texts),
            "Matrix" => matrix.and(texts),
            _ => matrix.and(Parts::CHANGES).and(texts),
        };
        parts.and(Parts::COMPONENTS).and(shown)
    })
}

/// Whether a page needs the script of what only some have.
pub fn is_moving(site: &Site, id: PageId) -> bool {
    let moves = |note: usize| {
        let body = &site.notes[note].body;
        body.moving
            || body.calls.iter().any(|call| !components::STILL.contains(&call.name.as_str()))
    };
    texts_of(site, id).into_iter().any(moves)
}

/// The notes whose text, or a section of it, is on a page.
fn texts_of(site: &Site, id: PageId) -> Vec<usize> {
    match site.map.page(id).kind {
        PageKind::Note(note) => vec![note],
        PageKind::Home(note) | PageKind::NotFound(note) => note.into_iter().collect(),
        PageKind::Overview(m) => site.map.models[m].introduction.into_iter().collect(),
        PageKind::Level(m, l) => site.speakers.get(&(m, l)).cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The style sheets of one theme, each made when it is first asked for.
#[derive(Debug)]
pub struct Sheets {
    theme: Arc<Theme>,
    always: OnceLock<Named>,
    further: [OnceLock<Named>; 1 << PARTS.len()],
    print: [OnceLock<Named>; 1 << PARTS.len()],
}

/// A file by its name at the site's root.
pub type Named = (String, File);

impl Sheets {
    pub fn new(theme: &Arc<Theme>) -> Self {
        let theme = Arc::clone(theme);
        let none = || std::array::from_fn(|_| OnceLock::new());
        Self { theme, always: OnceLock::new(), further: none(), print: none() }
    }

    /// Those of a page: that of all pages, and one for all that it needs besides.
    pub fn of_page(&self, parts: Parts) -> Vec<&Named> {
        let always = self.always.get_or_init(|| self.joined("style", ALWAYS.map(str::to_owned)));
        let further = &self.further[usize::from(parts.0)];
        let further = (parts != Parts::NONE).then(|| {
            further.get_or_init(|| {
                // The name tells what it is for; cells and changes go with most.
                let names: Vec<_> =
                    parts.names().filter(|name| !PARTS[..2].contains(name)).collect();
                self.joined(&names.join("-"), files(parts))
            })
        });
        std::iter::once(always).chain(further).collect()
    }

    /// That of a document for printing: all in one.
    pub fn of_document(&self, parts: Parts) -> &Named {
        self.print[usize::from(parts.0)].get_or_init(|| {
            let text = std::iter::once(ALWAYS[0].to_owned());
            let own = std::iter::once("print.css".to_owned());
            self.joined("print", text.chain(files(parts)).chain(own))
        })
    }

    fn joined(&self, stem: &str, names: impl IntoIterator<Item = String>) -> Named {
        named(stem, ".css", joined(&self.theme, names))
    }
}

fn files(parts: Parts) -> impl Iterator<Item = String> {
    parts.names().map(|name| format!("{name}.css"))
}

fn joined(theme: &Theme, names: impl IntoIterator<Item = impl AsRef<str>>) -> File {
    let parts = names.into_iter().filter_map(|name| theme.files.get(name.as_ref()));
    File::new(parts.flat_map(|file| file.bytes.iter().copied()).collect::<Vec<u8>>())
}

fn named(stem: &str, ending: &str, file: File) -> Named {
    (format!("{stem}.{}{ending}", file.hash.hex(8)), file)
}

/// Scripts and the icon; the scripts go into the output.
pub fn assets(site: &Site, output: &mut Output) -> Assets {
    let theme = &site.theme;
    let joined = |names: &[&str]| {
        let script = joined(theme, names);
        let text = String::from_utf8_lossy(&script.bytes);
        File::new(site.config.words.script(&text).into_bytes())
    };
    let mut script = |stem: &str, file: File| {
        let (name, file) = named(stem, ".js", file);
        output.insert(OutPath::new(name.as_str()), file);
        name
    };
    Assets {
        icon: theme.files.get("favicon.svg").map(icon).unwrap_or_default(),
        js: script("script", joined(&["script.js"])),
        extras_js: script("extras", joined(&["script.js", "extras.js"])),
        mermaid: match site.notes.iter().any(|note| note.body.diagrams) {
            true => script("mermaid", theme::mermaid(&theme.files)),
            false => String::new(),
        },
        matrix_js: within(&joined(&["matrix.js"])),
        search: script("search", joined(&["search.js"])),
    }
}

/// A script as it can stand in a page: nothing in it ends the element.
fn within(file: &File) -> String {
    String::from_utf8_lossy(&file.bytes).replace("</script", "<\\/script")
}

/// The files of the theme that pages ask for: the style sheets that some page needs, and what has a
/// name of its own.
pub fn files_of(site: &Site, sheets: &Sheets, output: &mut Output) {
    let pages = (0..site.map.pages.len()).map(|at| parts(site, PageId(at)));
    let used: BTreeSet<Parts> = pages.collect();
    let pages = used.into_iter().flat_map(|parts| sheets.of_page(parts));
    let documents = site.map.documents.iter();
    let documents = documents.map(|document| sheets.of_document(document_parts(site, document)));
    for (name, file) in pages.chain(documents) {
        output.insert(OutPath::new(name.as_str()), file.clone());
    }
    for (name, file) in site.theme.files.iter().filter(|(name, _)| !is_joined(name)) {
        output.insert(OutPath::new(name.as_str()), file.clone());
    }
}

fn is_joined(name: &str) -> bool {
    let is_part = || PARTS.iter().any(|part| name.strip_suffix(".css") == Some(part));
    ALWAYS.contains(&name) || JOINED.contains(&name) || name == CARD_FONT || is_part()
}

/// The largest icon, in bytes, that is written into each page.
const SMALL_ICON: usize = 600;

/// A small icon as an address of its own.
fn icon(file: &File) -> String {
    const TOLD: &AsciiSet =
        &CONTROLS.add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b':').add(b' ');
    if file.bytes.len() > SMALL_ICON {
        return String::new();
    }
    format!("data:image/svg+xml,{}", percent_encode(&file.bytes, TOLD))
}
