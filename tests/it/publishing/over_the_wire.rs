//! Over git's own protocol, on loopback.

use std::net::{TcpListener, TcpStream};
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
