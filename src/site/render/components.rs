//! Components that notes call by tags: their arguments checked against what the theme declares, and
//! the pieces of models and tables that the built-in ones show.

use serde_json::{Map, Value, json};

use super::engine::{Declared, Engine};
use super::fill::Frame;
use super::model_pages::Lens;
use super::tables;
use crate::site::Site;
use crate::site::address::Base;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::note::Note;
use crate::site::parse::quoted;
use crate::site::parse::rich::{Argument, Call, Rich};
use crate::site::resolve::links::{Target, dimension_named};
use crate::site::resolve::notes::{level_named, values_in_words};
use crate::site::text;

/// The built-in components that no script moves.
pub const STILL: [&str; 7] = ["Steps", "Cards", "Card", "Figure", "Level", "Climb", "Matrix"];
/// Those that show nothing of a model.
pub const WITHOUT_MODEL: [&str; 8] =
    ["Tabs", "Tab", "Steps", "Cards", "Card", "Figure", "Video", "DataTable"];

/// What is wrong with a call, and what to do.
pub struct Mistake {
    pub message: String,
    pub help: String,
    /// Whether it follows from a mistake that is told by itself.
    pub is_told: bool,
}

type Given = Map<String, Value>;

fn mistake<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Mistake> {
    Err(Mistake { message: message.into(), help: help.into(), is_told: false })
}

/// Tries every call of a note, so that a page is only made of components that work.
pub fn check(site: &Site, engine: &Engine, note: &Note) -> Vec<Diagnostic> {
    let base = Base::Folder(String::new());
    let frame = Frame::own(site, &base, &note.path).with(Some(engine));
    let calls = note.body.calls.iter().enumerate();
    let mistakes = calls.filter_map(|(index, call)| {
        let mistake = html(&frame, &note.body, index, "").err().filter(|m| !m.is_told)?;
        let place = Place::new(&note.path, call.range.clone());
        let message = format!("<{}>: {}", call.name, mistake.message);
        Some(Diagnostic::error(Code::M08, place, message).help(mistake.help))
    });
    mistakes.collect()
}

/// A component with `body` between its tags.
pub fn html(frame: &Frame<'_>, rich: &Rich, index: usize, body: &str) -> Result<String, Mistake> {
    let call = &rich.calls[index];
    let Some(engine) = frame.engine else { return Ok(body.to_owned()) };
    let declared = engine.declared(&call.name);
    let arguments = arguments(frame, rich, call, &declared)?;
    let around = around(frame, rich, index, &arguments)?;
    let body = call.has_body.then_some(body);
    engine.component(&call.name, &arguments, &around, body).or_else(|message| {
        mistake(message, "The theme's README says what each component is given.")
    })
}

/// The author's arguments in the types that the component declares.
fn arguments(
    frame: &Frame<'_>,
    rich: &Rich,
    call: &Call,
    declared: &[Declared],
) -> Result<Given, Mistake> {
    let mut given = Map::new();
    for argument in &call.arguments {
        let Some(known) = declared.iter().find(|d| d.name == argument.name && !d.implicit) else {
            return unknown(&argument.name, declared);
        };
        let value = match argument.link {
            Some(link) => Value::String(frame.address(rich, link)),
            // Others refer to it on the note's own page; elsewhere it may not be the only one of its name.
            None if call.name == "Figure" && argument.name == "id" => typed(argument, known.kind)?
                .as_str()
                .map(|id| format!("{}{id}", frame.prefix))
                .into(),
            None => typed(argument, known.kind)?,
        };
        given.insert(argument.name.clone(), value);
    }
    let missing = declared.iter().find(|d| d.required && !given.contains_key(&d.name));
    match missing {
        Some(missing) => mistake(
            format!("it needs {}", quoted(&missing.name)),
            format!("Write <{} {}=\"…\">", call.name, missing.name),
        ),
        None => Ok(given),
    }
}

fn unknown<T>(name: &str, declared: &[Declared]) -> Result<T, Mistake> {
    let names = || declared.iter().filter(|d| !d.implicit).map(|d| d.name.as_str());
    let message = format!("it has no argument {}", quoted(name));
    match text::nearest(name, names()) {
        Some(near) => mistake(message, format!("Did you mean {near}?")),
        None if names().next().is_none() => mistake(message, "It takes none."),
        None => mistake(message, format!("It takes {}.", names().collect::<Vec<_>>().join(", "))),
    }
}

fn typed(argument: &Argument, kind: &str) -> Result<Value, Mistake> {
    let name = &argument.name;
    let Some(text) = &argument.value else {
        return match kind {
            "bool" | "" => Ok(Value::Bool(true)),
            _ => mistake(format!("{name} has no value"), format!("Write {name}=\"…\"")),
        };
    };
    let wrong = |what: &str, example: &str| {
        mistake(
            format!("{name} is {what}, not {}", quoted(text)),
            format!("Write for example {name}=\"{example}\""),
        )
    };
    match kind {
        "integer" => {
            text.trim().parse::<i64>().map(Value::from).or_else(|_| wrong("a whole number", "3"))
        }
        "float" | "number" => {
            let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            match (text.trim().parse::<i64>(), number) {
                (Ok(whole), _) if kind == "number" => Ok(Value::from(whole)),
                (_, Some(number)) => Ok(Value::from(number)),
                _ => wrong("a number", "1.5"),
            }
        }
        "bool" => match text.trim() {
            "true" | "" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => wrong("true or false", "true"),
        },
        "array" => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(parts.map(Value::from).collect())
        }
        "map" => mistake(format!("{name} cannot be written in a tag"), "Leave it out."),
        _ => Ok(Value::String(text.clone())),
    }
}

/// What a component can take that the author does not write: `@id`, `@index`, `@parent`, `@root`,
/// `@width` and `@height` of the picture at `src`, and what the built-in ones show.
fn around(
    frame: &Frame<'_>,
    rich: &Rich,
    index: usize,
    arguments: &Given,
) -> Result<Given, Mistake> {
    let call = &rich.calls[index];
    let id = |index: usize| format!("{}part-{}", frame.prefix, index + 1);
    let mut around = Map::new();
    around.insert("id".into(), id(index).into());
    around.insert("index".into(), call.index.into());
    around.insert("parent".into(), call.parent.map_or(String::new(), |p| id(p as usize)).into());
    around.insert("root".into(), frame.base.root().into());
    around.insert("number".into(), call.number.into());
    let source = call.arguments.iter().find(|argument| argument.name == "src");
    let size = source.and_then(|argument| frame.picture_size(rich, argument.link?));
    around.insert("width".into(), size.map(|(width, _)| width).into());
    around.insert("height".into(), size.map(|(_, height)| height).into());
    match call.name.as_str() {
        "Matrix" => matrix(frame, &id(index), arguments, &mut around)?,
        "Level" => level(frame, &id(index), arguments, &mut around)?,
        "Climb" => climb(frame, arguments, &mut around)?,
        "Video" => drop(around.insert("video".into(), video(arguments).into())),
        "DataTable" => table(frame, rich, source, arguments, &mut around)?,
        _ => {}
    }
    Ok(around)
}

/// A film that another site shows: where it is embedded, where it is watched, and who shows it.
fn video(arguments: &Given) -> Option<Value> {
    let src = named(arguments, "src")?;
    let address = src.strip_prefix("https://")?;
    let (host, path) = address.split_once('/')?;
    let id = |text: &str| -> String {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect()
    };
    let (embed, host) = match host.trim_start_matches("www.") {
        "youtube.com" => {
            let id = id(path.split_once("v=")?.1);
            (format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1"), "YouTube")
        }
        "youtu.be" => {
            let id = id(path);
            (format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1"), "YouTube")
        }
        "vimeo.com" => {
            (format!("https://player.vimeo.com/video/{}?autoplay=1&dnt=1", id(path)), "Vimeo")
        }
        _ => return None,
    };
    Some(json!({"embed": embed, "href": src, "host": host}))
}

fn named<'a>(arguments: &'a Given, name: &str) -> Option<&'a str> {
    arguments.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The model that is named, the one of the page, or the only one.
fn lens<'a>(frame: &Frame<'a>, arguments: &Given) -> Result<Lens<'a>, Mistake> {
    let models = &frame.site.map.models;
    let note = frame.site.map.lookup.note(frame.from).map(|note| &frame.site.notes[note]);
    let of_page = note.and_then(|note| note.front.model.as_ref()).map(|key| key.value.as_str());
    let keys = || models.iter().map(|pages| pages.model.key.as_str());
    let m = match named(arguments, "model").or(of_page) {
        Some(key) => match keys().position(|other| other == key) {
            Some(m) => m,
            None => {
                let all = keys().collect::<Vec<_>>().join(", ");
                return mistake(format!("no model {}", quoted(key)), format!("Models: {all}."));
            }
        },
        None if models.len() == 1 => 0,
        None if models.is_empty() => {
            return mistake("this site has no model", "Write one: `content/name.model.yaml`.");
        }
        None => {
            let first = &models[0].model.key;
            return mistake(
                "this site has several models; the tag does not say which",
                format!("Write model=\"{first}\""),
            );
        }
    };
    Ok(Lens { site: frame.site, base: frame.base, m, engine: None })
}

fn level_of(lens: &Lens<'_>, name: &str) -> Result<usize, Mistake> {
    level_named(lens.model(), name).ok_or_else(|| Mistake {
        message: format!("no level {}; {}", quoted(name), values_in_words(lens.model())),
        help: "Give a level's value, its name or an `aka`.".into(),
        is_told: false,
    })
}

fn dimension_of(lens: &Lens<'_>, arguments: &Given) -> Result<Option<usize>, Mistake> {
    let Some(name) = named(arguments, "dimension") else { return Ok(None) };
    let found = dimension_named(lens.model(), name);
    found.map(Some).ok_or_else(|| {
        let all = lens.model().dimensions.iter().map(|d| d.name.value.as_str());
        Mistake {
            message: format!("no dimension {}", quoted(name)),
            help: format!("Dimensions: {}.", all.collect::<Vec<_>>().join(", ")),
            is_told: false,
        }
    })
}

fn matrix(
    frame: &Frame<'_>,
    id: &str,
    arguments: &Given,
    around: &mut Given,
) -> Result<(), Mistake> {
    let lens = lens(frame, arguments)?;
    let by_level = match named(arguments, "rows") {
        None => None,
        Some("levels") => Some(true),
        Some("dimensions") => Some(false),
        Some(other) => {
            let message = format!("rows are levels or dimensions, not {}", quoted(other));
            return mistake(message, "Write rows=\"levels\" or rows=\"dimensions\"");
        }
    };
    around.insert("matrix".into(), json!(lens.embedded_matrix(id, by_level)));
    around.insert("link".into(), json!(lens.matrix_link()));
    Ok(())
}

fn level(
    frame: &Frame<'_>,
    id: &str,
    arguments: &Given,
    around: &mut Given,
) -> Result<(), Mistake> {
    let lens = lens(frame, arguments)?;
    let level = level_of(&lens, named(arguments, "value").unwrap_or_default())?;
    let dimension = dimension_of(&lens, arguments)?;
    around.insert("level".into(), json!(lens.embedded_level(id, level, dimension)));
    Ok(())
}

fn climb(frame: &Frame<'_>, arguments: &Given, around: &mut Given) -> Result<(), Mistake> {
    let lens = lens(frame, arguments)?;
    let [from, to] =
        ["from", "to"].map(|name| level_of(&lens, named(arguments, name).unwrap_or_default()));
    let (from, to) = (from?, to?);
    if from >= to {
        return mistake("a climb goes from a lower level to a higher one", "Swap from and to.");
    }
    let dimension = dimension_of(&lens, arguments)?;
    around.insert("climb".into(), json!(lens.change(from, to, dimension)));
    Ok(())
}

fn table(
    frame: &Frame<'_>,
    rich: &Rich,
    source: Option<&Argument>,
    arguments: &Given,
    around: &mut Given,
) -> Result<(), Mistake> {
    let target = source.and_then(|argument| frame.target(rich, argument.link?));
    let Some(Target::File(file, _)) = target else {
        return Err(Mistake {
            message: "there is no file of data at src".into(),
            help: "Write src=\"figures.csv\", a .csv or .yaml file of the site.".into(),
            // A link that leads nowhere is told with what may be meant.
            is_told: target.is_none(),
        });
    };
    let (out, source) = &frame.site.map.files[file];
    let first = arguments.get("rows").and_then(Value::as_i64);
    let table = tables::read(out.as_str(), &source.bytes, first)
        .map_err(|tables::Flaw { message, help }| Mistake { message, help, is_told: false })?;
    around.insert("table".into(), json!(table));
    around.insert("download".into(), frame.base.href(out, frame.site.config.urls).into());
    Ok(())
}
