//! The views of what one level has over another, and of what the notes speak of.

use similar::{ChangeTag, TextDiff};

use super::model_pages::Lens;
use super::refs;
use super::views::{
    ChangeCount, ChangeView, CompareCell, CompareLine, CompareRow, CompareView, CoverageCounts,
    CoverageRow, CoverageView, DimensionChange, Html, InheritedView, LinkView, PairView, PairsView,
};
use crate::site::address::encode;
use crate::site::parse::model::{Entry, Model, Progression};
use crate::site::resolve::climbs::{Change, Counts, change, counts};
use crate::site::resolve::links::dimension_anchor;
use crate::site::resolve::pages::level_title;
use crate::site::resolve::uses::Spot;
use crate::site::text::escape;

/// Up to so many levels each page of two names all pairs: of 24 there are 276.
const MOST_LEVELS: usize = 24;

/// More activities without a note are not listed.
const MOST_UNCOVERED: usize = 500;

impl From<Counts> for ChangeCount {
    fn from(counts: Counts) -> Self {
        let Counts { added, changed, kept, dropped } = counts;
        Self { added, changed, kept, dropped, rewritten: 0 }
    }
}

impl Lens<'_> {
    /// What `to` has over `from`, in all dimensions or in one.
    pub fn change(&self, from: usize, to: usize, only: Option<usize>) -> ChangeView {
        let mut count = ChangeCount::from(Counts::default());
        let mut dimensions = Vec::new();
        for d in self.with_cells().filter(|d| only.is_none_or(|only| only == *d)) {
            let found = change(self.model(), from, to, d);
            let text = self.rewritten(from, to, d);
            add(&mut count, found.counts(), text.is_some());
            if found.counts() != Counts::default() || text.is_some() {
                dimensions.push(self.dimension_change(d, &found, text));
            }
        }
        let reference = |level| refs::level(self.site, self.base, self.m, level);
        ChangeView { from: reference(from), to: reference(to), count, dimensions }
    }

    /// The numbers alone.
    pub fn change_count(&self, from: usize, to: usize) -> ChangeCount {
        let (counts, rewritten) = self.pages().counted(from, to, || {
            let rewritten = self.with_cells().filter(|&d| is_rewritten(self.model(), from, to, d));
            (counts(self.model(), from, to), rewritten.count())
        });
        ChangeCount { rewritten, ..ChangeCount::from(counts) }
    }

    fn dimension_change(&self, d: usize, found: &Change, text: Option<Html>) -> DimensionChange {
        let all = |entries: &[Entry]| entries.iter().map(|entry| self.entry(*entry)).collect();
        let kept = match self.model().progression {
            Progression::Snapshot => all(&found.kept),
            Progression::Additive => Vec::new(),
        };
        DimensionChange {
            dimension: refs::dimension(self.site, self.base, self.m, d),
            added: all(&found.added),
            changed: found.changed.iter().map(|(old, new)| marked(*old, *new)).collect(),
            kept,
            dropped: all(&found.dropped),
            text,
        }
    }

    fn entry(&self, entry: Entry) -> Html {
        match entry {
            Entry::Item(item) => self.html(&item.text),
            Entry::Activity(activity) => {
                let at = self.model().activities.iter().position(|a| a.id == activity.id);
                let href = at.map(|at| self.pages().activities[at]);
                let href = href.map(|page| refs::href(self.site, self.base, page));
                let name = escape(&activity.name.value);
                Html::new(match href {
                    Some(href) => format!("<a href=\"{}\">{name}</a>", escape(&href)),
                    None => name,
                })
            }
        }
    }

    /// A cell's prose with what differs marked.
    fn rewritten(&self, from: usize, to: usize, d: usize) -> Option<Html> {
        let model = self.model();
        is_rewritten(model, from, to, d).then(|| {
            let [old, new] = [from, to].map(|level| prose(model, level, d));
            Html::new(words(&old, &new))
        })
    }

    /// In an additive model: what the levels below a level list.
    pub fn inherited(&self, level: usize) -> Vec<InheritedView> {
        let model = self.model();
        if model.progression == Progression::Snapshot {
            return Vec::new();
        }
        let below = |lower: usize| {
            let spots = self.spots_of(lower);
            let shown = if self.is_large() { &[][..] } else { &spots };
            InheritedView {
                level: refs::level(self.site, self.base, self.m, lower),
                count: spots.len(),
                spots: shown.iter().map(|&spot| self.spot(spot)).collect(),
            }
        };
        (0..level).map(below).filter(|view| view.count > 0).collect()
    }

    /// All that stands at a level.
    fn spots_of(&self, level: usize) -> Vec<Spot> {
        let model = self.model();
        let cells = model.cells.iter().enumerate().filter(|(_, cell)| cell.level == level);
        let items = cells.flat_map(|(cell, c)| {
            (0..c.all_items().count()).map(move |nth| Spot::Item { cell, nth })
        });
        let activities = model.activities.iter().enumerate().filter(|(_, a)| a.level == level);
        items.chain(activities.map(|(a, _)| Spot::Activity(a))).collect()
    }

    pub fn compare(&self, from: usize, to: usize) -> CompareView {
        let reference = |level| refs::level(self.site, self.base, self.m, level);
        let levels = 0..self.model().levels.len();
        // Of very many levels each page names the pairs with one of its own, from which one gets to all.
        let is_named = |lower: usize, upper: usize| {
            let is_own = |level| level == from || level == to;
            levels.len() <= MOST_LEVELS || is_own(lower) || is_own(upper)
        };
        CompareView {
            model: self.link(),
            from: reference(from),
            to: reference(to),
            levels: levels.clone().map(reference).collect(),
            pairs: levels
                .clone()
                .take(levels.len() - 1)
                .map(|lower| PairsView {
                    from: reference(lower),
                    to: (lower + 1..levels.len())
                        .filter(|&upper| is_named(lower, upper))
                        .map(|upper| self.pair(lower, upper, (from, to)))
                        .collect(),
                })
                .filter(|row| !row.to.is_empty())
                .collect(),
            change: self.change(from, to, None),
            rows: self.with_cells().map(|d| self.compare_row(from, to, d)).collect(),
        }
    }

    fn pair(&self, lower: usize, upper: usize, current: (usize, usize)) -> PairView {
        PairView {
            value: self.model().levels[upper].value.value.clone(),
            href: refs::href(self.site, self.base, self.pages().pairs[&(lower, upper)]),
            current: (lower, upper) == current,
            count: self.change_count(lower, upper),
        }
    }

    fn compare_row(&self, from: usize, to: usize, d: usize) -> CompareRow {
        let found = change(self.model(), from, to, d);
        let line = |mark, text| CompareLine { mark, text };
        let kept = || found.kept.iter().map(|entry| line("kept", self.entry(*entry)));
        let dropped = found.dropped.iter().map(|entry| line("dropped", self.entry(*entry)));
        let old = found.changed.iter().map(|(old, _)| line("changed", self.entry(*old)));
        let before = match self.model().progression {
            Progression::Snapshot => dropped.chain(old).chain(kept()).collect(),
            Progression::Additive => kept().collect(),
        };
        let added = found.added.iter().map(|entry| line("added", self.entry(*entry)));
        let new = found.changed.iter().map(|(old, new)| line("changed", marked(*old, *new)));
        let after = match self.model().progression {
            Progression::Snapshot => added.chain(new).chain(kept()).collect(),
            Progression::Additive => added.collect(),
        };
        CompareRow {
            id: dimension_anchor(self.model(), d),
            dimension: refs::dimension(self.site, self.base, self.m, d),
            before: self.compare_cell(from, d, before, None),
            after: self.compare_cell(to, d, after, self.rewritten(from, to, d)),
        }
    }

    fn compare_cell(
        &self,
        level: usize,
        d: usize,
        lines: Vec<CompareLine>,
        text: Option<Html>,
    ) -> CompareCell {
        let cell = self.model().cell(level, d);
        let page = refs::href(self.site, self.base, self.pages().levels[level]);
        let own = cell.and_then(|cell| cell.text.as_ref()).map(|text| self.html(text));
        CompareCell {
            href: format!("{page}#{}", encode(&dimension_anchor(self.model(), d))),
            title: cell.and_then(|cell| cell.title.as_ref()).map(|title| title.value.clone()),
            text: text.or(own),
            lines,
        }
    }

    pub fn coverage(&self) -> CoverageView {
        let (model, pages) = (self.model(), self.pages());
        let levels: Vec<_> = (0..model.levels.len()).map(|l| self.level_row(l)).collect();
        let pairs = (0..model.levels.len()).flat_map(|l| self.with_cells().map(move |d| (l, d)));
        let pairs = pairs.filter(|&(l, d)| model.says(l, d));
        let cells: Vec<_> = pairs.map(|(l, d)| self.cell_row(l, d)).collect();
        let activities = model.activities.iter().enumerate();
        let activities: Vec<_> = activities
            .map(|(a, activity)| CoverageRow {
                title: activity.name.value.clone(),
                href: refs::href(self.site, self.base, pages.activities[a]),
                level: refs::level(self.site, self.base, self.m, activity.level),
                notes: self.backlinks(pages.activities[a]),
            })
            .collect();
        let covered_activities = activities.iter().filter(|row| !row.notes.is_empty()).count();
        let mut left = MOST_UNCOVERED;
        let activities: Vec<_> = activities
            .into_iter()
            .filter(|row| {
                let is_covered = !row.notes.is_empty();
                left -= usize::from(!is_covered && left > 0);
                is_covered || left > 0
            })
            .collect();
        let covered =
            |rows: &[CoverageRow]| rows.iter().filter(|row| !row.notes.is_empty()).count();
        CoverageView {
            model: self.link(),
            counts: CoverageCounts {
                levels: covered(&levels),
                all_levels: levels.len(),
                cells: covered(&cells),
                all_cells: cells.len(),
                activities: covered_activities,
                all_activities: model.activities.len(),
            },
            levels,
            cells,
            activities,
        }
    }

    fn level_row(&self, l: usize) -> CoverageRow {
        let level = &self.model().levels[l];
        let mut notes: Vec<LinkView> = self
            .sections(l)
            .into_iter()
            .map(|section| LinkView {
                title: section
                    .heading
                    .map_or(section.page.clone(), |h| format!("{} › {h}", section.page)),
                href: Some(section.href),
            })
            .collect();
        let linked = self.backlinks(self.pages().levels[l]);
        notes.extend(linked.into_iter().filter(|link| !notes.contains(link)).collect::<Vec<_>>());
        CoverageRow {
            title: level_title(self.words(), &level.value.value, &level.name.value),
            href: refs::href(self.site, self.base, self.pages().levels[l]),
            level: refs::level(self.site, self.base, self.m, l),
            notes,
        }
    }

    fn cell_row(&self, l: usize, d: usize) -> CoverageRow {
        let anchor = dimension_anchor(self.model(), d);
        let page = self.pages().levels[l];
        let mentions = self.site.mentions.get(&page).map_or(&[][..], Vec::as_slice);
        let own = mentions.iter().filter(|mention| mention.fragment.as_ref() == Some(&anchor));
        let mut notes: Vec<LinkView> = own.filter_map(|mention| self.mention(mention)).collect();
        notes.dedup();
        CoverageRow {
            title: refs::dimension(self.site, self.base, self.m, d).name,
            href: format!("{}#{}", refs::href(self.site, self.base, page), encode(&anchor)),
            level: refs::level(self.site, self.base, self.m, l),
            notes,
        }
    }
}

fn add(sum: &mut ChangeCount, more: Counts, rewritten: bool) {
    sum.added += more.added;
    sum.changed += more.changed;
    sum.kept += more.kept;
    sum.dropped += more.dropped;
    sum.rewritten += usize::from(rewritten);
}

/// Whether a cell has prose at both levels that says something else. An additive model adds prose.
fn is_rewritten(model: &Model, from: usize, to: usize, d: usize) -> bool {
    let [old, new] = [from, to].map(|level| prose(model, level, d));
    model.progression == Progression::Snapshot && !old.is_empty() && !new.is_empty() && old != new
}

fn prose(model: &Model, level: usize, d: usize) -> String {
    let text = model.cell(level, d).and_then(|cell| cell.text.as_ref());
    text.map_or_else(String::new, |text| text.rich.plain.clone())
}

fn marked(old: Entry, new: Entry) -> Html {
    Html::new(words(old.plain(), new.plain()))
}

/// The new text, with words taken out and put in marked.
fn words(old: &str, new: &str) -> String {
    let diff = TextDiff::from_words(old, new);
    let mut html = String::new();
    let mut open: Option<&str> = None;
    for part in diff.iter_all_changes() {
        let tag = match part.tag() {
            ChangeTag::Delete => Some("del"),
            ChangeTag::Insert => Some("ins"),
            ChangeTag::Equal => None,
        };
        if tag != open {
            open.iter().for_each(|tag| html += &format!("</{tag}>"));
            // `old` and `new` stand in one place: apart, they can be read.
            if open.is_some() && tag.is_some() && !html.trim_end_matches("</del>").ends_with(' ') {
                html.push(' ');
            }
            tag.iter().for_each(|tag| html += &format!("<{tag}>"));
            open = tag;
        }
        html += &escape(part.value());
    }
    open.iter().for_each(|tag| html += &format!("</{tag}>"));
    html
}
