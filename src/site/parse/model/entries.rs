//! What stands in a cell, bullets and activities alike.

use std::ops::Range;

use super::{Activity, Item, Model};

/// A bullet or an activity.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'m> {
    Item(&'m Item),
    Activity(&'m Activity),
}

impl<'m> Entry<'m> {
    /// What it is compared by: the bullet's text or the activity's name, as spelled.
    pub fn text(self) -> &'m str {
        match self {
            Entry::Item(item) => &item.text.raw,
            Entry::Activity(activity) => &activity.name.value,
        }
    }

    /// As a reader sees it, without markup.
    pub fn plain(self) -> &'m str {
        match self {
            Entry::Item(item) => &item.text.rich.plain,
            Entry::Activity(activity) => &activity.name.value,
        }
    }

    /// Where its text or name stands.
    pub fn range(&self) -> &'m Range<usize> {
        match self {
            Entry::Item(item) => &item.text.range,
            Entry::Activity(activity) => &activity.name.range,
        }
    }

    pub fn capability(self) -> Option<usize> {
        match self {
            Entry::Item(item) => item.capability,
            Entry::Activity(activity) => activity.capability,
        }
    }
}

impl Model {
    /// The activities of a cell, as indexes in file order.
    pub fn activities_at(&self, level: usize, dimension: usize) -> impl Iterator<Item = usize> {
        let start = self.placed.partition_point(|&(l, d, _)| (l, d) < (level, dimension));
        let placed = self.placed[start..].iter();
        placed.take_while(move |&&(l, d, _)| (l, d) == (level, dimension)).map(|&(_, _, a)| a)
    }

    /// Everything that can be counted in a cell: its items, then its activities.
    pub fn entries(&self, level: usize, dimension: usize) -> Vec<Entry<'_>> {
        let cell = self.cell(level, dimension);
        let items = cell.into_iter().flat_map(super::Cell::all_items).map(Entry::Item);
        let activities = self.activities_at(level, dimension);
        items.chain(activities.map(|a| Entry::Activity(&self.activities[a]))).collect()
    }

    /// How many items and activities a cell has.
    pub fn entry_count(&self, level: usize, dimension: usize) -> usize {
        let items = self.cell(level, dimension).map_or(0, |cell| cell.all_items().count());
        items + self.activities_at(level, dimension).count()
    }

    /// Whether anything is said about a dimension at a level.
    pub fn says(&self, level: usize, dimension: usize) -> bool {
        self.cell(level, dimension).is_some_and(|cell| !cell.is_empty())
            || self.activities_at(level, dimension).next().is_some()
    }
}
