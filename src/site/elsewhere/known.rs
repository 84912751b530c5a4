//! What is known of an address, in this run and from earlier ones.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

/// What an address answered in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub finding: Finding,
    /// Where it has moved to for good.
    pub moved: Option<String>,
    /// The parts that were looked for, and whether they are there.
    pub parts: BTreeMap<String, bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    Good,
    /// 404 or 410.
    Gone(u16),
    /// Something answered, but it does not tell whether the page is there: `answers 403`.
    Untold(String),
    /// Nothing useful came back: `its host is not found`.
    Trouble(String),
    /// It leads into a private network: `localhost is this machine`.
    Private(String),
}

/// What is kept of an address from run to run. Days are those of UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub finding: Finding,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, bool>,
    pub asked: Date,
    /// The last day on which it was good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<Date>,
    /// The days since then on which there was trouble: the first, and the last few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<Date>,
}

/// Trouble on so many days, the first so many days ago, is no blip any more.
const BLIPS: usize = 3;
const BLIP_DAYS: i32 = 7;
/// The most that is kept of what others wrote.
const LONGEST: usize = 300;

impl Answer {
    pub fn of(finding: Finding) -> Self {
        Self { finding, moved: None, parts: BTreeMap::new() }
    }
}

impl Known {
    /// What is known after an answer.
    pub fn after(before: Option<&Known>, answer: Answer, today: Date) -> Self {
        let ok = match answer.finding {
            Finding::Good => Some(today),
            _ => before.and_then(|known| known.ok),
        };
        let failing = match answer.finding {
            Finding::Trouble(_) => {
                failing_too(before.map_or(&[][..], |known| &known.failing), today)
            }
            _ => Vec::new(),
        };
        let Answer { finding, moved, parts } = answer;
        Self { finding, moved, parts, asked: today, ok, failing }
    }

    /// Whether it was good within so many days, with all these parts.
    pub fn is_fresh<'p>(
        &self,
        today: Date,
        days: u32,
        mut parts: impl Iterator<Item = &'p String>,
    ) -> bool {
        let age = (today - self.asked).get_days();
        self.finding == Finding::Good
            && age >= 0
            && i64::from(age) < i64::from(days)
            && parts.all(|part| self.parts.get(part) == Some(&true))
    }

    /// Since when there has been trouble for longer than a blip lasts.
    pub fn failing_since(&self, today: Date) -> Option<Date> {
        let first = *self.failing.first()?;
        let is_long = self.failing.len() >= BLIPS && (today - first).get_days() >= BLIP_DAYS;
        is_long.then_some(first)
    }

    /// The same without anything that a message should not show, for what was read from a file.
    pub fn cleaned(mut self) -> Self {
        self.moved = self.moved.filter(|to| to.len() <= 8 * LONGEST);
        self.moved = self.moved.and_then(|to| Url::parse(&to).ok()).map(String::from);
        match &mut self.finding {
            Finding::Untold(why) | Finding::Trouble(why) | Finding::Private(why) => {
                *why = shown(why);
            }
            Finding::Good | Finding::Gone(_) => {}
        }
        self
    }
}

fn failing_too(before: &[Date], today: Date) -> Vec<Date> {
    let mut days = before.to_vec();
    if days.last() != Some(&today) {
        days.push(today);
    }
    if days.len() > BLIPS {
        // The first day counts, and how many there were at least.
        days.drain(1..days.len() - BLIPS + 1);
    }
    days
}

/// A text of others in one line of a bounded length.
pub fn shown(text: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = text.chars().map(|c| if odd(c) { ' ' } else { c }).take(LONGEST).collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn trouble(before: Option<&Known>, day: Date) -> Known {
        Known::after(before, Answer::of(Finding::Trouble("no answer".into())), day)
    }

    #[test]
    fn a_good_answer_is_fresh_for_some_days_and_only_with_the_parts_that_were_found() {
        let mut answer = Answer::of(Finding::Good);
        answer.parts = BTreeMap::from([("a".to_owned(), true), ("b".to_owned(), false)]);
        let known = Known::after(None, answer, date(2026, 11, 20));
        let fresh = |day, days, parts: &[&str]| {
            let parts: Vec<String> = parts.iter().map(|&p| p.to_owned()).collect();
            known.is_fresh(date(2026, 11, day), days, parts.iter())
        };
        assert!(fresh(20, 7, &[]) && fresh(26, 7, &["a"]) && fresh(20, 1, &[]));
        assert!(!fresh(27, 7, &[]), "a week later");
        assert!(!fresh(20, 0, &[]), "no age is allowed");
        assert!(!fresh(19, 7, &[]), "asked in the future");
        assert!(!fresh(20, 7, &["b"]) && !fresh(20, 7, &["c"]));
    }

    #[test]
    fn the_last_good_day_stays_through_trouble() {
        let good = Known::after(None, Answer::of(Finding::Good), date(2026, 11, 20));
        let bad = trouble(Some(&good), date(2026, 11, 26));
        assert_eq!((bad.ok, bad.asked), (Some(date(2026, 11, 20)), date(2026, 11, 26)));
        let gone = Known::after(Some(&bad), Answer::of(Finding::Gone(404)), date(2026, 11, 27));
        assert_eq!((gone.ok, gone.failing.len()), (Some(date(2026, 11, 20)), 0));
    }

    #[test]
    fn trouble_on_three_days_over_a_week_is_no_blip() {
        let first = trouble(None, date(2026, 11, 1));
        let again = trouble(Some(&first), date(2026, 11, 1));
        assert_eq!(again.failing.len(), 1, "a day counts once");
        let second = trouble(Some(&again), date(2026, 11, 2));
        assert_eq!(second.failing_since(date(2026, 11, 20)), None, "on two days alone");
        let third = trouble(Some(&second), date(2026, 11, 3));
        assert_eq!(third.failing_since(date(2026, 11, 3)), None, "within three days");
        let fourth = trouble(Some(&third), date(2026, 11, 8));
        assert_eq!(fourth.failing, [date(2026, 11, 1), date(2026, 11, 3), date(2026, 11, 8)]);
        assert_eq!(fourth.failing_since(date(2026, 11, 8)), Some(date(2026, 11, 1)));
        let good = Known::after(Some(&fourth), Answer::of(Finding::Good), date(2026, 11, 9));
        assert_eq!(good.failing_since(date(2026, 12, 9)), None);
    }

    #[test]
    fn what_a_file_says_is_cleaned() {
        let known = Known {
            finding: Finding::Trouble("a\u{1b}[31mb\nc\u{202e}".into()),
            moved: Some("no address".into()),
            ..trouble(None, date(2026, 11, 1))
        };
        let cleaned = known.cleaned();
        assert_eq!(cleaned.finding, Finding::Trouble("a [31mb c".into()));
        assert_eq!(cleaned.moved, None);
    }
}
