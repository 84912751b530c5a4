//! Looking for something: by keyboard, by pieces of words, with a slip of the finger, from the disk.

use serde_json::json;

use crate::chromium;
use crate::site::{course, models};
use crate::tab::{Key, Tab};

crate::tests![
    a_level_is_found_and_opened_by_keyboard,
    a_slip_of_the_finger_finds_it_too,
    what_is_not_there_is_said,
    search_works_from_the_disk,
    an_activity_and_its_kind_are_found,
    search_is_not_offered_without_javascript,
];

const FIRST: &str = "(document.querySelector('[data-search-results] a b')?.textContent ?? '')";

fn ask(tab: &mut Tab, question: &str) {
    tab.press(Key::Character('/'));
    tab.wait_until("document.querySelector('dialog[open] input') === document.activeElement");
    tab.type_text(question);
    tab.wait_until("document.querySelector('dialog[open] output').textContent !== ''");
}

fn a_level_is_found_and_opened_by_keyboard() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("index.html"));
    ask(&mut tab, "automated train");
    tab.wait_until(&format!("{FIRST}.includes('Automated Training')"));
    tab.show("search");
    tab.load_by(|tab| tab.press(Key::Enter));
    assert!(
        tab.url().contains("level-2") || tab.url().contains("automated-training"),
        "{}",
        tab.url()
    );
}

fn a_slip_of_the_finger_finds_it_too() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/level-0.html"));
    ask(&mut tab, "automted trainng");
    tab.wait_until(&format!("{FIRST}.includes('Automated Training')"));
}

fn what_is_not_there_is_said() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("index.html"));
    ask(&mut tab, "xylophone");
    tab.wait_until("document.querySelector('dialog output').textContent === 'No results.'");
    tab.press(Key::Escape);
    assert_eq!(tab.eval("document.querySelector('dialog').open"), json!(false));
}

fn search_works_from_the_disk() {
    let mut tab = chromium::tab();
    tab.goto(&course().file_url("mlops/level-3.html"));
    ask(&mut tab, "zero-downtime");
    tab.wait_until("document.querySelectorAll('[data-search-results] a').length > 0");
    let href = "document.querySelector('[data-search-results] a').getAttribute('href')";
    assert_eq!(tab.eval(href), json!("../mlops/level-4.html#highlights"));
}

fn an_activity_and_its_kind_are_found() {
    let mut tab = chromium::tab();
    tab.goto(&models().url("index.html"));
    ask(&mut tab, "patch");
    tab.wait_until("document.querySelectorAll('.facets button').length > 2");
    tab.click_element("all('.facets button').find(one => one.textContent === 'Activities')");
    tab.wait_until(
        "document.querySelector('.facets [aria-pressed=true]').textContent === 'Activities'",
    );
    let found = "all('[data-search-results] a b').map(one => one.textContent).sort()";
    assert_eq!(
        tab.eval(found),
        json!([
            "A patch policy is defined",
            "Automated pull requests for patches",
            "Images are rebuilt every night"
        ])
    );
    tab.show("search-facets");
}

fn search_is_not_offered_without_javascript() {
    let mut tab = chromium::tab();
    tab.without_javascript();
    tab.goto(&course().url("index.html"));
    assert!(tab.holds("!visible(document.querySelector('[data-search]'))"));
}
