//! Headings: ids, anchors, the page's own title.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::note::Spanned;
use super::super::rich::{Anchor, AnchorKind, Piece};
use super::badges::BADGE;
use super::draft::{Draft, Edits, Mark, Node, Scope, Step, matching_end};
use super::{attributes, plain, problems};
use crate::site::text;
use crate::site::words::Words;

pub fn headings(draft: &mut Draft<'_>) {
    let mut found = find(&draft.steps, &draft.clean.text, draft.scope);
    if found.is_empty() {
        return;
    }
    let mut edits = Edits::default();
    restore_braces(&mut edits, &found);
    if draft.scope == Scope::Note {
        give_ids(draft, &mut found);
        let titled = take_title(draft, &mut edits, &mut found);
        let found = &found[usize::from(titled)..];
        check_depths(draft, found);
        // First, as a body ends before the tag of the heading that ends it.
        mark_bodies(draft, &mut edits, found);
        for heading in found {
            anchor(draft, &mut edits, heading);
        }
    } else {
        for heading in &found {
            tags(&mut edits, &draft.settings.words, heading, None);
        }
    }
    draft.apply(edits);
}

struct Heading {
    /// The indices of its start and its end.
    start: usize,
    end: usize,
    depth: u8,
    title: String,
    /// The id that the author gave.
    given: Option<String>,
    /// The id it gets.
    id: String,
    class: String,
    marked: Option<(String, Range<usize>)>,
    /// `{…}` at its end that is no attribute of ours: text, with its place.
    braces: Option<(String, Range<usize>)>,
    range: Range<usize>,
    /// Its index among the anchors.
    anchor: usize,
    /// Whether it stands in a quote, a list or the like.
    inside: bool,
}

fn find(steps: &[Step<'_>], source: &str, scope: Scope) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut anchor = 0;
    let mut depth = 0_usize;
    for (start, step) in steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth -= 1,
            _ => {}
        }
        if let Some(Tag::Heading { .. }) = step.starts() {
            let mut heading = read(steps, start, source);
            heading.inside = depth > 1;
            if scope == Scope::Note {
                heading.anchor = anchor;
                anchor += 1;
            }
            found.push(heading);
        }
    }
    found
}

fn read(steps: &[Step<'_>], start: usize, source: &str) -> Heading {
    let Some(Tag::Heading { level, id, classes, attrs }) = steps[start].starts() else {
        unreachable!("only headings are read")
    };
    let end = matching_end(steps, start);
    let range = steps[start].range.clone();
    let mut heading = Heading {
        start,
        end,
        depth: *level as u8,
        title: plain::text(&steps[start..end]),
        given: id.as_ref().map(ToString::to_string),
        id: String::new(),
        class: classes.join(" "),
        marked: level_mark(&steps[start..steps.len().min(end + 2)]),
        braces: None,
        range,
        anchor: 0,
        inside: false,
    };
    // Other tools have keys of their own behind an id.
    let ours = id.is_some()
        || !classes.is_empty()
        || attrs.iter().all(|(key, value)| &**key == "level" && value.is_some());
    let text = &source[heading.range.clone()];
    let foreign = || {
        let (braces, _) = braces(text, heading.range.start)?;
        attributes::read(&braces).map(|(given, _)| given)
    };
    if let Some(given) = (!ours).then(foreign).flatten() {
        (heading.given, heading.class) = (given.id, given.classes.join(" "));
    } else if !ours {
        heading.braces = braces(text, heading.range.start);
        (heading.given, heading.class) = (None, String::new());
        if let Some((braces, _)) = &heading.braces {
            heading.title = format!("{} {braces}", heading.title).trim_start().to_owned();
        }
    } else if let Some((_, Some(value))) = attrs.iter().rfind(|(key, _)| &**key == "level") {
        let at = text.rfind("level=").map_or(0, |at| heading.range.start + at + "level=".len());
        heading.marked = Some((value.to_string(), at..at + value.len()));
    }
    heading
}

/// A comment `level:` in the heading or right behind it.
fn level_mark(steps: &[Step<'_>]) -> Option<(String, Range<usize>)> {
    steps.iter().find_map(|step| match &step.node {
        Node::Mark(Mark::Level(value, range)) => Some((value.clone(), range.clone())),
        _ => None,
    })
}

fn braces(text: &str, start: usize) -> Option<(String, Range<usize>)> {
    let (open, close) = (text.rfind('{')?, text.rfind('}')? + 1);
    let braces = text.get(open..close)?.to_owned();
    Some((braces, start + open..start + close))
}

/// `## Templates use {name}` keeps its last word, though the parser took it for an attribute.
fn restore_braces(edits: &mut Edits<'_>, found: &[Heading]) {
    for heading in found {
        if let Some((braces, range)) = &heading.braces {
            let text = format!(" {braces}").into();
            edits.insert_at(heading.end, Node::Md(Event::Text(text)), range.clone());
        }
    }
}

/// Ids that the author gave come first, then those of the titles, in the order of the text.
fn give_ids(draft: &mut Draft<'_>, found: &mut [Heading]) {
    for heading in found.iter_mut() {
        let Some(given) = heading.given.take() else { continue };
        let Err(first) = draft.ids.give(&given, draft.original(&heading.range)) else {
            heading.id.clone_from(&given);
            heading.given = Some(given);
            continue;
        };
        heading.id = draft.ids.unique(&given);
        let first = draft.place(first);
        let range = heading.range.start
            ..heading.range.start + draft.clean.text[heading.range.clone()].trim_end().len();
        draft.report(&range, |place| problems::same_id(place, &given, first, &heading.id));
    }
    for heading in found.iter_mut().filter(|heading| heading.id.is_empty()) {
        let base = match text::heading_id(&heading.title) {
            empty if empty.is_empty() => "section".to_owned(),
            id => id,
        };
        heading.id = draft.ids.unique(&base);
    }
}

/// Takes the heading out that opens the page, and warns of others of rank 1. It is of rank 1, or the only
/// one of its rank and above all others, as books have it whose parts are chapters of one text, or it says
/// what the order of the book says.
fn take_title(draft: &mut Draft<'_>, edits: &mut Edits<'_>, found: &mut [Heading]) -> bool {
    let rank = found[0].depth;
    // Sections of a page that speaks of a model may name its levels.
    let is_alone = !draft.of_model
        && !found[0].inside
        && found[1..].iter().all(|heading| heading.depth > rank);
    let key = text::name_key(&found[0].title);
    let is_listed = draft.listed.as_ref().is_some_and(|title| text::name_key(title) == key);
    let is_first = (rank == 1 || is_alone || is_listed && !found[0].inside)
        && draft.steps[..found[0].start].iter().all(prints_nothing);
    let opens = is_first && draft.titled.as_ref().is_none_or(|title| text::name_key(title) == key);
    if opens {
        let title = &mut found[0];
        let range = plain::extent(&draft.steps[title.start + 1..title.end], &title.range);
        // A title is plain text; a label in it comes right behind.
        let stays = |index: &usize| matches!(&draft.steps[*index].node, Node::Inline(html) if html.starts_with(BADGE) && html.len() > BADGE.len());
        (title.start..=title.end).filter(|i| !stays(i)).for_each(|index| edits.remove(index));
        // What links to an id that was given by hand still arrives, and what links to a section.
        if title.given.is_some() || rank > 1 {
            edits.inline(title.end, "<span id=\"");
            edits.hole(title.end, Piece::Id(title.id.as_str().into()));
            edits.inline(title.end, "\"></span>");
        }
        let range = draft.original(&range);
        draft.level = title.marked.take().map(|(value, range)| Spanned { value, range });
        draft.heading = Some(Spanned { value: std::mem::take(&mut title.title), range });
        draft.is_section = rank > 1;
        // Others of its rank are sections of the page.
        let (up, least) = if rank == 1 || is_alone { (rank - 1, 1) } else { (rank - 2, 2) };
        for heading in found.iter_mut() {
            heading.depth = heading.depth.saturating_sub(up).max(least);
        }
    }
    for heading in found.iter_mut().skip(usize::from(is_first)) {
        if opens {
            heading.anchor -= 1;
        }
        if heading.depth == 1 {
            let range = plain::extent(&draft.steps[heading.start + 1..heading.end], &heading.range);
            draft.report(&range, |place| problems::second_title(place, &heading.title));
        }
    }
    opens
}

/// Reports the first heading that stands two ranks or more below the one before it, which is the page's
/// title for the first one.
fn check_depths(draft: &mut Draft<'_>, found: &[Heading]) {
    let shown = |heading: &Heading| heading.depth.max(2);
    let of_page = found.iter().filter(|heading| !heading.inside);
    let above = std::iter::once(1).chain(of_page.clone().map(shown));
    let mut skips = above.zip(of_page).filter(|(above, heading)| shown(heading) > above + 1);
    let Some((above, heading)) = skips.next() else { return };
    let more = skips.count();
    let range = plain::extent(&draft.steps[heading.start + 1..heading.end], &heading.range);
    draft.report(&range, |place| {
        problems::skipped_depth(place, &heading.title, (above, heading.depth), more)
    });
}

fn prints_nothing(step: &Step<'_>) -> bool {
    match &step.node {
        Node::Raw(text) => text.trim().is_empty(),
        // An old address of the page: `<a id="earlier"></a>`, also in a paragraph of its own.
        Node::Md(
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) | Event::SoftBreak,
        ) => true,
        Node::Inline(_) | Node::Mark(Mark::Level(..) | Mark::Hole(Piece::Id(_))) => true,
        _ => false,
    }
}

fn anchor(draft: &mut Draft<'_>, edits: &mut Edits<'_>, heading: &Heading) {
    let inner = &draft.steps[heading.start + 1..heading.end];
    let mut title_html = plain::title_html(inner);
    if let Some((braces, _)) = &heading.braces {
        title_html.push(' ');
        title_html.push_str(&text::escape(braces));
    }
    let range = draft.original(&plain::extent(inner, &heading.range));
    draft.anchors.push(Anchor {
        kind: AnchorKind::Heading(heading.depth),
        id: heading.id.clone(),
        title: heading.title.clone(),
        title_html,
        range,
        number: None,
        body: 0..0,
        marked: heading.marked.clone(),
    });
    tags(edits, &draft.settings.words, heading, Some(&heading.id));
}

/// The tags of a heading; with an id also the link to itself and the badge.
fn tags(edits: &mut Edits<'_>, words: &Words, heading: &Heading, id: Option<&str>) {
    let Heading { start, end, depth, class, title, anchor, .. } = heading;
    // The page's title is the only h1 on it; a model's text does not know where it stands.
    let depth = if id.is_some() { (*depth).max(2) } else { *depth };
    edits.remove(*start);
    edits.remove(*end);
    edits.block(*start, "<h");
    edits.hole(*start, Piece::HeadingDepth(depth));
    if !class.is_empty() {
        edits.inline(*start, format!(" class=\"{}\"", text::escape(class)));
    }
    if let Some(id) = id {
        edits.inline(*start, " id=\"");
        edits.hole(*start, Piece::Id(id.into()));
        edits.inline(*start, "\">");
        edits.inline(*end, " <a class=\"anchor\" href=\"");
        edits.hole(*end, Piece::LocalHref(id.into()));
        let label = words.fill("Link to this section: {title}", &[("title", title)]);
        let label = text::escape(&label);
        edits.inline(*end, format!("\" aria-label=\"{label}\">#</a>"));
        edits.hole(*end, Piece::Badge(index(*anchor)));
    } else {
        edits.inline(*start, ">");
    }
    edits.block(*end, "</h");
    edits.hole(*end, Piece::HeadingDepth(depth));
    edits.block(*end, ">\n");
}

pub fn index(anchor: usize) -> u32 {
    u32::try_from(anchor).expect("a file has fewer than 2^32 anchors")
}

/// The body of a heading ends at the next heading of its depth or less, or with what it stands in,
/// so that it is a whole piece of HTML wherever it is shown.
fn mark_bodies(draft: &Draft<'_>, edits: &mut Edits<'_>, found: &[Heading]) {
    let mut boxes = vec![Box { name: Cow::Borrowed(""), open: Vec::new() }];
    let mut unclosed: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let mut next = found.iter().peekable();
    for (at, step) in draft.steps.iter().enumerate() {
        if let Some(heading) = next.next_if(|heading| heading.start == at) {
            let open = &mut boxes.last_mut().expect("the page itself is never closed").open;
            while let Some((_, anchor)) = open.pop_if(|&mut (depth, _)| depth >= heading.depth) {
                edits.mark(at, Mark::BodyEnd(anchor));
            }
            edits.mark(heading.end + 1, Mark::BodyStart(heading.anchor));
            open.push((heading.depth, heading.anchor));
        }
        match opens_or_closes(step) {
            Some((name, true)) => {
                *unclosed.entry(name.clone()).or_insert(0_usize) += 1;
                boxes.push(Box { name, open: Vec::new() });
            }
            // A closing tag without an opening one closes nothing.
            Some((name, false)) if unclosed.get(&name).is_some_and(|&count| count > 0) => {
                while let Some(closed) = boxes.pop_if(|_| unclosed[&name] > 0) {
                    *unclosed.entry(closed.name.clone()).or_default() -= 1;
                    for (_, anchor) in closed.open.into_iter().rev() {
                        edits.mark(at, Mark::BodyEnd(anchor));
                    }
                    if closed.name == name {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    for (_, anchor) in boxes.into_iter().rev().flat_map(|b| b.open.into_iter().rev()) {
        edits.mark(draft.steps.len(), Mark::BodyEnd(anchor));
    }
}

/// Something that headings can stand in, and those in it whose bodies are not ended.
struct Box<'t> {
    name: Cow<'t, str>,
    open: Vec<(u8, usize)>,
}

fn opens_or_closes<'t>(step: &'t Step<'_>) -> Option<(Cow<'t, str>, bool)> {
    match &step.node {
        Node::Md(Event::Start(tag)) => container(tag.to_end()).map(|name| (name.into(), true)),
        Node::Md(Event::End(tag)) => container(*tag).map(|name| (name.into(), false)),
        Node::Block(html) => raw_container(html),
        Node::Mark(Mark::Hole(Piece::Open(_))) => Some(("<>".into(), true)),
        Node::Mark(Mark::Hole(Piece::Close(_))) => Some(("<>".into(), false)),
        _ => None,
    }
}

fn container(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::BlockQuote(_) => "> ",
        TagEnd::Item => "- ",
        TagEnd::FootnoteDefinition => "[^]",
        _ => return None,
    })
}

/// An element of raw HTML that must be closed by a tag of its own.
fn raw_container(html: &str) -> Option<(Cow<'_, str>, bool)> {
    const CLOSED: &[&str] = &[
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "main",
        "nav",
        "ol",
        "section",
        "table",
        "ul",
    ];
    let tag = html.strip_prefix('<')?;
    let (tag, opens) = tag.strip_prefix('/').map_or((tag, true), |tag| (tag, false));
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = tag[..end].to_ascii_lowercase();
    CLOSED.contains(&name.as_str()).then_some((Cow::Owned(name), opens))
}
