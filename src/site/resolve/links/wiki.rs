//! Links by the name of a note or a file, `[[name]]`: by its path, by the name of its file, by the title of its page.

use super::messages::{leaves, placeless, unknown};
use super::{Target, absolute, anchored};
use crate::site::Site;
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::parse::CONTENT;
use crate::site::parse::rich::LinkKind;
use crate::site::resolve::ids;
use crate::site::sources::SourcePath;
use crate::site::text::{self, name_key};

/// A path or the end of one, to be compared: without `content/` and `.md`.
pub fn key(path: &str) -> String {
    let key = name_key(path.strip_prefix(CONTENT).unwrap_or(path));
    let key = key.trim_start_matches('/');
    key.strip_suffix(".md").unwrap_or(key).to_owned()
}

/// Whether a path ends as a name says.
pub fn is_called(path: &SourcePath, name: &str) -> bool {
    let (path, name) = (key(path.as_str()), key(name));
    path.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// `name`, `folder/name`, `name#Heading`, `#Heading`; what stands on the page `page`.
pub fn wikilink(
    site: &Site,
    page: &SourcePath,
    kind: LinkKind,
    dest: &str,
) -> Result<Target, Box<Diagnostic>> {
    let (name, heading) = dest.split_once('#').map_or((dest, None), |(n, h)| (n, Some(h)));
    let source = match name.is_empty() {
        true => page.clone(),
        false => find(site, page, kind, name)?,
    };
    // `#Part#Part of it` names the way to a heading, and `#^a1b2c3` a paragraph.
    let heading = heading.and_then(|heading| heading.rsplit('#').next()).map(str::trim);
    let heading = heading.filter(|heading| !heading.is_empty() && !heading.starts_with('^'));
    let lookup = &site.map.lookup;
    let Some(&found) = lookup.by_source.get(&source) else {
        let file = lookup.files.get(&source).copied();
        return file
            .map(|file| Target::File(file, None))
            .ok_or_else(|| unknown(site, kind, name, &source));
    };
    let note = lookup.note(&source).map(|note| &site.notes[note]);
    let id = heading.map(|heading| {
        let is_id = note.is_some_and(|note| ids::has(&site.map, note, heading));
        if is_id { heading.to_owned() } else { text::heading_id(heading) }
    });
    anchored(site, (page, dest), found, &source, id)
}

/// The file that a name means: of several the one beside the page, else the one in no folder. What begins with
/// `.` is counted from the page.
pub fn find(
    site: &Site,
    page: &SourcePath,
    kind: LinkKind,
    name: &str,
) -> Result<SourcePath, Box<Diagnostic>> {
    let lookup = &site.map.lookup;
    if name.starts_with('.') {
        let path = absolute(page, name).ok_or_else(|| leaves(name))?;
        let note = SourcePath::new(format!("{path}.md"));
        let is_note = lookup.by_source.contains_key(&note) || lookup.is_draft(&note);
        return Ok(if is_note { note } else { path });
    }
    let names = lookup.names(site);
    let key = key(name);
    let last = key.rsplit('/').next().unwrap_or_default();
    let all = names.files(last);
    let called: Vec<&SourcePath> = all.iter().filter(|path| is_called(path, name)).collect();
    let is_whole = |path: &&&SourcePath| self::key(path.as_str()) == key;
    let is_beside = |path: &&&SourcePath| path.folder() == page.folder();
    let one = |paths: &[&SourcePath]| (paths.len() == 1).then(|| paths[0].clone());
    let by_title: Vec<&SourcePath> = names.titled(&name_key(name)).iter().collect();
    let (whole, beside) = (called.iter().find(is_whole), called.iter().find(is_beside));
    let found = if name.contains('/') { whole.or(beside) } else { beside.or(whole) };
    if let Some(found) = found.map(|path| (*path).clone()).or_else(|| one(&called)) {
        return Ok(found);
    }
    if let Some(found) = one(&by_title).filter(|_| called.is_empty()) {
        return Ok(found);
    }
    let several = if called.is_empty() { by_title } else { called };
    let code = if kind == LinkKind::Image { Code::L04 } else { Code::L01 };
    if several.len() > 1 {
        let spelled = several.iter().take(3).map(|path| format!("`[[{}]]`", short(path)));
        let help = format!("Write {}.", spelled.collect::<Vec<_>>().join(" or "));
        return Err(placeless(code, format!("several files are called {name}"), help));
    }
    let help = match names.near_name(site, &key) {
        Some(near) => format!("Did you mean `[[{near}]]`?"),
        None => format!("Name a note by its file, or write `\\[[{name}]]` for text in brackets."),
    };
    let what = if kind == LinkKind::Image { "image" } else { "note" };
    Err(placeless(code, format!("there is no {what} called {name}"), help))
}

fn short(path: &SourcePath) -> &str {
    let path = path.as_str().strip_prefix(CONTENT).unwrap_or(path.as_str());
    path.strip_suffix(".md").unwrap_or(path)
}
