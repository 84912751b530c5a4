//! What a finished page says about itself.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use crate::site::memo::hash_of;
use crate::site::sources::ContentHash;

/// The links and ids of a page, and what it says where that is looked for.
#[derive(Debug, Default)]
pub struct PageFacts {
    /// The values of `href` and `src`, each once.
    pub links: Vec<String>,
    pub ids: HashSet<String>,
    /// Ids that were given before.
    pub twice: Vec<String>,
    /// Of `ids`, whatever their order.
    pub ids_hash: ContentHash,
    /// The text of each element that has an id, and of `main`, with the words for pictures.
    pub texts: HashMap<String, String>,
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

/// Reads a page.
pub fn read(bytes: &[u8], texts: Texts) -> PageFacts {
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
    facts
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
