//! Atom feeds (RFC 4287) of the dated notes: one of the site, one of each tag.

use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::output::File;
use crate::site::render::{description, head};
use crate::site::resolve::pages::PageId;
use crate::site::sources::ContentHash;

use super::{file, xml};

/// A feed has so many entries, the newest ones.
const LENGTH: usize = 20;

/// A feed before it is written.
struct Feed<'s> {
    out: OutPath,
    title: String,
    /// The page that lists the same.
    page: PageId,
    entries: Vec<&'s PageId>,
}

/// What the feeds depend on besides the map: the notes in them, and when those were changed.
pub fn made_from(site: &Site) -> Vec<(ContentHash, Option<&str>)> {
    if site.config.base_url.is_none() {
        return Vec::new();
    }
    let dated = site.map.dated.iter().filter_map(|&id| {
        let note = site.map.note_of(id)?;
        Some((site.notes[note].hash, head::updated(site, id)))
    });
    dated.collect()
}

pub fn all(site: &Site) -> Vec<(OutPath, File)> {
    feeds(site)
        .iter()
        .filter_map(|feed| Some(file(feed.out.as_str(), write(site, feed)?)))
        .collect()
}

fn feeds(site: &Site) -> Vec<Feed<'_>> {
    let whole = head::feed(site).map(|out| Feed {
        out,
        title: site.config.title.clone(),
        page: site.map.home(),
        entries: site.map.dated.iter().take(LENGTH).collect(),
    });
    let tags = site.map.note_tags.tags.iter().enumerate();
    let of_tags = tags.filter_map(|(index, tag)| {
        let dated = site.map.dated.iter().filter(|id| tag.pages.contains(id));
        Some(Feed {
            out: head::feed_of_tag(site, index)?,
            title: format!("{} · {}", site.config.title, tag.name),
            page: tag.page,
            entries: dated.take(LENGTH).collect(),
        })
    });
    whole.into_iter().chain(of_tags).collect()
}

fn write(site: &Site, feed: &Feed) -> Option<String> {
    let own = xml(&head::absolute(site, &feed.out)?);
    let page = xml(&head::canonical(site, feed.page)?);
    let entries: Vec<Entry> = feed.entries.iter().filter_map(|&&id| Entry::of(site, id)).collect();
    let updated = entries.iter().map(|entry| entry.updated).max()?;
    let author = match site.config.authors.is_empty() {
        true => people(std::slice::from_ref(&site.config.title)),
        false => people(&site.config.authors),
    };
    let subtitle = match site.config.description.as_str() {
        "" => String::new(),
        text => format!("<subtitle>{}</subtitle>\n", xml(text)),
    };
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n{subtitle}<id>{own}</id>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
         <updated>{updated}T00:00:00Z</updated>\n{author}{}</feed>\n",
        xml(&site.config.language),
        xml(&feed.title),
        entries.iter().map(|entry| entry.write(site)).collect::<String>(),
    ))
}

struct Entry<'s> {
    page: PageId,
    note: usize,
    published: &'s str,
    updated: &'s str,
}

impl<'s> Entry<'s> {
    fn of(site: &'s Site, page: PageId) -> Option<Self> {
        let note = site.map.note_of(page)?;
        let published = site.notes[note].front.date.as_ref()?.value.as_str();
        let changed = head::updated(site, page).unwrap_or(published);
        Some(Self { page, note, published, updated: published.max(changed) })
    }

    fn write(&self, site: &Site) -> String {
        let note = &site.notes[self.note];
        let address = xml(&head::canonical(site, self.page).unwrap_or_default());
        let tags = note.front.tags.iter();
        let tags = tags.map(|tag| format!("<category term=\"{}\"/>\n", xml(&tag.value)));
        format!(
            "<entry>\n<title>{}</title>\n<id>{address}</id>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n\
             <published>{}T00:00:00Z</published>\n<updated>{}T00:00:00Z</updated>\n{}{}\
             <summary>{}</summary>\n<content type=\"html\">{}</content>\n</entry>\n",
            xml(&site.map.page(self.page).title),
            self.published,
            self.updated,
            people(&head::authors(site, note)),
            tags.collect::<String>(),
            xml(&description(site, self.page)),
            xml(&head::absolute_body(site, note)),
        )
    }
}

fn people(names: &[String]) -> String {
    let person = |name: &String| format!("<author><name>{}</name></author>\n", xml(name));
    names.iter().map(person).collect()
}
