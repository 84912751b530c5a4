//! Dark: chosen or taken from the system, kept, and never with a flash of light.

use serde_json::json;

use crate::chromium;
use crate::site::{GUIDE_PAGES, KINDS_OF_MODELS, course, guide, models, workshop};
use crate::tab::{Media, Tab};

crate::tests![
    dark_is_kept_from_page_to_page_without_a_light_flash,
    light_can_be_chosen_in_a_dark_system,
    the_systems_setting_counts_without_javascript,
    text_can_be_read_in_dark_and_light,
    forced_colors_leave_the_text_and_the_focus,
];

/// Notes the shade of every frame from the first on, until asked.
const WATCH: &str = "window.__frames = [];
    (function watch() {
        const element = document.body ?? document.documentElement;
        if (element) {
            const own = getComputedStyle(element).backgroundColor;
            const root = getComputedStyle(document.documentElement).backgroundColor;
            const scheme = getComputedStyle(document.documentElement).colorScheme;
            window.__frames.push([own, root, scheme]);
        }
        requestAnimationFrame(watch);
    })();
    window.__frames.length = 0;";

/// Whether any frame was light; a background that is not set yet counts by its colour scheme.
const FLASHED: &str = "window.__frames.some(([own, root, scheme]) => {
    const set = [own, root].map(color).find(([, , , alpha]) => alpha > 0.5);
    return set ? luminance(set) > 0.1 : !scheme.includes('dark');
})";

fn dark_is_kept_from_page_to_page_without_a_light_flash() {
    let site = course();
    let mut tab = chromium::tab();
    tab.goto(&site.url("index.html"));
    assert_eq!(tab.eval("shade()"), json!("light"));
    choose(&mut tab, "dark");
    tab.show("home-dark");
    tab.on_every_page(WATCH);
    for page in site.kinds() {
        tab.goto(&site.url(page));
        assert_eq!(tab.eval("shade()"), json!("dark"), "{page}");
        assert!(tab.holds("window.__frames.length > 0"), "no frame was seen");
        assert!(!tab.holds(FLASHED), "{page} flashes: {}", tab.eval("window.__frames"));
    }
    tab.reload();
    assert_eq!(tab.eval("shade()"), json!("dark"), "lost on reload");
}

fn light_can_be_chosen_in_a_dark_system() {
    let site = course();
    let mut tab = chromium::tab();
    tab.media(Media { dark: true, ..Media::default() });
    tab.goto(&site.url("index.html"));
    assert_eq!(tab.eval("shade()"), json!("dark"));
    choose(&mut tab, "light");
    tab.goto(&site.url("notes/week-1.html"));
    assert_eq!(tab.eval("shade()"), json!("light"));
}

fn the_systems_setting_counts_without_javascript() {
    let site = course();
    let mut tab = chromium::tab();
    tab.without_javascript();
    for (dark, shade) in [(true, "dark"), (false, "light")] {
        tab.media(Media { dark, ..Media::default() });
        for page in site.kinds() {
            tab.goto(&site.url(page));
            assert_eq!(tab.eval("shade()"), json!(shade), "{page}");
        }
    }
}

fn text_can_be_read_in_dark_and_light() {
    // Large text needs less; what is shown as disabled or hidden needs nothing.
    const POOR: &str = "all('body *').filter(element => visible(element) && !element.closest('svg')
        && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        && contrast(element) < (parseFloat(getComputedStyle(element).fontSize) >= 24 ? 3 : 4.5))
        .map(element => `${contrast(element).toFixed(2)} ${element.outerHTML.slice(0, 90)}`)";
    const RUNNING_TEXT: &str = "all('main p, main li').filter(visible)
        .sort((one, other) => other.innerText.length - one.innerText.length)[0] ?? document.body";
    let mut tab = chromium::tab();
    for dark in [false, true] {
        tab.media(Media { dark, ..Media::default() });
        let pages = course().kinds().into_iter().map(|page| course().url(page));
        let guide = GUIDE_PAGES.iter().map(|page| guide().url(page));
        for url in KINDS_OF_MODELS.iter().map(|page| models().url(page)).chain(guide) {
            tab.goto(&url);
            assert_eq!(tab.eval(POOR), json!([]), "{url}, dark: {dark}");
        }
        for url in pages.chain([workshop().url("code.html")]) {
            tab.goto(&url);
            assert_eq!(tab.eval(POOR), json!([]), "{url}, dark: {dark}");
            let body = tab.eval(&format!("contrast({RUNNING_TEXT})"));
            let least = if dark { 10.0 } else { 12.0 };
            assert!(
                body.as_f64() >= Some(least),
                "{url}: running text has only {body}, dark: {dark}"
            );
        }
    }
}

fn forced_colors_leave_the_text_and_the_focus() {
    let site = course();
    let mut tab = chromium::tab();
    tab.media(Media { forced_colors: true, ..Media::default() });
    for page in site.kinds() {
        tab.goto(&site.url(page));
        assert!(tab.holds("contrast(document.querySelector('h1')) > 7"), "{page}");
    }
}

/// Turns the site's own switch until it is what is wanted: it may have a third position.
fn choose(tab: &mut Tab, shade: &str) {
    for _ in 0..3 {
        if tab.eval("shade()") != json!(shade) {
            tab.click("[data-theme-toggle]");
        }
    }
    assert_eq!(tab.eval("shade()"), json!(shade), "the switch does not lead to {shade}");
}
