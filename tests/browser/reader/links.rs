//! Every link leads somewhere, wherever the site stands, and no page complains.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::chromium;
use crate::host::{Answer, PREFIX};
use crate::site::{Site, course, published};
use crate::tab::Tab;

crate::tests![
    every_link_leads_to_a_page_and_a_place_at_the_root,
    every_link_leads_to_a_page_and_a_place_below_a_folder,
    every_link_leads_to_a_page_and_a_place_from_the_disk,
    every_link_of_a_published_site_leads_to_a_page_and_a_place,
    no_page_has_errors_or_failed_requests,
    nothing_comes_from_elsewhere,
];

/// Gathered from a page as the browser understands it: absolute addresses, and the ids.
const GATHER: &str = "({
    links: all('a[href], area[href], link[rel=next][href], link[rel=prev][href]').map(link => link.href),
    ids: all('[id]').map(element => element.id),
})";

fn every_link_leads_to_a_page_and_a_place_at_the_root() {
    let site = course();
    check_links(site, &site.host.url("/"), |path| on_host(site, path));
}

fn every_link_leads_to_a_page_and_a_place_below_a_folder() {
    let site = course();
    check_links(site, &site.host.url(PREFIX), |path| on_host(site, &format!("{PREFIX}{path}")));
}

fn every_link_of_a_published_site_leads_to_a_page_and_a_place() {
    let site = published();
    check_links(site, &site.host.url(PREFIX), |path| on_host(site, &format!("{PREFIX}{path}")));
}

fn every_link_leads_to_a_page_and_a_place_from_the_disk() {
    let site = course();
    // From the disk there is no index.html for a folder, and nothing is added to a name.
    check_links(site, &site.file_url(""), |path| {
        let name = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        if site.output().join(&name).is_file() { Ok(name) } else { Err("no such file".into()) }
    });
}

/// The file below the site's root that a path of the host shows, without a detour.
fn on_host(site: &Site, path: &str) -> Result<String, String> {
    match site.host.answer(path) {
        Answer::File(file) => {
            let name = file.strip_prefix(site.output()).expect("a file of the site");
            Ok(name.to_string_lossy().into_owned())
        }
        Answer::Moved(to) => Err(format!("redirected to {to}")),
        Answer::Missing(_) => Err("no such page".into()),
    }
}

/// Opens all pages below `root` and follows their links; `find` gives the file for a path below it.
fn check_links(site: &Site, root: &str, find: impl Fn(&str) -> Result<String, String>) {
    let pages = gather(site, root);
    let mut broken = Vec::new();
    for (page, gathered) in &pages {
        for link in strings(&gathered["links"]) {
            if let Some(Err(reason)) = follow(&link, root, &find, &pages) {
                broken.push(format!("{page}: {link}: {reason}"));
            }
        }
    }
    let count = broken.len();
    broken.truncate(20);
    assert!(broken.is_empty(), "{count} broken links, the first:\n{}", broken.join("\n"));
}

fn gather(site: &Site, root: &str) -> BTreeMap<String, Value> {
    let mut tab = chromium::tab();
    let mut pages = BTreeMap::new();
    for page in &site.pages {
        tab.goto(&format!("{root}{page}"));
        pages.insert(page.clone(), tab.eval(GATHER));
    }
    pages
}

/// None for a link that leaves the site.
fn follow(
    link: &str,
    root: &str,
    find: impl Fn(&str) -> Result<String, String>,
    pages: &BTreeMap<String, Value>,
) -> Option<Result<(), String>> {
    let (address, anchor) = link.split_once('#').unwrap_or((link, ""));
    let Some(path) = address.strip_prefix(root) else {
        // An address on the same host, or on the disk, that is not below the site's root.
        let own = root.starts_with("file:") && link.starts_with("file:")
            || root.split('/').nth(2).is_some_and(|host| link.split('/').nth(2) == Some(host));
        return own.then(|| Err("it leaves the site's folder".into()));
    };
    let path = path.split('?').next().unwrap_or_default();
    Some(find(path).and_then(|file| check_anchor(&file, anchor, pages)))
}

fn check_anchor(file: &str, anchor: &str, pages: &BTreeMap<String, Value>) -> Result<(), String> {
    let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
    let Some(page) = pages.get(file) else { return Ok(()) };
    let known = anchor.is_empty() || strings(&page["ids"]).any(|id| id == anchor);
    if known { Ok(()) } else { Err(format!("{file} has no #{anchor}")) }
}

fn strings(value: &Value) -> impl Iterator<Item = String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
}

fn no_page_has_errors_or_failed_requests() {
    let site = course();
    let mut tab = chromium::tab();
    for page in &site.pages {
        assert_no_problems(&mut tab, &site.url(page));
    }
    assert_no_problems(&mut tab, &site.file_url("index.html"));
    assert_no_problems(&mut tab, &site.file_url("mlops/matrix.html"));
}

fn assert_no_problems(tab: &mut Tab, url: &str) {
    tab.goto(url);
    let problems = tab.take_problems();
    assert!(problems.is_empty(), "{url}: {problems:#?}");
}

fn nothing_comes_from_elsewhere() {
    let site = course();
    let mut tab = chromium::tab();
    for page in site.kinds() {
        tab.goto(&site.url(page));
        let foreign = tab.eval(
            "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith(location.origin) && !name.startsWith('data:'))",
        );
        assert_eq!(foreign, serde_json::json!([]), "{page}");
    }
}
