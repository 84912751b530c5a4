//! On paper: light, without the navigation, with every word.

use serde_json::json;

use crate::chromium;
use crate::site::{course, guide, wide, wide_word, workshop};
use crate::tab::{Media, Tab};

crate::tests![
    paper_is_light_even_from_a_dark_page,
    paper_carries_no_navigation,
    the_matrix_is_printed_whole,
    a_matrix_wider_than_the_paper_is_printed_whole,
    no_line_of_code_is_cut_off,
    two_levels_lie_on_one_sheet_with_their_heading,
    a_pdf_comes_out,
    the_whole_site_as_a_pdf,
    the_button_waits_until_all_diagrams_are_drawn,
];

fn paper_is_light_even_from_a_dark_page() {
    // The root's colour scheme counts too: it colours the margins of the paper.
    const DARK_PARTS: &str =
        "all('body, main, main pre, main table, main th, main td, main blockquote')
        .filter(element => visible(element) && luminance(background(element)) < 0.6)
        .map(element => element.outerHTML.slice(0, 80))";
    let mut tab = chromium::tab();
    for system_is_dark in [true, false] {
        let media = Media { dark: system_is_dark, ..Media::default() };
        tab.media(media);
        let pages = course().kinds().into_iter().map(|page| course().url(page));
        for url in pages.chain([workshop().url("code.html")]) {
            tab.media(media);
            tab.goto(&url);
            if tab.eval("shade()") != json!("dark") {
                tab.click("[data-theme-toggle]");
            }
            tab.print_media();
            tab.settle();
            assert_eq!(tab.eval("shade()"), json!("light"), "{url}");
            assert_eq!(tab.eval(DARK_PARTS), json!([]), "{url}");
            assert!(tab.holds("contrast(document.querySelector('h1')) > 7"), "{url}: pale text");
            let scheme = tab.eval("getComputedStyle(document.documentElement).colorScheme");
            assert_ne!(scheme, json!("dark"), "{url}: the margins would be black");
        }
    }
}

fn paper_carries_no_navigation() {
    let site = course();
    let mut tab = chromium::tab();
    for page in site.kinds() {
        tab.goto(&site.url(page));
        tab.print_media();
        tab.settle();
        let left = tab.eval("all('nav, .menu, .skip, [data-theme-toggle], [data-search], main button').filter(visible).map(e => e.outerHTML.slice(0, 80))");
        assert_eq!(left, json!([]), "{page}");
        assert!(tab.holds("visible(document.querySelector('h1'))"), "{page}");
        tab.media(Media::default());
    }
}

fn the_matrix_is_printed_whole() {
    let mut tab = matrix_on_paper(&course().url("mlops/matrix.html"));
    is_whole(&mut tab);
    let heads = "all('main table').filter(visible).every(table => getComputedStyle(table.tHead).display === 'table-header-group')";
    assert!(tab.holds(heads), "the head row does not repeat on the next sheet");
    let rows = "all('main tbody tr').filter(visible).every(row => getComputedStyle(row).breakInside.startsWith('avoid'))";
    assert!(tab.holds(rows), "rows are broken between sheets");
}

/// Its rows may go on on the next sheet, its cells may not, and none is lost.
fn a_matrix_wider_than_the_paper_is_printed_whole() {
    let mut tab = matrix_on_paper(&wide().url("wide/matrix.html"));
    is_whole(&mut tab);
    let cells =
        "all('main tbody td').filter(visible).map(cell => getComputedStyle(cell).breakInside)";
    assert_eq!(tab.eval(cells), json!(vec!["avoid"; 72]), "cells are broken between sheets");
    // In place of the head row, which would not stand above them, each says its level.
    let heads = "all('main tbody td').filter(visible).map(cell => getComputedStyle(cell, '::before').content)
        .filter(name => /[1-8] · Step [1-8]/.test(name)).length";
    assert_eq!(tab.eval(heads), json!(72), "cells without the name of their level");
    let Some(printed) = words_of_pdf(&tab.print_to_pdf()) else {
        return println!("no pdftotext: the text of the PDF was not compared");
    };
    for dimension in 1..=9 {
        for level in 1..=8 {
            let word = wide_word(dimension, level);
            // Words end where they end: 1 is not 11.
            assert!(printed.split_whitespace().any(|own| own == word), "the PDF lacks {word}");
        }
    }
}

fn is_whole(tab: &mut Tab) {
    tab.settle();
    let cut = "all('main table').filter(visible).flatMap(table => all('td, th', table)).filter(cell => {
        const box = cell.getBoundingClientRect();
        return box.right > document.documentElement.clientWidth + 1 || cell.scrollWidth > cell.clientWidth + 1;
    }).map(words)";
    assert_eq!(tab.eval(cut), json!([]), "cells that the paper cuts off");
    let boxes = "all('main *').filter(box => visible(box) && /auto|scroll|hidden/.test(getComputedStyle(box).overflow) \
        && (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1) && box.querySelector('table')) \
        .map(box => box.outerHTML.slice(0, 80))";
    assert_eq!(tab.eval(boxes), json!([]), "boxes that scroll hide words on paper");
}

/// The matrix as A4 upright would show it: 210 mm less margins of 10 mm.
fn matrix_on_paper(url: &str) -> Tab {
    let mut tab = chromium::tab();
    tab.viewport(718, 1000, false);
    tab.goto(url);
    tab.print_media();
    tab
}

fn no_line_of_code_is_cut_off() {
    let mut tab = chromium::tab();
    tab.viewport(718, 1000, false);
    tab.goto(&workshop().url("code.html"));
    let cut = "all('pre').filter(pre => pre.scrollWidth > pre.clientWidth + 1).length";
    assert_eq!(tab.eval(cut), json!(1), "on the screen the long line scrolls");
    tab.print_media();
    tab.settle();
    assert_eq!(tab.eval(cut), json!(0));
}

/// Where a named kind of sheet begins, the paper breaks.
fn two_levels_lie_on_one_sheet_with_their_heading() {
    let mut tab = chromium::tab();
    tab.goto(&course().url("mlops/compare.html"));
    tab.print_media();
    let sheet =
        "['body', '.matrix'].map(part => getComputedStyle(document.querySelector(part)).page)";
    assert_eq!(tab.eval(sheet), json!(["wide", "wide"]));
}

fn a_pdf_comes_out() {
    let site = course();
    let mut tab = chromium::tab();
    tab.goto(&site.url("mlops/matrix.html"));
    let pdf = tab.print_to_pdf();
    assert!(pdf.starts_with(b"%PDF") && pdf.len() > 2_000, "{} bytes", pdf.len());
}

/// What each page says, as the browser puts it on paper.
fn the_whole_site_as_a_pdf() {
    let site = course();
    let mut tab = chromium::tab();
    tab.goto(&site.url("print.html"));
    assert_eq!(tab.eval(BROKEN), json!([]), "links within the document");
    let Some(printed) = words_of_pdf(&tab.print_to_pdf()).map(|text| letters(&text)) else {
        return println!("no pdftotext: the text of the PDF was not compared");
    };
    tab.print_media();
    let mut texts = 0;
    for page in site.pages.iter().filter(|page| !page.ends_with("print.html")) {
        tab.goto(&site.url(page));
        // Two levels side by side are in the document once: the lowest and the highest.
        if page.contains("compare-") {
            continue;
        }
        for text in tab.eval(TEXTS).as_array().into_iter().flatten() {
            let text = text.as_str().unwrap_or_default();
            assert!(printed.contains(&letters(text)), "{page}: the PDF lacks {text:?}");
            texts += 1;
        }
    }
    assert!(texts > 200, "{texts} texts");
}

/// The texts of a page that the document has too: of elements without blocks in them.
const TEXTS: &str = "[...document.querySelectorAll('main :is(h1, h2, p, li, td, dd)')]
    .filter(e => !e.querySelector('p, li, table, pre, .heading-anchor') && e.checkVisibility() && !e.closest('nav, form, [data-print]'))
    .flatMap(e => e.innerText.split('\\n'))";

/// Links into the document that lead nowhere.
const BROKEN: &str = "[...document.querySelectorAll('a[href^=\"#\"]')]
    .map(a => decodeURIComponent(a.hash.slice(1))).filter(id => !document.getElementById(id))";

/// What a PDF says, read by poppler's program where it is installed.
fn words_of_pdf(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("site.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let read = std::process::Command::new("pdftotext").arg(&file).arg("-").output().ok()?;
    Some(String::from_utf8_lossy(&read.stdout).into_owned())
}

/// Without what a line or a sheet breaks.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn the_button_waits_until_all_diagrams_are_drawn() {
    let mut tab = chromium::tab();
    tab.on_every_page(
        "window.printed = []; window.print = () => printed.push(document.querySelectorAll('[data-mermaid]:not(.drawn)').length)",
    );
    tab.goto(&guide().url("print.html"));
    assert!(tab.holds("document.querySelectorAll('[data-mermaid]').length > 0"));
    tab.eval("document.querySelector('.screen button').click()");
    tab.wait_until("printed.length === 1");
    assert_eq!(tab.eval("printed"), json!([0]));
}
