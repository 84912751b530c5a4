//! What a finished page says about itself.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use crate::site::memo::hash_of;
use crate::site::sources::ContentHash;

/// The links and ids of a page, and what it says where that is looked for.
#[derive(Debug, Default)]
pub struct PageFacts {
    /// The values of `href` and `src`, each once; those of `way` are there.
    pub links: Vec<String>,
    /// But for those of `way`.
    pub ids: HashSet<String>,
    /// The longest navigation of the page, which stands on its neighbours too and was read once for all.
    pub way: Option<Arc<Way>>,
    /// Ids that were given before.
    pub twice: Vec<String>,
    /// Of `ids`, whatever their order.
    pub ids_hash: ContentHash,
    /// The text of each element that has an id, and of `main`, with the words for pictures.
    pub texts: HashMap<String, String>,
}

/// A navigation as it stands on several pages, the mark of the page's own entry left out.
#[derive(Debug, Default)]
pub struct Way {
    pub hash: ContentHash,
    pub facts: PageFacts,
}

impl PageFacts {
    /// Of the page itself, then of its way.
    pub fn all_links(&self) -> impl Iterator<Item = &String> {
        self.links.iter().chain(self.way.iter().flat_map(|way| &way.facts.links))
    }

    pub fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id) || self.way.as_ref().is_some_and(|way| way.facts.ids.contains(id))
    }
}

/// Which texts of a page are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Texts {
    #[default]
    None,
    /// Of all that stands in `main`.
    Main,
    /// Of each element with an id.
    ById,
}

/// A shorter navigation is not worth the cut.
const SHORTEST: usize = 1_500;
/// Stands where a navigation was cut out, and behind it: if it is read as a tag, the cut is clean.
const CUT: &str = "<levelbook-cut>";

/// Reads a page. `known` keeps what a navigation says by its hash: on a large site it is most of a page.
pub fn read(
    bytes: &[u8],
    texts: Texts,
    known: impl FnOnce(ContentHash, &dyn Fn() -> Option<Arc<Way>>) -> Option<Arc<Way>>,
) -> PageFacts {
    let cut = (texts == Texts::None).then(|| cut(bytes)).flatten();
    let parts = cut.and_then(|(way, rest)| {
        let hash = hash_of(&("way", &way));
        let way = known(hash, &|| {
            let (facts, is_clean) = read_all(format!("{way}{CUT}").as_bytes(), texts);
            is_clean.then(|| Arc::new(Way { hash, facts }))
        });
        let (facts, is_clean) = read_all(rest.as_bytes(), texts);
        is_clean.then_some((facts, way?))
    });
    let Some((mut facts, way)) = parts else { return read_all(bytes, texts).0 };
    facts.twice.extend(way.facts.twice.iter().cloned());
    facts.twice.extend(way.facts.ids.iter().filter(|id| facts.ids.contains(*id)).cloned());
    facts.ids_hash = hash_of(&(facts.ids_hash, way.facts.ids_hash));
    facts.way = Some(way);
    facts
}

/// The longest navigation of a page without the mark of its own entry, and the page without it.
fn cut(page: &[u8]) -> Option<(String, String)> {
    let page = std::str::from_utf8(page).ok()?;
    let starts = page.match_indices("<nav").map(|(at, _)| at);
    let ways = starts.filter_map(|at| Some(at..at + page[at..].find("</nav>")? + "</nav>".len()));
    let way = ways.max_by_key(ExactSizeIterator::len).filter(|way| way.len() >= SHORTEST)?;
    let rest = [&page[..way.start], CUT, &page[way.end..]].concat();
    Some((page[way].replace(" aria-current=\"page\"", ""), rest))
}

/// Reads HTML; whether the mark of a cut was read as a tag.
fn read_all(bytes: &[u8], texts: Texts) -> (PageFacts, bool) {
    let mut reading = Reading { texts, ..Reading::default() };
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span| -> Option<Infallible> {
        reading.see(&event);
        None
    });
    for token in Tokenizer::new_with_emitter(bytes, emitter) {
        let Ok(_) = token;
    }
    let mut facts = reading.facts;
    facts.ids_hash = hash_of(&facts.ids.iter().collect::<BTreeSet<_>>());
    (facts, reading.has_cut)
}

/// Void elements have no end tag to wait for.
const VOID: &[&str] = &["br", "img", "input", "hr", "wbr", "col", "source", "meta", "link"];
/// Elements that break a line keep the words around them apart.
const BREAKS: &[&str] = &["li", "p", "td", "th", "div", "ul", "tr", "br", "section", "h2", "h3"];

/// Stands where a tag stood: a name is not cut out of the middle of a word.
pub const TAG: char = '\u{1}';

/// What is said in these is no part of the page: the way to others, and what nobody sees.
const APART: &[&str] = &["nav", "script", "style", "template"];

/// `rel` of what leads to no page.
const HINTS: &[&str] = &["preconnect", "dns-prefetch"];

#[derive(Default)]
struct Reading {
    texts: Texts,
    facts: PageFacts,
    seen: HashSet<String>,
    has_cut: bool,
    /// The start tag that is being read, and its id.
    tag: String,
    id: Option<String>,
    /// How many links there were before it, and whether it only readies a connection to a host.
    links_before: usize,
    is_hint: bool,
    /// What stands for a picture.
    words: Option<String>,
    attribute: Attribute,
    /// Elements with an id that are open.
    open: Vec<Open>,
    /// How many elements are open that stand apart.
    apart: usize,
}

#[derive(Clone, Copy, Default)]
enum Attribute {
    Link,
    Id,
    Words,
    Rel,
    #[default]
    Other,
}

struct Open {
    tag: String,
    /// Elements of the same name inside of it that are open.
    depth: usize,
    id: String,
}

impl Reading {
    fn see(&mut self, event: &CallbackEvent<'_>) {
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = text(name);
                self.has_cut |= self.tag == CUT[1..CUT.len() - 1];
                self.attribute = Attribute::Other;
                self.links_before = self.facts.links.len();
                self.is_hint = false;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match name {
                    b"href" | b"src" => Attribute::Link,
                    b"id" => Attribute::Id,
                    b"alt" => Attribute::Words,
                    b"rel" => Attribute::Rel,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value),
            CallbackEvent::CloseStartTag { self_closing } => self.start(self_closing),
            CallbackEvent::EndTag { name } if self.texts != Texts::None => self.end(&text(name)),
            CallbackEvent::String { value } if self.texts != Texts::None => self.add(&text(value)),
            _ => {}
        }
    }

    fn attribute(&mut self, value: &[u8]) {
        match self.attribute {
            Attribute::Other => {}
            Attribute::Rel => self.is_hint |= HINTS.contains(&text(value).trim()),
            Attribute::Words => self.words = Some(text(value)),
            Attribute::Link => {
                let link = text(value);
                if self.seen.insert(link.clone()) {
                    self.facts.links.push(link);
                }
            }
            Attribute::Id => {
                let id = text(value);
                if !self.facts.ids.insert(id.clone()) {
                    self.facts.twice.push(id.clone());
                }
                self.id = Some(id);
            }
        }
    }

    fn start(&mut self, self_closing: bool) {
        let (id, words) = (self.id.take(), self.words.take());
        if self.is_hint {
            for link in self.facts.links.drain(self.links_before..) {
                self.seen.remove(&link);
            }
        }
        if self.texts == Texts::None {
            return;
        }
        words.iter().for_each(|words| self.add(words));
        let tag = std::mem::take(&mut self.tag);
        for open in self.open.iter_mut().filter(|open| open.tag == tag) {
            open.depth += 1;
        }
        self.separate(&tag);
        self.apart += usize::from(APART.contains(&tag.as_str()) && !self_closing);
        let id = if tag == "main" { Some(tag.clone()) } else { id };
        let id = id.filter(|id| self.texts == Texts::ById || id == "main");
        if let Some(id) = id.filter(|_| !self_closing && !VOID.contains(&tag.as_str())) {
            self.open.push(Open { tag, depth: 0, id });
        }
    }

    fn end(&mut self, tag: &str) {
        self.separate(tag);
        self.apart = self.apart.saturating_sub(usize::from(APART.contains(&tag)));
        self.open.retain_mut(|open| {
            let is_same = open.tag == tag;
            let ends = is_same && open.depth == 0;
            open.depth -= usize::from(is_same && !ends);
            !ends
        });
    }

    fn separate(&mut self, tag: &str) {
        if tag == "wbr" {
            return;
        }
        self.add(if BREAKS.contains(&tag) { "\n" } else { "\u{1}" });
    }

    fn add(&mut self, text: &str) {
        if self.apart > 0 {
            return;
        }
        for open in &self.open {
            self.facts.texts.entry(open.id.clone()).or_default().push_str(text);
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
