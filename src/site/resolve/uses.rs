//! Inside one model: what refers to each capability, tag, framework, resource and activity.

use std::collections::BTreeMap;

use crate::site::parse::model::{Item, Model, Reference};
use crate::site::parse::note::Spanned;
use crate::site::text::{name_key, slug};

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
        for (at, item) in items(model) {
            uses.entry(at, item.capability, &item.references);
            item.tags.iter().for_each(|tag| add_tag(&mut tags, tag, at));
        }
        for (index, activity) in model.activities.iter().enumerate() {
            let at = Spot::Activity(index);
            uses.entry(at, activity.capability, &activity.references);
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
        uses.tags.sort_by_cached_key(|tag| name_key(&tag.name));
        let level = |spot: &Spot| (spot_level(model, *spot), *spot);
        uses.capabilities.iter_mut().for_each(|spots| spots.sort_by_key(level));
        uses
    }

    fn entry(&mut self, at: Spot, capability: Option<usize>, references: &[Reference]) {
        if let Some(capability) = capability {
            self.capabilities[capability].push(at);
        }
        for reference in references {
            let covered = &mut self.frameworks[reference.framework];
            for id in &reference.ids {
                match covered.iter_mut().find(|known| known.id == id.value) {
                    Some(known) => known.spots.push(at),
                    None => {
                        covered.push(Covered {
                            id: id.value.clone(),
                            title: None,
                            spots: vec![at],
                        });
                    }
                }
            }
        }
    }

    pub fn tag(&self, name: &str) -> Option<usize> {
        let id = slug(name);
        self.tags.iter().position(|tag| tag.id == id)
    }
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
