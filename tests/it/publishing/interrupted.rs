//! Ended at any moment: the old state or the new one, whole, and the user's repository as it was.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::workplace::{Clone, Workplace};
use crate::sites::rounds;

/// So many moments; `LEVELBOOK_KILLS` asks for another number.
fn moments() -> u32 {
    std::env::var("LEVELBOOK_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or_else(|| rounds(12))
}

fn start(clone: &Clone) -> Child {
    let mut command = clone.command(&["publish"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program")
}

#[test]
fn killed_at_any_moment_the_site_is_whole() {
    let (place, ada) = Workplace::new();
    ada.publish(&[]).assert_code(0);
    let watch = Instant::now();
    ada.publish(&[]).assert_code(0);
    let whole = watch.elapsed();
    let (mut old, mut new) = (0, 0);
    for n in 0..moments() {
        ada.write("content/one.md", &format!("---\ntitle: One\ndescription: d\n---\nText {n}.\n"));
        ada.commit("More");
        let (mine, before) = (ada.everything(), place.tip("gh-pages"));
        let mut child = start(&ada);
        // Over the whole run and a little beyond, in an order that reaches all parts of it soon.
        let part = f64::from(n * 7 % moments()) / f64::from(moments());
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * 1.6 * part));
        child.kill().expect("a signal");
        child.wait().expect("its end");
        // What git had begun goes on for a moment.
        let mut tip = None;
        while tip.replace(place.tip("gh-pages")) != Some(place.tip("gh-pages")) {
            std::thread::sleep(Duration::from_millis(150));
        }
        assert_eq!(ada.everything(), mine, "kill {n}");
        place.assert_whole();
        let is_old = place.tip("gh-pages") == before;
        let page = String::from_utf8(place.published()["one.html"].clone()).expect("a page");
        assert_eq!(page.contains(&format!("Text {n}.")), !is_old, "kill {n}");
        if is_old { old += 1 } else { new += 1 }
    }
    println!("{old} times the old site, {new} times the new one");
    assert!(old > 0, "no kill came before the push");
    ada.publish(&[]).assert_code(0);
    place.assert_whole();
}

#[test]
fn ctrl_c_removes_what_was_begun() {
    let (place, ada) = Workplace::new();
    ada.publish(&[]).assert_code(0);
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nMore.\n");
    ada.commit("More");
    // The remote takes its time, so that the push is under way.
    place.hook("pre-receive", "sleep 3; exit 1");
    let (mine, tip) = (ada.everything(), place.tip("gh-pages"));
    let mut command = ada.command(&["publish"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program");
    let begun = Instant::now();
    while ada.leftovers().is_empty() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(300));
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("a signal");
    let output = child.wait_with_output().expect("its end");
    std::thread::sleep(Duration::from_millis(1500));
    let ended = super::workplace::ended(&output);
    ended.assert_code(130).assert_says("Interrupted").assert_says("whole");
    assert_eq!((ada.everything(), place.tip("gh-pages")), (mine, tip));
    assert!(ada.leftovers().is_empty(), "{:?}", ada.leftovers());
}
