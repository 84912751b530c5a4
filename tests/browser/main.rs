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
mod live;
mod reader;
mod selftest;
mod site;
mod tab;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// A test and its name.
type Test = (&'static str, fn());

/// Lists a module's tests, as `TESTS`: those that need a browser.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub const TESTS: &[crate::Test] = &[$((concat!(module_path!(), "::", stringify!($name)), $name)),*];
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
    let without = selftest::WITHOUT_BROWSER.iter().map(|&test| trial(test));
    let lists = [selftest::TESTS, live::TESTS].into_iter().chain(reader::ALL.iter().copied());
    let within = lists.flatten().map(|&test| trial(test).with_ignored_flag(!browser));
    without.chain(within).collect()
}

fn trial((name, test): Test) -> Trial {
    let run = move || {
        test();
        Ok(())
    };
    Trial::test(name.trim_start_matches("browser::"), run)
}
