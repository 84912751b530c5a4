//! Asks the web whether addresses are there: politely, host by host, within a bounded time, and
//! never in a private network unless told.

pub mod cache;
mod hosts;
mod private;
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use url::Url;

use crate::site::elsewhere::{Answer, Finding};
use hosts::Hosts;
use request::{Asking, Told};

/// What is to be asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub url: Url,
    /// Parts of the page that must be there.
    pub parts: BTreeSet<String>,
}

/// How it is asked.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Between two requests to one host.
    pub pause: Duration,
    /// For one answer.
    pub patience: Duration,
    /// For all of them; what is left then is not asked for.
    pub most: Duration,
    /// How often an address is tried that may only have trouble for a moment.
    pub attempts: u32,
    /// Before the second attempt; it doubles from then on.
    pub backoff: Duration,
    /// A host that wants us to wait longer is left alone.
    pub longest_wait: Duration,
    /// Hosts that are asked at the same time.
    pub hosts: usize,
    pub allow_private: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            pause: Duration::from_millis(400),
            patience: Duration::from_secs(20),
            most: Duration::from_secs(600),
            attempts: 3,
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            hosts: 12,
            allow_private: false,
        }
    }
}

/// With so many hosts silent and none that answered, it is this machine that has no network; with
/// fewer when there are no others.
const MANY: usize = 6;
const FEW: usize = 2;

/// Asks for all addresses and tells each answer as it comes. False when it was given up, because no
/// host could be reached at all.
pub fn ask(wanted: Vec<Wanted>, manners: &Manners, mut told: impl FnMut(Url, Answer)) -> bool {
    let (asking, hosts) = (Asking::new(manners), Hosts::new(manners.pause));
    let queues = by_host(wanted);
    let reached = Reached { hosts: queues.len(), ..Reached::default() };
    let queues = Mutex::new(queues);
    let (sender, answers) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..manners.hosts.max(1) {
            let sender = sender.clone();
            let (asking, hosts, queues, reached) = (&asking, &hosts, &queues, &reached);
            scope.spawn(move || {
                let next = || queues.lock().unwrap_or_else(PoisonError::into_inner).pop();
                while let Some(queue) = next() {
                    host(queue, asking, hosts, reached, &sender);
                }
            });
        }
        drop(sender);
        answers.iter().for_each(|(url, answer)| told(url, answer));
    });
    !reached.is_nothing()
}

/// Whether anything answers.
#[derive(Default)]
struct Reached {
    hosts: usize,
    answered: AtomicUsize,
    silent: AtomicUsize,
}

impl Reached {
    fn is_nothing(&self) -> bool {
        self.answered.load(Ordering::Relaxed) == 0
            && self.silent.load(Ordering::Relaxed) >= self.hosts.clamp(FEW, MANY)
    }
}

/// The addresses of each host; the last has most of them and is asked first.
fn by_host(wanted: Vec<Wanted>) -> Vec<Vec<Wanted>> {
    let mut hosts: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
    for one in wanted {
        hosts.entry(one.url.host_str().unwrap_or_default().to_owned()).or_default().push(one);
    }
    let mut queues: Vec<_> = hosts.into_values().collect();
    queues.sort_by_key(Vec::len);
    queues
}

/// Asks one host for all that is wanted of it, until it is known to be of no use.
fn host(
    queue: Vec<Wanted>,
    asking: &Asking,
    hosts: &Hosts,
    reached: &Reached,
    answers: &mpsc::Sender<(Url, Answer)>,
) {
    let mut closed: BTreeMap<Option<u16>, Finding> = BTreeMap::new();
    for wanted in queue {
        let port = wanted.url.port_or_known_default();
        let answer = match closed.get(&port) {
            Some(finding) => Answer::of(finding.clone()),
            None if reached.is_nothing() || hosts.elapsed() >= asking.most() => continue,
            None => match asking.ask(&wanted, hosts) {
                Told::Answer(answer) => {
                    reached.answered.fetch_add(usize::from(is_answer(&answer)), Ordering::Relaxed);
                    answer
                }
                Told::Closed(answer) => {
                    let silent = usize::from(matches!(answer.finding, Finding::Trouble(_)));
                    reached.silent.fetch_add(silent, Ordering::Relaxed);
                    closed.insert(port, answer.finding.clone());
                    answer
                }
            },
        };
        // The other end is there until all threads are done.
        let _ = answers.send((wanted.url, answer));
    }
}

fn is_answer(answer: &Answer) -> bool {
    !matches!(answer.finding, Finding::Trouble(_) | Finding::Private(_))
}
