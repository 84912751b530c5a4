//! Finding the place on a page: by keyboard, by a link to a heading or to a cell.

use serde_json::json;

use crate::chromium;
use crate::site::{course, workshop};
use crate::tab::{Key, Media, Tab};

crate::tests![
    the_skip_link_is_the_first_stop_and_leads_to_the_text,
    every_stop_of_the_keyboard_shows_where_it_is,
    a_heading_link_does_not_end_under_the_header,
    headings_offer_their_link,
    a_link_to_a_cell_of_a_level_shows_and_marks_it,
    a_link_to_any_cell_of_the_matrix_shows_and_marks_it,
    motion_is_reduced_where_it_is_asked_for,
];

fn the_skip_link_is_the_first_stop_and_leads_to_the_text() {
    let site = course();
    let mut tab = chromium::tab();
    for page in site.kinds() {
        tab.goto(&site.url(page));
        tab.press(Key::Tab);
        assert!(tab.holds("document.activeElement.matches('a.skip')"), "{page}");
        assert!(tab.holds("inSight(document.activeElement)"), "{page}: not visible with focus");
        tab.press(Key::Enter);
        assert!(tab.holds("document.activeElement.matches('main#main')"), "{page}: focus stays");
    }
}

fn every_stop_of_the_keyboard_shows_where_it_is() {
    // An outline or a shadow, or a look that differs from the one without focus.
    const MARKED: &str = "(() => {
        const look = element => {
            const style = getComputedStyle(element);
            return [style.outlineStyle, style.outlineColor, style.outlineWidth, style.boxShadow,
                style.backgroundColor, style.borderColor, style.color].join();
        };
        const at = document.activeElement;
        const focused = look(at);
        at.blur();
        const plain = look(at);
        at.focus({ focusVisible: true, preventScroll: true });
        return focused !== plain;
    })()";
    let site = course();
    let mut tab = chromium::tab();
    for page in ["index.html", "mlops/matrix.html"] {
        tab.goto(&site.url(page));
        for stop in 1..=25 {
            tab.press(Key::Tab);
            if tab.holds("document.activeElement === document.body") {
                break;
            }
            let name = tab.eval("document.activeElement.outerHTML.slice(0, 100)");
            assert!(tab.holds("visible(document.activeElement)"), "{page}, stop {stop}: {name}");
            assert!(tab.holds(MARKED), "{page}, stop {stop}: focus is not visible on {name}");
        }
    }
}

fn a_heading_link_does_not_end_under_the_header() {
    let site = workshop();
    let mut tab = chromium::tab();
    for (width, mobile) in [(1280, false), (360, true)] {
        tab.viewport(width, 740, mobile);
        for section in ["section-1", "section-6", "section-12"] {
            // From elsewhere, as a reader of a link comes.
            tab.goto(&site.url("code.html"));
            tab.goto(&site.url(&format!("long.html#{section}")));
            let heading = format!("document.getElementById({})", json!(section));
            assert!(tab.holds(&format!("!!{heading}")), "no #{section} on the page");
            assert!(tab.holds(&format!("inSight({heading})")), "#{section} at {width} px");
        }
    }
}

fn headings_offer_their_link() {
    let site = workshop();
    let mut tab = chromium::tab();
    tab.goto(&site.url("long.html"));
    let link = "document.querySelector('main h2[id], main section[id] h2')?.parentElement.querySelector('h2 a[href^=\"#\"], h2 + a[href^=\"#\"]')";
    assert!(tab.holds(&format!("!!{link}")), "no link at the heading");
    assert!(tab.holds(&format!("!!({link}.ariaLabel || words({link}))")), "it has no name");
    assert_eq!(tab.eval(&format!("{link}.getAttribute('href')")), json!("#section-1"));
}

fn a_link_to_a_cell_of_a_level_shows_and_marks_it() {
    let site = course();
    let mut tab = chromium::tab();
    for (width, mobile) in [(1280, false), (360, true)] {
        tab.viewport(width, 740, mobile);
        tab.goto(&site.url("mlops/level-3.html#technology"));
        assert_shown_and_marked(&mut tab, "technology");
    }
}

fn a_link_to_any_cell_of_the_matrix_shows_and_marks_it() {
    let site = course();
    let mut tab = chromium::tab();
    tab.goto(&site.url("mlops/matrix.html"));
    let ids = tab.eval("all('main td[id]').map(cell => cell.id)");
    let ids: Vec<_> = ids.as_array().expect("a list").iter().filter_map(|id| id.as_str()).collect();
    assert!(ids.contains(&"2-technology"), "the matrix has the cells {ids:?}");
    for (width, mobile) in [(1280, false), (360, true)] {
        tab.viewport(width, 740, mobile);
        for id in &ids {
            tab.goto(&site.url("index.html"));
            tab.goto(&site.url(&format!("mlops/matrix.html#{id}")));
            assert_shown_and_marked(&mut tab, id);
        }
    }
    tab.show("matrix-cell");
}

/// In view, not covered, and other than without being the target of the address.
fn assert_shown_and_marked(tab: &mut Tab, id: &str) {
    let url = tab.url();
    let element = format!("document.getElementById({})", json!(id));
    assert!(tab.holds(&format!("inSight({element})")), "{url} is out of sight");
    // The look of the element and of what stands directly around and in it, which may carry the mark.
    let look = format!(
        "[{element}.parentElement, {element}, ...{element}.children].map(part => {{ const style = getComputedStyle(part); \
         return [style.backgroundColor, style.outlineStyle, style.outlineColor, style.boxShadow, \
         style.borderColor, style.borderWidth].join(); }}).join('; ')"
    );
    // A mark that fades in has to be over before it is compared.
    tab.eval("Promise.all(document.getAnimations().filter(a => a.effect?.getComputedTiming().iterations !== Infinity).map(a => a.finish()))");
    let marked = tab.eval(&look);
    tab.eval(
        "(location.hash = '#no-such-place', document.getAnimations().forEach(a => a.finish()))",
    );
    tab.settle();
    assert!(marked != tab.eval(&look), "{url} is not marked: it looks like any other place");
}

fn motion_is_reduced_where_it_is_asked_for() {
    let site = workshop();
    let mut tab = chromium::tab();
    tab.media(Media { reduced_motion: true, ..Media::default() });
    tab.goto(&site.url("long.html"));
    assert!(tab.holds("getComputedStyle(document.documentElement).scrollBehavior !== 'smooth'"));
    let moving = "all('*').filter(element => { const style = getComputedStyle(element); \
        return [style.transitionDuration, style.animationDuration].join().split(',') \
            .some(time => parseFloat(time) > 0.05); }).map(element => element.outerHTML.slice(0, 80))";
    assert_eq!(tab.eval(moving), json!([]));
}
