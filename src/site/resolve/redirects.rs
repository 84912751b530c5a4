//! Earlier addresses and what they lead to. Each leads to something that is there: none to another
//! earlier address, so that none can lead in a circle.

use std::collections::{BTreeMap, HashMap};

use super::Site;
use super::ids;
use super::links::{self, Target};
use super::pages::{Claim, PageId};
use crate::site::address::OutPath;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::rich::{LinkKind, LinkRef};

/// Earlier addresses by what stands there now.
#[derive(Debug, Default)]
pub struct Redirects {
    /// Pages that lead on, in the order of their addresses.
    pub pages: BTreeMap<OutPath, Redirect>,
    /// Files that stand at an earlier address too: indexes of `Map::files`.
    pub files: BTreeMap<OutPath, usize>,
    /// Parts of pages of the site that are elsewhere now.
    pub moved: BTreeMap<PageId, Vec<Part>>,
}

/// An earlier address of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Redirect {
    pub to: Target,
    /// Those that do not go where the page went.
    pub parts: Vec<Part>,
}

/// The id of a part of an earlier page, and where that part is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    pub id: String,
    pub to: Target,
}

impl Redirects {
    /// Where an earlier address leads.
    pub fn now(&self, out: &OutPath, fragment: Option<&str>) -> Option<Target> {
        let redirect = self.pages.get(out);
        let part = redirect.and_then(|r| r.parts.iter().find(|p| Some(&*p.id) == fragment));
        let whole = || match redirect.map(|redirect| &redirect.to)? {
            Target::Page(page, None) => Some(Target::Page(*page, fragment.map(str::to_owned))),
            other => Some(other.clone()),
        };
        let file = || self.files.get(out).map(|&file| Target::File(file, None));
        part.map(|part| part.to.clone()).or_else(whole).or_else(file)
    }

    /// Where a part of a page of the site is now.
    pub fn moved(&self, page: PageId, fragment: &str) -> Option<&Target> {
        let part = self.moved.get(&page)?.iter().find(|part| part.id == fragment)?;
        Some(&part.to)
    }
}

/// Resolves what notes and models say of earlier addresses.
pub fn resolve(site: &Site) -> (std::sync::Arc<Redirects>, Vec<Diagnostic>) {
    let mut redirects = Redirects::default();
    let mut diagnostics = Vec::new();
    let (parts, whole): (Vec<&Claim>, Vec<_>) =
        site.map.claims.iter().partition(|claim| claim.fragment.is_some());
    for claim in whole {
        match goal(site, claim) {
            Ok(Target::File(file, _)) if !claim.out.as_str().ends_with(".html") => {
                redirects.files.insert(claim.out.clone(), file);
            }
            Ok(to) => {
                let redirect = Redirect { to, parts: Vec::new() };
                redirects.pages.insert(claim.out.clone(), redirect);
            }
            Err(problem) => diagnostics.push(*problem),
        }
    }
    let mut first: HashMap<(&OutPath, &str), &Place> = HashMap::new();
    for claim in parts {
        let id = claim.fragment.as_deref().unwrap_or_default();
        if let Some(&first) = first.get(&(&claim.out, id)) {
            diagnostics.push(twice(claim, id, first));
            continue;
        }
        first.insert((&claim.out, id), &claim.place);
        match part(site, claim, id) {
            Ok((Some(page), part)) => redirects.moved.entry(page).or_default().push(part),
            Ok((None, part)) => {
                let redirect = redirects.pages.get_mut(&claim.out);
                redirect.into_iter().for_each(|redirect| redirect.parts.push(part.clone()));
            }
            Err(problem) => diagnostics.push(*problem),
        }
    }
    (std::sync::Arc::new(redirects), diagnostics)
}

/// The page of the site that the part was on, if that is there, and where the part leads.
fn part(site: &Site, claim: &Claim, id: &str) -> Result<(Option<PageId>, Part), Box<Diagnostic>> {
    let page = site.map.lookup.page_at(&claim.out);
    let note = page.and_then(|page| site.map.text_of(page)).map(|note| &site.notes[note]);
    if note.is_some_and(|note| ids::has(&site.map, note, id)) {
        return Err(still_there(claim, id));
    }
    Ok((page, Part { id: id.to_owned(), to: goal(site, claim)? }))
}

fn goal(site: &Site, claim: &Claim) -> Result<Target, Box<Diagnostic>> {
    let (Some(to), Some(note)) = (&claim.to, claim.note) else {
        return Ok(Target::Page(claim.page, None));
    };
    let from = &site.notes[note].path;
    let (dest, range) = (to.value.clone(), to.range.clone());
    let link = LinkRef { kind: LinkKind::Link, dest, range, from: None };
    links::target(site, from, &link).map_err(|problem| {
        let place = Some(Place::new(from, to.range.clone()));
        match links::outs(from, &to.value).iter().any(|out| is_claimed(site, out)) {
            true => in_a_circle(place, &to.value),
            false => Box::new(Diagnostic { place, ..*problem }),
        }
    })
}

fn is_claimed(site: &Site, out: &OutPath) -> bool {
    site.map.claims.iter().any(|claim| claim.out == *out && claim.fragment.is_none())
}

fn in_a_circle(place: Option<Place>, to: &str) -> Box<Diagnostic> {
    let message = format!("{to} is an earlier address itself, and these must not lead in circles");
    let nowhere = Place::file(&crate::site::sources::SourcePath::new(""));
    let diagnostic = Diagnostic::error(Code::R05, nowhere, message)
        .help("Write where the page is now, as links are written: page.md#part");
    Box::new(Diagnostic { place, ..diagnostic })
}

fn twice(claim: &Claim, id: &str, first: &Place) -> Diagnostic {
    let message = format!("the earlier address {}#{id} is given twice", claim.out);
    Diagnostic::error(Code::R05, claim.place.clone(), message)
        .related(first.clone(), "given first here")
        .help("Take one of them out.")
}

fn still_there(claim: &Claim, id: &str) -> Box<Diagnostic> {
    let message =
        format!("#{id} is still on the page {}, so that it cannot lead elsewhere", claim.out);
    Box::new(
        Diagnostic::error(Code::R05, claim.place.clone(), message)
            .help("Take this alias out, or give the heading there another id: `## Title {#id}`."),
    )
}
