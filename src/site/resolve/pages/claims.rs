//! Earlier addresses of pages and of their parts, and which page each leads to.

use std::collections::BTreeMap;

use super::{Claim, Page, PageId, PageKind, Planner};
use crate::site::address::OutPath;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::Model;
use crate::site::parse::note::{Alias, Spanned};
use crate::site::resolve::ModelPages;
use crate::site::resolve::links::{absolute, decoded};
use crate::site::sources::Source;
use crate::site::text::slug;

impl Planner<'_> {
    /// Earlier addresses of pages and of their parts.
    pub(super) fn claims(
        &mut self,
        models: &[ModelPages],
        files: &[(OutPath, Source)],
    ) -> Vec<Claim> {
        let mut claims = self.claims_of_models(models);
        for id in 0..self.pages.len() {
            let introduction = |m: usize| models[m].introduction;
            let note = match self.pages[id].kind {
                PageKind::Note(note)
                | PageKind::Home(Some(note))
                | PageKind::NotFound(Some(note)) => Some(note),
                PageKind::Overview(m) => introduction(m),
                _ => None,
            };
            let Some(note) = note else { continue };
            for alias in &self.parsed.notes[note].front.aliases {
                claims.extend(self.claim(note, PageId(id), alias, files));
            }
        }
        self.give_a_page_to_parts(&mut claims);
        claims
    }

    fn claims_of_models(&mut self, models: &[ModelPages]) -> Vec<Claim> {
        let mut claims = Vec::new();
        for pages in models {
            let model = &pages.model;
            let own = self.names_in(model);
            let mut claim = |name: String, page: PageId, was: &Spanned<String>| {
                let place = model.place(&was.range);
                let out = OutPath::page(&name, self.style);
                if self.take(&out, place.clone()) {
                    claims.push(Claim { out, fragment: None, page, note: None, to: None, place });
                }
            };
            for (activity, &page) in model.activities.iter().zip(&pages.activities) {
                for was in &activity.was {
                    claim(format!("{}/activity-{}", model.key, slug(&was.value)), page, was);
                }
            }
            for was in &model.was {
                for (name, page) in own.iter().filter(|_| was.value != model.key) {
                    claim(format!("{}/{name}", was.value), *page, was);
                }
            }
        }
        claims
    }

    /// The pages of a model, by what they are called in its folder.
    fn names_in(&self, model: &Model) -> Vec<(String, PageId)> {
        let name = |page: &Page| {
            let inner = page.out.as_str().strip_prefix(&*model.key)?.strip_prefix('/')?;
            let name = match self.style {
                UrlStyle::Folders if inner != "index.html" => inner.strip_suffix("/index.html"),
                _ => inner.strip_suffix(".html"),
            };
            name.map(str::to_owned)
        };
        let is_own = |page: &Page| page.source.as_ref() == Some(&model.path);
        let pages = self.pages.iter().enumerate().filter(|(_, page)| is_own(page));
        pages.filter_map(|(at, page)| Some((name(page)?, PageId(at)))).collect()
    }

    fn claim(
        &mut self,
        note: usize,
        page: PageId,
        alias: &Alias,
        files: &[(OutPath, Source)],
    ) -> Option<Claim> {
        if alias.of_same_page().is_some() {
            return None;
        }
        let place = Place::new(&self.parsed.notes[note].path, alias.from.range.clone());
        let to = alias.to.clone();
        let is_file = |to: &Spanned<String>| {
            let path = absolute(&self.parsed.notes[note].path, &decoded(&to.value));
            path.is_some_and(|path| files.iter().any(|(_, file)| file.path == path))
        };
        let out = match alias.page() {
            "" => self.pages[page.0].out.clone(),
            path if has_ending(path) && to.as_ref().is_some_and(is_file) => {
                OutPath::new(path.trim_start_matches('/'))
            }
            path => alias_path(path),
        };
        let fragment = alias.fragment();
        let free = fragment.is_some() || self.take(&out, place.clone());
        free.then_some(Claim { out, fragment, page, note: Some(note), to, place })
    }

    /// A part of a page that is no more, and that nobody claims as a whole, leads on with the whole
    /// page. That is clear where one page claims parts of it.
    fn give_a_page_to_parts(&mut self, claims: &mut Vec<Claim>) {
        let parts: Vec<Claim> = claims.iter().filter(|c| c.fragment.is_some()).cloned().collect();
        let mut heirs: BTreeMap<OutPath, Claim> = BTreeMap::new();
        for part in parts {
            let is_taken = self.taken.contains_key(&part.out.as_str().to_lowercase());
            match heirs.get(&part.out) {
                None if !is_taken => {
                    self.take(&part.out, part.place.clone());
                    let whole = Claim { fragment: None, to: None, ..part.clone() };
                    heirs.insert(part.out.clone(), whole);
                }
                Some(first) if first.page != part.page => {
                    let diagnostic = several_heirs(&part, first);
                    self.diagnostics.push(diagnostic);
                }
                _ => {}
            }
        }
        claims.extend(heirs.into_values());
    }
}

/// `pictures/old.png`: a file other than a page.
fn has_ending(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// `old/page.html` as it is; `old/page` and `old/page/` as a folder's index.
pub fn alias_path(alias: &str) -> OutPath {
    let path = alias.trim_start_matches('/');
    match path.strip_suffix('/').or((!path.ends_with(".html")).then_some(path)) {
        Some(folder) => OutPath::new(format!("{folder}/index.html")),
        None => OutPath::new(path),
    }
}

fn several_heirs(part: &Claim, first: &Claim) -> Diagnostic {
    let message = format!(
        "parts of {} lead to several pages, and nothing says where the page itself leads",
        part.out
    );
    Diagnostic::error(Code::R05, part.place.clone(), message)
        .related(first.place.clone(), "another page claims a part here")
        .help(format!("Give one of the pages the alias {} without a part.", part.out))
}
