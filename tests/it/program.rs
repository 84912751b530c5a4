//! The program itself, run as a user runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::sites::MODEL;

/// A site on the disk.
pub fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "levelbook.yaml", "title: Small\n");
    write(folder.path(), "content/index.md", "---\ntitle: Home\ndescription: d\n---\nWelcome.\n");
    write(folder.path(), "content/m.model.yaml", MODEL);
    folder
}

pub fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("a file");
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    command.env("LEVELBOOK_CACHE", "");
    command.args(arguments).current_dir(folder).output().expect("the program")
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_build_ends_with_its_counts() {
    let site = site();
    let output = run(site.path(), &["build"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let said = said(&output);
    assert!(
        said.starts_with(
            "9 pages · 2 levels · 6 items in, 6 out · notes: 0 of 2 levels covered · 0 warnings · "
        ),
        "{said}"
    );
    assert!(site.path().join("output/m/level-0.html").is_file());
    assert!(output.stdout.is_empty());
}

#[test]
fn the_configuration_is_found_upwards_and_folders_can_be_named() {
    let site = site();
    assert_eq!(code(&run(&site.path().join("content"), &["check"])), 0);
    assert_eq!(code(&run(Path::new("/"), &["check", &site.path().to_string_lossy()])), 0);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let output = run(elsewhere.path(), &["build"]);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("no levelbook.yaml"), "{}", said(&output));
    assert_eq!(code(&run(site.path(), &["bild"])), 2);
    assert_eq!(code(&run(site.path(), &["build", "--base-url", "nowhere"])), 2);
}

#[test]
fn check_writes_nothing() {
    let site = site();
    assert_eq!(code(&run(site.path(), &["check"])), 0);
    assert!(!site.path().join("output").exists());
}

#[test]
fn a_failed_build_leaves_the_last_output() {
    let site = site();
    run(site.path(), &["build"]);
    let before = fs::read(site.path().join("output/index.html")).expect("a page");
    write(site.path(), "content/index.md", "[x](nowhere.md)\n");
    let output = run(site.path(), &["build"]);
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("content/index.md:1:1"), "{}", said(&output));
    assert_eq!(fs::read(site.path().join("output/index.html")).expect("a page"), before);
}

#[test]
fn strict_makes_warnings_fail() {
    let site = site();
    write(site.path(), "content/con.md", "# C\n");
    assert_eq!(code(&run(site.path(), &["check"])), 0);
    assert_eq!(code(&run(site.path(), &["check", "--strict"])), 1);
}

#[test]
fn a_cache_is_never_needed_and_never_wrong() {
    let site = site();
    let cache = tempfile::tempdir().expect("a folder");
    let code_of = |n: usize| format!("# C\n\n```python\nprint({n})\n```\n");
    let built = |cache: &Path, n: usize| {
        write(site.path(), "content/code.md", &code_of(n));
        let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
        command.env("LEVELBOOK_CACHE", cache).args(["build", "-o", "made"]);
        let output = command.current_dir(site.path()).output().expect("the program");
        assert_eq!(code(&output), 0, "{}", said(&output));
        ["code.html", "search/index.js"]
            .map(|file| fs::read(site.path().join("made").join(file)).expect("a file of the site"))
    };
    let plain = [built(Path::new(""), 1), built(Path::new(""), 2)];
    assert_ne!(plain[0][0], plain[1][0]);
    for n in [1, 1, 2, 1] {
        assert_eq!(built(cache.path(), n), plain[n - 1]);
    }
    let packs = || fs::read_dir(cache.path()).expect("a folder").map(|e| e.expect("a file").path());
    let pack = packs().next().expect("the cache of the site");
    assert_eq!(packs().count(), 1);
    fs::write(&pack, [b'x'; 5000]).expect("written");
    assert_eq!(built(cache.path(), 1), plain[0]);
    // Where a file stands in the place of the folder, nothing can be kept.
    assert_eq!(built(&pack, 2), plain[1]);
}

#[test]
fn unchanged_files_are_not_written_again() {
    let site = site();
    run(site.path(), &["build"]);
    let time = |path: &str| {
        fs::metadata(site.path().join(path)).and_then(|m| m.modified()).expect("a time")
    };
    let before = [time("output/index.html"), time("output/m/level-0.html")];
    std::thread::sleep(std::time::Duration::from_millis(20));
    write(site.path(), "content/m.model.yaml", &MODEL.replace("pencil", "pen"));
    run(site.path(), &["build"]);
    let after = [time("output/index.html"), time("output/m/level-0.html")];
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
}

/// The cards of a site's pages, as they lie in its output.
fn cards(site: &Path) -> [Vec<u8>; 2] {
    ["index", "m/matrix"]
        .map(|page| fs::read(site.join(format!("output/cards/{page}.png"))).expect("a card"))
}

#[test]
fn cards_are_made_when_the_site_is_written_and_only_where_something_on_them_changed() {
    let site = site();
    write(site.path(), "levelbook.yaml", "title: Small\nbase-url: https://example.org/\n");
    assert_eq!(code(&run(site.path(), &["build"])), 0);
    let [home, matrix] = cards(site.path());
    assert!(home.starts_with(b"\x89PNG") && home != matrix);

    // What is there is not drawn again: even this stays.
    fs::write(site.path().join("output/cards/m/matrix.png"), "kept").expect("written");
    let text = "---\ntitle: Another home\ndescription: d\n---\nWelcome.\n";
    write(site.path(), "content/index.md", text);
    assert_eq!(code(&run(site.path(), &["build"])), 0);
    let [changed, kept] = cards(site.path());
    assert_ne!(changed, home);
    assert_eq!(kept, b"kept");

    fs::remove_dir_all(site.path().join("output")).expect("removed");
    assert_eq!(code(&run(site.path(), &["build"])), 0);
    assert_eq!(cards(site.path()), [changed, matrix]);
}

#[test]
fn what_is_no_longer_made_goes_and_what_others_made_stays() {
    let site = site();
    write(site.path(), "content/a.md", "# A\n");
    write(site.path(), "output/.gitignore", "*\n");
    run(site.path(), &["build"]);
    write(site.path(), "output/CNAME", "example.org\n");
    write(site.path(), "output/sub/mine.txt", "mine\n");
    fs::remove_file(site.path().join("content/a.md")).expect("removed");
    let output = run(site.path(), &["build"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(!site.path().join("output/a.html").exists());
    for kept in [".gitignore", "CNAME", "sub/mine.txt"] {
        assert!(site.path().join("output").join(kept).is_file(), "{kept}");
    }
    let left: Vec<_> =
        fs::read_dir(site.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_folder_that_is_not_ours_is_never_touched() {
    let site = site();
    write(site.path(), "public/thesis.txt", "years of work\n");
    let output = run(site.path(), &["build", "-o", "public"]);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("has files that this tool did not make. Nothing was deleted."));
    assert_eq!(
        fs::read(site.path().join("public/thesis.txt")).expect("a file"),
        b"years of work\n"
    );
    for dangerous in [".", "content", "content/out", "..", "/", "themes"] {
        let output = run(site.path(), &["build", "-o", dangerous]);
        assert_eq!(code(&output), 2, "{dangerous}: {}", said(&output));
    }
    write(site.path(), "repo/.git/HEAD", "ref\n");
    assert_eq!(code(&run(site.path(), &["build", "-o", "repo"])), 2);
}

#[test]
fn formats_for_programs() {
    let site = site();
    write(site.path(), "content/a.md", "# A\n\n[x, 100%](nowhere.md)\n");
    let github = run(site.path(), &["check", "--format", "github"]);
    let line = String::from_utf8_lossy(&github.stdout).into_owned();
    assert!(line.starts_with("::error file=content/a.md,line=3,col=1,endLine=3,endColumn=22,title=L01::there is no file nowhere.md%0A"), "{line}");
    let json = run(site.path(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["diagnostics"][0]["code"], "L01");
    assert_eq!(json["diagnostics"][0]["place"]["line"], 3);
    let sarif = run(site.path(), &["check", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "L01");
}

#[test]
fn help_and_completions() {
    let site = site();
    let help = run(site.path(), &["--help"]);
    assert_eq!(code(&help), 0);
    assert!(String::from_utf8_lossy(&help.stdout).contains("levelbook check"));
    for shell in ["bash", "zsh", "fish"] {
        let script = run(site.path(), &["completions", shell]);
        assert!(String::from_utf8_lossy(&script.stdout).contains("levelbook"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn files_outside_and_secrets_are_not_published() {
    use std::os::unix::fs::symlink;
    let site = site();
    symlink("/etc/passwd", site.path().join("content/users.txt")).expect("a link");
    write(site.path(), "content/.env", "TOKEN=1\n");
    symlink("nowhere", site.path().join("content/lost.md")).expect("a link");
    let output = run(site.path(), &["check"]);
    let said = said(&output);
    assert_eq!(code(&output), 1);
    assert!(
        said.contains(
            "error[D04]: content/users.txt is a symbolic link out of the site, to /etc/passwd"
        ),
        "{said}"
    );
    assert!(said.contains("error[D05]: content/.env may hold secrets"), "{said}");
    assert!(said.contains("error[D02]: content/lost.md cannot be read"), "{said}");
}

#[test]
fn a_file_too_large_is_named() {
    let site = site();
    write(site.path(), "content/big.md", &"x\n".repeat(9 << 20));
    let output = run(site.path(), &["check"]);
    assert!(
        said(&output).contains("error[D03]: content/big.md has 18 MB; at most 16 MB are read"),
        "{}",
        said(&output)
    );
}

#[test]
fn killed_at_any_moment_there_is_the_old_site_or_the_new_one() {
    let site = site();
    for number in 0..300 {
        write(site.path(), &format!("content/page-{number}.md"), "# Page\n\nold\n");
    }
    run(site.path(), &["build"]);
    for (round, wait) in (0..12).map(|round| (round, round * 4)) {
        let word = if round % 2 == 0 { "new" } else { "old" };
        for number in 0..300 {
            write(
                site.path(),
                &format!("content/page-{number}.md"),
                &format!("# Page\n\n{word}\n"),
            );
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
        command.env("LEVELBOOK_CACHE", "");
        let mut child = command
            .arg("build")
            .current_dir(site.path())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
        let has = |number: usize, word: &str| {
            let page = fs::read_to_string(site.path().join(format!("output/page-{number}.html")));
            page.expect("a whole site").contains(&format!("<p>{word}</p>"))
        };
        let first = if has(0, "old") { "old" } else { "new" };
        assert!((0..300).all(|number| has(number, first)), "round {round}: a mix of two sites");
    }
    assert_eq!(code(&run(site.path(), &["build"])), 0);
}

#[test]
fn schemas_are_printed_written_once_and_kept_fresh() {
    let site = site();
    let printed = run(site.path(), &["schema", "site"]);
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(schema["title"], "levelbook.yaml");
    assert_eq!(code(&run(site.path(), &["build"])), 0);
    assert!(!site.path().join(".levelbook").exists(), "nobody asked for it");
    let written = run(site.path(), &["schema", "--write"]);
    let line = "content/m.model.yaml: # yaml-language-server: $schema=../.levelbook/m.schema.json";
    assert!(said(&written).contains(line), "{}", said(&written));
    let names =
        || fs::read_to_string(site.path().join(".levelbook/m.schema.json")).expect("a schema");
    assert!(!names().contains("\"Growing\""));
    write(site.path(), "content/m.model.yaml", &MODEL.replace("Growth", "Growing"));
    assert_eq!(code(&run(site.path(), &["build"])), 0);
    assert!(names().contains("\"Growing\""), "{}", names());
}

/// What a paste from a slide or a spreadsheet may leave in a model.
const PASTED: &str = "dimensions: [People, Tools]\r\nlevels:\r\n  - level: 0\r\n    name: Start\r\n    cells:\r\n      \
    People:\r\n        - Flow: train, test\r\n        - *Always* test\r\n        - • Talk\r\n      Tools:\r\n        \
    - Count # of models\r\n        - It's here: now # and there\r\n  - level: 1\r\n    name: Growth\r\n    cells: {People: [a], Tools: [b]}\r\n";

#[test]
fn what_is_mechanical_is_mended_and_nothing_else() {
    let site = site();
    write(site.path(), "content/m.model.yaml", PASTED);
    let mended = run(site.path(), &["check", "--strict", "--fix"]);
    assert_eq!(code(&mended), 0, "{}", said(&mended));
    let text = fs::read_to_string(site.path().join("content/m.model.yaml")).expect("the model");
    let expected = PASTED
        .replace("Flow: train, test", "'Flow: train, test'")
        .replace("*Always* test", "'*Always* test'")
        .replace("• Talk", "Talk")
        .replace("Count # of models", "'Count # of models'")
        .replace("It's here: now # and there", "'It''s here: now # and there'");
    assert_eq!(text, expected);
    let again = run(site.path(), &["check", "--fix"]);
    assert!(!said(&again).contains("mended"), "{}", said(&again));
    assert!(!site.path().join("content/.m.model.yaml.levelbook~").exists());
}

#[test]
fn tabs_become_the_spaces_that_the_file_uses() {
    let site = site();
    let text = "dimensions: [D]\nlevels:\n    - level: 0\n      name: A\n      cells:\n\tD: [a]\n    - {level: 1, name: B, cells: {D: [b]}}\n";
    write(site.path(), "content/m.model.yaml", &text.replace("\tD", "      \tD"));
    let mended = run(site.path(), &["check", "--fix"]);
    assert_eq!(code(&mended), 0, "{}", said(&mended));
    let text = fs::read_to_string(site.path().join("content/m.model.yaml")).expect("the model");
    assert!(text.contains("\n          D: [a]\n"), "{text}");
}

#[test]
fn mending_is_offered_to_programs() {
    let site = site();
    write(site.path(), "content/m.model.yaml", PASTED);
    let output = run(site.path(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let first = &json["diagnostics"][0];
    assert_eq!(first["code"], "Y01");
    assert_eq!(first["edits"][0]["text"], "'Flow: train, test'");
    let output = run(site.path(), &["check", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let fix = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(fix["replacements"][0]["insertedContent"]["text"], "'Flow: train, test'");
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", "2026-02-03T12:00:00Z")
        .output()
        .expect("git");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn pages_say_when_their_file_was_last_changed() {
    let folder = site();
    let page = || fs::read_to_string(folder.path().join("output/index.html")).expect("a page");
    run(folder.path(), &["build"]);
    assert!(!page().contains("Last changed"), "without a history");
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "content"]);
    git(folder.path(), &["commit", "-q", "-m", "First"]);
    run(folder.path(), &["build"]);
    assert!(page().contains("Last changed on <time datetime=\"2026-02-03\">"), "{}", page());
    write(folder.path(), "content/more.md", "# More\n");
    git(folder.path(), &["add", "content"]);
    git(folder.path(), &["commit", "-q", "-m", "Second"]);
    let clone = TempDir::new().expect("a folder");
    let from = format!("file://{}", folder.path().display());
    git(clone.path(), &["clone", "-q", "--depth", "1", &from, "shallow"]);
    let shallow = clone.path().join("shallow");
    fs::copy(folder.path().join("levelbook.yaml"), shallow.join("levelbook.yaml")).expect("a copy");
    run(&shallow, &["build"]);
    let page = fs::read_to_string(shallow.join("output/index.html")).expect("a page");
    assert!(!page.contains("Last changed"), "a shallow clone does not know");
}
