//! Reading the matrix: the heads stay with the cells, on any screen, both ways round.

use serde_json::json;

use crate::chromium;
use crate::site::course;
use crate::tab::{Media, Tab};

crate::tests![
    the_table_says_what_its_cells_belong_to,
    the_head_row_stays_in_view,
    no_column_is_hidden_on_a_desk,
    on_a_phone_every_cell_is_read_with_both_its_heads,
    both_orientations_are_reached_without_javascript,
];

const PAGE: &str = "mlops/matrix.html";

/// Of the matrices the one that is shown.
const TABLE: &str = "all('main table').find(visible)";

fn the_table_says_what_its_cells_belong_to() {
    let mut tab = open();
    let tables = tab.eval(
        "all('main table').filter(table => table.querySelector('td[id]')).map(table => ({
            caption: (table.caption?.textContent ?? '').trim() !== '',
            columns: all('thead th', table).every(head => head.scope === 'col' || !head.textContent.trim()),
            rows: all('tbody tr', table).every(row => /^row/.test(row.querySelector('th')?.scope)),
            cells: all('tbody td', table).every(cell => cell.id),
        }))",
    );
    let good = json!({"caption": true, "columns": true, "rows": true, "cells": true});
    assert_eq!(tables, json!([good, good]), "a table for each orientation, each complete");
    let repeated =
        "(ids => ids.filter((id, at) => ids.indexOf(id) !== at))(all('[id]').map(e => e.id))";
    assert_eq!(tab.eval(repeated), json!([]), "ids that stand twice");
}

fn the_head_row_stays_in_view() {
    let mut tab = open();
    tab.viewport(1280, 480, false);
    tab.eval(&format!("{TABLE}.querySelector('tbody tr:last-child').scrollIntoView({{ block: 'end', behavior: 'instant' }})"));
    tab.settle();
    let first_row_has_gone = format!("!inSight({TABLE}.querySelector('tbody tr:first-child th'))");
    assert!(tab.holds(&first_row_has_gone), "the table is too short for this test");
    let lost = format!(
        "all('thead th', {TABLE}).filter(head => words(head) && !inSight(head)).map(words)"
    );
    tab.show("matrix-scrolled");
    assert_eq!(tab.eval(&lost), json!([]), "heads that scrolled away");
}

fn no_column_is_hidden_on_a_desk() {
    let mut tab = open();
    let hidden = format!(
        "(table => all('th, td', table).filter(cell => cell.getBoundingClientRect().right > document.documentElement.clientWidth).map(words))({TABLE})"
    );
    assert_eq!(tab.eval(&hidden), json!([]));
    let scrolls = format!("(box => box.scrollWidth <= box.clientWidth + 1)({TABLE}.parentElement)");
    assert!(tab.holds(&scrolls), "a part of the table is reached only by scrolling sideways");
}

fn on_a_phone_every_cell_is_read_with_both_its_heads() {
    // The head of the column is the one in `thead`, or a label within the cell.
    const READ: &str = "(table => {
        const heads = all('thead tr:last-child > *', table);
        const plain = text => text.replace(/[\\s\"]+/g, ' ').trim().toLowerCase();
        const found = [];
        for (const cell of all('td[id]', table)) {
            cell.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
            const box = cell.getBoundingClientRect();
            // A cell that is higher than the window is read from its start.
            if (box.height > innerHeight * 0.6) scrollBy({ top: box.top - innerHeight * 0.35, behavior: 'instant' });
            const row = cell.parentElement.querySelector('th');
            const head = heads[cell.cellIndex];
            const name = plain(head?.textContent ?? '');
            const label = plain(getComputedStyle(cell, '::before').content + ' '
                + all('*', cell).filter(visible).map(part => part.textContent).join(' '));
            const column = !!name && (inSight(head) || label.includes(name)
                || (cell.dataset.label && label.includes(plain(cell.dataset.label)) && name.includes(plain(cell.dataset.label))));
            if (!visible(cell)) found.push(`${cell.id} is not shown`);
            if (!inSight(row)) found.push(`${cell.id} without the head of its row`);
            if (!column) found.push(`${cell.id} without the head of its column (${name})`);
        }
        return found;
    })";
    let mut tab = open();
    tab.viewport(360, 740, true);
    tab.settle();
    assert_eq!(tab.eval(&format!("{READ}({TABLE})")), json!([]));
    tab.show("matrix-phone");
}

/// Each orientation is shown from the start, or after one click on a control that can be seen.
fn both_orientations_are_reached_without_javascript() {
    let mut tab = chromium::tab();
    tab.without_javascript();
    for (width, mobile) in [(1280, false), (360, true)] {
        tab.viewport(width, 740, mobile);
        tab.media(Media::default());
        tab.goto(&course().url(PAGE));
        let count = tab.eval("all('main table').length").as_u64().expect("a number");
        assert_eq!(count, 2, "a table for each orientation");
        for table in 0..count {
            tab.goto(&course().url(PAGE));
            let shown = format!("visible(all('main table')[{table}])");
            let reached = tab.holds(&shown) || one_click_shows(&mut tab, &shown);
            assert!(reached, "no way to the table {table} at {width} px");
        }
    }
}

fn one_click_shows(tab: &mut Tab, shown: &str) -> bool {
    const CONTROLS: &str = "all('main label, main summary, main a[href^=\"#\"], main input[type=radio], main button').filter(visible)";
    let count = tab.eval(&format!("{CONTROLS}.length")).as_u64().unwrap_or(0);
    // The controls stand above the tables, before the links of the cells.
    (0..count.min(12)).any(|control| {
        tab.click_element(&format!("{CONTROLS}[{control}]"));
        tab.holds(shown)
    })
}

fn open() -> Tab {
    let mut tab = chromium::tab();
    tab.goto(&course().url(PAGE));
    tab
}
