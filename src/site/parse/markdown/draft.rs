//! A text between the parser and the printer: what the passes work on.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::super::note::{Alias, Spanned};
use super::super::rich::{Anchor, Call, Exercise, Label, LinkKind, LinkRef, Piece};
use super::attributes::Attributes;
use super::callouts::Callout;
use super::clean::Clean;
use super::{Settings, problems};
use crate::site::diagnostics::{Diagnostic, Place};
use crate::site::sources::SourcePath;
use crate::site::store::Shelf;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A page: headings get ids, raw HTML passes.
    Note,
    /// A text of a model: shown inside other pages, raw HTML is text.
    Model,
}

/// One event, or what a pass has made of it.
#[derive(Clone, Debug)]
pub enum Node<'a> {
    Md(Event<'a>),
    /// Markup without text that separates the words around it: `<td>`.
    Block(CowStr<'a>),
    /// Markup without text that does not: `<b>`.
    Inline(CowStr<'a>),
    /// Text of raw HTML, escaped already.
    Raw(CowStr<'a>),
    /// Markup and what it says: a rendered formula and its TeX.
    Spoken(CowStr<'a>, CowStr<'a>),
    Mark(Mark),
}

/// A place in the HTML.
#[derive(Clone, Debug)]
pub enum Mark {
    Hole(Piece),
    /// Where the body of an anchor starts and ends.
    BodyStart(usize),
    BodyEnd(usize),
    /// `<!-- level: 4 -->` with the bytes of the value: prints nothing.
    Level(String, Range<usize>),
    /// `</Tabs>`, until the tags are paired.
    CallEnd(String),
}

#[derive(Clone, Debug)]
pub struct Step<'a> {
    pub node: Node<'a>,
    /// Bytes of the clean text. What goes out of the draft passes through [`Draft::original`].
    pub range: Range<usize>,
}

pub struct Draft<'a> {
    pub scope: Scope,
    pub clean: &'a Clean<'a>,
    pub steps: Vec<Step<'a>>,
    pub links: Vec<LinkRef>,
    pub calls: Vec<Call>,
    pub labels: Vec<Label>,
    /// How many of each kind (`Figure`, `Table`) are numbered so far.
    pub numbers: HashMap<String, u32>,
    pub extras: bool,
    pub moving: bool,
    /// The quotes of a kind, by where they start.
    pub callouts: HashMap<usize, Callout>,
    pub exercises: Vec<Exercise>,
    /// What links and pictures are given, by where they start.
    pub attributes: HashMap<usize, Attributes>,
    pub diagrams: bool,
    pub anchors: Vec<Anchor>,
    pub ids: Ids,
    /// The page's own title, and a level marked on it.
    pub heading: Option<Spanned<String>>,
    /// Whether the front matter names a model.
    pub of_model: bool,
    /// Whether that is a heading of a lower rank.
    pub is_section: bool,
    /// The title that the front matter gives.
    pub titled: Option<String>,
    /// What the order of a book calls the page.
    pub listed: Option<String>,
    pub level: Option<Spanned<String>>,
    pub plain: String,
    pub excerpt: String,
    pub diagnostics: Vec<Diagnostic>,
    pub settings: Settings,
    pub shelf: Shelf,
    /// Those of the front matter.
    pub aliases: Vec<Alias>,
    path: Option<&'a SourcePath>,
    /// Room for the steps of the next pass: a list as long as this one is not allocated lightly.
    spare: Vec<Step<'a>>,
}

impl<'a> Draft<'a> {
    pub fn parse(
        path: Option<&'a SourcePath>,
        clean: &'a Clean<'a>,
        scope: Scope,
        options: Options,
    ) -> Self {
        let mut steps = merged(&clean.text, options);
        if options.contains(Options::ENABLE_MATH) {
            without_money(&mut steps, &clean.text, options);
        }
        if clean.guard > 0 {
            unguard(&mut steps, clean.guard);
        }
        if scope == Scope::Model {
            restore_single_tildes(&mut steps, &clean.text);
        }
        Self {
            scope,
            clean,
            steps,
            links: Vec::new(),
            calls: Vec::new(),
            labels: Vec::new(),
            numbers: HashMap::new(),
            extras: false,
            moving: false,
            callouts: HashMap::new(),
            exercises: Vec::new(),
            attributes: HashMap::new(),
            diagrams: false,
            anchors: Vec::new(),
            ids: Ids::default(),
            heading: None,
            of_model: false,
            is_section: false,
            titled: None,
            listed: None,
            level: None,
            plain: String::new(),
            excerpt: String::new(),
            settings: Settings::default(),
            shelf: Shelf::default(),
            aliases: Vec::new(),
            diagnostics: Vec::new(),
            path,
            spare: Vec::new(),
        }
    }

    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.clean.original(range)
    }

    /// Reports a mistake, if the text is of a file that is spoken of here.
    pub fn report(&mut self, range: &Range<usize>, make: impl FnOnce(Place) -> Diagnostic) {
        if let Some(path) = self.path {
            self.diagnostics.push(make(Place::new(path, self.original(range))));
        }
    }

    pub fn place(&self, original: Range<usize>) -> Option<Place> {
        self.path.map(|path| Place::new(path, original))
    }

    /// What stands in the source, and a backslash before it, which a text that is escaped at its beginning leaves
    /// out.
    pub fn spelled(&self, range: &Range<usize>) -> &str {
        let text = &self.clean.text;
        let is_escaped = text.get(..range.start).is_some_and(|before| before.ends_with('\\'));
        text.get(range.start - usize::from(is_escaped)..range.end).unwrap_or_default()
    }

    /// Notes a link and gives its number.
    pub fn link(&mut self, kind: LinkKind, dest: impl Into<String>, range: &Range<usize>) -> u32 {
        let index = u32::try_from(self.links.len()).expect("a file has fewer than 2^32 links");
        let from = self.clean.file(range).cloned();
        let range = self.original(range);
        self.links.push(LinkRef { kind, dest: dest.into(), range, from });
        index
    }

    /// Counts a figure, table or equation, and notes the id by which others refer to it.
    pub fn number(&mut self, kind: &str, id: Option<&str>, range: &Range<usize>) -> u32 {
        let number = self.numbers.entry(kind.to_owned()).or_insert(0);
        *number += 1;
        let number = *number;
        if let Some(id) = id {
            if let Err(first) = self.ids.give(id, self.original(range)) {
                let first = self.place(first);
                self.report(range, |place| {
                    problems::same_id(place, id, first, &format!("{id}-{number}"))
                });
            }
            let kind = self.settings.words.say(kind);
            self.labels.push(Label { id: id.to_owned(), text: format!("{kind} {number}") });
        }
        number
    }

    /// Carries out what a pass has decided while it looked at the steps.
    pub fn apply(&mut self, edits: Edits<'a>) {
        if !edits.list.is_empty() {
            edits.apply(&mut self.steps, &mut self.spare);
            std::mem::swap(&mut self.steps, &mut self.spare);
        }
    }
}

/// Changes to the steps, each at the index of a step.
#[derive(Default)]
pub struct Edits<'a> {
    list: Vec<(usize, Edit<'a>)>,
}

enum Edit<'a> {
    /// With its own range, if it has another than the step it stands before.
    Insert(Node<'a>, Option<Range<usize>>),
    Remove,
}

impl<'a> Edits<'a> {
    /// Puts a node before step `at`, behind those put there earlier.
    pub fn insert(&mut self, at: usize, node: Node<'a>) {
        self.list.push((at, Edit::Insert(node, None)));
    }

    /// Like [`Edits::insert`], for a node that came from `range` of the text.
    pub fn insert_at(&mut self, at: usize, node: Node<'a>, range: Range<usize>) {
        self.list.push((at, Edit::Insert(node, Some(range))));
    }

    pub fn block(&mut self, at: usize, html: impl Into<CowStr<'a>>) {
        self.insert(at, Node::Block(html.into()));
    }

    pub fn inline(&mut self, at: usize, html: impl Into<CowStr<'a>>) {
        self.insert(at, Node::Inline(html.into()));
    }

    pub fn hole(&mut self, at: usize, piece: Piece) {
        self.mark(at, Mark::Hole(piece));
    }

    pub fn mark(&mut self, at: usize, mark: Mark) {
        self.insert(at, Node::Mark(mark));
    }

    pub fn remove(&mut self, at: usize) {
        self.list.push((at, Edit::Remove));
    }

    /// Moves the steps to the end of `out`, changed.
    fn apply(mut self, steps: &mut Vec<Step<'a>>, out: &mut Vec<Step<'a>>) {
        self.list.sort_by_key(|&(at, _)| at);
        out.reserve(steps.len() + self.list.len());
        let mut edits = self.list.into_iter().peekable();
        let mut last = 0;
        for (index, step) in steps.drain(..).enumerate() {
            let mut keep = true;
            while let Some((_, edit)) = edits.next_if(|&(at, _)| at == index) {
                match edit {
                    Edit::Insert(node, range) => {
                        out.push(Step { node, range: range.unwrap_or_else(|| step.range.clone()) });
                    }
                    Edit::Remove => keep = false,
                }
            }
            last = step.range.end;
            if keep {
                out.push(step);
            }
        }
        out.extend(edits.filter_map(|(_, edit)| match edit {
            Edit::Insert(node, _) => Some(Step { node, range: last..last }),
            Edit::Remove => None,
        }));
    }
}

/// The ids of a page.
#[derive(Default)]
pub struct Ids {
    /// Each with the number to try next for a repeat, and where it was given.
    used: HashMap<String, (usize, Option<Range<usize>>)>,
}

impl Ids {
    /// An id that is not taken yet: `base`, or `base-1` and so on as on GitHub.
    pub fn unique(&mut self, base: &str) -> String {
        let Some((mut next, range)) = self.used.get(base).cloned() else {
            self.used.insert(base.to_owned(), (1, None));
            return base.to_owned();
        };
        loop {
            let id = format!("{base}-{next}");
            next += 1;
            if !self.used.contains_key(&id) {
                self.used.insert(base.to_owned(), (next, range));
                self.used.insert(id.clone(), (1, None));
                return id;
            }
        }
    }

    /// Takes an id that the author gave. If it was given before: where.
    pub fn give(&mut self, id: &str, range: Range<usize>) -> Result<(), Range<usize>> {
        if let Some((_, first)) = self.used.get(id) {
            return Err(first.clone().unwrap_or_default());
        }
        self.used.insert(id.to_owned(), (1, Some(range)));
        Ok(())
    }
}

impl<'a> Step<'a> {
    pub fn md(&self) -> Option<&Event<'a>> {
        match &self.node {
            Node::Md(event) => Some(event),
            _ => None,
        }
    }

    pub fn starts(&self) -> Option<&Tag<'a>> {
        match self.md() {
            Some(Event::Start(tag)) => Some(tag),
            _ => None,
        }
    }

    /// Whether what begins here stands within a line of text, not around lines.
    pub fn starts_inline(&self) -> bool {
        use Tag::{Emphasis, Image, Link, Strikethrough, Strong};
        let tag = self.starts();
        tag.is_some_and(|t| {
            matches!(t, Emphasis | Strong | Strikethrough | Link { .. } | Image { .. })
        })
    }

    pub fn ends_inline(&self) -> bool {
        use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
        matches!(self.ends(), Some(Emphasis | Strong | Strikethrough | Link | Image))
    }

    pub fn ends(&self) -> Option<TagEnd> {
        match self.md() {
            Some(Event::End(tag)) => Some(*tag),
            _ => None,
        }
    }
}

/// The index of the end that belongs to the start at `start`.
pub fn matching_end(steps: &[Step<'_>], start: usize) -> usize {
    let mut depth = 0_usize;
    for (index, step) in steps.iter().enumerate().skip(start) {
        match step.md() {
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    unreachable!("the parser balances starts and ends")
}

/// The events, with neighbouring texts joined, and neighbouring lines of HTML.
fn merged(text: &str, options: Options) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::with_capacity(text.len() / 16 + 8);
    let mut joined: Option<String> = None;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if let Some(Step { node: Node::Md(last), range: before }) = steps.last_mut() {
            if let (Event::Text(a), Event::Text(b)) | (Event::Html(a), Event::Html(b)) =
                (&mut *last, &event)
            {
                joined.get_or_insert_with(|| a.to_string()).push_str(b);
                before.end = before.end.max(range.end);
                continue;
            }
            if let (Some(joined), Event::Text(last) | Event::Html(last)) = (joined.take(), last) {
                *last = joined.into();
            }
        }
        steps.push(Step { node: Node::Md(event), range });
    }
    if let (Some(joined), Some(Step { node: Node::Md(last), .. })) = (joined, steps.last_mut())
        && let Event::Text(last) | Event::Html(last) = last
    {
        *last = joined.into();
    }
    steps
}

/// Stands for a dollar sign that starts no formula while the text is read again: the text has none, as
/// control characters were replaced.
const DOLLAR: char = '\u{1}';
/// Texts with more such signs than this have no formulas at all.
const MOST_DOLLARS: usize = 8;

/// Reads the text again without the formulas that are none: `$5 or $10`, `$HOME and $PATH`.
fn without_money<'a>(steps: &mut Vec<Step<'a>>, text: &str, options: Options) {
    let mut masked = text.to_owned();
    for round in 0..=MOST_DOLLARS {
        let money: Vec<usize> = steps
            .iter()
            .filter(|step| matches!(step.md(), Some(Event::InlineMath(_))))
            .filter(|step| round == MOST_DOLLARS || is_money(text, &step.range))
            .map(|step| step.range.start)
            .collect();
        if money.is_empty() {
            break;
        }
        let mut bytes = masked.into_bytes();
        money.into_iter().for_each(|at| bytes[at] = DOLLAR as u8);
        masked = String::from_utf8(bytes).expect("one ASCII character stands for another");
        let again = merged(&masked, options).into_iter();
        *steps = again.map(|step| Step { node: unmasked(step.node), ..step }).collect();
    }
}

/// A formula touches no letter or digit outside, and has no code in it.
fn is_money(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    before.into_iter().chain(after).any(char::is_alphanumeric) || text[range.clone()].contains('`')
}

fn unmasked<'a>(node: Node<'_>) -> Node<'a> {
    let plain = |text: &CowStr<'_>| CowStr::from(text.replace(DOLLAR, "$"));
    let Node::Md(event) = node else { unreachable!("the parser gives nothing else") };
    Node::Md(match event {
        Event::Text(text) => Event::Text(plain(&text)),
        Event::Code(text) => Event::Code(plain(&text)),
        Event::Html(text) => Event::Html(plain(&text)),
        Event::InlineHtml(text) => Event::InlineHtml(plain(&text)),
        Event::InlineMath(text) => Event::InlineMath(plain(&text)),
        Event::DisplayMath(text) => Event::DisplayMath(plain(&text)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: plain(&dest_url),
            title: plain(&title),
            id: plain(&id),
        }),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
            link_type,
            dest_url: plain(&dest_url),
            title: plain(&title),
            id: plain(&id),
        }),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(plain(&info))))
        }
        event => event.into_static(),
    })
}

/// Takes the guard of [`Clean::line`] and the paragraph around the line away.
fn unguard(steps: &mut Vec<Step<'_>>, guard: usize) {
    steps.retain(|step| {
        !matches!(step.node, Node::Md(Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)))
    });
    if let Some(Step { node: Node::Md(Event::Text(text)), range }) = steps.first_mut() {
        *text = text[guard..].trim_start().to_owned().into();
        range.start = range.start.max(guard);
    }
}

/// `~5 to 7~` in a model is not struck out: there only `~~` is.
fn restore_single_tildes(steps: &mut [Step<'_>], text: &str) {
    for step in steps {
        if let Node::Md(Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough)) =
            step.node
            && !text[step.range.clone()].starts_with("~~")
        {
            step.node = Node::Md(Event::Text("~".into()));
        }
    }
}
