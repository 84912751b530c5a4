//! Over git's own protocol and over http, on loopback; and whether the site shows what was pushed.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::workplace::Workplace;

/// `git daemon` for the remotes of a workplace; ended with the value.
struct Daemon {
    process: Child,
    port: u16,
}

impl Daemon {
    /// None where git was installed without its daemon.
    fn start(place: &Workplace) -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("its number").port();
        drop(free);
        let mut command = Command::new("git");
        command
            .args([
                "daemon",
                "--listen=127.0.0.1",
                "--reuseaddr",
                "--export-all",
                "--enable=receive-pack",
            ])
            .arg(format!("--port={port}"))
            .arg(format!("--base-path={}", place.path().join("remote").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut daemon = Self { process: command.spawn().ok()?, port };
        let is_up = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let has_ended = daemon.process.try_wait().ok().flatten().is_some();
        (is_up && !has_ended).then_some(daemon)
    }

    fn url(&self) -> String {
        format!("git://127.0.0.1:{}/repo.git", self.port)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_site_is_published_over_the_network() {
    let (place, ada) = Workplace::new();
    let Some(daemon) = Daemon::start(&place) else {
        println!("Left out: this git has no daemon.");
        return;
    };
    ada.git(&["remote", "set-url", "origin", &daemon.url()]);
    ada.publish(&[]).assert_code(0).assert_says("Published as commit ");
    assert!(place.published().contains_key("one.html"));
    ada.publish(&[]).assert_code(0).assert_says("Unchanged");
    ada.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nMore.\n");
    ada.commit("More");
    ada.git(&["push", "-q", "origin", "HEAD"]);
    ada.publish(&["--history", "squash"]).assert_code(0);
    assert!(String::from_utf8_lossy(&place.published()["one.html"]).contains("More."));
    place.assert_whole();
}

#[test]
fn a_remote_that_ends_the_talk_changes_nothing() {
    let (place, ada) = Workplace::new();
    let tip = place.tip("gh-pages");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its number").port();
    // Takes calls and hangs up.
    std::thread::spawn(move || listener.incoming().take(3).for_each(drop));
    ada.git(&["remote", "set-url", "origin", &format!("git://127.0.0.1:{port}/repo.git")]);
    let mine = ada.everything();
    ada.publish(&[]).assert_code(5).assert_says("cannot be reached");
    assert_eq!(ada.everything(), mine);
    assert_eq!(place.tip("gh-pages"), tip);
}

/// Answers each request as `answer` says for its path; the port.
fn http(answer: impl Fn(&str) -> (&'static str, Vec<u8>) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its number").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().expect("the same one")).lines();
            let request = lines.next().and_then(Result::ok).unwrap_or_default();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let (head, body) = answer(request.split(' ').nth(1).unwrap_or_default());
            let length = body.len();
            let head =
                format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            // A caller that hangs up early is no concern of ours.
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    port
}

#[test]
fn a_remote_that_wants_to_know_who_asks_is_told_of_and_no_token_is_shown() {
    let (place, ada) = Workplace::new();
    let asked = |_: &str| ("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"", Vec::new());
    let port = http(asked);
    let set = |url: String| ada.git(&["remote", "set-url", "origin", &url]);
    set(format!("http://127.0.0.1:{port}/repo.git"));
    let mine = ada.everything();
    ada.publish(&[]).assert_code(5).assert_says("gh auth login").assert_says("nothing was changed");
    assert_eq!(ada.everything(), mine);
    set(format!("http://ada:ghp_secret@127.0.0.1:{port}/repo.git"));
    for arguments in [&[][..], &["--json"]] {
        let told = ada.publish(arguments);
        told.assert_code(5);
        assert!(!told.said.contains("secret") && !told.printed.contains("secret"), "{}", told.said);
    }
    assert_eq!(place.tip("gh-pages"), "");
}

/// A file of the published branch, as the web shows it below `/repo/`.
fn shown(remote: &Path, path: &str) -> (&'static str, Vec<u8>) {
    let path = path.split('?').next().and_then(|path| path.strip_prefix("/repo/"));
    let name = format!("gh-pages:{}", path.unwrap_or("nothing"));
    let said = Command::new("git").args(["show", &name]).current_dir(remote).output();
    match said.expect("git") {
        said if said.status.success() => ("200 OK", said.stdout),
        _ => ("404 Not Found", Vec::new()),
    }
}

#[test]
fn verifying_waits_for_this_very_build() {
    let (place, ada) = Workplace::new();
    let remote = place.remote();
    let port = http(move |path| shown(&remote, path));
    let address = format!("http://127.0.0.1:{port}/repo/");
    let told = ada.publish(&["--base-url", &address, "--verify=20"]);
    told.assert_code(0).assert_says("The site shows it");
    let told = ada.publish(&["--base-url", &address, "--verify=20"]);
    told.assert_code(0).assert_says("Unchanged");
    // Another site stands there: an address that Pages was never set up for.
    let elsewhere = format!("http://127.0.0.1:{port}/other/");
    let told = ada.publish(&["--base-url", &elsewhere, "--verify=1"]);
    told.assert_code(5).assert_says("The push is done").assert_says("it answers 404");
    told.assert_says("Deploy from a branch").assert_says("gh-pages");
}
