//! The first five minutes: `init`, a look, `publish`.

use std::fs;

use super::workplace::Workplace;

#[test]
fn a_first_course_builds_without_a_remark_and_is_published() {
    let (place, ada) = Workplace::empty();
    ada.run(&["init"]).assert_code(0).assert_says("levelbook serve --open\n");
    ada.run(&["check", "--strict"]).assert_code(0).assert_says("notes: 4 of 4 levels covered");
    ada.publish(&[]).assert_code(3).assert_says("no commit yet").assert_says("git commit");
    ada.commit("First notes");
    ada.publish(&[]).assert_code(3).assert_says("git push -u origin HEAD");
    ada.git(&["push", "-q", "origin", "HEAD"]);
    ada.publish(&[]).assert_code(0).assert_says("Published as commit ");
    let site = place.published();
    for path in ["index.html", "404.html", ".nojekyll", "incidents/level-3.html", "colours.css"] {
        assert!(site.contains_key(path), "{path} is not in {:?}", site.keys());
    }
    assert!(!site.contains_key(".gitignore") && !site.contains_key(".levelbook.json"));
}

#[test]
fn init_prints_a_command_that_can_be_copied() {
    let (_place, ada) = Workplace::empty();
    ada.run(&["init", "my course"])
        .assert_code(0)
        .assert_says("levelbook serve --open 'my course'");
    assert_eq!(fs::read_to_string(ada.path.join("my course/.gitignore")).unwrap(), "/output/\n");
}

#[test]
fn init_overwrites_nothing() {
    let (_place, ada) = Workplace::empty();
    ada.write("content/index.md", "Mine.\n");
    ada.write(".gitignore", "/mine\n");
    let before = ada.everything();
    ada.run(&["init"])
        .assert_code(2)
        .assert_says("content/index.md")
        .assert_says("Nothing was written");
    assert_eq!(ada.everything(), before);
    fs::remove_file(ada.path.join("content/index.md")).unwrap();
    ada.run(&["init"]).assert_code(0);
    assert_eq!(fs::read_to_string(ada.path.join(".gitignore")).unwrap(), "/mine\n");
}

#[test]
fn init_makes_no_half_course_where_it_cannot_write() {
    let (_place, ada) = Workplace::empty();
    ada.write("themes", "A file where a folder is needed.\n");
    let before = ada.everything();
    ada.run(&["init"]).assert_code(2);
    assert_eq!(ada.everything(), before);
}
