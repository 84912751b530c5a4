//! What a reader does with the parts of a course: tabs, questions, tables, what was read.

use serde_json::json;

use crate::chromium;
use crate::site::{GUIDE_PAGES, guide};
use crate::tab::{Key, Tab};

crate::tests![
    a_choice_of_tab_holds_on_other_pages,
    tabs_are_all_there_without_javascript_on_paper,
    a_question_says_whether_the_answer_is_right,
    what_was_read_is_counted_and_can_be_forgotten,
    ticked_tasks_stay_ticked,
    a_table_is_sorted_by_its_numbers,
    diagrams_come_when_they_are_near_and_move_nothing,
    what_a_link_leads_to_is_shown_inside_the_window_until_escape,
    nothing_comes_from_elsewhere,
];

fn open(page: &str) -> Tab {
    let mut tab = chromium::tab();
    tab.goto(&guide().url(page));
    tab
}

const SHOWN: &str = "all('.tab-panel').filter(visible).map(words)";

fn a_choice_of_tab_holds_on_other_pages() {
    let mut tab = open("components.html");
    assert_eq!(tab.eval(SHOWN), json!(["Install it with apt."]));
    tab.eval("all('.tab input').find(input => input.value === 'macOS').click()");
    assert_eq!(tab.eval(SHOWN), json!(["Install it with brew."]));
    tab.goto(&guide().url("index.html"));
    tab.goto(&guide().url("components.html"));
    assert_eq!(tab.eval(SHOWN), json!(["Install it with brew."]));
}

fn tabs_are_all_there_without_javascript_on_paper() {
    let mut tab = chromium::tab();
    tab.without_javascript();
    tab.goto(&guide().url("components.html"));
    assert_eq!(tab.eval(SHOWN), json!(["Install it with apt."]));
    tab.eval("all('.tab input')[1].click()");
    assert_eq!(tab.eval(SHOWN), json!(["Install it with brew."]));
}

fn a_question_says_whether_the_answer_is_right() {
    let mut tab = open("courses.html");
    let said = "words(document.querySelector('.quiz-said'))";
    assert_eq!(tab.eval(said), json!(""));
    tab.eval("all('.quiz-answers input')[0].click()");
    assert_eq!(tab.eval(said), json!("Not quite."));
    tab.eval("all('.quiz-answers input')[1].click()");
    assert_eq!(tab.eval(said), json!("Right."));
    assert_eq!(
        tab.eval("document.querySelector('.quiz-said').getAttribute('role')"),
        json!("status")
    );
}

fn what_was_read_is_counted_and_can_be_forgotten() {
    let mut tab = open("courses.html");
    let ticked = "all('.side .is-read').map(words)";
    assert_eq!(tab.eval(ticked), json!([]));
    tab.eval("document.querySelector('[data-read]').click()");
    assert_eq!(tab.eval(ticked), json!(["Courses"]));
    tab.goto(&guide().url("index.html"));
    assert_eq!(tab.eval(ticked), json!(["Courses"]));
    let count = "all('[data-progress]').filter(visible).map(box => words(box.firstElementChild))";
    let shown = tab.eval(count);
    assert!(shown[0].as_str().is_some_and(|text| text.starts_with("1 of ")), "{shown}");
    tab.eval("document.querySelector('[data-progress] button').click()");
    assert_eq!(tab.eval(count), json!([]));
    assert_eq!(tab.eval(ticked), json!([]));
}

fn ticked_tasks_stay_ticked() {
    let mut tab = open("courses.html");
    let boxes = "all('.prose li input[type=checkbox]:not([name])').map(box => box.checked)";
    assert_eq!(tab.eval(boxes), json!([false, false]));
    tab.eval("all('.prose li input[type=checkbox]:not([name])')[1].click()");
    tab.goto(&guide().url("courses.html"));
    assert_eq!(tab.eval(boxes), json!([false, true]));
}

fn a_table_is_sorted_by_its_numbers() {
    let mut tab = open("components.html");
    let months = "all('[data-sortable] tbody tr').map(row => row.cells[0].textContent)";
    tab.eval("all('[data-sortable] th button')[1].click()");
    assert_eq!(tab.eval(months), json!(["January", "February", "April", "March"]));
    tab.eval("all('[data-sortable] th button')[1].click()");
    assert_eq!(tab.eval(months), json!(["March", "April", "February", "January"]));
    assert_eq!(tab.eval("all('[data-sortable] th')[1].ariaSort"), json!("descending"));
}

fn diagrams_come_when_they_are_near_and_move_nothing() {
    let mut tab = open("markdown.html");
    let asked = "performance.getEntriesByType('resource').filter(entry => entry.name.includes('/mermaid.')).length";
    assert_eq!(tab.eval(asked), json!(0), "before the reader comes near");
    let after = "Math.round(document.querySelector('.diagram').nextElementSibling.getBoundingClientRect().top)";
    tab.eval("document.querySelector('.diagram').scrollIntoView({ block: 'center' })");
    let before = tab.eval(after);
    tab.wait_until("!!document.querySelector('.diagram svg')");
    assert_eq!(tab.eval(after), before, "what stands below it stays");
    assert_eq!(tab.eval("!!document.querySelector('.diagram details code')"), json!(true));
    // In the colours of the page, also when they change.
    let label = "getComputedStyle(document.querySelector('.diagram .nodeLabel')).color";
    let light = tab.eval(label);
    tab.eval("document.querySelector('[data-theme-toggle]').click()");
    tab.wait_until(&format!("{label} !== {light}"));
}

fn what_a_link_leads_to_is_shown_inside_the_window_until_escape() {
    let mut tab = open("writing-notes.html");
    let first = "document.querySelector('.prose [data-preview]')";
    let shown = format!("getComputedStyle({first}, '::after').content !== 'none'");
    assert_eq!(tab.eval(&shown), json!(false));
    tab.viewport(500, 800, false);
    // By the keyboard: the browser marks the focus when a key was pressed before.
    tab.press(Key::Tab);
    tab.eval(&format!("{first}.focus()"));
    tab.wait_until(&shown);
    assert_eq!(tab.eval("document.documentElement.scrollWidth <= innerWidth"), json!(true));
    tab.press(Key::Escape);
    assert_eq!(tab.eval(&shown), json!(false), "Escape takes it away");
    assert_eq!(tab.eval(&format!("document.activeElement === {first}")), json!(true));
}

fn nothing_comes_from_elsewhere() {
    for page in GUIDE_PAGES {
        let mut tab = open(page);
        let foreign = "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith(location.origin))";
        assert_eq!(tab.eval(foreign), json!([]), "{page}");
    }
}
