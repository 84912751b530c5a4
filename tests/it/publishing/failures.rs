//! Each way to fail, done: the message is clear, the user's repository as it was, the site whole.

use std::fs;

use super::workplace::{Clone, Ended, Workplace, git, write_script};

/// Publishes something new, which must fail and change nothing.
#[track_caller]
fn fails(place: &Workplace, clone: &Clone, code: i32, arguments: &[&str]) -> Ended {
    let (mine, tip) = (clone.everything(), place.tip("gh-pages"));
    let ended = clone.publish(arguments);
    ended.assert_code(code);
    assert_eq!(clone.everything(), mine, "{}", ended.said);
    assert_eq!(place.tip("gh-pages"), tip, "{}", ended.said);
    assert!(clone.leftovers().is_empty(), "{:?}", clone.leftovers());
    place.assert_whole();
    ended
}

/// Something was published, and more is to be.
fn published() -> (Workplace, Clone) {
    let (place, ada) = Workplace::new();
    ada.publish(&[]).assert_code(0);
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nMore.\n");
    ada.commit("More");
    (place, ada)
}

#[test]
fn without_git() {
    let (_place, ada) = published();
    let mut command = ada.command(&["publish"]);
    let ended = super::workplace::ended(&command.env("PATH", "/nonexistent").output().unwrap());
    ended.assert_code(2).assert_says("git was not found");
}

#[test]
fn without_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("levelbook.yaml"), "title: Alone\n").unwrap();
    let (_place, ada) = published();
    let mut command = ada.command(&["publish"]);
    let ended = super::workplace::ended(&command.current_dir(folder.path()).output().unwrap());
    ended.assert_code(2).assert_says("no git repository").assert_says("git init");
}

#[test]
fn without_a_remote() {
    let (place, ada) = published();
    fails(&place, &ada, 2, &["--remote", "elsewhere"]).assert_says("--remote: origin");
    ada.git(&["remote", "remove", "origin"]);
    fails(&place, &ada, 2, &[]).assert_says("git remote add origin");
}

#[test]
fn with_a_remote_that_is_not_there() {
    let (place, ada) = published();
    ada.git(&["remote", "set-url", "origin", "/nonexistent/repo.git"]);
    fails(&place, &ada, 5, &[]).assert_says("cannot be reached").assert_says("Nothing was changed");
}

#[test]
fn with_a_hook_of_the_remote_that_refuses() {
    let (place, ada) = published();
    place.hook("pre-receive", "echo 'Nobody publishes on Fridays.' >&2; exit 1");
    let ended = fails(&place, &ada, 5, &[]);
    ended.assert_says("pre-receive hook declined").assert_says("Nobody publishes on Fridays.");
}

#[test]
fn with_hooks_and_signing_of_ones_own() {
    let (place, ada) = published();
    let flag = place.path().join("hook-ran");
    for hook in ["pre-push", "pre-commit", "commit-msg", "post-commit", "reference-transaction"] {
        ada.hook(hook, &format!("echo {hook} >> '{}'; exit 1", flag.display()));
    }
    ada.git(&["config", "commit.gpgSign", "true"]);
    ada.git(&["config", "push.gpgSign", "true"]);
    ada.git(&["config", "gpg.program", "/nonexistent"]);
    ada.git(&["config", "core.autocrlf", "true"]);
    ada.publish(&[]).assert_code(0).assert_says("Published");
    assert!(!flag.exists(), "{:?}", fs::read_to_string(&flag));
    assert!(!place.published()["one.html"].contains(&b'\r'));
}

#[test]
fn with_mistakes_in_the_site() {
    let (place, ada) = published();
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\n[x](nowhere.md)\n");
    fails(&place, &ada, 4, &[]).assert_says("content/one.md:5:1").assert_says("not published");
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\n```nolanguage\nx\n```\n");
    fails(&place, &ada, 4, &[]).assert_says("warnings count");
}

#[test]
fn with_a_disk_that_is_full() {
    let (place, ada) = published();
    let tip = place.tip("gh-pages");
    // Every file of the program and of git may have 8 kB: a sheet of style does not fit.
    let program = env!("CARGO_BIN_EXE_levelbook");
    let script = place.path().join("small-disk");
    write_script(&script, &format!("trap '' XFSZ; ulimit -f 8; exec '{program}' publish"));
    let mut command = std::process::Command::new(script);
    let output = command.current_dir(&ada.path).env("TMPDIR", place.path()).output().unwrap();
    let ended = super::workplace::ended(&output);
    ended.assert_code(2).assert_says("cannot write");
    assert_eq!(place.tip("gh-pages"), tip);
    let left = fs::read_dir(place.path()).unwrap().flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("levelbook-")), "{left:?}");
    place.assert_whole();
}

#[test]
fn with_a_file_that_is_too_large() {
    let (place, ada) = published();
    let large = fs::File::create(ada.path.join("content/talk.mp4")).unwrap();
    large.set_len((100 << 20) + 1).unwrap();
    // A file of this size is not even read.
    let ended = ada.publish(&[]);
    ended.assert_code(4).assert_says("talk.mp4");
    assert_eq!(place.commits("gh-pages"), 1);
}

#[test]
fn when_somebody_pushes_in_between() {
    let (place, ada) = published();
    let ben = place.clone("ben");
    ben.git(&["fetch", "-q"]);
    ben.git(&["checkout", "-q", "-b", "gh-pages", "origin/gh-pages"]);
    ben.write("by-ben.html", "Ben's.\n");
    ben.commit("By Ben");
    // Ben's push arrives after ours was prepared and before it is made.
    let real = String::from_utf8(
        std::process::Command::new("sh").args(["-c", "command -v git"]).output().unwrap().stdout,
    )
    .unwrap();
    let tools = place.path().join("tools");
    write_script(
        &tools.join("git"),
        &format!(
            "case \" $* \" in *' push --porcelain '*) env -u GIT_OBJECT_DIRECTORY -u GIT_INDEX_FILE '{git}' -C '{ben}' push -q origin gh-pages;; esac\nexec '{git}' \"$@\"",
            git = real.trim(),
            ben = ben.path.display()
        ),
    );
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let mine = ada.everything();
    let ended =
        super::workplace::ended(&ada.command(&["publish"]).env("PATH", path).output().unwrap());
    ended.assert_code(6).assert_says("Somebody else published").assert_says("git pull");
    assert_eq!(ada.everything(), mine);
    assert_eq!(place.published()["by-ben.html"], b"Ben's.\n");
    ada.publish(&["--yes"]).assert_code(3).assert_says("By Ben").assert_says("--adopt");
}

#[test]
fn two_clones_do_not_take_back_what_the_other_published() {
    let (place, ada) = published();
    let ben = place.clone("ben");
    ada.git(&["push", "-q"]);
    ada.publish(&[]).assert_code(0);
    ben.write("content/index.md", "---\ntitle: Home\ndescription: d\n---\nBen's [one](one.md).\n");
    ben.commit("Ben's words");
    fails(&place, &ben, 3, &[]).assert_says("not in this clone").assert_says("git pull");
    ben.git(&["fetch", "-q"]);
    fails(&place, &ben, 3, &[]).assert_says("not part of your branch");
    ben.git(&["pull", "-q", "--no-rebase", "--no-edit"]);
    ben.git(&["push", "-q"]);
    ben.publish(&[]).assert_code(0);
    let site = place.published();
    assert!(String::from_utf8_lossy(&site["one.html"]).contains("More."));
    assert!(String::from_utf8_lossy(&site["index.html"]).contains("Ben"));
    ada.git(&["fetch", "-q"]);
    fails(&place, &ada, 3, &[]).assert_says("newer than yours");
    git(&ada.path, &["pull", "-q"]);
    ada.publish(&[]).assert_code(0).assert_says("Unchanged");
}

#[test]
fn a_commit_that_was_amended_is_no_obstacle() {
    let (place, ada) = published();
    ada.publish(&[]).assert_code(0);
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nMore words.\n");
    ada.git(&["commit", "-q", "-a", "--amend", "-m", "More words"]);
    ada.publish(&[]).assert_code(0).assert_says("Published");
    place.assert_whole();
}
