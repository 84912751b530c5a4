//! The template engine, loaded with a theme. The only module that knows Tera.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use serde::Serialize;
use serde_json::{Map, Value as Json};
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::assets::Sheets;
use super::steps::{self, Asking};
use super::views::{NavigationEntryView, SiteView, View};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::theme::Theme;
use crate::site::sources::{ContentHash, SourcePath};
use crate::site::text::{escape, nearest};
use crate::site::words::Words;

/// Where the templates inside the program live, for `{% extends "default/level.html" %}`.
const BUILT_IN: &str = "default/";

#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    theme: Arc<Theme>,
    pub sheets: Sheets,
    /// The site's own templates, as they are run.
    asking: BTreeMap<String, Asking>,
    /// Whether a page ran out of time.
    late: AtomicBool,
    /// Of all that it was made from.
    pub hash: ContentHash,
}

/// `assets`: names of files, to be put behind `page.root`, the icon and a script.
#[derive(Default, Hash, Serialize)]
pub struct Assets {
    /// The icon itself as a `data:` address, which saves each reader a request; empty for a large one,
    /// whose file is named then.
    pub icon: String,
    pub js: String,
    /// The script of pages with `page.moving`, that of all pages included.
    pub extras_js: String,
    /// Mermaid, where a page has diagrams; else empty.
    pub mermaid: String,
    /// The script of the matrix itself, for the one page that it is on.
    pub matrix_js: String,
    /// The script of the search, loaded when it is first asked for.
    pub search: String,
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
        words: &Arc<Words>,
        hash: ContentHash,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        tera.register_function(steps::ASKS, |_: Kwargs, _: &State<'_>| steps::ask());
        tera.register_function("range", steps::range);
        tera.register_filter("say", say(words));
        let own = theme.templates.iter().filter(|(_, template)| template.path.is_some());
        let asking: BTreeMap<_, _> =
            own.map(|(name, template)| (name.clone(), Asking::new(&template.text))).collect();
        if let Err(error) = load(&mut tera, theme, &asking) {
            // Told by the templates as they are written.
            let error = load(&mut Tera::new(), theme, &BTreeMap::new()).err().unwrap_or(error);
            let all = gathered(theme, &error);
            let one = || vec![describe(theme, &error, Code::T01, "base.html")];
            return Err(if all.is_empty() { one() } else { all });
        }
        tera.global_context().insert("site", site);
        tera.global_context().insert("assets", assets);
        Ok(Self {
            tera,
            theme: Arc::clone(theme),
            sheets: Sheets::new(theme),
            asking,
            late: AtomicBool::new(false),
            hash,
        })
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
            steps::begin(self.late.load(Relaxed));
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
        let made = || {
            let context = Context::from_serialize(view)?;
            let mut page = steps::Page::default();
            steps::begin(self.late.load(Relaxed));
            self.tera.render_to(name, &context, &mut page)?;
            String::from_utf8(page.0).map_err(tera::Error::message)
        };
        made().map_err(|error| {
            let mut told = describe(&self.theme, &error, Code::T02, name);
            if let (ErrorKind::RenderingError(report), Some(place)) =
                (error.kind(), &mut told.place)
                && let Some(asking) = self.asking.get(report.filename())
            {
                place.range = asking.written(place.range.start)..asking.written(place.range.end);
            }
            self.late.fetch_or(steps::is_late(&told.message), Relaxed);
            Box::new(told)
        })
    }
}

/// `{{ "On this page" | say }}`, `{{ "{n} items" | say(n=count) }}`: a message in the language of the site. What is
/// put in it is escaped unless it is safe, and the message with it is HTML.
fn say(words: &Arc<Words>) -> impl Fn(&str, Kwargs, &State<'_>) -> TeraResult<Value> + use<> {
    let words = Arc::clone(words);
    move |message, given, _| {
        let n = given.get::<Value>("n")?.and_then(|n| n.as_u64());
        let value = |name: &str| given.iter().find(|(key, _)| key.as_str() == Some(name));
        let html = words.html(message, n, |name| {
            let (_, value) = value(name)?;
            let text = value.to_string();
            Some(if value.is_safe() { text } else { escape(&text) }.into())
        });
        let html = html.map_err(|name| {
            tera::Error::message(format!("`say` is to be given `{name}` for {message:?}"))
        })?;
        Ok(Value::safe_string(&html))
    }
}

/// Reads all templates of a theme; those that ask in place of the ones that do not.
fn load(
    tera: &mut Tera,
    theme: &Theme,
    asking: &BTreeMap<String, Asking>,
) -> Result<(), tera::Error> {
    let text = |name: &String| asking.get(name).map(|asking| asking.text.as_str());
    let templates = theme.templates.iter();
    let templates = templates.map(|(name, t)| (name.as_str(), text(name).unwrap_or(&t.text)));
    tera.set_fallback_prefixes([BUILT_IN])?;
    tera.add_raw_templates(templates)
}

/// What the engine finds wrong once all templates are there: one text, with a name, a line and a column for
/// each mistake.
fn gathered(theme: &Theme, error: &tera::Error) -> Vec<Diagnostic> {
    let ErrorKind::Msg(text) = error.kind() else { return Vec::new() };
    let mut message = None;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(said) = line.trim_start().strip_prefix("error: ") {
            message = Some(said);
        } else if let Some((_, at)) = line.split_once("--> ")
            && let Some(message) = message.take()
        {
            let mut parts = at.trim().rsplitn(3, ':');
            let mut number = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
            let (column, line) = (number(), number());
            let name = parts.next().unwrap_or_default();
            let range = theme.templates.get(name).map_or(0..0, |t| word_at(&t.text, line, column));
            found.push(Diagnostic::error(Code::T01, place(theme, name, range), message).help(HELP));
        }
    }
    found
}

/// The word at a line and a column, both counted from 1.
fn word_at(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let in_line = text[start..].lines().next().unwrap_or_default();
    let before: usize = in_line.chars().take(column - 1).map(char::len_utf8).sum();
    let rest = &in_line[before..];
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    start + before..start + before + end
}

/// The engine's error at its place in the theme's file.
fn describe(theme: &Theme, error: &tera::Error, code: Code, name: &str) -> Diagnostic {
    let mut help = HELP.to_owned();
    let (template, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            if report.message().starts_with("Unexpected end of input") {
                help = "A `{% block %}`, `{% if %}`, `{% for %}` or another tag is not closed before the end.".into();
            }
            if steps::is_late(report.message()) {
                help = "Have the loop run over less, or take loops inside of it out.".into();
            }
            (report.filename(), report.span().range.clone(), report.message().to_owned())
        }
        ErrorKind::MissingParent { current, parent } => {
            let names =
                theme.templates.keys().map(|name| name.strip_prefix(BUILT_IN).unwrap_or(name));
            if let Some(near) = nearest(parent, names) {
                help = format!("Did you mean {near:?}?");
            }
            let message = format!("there is no template {parent:?} to extend");
            (current.as_str(), quoted(theme, current, parent), message)
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } => {
            help = format!("For the built-in one write {:?}.", format!("{BUILT_IN}{tpl}"));
            let next = chain.get(1).unwrap_or(tpl);
            (tpl.as_str(), quoted(theme, tpl, next), format!("{tpl:?} extends itself"))
        }
        ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            let next = chain.get(1).unwrap_or(tpl);
            let message = match chain.len() {
                0..=2 => format!("{tpl:?} includes itself"),
                _ => format!("{tpl:?} includes itself: {}", chain.join(" → ")),
            };
            help = "Take one of the includes out.".into();
            (tpl.as_str(), quoted(theme, tpl, next), message)
        }
        _ => (name, 0..0, error.to_string()),
    };
    Diagnostic::error(code, place(theme, template, range), message).help(help)
}

const HELP: &str = "The theme's README lists what each template is given.";

fn place(theme: &Theme, template: &str, range: Range<usize>) -> Place {
    let path = theme.templates.get(template).and_then(|t| t.path.clone());
    path.map_or_else(
        || Place::file(&SourcePath::new(format!("themes/default/templates/{template}"))),
        |path| Place::new(&path, range),
    )
}

/// Where a template writes the name of another one.
fn quoted(theme: &Theme, template: &str, name: &str) -> Range<usize> {
    let text = theme.templates.get(template).map_or("", |t| t.text.as_str());
    let at = [format!("{name:?}"), format!("'{name}'")].into_iter();
    at.filter_map(|name| text.find(&name).map(|at| at..at + name.len())).next().unwrap_or(0..0)
}
