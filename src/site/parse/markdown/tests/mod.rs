//! What an author writes, and what a reader gets.

mod blocks;
mod diagnostics;
mod hostile;
mod inline;
mod notes;

use std::sync::Arc;

use super::super::note::Note;
use super::super::rich::{Anchor, Piece, Rich};
use crate::site::diagnostics::{Diagnostic, Severity};
use crate::site::sources::{SourcePath, Sources};
use crate::site::store::Shelf;

/// The Markdown of a prose field, in English.
fn blocks(text: &str) -> Rich {
    super::blocks(text, &Arc::default())
}

fn read(text: &str) -> (Note, Vec<Diagnostic>) {
    read_as(text, &super::Settings::default())
}

fn read_as(text: &str, settings: &super::Settings) -> (Note, Vec<Diagnostic>) {
    let path = SourcePath::new("content/note.md");
    super::note(&path, text, None, settings, &Sources::default(), &Shelf::default())
}

/// The HTML of a page with nothing wrong with it, in a theme with the usual components.
fn page_of_components(text: &str) -> String {
    let (note, diagnostics) = read_as(text, &components());
    assert_eq!(diagnostics, [], "in {text:?}");
    fill(&note.body)
}

fn components() -> super::Settings {
    let names = ["Tabs", "Tab", "Steps", "Cards", "Card", "Figure"].map(str::to_owned);
    super::Settings { components: Arc::new(names.into()), ..super::Settings::default() }
}

/// The HTML of a page that has nothing wrong with it.
fn page(text: &str) -> String {
    let (note, diagnostics) = read(text);
    assert_eq!(diagnostics, [], "in {text:?}");
    fill(&note.body)
}

fn fill(rich: &Rich) -> String {
    fill_pieces(rich, &rich.pieces)
}

/// The holes filled in the simplest way that shows what they are.
fn fill_pieces(rich: &Rich, pieces: &[Piece]) -> String {
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(text) => html += text,
            Piece::Id(id) => html += id,
            Piece::LocalHref(id) => html += &format!("#{id}"),
            Piece::Href(link) => html += &rich.links[*link as usize].dest,
            Piece::LinkText(link) => html += &format!("[{}]", rich.links[*link as usize].dest),
            Piece::HeadingDepth(depth) => html += &depth.to_string(),
            Piece::AnchorId(anchor) => html += &format!(" id=@{anchor}"),
            Piece::Badge(anchor) => html += &format!("{{badge {anchor}}}"),
            Piece::ImageSize(_) => {}
            Piece::Open(call) => html += &format!("[{}>", rich.calls[*call as usize].name),
            Piece::Close(call) => html += &format!("<{}]", rich.calls[*call as usize].name),
        }
    }
    html
}

fn body(note: &Note, anchor: &Anchor) -> String {
    fill_pieces(&note.body, &note.body.pieces[anchor.body.clone()])
}

/// `M01 error 3:1 message | help` for each.
fn shown(text: &str) -> Vec<String> {
    read(text).1.iter().map(|diagnostic| show(text, diagnostic)).collect()
}

fn show(text: &str, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Remark => "remark",
    };
    let before = &text[..diagnostic.place.as_ref().unwrap().range.start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let help = diagnostic.help.as_deref().unwrap_or_default();
    format!("{} {severity} {line}:{column} {} | {help}", diagnostic.code, diagnostic.message)
}
