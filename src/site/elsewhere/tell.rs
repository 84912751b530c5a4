//! What is told of the links that lead elsewhere, once it is known what their addresses answer.

use jiff::civil::Date;
use url::Url;

use super::{Elsewhere, Finding, Known, Link, Spot};
use crate::site::diagnostics::{Code, Diagnostic, Place, sorted};
use crate::site::silence;

/// How the addresses were asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The day of this run.
    pub today: Date,
    /// Whether an address that gives no answer is an error.
    pub strict: bool,
}

/// So many further places of one link are shown.
const MOST_PLACES: usize = 10;

/// Everything there is to tell, one diagnostic for an address, at all its places.
pub fn tell<'k>(
    elsewhere: &Elsewhere,
    known: impl Fn(&Url) -> Option<&'k Known>,
    asked: Asked,
) -> Vec<Diagnostic> {
    let silenced = silence::Rules::of(&elsewhere.silence);
    let is_told = |found: &Diagnostic| !silenced.take(found);
    let mut told: Vec<Diagnostic> = elsewhere.told.iter().filter(|d| is_told(d)).cloned().collect();
    for link in &elsewhere.links {
        let Some(known) = known(&link.url) else { continue };
        let telling = Telling { link, known, asked };
        let found = link.spots.iter().flat_map(|spot| telling.spot(spot));
        told.extend(together(found.filter(is_told)));
    }
    sorted(told)
}

struct Telling<'a> {
    link: &'a Link,
    known: &'a Known,
    asked: Asked,
}

impl Telling<'_> {
    fn spot(&self, spot: &Spot) -> Vec<Diagnostic> {
        let place = spot.place.clone();
        let mut found: Vec<Diagnostic> = match &self.known.finding {
            Finding::Good => {
                let moved = self.known.moved.as_ref().map(|to| self.moved(to, place.clone()));
                let part = spot.part.as_ref();
                let part = part.filter(|part| self.known.parts.get(*part) == Some(&false));
                moved.into_iter().chain(part.map(|part| self.no_part(part, place))).collect()
            }
            Finding::Gone(status) => vec![self.gone(*status, place)],
            Finding::Untold(why) => vec![self.untold(why, place)],
            Finding::Trouble(why) => vec![self.trouble(why, place)],
            Finding::Private(why) => vec![self.private(why, place)],
        };
        if let Some(page) = &spot.page {
            found.iter_mut().for_each(|found| found.message.push_str(&written_by(page)));
        }
        found
    }

    /// ` (asked on 2026-11-20)`, where it was not in this run.
    fn when(&self) -> String {
        match self.known.asked == self.asked.today {
            true => String::new(),
            false => format!(" (asked on {})", self.known.asked),
        }
    }

    /// `; last ok: 2026-11-20`.
    fn last_ok(&self) -> String {
        self.known.ok.map(|day| format!("; last ok: {day}")).unwrap_or_default()
    }

    fn gone(&self, status: u16, place: Place) -> Diagnostic {
        let (url, when, ok) = (&self.link.url, self.when(), self.last_ok());
        Diagnostic::error(Code::X01, place, format!("{url} answers {status}{when}{ok}")).help(
            "Write the page's new address, link to a copy in an archive of the web, or take the link out.",
        )
    }

    fn moved(&self, to: &str, place: Place) -> Diagnostic {
        let message = format!("{} has moved for good{}", self.link.url, self.when());
        Diagnostic::warning(Code::X02, place, message).help(format!("Write {to}"))
    }

    fn no_part(&self, part: &str, place: Place) -> Diagnostic {
        let message = format!("{} has no part #{part}{}", self.link.url, self.when());
        Diagnostic::warning(Code::X03, place, message)
            .help("Look up in the page what its headings are called now, or leave out what begins with #.")
    }

    fn trouble(&self, why: &str, place: Place) -> Diagnostic {
        let message = format!("{}: {why}{}{}", self.link.url, self.when(), self.last_ok());
        let since = self.known.failing_since(self.asked.today);
        let help = match since {
            Some(day) => format!("This has been so since {day}. It may be gone for good."),
            None => "This may pass. It is asked for again in the next run.".to_owned(),
        };
        let found = match (self.asked.strict, since) {
            (true, _) => Diagnostic::error(Code::X04, place, message),
            (false, Some(_)) => Diagnostic::warning(Code::X04, place, message),
            (false, None) => Diagnostic::remark(Code::X04, place, message),
        };
        found.help(help)
    }

    fn untold(&self, why: &str, place: Place) -> Diagnostic {
        let message = format!("{} {why}{}{}", self.link.url, self.when(), self.last_ok());
        Diagnostic::remark(Code::X05, place, message).help(
            "That does not tell whether the page is there: look at it in a browser. `external: {ignore: […]}` leaves it out.",
        )
    }

    fn private(&self, why: &str, place: Place) -> Diagnostic {
        let message = format!("{} is not asked for: {why}{}", self.link.url, self.when());
        Diagnostic::remark(Code::X07, place, message).help(
            "With `--allow-private` such addresses are asked for too, on a site that you trust.",
        )
    }
}

fn written_by(page: &str) -> String {
    format!(" (a template writes this link, on {page} for example)")
}

/// Those that say the same become one with several places.
fn together(found: impl Iterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let mut all: Vec<(Diagnostic, usize)> = Vec::new();
    for one in found {
        let same = all.iter_mut().find(|(d, _)| d.code == one.code && d.message == one.message);
        let Some((first, more)) = same else {
            all.push((one, 0));
            continue;
        };
        *more += 1;
        if *more <= MOST_PLACES {
            first.related.extend(one.place.map(|place| (place, "and here".to_owned())));
        }
    }
    let all = all.into_iter().map(|(mut one, more)| {
        if let (Some(further @ 1..), Some(help)) = (more.checked_sub(MOST_PLACES), &mut one.help) {
            help.push_str(&format!(" It stands in {further} more places."));
        }
        one
    });
    all.collect()
}
