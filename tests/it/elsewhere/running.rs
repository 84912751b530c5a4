//! `check --external` as a user runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::web::{Reply, Web};
use crate::program::{code, said, write};

/// A site with one note.
fn site(note: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "levelbook.yaml", "title: Small\n");
    write(
        folder.path(),
        "content/index.md",
        &format!("---\ntitle: Home\ndescription: d\n---\n{note}\n"),
    );
    folder
}

fn web() -> Web {
    Web::new(|_, path, _| match path {
        "/gone" => Reply::With("404 Not Found", Vec::new()),
        "/old" => Reply::With("301 Moved Permanently\r\nLocation: /new", Vec::new()),
        "/closed" => Reply::With("403 Forbidden", Vec::new()),
        "/down" => Reply::Nothing,
        _ => Reply::With("200 OK\r\nContent-Type: text/html", b"<h1 id=a>A</h1>".to_vec()),
    })
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    for proxy in
        ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    {
        command.env_remove(proxy);
    }
    command.arg("check").args(arguments).current_dir(folder).output().expect("the program")
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["--external", "--allow-private"], arguments].concat())
}

/// `X01 error 7:1 http://… answers 404` for each, without the server's port.
fn told(web: &Web, output: &Output) -> Vec<String> {
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = document["diagnostics"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = all.map(|d| {
        let place = &d["place"];
        let line = format!(
            "{} {} {}:{} {}",
            text(&d["code"]),
            text(&d["severity"]),
            place["line"],
            place["column"],
            text(&d["message"])
        );
        line.replace(&web.url(""), "")
    });
    line.collect()
}

#[test]
fn what_is_gone_fails_the_check_and_the_rest_does_not() {
    let web = web();
    let links = ["/gone", "/old", "/closed", "/fine#a", "/fine#b", "/gone"];
    let note: String = links.iter().map(|path| format!("[x]({})\n", web.url(path))).collect();
    let site = site(&note);
    let output = check(site.path(), &["--format", "json"]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert_eq!(
        told(&web, &output),
        [
            "X01 error 5:1 /gone answers 404",
            "X02 warning 6:1 /old has moved for good",
            "X05 note 7:1 /closed answers 403",
            "X03 warning 9:1 /fine has no part #b",
        ]
    );
    assert!(said(&output).contains("4 addresses elsewhere · 4 asked for\n"), "{}", said(&output));
    let human = check(site.path(), &["--offline"]);
    let said = said(&human);
    assert!(said.contains("error[X01]") && said.contains("note[X05]"), "{said}");
    assert!(said.contains(&format!("Write {}", web.url("/new"))), "{said}");
    assert!(said.contains("content/index.md:5:1") && said.contains("and here"), "{said}");
    let github = check(site.path(), &["--offline", "--format", "github"]);
    let lines = String::from_utf8_lossy(&github.stdout).into_owned();
    assert!(lines.contains("::notice file=content/index.md,line=7,"), "{lines}");
    let sarif = check(site.path(), &["--offline", "--format", "sarif"]);
    let sarif: Value = serde_json::from_slice(&sarif.stdout).expect("SARIF");
    let levels: Vec<_> = sarif["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|result| result["level"].as_str().expect("a level"))
        .collect();
    assert_eq!(levels, ["error", "warning", "note", "warning"]);
}

#[test]
fn good_answers_are_kept_and_bad_ones_are_asked_for_again() {
    let web = web();
    let site = site(&format!("<{}> <{}>", web.url("/fine"), web.url("/gone")));
    check(site.path(), &[]);
    assert_eq!(web.requests(), ["HEAD /fine", "HEAD /gone", "GET /gone"]);
    let ignored = fs::read_to_string(site.path().join(".levelbook/.gitignore")).expect("a file");
    assert_eq!(ignored, "*\n");
    let output = check(site.path(), &[]);
    assert_eq!(web.requests()[3..], ["HEAD /gone", "GET /gone"]);
    assert!(said(&output).contains("1 asked for · 1 known from earlier"), "{}", said(&output));
    check(site.path(), &["--max-age", "0"]);
    assert_eq!(web.requests().iter().filter(|asked| asked.ends_with("/fine")).count(), 2);
    fs::remove_dir_all(site.path().join(".levelbook")).expect("removed");
    check(site.path(), &[]);
    assert_eq!(web.requests().iter().filter(|asked| asked.ends_with("/fine")).count(), 3);
}

#[test]
fn offline_nobody_is_asked_and_what_is_known_is_told_with_its_day() {
    let web = web();
    let site = site(&format!("<{}> <{}>", web.url("/gone"), web.url("/new")));
    let output = check(site.path(), &["--offline", "--format", "json"]);
    assert_eq!((code(&output), told(&web, &output)), (0, Vec::new()));
    assert!(said(&output).contains("2 addresses elsewhere · 2 not known"), "{}", said(&output));
    assert!(!site.path().join(".levelbook").exists());
    let gone = web.url("/gone");
    let cache = format!(
        r#"{{"version": 1, "links": {{"{gone}": {{"finding": {{"gone": 404}}, "asked": "2026-11-22", "ok": "2026-11-20"}}}}}}"#
    );
    write(site.path(), ".levelbook/links.json", &cache);
    let output = check(site.path(), &["--offline", "--format", "json"]);
    assert_eq!(code(&output), 1);
    assert_eq!(
        told(&web, &output),
        ["X01 error 5:1 /gone answers 404 (asked on 2026-11-22); last ok: 2026-11-20"]
    );
    assert_eq!(web.requests(), [""; 0]);
}

#[test]
fn trouble_of_the_network_is_a_remark_with_the_last_good_day_unless_asked() {
    let web = web();
    let down = web.url("/down");
    let site = site(&format!("<{down}>"));
    let cache = format!(
        r#"{{"version": 1, "links": {{"{down}": {{"finding": "good", "asked": "2020-11-20", "ok": "2020-11-20"}}}}}}"#
    );
    write(site.path(), ".levelbook/links.json", &cache);
    let output = check(site.path(), &["--strict", "--format", "json"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let expected = "5:1 /down: the connection broke off; last ok: 2020-11-20";
    assert_eq!(told(&web, &output), [format!("X04 note {expected}")]);
    let strict = run(site.path(), &["--external=strict", "--allow-private", "--format", "json"]);
    assert_eq!(code(&strict), 1);
    assert_eq!(told(&web, &strict), [format!("X04 error {expected}")]);
    // For more than a week, on three days.
    let cache = format!(
        r#"{{"version": 1, "links": {{"{down}": {{"finding": {{"trouble": "x"}}, "asked": "2020-11-09", "failing": ["2020-11-01", "2020-11-09"]}}}}}}"#
    );
    write(site.path(), ".levelbook/links.json", &cache);
    let output = check(site.path(), &["--format", "json"]);
    assert_eq!(code(&output), 0);
    assert_eq!(told(&web, &output), ["X04 warning 5:1 /down: the connection broke off"]);
}

#[test]
fn a_cache_that_cannot_be_read_is_made_anew() {
    let web = web();
    for cache in ["{", "[]", r#"{"version": 9, "links": {}}"#, "\u{0}\u{1}"] {
        let site = site(&format!("<{}>", web.url("/fine")));
        write(site.path(), ".levelbook/links.json", cache);
        let output = check(site.path(), &[]);
        assert_eq!(code(&output), 0, "{}", said(&output));
        assert!(said(&output).contains("cannot be used and is made anew"), "{}", said(&output));
        let kept = fs::read(site.path().join(".levelbook/links.json")).expect("a cache");
        let kept: Value = serde_json::from_slice(&kept).expect("JSON");
        assert_eq!(kept["links"][web.url("/fine")]["finding"], "good");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_neither_read_nor_written() {
    let web = web();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let site = site(&format!("<{}>", web.url("/fine")));
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join(".levelbook")).expect("a link");
    let output = check(site.path(), &[]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(said(&output).contains("is not kept"), "{}", said(&output));
    write(elsewhere.path(), "site.schema.json", "mine\n");
    let mut build = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    let built = build.arg("build").current_dir(site.path()).output().expect("the program");
    assert_eq!(code(&built), 0, "{}", said(&built));
    let left: Vec<_> = fs::read_dir(elsewhere.path()).expect("a folder").flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(fs::read_to_string(left[0].path()).expect("a file"), "mine\n");
}

#[test]
fn without_external_nobody_is_asked_and_with_it_no_private_network() {
    let web = web();
    let site = site(&format!("<{}>", web.url("/gone")));
    let plain = run(site.path(), &["--format", "json"]);
    assert_eq!((code(&plain), told(&web, &plain)), (0, Vec::new()));
    let output = run(site.path(), &["--external", "--format", "json"]);
    assert_eq!(code(&output), 0);
    let said = "X07 note 5:1 /gone is not asked for: 127.0.0.1 is this machine or one of a private network";
    assert_eq!(told(&web, &output), [said]);
    assert_eq!(web.requests(), [""; 0]);
    assert_eq!(code(&run(site.path(), &["--offline"])), 2, "it needs --external");
}

#[test]
fn warnings_and_remarks_can_be_silenced_at_some_places() {
    let web = web();
    let site = site(&format!("<{}> <{}>", web.url("/old"), web.url("/closed")));
    write(
        site.path(),
        "content/two.md",
        &format!("---\ndescription: d\n---\n# Two\n\n<{}>\n", web.url("/old")),
    );
    write(
        site.path(),
        "levelbook.yaml",
        "title: Small\nsilence:\n  - X05\n  - {code: X02, in: content/index.md}\n",
    );
    let output = check(site.path(), &["--format", "json"]);
    assert_eq!(told(&web, &output), ["X02 warning 6:1 /old has moved for good"]);
    // Without asking, these rules are not idle.
    let plain = run(site.path(), &["--strict", "--format", "json"]);
    assert_eq!((code(&plain), told(&web, &plain)), (0, Vec::new()));
}

#[test]
fn a_redirect_into_a_private_network_is_not_followed() {
    let secret = Web::new(|_, _, _| Reply::With("200 OK", b"secret".to_vec()));
    let to_secret: &'static str =
        format!("302 Found\r\nLocation: http://127.0.0.1:{}/admin", secret.port).leak();
    // What stands in for the public web: a proxy, which may be in a private network.
    let public = Web::new(move |method, path, _| match method {
        "CONNECT" => Reply::With("200 OK", Vec::new()),
        _ if path.ends_with("/by-name") => {
            Reply::With("301 Moved Permanently\r\nLocation: http://router.lan/", Vec::new())
        }
        _ if path.ends_with("/there") => Reply::With("200 OK", Vec::new()),
        _ => Reply::With(to_secret, Vec::new()),
    });
    let site = site(
        "[a](http://public.web.net/jump) [b](http://public.web.net/by-name) [c](http://public.web.net/there)",
    );
    let output = Command::new(env!("CARGO_BIN_EXE_levelbook"))
        .args(["check", "--external", "--format", "json"])
        .envs(["http_proxy", "HTTP_PROXY"].map(|name| (name, public.url(""))))
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .current_dir(site.path())
        .output()
        .expect("the program");
    let told = told(&public, &output);
    assert_eq!(told.len(), 2, "{told:?} {:?}", public.requests());
    assert!(told.iter().all(|told| told.starts_with("X07 ")), "{told:?}");
    assert!(told[0].contains("it redirects, and 127.0.0.1 is this machine"), "{told:?}");
    assert!(told[1].contains("it redirects, and router.lan is this machine"), "{told:?}");
    assert_eq!(secret.requests(), [""; 0], "nothing was asked of this machine");
}
