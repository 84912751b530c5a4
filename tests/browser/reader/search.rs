//! Looking for something: by keyboard, by pieces of words, with a slip of the finger, in five
//! languages, narrowed by level and dimension, from the disk.

use levelbook::site::search::words;
use serde_json::json;

use crate::chromium;
use crate::site::{course, folders, languages, models, unsearched};
use crate::tab::{Key, Tab};

crate::tests![
    a_level_is_found_and_opened_by_keyboard,
    arrows_lead_through_the_results_and_typing_goes_on,
    a_slip_of_the_finger_finds_it_too,
    what_is_not_there_is_said,
    search_works_from_the_disk,
    results_are_narrowed_by_kind_level_and_dimension,
    a_site_without_models_has_nothing_to_narrow,
    a_slash_in_a_field_stays_there,
    words_are_cut_in_the_browser_as_in_the_index,
    readers_find_pages_in_five_languages,
    the_search_speaks_the_language_of_the_site,
    what_is_folded_up_is_found_and_not_told,
    search_is_not_offered_without_javascript,
    a_facet_that_leaves_nothing_offers_all,
    results_lead_to_addresses_that_are_folders,
    a_site_that_wants_no_search_has_none,
    what_search_needs_comes_with_the_pointer,
    the_words_of_a_small_site_are_there_before_one_types,
    the_box_opens_at_once_and_keeps_what_is_typed_before_the_search_has_come,
    a_search_that_did_not_come_says_so_and_is_asked_for_again,
];

const FIRST: &str = "(document.querySelector('[data-search-results] a b')?.textContent ?? '')";
const SAID: &str = "document.querySelector('dialog .said').textContent";

fn ask(tab: &mut Tab, question: &str) {
    tab.press(Key::Character('/'));
    tab.wait_until("document.querySelector('dialog[open] input') === document.activeElement");
    tab.type_text(question);
    tab.wait_until(&format!("{SAID} !== ''"));
}

/// Puts another question in the place of the last one, and waits for what comes of it.
fn ask_again(tab: &mut Tab, question: &str) {
    let set = "(document.querySelector('dialog input').value = VALUE, document.querySelector('.said').textContent = '', \
        document.querySelector('dialog input').dispatchEvent(new Event('input')))";
    tab.eval(&set.replace("VALUE", &json!(question).to_string()));
    tab.wait_until(&format!("{SAID} !== ''"));
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

fn arrows_lead_through_the_results_and_typing_goes_on() {
    let mut tab = chromium::tab();
    tab.goto(&models().url("index.html"));
    tab.eval("document.querySelector('[data-search]').focus()");
    ask(&mut tab, "build");
    let at = "all('[data-search-results] a').indexOf(document.activeElement)";
    tab.press(Key::Down);
    assert_eq!(tab.eval(at), json!(0));
    tab.press(Key::Down);
    assert_eq!(tab.eval(at), json!(1));
    tab.press(Key::Home);
    assert_eq!(tab.eval(at), json!(0));
    tab.press(Key::Up);
    assert!(tab.holds("document.activeElement.matches('dialog input')"));
    tab.press(Key::Down);
    tab.press(Key::Character('s'));
    assert_eq!(tab.eval("document.activeElement.value"), json!("builds"));
    tab.press(Key::Escape);
    assert!(tab.holds("!document.querySelector('dialog').open"));
    assert!(tab.holds("document.activeElement.matches('[data-search]')"), "the focus is lost");
}

fn a_slip_of_the_finger_finds_it_too() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/level-0.html"));
    ask(&mut tab, "automted trainng");
    tab.wait_until(&format!("{FIRST}.includes('Automated Training')"));
    tab.wait_until(&format!("{SAID}.includes('nearly these')"));
}

fn what_is_not_there_is_said() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("index.html"));
    ask(&mut tab, "xylophone");
    tab.wait_until("document.querySelector('dialog output').textContent.startsWith('No results.')");
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

const TITLES: &str = "all('[data-search-results] a b').map(one => one.textContent).sort()";

fn results_are_narrowed_by_kind_level_and_dimension() {
    let mut tab = chromium::tab();
    tab.goto(&models().url("index.html"));
    ask(&mut tab, "patch");
    let activities = "all('.facets button').find(one => one.value === 'activity')";
    tab.wait_until(&format!("!!({activities})"));
    let count = tab.eval(&format!("{activities}.querySelector('small').textContent"));
    tab.click_element(activities);
    tab.wait_until("document.querySelector('.facets [aria-pressed=true]').value === 'activity'");
    assert_eq!(
        tab.eval(TITLES),
        json!([
            "A patch policy is defined",
            "Automated pull requests for patches",
            "Images are rebuilt every night"
        ])
    );
    assert_eq!(count, json!("3"), "what a facet counts is what it leaves");
    tab.show("search-facets");
    let level = "document.querySelector('.facets select[aria-label=Level]')";
    let option = format!("[...{level}.options].find(one => one.text.endsWith('(1)'))");
    tab.wait_until(&format!("!!({option})"));
    tab.eval(&format!(
        "({level}.value = {option}.value, {level}.dispatchEvent(new Event('change')))"
    ));
    tab.wait_until(&format!("{TITLES}.length === 1"));
}

fn a_site_without_models_has_nothing_to_narrow() {
    let mut tab = chromium::tab();
    tab.goto(&languages().url("index.html"));
    ask(&mut tab, "deploy");
    assert!(tab.holds("document.querySelector('.facets').children.length === 0"));
}

fn a_slash_in_a_field_stays_there() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/matrix.html"));
    tab.eval("document.querySelector('.filter input[type=search]').focus()");
    tab.type_text("a/b");
    assert!(tab.holds("!document.querySelector('dialog[open]')"));
    assert_eq!(tab.eval("document.activeElement.value"), json!("a/b"));
}

fn words_are_cut_in_the_browser_as_in_the_index() {
    let texts = [
        "Größe, Straße & Überblick: CI/CD, unwrap_or_else(x) — 3.14 don't Ærø",
        "Ещё одна МОДЕЛЬ: развёртывание, йод; 2-й уровень",
        "模型部署，第三章。MLOps 管理機器學習模型 v2 〇人々",
        "サーバーの監視とサーバ、データ基盤。ﾃﾞｰﾀ ＭＬＯｐｓ ラーメン ーー あいー",
        "ΛΟΓΟΣ, İstanbul ﬁne e\u{301}te\u{301} हिन्दी 한국어 ①",
    ];
    let mut tab = chromium::tab();
    tab.goto(&languages().url("index.html"));
    ask(&mut tab, "deploy");
    for text in texts {
        let mut expected = Vec::new();
        words::each(text, |word| expected.push(word.to_owned()));
        assert!(expected.len() > 4, "{text}");
        let found = tab.eval(&format!("window.levelbookOpenSearch.words({})", json!(text)));
        assert_eq!(found, json!(expected), "{text}");
    }
}

fn readers_find_pages_in_five_languages() {
    // What a reader types, and the beginning of the address that is wanted.
    let questions = [
        ("deploying", "en.html"),
        ("deployed models", "en.html#running-tests"),
        ("query", "en.html#queries"),
        ("depolyment", "en.html"),
        ("ueberblick", "de.html"),
        ("ÜBERBLICK", "de.html"),
        ("strasse", "de.html#h%C3%A4user"),
        ("haus", "de.html#h%C3%A4user"),
        ("modell", "de.html#bereitstellung"),
        ("pipeline", "de.html#h%C3%A4user"),
        ("модели", "ru.html"),
        ("моделью", "ru.html"),
        ("еще", "ru.html#%D0%BC%D0%BE%D0%B4%D0%B5%D0%BB%D1%8C"),
        ("развертывание", "ru.html"),
        ("模", "zh.html"),
        ("模型管理", "zh.html#%E6%A8%A1"),
        ("数据质量", "zh.html#%E7%AC%AC"),
        ("サーバ", "ja.html#%E3%82%B5"),
        ("サーバー監視", "ja.html#%E3%82%B5"),
        ("ﾃﾞｰﾀ基盤", "ja.html#%E3%83%87"),
        ("ｍｌｏｐｓ", "ja.html#%E3%83%87"),
    ];
    let mut tab = chromium::tab();
    tab.goto(&languages().url("index.html"));
    ask(&mut tab, "deploy");
    for (question, wanted) in questions {
        ask_again(&mut tab, question);
        let top = "all('[data-search-results] a').slice(0, 3).map(one => one.getAttribute('href'))";
        let found = tab.eval(top);
        let is_there =
            |href: &serde_json::Value| href.as_str().is_some_and(|h| h.starts_with(wanted));
        assert!(
            found.as_array().is_some_and(|top| top.iter().any(is_there)),
            "{question}: {found}"
        );
        assert!(tab.holds("!!document.querySelector('[data-search-results] mark')"), "{question}");
    }
    // Characters of HTML in a title are characters.
    ask_again(&mut tab, "tags");
    assert_eq!(tab.eval(FIRST), json!("<b>Tags</b> & \"more\""));
}

fn the_search_speaks_the_language_of_the_site() {
    let mut tab = chromium::tab();
    tab.goto(&languages().url("de.html"));
    ask(&mut tab, "Bereitstellung");
    tab.wait_until(&format!("/^\\d+ Treffer$/.test({SAID})"));
    let named = "[document.querySelector('dialog').ariaLabel, document.querySelector('dialog input').placeholder, \
        document.querySelector('dialog search button').textContent, document.querySelector('dialog ol').ariaLabel].join()";
    assert_eq!(tab.eval(named), json!("Suche,Suche,Schließen,Treffer"));
    ask_again(&mut tab, "xylophon");
    tab.wait_until(&format!("{SAID}.startsWith('Kein Treffer.')"));
    assert_eq!(tab.take_problems().len(), 0);
}

fn what_is_folded_up_is_found_and_not_told() {
    let mut tab = chromium::tab();
    tab.goto(&languages().url("index.html"));
    ask(&mut tab, "geheimnisvoll");
    let text = "document.querySelector('[data-search-results]').textContent";
    tab.wait_until(&format!("{text}.includes('Bereitstellung')"));
    assert!(tab.holds(&format!("!{text}.includes('Geheimnis')")));
}

fn search_is_not_offered_without_javascript() {
    let mut tab = chromium::tab();
    tab.without_javascript();
    tab.goto(&course().url("index.html"));
    assert!(tab.holds("!visible(document.querySelector('[data-search]'))"));
}

fn a_facet_that_leaves_nothing_offers_all() {
    let mut tab = chromium::tab();
    tab.goto(&models().url("index.html"));
    ask(&mut tab, "patch");
    let activities = "all('.facets button').find(one => one.value === 'activity')";
    tab.wait_until(&format!("!!({activities})"));
    tab.click_element(activities);
    tab.wait_until("document.querySelector('.facets [aria-pressed=true]').value === 'activity'");
    // The home page alone says it.
    ask_again(&mut tab, "see the build");
    tab.wait_until(&format!("{SAID}.startsWith('No results here')"));
    assert!(tab.holds("all('[data-search-results] a').length === 0"));
    tab.click_element("document.querySelector('.said button')");
    tab.wait_until("all('[data-search-results] a').length > 0");
    assert!(tab.holds("document.activeElement.matches('dialog input')"), "the focus is lost");
    assert!(
        tab.holds("document.querySelector('.facets [aria-pressed=true]')?.value !== 'activity'")
    );
}

fn results_lead_to_addresses_that_are_folders() {
    let mut tab = chromium::tab();
    tab.goto(&folders().url("notes/rest/"));
    ask(&mut tab, "zebra");
    tab.wait_until(&format!("{FIRST} === 'Zebras'"));
    tab.load_by(|tab| tab.press(Key::Enter));
    assert!(tab.url().ends_with("/notes/drift/#zebras"), "{}", tab.url());
    assert_eq!(tab.eval("document.querySelector('h1').textContent.trim()"), json!("Drift"));
}

fn a_site_that_wants_no_search_has_none() {
    let site = unsearched();
    assert!(!site.output().join("search").exists());
    let mut tab = chromium::tab();
    tab.goto(&site.url("notes/rest.html"));
    assert!(tab.holds("!document.querySelector('[data-search]')"));
    tab.press(Key::Character('/'));
    assert!(tab.holds("!document.querySelector('dialog')"));
    assert_eq!(tab.take_problems().len(), 0);
}

const LOADED: &str =
    "performance.getEntriesByType('resource').map(one => one.name.replace(/.*\\//, ''))";

fn what_search_needs_comes_with_the_pointer() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/level-2.html"));
    assert!(tab.holds(&format!("!{LOADED}.includes('index.js')")), "before it is wanted");
    tab.eval("document.querySelector('[data-search]').dispatchEvent(new Event('pointerenter'))");
    tab.wait_until(&format!("{LOADED}.some(name => /^search\\..*js$/.test(name))"));
    tab.wait_until(&format!("{LOADED}.includes('index.js')"));
    assert!(tab.holds("!document.querySelector('dialog')"));
}

fn the_words_of_a_small_site_are_there_before_one_types() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/level-2.html"));
    tab.press(Key::Character('/'));
    tab.wait_until("!!document.querySelector('dialog[open]')");
    tab.wait_until(&format!("{LOADED}.some(name => name.startsWith('w-0.js'))"));
}

/// All in one turn of the browser: nothing can have been loaded between.
fn the_box_opens_at_once_and_keeps_what_is_typed_before_the_search_has_come() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/level-2.html"));
    let typed = "(() => {
        document.querySelector('[data-search]').click();
        const field = document.activeElement;
        field.value = 'zero-downtime';
        return [field.matches('dialog[open] input'), !window.levelbookOpenSearch];
    })()";
    assert_eq!(tab.eval(typed), json!([true, true]));
    tab.wait_until("document.querySelectorAll('[data-search-results] a').length > 0");
    assert_eq!(tab.eval("document.activeElement.value"), json!("zero-downtime"));
    tab.type_text("x");
    assert_eq!(
        tab.eval("document.activeElement.value"),
        json!("zero-downtimex"),
        "it was selected"
    );
}

fn a_search_that_did_not_come_says_so_and_is_asked_for_again() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/level-2.html"));
    tab.eval("window.address = document.querySelector('[data-search]').dataset.search");
    tab.eval("document.querySelector('[data-search]').dataset.search = 'gone.js'");
    tab.press(Key::Character('/'));
    tab.wait_until("document.querySelector('dialog').textContent.includes('did not come')");
    tab.click_element("document.querySelector('dialog button')");
    tab.wait_until("!document.querySelector('dialog')");
    tab.eval("document.querySelector('[data-search]').dataset.search = address");
    ask(&mut tab, "zero-downtime");
    tab.wait_until("document.querySelectorAll('[data-search-results] a').length > 0");
    tab.take_problems();
}
