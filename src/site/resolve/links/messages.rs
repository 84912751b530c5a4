//! The messages about links, one constructor each. Those of a link's target have no place yet.

use super::names::Named;
use super::{OURS, SCHEMES, Target, scheme, spelled};
use crate::site::Site;
use crate::site::diagnostics::{Code, Diagnostic, Place, Severity};
use crate::site::parse::model::Model;
use crate::site::parse::note::Note;
use crate::site::parse::rich::LinkKind;
use crate::site::resolve::ModelPages;
use crate::site::resolve::ids;
use crate::site::resolve::notes::values_in_words;
use crate::site::sources::SourcePath;
use crate::site::text;

pub fn comes_later(place: Place, title: &str) -> Diagnostic {
    let message =
        format!("“{title}” is to be read before this page, but comes later or is the page itself");
    Diagnostic::warning(Code::Q04, place, message)
        .help("Move it up in the navigation (`weight` in front matter, `navigation` in levelbook.yaml), or take it out.")
}

pub fn placeless(code: Code, message: String, help: String) -> Box<Diagnostic> {
    let nowhere = Place::file(&SourcePath::new(""));
    Box::new(Diagnostic::error(code, nowhere, message).help(help))
}

pub fn nothing_named(what: &str, name: &str, all: &Named) -> Box<Diagnostic> {
    let help = match all.nearest(name) {
        Some(near) => format!("Did you mean {near:?}?"),
        None => "Write an id or a name as the model has it.".to_owned(),
    };
    placeless(Code::N06, format!("no {what} {name:?}"), help)
}

pub fn refused_scheme(scheme: &str) -> Box<Diagnostic> {
    let message = format!("addresses that begin with {scheme}: are not allowed");
    let help = "Use an address such as https:, mailto: or tel:, or a path to a file of the site.";
    placeless(Code::L05, message, help.into())
}

/// An address that its author hardly meant: a host without `https://`, or a misspelled scheme.
pub fn doubtful(dest: &str) -> Option<Box<Diagnostic>> {
    let (scheme, rest) = scheme(dest)?;
    if SCHEMES.contains(&scheme.as_str()) || scheme == "data" {
        return None;
    }
    let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    let help = match text::nearest(&scheme, SCHEMES.iter().chain(OURS).copied()) {
        _ if is_port && (scheme == "localhost" || scheme.contains('.')) => {
            format!("Write `https://{dest}` or `http://{dest}`.")
        }
        // Short names are near to everything.
        Some(near) if near.len() > 3 => format!("Did you mean `{near}:`?"),
        _ => return None,
    };
    let message = format!("{scheme}: is a kind of address that few programs know");
    let problem =
        Diagnostic { severity: Severity::Warning, ..*placeless(Code::L05, message, help) };
    Some(Box::new(problem))
}

pub fn leaves(path: &str) -> Box<Diagnostic> {
    let message = format!("{path} leads out of the folder of the site's content");
    placeless(
        Code::L06,
        message,
        "Move the file into `content/`, or link to its address on the web.".into(),
    )
}

pub fn no_heading(site: &Site, note: &Note, id: &str) -> Box<Diagnostic> {
    let ids = ids::known(&site.map, note);
    let known = ids.map_or(&[][..], |ids| &ids.all);
    let help = match ids.and_then(|ids| ids.nearest(id)) {
        Some(near) => format!("Did you mean `#{near}`?"),
        None if known.is_empty() => "The page has no headings.".to_owned(),
        None => format!("Headings there: #{}.", known[..known.len().min(8)].join(", #")),
    };
    placeless(Code::L02, format!("there is no heading #{id} in {}", note.path), help)
}

pub fn earlier(site: &Site, from: &SourcePath, dest: &str, now: &Target) -> Box<Diagnostic> {
    let spelled = spelled(site, from, now);
    let help = format!("Write `{spelled}`: that is where it is now.");
    let problem = placeless(Code::L08, format!("{dest} is an earlier address"), help);
    // Where in the file the address stands is found later.
    Box::new(problem.edit(0..0, spelled))
}

pub fn unknown(site: &Site, kind: LinkKind, path: &str, source: &SourcePath) -> Box<Diagnostic> {
    let of_page = source.as_str().strip_suffix(".html").map(|name| format!("{name}.md"));
    let of_page = of_page.is_some_and(|note| site.map.lookup.is_draft(&SourcePath::new(note)));
    if site.map.lookup.is_draft(source) || of_page {
        let help = "Publish it, build with `--drafts`, or take the link out.";
        return placeless(
            Code::L07,
            format!("{path} is a draft and not part of the site"),
            help.into(),
        );
    }
    if let Some(other) = site.map.lookup.by_lower.get(&source.as_str().to_lowercase()) {
        let message = format!("{path} differs from the file's name in upper and lower case");
        let help = format!("Write `{}`: most servers tell them apart.", other.file_name());
        return placeless(Code::L03, message, help);
    }
    let names = site.map.lookup.names(site);
    let help = if let Some(host) = host_of(path) {
        format!("For an address elsewhere write `https://{host}`, without brackets around it.")
    } else if names.is_folder(source) {
        "That is a folder without a page: give it a README.md, or link to a file in it.".into()
    } else if let Some(near) = names.near_path(source, &site.map.lookup) {
        format!("Did you mean {near}?")
    } else {
        format!("Write {source}, or mend the link: it is counted from the page's own folder.")
    };
    match kind {
        LinkKind::Link => placeless(Code::L01, format!("there is no file {path}"), help),
        LinkKind::Image => placeless(Code::L04, format!("there is no image {path}"), help),
    }
}

/// `example.org/x` of an address that was written without its beginning, or in brackets of its own.
fn host_of(path: &str) -> Option<&str> {
    let bare = path.trim_matches(['(', ')', '[', ']', '<', '>']);
    let (schemeless, is_said) = match bare.split_once("://") {
        Some(("http" | "https", rest)) => (rest, true),
        _ => (bare, false),
    };
    let host = schemeless.split('/').next().unwrap_or_default();
    let is_host = host.starts_with("www.")
        || host.ends_with(".com") && schemeless.contains('/')
        || host.ends_with(".org") && schemeless.contains('/');
    (is_said || is_host).then_some(schemeless)
}

pub fn no_level(name: &str, model: &Model) -> Box<Diagnostic> {
    let message = format!("no level {name}; {}", values_in_words(model));
    placeless(Code::N01, message, "Give a level's value, its name or an `aka`.".into())
}

pub fn no_dimension(name: &str, model: &Model) -> Box<Diagnostic> {
    let names: Vec<&str> = model.dimensions.iter().map(|d| d.name.value.as_str()).collect();
    let help = match text::nearest(name, names.iter().copied()) {
        Some(near) => format!("Did you mean {near:?}?"),
        None => format!("Dimensions: {}.", names.join(", ")),
    };
    placeless(Code::N05, format!("no dimension {name:?}"), help)
}

pub fn which_model(code: Code, rest: &str, models: &[ModelPages]) -> Box<Diagnostic> {
    let Some(first) = models.first() else {
        let help = "Write a model first: `content/name.model.yaml`.";
        return placeless(code, "this site has no model".into(), help.into());
    };
    let message = "this site has several models; the link does not say which".to_owned();
    placeless(
        code,
        message,
        format!("Write the model first, for example `{}/{rest}`.", first.model.key),
    )
}
