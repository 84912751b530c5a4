//! What activities need: no one itself, no cycle, nothing from above.

use super::{Activity, Level, messages};
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::Reader;

pub fn check(
    reader: &mut Reader,
    activities: &[Activity],
    levels: &[Level],
    named: &[&[Spanned<String>]],
) {
    for (index, activity) in activities.iter().enumerate() {
        let place = |needed: usize| {
            let other = &activities[needed];
            let written = named[index].iter().find(|name| {
                name.value.eq_ignore_ascii_case(&other.id) || name.value == other.name.value
            });
            written.map_or_else(|| activity.name.range.clone(), |name| name.range.clone())
        };
        for &needed in &activity.needs {
            if needed == index {
                let at = reader.place(&place(needed));
                reader.report(messages::needs_itself(at, &activity.id));
            } else if activities[needed].level > activity.level {
                let values = [activity.level, activities[needed].level];
                let values = values.map(|level| levels[level].value.value.as_str());
                let at = reader.place(&place(needed));
                reader.report(messages::needs_from_above(at, &activities[needed].id, values));
            }
        }
    }
    for cycle in cycles(activities) {
        let ids: Vec<_> = cycle.iter().map(|&index| activities[index].id.as_str()).collect();
        let first = &activities[cycle[0]];
        let at = named[cycle[0]].first().map_or(&first.name.range, |name| &name.range);
        let place = reader.place(at);
        reader.report(messages::cycle(place, &ids));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    OnPath,
    Done,
}

/// More cycles than this are not told: they are one knot, and each could be as long as the model.
const MOST_CYCLES: usize = 50;

/// The cycles of each knot, from an activity back to it; none of a single activity.
fn cycles(activities: &[Activity]) -> Vec<Vec<usize>> {
    let mut seen = vec![Seen::No; activities.len()];
    let mut cycles = Vec::new();
    for start in 0..activities.len() {
        // Without recursion: chains may be as long as the model.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if seen[start] == Seen::No {
            seen[start] = Seen::OnPath;
            path.push((start, 0));
        }
        while let Some((at, next)) = path.last_mut() {
            let (index, needed) = (*at, activities[*at].needs.get(*next).copied());
            *next += 1;
            match needed {
                None => {
                    seen[index] = Seen::Done;
                    path.pop();
                }
                Some(needed) if needed == index => {}
                Some(needed) => match seen[needed] {
                    Seen::No => {
                        seen[needed] = Seen::OnPath;
                        path.push((needed, 0));
                    }
                    Seen::OnPath if cycles.len() < MOST_CYCLES => {
                        let from = path.iter().position(|&(at, _)| at == needed).unwrap_or(0);
                        let cycle = path[from..].iter().map(|&(at, _)| at).chain([needed]);
                        cycles.push(cycle.collect());
                    }
                    Seen::OnPath | Seen::Done => {}
                },
            }
        }
    }
    cycles
}
