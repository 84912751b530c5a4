//! From the parser's events to the tree, within limits.

use std::collections::HashMap;
use std::ops::Range;

use serde_yaml::granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle, Tag, options,
};

use super::mend::Draft;
use super::{Entry, Kind, Layout, Node, Style, fold, messages};
use crate::site::diagnostics::{Diagnostic, Place};

/// What came out of one attempt.
pub struct Tree {
    pub root: Option<Node>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Why an attempt ended early.
pub enum Stop {
    /// A limit: there is no second attempt.
    Limit(Box<Diagnostic>),
    Syntax(Failure),
}

/// A mistake that the parser cannot pass.
pub struct Failure {
    pub kind: ErrorKind,
    /// Where the parser noticed it.
    pub at: usize,
    /// Up to where all was well.
    pub last: usize,
    /// Where the outermost bracket or brace opened that is still open.
    pub flow: Option<usize>,
}

const MOST_DEPTH: usize = 64;
const MOST_NODES: usize = 1_000_000;
const MOST_SCALAR: usize = 1 << 20;
/// The weight that anchors and aliases may add: see [`weight`].
const MOST_EXPANDED: usize = 200_000;

/// Builds the tree of the first document.
pub fn build(draft: &Draft) -> Result<Tree, Stop> {
    let options = options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MOST_DEPTH,
        block_nesting_limit: MOST_DEPTH,
        simple_key_max_lookahead: 4096,
    };
    let mut builder = Builder::new(draft);
    for event in Parser::new_from_str_with_options(draft.masked(), options) {
        let (event, span) = event.map_err(|error| {
            let marker = error.marker();
            builder.failure(error.kind(), marker.byte_offset().unwrap_or(marker.index()))
        })?;
        if builder.event(event, &span)? {
            break;
        }
    }
    Ok(builder.finish())
}

/// A list or map that is still open.
struct Frame {
    start: usize,
    layout: Layout,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<(String, Range<usize>)>),
}

struct Anchor {
    name: Range<usize>,
    on_plain_text: bool,
    used: bool,
    node: Option<Node>,
}

struct Builder<'d> {
    draft: &'d Draft<'d>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    last_was_plain: bool,
    root: Option<Node>,
    diagnostics: Vec<Diagnostic>,
    documents: usize,
    nodes: usize,
    expanded: usize,
    /// Up to where the events have come.
    last: usize,
}

impl<'d> Builder<'d> {
    fn new(draft: &'d Draft<'d>) -> Self {
        Self {
            draft,
            stack: Vec::new(),
            anchors: HashMap::new(),
            last_was_plain: false,
            root: None,
            diagnostics: Vec::new(),
            documents: 0,
            nodes: 0,
            expanded: 0,
            last: draft.start(),
        }
    }

    fn failure(&self, kind: &ErrorKind, at: usize) -> Stop {
        let at = self.draft.boundary(at + self.draft.start());
        if *kind == ErrorKind::RecursionLimitExceeded {
            return self.limit(at..at, messages::too_deep(MOST_DEPTH));
        }
        let flow = self.stack.iter().find(|frame| frame.layout == Layout::Flow);
        Stop::Syntax(Failure {
            kind: kind.clone(),
            at,
            last: self.last.min(at),
            flow: flow.map(|frame| frame.start),
        })
    }

    fn limit(&self, range: Range<usize>, message: String) -> Stop {
        Stop::Limit(Box::new(messages::limit(self.place(range), message)))
    }

    fn place(&self, range: Range<usize>) -> Place {
        Place::new(self.draft.path, range)
    }

    /// Takes one event in; true at the end of what is wanted.
    fn event(&mut self, event: Event, span: &Span) -> Result<bool, Stop> {
        let range = self.range(span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let line = self.draft.lines.number(range.start);
                    let place = self.place(range);
                    self.diagnostics.push(messages::second_document(place, line));
                    return Ok(true);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.last_was_plain = style == ScalarStyle::Plain;
                let node = self.scalar(&text, style, tag.as_deref(), span, range)?;
                self.add(node, anchor)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tagged(tag.as_deref(), span);
                self.open(style, anchor, range.start, Content::List(Vec::new()))?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tagged(tag.as_deref(), span);
                self.open(style, anchor, range.start, Content::Map(Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end)?,
            Event::Anchor(id, _) => self.name_anchor(id, range),
            Event::Alias(id) => self.alias(id, range)?,
            Event::UnresolvedAlias(name) => {
                let node = self.unresolved(&name, range);
                self.add(node, 0)?;
            }
            _ => {}
        }
        Ok(false)
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let base = self.draft.start();
        let range = span.byte_range().unwrap_or_default();
        base + range.start..base + range.end
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: &Span,
        range: Range<usize>,
    ) -> Result<Node, Stop> {
        if text.len() > MOST_SCALAR {
            return Err(self.limit(range, messages::too_long(MOST_SCALAR)));
        }
        if let Some(tag_span) = tag.and_then(|tag| foreign(tag, span)) {
            let tag = self.range(&tag_span);
            let end = if range.is_empty() { tag.end } else { range.end };
            self.last = end;
            return Ok(self.text_with_tag(tag.start..end));
        }
        if style == ScalarStyle::Plain && range.is_empty() {
            let range = self.nothing_written(range);
            return Ok(Node { range, kind: Kind::Null });
        }
        self.last = range.end;
        if self.draft.lost(range.start) {
            return Ok(Node { range, kind: Kind::Unreadable });
        }
        let (text, style) = match style {
            ScalarStyle::Plain if self.draft.is_masked(&range) => {
                (fold(&self.draft.text[range.clone()]), Style::Plain)
            }
            ScalarStyle::Plain => (text.to_owned(), Style::Plain),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                (text.to_owned(), Style::Quoted)
            }
            _ => (text.to_owned(), Style::Block),
        };
        Ok(Node { range, kind: Kind::Scalar(text, style) })
    }

    /// `- !important fix`: to YAML the first word is a tag, and it would vanish.
    fn text_with_tag(&mut self, range: Range<usize>) -> Node {
        let text = fold(&self.draft.text[range.clone()]);
        self.diagnostics.push(messages::starts_with(self.place(range.clone()), &text));
        Node { range, kind: Kind::Scalar(text, Style::Plain) }
    }

    /// The colon or dash after which nothing was written.
    fn nothing_written(&self, found: Range<usize>) -> Range<usize> {
        let mark = match self.stack.last().map(|frame| &frame.content) {
            Some(Content::List(_)) => b'-',
            Some(Content::Map(_, Some(_))) => b':',
            _ => return found,
        };
        let bytes = self.draft.masked_from(self.last);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => at += bytes[at..].iter().take_while(|&&b| b != b'\n').count(),
                byte if byte == mark => return self.last + at..self.last + at + 1,
                _ => break,
            }
        }
        self.last..self.last
    }

    fn tagged(&mut self, tag: Option<&Tag>, span: &Span) {
        if let Some(tag_span) = tag.and_then(|tag| foreign(tag, span)) {
            let place = self.place(self.range(&tag_span));
            self.diagnostics.push(messages::tag(place));
        }
    }

    fn open(
        &mut self,
        style: StructureStyle,
        anchor: usize,
        start: usize,
        content: Content,
    ) -> Result<(), Stop> {
        self.last_was_plain = false;
        self.last = self.last.max(start);
        if self.stack.len() >= MOST_DEPTH {
            return Err(self.limit(start..start, messages::too_deep(MOST_DEPTH)));
        }
        let layout = match style {
            StructureStyle::Block => Layout::Block,
            StructureStyle::Flow => Layout::Flow,
        };
        if layout == Layout::Flow {
            self.last = self.last.max(start + 1);
        }
        self.stack.push(Frame { start, layout, anchor, content });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let last_child = match &frame.content {
            Content::List(items) => items.last().map(|node| node.range.end),
            Content::Map(entries, _) => entries.last().map(|entry| entry.value.range.end),
        };
        let end = match frame.layout {
            Layout::Flow => end,
            Layout::Block => last_child.unwrap_or(frame.start),
        };
        self.last = self.last.max(end);
        let kind = match frame.content {
            Content::List(items) => Kind::List(items, frame.layout),
            Content::Map(entries, _) => Kind::Map(entries, frame.layout),
        };
        self.add(Node { range: frame.start..end.max(frame.start), kind }, frame.anchor)
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.limit(node.range, messages::too_many(MOST_NODES)));
        }
        if anchor != 0 {
            self.expand(weight(&node), &node.range)?;
            self.anchor(anchor).node = Some(node.clone());
        }
        match self.stack.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(entries, pending)) => match pending.take() {
                Some((key, key_range)) => entries.push(Entry { key, key_range, value: node }),
                None => self.add_key(node),
            },
        }
        Ok(())
    }

    fn add_key(&mut self, node: Node) {
        self.last = self.last.max(node.range.end);
        let text = match node.kind {
            Kind::Scalar(text, _) => text,
            Kind::Null => String::new(),
            _ => {
                self.diagnostics.push(messages::odd_key(self.place(node.range.clone())));
                fold(&self.draft.text[node.range.clone()])
            }
        };
        let frame = self.stack.last_mut().map(|frame| &mut frame.content);
        if let Some(Content::Map(_, pending)) = frame {
            *pending = Some((text, node.range));
        }
    }

    fn anchor(&mut self, id: usize) -> &mut Anchor {
        let unnamed = Anchor { name: 0..0, on_plain_text: false, used: false, node: None };
        self.anchors.entry(id).or_insert(unnamed)
    }

    fn name_anchor(&mut self, id: usize, name: Range<usize>) {
        let plain = self.last_was_plain;
        let anchor = self.anchor(id);
        anchor.name = name;
        anchor.on_plain_text = plain;
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Result<(), Stop> {
        self.last = range.end;
        let anchor = self.anchor(id);
        anchor.used = true;
        let Some(node) = anchor.node.clone() else {
            // The anchor's own list or map is still open: it would hold itself.
            self.diagnostics.push(messages::holds_itself(self.place(range.clone())));
            return self.add(Node { range, kind: Kind::Unreadable }, 0);
        };
        self.expand(weight(&node), &range)?;
        if self.stack.len() + depth(&node) > MOST_DEPTH {
            return Err(self.limit(range, messages::too_deep(MOST_DEPTH)));
        }
        self.add(node, 0)
    }

    fn expand(&mut self, weight: usize, range: &Range<usize>) -> Result<(), Stop> {
        self.expanded += weight;
        if self.expanded > MOST_EXPANDED {
            return Err(self.limit(range.clone(), messages::too_many_copies()));
        }
        Ok(())
    }

    /// `**bold**` or `*name` without an anchor of that name.
    fn unresolved(&mut self, name: &str, range: Range<usize>) -> Node {
        self.last = range.end;
        let text = self.draft.text[range.clone()].to_owned();
        let place = self.place(range.clone());
        self.diagnostics.push(if name.contains('*') {
            messages::starts_with(place, &text)
        } else {
            messages::no_anchor(place, name, &text)
        });
        Node { range, kind: Kind::Scalar(text, Style::Plain) }
    }

    fn finish(mut self) -> Tree {
        let unused = self.anchors.values().filter(|anchor| anchor.on_plain_text && !anchor.used);
        let unused: Vec<_> = unused.map(|anchor| anchor.name.clone()).collect();
        for name in unused {
            let line = self.draft.lines.range(self.draft.lines.index(name.start));
            let text = self.draft.text[name.start..line.end].trim_end().to_owned();
            self.diagnostics.push(messages::starts_with(self.place(name), &text));
        }
        Tree { root: self.root, diagnostics: self.diagnostics }
    }
}

/// Where a tag stands that is none of YAML's own.
fn foreign(tag: &Tag, span: &Span) -> Option<Span> {
    if tag.is_yaml_core_schema() {
        return None;
    }
    Some(span.tag_span().unwrap_or(*span))
}

/// What a copy of a node costs: its nodes, and its text by pieces of 16 bytes.
fn weight(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Scalar(text, _) => text.len() / 16,
        Kind::List(items, _) => items.iter().map(weight).sum(),
        Kind::Map(entries, _) => {
            entries.iter().map(|entry| entry.key.len() / 16 + weight(&entry.value)).sum()
        }
        Kind::Null | Kind::Unreadable => 0,
    }
}

fn depth(node: &Node) -> usize {
    match &node.kind {
        Kind::List(items, _) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries, _) => {
            1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0)
        }
        _ => 0,
    }
}
