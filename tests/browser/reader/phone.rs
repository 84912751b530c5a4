//! On a phone: nothing sideways, a menu that opens and closes.

use serde_json::json;

use crate::chromium;
use crate::site::{GUIDE_PAGES, KINDS_OF_MODELS, course, guide, models, workshop};
use crate::tab::{Key, Tab};

crate::tests![
    no_page_is_wider_than_a_phone,
    wide_spacing_of_text_cuts_nothing_off,
    the_menu_opens_marks_the_page_and_closes_with_escape,
    the_menu_opens_without_javascript,
];

/// What sticks out of the window to the right, outside of boxes that scroll by themselves.
const TOO_WIDE: &str = "document.scrollingElement.scrollWidth <= document.documentElement.clientWidth ? []
    : all('body *').filter(element => visible(element) && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map(element => element.outerHTML.slice(0, 100)).slice(0, 5)";

fn no_page_is_wider_than_a_phone() {
    let mut tab = chromium::tab();
    for width in [320, 360] {
        tab.viewport(width, 740, true);
        let course = course().kinds().into_iter().map(|page| course().url(page));
        let models = KINDS_OF_MODELS.iter().map(|page| models().url(page));
        let workshop = workshop().pages.iter().map(|page| workshop().url(page));
        let guide = GUIDE_PAGES.iter().map(|page| guide().url(page));
        for url in course.chain(workshop).chain(models).chain(guide) {
            tab.goto(&url);
            assert_fits(&mut tab, width, &url);
        }
    }
}

fn wide_spacing_of_text_cuts_nothing_off() {
    // WCAG 1.4.12.
    const SPACED: &str = "document.head.append(Object.assign(document.createElement('style'), { textContent:
        '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }' }))";
    let site = course();
    let mut tab = chromium::tab();
    tab.viewport(360, 740, true);
    for page in site.kinds() {
        tab.goto(&site.url(page));
        tab.eval(SPACED);
        tab.settle();
        assert_fits(&mut tab, 360, page);
    }
}

fn assert_fits(tab: &mut Tab, width: u32, page: &str) {
    // A page that is too wide makes the window of a phone zoom out: then this is more than asked.
    assert_eq!(tab.eval("document.documentElement.clientWidth"), json!(width), "{page}");
    assert!(tab.holds(&format!("innerWidth <= {width}")), "{page} is zoomed out at {width} px");
    assert_eq!(tab.eval(TOO_WIDE), json!([]), "{page} at {width} px");
    let scrolled = tab.eval("(scrollTo(500, 0), scrollX)");
    assert_eq!(scrolled, json!(0), "{page} scrolls sideways at {width} px");
}

/// The menu's links that can be seen.
const OPEN_LINKS: &str =
    "all('a[href]', navigation() ?? document.createElement('nav')).filter(visible).length";

fn the_menu_opens_marks_the_page_and_closes_with_escape() {
    let site = course();
    let mut tab = phone();
    for page in ["notes/week-1.html", "mlops/level-3.html"] {
        tab.goto(&site.url(page));
        assert_eq!(tab.eval(OPEN_LINKS), json!(0), "{page}: the menu is open from the start");
        tab.click(".menu");
        tab.wait_until(&format!("{OPEN_LINKS} > 3"));
        let marked = format!(
            "all('[aria-current=page]', navigation()).some(entry => visible(entry) && new URL(entry.href).pathname.endsWith({}))",
            json!(page)
        );
        assert!(tab.holds(&marked), "{page}: the menu does not mark it");
        tab.show("phone-menu");
        tab.press(Key::Escape);
        tab.wait_until(&format!("{OPEN_LINKS} === 0"));
    }
}

fn the_menu_opens_without_javascript() {
    let site = course();
    let mut tab = phone();
    tab.without_javascript();
    tab.goto(&site.url("mlops/matrix.html"));
    tab.click(".menu");
    tab.wait_until(&format!("{OPEN_LINKS} > 3"));
    let link = "all('a[href$=\"week-1.html\"]', navigation()).find(visible)";
    tab.load_by(|tab| tab.click_element(link));
    assert_eq!(tab.url(), site.url("notes/week-1.html"));
}

fn phone() -> Tab {
    let mut tab = chromium::tab();
    tab.viewport(360, 740, true);
    tab
}
