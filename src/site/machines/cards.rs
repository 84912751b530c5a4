//! What stands on the card of each page.

use rayon::prelude::*;

use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::card::{Card, Press};
use crate::site::memo::{Memo, hash_of};
use crate::site::output::{File, Output};
use crate::site::render::{description, head};
use crate::site::resolve::pages::{PageId, PageKind};
use crate::site::store::Shelf;

/// Steps of the flight on pages that speak of no level.
const STEPS: usize = 5;

/// The cards of all pages that name one and have none by the author.
pub fn all(site: &Site, output: &Output, kept: &Memo<File>, shelf: &Shelf) -> Vec<(OutPath, File)> {
    let Some(fonts) = head::fonts(site) else { return Vec::new() };
    let press = Press::new(&fonts);
    let font = site.theme.files.get(head::CARD_FONT).map(|file| file.hash);
    let pages = (0..site.map.pages.len()).into_par_iter().map(PageId);
    let wanted = pages.filter_map(|id| Some((id, head::card(site, id)?)));
    let missing = wanted.filter(|(_, out)| output.get(out).is_none());
    let cards = missing.map(|(id, out)| {
        let description = description(site, id);
        let written =
            |text: &str| if fonts.can_write(text) { text.to_owned() } else { String::new() };
        let (name, description) = (written(&site.config.title), written(&description));
        let title = &site.map.page(id).title;
        let card = Card { site: &name, title, description: &description, steps: steps(site, id) };
        let key = hash_of(&("card", font, &card));
        let file = kept.get(key, || File::new(shelf.bytes(key, || press.print(&card))));
        (out, (*file).clone())
    });
    cards.collect()
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
