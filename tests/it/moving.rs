//! `levelbook mv`: files get another place, and every link still leads where it led.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{code, run, said, write};
use crate::sites::MODEL;

/// A site in which everything refers to `notes/intro.md`, in every way that there is.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path();
    write(
        site,
        "levelbook.yaml",
        "title: Small\nnavigation:\n  - notes/intro.md\n  - {title: More, page: 'notes/more.md'}\n  - m.model.yaml\n",
    );
    write(
        site,
        "content/index.md",
        "---\ntitle: Home\n---\n\n[a](notes/intro.md) [b](/notes/intro.md#setup \"t\") [c](<notes/intro.md>)\n![p](notes/pic.png) [d][ref] [e](notes/intro.html)\n\n[ref]: ./notes/intro.md#setup 'title'\n",
    );
    write(
        site,
        "content/notes/intro.md",
        "---\ntitle: Intro\n---\n\n## Setup\n\n![p](pic.png) [more](more.md) [own](#setup) [m](level:m/1) [home](../index.md)\n",
    );
    write(
        site,
        "content/notes/more.md",
        "\u{feff}---\r\ntitle: More\r\nprerequisites: [\"intro.md\"]\r\n---\r\n\r\n<a href='intro.md#setup'>x</a> text [y](intro.md)\r\n\r\n> quoted [z](intro.md)\r\n",
    );
    write(
        site,
        "content/notes/parts.md",
        "---\nunlisted: true\n---\n# Parts\n\n{{#include intro.md#setup}}\n\n{{#include ../../snippets/s.md}}\n",
    );
    write(site, "snippets/s.md", "[from a snippet](/notes/more.md)\n");
    write(site, "content/glossary.yaml", "Ride: \"A trip, see [intro](notes/intro.md#setup).\"\n");
    let model = MODEL.replace(
        "title: Small model",
        "title: Small model\ndescription: >\n  See the\n  [intro](notes/intro.md) first.",
    );
    write(site, "content/m.model.yaml", &model);
    fs::write(site.join("content/notes/pic.png"), b"\x89PNG\r\n\x1a\n").expect("a picture");
    folder
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in
            fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            match entry.is_dir() {
                true => open.push(entry),
                false => {
                    let name =
                        entry.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                    found.insert(name, fs::read(&entry).expect("a file"));
                }
            }
        }
    }
    found
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_note_moves_with_every_link_to_it_and_in_it() {
    let site = site();
    let root = site.path();
    let checked = run(root, &["check", "--strict"]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    let before = files(root);

    let output =
        run(root, &["mv", "content/notes/intro.md", "content/start/first (new).md", "--dry-run"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(files(root), before, "a dry run changes nothing");
    assert!(
        said(&output).contains("content/index.md:5  notes/intro.md → start/first%20%28new%29.md"),
        "{}",
        said(&output)
    );

    let output = run(root, &["mv", "notes/intro.md", "start/first (new).md"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let checked = run(root, &["check", "--strict"]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    let name = "start/first%20%28new%29.md";
    assert_eq!(
        text(root, "content/index.md"),
        format!(
            "---\ntitle: Home\n---\n\n[a]({name}) [b](/{name}#setup \"t\") [c](<start/first %28new%29.md>)\n![p](notes/pic.png) [d][ref] [e](start/first%20%28new%29.html)\n\n[ref]: ./{name}#setup 'title'\n"
        )
    );
    assert_eq!(
        text(root, "content/start/first (new).md"),
        "---\ntitle: Intro\naliases: [notes/intro.html]\n---\n\n## Setup\n\n![p](../notes/pic.png) [more](../notes/more.md) [own](#setup) [m](level:m/1) [home](../index.md)\n"
    );
    assert_eq!(
        text(root, "content/notes/more.md"),
        format!(
            "\u{feff}---\r\ntitle: More\r\nprerequisites: [\"../{name}\"]\r\n---\r\n\r\n<a href='../{name}#setup'>x</a> text [y](../{name})\r\n\r\n> quoted [z](../{name})\r\n"
        )
    );
    assert!(
        text(root, "content/notes/parts.md").contains("{{#include ../start/first (new).md#setup}}")
    );
    assert_eq!(
        text(root, "content/glossary.yaml"),
        format!("Ride: \"A trip, see [intro]({name}#setup).\"\n")
    );
    assert!(text(root, "content/m.model.yaml").contains(&format!("  [intro]({name}) first.")));
    let config = text(root, "levelbook.yaml");
    assert!(config.contains("  - start/first (new).md\n"), "{config}");
    assert!(!files(root).keys().any(|name| name.contains("levelbook~") || name.contains("old~")));

    // And back again: the address of now was one of the earlier ones.
    let output = run(root, &["mv", "content/start/first (new).md", "content/notes/intro.md"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(code(&run(root, &["check", "--strict"])), 0);
    let alias = "---\ntitle: Intro\naliases: ['start/first (new).html']\n---\n";
    assert!(text(root, "content/notes/intro.md").starts_with(alias));
    assert!(!root.join("content/start").exists(), "an empty folder goes");
}

#[test]
fn links_by_name_follow_a_note_that_has_another_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    write(root, "levelbook.yaml", "title: Names\n");
    let index = "# Home\n\n[[one]] [[one#Part|a]] ![[one]] [[a/one]] [[./a/one]] [[One of them]] `[[one]]`\n\n| x |\n|---|\n| [[one\\|b]] |\n\n![[p.png|20]]\n";
    write(root, "content/index.md", index);
    write(root, "content/a/one.md", "# One of them\n\n## Part\n\n[[../index]] [[two]]\n");
    write(root, "content/a/two.md", "# Two\n\n[[./one]]\n");
    fs::write(root.join("content/a/p.png"), b"\x89PNG\r\n\x1a\n").expect("a picture");
    // Another folder: what names it alone still does.
    let output = run(root, &["mv", "a/one.md", "b/c/one.md"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let by_path = index.replace("[[a/one]]", "[[b/c/one]]").replace("[[./a/one]]", "[[./b/c/one]]");
    assert_eq!(text(root, "content/index.md"), by_path);
    assert!(text(root, "content/b/c/one.md").ends_with("[[../../index]] [[two]]\n"));
    assert!(text(root, "content/a/two.md").ends_with("[[../b/c/one]]\n"));
    // Another name.
    for (old, new) in [("b/c/one.md", "b/c/first.md"), ("a/p.png", "a/q.png")] {
        let output = run(root, &["mv", old, new]);
        assert_eq!(code(&output), 0, "{}", said(&output));
    }
    let renamed = "# Home\n\n[[first]] [[first#Part|a]] ![[first]] [[b/c/first]] [[./b/c/first]] [[One of them]] `[[one]]`\n\n| x |\n|---|\n| [[first\\|b]] |\n\n![[q.png|20]]\n";
    assert_eq!(text(root, "content/index.md"), renamed);
    assert_eq!(code(&run(root, &["check", "--strict"])), 0);
    // A name that another note has says no longer which is meant.
    let output = run(root, &["mv", "b/c/first.md", "b/c/two.md"]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(said(&output).contains("several files are called two"), "{}", said(&output));
    assert_eq!(text(root, "content/index.md"), renamed);
}

#[test]
fn a_folder_moves_as_a_whole() {
    let site = site();
    let root = site.path();
    fs::write(root.join("content/notes/.gitkeep"), "").expect("a file that is no source");
    let output = run(root, &["mv", "content/notes", "content/course/week 1"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let checked = run(root, &["check", "--strict"]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    assert!(root.join("content/course/week 1/.gitkeep").is_file());
    assert!(!root.join("content/notes").exists());
    let intro = text(root, "content/course/week 1/intro.md");
    assert!(intro.contains("![p](pic.png) [more](more.md) [own](#setup)"), "{intro}");
    assert!(intro.contains("[home](../../index.md)"), "{intro}");
    assert!(text(root, "content/index.md").contains("![p](course/week%201/pic.png)"));
    assert!(text(root, "levelbook.yaml").contains("page: 'course/week 1/more.md'"));
    assert!(text(root, "snippets/s.md").contains("(/course/week%201/more.md)"));
    assert!(
        said(&output).contains("no page and will not be found at the old address"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_model_moves_with_its_pages() {
    let site = site();
    let root = site.path();
    write(
        root,
        "content/index.md",
        "---\ntitle: Home\nmodel: m\n---\n\n[](level:m/1) [x](m/matrix.html#1-tools) [y](m.model.yaml) [z](m/) [l](m/level-1.html)\n\n<Matrix model=\"m\" />\n",
    );
    let checked = run(root, &["check", "--strict"]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    let output = run(root, &["mv", "m.model.yaml", "models/ops.model.yaml"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let checked = run(root, &["check", "--strict"]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    assert_eq!(
        text(root, "content/index.md"),
        "---\ntitle: Home\nmodel: models/ops\n---\n\n[](level:models/ops/1) [x](models/ops/matrix.html#1-tools) [y](models/ops.model.yaml) [z](models/ops/) [l](models/ops/level-1.html)\n\n<Matrix model=\"models/ops\" />\n"
    );
    assert!(text(root, "content/notes/intro.md").contains("(level:models/ops/1)"));
    assert!(text(root, "content/models/ops.model.yaml").contains("[intro](../notes/intro.md)"));
    run(root, &["build"]);
    assert!(text(root, "output/m/level-1.html").contains("models/ops/level-1.html"));
    assert!(text(root, "output/m/index.html").contains("models/ops/index.html"));
    assert!(root.join("output/m/model.json").is_file());
}

#[test]
fn files_that_a_model_includes_move_with_its_pattern_or_not_at_all() {
    let site = tempfile::tempdir().expect("a folder");
    let root = site.path();
    write(root, "levelbook.yaml", "title: Small\n");
    let (head, levels) = MODEL.split_once("levels:").expect("levels");
    write(root, "content/m.model.yaml", &format!("{head}include: [parts/*.yaml]\n"));
    write(root, "content/parts/levels.yaml", &format!("levels:{levels}"));
    assert_eq!(code(&run(root, &["check"])), 0);
    let refused = run(root, &["mv", "content/parts/levels.yaml", "content/levels.yaml"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(root.join("content/parts/levels.yaml").is_file());
    let moved = run(root, &["mv", "content/parts", "content/m/pieces"]);
    assert_eq!(code(&moved), 0, "{}", said(&moved));
    assert!(text(root, "content/m.model.yaml").contains("include: [m/pieces/*.yaml]"));
    assert_eq!(code(&run(root, &["check"])), 0);
}

#[test]
fn what_would_break_something_is_refused_and_nothing_is_changed() {
    let site = site();
    let root = site.path();
    write(root, "content/other.md", "---\nunlisted: true\naliases: [taken.html]\n---\n# Other\n");
    write(root, "content/both.markdown", "---\nunlisted: true\n---\n# Both\n");
    let before = files(root);
    let refused = [
        (["notes/intro.md", "notes/more.md"], "is there already"),
        (["notes/intr.md", "notes/x.md"], "Did you mean content/notes/intro.md?"),
        (["notes/intro.md", "notes/x"], "Did you mean content/notes/x.md?"),
        (["notes", "notes/deeper"], "inside of it"),
        (["content/glossary.yaml", "content/words.yaml"], "found by its name"),
        (["notes/intro.md", "taken.md"], "R01"),
        (["notes/intro.md", "both.md"], "R01"),
        (["notes/intro.md", "../outside.md"], "outside of content/"),
        (["notes/intro.md", "../../outside.md"], "outside of"),
        (["levelbook.yaml", "content/x.yaml"], "outside of content/"),
        (["notes/intro.md", "notes/.intro.md~"], "left out"),
        (["notes/pic.png", "notes/pic.md"], "published as it is"),
    ];
    for ([old, new], why) in refused {
        let output = run(&root.join("content"), &["mv", old, new]);
        assert_ne!(code(&output), 0, "{old} {new}: {}", said(&output));
        assert!(said(&output).contains(why), "{old} {new}: {}", said(&output));
        assert_eq!(files(root), before, "{old} {new}");
    }
}

#[test]
fn a_note_moves_into_a_folder_that_is_there() {
    let site = site();
    let root = site.path();
    write(root, "content/later/x.md", "---\nunlisted: true\n---\n# X\n");
    assert_eq!(code(&run(root, &["mv", "content/notes/more.md", "content/later"])), 0);
    assert_eq!(code(&run(root, &["mv", "content/notes/intro.md", "content/new/"])), 0);
    assert!(
        root.join("content/later/more.md").is_file() && root.join("content/new/intro.md").is_file()
    );
    let checked = run(root, &["check", "--strict"]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
}

#[cfg(unix)]
#[test]
fn a_disk_that_refuses_leaves_everything_as_it_was() {
    let site = site();
    let root = site.path();
    let before = files(root);
    // The new place cannot be made: a name may have 255 bytes.
    let long = format!("content/new/{}.md", "x".repeat(260));
    let output = run(root, &["mv", "content/notes/intro.md", &long]);
    assert_eq!(code(&output), 2, "{}", said(&output));
    assert!(said(&output).contains("Nothing was changed."), "{}", said(&output));
    assert_eq!(files(root), before);
    assert!(!root.join("content/new").exists());
}

/// Every file of a folder that a site reads, with its text.
fn all(site: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
            match path.is_dir() {
                true => walk(&path, root, found),
                false => drop(found.insert(name, fs::read(&path).expect("a file"))),
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(site, site, &mut found);
    found
}

#[test]
fn a_move_that_was_killed_is_finished_by_the_same_command() {
    let whole = site();
    let before = all(whole.path());
    assert_eq!(code(&run(whole.path(), &["mv", "notes", "text"])), 0);
    let after = all(whole.path());
    let mut seen = [0; 3];
    for round in 0..10 {
        let cut = site();
        let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
        command.args(["mv", "notes", "text", "--dir"]).arg(cut.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program");
        // Until the journal is there, or the move is over; then at once or a little later.
        let journal = cut.path().join(".levelbook-move~");
        while !journal.exists() && child.try_wait().expect("a child").is_none() {}
        std::thread::sleep(std::time::Duration::from_micros(round * 100));
        let _ = child.kill();
        child.wait().expect("it ended");
        let now = all(cut.path());
        seen[usize::from(now == before) + 2 * usize::from(now == after)] += 1;
        if now != after {
            let done = run(cut.path(), &["mv", "notes", "text"]);
            assert_eq!(code(&done), 0, "{}", said(&done));
            assert_eq!(all(cut.path()), after, "round {round}: {}", said(&done));
        }
    }
    assert!(seen[0] > 0, "no move was cut off: {seen:?}");
}

/// Whether `serve` says it before it shows the site.
fn preview_says(site: &Path, wanted: &str) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    command.env("LEVELBOOK_CACHE", "").arg("serve").current_dir(site);
    let mut server = command.stderr(Stdio::piped()).spawn().expect("a preview");
    let lines = BufReader::new(server.stderr.take().expect("its words")).lines();
    let mut lines = lines.map_while(Result::ok).take_while(|line| !line.contains("http://"));
    let says = lines.any(|line| line.contains(wanted));
    server.kill().expect("ended");
    server.wait().expect("ended");
    says
}

#[test]
fn a_move_that_was_cut_off_is_told_and_keeps_what_was_saved_since() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path();
    write(site, "levelbook.yaml", "title: Small\n");
    write(site, "content/index.md", "---\ntitle: Home\n---\n[a](a.md), saved since\n");
    write(site, "content/.index.md.levelbook~", "---\ntitle: Home\n---\n[a](b.md)\n");
    write(site, "content/.index.md.levelbook-old~", "---\ntitle: Home\n---\n[a](a.md)\n");
    write(site, "content/a.md", "# A\n");
    write(
        site,
        ".levelbook-move~",
        r#"{"old":"content/a.md","new":"content/deep/b.md","texts":["content/index.md"],"is_ready":true}"#,
    );
    const TOLD: &str = "A move of content/a.md to content/deep/b.md was cut off. `levelbook mv content/a.md content/deep/b.md` finishes it.";
    for command in ["check", "publish"] {
        let told = said(&run(site, &[command]));
        assert!(told.contains(TOLD), "{command}: {told}");
    }
    assert!(preview_says(site, TOLD), "serve does not tell");
    let done = run(site, &["mv", "content/a.md", "content/deep/b.md"]);
    assert_eq!(code(&done), 0, "{}", said(&done));
    assert!(
        said(&done).contains("content/index.md was saved meanwhile and keeps its text"),
        "{}",
        said(&done)
    );
    let names: Vec<String> = all(site).into_keys().collect();
    assert_eq!(names, ["content/deep/b.md", "content/index.md", "levelbook.yaml"]);
}

#[test]
fn a_journal_that_leads_out_of_the_site_moves_nothing() {
    let site = site();
    for journal in [
        r#"{"old":"content/../../x","new":"content/b.md","texts":[],"is_ready":true}"#,
        r#"{"old":"/etc/passwd","new":"content/b.md","texts":[],"is_ready":true}"#,
        "{",
    ] {
        write(site.path(), ".levelbook-move~", journal);
        let before = all(site.path());
        let done = run(site.path(), &["mv", "notes", "text"]);
        assert_eq!(code(&done), 2, "{}", said(&done));
        assert!(said(&done).contains("is no journal of a move"), "{}", said(&done));
        assert_eq!(all(site.path()), before);
    }
}

#[test]
fn links_to_earlier_addresses_are_mended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path();
    write(site, "levelbook.yaml", "title: Small\n");
    write(
        site,
        "content/index.md",
        "---\ntitle: Home\n---\n[a](old.html#x \"t\") [![p](p.png)](<old.md>) [r][ref]\n\n[ref]: old.html\n",
    );
    write(site, "content/p.png", "no picture");
    write(
        site,
        "content/new place/a.md",
        "---\naliases: [old.html, {from: \"old.html#x\", to: \"#stay\"}]\n---\n# A\n\n## Stay\n\ntext\n\n## More\n",
    );
    let done = run(site, &["check", "--fix"]);
    let text = fs::read_to_string(site.join("content/index.md")).expect("the page");
    assert_eq!(
        text,
        "---\ntitle: Home\n---\n[a](new%20place/a.md#stay \"t\") [![p](p.png)](<new place/a.md>) [r][ref]\n\n[ref]: old.html\n",
        "{}",
        said(&done)
    );
    assert!(said(&done).contains("old.html is an earlier address"), "{}", said(&done));
}
