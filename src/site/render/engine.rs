//! The template engine, loaded with a theme. The only module that knows Tera.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use tera::{Context, ErrorKind, Tera};

use super::views::{NavigationEntryView, SiteView, View};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::theme::Theme;
use crate::site::sources::{ContentHash, SourcePath};

/// Where the templates inside the program live, for `{% extends "default/level.html" %}`.
const BUILT_IN: &str = "default/";

#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    theme: Arc<Theme>,
    /// Of all that it was made from.
    pub hash: ContentHash,
}

/// `assets`: names of files, to be put behind `page.root`.
#[derive(Default, Hash, Serialize)]
pub struct Assets {
    pub css: String,
    /// The style sheet of models: see `page.model`.
    pub model: String,
    /// The style sheet of matrices: see `page.matrix`.
    pub matrix_css: String,
    /// The style sheet of what only some pages have: see `page.extras`.
    pub extras: String,
    pub js: String,
    /// The script of pages with `page.moving`, that of all pages included.
    pub extras_js: String,
    /// Mermaid, where a page has diagrams; else empty.
    pub mermaid: String,
    /// The script of the matrix alone.
    pub matrix: String,
    /// The script of the search, loaded when it is first asked for.
    pub search: String,
    /// The style sheet of documents for printing.
    pub print: String,
}

/// An argument of a component, as its template declares it.
pub struct Declared {
    pub name: String,
    /// `string`, `integer`, `bool` and so on; empty where any will do.
    pub kind: &'static str,
    pub required: bool,
    /// Given by the program, not by the author.
    pub implicit: bool,
}

impl Engine {
    /// Reads all templates; those of the site stand before those inside the program.
    pub fn new(
        theme: &Arc<Theme>,
        site: &SiteView,
        assets: &Assets,
        hash: ContentHash,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        let templates = theme.templates.iter().map(|(name, t)| (name.as_str(), t.text.as_str()));
        let loaded =
            tera.set_fallback_prefixes([BUILT_IN]).and_then(|()| tera.add_raw_templates(templates));
        if let Err(error) = loaded {
            return Err(vec![describe(theme, &error, Code::T01, "levelbook.yaml")]);
        }
        tera.global_context().insert("site", site);
        tera.global_context().insert("assets", assets);
        Ok(Self { tera, theme: Arc::clone(theme), hash })
    }

    /// One page; `name` is its template.
    pub fn page(&self, name: &str, view: &View) -> Result<String, Box<Diagnostic>> {
        self.render(name, view)
    }

    /// What a component can be given.
    pub fn declared(&self, name: &str) -> Vec<Declared> {
        let info = self.tera.get_component_definition(name);
        let arguments = info.iter().flat_map(tera::ComponentInfo::args).map(|argument| Declared {
            name: argument.name().to_owned(),
            // The default tells the type where none is written.
            kind: match (argument.arg_type(), argument.default()) {
                (Some(kind), _) => kind.as_str(),
                (None, Some(default)) => default.name(),
                (None, None) => "",
            },
            required: argument.is_required(),
            implicit: argument.is_implicit(),
        });
        arguments.collect()
    }

    /// A component with its inside; the error is the engine's own.
    pub fn component(
        &self,
        name: &str,
        arguments: &Map<String, Json>,
        around: &Map<String, Json>,
        body: Option<&str>,
    ) -> Result<String, String> {
        let made = || {
            let arguments = Context::from_serialize(arguments)?;
            let around = Context::from_serialize(around)?;
            self.tera.render_component_with_implicits(name, &arguments, &around, body, true)
        };
        made().map_err(|error: tera::Error| match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                format!("{} (in {})", report.message(), report.filename())
            }
            _ => error.to_string(),
        })
    }

    /// The sidebar.
    pub fn navigation(&self, entries: &[NavigationEntryView]) -> Result<String, Box<Diagnostic>> {
        #[derive(Serialize)]
        struct Entries<'a> {
            entries: &'a [NavigationEntryView],
        }
        self.render("navigation.html", &Entries { entries })
    }

    fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Box<Diagnostic>> {
        Context::from_serialize(view)
            .and_then(|context| self.tera.render(name, &context))
            .map_err(|error| Box::new(describe(&self.theme, &error, Code::T02, name)))
    }
}

/// The engine's error at its place in the theme's file.
fn describe(theme: &Theme, error: &tera::Error, code: Code, name: &str) -> Diagnostic {
    let (template, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename(), report.span().range.clone(), report.message().to_owned())
        }
        ErrorKind::MissingParent { current, parent } => {
            (current.as_str(), 0..0, format!("there is no template {parent:?} to extend"))
        }
        _ => (name, 0..0, error.to_string()),
    };
    let path = theme.templates.get(template).and_then(|t| t.path.clone());
    let place = path.map_or_else(
        || Place::file(&SourcePath::new(format!("themes/default/templates/{template}"))),
        |path| Place::new(&path, range),
    );
    Diagnostic::error(code, place, message)
        .help("The theme's README lists what each template is given.")
}
