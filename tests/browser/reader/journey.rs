//! Going through the site: from page to page, back again, and to a page that is not there.

use std::collections::BTreeSet;

use serde_json::json;

use crate::chromium;
use crate::host::PREFIX;
use crate::site::{FIRST_BLOCK, course, workshop};
use crate::tab::Tab;

crate::tests![
    next_leads_through_all_pages_of_the_navigation,
    home_leads_to_matrix_level_and_notes_without_javascript,
    an_unknown_address_deep_below_shows_a_page_that_helps,
    back_returns_to_the_place,
    code_is_copied_as_it_stands,
];

/// Addresses of the site as paths, without what stands behind `#`.
const NAVIGATION: &str = "all('a[href]', navigation() ?? document.createElement('nav'))
    .filter(link => link.origin === location.origin).map(link => link.pathname)";

fn next_leads_through_all_pages_of_the_navigation() {
    let site = course();
    let mut tab = chromium::tab();
    let mut listed = BTreeSet::new();
    let mut visited = Vec::new();
    tab.goto(&site.url("index.html"));
    loop {
        let path = string(&mut tab, "location.pathname");
        assert!(!visited.contains(&path), "next leads in a circle: {visited:?}, then {path}");
        visited.push(path);
        let entries = tab.eval(NAVIGATION);
        listed.extend(entries.as_array().expect("a list").iter().map(ToString::to_string));
        let next = string(&mut tab, "document.querySelector('a[rel=next]')?.href ?? ''");
        if next.is_empty() {
            break;
        }
        assert!(tab.holds("!!firstVisible('a[rel=next]')"), "next cannot be seen on {visited:?}");
        tab.goto(&next);
    }
    let visited: BTreeSet<_> = visited.iter().map(|path| json!(path).to_string()).collect();
    let left_out: Vec<_> = listed.difference(&visited).collect();
    assert!(listed.len() > 3, "the navigation lists {listed:?}");
    assert!(left_out.is_empty(), "next never leads to {left_out:?}");
}

fn home_leads_to_matrix_level_and_notes_without_javascript() {
    let site = course();
    let mut tab = chromium::tab();
    tab.without_javascript();
    tab.goto(&site.url("index.html"));
    for page in ["mlops/matrix.html", "mlops/level-2.html", "notes/week-1.html"] {
        let path = json!(format!("{PREFIX}{page}"));
        let link = format!(
            "all('a[href]').find(link => link.pathname === {path} && !link.hash && visible(link))"
        );
        assert!(tab.holds(&format!("!!{link}")), "no link to {page} on {}", tab.url());
        tab.load_by(|tab| tab.click_element(&link));
        assert_eq!(tab.url(), site.url(page));
        assert!(tab.holds("words(document.querySelector('main')).length > 200"), "{page} is empty");
    }
}

fn an_unknown_address_deep_below_shows_a_page_that_helps() {
    let site = course();
    let mut tab = chromium::tab();
    let url = site.url("no/such/page");
    tab.goto(&url);
    // That the page itself is a 404 is what is wanted; nothing else may be missing.
    let problems = tab.take_problems();
    assert!(problems.iter().any(|problem| problem.text.contains("404")), "{problems:?}");
    let others: Vec<_> = problems.iter().filter(|problem| problem.url != url).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(tab.holds("inSight(document.querySelector('h1'))"));
    assert!(tab.holds("all('link[rel=stylesheet]').length > 0"), "no style sheet");
    assert!(tab.holds("all('link[rel=stylesheet]').every(link => link.sheet)"), "not styled");
    tab.show("not-found");
    let links = tab.eval("[...new Set(all('a[href]').filter(link => link.origin === location.origin).map(link => link.href.split('#')[0]))]");
    let links: Vec<_> =
        links.as_array().expect("a list").iter().filter_map(|l| l.as_str()).collect();
    // The page leads on; a skip link alone would lead back here.
    let onward: Vec<_> = links.iter().filter(|link| **link != url).collect();
    assert!(
        onward.contains(&&site.url("index.html").as_str())
            || onward.contains(&&site.url("").as_str()),
        "no way home among {links:?}"
    );
    for link in onward {
        tab.goto(link);
        let problems = tab.take_problems();
        assert!(problems.is_empty(), "{link}: {problems:?}");
    }
}

fn back_returns_to_the_place() {
    let site = workshop();
    let mut tab = chromium::tab();
    tab.goto(&site.url("long.html"));
    tab.eval("scrollTo({ top: 2000, behavior: 'instant' })");
    tab.settle();
    let before = number(&mut tab, "scrollY");
    assert!(before > 1000.0, "the page scrolls, by the window: {before}");
    let link = "all('main a[href$=\"code.html\"]').find(inSight)";
    tab.load_by(|tab| tab.click_element(link));
    assert_eq!(tab.url(), site.url("code.html"));
    tab.eval("history.back()");
    tab.wait_until(
        "location.pathname.endsWith('/long.html') && document.readyState === 'complete'",
    );
    tab.wait_until(&format!("Math.abs(scrollY - {before}) < 5"));
}

fn code_is_copied_as_it_stands() {
    let site = workshop();
    let mut tab = chromium::tab();
    tab.allow_clipboard();
    tab.goto(&site.url("code.html"));
    // The button of the first block: inside of it, or in the element around it.
    let button = "(() => { const block = document.querySelector('main pre');
        return block.querySelector('button') ?? block.parentElement.querySelector('button'); })()";
    assert!(tab.holds(&format!("!!{button}")), "no button to copy the code");
    assert!(tab.holds(&format!("!!({button}.ariaLabel || words({button}))")), "it has no name");
    tab.click_element(button);
    let copied = format!(
        "navigator.clipboard.readText().then(text => text.trimEnd() === {})",
        json!(FIRST_BLOCK)
    );
    tab.wait_until(&copied);
    assert!(
        tab.holds(
            "all('[aria-live], [role=status], [role=alert]').some(live => live.textContent.trim())"
        ),
        "nothing announces that the code is copied"
    );
}

fn string(tab: &mut Tab, expression: &str) -> String {
    tab.eval(expression).as_str().expect("a string").to_owned()
}

fn number(tab: &mut Tab, expression: &str) -> f64 {
    tab.eval(expression).as_f64().expect("a number")
}
