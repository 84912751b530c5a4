//! Tags of items, activities and resources.

use std::collections::{BTreeMap, HashSet};

use super::{Activity, Cell, Resource, messages};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Reader};
use crate::site::text::{name_key, slug};

/// `tags: [a, b]`, each once.
pub fn read(reader: &mut Reader, fields: &Fields) -> Vec<Spanned<String>> {
    let (mut tags, mut seen) = (Vec::new(), HashSet::new());
    for tag in reader.strings(fields, "tags") {
        if slug(&tag.value).is_empty() {
            let place = reader.place(&tag.range);
            reader.report(messages::tag_without_id(place, &tag.value));
        } else if seen.insert(name_key(&tag.value)) {
            tags.push(tag);
        }
    }
    tags
}

/// More tags than this are not compared with each other.
const MOST_COMPARED: usize = 400;

/// Tags that are nearly the same, and those that tie nothing together.
pub fn check(reader: &mut Reader, cells: &[Cell], activities: &[Activity], resources: &[Resource]) {
    let items = cells.iter().flat_map(Cell::all_items).flat_map(|item| &item.tags);
    let all = items
        .chain(activities.iter().flat_map(|activity| &activity.tags))
        .chain(resources.iter().flat_map(|resource| &resource.tags));
    let mut used: BTreeMap<String, Vec<&Spanned<String>>> = BTreeMap::new();
    for tag in all {
        used.entry(slug(&tag.value)).or_default().push(tag);
    }
    let once: Vec<_> = used.values().filter(|tags| tags.len() == 1).map(|tags| tags[0]).collect();
    let enough = used.len() > once.len();
    let mut alone = Vec::new();
    for tag in once.into_iter().filter(|_| enough) {
        match near(&tag.value, &used) {
            Some(near) => {
                let places = (reader.place(&tag.range), reader.place(&near.range));
                reader.report(messages::near_tags(places, &tag.value, &near.value));
            }
            None => alone.push(tag),
        }
    }
    // Where most tags are used once, the author means something else by them.
    if !alone.is_empty() && alone.len() <= used.len() / 2 {
        let place = reader.place(&alone[0].range);
        let names: Vec<_> = alone.iter().map(|tag| tag.value.as_str()).collect();
        reader.report(messages::tags_used_once(place, &names));
    }
}

/// A tag used more often that differs by a letter, or by a plural.
fn near<'t>(
    tag: &str,
    used: &BTreeMap<String, Vec<&'t Spanned<String>>>,
) -> Option<&'t Spanned<String>> {
    if used.len() > MOST_COMPARED {
        return None;
    }
    let key = slug(tag);
    let near = |other: &str| {
        let length = key.chars().count().min(other.chars().count());
        let allowed = usize::from(length > 3);
        other != key && strsim::damerau_levenshtein(&key, other) <= allowed
    };
    let often = used.iter().filter(|(_, tags)| tags.len() > 1);
    often.filter(|(other, _)| near(other)).map(|(_, tags)| tags[0]).next()
}
