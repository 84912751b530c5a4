//! `sitemap.xml` and `robots.txt`: which pages there are, for search engines.

use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::output::File;
use crate::site::render::head;
use crate::site::resolve::pages::PageId;

use super::{file, xml};

/// One sitemap may have so many addresses (sitemaps.org).
pub const MOST: usize = 50_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// One sitemap, or an index of several with `most` addresses each; none without a base URL, as the
/// addresses are absolute.
pub fn files(site: &Site, listed: &[PageId], most: usize) -> Vec<(OutPath, File)> {
    if site.config.base_url.is_none() {
        return Vec::new();
    }
    let urls: Vec<String> = listed.iter().filter_map(|&id| url(site, id)).collect();
    if urls.len() <= most {
        return vec![file("sitemap.xml", of("urlset", &urls))];
    }
    let parts: Vec<_> = urls.chunks(most).enumerate().collect();
    let named = |at: usize| format!("sitemap-{}.xml", at + 1);
    let entries = parts.iter().filter_map(|(at, _)| {
        let address = head::absolute(site, &OutPath::new(named(*at)))?;
        Some(format!("<sitemap><loc>{}</loc></sitemap>\n", xml(&address)))
    });
    let index = file("sitemap.xml", of("sitemapindex", &entries.collect::<Vec<_>>()));
    let parts = parts.iter().map(|(at, urls)| file(&named(*at), of("urlset", urls)));
    std::iter::once(index).chain(parts).collect()
}

fn of(element: &str, entries: &[String]) -> String {
    let entries = entries.concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{element} xmlns=\"{NAMESPACE}\">\n{entries}</{element}>\n"
    )
}

fn url(site: &Site, id: PageId) -> Option<String> {
    let address = xml(&head::canonical(site, id)?);
    let changed = changed(site, id).map(|day| format!("<lastmod>{day}</lastmod>"));
    Some(format!("<url><loc>{address}</loc>{}</url>\n", changed.unwrap_or_default()))
}

/// The day of the last change, or else the one that the note gives itself.
fn changed(site: &Site, id: PageId) -> Option<&str> {
    head::updated(site, id).or_else(|| {
        let date = site.notes[site.map.note_of(id)?].front.date.as_ref()?;
        Some(&date.value)
    })
}

/// Everything may be read; unlisted pages are not named, as that would tell of them.
pub fn robots(site: &Site) -> String {
    let sitemap = head::absolute(site, &OutPath::new("sitemap.xml"));
    let sitemap = sitemap.map(|address| format!("\nSitemap: {address}\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}
