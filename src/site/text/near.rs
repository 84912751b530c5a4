//! Which name was most likely meant by one that is not known.

use std::borrow::Cow;

use super::name_key;

/// The candidate that `wrong` was most likely meant to be, if one is near. Of several that are as near the first.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut wrong = Wrong::new(wrong);
    let mut found = None;
    for candidate in candidates {
        if may_have(candidate, &wrong) && wrong.meets(&Spelling::new(candidate)) {
            found = Some(candidate);
        }
    }
    found
}

/// Whether a name can be as long as what is looked for, as far as can be told without reading all of it.
fn may_have(candidate: &str, wrong: &Wrong) -> bool {
    let keeps_length = || candidate.bytes().all(|byte| byte.is_ascii_graphic());
    candidate.len().abs_diff(wrong.spelling.length) <= wrong.allowed || !keeps_length()
}

/// Names to look in for many wrong ones, in the order of their length.
#[derive(Debug, Default)]
pub struct Spellings(Vec<(String, Spelling<'static>)>);

impl Spellings {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let with_spelling = |name: String| {
            let Spelling { key, length, letters } = Spelling::new(&name);
            let key = Cow::Owned(key.into_owned());
            (name, Spelling { key, length, letters })
        };
        let mut all: Vec<_> = names.into_iter().map(with_spelling).collect();
        all.sort_unstable_by(|one, other| (one.1.length, &one.0).cmp(&(other.1.length, &other.0)));
        Self(all)
    }

    /// Like the function of this name.
    pub fn nearest(&self, wrong: &str) -> Option<&str> {
        let mut wrong = Wrong::new(wrong);
        let (length, allowed) = (wrong.spelling.length, wrong.allowed);
        let from = self.0.partition_point(|(_, s)| s.length + allowed < length);
        let to = self.0.partition_point(|(_, s)| s.length <= length + allowed);
        let mut found = None;
        for (name, spelling) in &self.0[from..to] {
            if wrong.meets(spelling) {
                found = Some(name.as_str());
            }
        }
        found
    }
}

/// A name as it is compared.
#[derive(Debug)]
struct Spelling<'a> {
    key: Cow<'a, str>,
    /// In characters of the key.
    length: usize,
    letters: Letters,
}

impl<'a> Spelling<'a> {
    fn new(name: &'a str) -> Self {
        let is_key = name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase());
        let key = if is_key { Cow::Borrowed(name) } else { Cow::Owned(name_key(name)) };
        let length = if is_key { key.len() } else { key.chars().count() };
        Self { letters: Letters::of(&key), length, key }
    }
}

/// How often each letter stands in a name; letters that are 32 apart are counted as one.
#[derive(Debug)]
struct Letters([u8; 32]);

impl Letters {
    fn of(key: &str) -> Self {
        let mut counts = [0u8; 32];
        for c in key.chars() {
            let count = &mut counts[c as usize % 32];
            *count = count.saturating_add(1);
        }
        Self(counts)
    }

    /// How many changes it takes at the least from one name to another: each adds a letter, or takes one away, or
    /// both.
    fn least(&self, other: &Self) -> usize {
        let (mut more, mut less) = (0u16, 0u16);
        for (&one, &other) in self.0.iter().zip(&other.0) {
            more += u16::from(one.saturating_sub(other));
            less += u16::from(other.saturating_sub(one));
        }
        usize::from(more.max(less))
    }
}

/// A name that is not known, and how far another may be to be offered: no farther than the best so far.
struct Wrong<'a> {
    spelling: Spelling<'a>,
    allowed: usize,
    /// An allowed one was as far as that: the next has to be nearer.
    best: Option<usize>,
}

impl<'a> Wrong<'a> {
    fn new(name: &'a str) -> Self {
        let spelling = Spelling::new(name);
        let allowed = (spelling.length / 3).clamp(1, 3);
        Self { spelling, allowed, best: None }
    }

    /// Whether a name is the nearest so far.
    fn meets(&mut self, other: &Spelling) -> bool {
        let below = self.best.unwrap_or(self.allowed + 1);
        let own = &self.spelling;
        if own.length.abs_diff(other.length) >= below || own.letters.least(&other.letters) >= below
        {
            return false;
        }
        let (one, other) = differing(&own.key, &other.key);
        if one.len().max(other.len()) > LONGEST {
            return false;
        }
        let distance = strsim::damerau_levenshtein(one, other);
        let is_nearest = distance < below;
        if is_nearest {
            self.best = Some(distance);
        }
        is_nearest
    }
}

/// In bytes: where longer texts begin to differ and where they end to, nobody mistook one for the other.
const LONGEST: usize = 400;

/// Two texts without what they begin and end with in common.
fn differing<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let same = |(one, other): &(char, char)| one == other;
    let alike = one.chars().zip(other.chars()).take_while(same);
    let at: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    let (one, other) = (&one[at..], &other[at..]);
    let alike = one.chars().rev().zip(other.chars().rev()).take_while(same);
    let at: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    (&one[..one.len() - at], &other[..other.len() - at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("Technolgy", ["Highlights", "Technology"]), Some("Technology"));
        assert_eq!(nearest("cell", ["name", "cells"]), Some("cells"));
        assert_eq!(nearest("People", ["Highlights", "Technology"]), None);
    }

    #[test]
    fn of_names_that_are_as_near_the_first_is_offered() {
        assert_eq!(nearest("note-3", ["note-1", "note-2"]), Some("note-1"));
        assert_eq!(nearest("note-3", ["nota-1", "note-2", "note-1"]), Some("note-2"));
    }

    /// The same without anything that makes it fast.
    fn plainly<'a>(wrong: &str, names: &[&'a str]) -> Option<(usize, &'a str)> {
        let key = name_key(wrong);
        let allowed = (key.chars().count() / 3).clamp(1, 3);
        let far = |name: &str| strsim::damerau_levenshtein(&key, &name_key(name));
        let near = names.iter().map(|&name| (far(name), name));
        near.filter(|(far, _)| *far <= allowed).min_by_key(|(far, _)| *far)
    }

    proptest! {
        #[test]
        fn nothing_near_is_passed_over(
            wrong in "[a-d É-Ïß]{0,9}",
            names in prop::collection::vec("[a-dA-B É-Ïe\u{301}]{0,9}", 0..12),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let expected = plainly(&wrong, &names);
            prop_assert_eq!(nearest(&wrong, names.iter().copied()), expected.map(|(_, name)| name));
            let spellings = Spellings::new(names.iter().map(|&name| name.to_owned()));
            let found = spellings.nearest(&wrong);
            let far = |name| strsim::damerau_levenshtein(&name_key(&wrong), &name_key(name));
            prop_assert_eq!(found.map(far), expected.map(|(far, _)| far));
        }
    }
}
