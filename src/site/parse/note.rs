//! A page of Markdown with its front matter, read by itself.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::params::Params;
use super::rich::{Anchor, Piece, Rich};
use crate::site::memo::hash_of;
use crate::site::sources::{ContentHash, SourcePath};

/// A value and the bytes of the file that it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    pub value: T,
    pub range: Range<usize>,
}

/// `content/**/*.md` after parsing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    pub path: SourcePath,
    /// Of the file: equal hashes, equal notes.
    pub hash: ContentHash,
    /// Of all that other pages can see of the note: while it stays, an edit of the text is the note's own matter.
    pub outline: ContentHash,
    pub front: FrontMatter,
    /// The first heading of depth 1 if the text opens with it: taken out of `body`, as the page prints its title itself.
    pub heading: Option<Spanned<String>>,
    /// Whether that heading is of a lower rank: the only one of its rank, above all others.
    pub is_section: bool,
    /// What the order of a book calls it.
    pub listed: Option<String>,
    pub body: Rich,
    /// In the order of the text. Headings always; list items and table rows where they could name a level.
    pub anchors: Vec<Anchor>,
    /// The first paragraph as plain text, at most 160 characters, for where no description is given.
    pub excerpt: String,
}

impl Note {
    /// What `outline` is made of: the address, the title and the ids, but no text and no place in it.
    pub fn outline(&self) -> ContentHash {
        let title = self.heading.as_ref().map(|heading| &heading.value);
        let exercises = &self.body.exercises;
        // Items and rows have their id in the page where they speak of a level.
        let marks = self.anchors.iter().map(|anchor| anchor.marked.as_ref().map(|mark| &mark.0));
        let ids = (self.ids().collect::<Vec<_>>(), marks.collect::<Vec<_>>());
        hash_of(&(&self.path, &self.front, title, &self.listed, ids, exercises))
    }

    /// Lets the text go; what the page is called, where its parts are and its links stay.
    pub fn forget_text(&mut self) {
        self.body.pieces = Vec::new();
        self.body.plain = String::new();
    }

    /// Everything that a link can lead to, with the items and rows that may turn out to name no level.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.anchors.iter().map(|anchor| anchor.id.as_str()).chain(self.given_ids())
    }

    /// What the author gave an id, and what has one to be referred to.
    pub fn given_ids(&self) -> impl Iterator<Item = &str> {
        let pieces = self.body.pieces.iter().filter_map(|piece| match piece {
            Piece::Id(id) => Some(&**id),
            _ => None,
        });
        let labels = self.body.labels.iter().map(|label| label.id.as_str());
        pieces.chain(labels)
    }
}

/// An address that leads on: `old/page.html`, or `{from: "old/page.html#setup", to: "#install"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alias {
    /// From the site's root: `old/page.html`, `old/page/`, either with a fragment; `#setup` is an
    /// earlier id on the page itself.
    pub from: Spanned<String>,
    /// Where it leads, as links of the page are written; the page where nothing is said.
    pub to: Option<Spanned<String>>,
}

impl Alias {
    /// The address without its fragment; empty for the page itself.
    pub fn page(&self) -> &str {
        self.from.value.split('#').next().unwrap_or_default()
    }

    /// The id of an element of that page.
    pub fn fragment(&self) -> Option<String> {
        let (_, id) = self.from.value.split_once('#')?;
        Some(percent_decode_str(id).decode_utf8_lossy().into_owned())
    }

    /// An earlier id on the page itself, and the id of now; none for the top of the page.
    pub fn of_same_page(&self) -> Option<(String, Option<&Spanned<String>>)> {
        let stays = self.to.as_ref().is_none_or(|to| to.value.starts_with('#'));
        let id = self.fragment().filter(|_| self.page().is_empty() && stays)?;
        Some((id, self.to.as_ref()))
    }
}

/// The keys that a page may give between two lines of `---`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FrontMatter {
    pub title: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    /// Pages with less weight come first; those without a weight follow, by number prefix, then title.
    pub weight: Option<i64>,
    /// Replaces the last part of the page's address.
    pub slug: Option<Spanned<String>>,
    /// Earlier addresses, which lead to the page or a part of it.
    pub aliases: Vec<Alias>,
    pub draft: bool,
    /// `2024-01-31`, checked to be a day of the calendar.
    pub date: Option<Spanned<String>>,
    pub tags: Vec<Spanned<String>>,
    /// The model whose levels the page speaks of: its key, `mlops` for `content/mlops.model.yaml`.
    pub model: Option<Spanned<String>>,
    /// The page as a whole is about this level: its value, name or an `aka`, as spelled.
    pub level: Option<Spanned<String>>,
    /// What the page calls the first level. Without it numbers are expected to be the model's own.
    pub counts_from: Option<Spanned<i64>>,
    /// Who wrote the page; without it, the authors of the site.
    pub authors: Vec<Spanned<String>>,
    /// There for those who have its address: no list of pages names it, and search engines are asked not to.
    pub unlisted: bool,
    /// Keys of the author's own, for templates.
    pub params: Params,
    /// What a reader can do after the page: inline Markdown.
    pub objectives: Vec<Spanned<String>>,
    /// Notes to be read before, as paths from this one.
    pub prerequisites: Vec<Spanned<String>>,
    /// How long the page takes, in the author's words: `45 min`.
    pub time: Option<Spanned<String>>,
}
