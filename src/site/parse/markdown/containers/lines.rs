//! The lines of a text, with what is asked of those that follow one.

use super::opening::{Kind, Opening};

/// The signs of which a line closes what one has opened.
const FENCES: [char; 3] = [':', '/', '`'];

/// The lines of a text with their ends, and what follows each.
pub struct Lines<'t> {
    pub all: Vec<&'t str>,
    /// The longest line of each of [`FENCES`] alone that comes later.
    closing: Vec<[usize; FENCES.len()]>,
    /// The next line that is not blank.
    pub next: Vec<Option<usize>>,
}

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut closing, mut next) = (vec![[0; FENCES.len()]; all.len()], vec![None; all.len()]);
        for at in (1..all.len()).rev() {
            let text = all[at].trim();
            closing[at - 1] = closing[at];
            for (longest, sign) in closing[at - 1].iter_mut().zip(FENCES) {
                if text.chars().all(|c| c == sign) {
                    *longest = (*longest).max(text.len());
                }
            }
            next[at - 1] = if text.is_empty() { next[at] } else { Some(at) };
        }
        Self { all, closing, next }
    }

    /// Whether a line of at least so many of a sign alone comes later.
    pub fn closes(&self, at: usize, sign: char, count: usize) -> bool {
        FENCES.iter().zip(self.closing[at]).any(|(&own, length)| own == sign && length >= count)
    }

    /// The lines that belong to the one that opens a remark: options such as `:class: tip`, and a heading that
    /// is its title. Where they end, and what they say.
    pub fn head(&self, at: usize, opening: &Opening<'t>) -> Head<'t> {
        let mut head = Head { end: at + 1, ..Head::default() };
        if opening.has_options {
            while let Some((key, value)) = self.all.get(head.end).and_then(|line| option(line)) {
                if key == "class" {
                    head.class = value;
                }
                head.end += 1;
            }
        }
        let next =
            self.next[head.end - 1].filter(|_| opening.title.is_empty() && opening.takes_heading);
        if let Some((next, title)) = next.and_then(|next| Some((next, heading(self.all[next])?.1)))
        {
            head.title = title;
            head.end = next + 1;
        }
        head
    }

    /// Whether the next line that is not blank stands four spaces behind this one.
    pub fn is_indented(&self, at: usize) -> bool {
        let next = self.next[at].map(|next| self.all[next]);
        next.is_some_and(|next| {
            next.starts_with('\t') || indent_of(next) >= indent_of(self.all[at]) + 4
        })
    }

    /// Whether a tab begins there.
    pub fn is_tab(&self, at: usize, indent: usize) -> bool {
        let line = self.all[at];
        let opening = Opening::read(line.trim()).filter(|_| indent_of(line) == indent);
        opening.is_some_and(|opening| matches!(opening.kind, Kind::Tab) && opening.holds(self, at))
    }
}

/// What stands between the line that opens a remark and its text.
#[derive(Default)]
pub struct Head<'t> {
    pub end: usize,
    pub class: &'t str,
    pub title: &'t str,
}

/// `:class: tip` of MyST.
fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim().strip_prefix(':')?.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let is_apart = value.is_empty() || value.starts_with(' ');
    (is_key && is_apart).then_some((key, value.trim()))
}

/// The rank and the text of a heading, without the attributes behind it.
pub fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim();
    let rest = text.trim_start_matches('#');
    let rank = text.len() - rest.len();
    let title =
        rest.strip_suffix('}').and_then(|rest| rest.rsplit_once(" {")).map_or(rest, |r| r.0);
    ((1..=6).contains(&rank) && rest.starts_with(' ')).then_some((rank, title.trim()))
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
