//! What a publication does, and what it refuses to do.

use std::fs;

use super::workplace::Workplace;

#[test]
fn the_same_sources_are_the_same_commit_from_any_clone() {
    let (place, ada) = Workplace::new();
    let before = ada.everything();
    ada.publish(&["--dry-run"]).assert_code(0).assert_says("Nothing was pushed");
    assert_eq!(place.tip("gh-pages"), "");
    ada.publish(&[]).assert_code(0);
    assert_eq!(ada.everything(), before, "the user's repository and files");
    let first = place.tip("gh-pages");
    ada.publish(&[]).assert_code(0).assert_says("Unchanged").assert_says("Nothing was pushed");
    let ben = place.clone("ben");
    ben.publish(&[]).assert_code(0).assert_says("Unchanged");
    assert_eq!(place.tip("gh-pages"), first);
    crate::publishing::workplace::git(
        &place.remote(),
        &["update-ref", "-d", "refs/heads/gh-pages"],
    );
    ben.publish(&[]).assert_code(0).assert_says("Published");
    assert_eq!(
        place.tip("gh-pages"),
        first,
        "by another person, into another branch of the same name"
    );
    assert!(ada.leftovers().is_empty() && ben.leftovers().is_empty());
}

#[test]
fn what_is_told_can_be_read_by_programs() {
    let (place, ada) = Workplace::new();
    let told = ada.publish(&["--json"]);
    let json = told.assert_code(0).json();
    assert_eq!((&json["result"], &json["pushed"]), (&"published".into(), &true.into()));
    assert_eq!(json["commit"], place.tip("gh-pages").as_str());
    assert_eq!(json["address"], "https://ada.example/repo/");
    assert_eq!(told.said, "");
    ada.write("content/one.md", "---\ntitle: One\n---\n[x](nowhere.md)\n");
    let json = ada.publish(&["--json"]).assert_code(4).json();
    assert_eq!(
        (&json["result"], &json["diagnostics"][0]["code"]),
        (&"build-failed".into(), &"L01".into())
    );
}

#[test]
fn a_page_that_was_renamed_keeps_its_address_or_is_let_go() {
    let (place, ada) = Workplace::new();
    ada.publish(&[]).assert_code(0);
    let first = place.tip("gh-pages");
    fs::rename(ada.path.join("content/one.md"), ada.path.join("content/two.md")).unwrap();
    ada.write("content/index.md", "---\ntitle: Home\ndescription: d\n---\nSee [two](two.md).\n");
    ada.commit("Rename a page");
    let refused = ada.publish(&[]);
    refused
        .assert_code(3)
        .assert_says("one.html")
        .assert_says("aliases: [one.html]")
        .assert_says("--yes");
    assert_eq!(place.tip("gh-pages"), first);
    let json = ada.publish(&["--dry-run", "--yes", "--json"]).assert_code(0).json();
    assert_eq!(
        (&json["gone"], &json["new"]),
        (&serde_json::json!(["one.html"]), &serde_json::json!(["two.html"]))
    );
    ada.write(
        "content/two.md",
        "---\ntitle: One\ndescription: d\naliases: [one.html]\n---\nText.\n",
    );
    ada.commit("Lead on");
    ada.publish(&[]).assert_code(0);
    let site = place.published();
    assert!(String::from_utf8_lossy(&site["one.html"]).contains("two.html"));
}

#[test]
fn branches_that_are_not_for_the_site_are_refused() {
    let (place, ada) = Workplace::new();
    let main = place.tip("main");
    ada.publish(&["--branch", "main"]).assert_code(3).assert_says("replace your sources");
    ada.git(&["checkout", "-q", "-b", "draft"]);
    ada.publish(&["--branch", "draft"]).assert_code(3).assert_says("the branch that you are on");
    ada.publish(&["--branch", "a..b"]).assert_code(2);
    assert_eq!(place.tip("main"), main);
}

#[test]
fn the_commits_of_others_are_never_lost() {
    let (place, ada) = Workplace::new();
    ada.git(&["checkout", "-q", "--orphan", "gh-pages"]);
    ada.git(&["rm", "-rqf", "."]);
    ada.write("precious.html", "Made by hand.\n");
    ada.write("CNAME", "notes.example.org\n");
    ada.commit("By hand");
    ada.git(&["push", "-q", "origin", "gh-pages"]);
    ada.git(&["checkout", "-q", "main"]);
    let by_hand = place.tip("gh-pages");
    ada.publish(&["--yes"]).assert_code(3).assert_says("\"By hand\" by ada").assert_says("--adopt");
    ada.publish(&["--adopt"]).assert_code(3).assert_says("precious.html");
    assert_eq!(place.tip("gh-pages"), by_hand);
    ada.publish(&["--adopt", "--yes"]).assert_code(0).assert_says("CNAME says");
    assert_eq!(place.published()["CNAME"], b"notes.example.org\n");
    assert_eq!(place.commits("gh-pages"), 2);
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nMore.\n");
    ada.publish(&["--history", "squash"]).assert_code(3).assert_says("By hand");
    assert_eq!(place.commits("gh-pages"), 2);
}

#[test]
fn a_domain_of_ones_own_is_kept_and_known() {
    let (place, ada) = Workplace::new();
    ada.write("levelbook.yaml", "title: Small\n");
    ada.write("content/CNAME", "course.example.org\n");
    ada.commit("A domain");
    ada.publish(&[]).assert_code(0).assert_says("Shown at   https://course.example.org/");
    assert_eq!(place.published()["CNAME"], b"course.example.org\n");
    fs::remove_file(ada.path.join("content/CNAME")).unwrap();
    ada.commit("Forget it here");
    ada.publish(&[])
        .assert_code(0)
        .assert_says("Unchanged")
        .assert_says("https://course.example.org/");
}

#[test]
fn history_is_kept_or_squashed_and_can_be_gone_back_in() {
    let (place, ada) = Workplace::new();
    let states: Vec<_> = (0..4)
        .map(|n| {
            ada.write(
                "content/one.md",
                &format!("---\ntitle: One\ndescription: d\n---\nText {n}.\n"),
            );
            ada.commit("More");
            let history = if n == 3 { "squash" } else { "keep" };
            ada.publish(&["--history", history]).assert_code(0);
            assert_eq!(place.commits("gh-pages"), [1, 2, 3, 2][n]);
            place.published()
        })
        .collect();
    ada.publish(&["--rollback", "--dry-run"]).assert_code(0);
    assert_eq!(place.published(), states[3]);
    ada.publish(&["--rollback"]).assert_code(0).assert_says("Rolled back").assert_says("one.html");
    assert_eq!(place.published(), states[2]);
    ada.publish(&["--rollback"]).assert_code(0);
    assert_eq!(place.published(), states[3], "the state before the rollback");
    place.assert_whole();
}

#[test]
fn there_is_no_going_back_from_the_first_publication() {
    let (_place, ada) = Workplace::new();
    ada.publish(&["--rollback"]).assert_code(3).assert_says("Nothing is published");
    ada.publish(&[]).assert_code(0);
    ada.publish(&["--rollback"]).assert_code(3).assert_says("no publication before");
}

#[test]
fn files_that_an_old_page_asks_for_stay_for_one_publication() {
    let (place, ada) = Workplace::new();
    let theme = |n: usize| ada.write("themes/t/static/style.css", &format!("p{{margin:{n}px}}\n"));
    ada.write("levelbook.yaml", "title: Small\nbase-url: https://ada.example/repo/\ntheme: t\n");
    let sheets = |place: &Workplace| -> Vec<String> {
        place.published().into_keys().filter(|path| path.starts_with("style.")).collect()
    };
    let mut counts = Vec::new();
    for n in 0..3 {
        theme(n);
        ada.commit("Another margin");
        ada.publish(&[]).assert_code(0).assert_says("Published");
        ada.publish(&[]).assert_code(0).assert_says("Unchanged");
        counts.push(sheets(&place).len());
    }
    assert_eq!(counts, [1, 2, 2]);
}

#[test]
fn it_works_in_any_kind_of_checkout() {
    let (place, ada) = Workplace::new();
    ada.publish(&[]).assert_code(0);
    let first = place.tip("gh-pages");
    ada.git(&["worktree", "add", "-q", "../tree", "-b", "other"]);
    let tree = super::workplace::Clone::at(&place, "tree");
    tree.publish(&[]).assert_code(0).assert_says("Unchanged");
    ada.git(&["checkout", "-q", "--detach"]);
    ada.publish(&[]).assert_code(0).assert_says("Unchanged");
    let url = format!("file://{}", place.remote().display());
    let shallow = place.clone_from(&url, "shallow", &["--depth", "1"]);
    shallow
        .write("content/one.md", "---\ntitle: One\ndescription: d\n---\nFrom a shallow clone.\n");
    shallow.commit("More");
    shallow.publish(&["docs"]).assert_code(2);
    shallow.publish(&[]).assert_code(0).assert_says("Published");
    assert_ne!(place.tip("gh-pages"), first);
    place.assert_whole();
}

#[test]
fn a_site_below_the_repositorys_top_is_published_too() {
    let (place, ada) = Workplace::new();
    ada.git(&["mv", "levelbook.yaml", "content", "-k", "."]);
    fs::create_dir_all(ada.path.join("docs")).unwrap();
    ada.git(&["mv", "levelbook.yaml", "content", "docs"]);
    ada.commit("Into a folder");
    ada.publish(&["docs"]).assert_code(0);
    assert!(place.published().contains_key("one.html"));
}

#[test]
fn changes_without_a_commit_are_published_and_said_to_be() {
    let (place, ada) = Workplace::new();
    ada.write("content/two.md", "---\ntitle: Two\ndescription: d\n---\nNew.\n");
    ada.write(".gitignore", "secret.md\n");
    ada.write("content/secret.md", "---\ntitle: Secret\ndescription: d\n---\nIgnored.\n");
    let told = ada.publish(&[]);
    told.assert_code(0).assert_says("not committed").assert_says("content/secret.md");
    let message = super::workplace::git(&place.remote(), &["log", "-1", "--format=%B", "gh-pages"]);
    assert!(message.contains("Source-dirty: yes"), "{message}");
}

#[test]
fn a_site_may_shrink_until_its_search_has_fewer_parts() {
    let (place, ada) = Workplace::new();
    let letter = |n: u32| char::from_u32(u32::from('a') + n % 26).expect("a letter");
    let word = |n: u32| [n / 676, n / 26, n, n / 2].map(letter).iter().collect::<String>();
    let words: Vec<_> = (0..3000).map(word).collect();
    ada.write(
        "content/one.md",
        &format!("---\ntitle: One\ndescription: d\n---\n{}.\n", words.join(" ")),
    );
    ada.commit("Many words");
    ada.publish(&[]).assert_code(0);
    assert!(place.published().contains_key("search/w-1.js"));
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nFew.\n");
    ada.commit("Few words");
    ada.publish(&[]).assert_code(0).assert_says("Published");
    assert!(!place.published().contains_key("search/w-1.js"));
}
