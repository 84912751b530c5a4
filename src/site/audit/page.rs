//! What a finished page says about itself.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::ops::Range;
use std::sync::Arc;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use memchr::memmem;

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

/// What is shorter is not worth the cut.
const SHORTEST: usize = 1_500;
const SHORTEST_CODE: usize = 200;
/// Stands where something was cut out, and behind a navigation: if each is read as a tag, the cuts
/// are clean.
const CUT: &str = "<levelbook-cut>";

/// Reads a page. `known` keeps what a navigation says by its hash: on a large site it is most of a page.
pub fn read(
    bytes: &[u8],
    texts: Texts,
    known: impl FnOnce(ContentHash, &dyn Fn() -> Option<Arc<Way>>) -> Option<Arc<Way>>,
) -> PageFacts {
    let cut = (texts == Texts::None).then(|| cut(bytes)).flatten();
    let parts = cut.and_then(|(way, rest, cuts)| {
        let way = match way {
            None => None,
            Some(way) => {
                let hash = hash_of(&("way", &way));
                Some(known(hash, &|| {
                    let (facts, seen) = read_all(format!("{way}{CUT}").as_bytes(), texts);
                    (seen == 1).then(|| Arc::new(Way { hash, facts }))
                })?)
            }
        };
        let (facts, seen) = read_all(rest.as_bytes(), texts);
        (seen == cuts).then_some((facts, way))
    });
    let Some((mut facts, way)) = parts else { return read_all(bytes, texts).0 };
    let Some(way) = way else { return facts };
    facts.twice.extend(way.facts.twice.iter().cloned());
    facts.twice.extend(way.facts.ids.iter().filter(|id| facts.ids.contains(*id)).cloned());
    facts.ids_hash = hash_of(&(facts.ids_hash, way.facts.ids_hash));
    facts.way = Some(way);
    facts
}

/// The longest navigation of a page without the mark of its own entry; the page without it and
/// without code that has colours and nothing else; how many cuts that took.
fn cut(page: &[u8]) -> Option<(Option<String>, String, usize)> {
    let page = std::str::from_utf8(page).ok()?;
    let way = longest_way(page);
    let is_apart = |code: &Range<usize>| {
        way.as_ref().is_none_or(|way| code.end <= way.start || way.end <= code.start)
    };
    let mut cuts: Vec<Range<usize>> = codes(page).filter(is_apart).collect();
    cuts.extend(way.clone());
    cuts.sort_by_key(|cut| cut.start);
    let mut rest = String::with_capacity(page.len());
    let mut from = 0;
    for cut in &cuts {
        rest.push_str(&page[from..cut.start]);
        rest.push_str(CUT);
        from = cut.end;
    }
    rest.push_str(&page[from..]);
    let way = way.map(|way| page[way].replace(" aria-current=\"page\"", ""));
    (!cuts.is_empty()).then_some((way, rest, cuts.len()))
}

fn longest_way(page: &str) -> Option<Range<usize>> {
    let starts = memmem::find_iter(page.as_bytes(), "<nav");
    let end = |at: usize| memmem::find(&page.as_bytes()[at..], b"</nav>");
    let ways = starts.filter_map(|at| Some(at..at + end(at)? + "</nav>".len()));
    ways.max_by_key(ExactSizeIterator::len).filter(|way| way.len() >= SHORTEST)
}

/// The insides of `pre` that say nothing of links and ids.
fn codes(page: &str) -> impl Iterator<Item = Range<usize>> {
    let starts = memmem::find_iter(page.as_bytes(), "<pre");
    let insides = starts.filter_map(|at| {
        let start = at + memchr::memchr(b'>', &page.as_bytes()[at..])? + 1;
        Some(start..start + memmem::find(&page.as_bytes()[start..], b"</pre>")?)
    });
    insides.filter(|code| code.len() >= SHORTEST_CODE && is_plain(&page[code.clone()]))
}

/// Whether code has no tags but those that give it colours.
fn is_plain(code: &str) -> bool {
    let classed = |rest: &str| {
        let value = rest.strip_prefix("span class=\"").or(rest.strip_prefix("code class=\""));
        let end = value.and_then(|value| value.split_once('"'));
        end.is_some_and(|(value, after)| !value.contains(['<', '>']) && after.starts_with('>'))
    };
    let mut tags = memchr::memchr_iter(b'<', code.as_bytes()).map(|at| &code[at + 1..]);
    tags.all(|tag| {
        ["/span>", "/code>", "code>"].iter().any(|known| tag.starts_with(known)) || classed(tag)
    })
}

/// Reads HTML; how many marks of a cut were read as tags.
fn read_all(bytes: &[u8], texts: Texts) -> (PageFacts, usize) {
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
    (facts, reading.cuts)
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
    /// Marks of cuts so far.
    cuts: usize,
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
                self.tag.clear();
                self.tag.push_str(&String::from_utf8_lossy(name));
                self.cuts += usize::from(self.tag == CUT[1..CUT.len() - 1]);
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
        let tag = self.tag.clone();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is cut out first, a page says the same.
    #[test]
    fn code_is_left_out_only_where_it_says_nothing() {
        let coloured = "<span class=\"k\">let</span> a = &lt;b&gt;;\n".repeat(20);
        let linked = format!("{coloured}<a href=\"x.html\" id=\"x\">x</a>");
        let insides = [
            coloured.clone(),
            linked.clone(),
            format!("{coloured}<!-- "),
            format!("{coloured}<span class=\"k\" id=\"y\">y</span>"),
            format!("{coloured}<span class=\"><a href='z.html'>\">z</span>"),
            format!("{coloured}<script>"),
        ];
        let around = [
            (
                "<main id=\"m\"><pre><code>",
                "</code></pre><a href=\"after.html\" id=\"after\">b</a></main>",
            ),
            ("<p title=\"<pre>", "</pre>\" id=\"p\"><a href=\"after.html\">b</a>"),
            ("<!-- <pre>", "</pre> --><a href=\"after.html\">b</a>"),
            ("<script>var a = '<pre>", "</pre>'</script><a href=\"after.html\">b</a>"),
        ];
        for (before, after) in around {
            for inside in &insides {
                let page = format!("{before}{inside}{after}");
                let read = read(page.as_bytes(), Texts::None, |_, make| make());
                let (whole, _) = read_all(page.as_bytes(), Texts::None);
                assert_eq!((&read.links, &read.ids), (&whole.links, &whole.ids), "{page}");
                assert_eq!(read.ids_hash, whole.ids_hash, "{page}");
            }
        }
        let plain = format!("<pre><code>{coloured}</code></pre>");
        assert!(cut(plain.as_bytes()).is_some_and(|(_, rest, cuts)| cuts == 1 && rest.len() < 100));
        assert!(cut(format!("<pre>{linked}</pre>").as_bytes()).is_none());
    }
}
