//! The tools themselves: does the host answer like GitHub Pages, does the tab see what is there?

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::chromium;
use crate::host::{Answer, Host, answer};
use crate::tab::{Key, Media};

pub const WITHOUT_BROWSER: &[crate::Test] =
    &[("selftest::the_host_answers_like_github_pages", the_host_answers_like_github_pages)];

crate::tests![
    a_page_is_opened_asked_clicked_and_typed_into,
    problems_are_collected,
    media_viewport_and_scripts_are_set,
    tabs_share_no_storage,
    pictures_and_paper_come_out,
    what_is_covered_is_not_in_sight,
];

fn the_host_answers_like_github_pages() {
    let folder = site(&[
        ("index.html", ""),
        ("file.html", ""),
        ("both.html", ""),
        ("both/index.html", ""),
        ("folder/index.html", ""),
        ("folder/empty/x.txt", ""),
        ("a b.html", ""),
        ("404.html", ""),
    ]);
    let root = folder.path();
    let file = |name: &str| Answer::File(root.join(name));
    let missing = || Answer::Missing(Some(root.join("404.html")));
    let moved = |to: &str| Answer::Moved(to.to_owned());
    for (path, expected) in [
        ("/", file("index.html")),
        ("/repo", moved("/repo/")),
        ("/repo?q=1", moved("/repo/?q=1")),
        ("/repo/", file("index.html")),
        ("/file", file("file.html")),
        ("/file/", missing()),
        ("/repo/file.html?q=1", file("file.html")),
        ("/folder", moved("/folder/")),
        ("/repo/folder", moved("/repo/folder/")),
        ("/folder/", file("folder/index.html")),
        ("/both", file("both.html")),
        ("/both/", file("both/index.html")),
        ("/folder/empty", missing()),
        ("/File", missing()),
        ("/a%20b", file("a b.html")),
        ("/%2e%2e/x", missing()),
        ("/%ff", missing()),
        ("/no/such/page", missing()),
    ] {
        assert_eq!(answer(root, path), expected, "{path}");
    }
}

fn a_page_is_opened_asked_clicked_and_typed_into() {
    let folder = site(&[
        (
            "index.html",
            "<title>One</title><input autofocus><a href='two#end'>on</a><p style='margin:2000px 0'>",
        ),
        ("two.html", "<title>Two</title><div style='height:3000px'></div><h2 id=end>End</h2>"),
    ]);
    let host = Host::start(folder.path());
    let mut tab = chromium::tab();
    tab.goto(&host.url("/repo/"));
    assert_eq!(tab.eval("document.title"), json!("One"));
    tab.click("input");
    tab.type_text("ab");
    assert_eq!(tab.eval("document.querySelector('input').value"), json!("ab"));
    tab.press(Key::Tab);
    assert_eq!(tab.eval("document.activeElement.tagName"), json!("A"));
    tab.load_by(|tab| tab.press(Key::Enter));
    assert_eq!(tab.url(), host.url("/repo/two#end"));
    assert!(tab.holds("inSight(document.querySelector('#end'))"));
    tab.goto(&host.url("/repo/two#"));
    assert!(!tab.holds("inSight(document.querySelector('#end'))"));
    tab.reload();
    tab.eval("history.back()");
    tab.wait_until("location.hash === '#end'");
}

fn problems_are_collected() {
    let folder = site(&[(
        "index.html",
        "<img src=gone.png><script>console.error('said'); setTimeout(() => { throw Error('thrown') })</script>",
    )]);
    let host = Host::start(folder.path());
    let mut tab = chromium::tab();
    tab.goto(&host.url("/"));
    let problems = format!("{:?}", tab.take_problems());
    for expected in ["gone.png", "said", "thrown"] {
        assert!(problems.contains(expected), "{expected} is not among {problems}");
    }
    assert!(tab.take_problems().is_empty());
}

fn media_viewport_and_scripts_are_set() {
    let folder = site(&[(
        "index.html",
        "<meta name=viewport content='width=device-width'>\
         <style>@media (prefers-color-scheme: dark) { body { background: #111 } }</style>\
         <script>document.title = 'ran'</script>",
    )]);
    let host = Host::start(folder.path());
    let mut tab = chromium::tab();
    tab.goto(&host.url("/"));
    assert_eq!(tab.eval("shade()"), json!("light"));
    tab.media(Media { dark: true, reduced_motion: true, forced_colors: true, print: true });
    for query in
        ["(prefers-reduced-motion: reduce)", "(forced-colors: active)", "print"].map(|q| json!(q))
    {
        assert!(tab.holds(&format!("matchMedia({query}).matches")), "{query}");
    }
    tab.media(Media { dark: true, ..Media::default() });
    assert_eq!(tab.eval("shade()"), json!("dark"));
    tab.viewport(360, 740, true);
    assert_eq!(tab.eval("innerWidth"), json!(360));
    assert_eq!(tab.eval("document.title"), json!("ran"));
    tab.without_javascript();
    tab.goto(&host.url("/"));
    assert_eq!(tab.eval("document.title"), json!(""), "a script has run");
}

fn tabs_share_no_storage() {
    let folder = site(&[("index.html", "")]);
    let host = Host::start(folder.path());
    let mut one = chromium::tab();
    one.goto(&host.url("/"));
    one.eval("localStorage.setItem('theme', 'dark')");
    let mut other = chromium::tab();
    other.goto(&host.url("/"));
    assert_eq!(other.eval("localStorage.getItem('theme')"), json!(null));
    assert_eq!(one.eval("localStorage.getItem('theme')"), json!("dark"));
}

fn pictures_and_paper_come_out() {
    let folder = site(&[("index.html", "<p>Text")]);
    let mut tab = chromium::tab();
    tab.goto(&format!("file://{}/index.html", folder.path().display()));
    assert!(tab.screenshot().starts_with(b"\x89PNG"));
    assert!(tab.print_to_pdf().starts_with(b"%PDF"));
}

fn what_is_covered_is_not_in_sight() {
    let folder = site(&[(
        "index.html",
        "<header style='position:fixed;inset:0 0 auto;height:60px;background:#fff'>Head</header>\
         <p id=under style='margin:20px 0'>Under</p><p id=clear style='margin:60px 0'>Clear</p>\
         <p id=hidden hidden>Hidden</p>",
    )]);
    let host = Host::start(folder.path());
    let mut tab = chromium::tab();
    tab.goto(&host.url("/"));
    let seen =
        tab.eval("['under', 'clear', 'hidden'].map(id => inSight(document.getElementById(id)))");
    assert_eq!(seen, json!([false, true, false]));
}

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap_or(Path::new("/"))).expect("a folder");
        let page = if name.ends_with(".html") { "<!doctype html><meta charset=utf-8>" } else { "" };
        fs::write(file, format!("{page}{text}")).expect("a page");
    }
    folder
}
