//! What a part of a model is, in a line or two: shown when a reader points at a link to it.

use crate::site::Site;
use crate::site::parse::model::{Entry, Model, Text};
use crate::site::resolve::links::dimension_anchor;
use crate::site::resolve::pages::{PageId, PageKind, level_title};
use crate::site::words::Words;

/// Letters of a preview.
const LENGTH: usize = 180;

pub fn of(site: &Site, page: PageId, fragment: Option<&str>) -> Option<String> {
    let words = &*site.config.words;
    let model = |m: usize| &*site.map.models[m].model;
    let text = match site.map.page(page).kind {
        PageKind::Level(m, level) => return Some(of_level(words, model(m), level, fragment)),
        PageKind::Dimension(m, d) => {
            let dimension = &model(m).dimensions[d];
            first(&[&dimension.summary, &dimension.question, &dimension.description])
        }
        PageKind::Activity(m, a) => {
            let activity = &model(m).activities[a];
            let level = &model(m).levels[activity.level];
            let at = level_title(words, &level.value.value, &level.name.value);
            let text = first(&[&activity.summary, &activity.description]);
            Some(text.map_or(at.clone(), |text| format!("{at}. {text}")))
        }
        PageKind::Capability(m, c) => first(&[&model(m).catalog.capabilities[c].description]),
        PageKind::Glossary => {
            let term = site.glossary.terms.iter().find(|term| Some(term.id.as_str()) == fragment);
            term.map(|term| term.rich.plain.clone())
        }
        _ => None,
    };
    text.map(|text| shortened(&text))
}

/// A level, or one of its cells.
fn of_level(words: &Words, model: &Model, level: usize, fragment: Option<&str>) -> String {
    let own = &model.levels[level];
    let title = level_title(words, &own.value.value, &own.name.value);
    let cell = (0..model.dimensions.len())
        .find(|&d| Some(dimension_anchor(model, d).as_str()) == fragment);
    let texts: Vec<&str> = match cell {
        Some(d) => {
            let prose = model.cell(level, d).and_then(|cell| cell.text.as_ref());
            let entries = model.entries(level, d).into_iter().map(Entry::plain);
            prose.map(|text| text.rich.plain.as_str()).into_iter().chain(entries).collect()
        }
        None => own.summary.iter().map(|text| text.rich.plain.as_str()).collect(),
    };
    let name = cell.map(|d| format!(", {}", model.dimensions[d].name.value)).unwrap_or_default();
    match texts.is_empty() {
        true => format!("{title}{name}"),
        false => shortened(&format!("{title}{name}: {}", texts.join("; "))),
    }
}

fn first(texts: &[&Option<Text>]) -> Option<String> {
    texts.iter().find_map(|text| text.as_ref()).map(|text| text.rich.plain.clone())
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    let start: String = text.chars().take(LENGTH).collect();
    let cut = start.rfind(char::is_whitespace).unwrap_or(start.len());
    format!("{} …", start[..cut].trim_end_matches([',', ';', ':', ' ']))
}
