//! What a reader does with a finished site, done in a real browser (Debian's `chromium`).
//!
//! `cargo test --test browser` runs all of it. Without a browser on the machine the tests that
//! need one are left out, and named as ignored; with `LEVELBOOK_REQUIRE_BROWSER=1` that is a
//! failure. `LEVELBOOK_BROWSER` names another program, `LEVELBOOK_SCREENSHOTS` a folder for
//! pictures.
//!
//! The tests bring their own `main`, because one browser serves them all and has to be ended
//! after the last.

#![expect(clippy::disallowed_methods, reason = "the walls are src's; tests build, serve and look")]

mod chromium;
mod host;
mod reader;
mod selftest;
mod site;
mod tab;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// A test by name. `true`: it needs a browser.
type Test = (&'static str, bool, fn());

/// Names a module's tests: `tests![in_browser: a, b]`.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub const TESTS: &[(&str, fn())] = &[$((concat!(module_path!(), "::", stringify!($name)), $name)),*];
    };
}
use tests;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let browser = chromium::find();
    if browser.is_none() {
        let how = "(Debian: apt-get install chromium fonts-liberation fonts-dejavu-core)";
        if std::env::var_os("LEVELBOOK_REQUIRE_BROWSER").is_some_and(|value| value == "1") {
            eprintln!("No browser was found, and LEVELBOOK_REQUIRE_BROWSER=1 asks for one {how}.");
            return ExitCode::FAILURE;
        }
        println!("No browser was found {how}: the tests marked `ignored` are left out.");
    }
    let conclusion = libtest_mimic::run(&arguments, trials(browser.is_some()));
    chromium::close();
    site::remove_all();
    conclusion.exit_code()
}

fn trials(browser: bool) -> Vec<Trial> {
    let without = selftest::WITHOUT_BROWSER.iter().map(|&(name, test)| (name, false, test));
    let within = [selftest::TESTS]
        .into_iter()
        .chain(reader::ALL.iter().copied())
        .flatten()
        .map(|&(name, test)| (name, true, test));
    without.chain(within).map(|test| trial(test, browser)).collect()
}

fn trial((name, needs_browser, test): Test, browser: bool) -> Trial {
    let name = name.trim_start_matches("browser::");
    let trial = Trial::test(name, move || {
        test();
        Ok(())
    });
    trial.with_ignored_flag(needs_browser && !browser)
}
