//! Pages as Markdown: a note as its author wrote it, with links that lead from one such file to the
//! next; lists and pages of models written anew.

use std::ops::Range;

use crate::site::Site;
use crate::site::address::{Base, OutPath, encode};
use crate::site::output::File;
use crate::site::parse::markdown::wikilinks::{self, SCHEME};
use crate::site::parse::markdown::{body_start, included};
use crate::site::parse::rich::{LinkRef, Rich};
use crate::site::render::{description, head, list_pages};
use crate::site::resolve::links::{Target, target};
use crate::site::resolve::pages::{PageId, PageKind};
use crate::site::sources::{SourcePath, Sources};

use super::model_markdown;

/// The file beside the page, for pages that have one.
pub fn page(site: &Site, sources: &Sources, id: PageId) -> Option<(OutPath, File)> {
    let out = head::markdown(site, id)?;
    let frame = Frame { site, out: &out };
    let text = match site.map.page(id).kind {
        PageKind::Note(note) | PageKind::Home(Some(note)) => own(&frame, sources, id, note),
        PageKind::Home(None) => frame.list(id, &site.map.order[1..]),
        PageKind::Section(_) | PageKind::NoteTags | PageKind::NoteTag(_) => {
            frame.list(id, &list_pages::pages(site, id))
        }
        _ => model_markdown::page(&frame, sources, id),
    };
    let text = format!("{}\n", text.trim_end());
    Some((out.clone(), File::new(text.into_bytes())))
}

/// A note, its title first.
fn own(frame: &Frame, sources: &Sources, id: PageId, note: usize) -> String {
    let body = frame.note(sources, note);
    let title = &frame.site.map.page(id).title;
    match frame.site.notes[note].heading {
        Some(_) => body,
        None => format!("# {}\n\n{body}", text(title)),
    }
}

/// Where a text is shown.
pub struct Frame<'a> {
    pub site: &'a Site,
    /// The file that it becomes part of.
    pub out: &'a OutPath,
}

impl Frame<'_> {
    /// The address of a page from here: of its Markdown, where there is one.
    pub fn href(&self, id: PageId) -> String {
        let page = self.site.map.page(id);
        let out = head::markdown(self.site, id).unwrap_or_else(|| page.out.clone());
        Base::of(self.out).href(&out, self.site.config.urls)
    }

    pub fn link(&self, id: PageId) -> String {
        format!("[{}]({})", text(&self.site.map.page(id).title), self.href(id))
    }

    /// A page that lists others.
    fn list(&self, id: PageId, pages: &[PageId]) -> String {
        let entry = |&page: &PageId| {
            format!("- {}: {}\n", self.link(page), text(&description(self.site, page)))
        };
        let entries: String = pages.iter().map(entry).collect();
        format!("# {}\n\n{entries}", text(&self.site.map.page(id).title))
    }

    /// The text of a note without its front matter.
    pub fn note(&self, sources: &Sources, index: usize) -> String {
        let note = &self.site.notes[index];
        let Some(source) = sources.get(&note.path) else { return String::new() };
        let whole = String::from_utf8_lossy(&source.bytes);
        let text = match included(&note.path, &whole, sources) {
            Some((text, links)) => self.rewritten(&note.path, &text, &links),
            // Links all stand behind the front matter, so what is before them keeps its length.
            None => self.rewritten(&note.path, &whole, &note.body.links)[body_start(&whole)..]
                .to_owned(),
        };
        text.replace("\r\n", "\n").trim_start_matches('\n').to_owned()
    }

    /// A text of a model.
    pub fn text(&self, from: &SourcePath, raw: &str, rich: &Rich) -> String {
        self.rewritten(from, raw, &rich.links)
    }

    fn rewritten(&self, from: &SourcePath, text: &str, links: &[LinkRef]) -> String {
        let mut edits = self.edits(from, text, links);
        edits.sort_by_key(|(range, _)| range.start);
        let (mut result, mut at) = (String::with_capacity(text.len()), 0);
        for (range, new) in edits {
            if range.start >= at {
                result.push_str(&text[at..range.start]);
                result.push_str(&new);
                at = range.end;
            }
        }
        result + &text[at..]
    }

    /// The places at which an address stands, each with what it is from here.
    fn edits(
        &self,
        from: &SourcePath,
        text: &str,
        links: &[LinkRef],
    ) -> Vec<(Range<usize>, String)> {
        let edit = |link: &LinkRef| {
            let spelled = text.get(link.range.clone())?;
            let (address, name) = self.address(from, link)?;
            let (range, new) = replaced(spelled, &link.dest, &address, &name)?;
            Some((range.start + link.range.start..range.end + link.range.start, new))
        };
        links.iter().filter_map(edit).collect()
    }

    /// What a link leads to from here, and what it is called; none for what is elsewhere or nowhere.
    fn address(&self, from: &SourcePath, link: &LinkRef) -> Option<(String, String)> {
        let (site, base) = (self.site, Base::of(self.out));
        let (address, fragment, name) = match target(site, from, link).ok()? {
            Target::Page(_, Some(fragment)) if link.dest.starts_with('#') => {
                (String::new(), Some(fragment), String::new())
            }
            Target::Page(id, fragment) => {
                (self.href(id), fragment, site.map.page(id).title.clone())
            }
            Target::File(file, fragment) => {
                let out = &site.map.files[file].0;
                (base.href(out, site.config.urls), fragment, out.to_string())
            }
            Target::External(_) => return None,
        };
        let fragment = fragment.map(|id| format!("#{}", encode(&id))).unwrap_or_default();
        Some((format!("{address}{fragment}"), name))
    }
}

/// The part of a link that holds its address, and what takes its place. A reference gets the
/// address itself, as its definition serves other links too; what is linked by name becomes a link by address.
fn replaced(link: &str, dest: &str, address: &str, name: &str) -> Option<(Range<usize>, String)> {
    if dest.starts_with(SCHEME) {
        let by_name = wikilinks::found(link, link, 0);
        let sign = if by_name.first()?.is_picture() { "!" } else { "" };
        let words = text(&by_name.first()?.text());
        return Some((0..link.len(), format!("{sign}[{words}]({address})")));
    }
    if !link.starts_with('[') && !link.starts_with("![") {
        let at = link.find(dest).filter(|_| !dest.is_empty())?;
        return Some((at..at + dest.len(), address.to_owned()));
    }
    if link.ends_with(')')
        && let Some(at) = link.rfind("](")
    {
        let inside = &link[at + 2..link.len() - 1];
        let start = at + 2 + inside.len() - inside.trim_start().len();
        let length = match inside.trim_start().strip_prefix('<') {
            Some(rest) => rest.find('>')? + 2,
            None => {
                inside.trim_start().find(char::is_whitespace).unwrap_or(inside.trim_start().len())
            }
        };
        let is_unnamed = link[..at].trim_start_matches('!') == "[";
        return Some(match is_unnamed {
            true => (at..start + length, format!("{}]({address}", text(name))),
            false => (start..start + length, address.to_owned()),
        });
    }
    let end = link.rfind("][").unwrap_or(link.len() - 1);
    link.ends_with(']').then(|| (end..link.len(), format!("]({address})")))
}

/// Plain text as it stands in a line of Markdown.
pub fn text(plain: &str) -> String {
    let mut text = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '\n' | '\r' => text.push(' '),
            '[' | ']' | '<' | '\\' | '`' | '*' | '_' => text.extend(['\\', c]),
            c => text.push(c),
        }
    }
    text
}
