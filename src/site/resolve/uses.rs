//! Inside one model: what refers to each capability, tag, framework, resource and activity.

use std::collections::{BTreeMap, HashMap};

use crate::site::parse::model::{Item, Model, Reference};
use crate::site::parse::note::Spanned;
use crate::site::text::{order_key, slug};

/// Something that stands on a page of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// The nth item of a cell, those of its sections included.
    Item {
        cell: usize,
        nth: usize,
    },
    Activity(usize),
    Resource(usize),
}

/// A tag and all that has it.
#[derive(Clone, Debug)]
pub struct Tag {
    /// For its address.
    pub id: String,
    /// As it was spelled first.
    pub name: String,
    pub spots: Vec<Spot>,
}

/// An id of a framework and all that refers to it.
#[derive(Clone, Debug)]
pub struct Covered {
    pub id: String,
    /// Where the framework declares it with one.
    pub title: Option<String>,
    pub spots: Vec<Spot>,
}

#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// In the order of their names.
    pub tags: Vec<Tag>,
    /// By capability, from the lowest level.
    pub capabilities: Vec<Vec<Spot>>,
    /// By framework: its ids, those that nothing refers to included.
    pub frameworks: Vec<Vec<Covered>>,
    /// By resource.
    pub resources: Vec<Vec<usize>>,
    /// By activity: those that need it.
    pub needed_by: Vec<Vec<usize>>,
    /// By activity: those that it is related to, in either direction.
    pub related: Vec<Vec<usize>>,
}

impl Uses {
    pub fn of(model: &Model) -> Self {
        let mut uses = Self {
            capabilities: vec![Vec::new(); model.catalog.capabilities.len()],
            frameworks: model.catalog.frameworks.iter().map(|f| declared(&f.ids)).collect(),
            resources: vec![Vec::new(); model.catalog.resources.len()],
            needed_by: vec![Vec::new(); model.activities.len()],
            related: model.activities.iter().map(|activity| activity.related.clone()).collect(),
            ..Self::default()
        };
        let mut tags = BTreeMap::new();
        let mut places = uses.frameworks.iter().map(|ids| places(ids)).collect::<Vec<_>>();
        for (at, item) in items(model) {
            uses.entry(at, item.capability, &item.references, &mut places);
            item.tags.iter().for_each(|tag| add_tag(&mut tags, tag, at));
        }
        for (index, activity) in model.activities.iter().enumerate() {
            let at = Spot::Activity(index);
            uses.entry(at, activity.capability, &activity.references, &mut places);
            activity.tags.iter().for_each(|tag| add_tag(&mut tags, tag, at));
            activity.needs.iter().for_each(|&needed| uses.needed_by[needed].push(index));
            activity.resources.iter().for_each(|&resource| uses.resources[resource].push(index));
            for &other in &activity.related {
                if !uses.related[other].contains(&index) {
                    uses.related[other].push(index);
                }
            }
        }
        for (index, resource) in model.catalog.resources.iter().enumerate() {
            let at = Spot::Resource(index);
            resource.tags.iter().for_each(|tag| add_tag(&mut tags, tag, at));
        }
        uses.tags = tags.into_values().collect();
        uses.tags.sort_by_cached_key(|tag| order_key(&tag.name));
        let level = |spot: &Spot| (spot_level(model, *spot), *spot);
        uses.capabilities.iter_mut().for_each(|spots| spots.sort_by_key(level));
        uses
    }

    /// `places`: by framework, where each of its ids stands in `self.frameworks`.
    fn entry(
        &mut self,
        at: Spot,
        capability: Option<usize>,
        references: &[Reference],
        places: &mut [HashMap<String, usize>],
    ) {
        if let Some(capability) = capability {
            self.capabilities[capability].push(at);
        }
        for reference in references {
            let covered = &mut self.frameworks[reference.framework];
            for id in &reference.ids {
                let next = covered.len();
                let place = *places[reference.framework].entry(id.value.clone()).or_insert(next);
                if place == next {
                    covered.push(Covered { id: id.value.clone(), title: None, spots: Vec::new() });
                }
                covered[place].spots.push(at);
            }
        }
    }

    pub fn tag(&self, name: &str) -> Option<usize> {
        let id = slug(name);
        self.tags.iter().position(|tag| tag.id == id)
    }
}

fn places(ids: &[Covered]) -> HashMap<String, usize> {
    // Of an id that is declared twice the first counts.
    ids.iter().enumerate().rev().map(|(place, covered)| (covered.id.clone(), place)).collect()
}

fn declared(ids: &[(Spanned<String>, Option<Spanned<String>>)]) -> Vec<Covered> {
    let ids = ids.iter().map(|(id, title)| Covered {
        id: id.value.clone(),
        title: title.as_ref().map(|title| title.value.clone()),
        spots: Vec::new(),
    });
    ids.collect()
}

fn add_tag(tags: &mut BTreeMap<String, Tag>, tag: &Spanned<String>, at: Spot) {
    let id = slug(&tag.value);
    let new = || Tag { id: id.clone(), name: tag.value.clone(), spots: Vec::new() };
    tags.entry(id.clone()).or_insert_with(new).spots.push(at);
}

/// All items of a model with where they stand.
pub fn items(model: &Model) -> impl Iterator<Item = (Spot, &Item)> {
    model.cells.iter().enumerate().flat_map(|(cell, c)| {
        c.all_items().enumerate().map(move |(nth, item)| (Spot::Item { cell, nth }, item))
    })
}

/// The level that something belongs to; resources belong to none.
pub fn spot_level(model: &Model, spot: Spot) -> Option<usize> {
    match spot {
        Spot::Item { cell, .. } => Some(model.cells[cell].level),
        Spot::Activity(activity) => Some(model.activities[activity].level),
        Spot::Resource(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::parse::model::parse;
    use crate::site::parse::testing::timed;
    use crate::site::sources::SourcePath;

    fn uses(text: &str) -> Uses {
        let path = SourcePath::new("content/m.model.yaml");
        let (model, found) = parse(&[(path, text.to_owned())]);
        assert_eq!(found, []);
        Uses::of(&model.expect("a model"))
    }

    const LEVELS: &str = "levels: [{level: 1, name: A}, {level: 2, name: B}]\ndimensions:\n  - name: D\n    activities:\n";

    #[test]
    fn ids_stand_as_declared_and_others_in_the_order_of_their_use() {
        let uses = uses(&format!(
            "frameworks: {{open: {{}}, iso: {{ids: {{A.2: Second, A.1: First}}}}}}\n{LEVELS}      \
             - {{id: a, level: 1, references: {{open: [z, y], iso: [A.1]}}}}\n      \
             - {{id: b, level: 2, references: {{open: [y, x]}}}}\n"
        ));
        let ids = |framework: usize| -> Vec<(&str, Vec<Spot>)> {
            let covered = uses.frameworks[framework].iter();
            covered.map(|covered| (covered.id.as_str(), covered.spots.clone())).collect()
        };
        let (a, b) = (Spot::Activity(0), Spot::Activity(1));
        assert_eq!(ids(0), [("z", vec![a]), ("y", vec![a, b]), ("x", vec![b])]);
        assert_eq!(ids(1), [("A.2", vec![]), ("A.1", vec![a])]);
    }

    #[test]
    fn ids_by_the_thousand_take_no_longer_than_their_number() {
        let ids = |n: usize| {
            let ids: Vec<_> = (0..10).map(|id| format!("X-{}", n * 10 + id)).collect();
            format!("      - {{id: a-{n}, level: 1, references: {{open: [{}]}}}}\n", ids.join(", "))
        };
        let all: String = (0..5000).map(ids).collect();
        let path = SourcePath::new("content/m.model.yaml");
        let text = format!("frameworks: {{open: {{}}}}\n{LEVELS}{all}");
        let model = parse(&[(path, text)]).0.expect("a model");
        let (uses, took) = timed(|| Uses::of(&model));
        assert_eq!(uses.frameworks[0].len(), 50_000);
        assert!(took < std::time::Duration::from_secs(2), "{took:?}");
    }
}
