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
    let model_title = |m: usize| site.map.models[m].model.title.value.as_str();
    let words = &*site.config.words;
    let of_site = [("site", site.config.title.as_str())];
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
        PageKind::Matrix(m) => Some(words.fill(
            "{model}: all levels and dimensions in one table.",
            &[("model", model_title(m))],
        )),
        PageKind::Dimension(m, d) => {
            let model = &site.map.models[m].model;
            let summary = model.dimensions[d].summary.as_ref().map(|text| text.rich.plain.clone());
            summary.or_else(|| {
                let name = &model.dimensions[d].name.value;
                let given = [("dimension", name.as_str()), ("model", &model.title.value)];
                Some(words.fill("{dimension} through all levels of {model}.", &given))
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
            let given = [("capability", name.as_str()), ("model", model_title(m))];
            text.or_else(|| Some(words.fill("{capability} through the levels of {model}.", &given)))
        }
        PageKind::Tag(m, t) => {
            let name = &site.map.models[m].uses.tags[t].name;
            let given = [("model", model_title(m)), ("tag", name)];
            Some(words.fill("What of {model} is tagged {tag}.", &given))
        }
        PageKind::Framework(m, f) => {
            let name = site.map.models[m].model.catalog.frameworks[f].title();
            let given = [("model", model_title(m)), ("framework", name)];
            Some(words.fill("What of {model} refers to {framework}.", &given))
        }
        PageKind::Resources(m) => {
            let given = [("model", model_title(m))];
            Some(words.fill("Tools, texts and templates for {model}.", &given))
        }
        PageKind::Compare(m, from, to) => {
            let levels = &site.map.models[m].model.levels;
            let [from, to] = [from, to].map(|level| levels[level].value.value.as_str());
            let given = [("from", from), ("to", to), ("model", model_title(m))];
            Some(words.fill("What level {to} of {model} has over level {from}.", &given))
        }
        PageKind::Coverage(m) => {
            let given = [("model", model_title(m))];
            Some(words.fill("Which parts of {model} the notes speak of.", &given))
        }
        PageKind::Models => Some(words.fill("The maturity models of {site}.", &of_site)),
        PageKind::Bridge(bridge) => {
            let name = &site.map.bridges[bridge].name;
            let given = [("framework", name.as_str())];
            Some(words.fill("Models side by side through {framework}.", &given))
        }
        PageKind::Exercises => Some(words.fill("All exercises of {site}.", &of_site)),
        PageKind::Glossary => {
            Some(words.fill("The words of {site}, and what they mean.", &of_site))
        }
        PageKind::NotFound(note) => note
            .and_then(|note| of_note(&site.notes[note]))
            .or_else(|| Some(words.say("There is no page at this address.").to_owned())),
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
    let title = &site.map.page(site.map.models[m].levels[level]).title;
    let given = [("level", title.as_str()), ("model", &model.title.value)];
    let mut text = site.config.words.fill("{level} of {model}", &given);
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
