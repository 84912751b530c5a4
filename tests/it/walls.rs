//! The walls between the stages: what no module may name. Cheaper than crates, and as firm.

use crate::support::{product_files, without_comments};

/// Only these may touch the machine. Beyond them everything is bytes in, bytes out.
const EFFECTS: [&str; 3] = ["src/system/", "src/commands/", "src/main.rs"];

/// Of the standard library. A `Duration` or an `IpAddr` is a mere value; reading the clock is not.
const MACHINE: [&str; 5] = ["fs", "net", "process", "env", "time"];

#[test]
fn parsing_a_file_knows_neither_the_site_nor_its_pages() {
    assert_names_none("src/site/parse", &["resolve", "render"]);
}

#[test]
fn the_resolved_site_knows_nothing_of_its_pages_look() {
    assert_names_none("src/site/resolve", &["render"]);
}

#[test]
fn the_site_knows_nothing_of_the_machine() {
    assert_names_none("src/site", &["system", "commands"]);
}

#[test]
fn the_machine_is_touched_only_where_that_is_the_task() {
    let inside = |path: &str| EFFECTS.iter().any(|effect| path.starts_with(effect));
    let mut broken = Vec::new();
    for (path, text) in product_files("src").into_iter().filter(|(path, _)| !inside(path)) {
        let values = ["std::time::Duration", "std::net::IpAddr"];
        let code = values.iter().fold(without_comments(&text), |code, name| code.replace(name, ""));
        let named = MACHINE.iter().filter(|module| uses_std(&code, module));
        broken.extend(named.map(|module| format!("{path} names std::{module}")));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_walls_see_what_they_forbid() {
    for code in ["use crate::site::resolve::Site;", "use super::resolve;", "resolve::pages()"] {
        assert!(names_module(code, "resolve"), "{code}");
    }
    for code in ["use super::{note, resolve};", "use crate::site::{parse, resolve::Site};"] {
        assert!(names_module(code, "resolve"), "{code}");
    }
    for code in ["let resolve = 1;", "fn resolve() {}", "self.resolve()", "unresolve::x()"] {
        assert!(!names_module(code, "resolve"), "{code}");
    }
    for code in ["use std::fs;", "std::fs::read(x)", "use std::{fmt, fs};", "use std::{fs::File}"] {
        assert!(uses_std(code, "fs"), "{code}");
    }
    for code in ["use std::fmt;", "offs::x", "use std::{fmt, ops};", "std::fsx", "env!(\"A\")"] {
        assert!(!uses_std(code, "fs") && !uses_std(code, "env"), "{code}");
    }
}

fn assert_names_none(folder: &str, modules: &[&str]) {
    let mut broken = Vec::new();
    for (path, text) in product_files(folder) {
        let code = without_comments(&text);
        let named = modules.iter().filter(|module| names_module(&code, module));
        broken.extend(named.map(|module| format!("{path} names {module}")));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A path that goes through the module: `resolve::…`, `crate::site::resolve`, or the name within
/// the braces of a `use`.
fn names_module(code: &str, module: &str) -> bool {
    let through = words(code, module).any(|(before, after)| {
        after.starts_with("::") || before.ends_with("::") && !after.starts_with(['(', '<'])
    });
    through || in_use(code, "", module)
}

fn uses_std(code: &str, module: &str) -> bool {
    words(code, module).any(|(before, _)| before.ends_with("std::"))
        || in_use(code, "std::", module)
}

/// Whether a `use` statement whose path starts with `root` has the name in its braces.
fn in_use(code: &str, root: &str, module: &str) -> bool {
    let statements = code.split(';').filter_map(|part| part.rsplit_once("use ").map(|(_, u)| u));
    statements.filter(|statement| statement.trim_start().starts_with(root)).any(|statement| {
        statement.split_once('{').is_some_and(|(path, names)| {
            // One level down: `{fmt, fs::File}`, not the `fs` of `{other::{fs}}`.
            (root.is_empty() || path.trim() == root)
                && words(names, module).any(|(before, _)| {
                    before.trim_end().is_empty() || before.trim_end().ends_with([',', '{'])
                })
        })
    })
}

/// Every place where a name stands by itself, with the code before and after it.
fn words<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).map(|(at, _)| (&code[..at], &code[at + name.len()..])).filter(
        move |(before, after)| !before.ends_with(part_of_name) && !after.starts_with(part_of_name),
    )
}
