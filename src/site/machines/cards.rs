//! What stands on the card of each page.

use std::sync::Arc;

use rayon::prelude::*;

use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::card::{Card, Fonts, Press};
use crate::site::memo::hash_of;
use crate::site::output::{Late, Output};
use crate::site::render::{description, head};
use crate::site::resolve::pages::{PageId, PageKind};
use crate::site::sources::ContentHash;
use crate::site::store::Shelf;

/// Steps of the flight on pages that speak of no level.
const STEPS: usize = 5;

/// The cards of all pages that name one and have none by the author, to be printed when they are
/// written: of 10,000 pages they take 240 MB.
#[derive(Debug)]
pub struct Cards {
    /// The name of the site, as it stands on all of them.
    site: String,
    planned: Vec<Planned>,
    fonts: Option<Fonts>,
    font: Option<ContentHash>,
}

#[derive(Debug)]
struct Planned {
    out: OutPath,
    title: String,
    description: String,
    steps: (usize, usize),
}

impl Cards {
    /// What a site wants. The notes may go afterwards.
    pub fn of(site: &Site, output: &Output) -> Self {
        let fonts = head::fonts(site);
        let font = site.theme.files.get(head::CARD_FONT).map(|file| file.hash);
        let written = |text: &str| {
            let is_written = fonts.as_ref().is_some_and(|fonts| fonts.can_write(text));
            if is_written { text.to_owned() } else { String::new() }
        };
        let pages = (0..site.map.pages.len()).into_par_iter().map(PageId);
        let wanted = pages.filter_map(|id| Some((id, head::card(site, id)?)));
        let missing = wanted.filter(|(_, out)| output.get(out).is_none());
        let planned = missing.map(|(id, out)| Planned {
            out,
            title: site.map.page(id).title.clone(),
            description: written(&description(site, id)),
            steps: steps(site, id),
        });
        let planned = planned.collect();
        Self { site: written(&site.config.title), planned, fonts, font }
    }

    /// Each with the hash of what it is made from.
    pub fn files<'s>(&'s self, shelf: &'s Shelf) -> Vec<Late<'s>> {
        let Some(fonts) = &self.fonts else { return Vec::new() };
        let press = Arc::new(Press::new(fonts));
        let files = self.planned.iter().map(|Planned { out, title, description, steps }| {
            let card = Card { site: &self.site, title, description, steps: *steps };
            let hash = hash_of(&("card", env!("LEVELBOOK_SOURCES"), self.font, &card));
            let press = Arc::clone(&press);
            let make = move || shelf.bytes(hash, || press.print(&card));
            Late { path: out.clone(), hash, make: Box::new(make) }
        });
        files.collect()
    }
}

/// How many levels there are, and how many the page stands on.
fn steps(site: &Site, id: PageId) -> (usize, usize) {
    let count = |m: usize| site.map.models[m].levels.len();
    match site.map.page(id).kind {
        PageKind::Level(m, level) => (count(m), level + 1),
        PageKind::Activity(m, a) => (count(m), site.map.models[m].model.activities[a].level + 1),
        _ => (STEPS, STEPS),
    }
}
