//! `theme eject`: copies of built-in files, run as a user runs it.

use std::fs;
use std::path::Path;

use crate::program::{code, run, said, site, write};

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_first_copy_sets_up_a_theme_and_changes_no_page() {
    let site = site();
    run(site.path(), &["build"]);
    let before = read(site.path(), "output/m/level-0.html");
    let files =
        ["theme", "eject", "level.html", "base.html", "partials/cell.html", "templates/print.html"];
    let ejected = run(site.path(), &files);
    assert_eq!(code(&ejected), 0, "{}", said(&ejected));
    assert!(said(&ejected).contains("levelbook.yaml now has `theme: ours`."), "{}", said(&ejected));
    assert_eq!(read(site.path(), "levelbook.yaml"), "title: Small\ntheme: ours\n");
    let built = run(site.path(), &["build", "--strict"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    assert_eq!(read(site.path(), "output/m/level-0.html"), before);
}

#[test]
fn all_files_can_be_copied_at_once_and_are_listed() {
    let site = site();
    let list = run(site.path(), &["theme", "list"]);
    let names = said(&list);
    let names: Vec<&str> = names.lines().collect();
    assert!(names.contains(&"level.html") && names.contains(&"style.css"), "{names:?}");
    let ejected = run(site.path(), &[&["theme", "eject"], &names[..]].concat());
    assert_eq!(code(&ejected), 0, "{}", said(&ejected));
    let built = run(site.path(), &["check", "--strict"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let list = said(&run(site.path(), &["theme", "list"]));
    assert!(list.contains("overridden by themes/ours/static/style.css"), "{list}");
    assert!(list.lines().all(|line| line.contains("overridden by")), "{list}");
}

#[test]
fn nothing_is_overwritten_and_wrong_names_are_told() {
    let site = site();
    write(
        site.path(),
        "themes/mine/templates/level.html",
        "{% extends \"default/level.html\" %}\n",
    );
    write(site.path(), "levelbook.yaml", "title: Small\ntheme: mine\n");
    let refused = run(site.path(), &["theme", "eject", "note.html", "level.html"]);
    assert_eq!(code(&refused), 2);
    assert!(
        said(&refused)
            .contains("themes/mine/templates/level.html is there already. Nothing was written.")
    );
    assert!(!site.path().join("themes/mine/templates/note.html").exists());
    let wrong = run(site.path(), &["theme", "eject", "levle.html"]);
    assert!(
        said(&wrong).contains("has no levle.html. Did you mean level.html?"),
        "{}",
        said(&wrong)
    );
    run(site.path(), &["theme", "eject", "note.html"]);
    assert!(site.path().join("themes/mine/templates/note.html").exists());
    assert_eq!(read(site.path(), "levelbook.yaml"), "title: Small\ntheme: mine\n");
}

#[test]
fn a_copy_of_another_version_is_told_with_the_way_to_compare() {
    let site = site();
    let shown = run(site.path(), &["theme", "show", "level.html"]);
    assert!(String::from_utf8_lossy(&shown.stdout).starts_with("{% extends \"base.html\" %}"));
    run(site.path(), &["theme", "eject", "level.html"]);
    let copy = read(site.path(), "themes/ours/templates/level.html");
    let (first, rest) = copy.split_once('\n').expect("a first line");
    let hash = first.split(' ').rev().nth(1).expect("a hash");
    let old = format!("{}\n{rest}", first.replace(hash, "0123456789ab"));
    write(site.path(), "themes/ours/templates/level.html", &old);
    let told = said(&run(site.path(), &["check"]));
    assert!(told.contains("T05") && told.contains("level.html:1:"), "{told}");
    assert!(told.contains("levelbook theme show level.html") && told.contains(hash), "{told}");
    let list = said(&run(site.path(), &["theme", "list"]));
    assert!(list.contains("the built-in one has changed since"), "{list}");
}
