//! `inventory.json`: every place of the site that a link can lead to, for other sites and tools.

use serde_json::{Value, json};

use crate::site::Site;
use crate::site::address::Base;
use crate::site::parse::model::{Cell, Model};
use crate::site::parse::rich::AnchorKind;
use crate::site::render::head;
use crate::site::resolve::links::dimension_anchor;
use crate::site::resolve::pages::{PageId, PageKind};

pub fn file(site: &Site, listed: &[PageId]) -> String {
    let inventory = json!({
        "format": 1,
        "title": site.config.title,
        "base-url": site.config.base_url,
        "pages": listed.iter().map(|&id| page(site, id)).collect::<Vec<_>>(),
    });
    format!("{inventory}\n")
}

/// Addresses are relative to the site's root.
fn page(site: &Site, id: PageId) -> Value {
    let page = site.map.page(id);
    let base = Base::Folder(String::new());
    let mut entry = json!({
        "href": base.href(&page.out, site.config.urls),
        "kind": page.kind.name(),
        "title": page.title,
    });
    if let Some(source) = &page.source {
        entry["source"] = json!(source.as_str());
    }
    if let Some(markdown) = head::markdown(site, id) {
        entry["markdown"] = json!(base.href(&markdown, site.config.urls));
    }
    entry["ids"] = ids(site, id);
    entry
}

fn ids(site: &Site, id: PageId) -> Value {
    let of = |m: usize| &*site.map.models[m].model;
    match site.map.page(id).kind {
        PageKind::Note(note) | PageKind::Home(Some(note)) => of_note(site, note),
        PageKind::Level(m, level) => of_level(of(m), level),
        PageKind::Matrix(m) => {
            let dimensions = (0..of(m).dimensions.len()).map(|d| dimension(of(m), d));
            dimensions.collect()
        }
        _ => Value::Array(Vec::new()),
    }
}

/// Headings with their titles, and what else can be linked to: footnotes, sections of levels.
fn of_note(site: &Site, index: usize) -> Value {
    let (note, levels) = (&site.notes[index], &site.note_levels[index].anchors);
    let anchors = note.anchors.iter().enumerate().filter(|(at, anchor)| {
        matches!(anchor.kind, AnchorKind::Heading(_))
            || levels.get(*at).is_some_and(Option::is_some)
    });
    anchors.map(|(_, anchor)| json!({"id": anchor.id, "title": anchor.title})).collect()
}

/// The cells of a level, and the items in them.
fn of_level(model: &Model, level: usize) -> Value {
    let said = (0..model.dimensions.len()).filter(|&d| model.says(level, d));
    let cells = said.flat_map(|d| {
        let items = model.cell(level, d).into_iter().flat_map(Cell::all_items);
        let items = items.map(|item| json!({"id": item.anchor, "title": item.text.rich.plain}));
        std::iter::once(dimension(model, d)).chain(items)
    });
    cells.collect()
}

fn dimension(model: &Model, d: usize) -> Value {
    json!({"id": dimension_anchor(model, d), "title": model.dimensions[d].name.value})
}
