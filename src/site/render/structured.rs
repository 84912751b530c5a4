//! What a page is, in the words of schema.org: JSON-LD for search engines. It speaks in absolute
//! addresses, so it is there only with a base URL.

use serde_json::{Value, json};

use super::head::{authors, canonical, is_listed, minutes, shortest, updated};
use super::sidebar::Sidebars;
use super::views::Html;
use crate::site::Site;
use crate::site::address::Base;
use crate::site::resolve::pages::{PageId, PageKind};

/// The page, and the way to it.
pub fn of(site: &Site, id: PageId, sidebars: &Sidebars) -> Option<Html> {
    let url = canonical(site, id).filter(|_| is_listed(site, id))?;
    let graph: Vec<Value> =
        things(site, id, &url).into_iter().chain(way(site, id, sidebars, &url)).collect();
    let data = json!({"@context": "https://schema.org", "@graph": graph});
    // In a script element nothing may look like its end.
    Some(Html::new(data.to_string().replace('<', "\\u003c")))
}

fn things(site: &Site, id: PageId, url: &str) -> Vec<Value> {
    match site.map.page(id).kind {
        PageKind::Home(_) => home(site, id, url),
        PageKind::Note(note) => vec![article(site, id, note, url)],
        PageKind::Overview(m) => vec![terms(site, id, m, url)],
        PageKind::Level(m, level) => {
            let value = site.map.models[m].model.levels[level].value.value.as_str();
            vec![term(site, id, m, url, Some(value))]
        }
        PageKind::Dimension(m, _) | PageKind::Activity(m, _) | PageKind::Capability(m, _) => {
            vec![term(site, id, m, url, None)]
        }
        PageKind::Section(_) | PageKind::NoteTags | PageKind::NoteTag(_) | PageKind::Models => {
            vec![named(site, id, "CollectionPage", url)]
        }
        _ => vec![named(site, id, "WebPage", url)],
    }
}

/// What everything has.
fn named(site: &Site, id: PageId, kind: &str, url: &str) -> Value {
    json!({
        "@type": kind,
        "name": site.map.page(id).title,
        "description": super::description(site, id),
        "url": url,
        "inLanguage": site.config.language,
    })
}

fn people(names: &[String]) -> Value {
    names.iter().map(|name| json!({"@type": "Person", "name": name})).collect()
}

/// The site; with a model it is a course through the levels.
fn home(site: &Site, id: PageId, url: &str) -> Vec<Value> {
    let mut website = named(site, id, "WebSite", url);
    website["name"] = json!(site.config.title);
    if site.map.models.is_empty() {
        return vec![website];
    }
    let mut course = named(site, id, "Course", url);
    course["name"] = json!(site.config.title);
    let titles = site.map.models.iter().map(|pages| pages.model.title.value.as_str());
    course["about"] = titles.collect();
    if !site.config.authors.is_empty() {
        course["provider"] = people(&site.config.authors);
    }
    vec![website, course]
}

/// A note that speaks of levels teaches; any other one explains.
fn article(site: &Site, id: PageId, note: usize, url: &str) -> Value {
    let (own, levels) = (&site.notes[note], &site.note_levels[note]);
    let mut named_levels: Vec<_> =
        levels.anchors.iter().flatten().chain(&levels.about).copied().collect();
    named_levels.sort_unstable();
    named_levels.dedup();
    let kind = if named_levels.is_empty() { "TechArticle" } else { "LearningResource" };
    let mut article = named(site, id, kind, url);
    if kind == "TechArticle" {
        article["headline"] = json!(site.map.page(id).title);
    } else {
        let name = |(m, l): (usize, usize)| &site.map.models[m].model.levels[l].name.value;
        article["about"] = named_levels.into_iter().map(name).cloned().collect();
    }
    if let Some(date) = &own.front.date {
        article["datePublished"] = json!(date.value);
    }
    if let Some(day) = updated(site, id) {
        article["dateModified"] = json!(day);
    }
    let authors = authors(site, own);
    if !authors.is_empty() {
        article["author"] = people(&authors);
    }
    if !own.front.tags.is_empty() {
        article["keywords"] = own.front.tags.iter().map(|tag| tag.value.as_str()).collect();
    }
    if let Some(minutes) = minutes(own) {
        article["timeRequired"] = json!(format!("PT{minutes}M"));
    }
    article
}

fn terms(site: &Site, id: PageId, m: usize, url: &str) -> Value {
    let mut set = named(site, id, "DefinedTermSet", url);
    let levels = site.map.models[m].levels.iter();
    set["hasDefinedTerm"] = levels.filter_map(|&page| canonical(site, page)).collect();
    set
}

fn term(site: &Site, id: PageId, m: usize, url: &str, code: Option<&str>) -> Value {
    let mut term = named(site, id, "DefinedTerm", url);
    term["inDefinedTermSet"] = json!(canonical(site, site.map.models[m].overview));
    if let Some(code) = code {
        term["termCode"] = json!(code);
    }
    term
}

/// The breadcrumbs, the page itself last.
fn way(site: &Site, id: PageId, sidebars: &Sidebars, url: &str) -> Option<Value> {
    let crumbs = sidebars.breadcrumbs(site, id, &Base::Folder(String::new()));
    let root = site.config.base_url.as_deref().filter(|_| !crumbs.is_empty())?;
    let crumbs = crumbs.into_iter().filter_map(|crumb| {
        let href = crumb.href?;
        Some((crumb.title, format!("{root}{}", shortest(&href))))
    });
    let own = (site.map.page(id).title.clone(), url.to_owned());
    let items = crumbs.chain([own]).enumerate().map(|(at, (name, item))| {
        json!({"@type": "ListItem", "position": at + 1, "name": name, "item": item})
    });
    Some(json!({"@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>()}))
}
