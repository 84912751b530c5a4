//! `words:` of `levelbook.yaml`: what pages say, in the author's own words.

use std::collections::BTreeMap;

use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Reader, quoted};
use crate::site::parse::theme::Theme;
use crate::site::parse::yaml::{Entry, Kind};
use crate::site::sources::SourcePath;
use crate::site::text::nearest;
use crate::site::words::{CATEGORIES, Said, messages, names};

/// What is said, and the messages as the author has written them.
pub type Own = (BTreeMap<String, Said>, Vec<Spanned<String>>);

pub fn read(reader: &mut Reader, fields: &Fields) -> Own {
    let (mut all, mut written) = (BTreeMap::new(), Vec::new());
    let Some(node) = fields.value("words") else { return (all, written) };
    let entries = reader.map(node, &node.range, "\"words\"").unwrap_or_default();
    for entry in entries {
        let Some(said) = said(reader, entry) else { continue };
        written.push(Spanned { value: entry.key.clone(), range: entry.key_range.clone() });
        all.insert(entry.key.clone(), said);
    }
    (all, written)
}

/// A text, or one for each plural category.
fn said(reader: &mut Reader, entry: &Entry) -> Option<Said> {
    let Kind::Map(forms, _) = &entry.value.kind else {
        return form(reader, &entry.key, entry).map(Said::Text);
    };
    let mut said = BTreeMap::new();
    let before = reader.found();
    for form in forms {
        if !CATEGORIES.contains(&form.key.as_str()) {
            let message = format!("{} is no plural category", quoted(&form.key));
            let help = format!("Write one of: {}.", CATEGORIES.join(", "));
            reader.refuse(&form.key_range, message, help);
            continue;
        }
        said.insert(form.key.clone(), self::form(reader, &entry.key, form)?);
    }
    if reader.found() > before {
        return None;
    }
    if !said.contains_key("other") {
        let message = format!("{} has no form for all other numbers", quoted(&entry.key));
        reader.refuse(&entry.key_range, message, "Add a line: other: …");
        return None;
    }
    Some(Said::Counted(said))
}

fn form(reader: &mut Reader, message: &str, entry: &Entry) -> Option<String> {
    let text = reader.entry_string(entry)?;
    let unknown = names(&text.value).find(|name| !names(message).any(|known| known == *name));
    if let Some(name) = unknown {
        let told = format!("nothing is called {name} in {}", quoted(message));
        let mut known: Vec<String> = names(message).map(|name| format!("{{{name}}}")).collect();
        known.dedup();
        let help = match known.is_empty() {
            true => "Write the text without braces and links.".to_owned(),
            false => format!("Names in it: {}.", known.join(", ")),
        };
        reader.refuse(&text.range, told, help);
        return None;
    }
    Some(text.value)
}

/// Messages that neither the program nor a template of the site has.
pub fn unknown<'a>(
    path: &'a SourcePath,
    written: &'a [Spanned<String>],
    theme: &'a Theme,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let own = theme.templates.values().filter(|template| template.path.is_some());
    let own: Vec<&str> = own.map(|template| template.text.as_str()).collect();
    let is_known = move |message: &str| {
        messages().any(|known| known == message)
            || ['"', '\'', '`'].iter().any(|quote| {
                let said = format!("{quote}{message}{quote}");
                own.iter().any(|text| text.contains(&said))
            })
    };
    written.iter().filter(move |message| !is_known(&message.value)).map(|message| {
        let help = match nearest(&message.value, messages()) {
            Some(near) => format!("Did you mean {near:?}?"),
            None => {
                "Write it as the pages have it in English; the guide lists all messages.".into()
            }
        };
        let told = format!("no page says {}", quoted(&message.value));
        let place = Place::new(path, message.range.clone());
        Diagnostic::error(Code::S01, place, told).help(help)
    })
}
