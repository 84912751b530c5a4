//! A part of the matrix: levels chosen, lines filtered, groups folded, and the address that says so.

use serde_json::json;

use crate::chromium;
use crate::site::models;
use crate::tab::Tab;

crate::tests![
    levels_are_chosen_without_javascript,
    a_text_leaves_the_lines_that_have_it,
    a_capability_leaves_its_lines,
    a_dimension_leaves_its_column_and_row,
    the_choice_is_in_the_address,
    groups_fold,
    what_points_at_a_level_says_what_it_is,
];

const SECURE: &str = "secure/matrix.html";

/// The lines of the shown table that a reader sees.
const LINES: &str = "all('main table').find(visible) && all('td li', all('main table').find(visible)).filter(visible).map(words)";

fn open(page: &str) -> Tab {
    let mut tab = chromium::tab();
    tab.goto(&models().url(page));
    tab
}

fn levels_are_chosen_without_javascript() {
    let mut tab = chromium::tab();
    tab.without_javascript();
    tab.goto(&models().url(SECURE));
    tab.eval("document.querySelector('#show-1').click()");
    let rows = "all('main table').filter(visible).flatMap(table => all('tbody tr', table)).filter(visible).length";
    assert_eq!(tab.eval(rows), json!(3), "rows of levels");
}

fn a_text_leaves_the_lines_that_have_it() {
    let mut tab = open(SECURE);
    tab.eval("(box => { box.value = 'patch'; box.dispatchEvent(new Event('input', { bubbles: true })); })(document.querySelector('[name=text]'))");
    let expected = json!(["A patch policy is defined", "Automated pull requests for patches"]);
    assert_eq!(tab.eval(LINES), expected);
    assert_eq!(tab.eval("words(document.querySelector('[role=status]'))"), json!("2 found"));
}

fn a_capability_leaves_its_lines() {
    let mut tab = open(&format!("{SECURE}?about=capability%3Apatching"));
    let expected = json!([
        "A patch policy is defined",
        "Automated pull requests for patches",
        "Images are rebuilt every night",
    ]);
    assert_eq!(tab.eval(LINES), expected);
}

fn a_dimension_leaves_its_column_and_row() {
    let mut tab = open(&format!("{SECURE}?in=build-and-deployment"));
    let heads = "all('thead th', all('main table').find(visible)).filter(visible).length";
    assert_eq!(tab.eval(heads), json!(3), "levels, and the two dimensions inside");
    tab.goto(&models().url(&format!("{SECURE}?in=build-and-deployment%2Fbuild#by-dimension")));
    let rows = "all('main table').filter(visible).flatMap(table => all('tbody tr', table)).filter(visible).map(row => words(row.cells[0]))";
    assert_eq!(tab.eval(rows), json!(["BD Build and deployment", "Build"]));
}

fn the_choice_is_in_the_address() {
    let mut tab = open(SECURE);
    tab.eval("document.querySelector('#show-0').click()");
    tab.eval("document.querySelector('#only-new').click()");
    assert_eq!(tab.eval("location.search"), json!("?levels=2%2C3%2C4&new=1"));
    tab.goto(&models().url(&format!("{SECURE}?levels=2,3,4&new=1")));
    assert_eq!(tab.eval("document.querySelector('#show-0').checked"), json!(false));
    assert_eq!(tab.eval("document.querySelector('#only-new').checked"), json!(true));
}

fn groups_fold() {
    let mut tab = open(&format!("{SECURE}#by-dimension"));
    let rows = "all('main table').filter(visible).flatMap(table => all('tbody tr', table)).filter(visible).length";
    assert_eq!(tab.eval(rows), json!(4), "one group, three dimensions");
    tab.eval("all('.fold').find(visible).click()");
    assert_eq!(tab.eval(rows), json!(2), "the group and the dimension outside of it");
}

fn what_points_at_a_level_says_what_it_is() {
    let mut tab = open("index.html");
    let preview = "document.querySelector('.prose [data-preview]').dataset.preview";
    assert_eq!(tab.eval(preview), json!("Level 2 · Adoption, Build: Artefacts are signed"));
}
