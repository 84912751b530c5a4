//! `check --external`: the links that lead elsewhere are asked for, as far as it is not known from
//! earlier runs what they answer.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use jiff::civil::Date;
use url::Url;

use crate::cli::{CheckArgs, Strictness};
use crate::site::Outcome;
use crate::site::diagnostics::sorted;
use crate::site::elsewhere::{Answer, Asked, Elsewhere, Finding, Link, tell};
use crate::system::asking::cache::Cache;
use crate::system::asking::{self, Manners, Wanted};
use crate::system::clock::{self, Stopwatch};
use crate::system::report::{self, Addresses};

/// What is learned is kept so often, for a run that is ended before its time.
const BETWEEN_SAVES: Duration = Duration::from_secs(10);

/// Asks, and adds what there is to tell to the mistakes of the site.
pub fn check(
    args: &CheckArgs,
    strictness: Strictness,
    root: &Path,
    outcome: &mut Outcome,
) -> Addresses {
    let (cache, why) = Cache::load(root);
    why.iter().for_each(|why| report::remark(why));
    let today = clock::today();
    let elsewhere = &outcome.elsewhere;
    let strict = strictness == Strictness::Strict;
    let mut run = Run { root, elsewhere, cache, today, strict, learned: 0 };
    if !args.offline {
        run.ask(args);
    }
    let asked = Asked { today, strict };
    let told = tell(elsewhere, |url| run.cache.get(url), asked);
    let addresses = Addresses {
        all: elsewhere.links.len(),
        asked: run.learned,
        known: elsewhere.links.iter().filter(|link| run.cache.get(&link.url).is_some()).count(),
        left_out: elsewhere.left_out,
    };
    let found = std::mem::take(&mut outcome.diagnostics);
    outcome.diagnostics = sorted(found.into_iter().chain(told).collect());
    addresses
}

struct Run<'a> {
    root: &'a Path,
    elsewhere: &'a Elsewhere,
    cache: Cache,
    today: Date,
    strict: bool,
    learned: usize,
}

impl Run<'_> {
    fn ask(&mut self, args: &CheckArgs) {
        let stale = self.elsewhere.links.iter().filter(|link| !self.is_fresh(link, args.max_age));
        let wanted = stale.map(|link| Wanted { url: link.url.clone(), parts: link.parts() });
        let wanted: Vec<Wanted> = wanted.collect();
        if wanted.is_empty() {
            return;
        }
        let manners = Manners { allow_private: args.allow_private, ..Manners::default() };
        let mut progress = report::Counting::start(args.site.format, wanted.len());
        let mut saved = Stopwatch::start();
        let mut troubles = Vec::new();
        let is_reached = asking::ask(wanted, &manners, |url, answer| {
            progress.step();
            match answer.finding {
                Finding::Trouble(_) => troubles.push((url, answer)),
                _ => self.learn([(url, answer)]),
            }
            if saved.elapsed() > BETWEEN_SAVES {
                // Told at the end, when it still fails.
                let _ = self.save();
                saved = Stopwatch::start();
            }
        });
        progress.finish();
        // Without a network there is nothing to learn of any address.
        if is_reached || self.strict {
            self.learn(troubles);
        } else {
            report::remark(
                "no host could be reached: is this machine online? What is known from earlier runs is told.",
            );
        }
        if let Err(why) = self.save() {
            report::remark(&format!("{why:#}. What was learned is not kept."));
        }
    }

    fn is_fresh(&self, link: &Link, max_age: u32) -> bool {
        let known = self.cache.get(&link.url);
        known.is_some_and(|known| known.is_fresh(self.today, max_age, link.parts().iter()))
    }

    fn learn(&mut self, answers: impl IntoIterator<Item = (Url, Answer)>) {
        for (url, answer) in answers {
            self.cache.learn(&url, answer, self.today);
            self.learned += 1;
        }
    }

    fn save(&mut self) -> Result<()> {
        let used: HashSet<&str> = self.elsewhere.links.iter().map(|l| l.url.as_str()).collect();
        self.cache.save(self.root, self.today, |url| used.contains(url))
    }
}
