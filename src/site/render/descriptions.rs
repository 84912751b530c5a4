//! One or two sentences about each page.

use super::list_pages;
use crate::site::Site;
use crate::site::parse::model::Entry;
use crate::site::parse::note::Note;
use crate::site::resolve::pages::{PageId, PageKind, note_title};

/// One or two sentences about a page: the author's, or made from what the page holds.
pub fn description(site: &Site, id: PageId) -> String {
    let of_note = |note: &Note| {
        let given = note.front.description.as_ref().map(|d| d.value.clone());
        given.or_else(|| (!note.excerpt.is_empty()).then(|| note.excerpt.clone()))
    };
    let model_title = |m: usize| site.map.models[m].model.title.value.clone();
    let site_description = || Some(site.config.description.clone()).filter(|d| !d.is_empty());
    let found = match site.map.page(id).kind {
        PageKind::Home(note) => {
            note.and_then(|n| of_note(&site.notes[n])).or_else(site_description)
        }
        PageKind::Note(note) => of_note(&site.notes[note]),
        PageKind::Overview(m) => {
            site.map.models[m].model.description.as_ref().map(|text| text.rich.plain.clone())
        }
        PageKind::Level(m, level) => Some(level_description(site, m, level)),
        PageKind::Matrix(m) => Some(format!(
            "{}: all levels and dimensions in one table.",
            site.map.models[m].model.title.value
        )),
        PageKind::Dimension(m, d) => {
            let model = &site.map.models[m].model;
            let summary = model.dimensions[d].summary.as_ref().map(|text| text.rich.plain.clone());
            summary.or_else(|| {
                let name = &model.dimensions[d].name.value;
                Some(format!("{name} through all levels of {}.", model.title.value))
            })
        }
        PageKind::Activity(m, a) => {
            let activity = &site.map.models[m].model.activities[a];
            let text = activity.summary.as_ref().or(activity.description.as_ref());
            let text = text.map(|text| shortened(&text.rich.plain));
            text.or_else(|| Some(format!("{} · {}", activity.name.value, model_title(m))))
        }
        PageKind::Capability(m, c) => {
            let capability = &site.map.models[m].model.catalog.capabilities[c];
            let text = capability.description.as_ref().map(|text| shortened(&text.rich.plain));
            let name = &capability.name.value;
            text.or_else(|| Some(format!("{name} through the levels of {}.", model_title(m))))
        }
        PageKind::Tag(m, t) => {
            let name = &site.map.models[m].uses.tags[t].name;
            Some(format!("What of {} is tagged {name}.", model_title(m)))
        }
        PageKind::Framework(m, f) => {
            let name = site.map.models[m].model.catalog.frameworks[f].title();
            Some(format!("What of {} refers to {name}.", model_title(m)))
        }
        PageKind::Resources(m) => {
            Some(format!("Tools, texts and templates for {}.", model_title(m)))
        }
        PageKind::Compare(m, from, to) => {
            let levels = &site.map.models[m].model.levels;
            let [from, to] = [from, to].map(|level| levels[level].value.value.as_str());
            Some(format!("What level {to} of {} has over level {from}.", model_title(m)))
        }
        PageKind::Coverage(m) => {
            Some(format!("Which parts of {} the notes speak of.", model_title(m)))
        }
        PageKind::Models => Some(format!("The maturity models of {}.", site.config.title)),
        PageKind::Bridge(bridge) => {
            let name = &site.map.bridges[bridge].name;
            Some(format!("Models side by side through {name}."))
        }
        PageKind::Exercises => Some(format!("All exercises of {}.", site.config.title)),
        PageKind::Glossary => {
            Some(format!("The words of {}, and what they mean.", site.config.title))
        }
        PageKind::NotFound(note) => note
            .and_then(|note| of_note(&site.notes[note]))
            .or_else(|| Some("There is no page at this address.".to_owned())),
        PageKind::Section(_) | PageKind::NoteTags | PageKind::NoteTag(_) => {
            Some(list_pages::description(site, id))
        }
    };
    found.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| {
        let page = site.map.page(id);
        match page.kind {
            PageKind::Note(note) => {
                format!("{} · {}", note_title(&site.notes[note]), site.config.title)
            }
            _ => format!("{} · {}", page.title, site.config.title),
        }
    })
}

/// A text for a description, cut at a word.
pub fn shortened(text: &str) -> String {
    if text.chars().count() <= 160 {
        return text.to_owned();
    }
    let start: String = text.chars().take(158).collect();
    let cut = start.rfind(char::is_whitespace).unwrap_or(start.len());
    format!("{} …", start[..cut].trim_end_matches([',', ';', ':', ' ']))
}

fn level_description(site: &Site, m: usize, level: usize) -> String {
    let model = &site.map.models[m].model;
    if let Some(summary) = &model.levels[level].summary {
        return summary.rich.plain.clone();
    }
    let mut text = format!(
        "{} of {}",
        site.map.page(site.map.models[m].levels[level]).title,
        model.title.value
    );
    let entries = (0..model.dimensions.len()).flat_map(|d| model.entries(level, d));
    for (index, item) in entries.map(Entry::plain).enumerate() {
        if text.len() + item.len() > 155 {
            break;
        }
        text.push_str(if index == 0 { ": " } else { "; " });
        text.push_str(item);
    }
    text.push('.');
    text
}
