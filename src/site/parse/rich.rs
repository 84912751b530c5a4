//! Markdown turned into HTML with holes.
//!
//! A file is parsed without knowing any other file, so what depends on others (the address behind
//! a link, the level that a heading names) is left as a hole and filled once the site is resolved.
//! The holes also let a section be shown on another page: ids get a prefix there, headings move
//! down, links are counted from the other page's folder.

use std::ops::Range;

use crate::site::sources::SourcePath;

/// The HTML of a text, as a run of pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rich {
    pub pieces: Vec<Piece>,
    /// What the pieces `Href` and `LinkText` speak of.
    pub links: Vec<LinkRef>,
    /// What the pieces `Open` and `Close` speak of.
    pub calls: Vec<Call>,
    /// What can be referred to by a number: its id, and `Figure 2`.
    pub labels: Vec<Label>,
    pub exercises: Vec<Exercise>,
    /// Whether it has marked code, formulas, exercises or what else only some pages have. Of components, `calls` tell.
    pub extras: bool,
    /// Whether it has something of its own that the script of such pages moves: questions, diagrams. Of components, `calls` tell.
    pub moving: bool,
    /// Whether it has diagrams for Mermaid.
    pub diagrams: bool,
    /// The text without any markup, runs of white space made one space.
    pub plain: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Finished HTML.
    Html(Box<str>),
    /// The value of an `id` attribute of this text: not escaped, not prefixed.
    Id(Box<str>),
    /// The value of an `href` that leads to an id of the same text (footnotes): without `#`.
    LocalHref(Box<str>),
    /// The value of the `href` or `src` of `links[_]`. Only the value: the quotes are in the HTML around it.
    Href(u32),
    /// `<a href="…">` was written without a text (`[](level:2)`): the name of what `links[_]` leads to.
    LinkText(u32),
    /// Further attributes for an image, each with a space before it: ` width="…" height="…"` where known.
    ImageSize(u32),
    /// The number of the heading's tag, `2` of `<h2 …>` and `</h2>`: moved down where a section is embedded.
    HeadingDepth(u8),
    /// ` id="…"` for an anchor that is no heading, present only if it proves to be a level section.
    AnchorId(u32),
    /// The badge that names the level behind an anchor; nothing if it names none.
    Badge(u32),
    /// The pieces up to the `Close` of the same number are the inside of the component `calls[_]`.
    Open(u32),
    Close(u32),
}

/// A component of the theme, called by a tag: `<Card title="First steps" href="steps.md">`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    pub name: String,
    pub arguments: Vec<Argument>,
    /// Whether something stands between its tags.
    pub has_body: bool,
    /// Bytes of the opening tag in the source file.
    pub range: Range<usize>,
    /// The call that it stands in, and how many of that one's stand before it.
    pub parent: Option<u32>,
    pub index: u32,
    /// For a figure that is counted.
    pub number: Option<u32>,
}

/// `> [!EXERCISE] Clean the rides`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exercise {
    pub id: String,
    /// `Exercise 2: Clean the rides`.
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Argument {
    pub name: String,
    /// None where only the name is given: `<Video loop>`.
    pub value: Option<String>,
    /// For an address: which of the links it is.
    pub link: Option<u32>,
}

/// A link or an image, as the author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkRef {
    pub kind: LinkKind,
    /// The destination as spelled, entities and escapes of Markdown decoded, percent signs left as they are.
    pub dest: String,
    /// Bytes of the whole link in the source file.
    pub range: Range<usize>,
    /// The file that it was included from, where it stands in another one: it counts from there.
    pub from: Option<SourcePath>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    Link,
    Image,
}

/// A place of a note that may speak of a level: a heading, the title of an item of a top-level
/// ordered list, or a row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Anchor {
    pub kind: AnchorKind,
    /// Unique on the page.
    pub id: String,
    /// The title as plain text: `1. No Automation`.
    pub title: String,
    /// The title's HTML for tables of contents: no links in it.
    pub title_html: String,
    /// Bytes of the title in the source file.
    pub range: Range<usize>,
    /// The number that the author counts by, for a list item without a number in its title.
    pub number: Option<i64>,
    /// The pieces that belong to it, without its own title: for a heading up to the next heading of its depth or less.
    pub body: Range<usize>,
    /// `<!-- level: 4 -->` under it or `{level=4}`: the value and its bytes.
    pub marked: Option<(String, Range<usize>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnchorKind {
    /// With its depth, 1 to 6, as written.
    Heading(u8),
    ListItem,
    TableRow,
}
