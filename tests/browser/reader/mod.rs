//! What readers do, one file for each thing that they care about.
//!
//! Of the theme these tests know no more than its contract: `main#main`, `a.skip`, `.menu`,
//! `[data-theme-toggle]`, `a[rel=next]`, `td[id]`, a `nav` that marks its page with
//! `aria-current="page"`. Everything else they look at as a reader would: is it in view?

mod course;
mod dark;
mod filter;
mod finding;
mod journey;
mod links;
mod matrix;
mod phone;
mod print;
mod search;

pub const ALL: &[&[crate::Test]] = &[
    links::TESTS,
    journey::TESTS,
    finding::TESTS,
    dark::TESTS,
    phone::TESTS,
    matrix::TESTS,
    filter::TESTS,
    search::TESTS,
    course::TESTS,
    print::TESTS,
];
