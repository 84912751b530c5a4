//! The page of the glossary.

use super::fill::Frame;
use super::model_pages::Lens;
use super::views::{GlossaryView, Html, LinkView, TermView};
use crate::site::Site;
use crate::site::address::Base;
use crate::site::parse::glossary::Term;
use crate::site::resolve::pages::PageId;
use crate::site::text::order_key;

/// A word that every page uses lists so many of them.
const MOST: usize = 20;

pub fn glossary(site: &Site, base: &Base, page: PageId) -> GlossaryView {
    let mut terms: Vec<&Term> = site.glossary.terms.iter().collect();
    terms.sort_by_cached_key(|term| order_key(&term.name.value));
    let terms = terms.into_iter().map(|term| term_view(site, base, page, term));
    GlossaryView { terms: terms.collect() }
}

fn term_view(site: &Site, base: &Base, page: PageId, term: &Term) -> TermView {
    let backlinks = backlinks(site, base, page, &term.id);
    TermView {
        id: term.id.clone(),
        name: term.name.value.clone(),
        aka: term.aka.iter().map(|aka| aka.value.clone()).collect(),
        meaning: Html::new(match &site.glossary.path {
            Some(path) => Frame::own(site, base, path).text(&term.rich),
            None => String::new(),
        }),
        more: backlinks.len().saturating_sub(MOST),
        backlinks: backlinks.into_iter().take(MOST).collect(),
    }
}

/// The first place of each note that uses a word.
fn backlinks(site: &Site, base: &Base, page: PageId, id: &str) -> Vec<LinkView> {
    let lens = Lens { site, base, m: 0, engine: None };
    let mentions = site.mentions.get(&page).into_iter().flatten();
    let mut of_term: Vec<_> =
        mentions.filter(|mention| mention.fragment.as_deref() == Some(id)).collect();
    of_term.dedup_by_key(|mention| mention.note);
    of_term.into_iter().filter_map(|mention| lens.mention(mention)).collect()
}
