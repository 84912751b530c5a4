//! `levelbook serve` follows what editors, tools and people do to files, whatever they do it with.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The longest that an edit may take to be seen. Watching is quick; the net below it looks every
/// two seconds, and this machine may be busy.
const LIMIT: Duration = Duration::from_secs(15);

struct Preview {
    folder: TempDir,
    server: Child,
    said: Receiver<String>,
    port: u16,
}

impl Preview {
    fn start(options: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path();
        fs::create_dir(root.join("content")).expect("a folder");
        fs::write(root.join("levelbook.yaml"), "title: Watched\n").expect("written");
        fs::write(root.join("content/index.md"), "# Home\n\nFirst.\n").expect("written");
        fs::write(root.join("content/a.md"), "# A\n\nFirst.\n").expect("written");
        let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = probe.local_addr().expect("its address").port();
        drop(probe);
        let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
        command.env("LEVELBOOK_CACHE", "");
        command.arg("serve").arg(root).args(["--port", &port.to_string()]).args(options);
        let (server, said) = started(command);
        let preview = Self { folder, server, said, port };
        preview.hear("http://");
        preview
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// Waits for a line on the terminal.
    fn hear(&self, part: &str) -> String {
        loop {
            let line = self.said.recv_timeout(LIMIT);
            let line = line.unwrap_or_else(|_| panic!("never said {part:?}"));
            if line.contains(part) {
                return line;
            }
        }
    }

    fn get(&self, page: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("connected");
        stream.set_read_timeout(Some(LIMIT)).expect("a time limit");
        let host = format!("Host: 127.0.0.1:{}", self.port);
        write!(stream, "GET /{page} HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n")
            .expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn wait(&self, page: &str, test: impl Fn(&str) -> bool) {
        let started = Instant::now();
        loop {
            let answer = self.get(page);
            if test(&answer) {
                return;
            }
            assert!(started.elapsed() < LIMIT, "{page} stayed:\n{answer}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn shows(&self, page: &str, text: &str) {
        self.wait(page, |answer| answer.contains(text));
    }

    fn misses(&self, page: &str) {
        self.wait(page, |answer| answer.starts_with("HTTP/1.1 404"));
    }

    /// How many builds are told of within a time.
    fn builds_within(&self, time: Duration) -> usize {
        std::thread::sleep(time);
        self.said.try_iter().filter(|line| line.contains(" again · ")).count()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn started(mut command: Command) -> (Child, Receiver<String>) {
    let mut server = command.stderr(Stdio::piped()).spawn().expect("levelbook starts");
    let output = server.stderr.take().expect("its standard error");
    let (sender, said) = channel();
    let lines = BufReader::new(output).lines();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
    (server, said)
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder).args(identity).args(arguments).output();
    let output = output.expect("git starts");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn saves_in_place_are_seen() {
    let preview = Preview::start(&[]);
    for n in 0..5 {
        preview.write("content/a.md", &format!("# A\n\nEdit {n}.\n"));
        preview.shows("a.html", &format!("Edit {n}."));
    }
}

#[test]
fn saves_of_vim_show_no_page_as_gone() {
    let preview = Preview::start(&[]);
    let (file, backup, probe) =
        (preview.path("content/a.md"), preview.path("content/a.md~"), preview.path("content/4913"));
    for n in 0..10 {
        // What `:w` does with its default settings, where a backup is made by renaming.
        fs::write(&probe, "").and_then(|()| fs::remove_file(&probe)).expect("probed");
        fs::rename(&file, &backup).expect("backed up");
        fs::write(&file, format!("# A\n\nSaved {n}.\n")).expect("written");
        fs::remove_file(&backup).expect("removed");
        preview.wait("a.html", |answer| {
            assert!(answer.starts_with("HTTP/1.1 200"), "the page was gone for a moment");
            answer.contains(&format!("Saved {n}."))
        });
    }
}

#[test]
fn saves_by_a_new_file_in_the_place_of_the_old_are_seen() {
    let preview = Preview::start(&[]);
    let file = preview.path("content/a.md");
    for (n, (temporary, old)) in [
        ("content/a.md___jb_tmp___", Some("content/a.md___jb_old___")),
        ("content/.goutputstream-X1Y2Z3", None),
        (".a.md.tmp", None),
    ]
    .into_iter()
    .enumerate()
    {
        let temporary = preview.path(temporary);
        fs::write(&temporary, format!("# A\n\nReplaced {n}.\n")).expect("written");
        if let Some(old) = old.map(|old| preview.path(old)) {
            fs::rename(&file, &old).expect("moved away");
            fs::rename(&temporary, &file).expect("moved in");
            fs::remove_file(old).expect("removed");
        } else {
            fs::rename(&temporary, &file).expect("moved in");
        }
        preview.shows("a.html", &format!("Replaced {n}."));
    }
}

#[test]
fn files_come_go_and_come_back() {
    let preview = Preview::start(&[]);
    preview.write("content/new/deep/page.md", "# New\n\nHere.\n");
    preview.shows("new/deep/page.html", "Here.");
    fs::rename(preview.path("content/new"), preview.path("content/moved")).expect("renamed");
    preview.shows("moved/deep/page.html", "Here.");
    preview.misses("new/deep/page.html");
    fs::remove_file(preview.path("content/a.md")).expect("removed");
    preview.misses("a.html");
    preview.write("content/a.md", "# A\n\nAgain.\n");
    preview.shows("a.html", "Again.");
    fs::remove_dir_all(preview.path("content/moved")).expect("removed");
    preview.misses("moved/deep/page.html");
}

#[test]
fn many_files_in_new_folders_are_all_seen() {
    let preview = Preview::start(&[]);
    for n in 0..300 {
        preview.write(
            &format!("content/f{}/g{}/n{n}.md", n % 10, n % 7),
            &format!("# N\n\nNumber {n}.\n"),
        );
    }
    for n in [0, 150, 299] {
        preview.shows(&format!("f{}/g{}/n{n}.html", n % 10, n % 7), &format!("Number {n}."));
    }
}

#[test]
fn a_folder_that_is_replaced_is_followed_on() {
    let preview = Preview::start(&[]);
    fs::rename(preview.path("content"), preview.path("before")).expect("moved away");
    preview.write("content/index.md", "# Home\n\nReplaced.\n");
    preview.shows("index.html", "Replaced.");
    preview.write("content/index.md", "# Home\n\nFollowed on.\n");
    preview.shows("index.html", "Followed on.");
}

#[cfg(unix)]
#[test]
fn links_inside_the_site_are_followed() {
    let preview = Preview::start(&[]);
    preview.write("shared/text.md", "# Shared\n\nOne.\n");
    std::os::unix::fs::symlink("../shared", preview.path("content/linked")).expect("linked");
    preview.shows("linked/text.html", "One.");
    preview.write("shared/text.md", "# Shared\n\nTwo.\n");
    preview.shows("linked/text.html", "Two.");
}

#[test]
fn another_branch_is_another_site() {
    let preview = Preview::start(&[]);
    let root = preview.folder.path();
    git(root, &["init", "-q", "-b", "one"]);
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "one"]);
    git(root, &["checkout", "-qb", "two"]);
    preview.write("content/a.md", "# A\n\nOn the second branch.\n");
    preview.write("content/only.md", "# Only\n\nHere alone.\n");
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "two"]);
    preview.shows("a.html", "On the second branch.");
    git(root, &["checkout", "-q", "one"]);
    preview.shows("a.html", "First.");
    preview.misses("only.html");
    git(root, &["checkout", "-q", "two"]);
    preview.shows("only.html", "Here alone.");
}

#[test]
fn a_burst_of_saves_ends_in_the_last_one_with_few_builds() {
    let preview = Preview::start(&[]);
    for n in 0..1000 {
        preview.write("content/a.md", &format!("# A\n\nBurst {n}.\n"));
    }
    preview.shows("a.html", "Burst 999.");
    let builds = preview.builds_within(Duration::from_millis(300));
    assert!(builds <= 100, "{builds} builds for a thousand saves");
}

#[test]
fn without_edits_nothing_is_built() {
    let preview = Preview::start(&[]);
    assert_eq!(preview.builds_within(Duration::from_secs(5)), 0);
}

#[test]
fn where_changes_are_not_reported_the_files_are_looked_at() {
    let preview = Preview::start(&["--poll"]);
    preview.write("content/a.md", "# A\n\nPolled.\n");
    preview.shows("a.html", "Polled.");
    fs::remove_file(preview.path("content/a.md")).expect("removed");
    preview.misses("a.html");
}

#[test]
fn mistakes_are_told_once_and_the_last_good_page_stays() {
    let preview = Preview::start(&[]);
    preview.write("content/a.md", "# A\n\n[x](nowhere.md)\n");
    preview.hear("there is no file nowhere.md");
    preview.hear("the last good site stays");
    preview.shows("a.html", "First.");
    preview.write("content/index.md", "# Home\n\nAnother edit.\n");
    let line = preview.hear("the last good site stays");
    assert!(line.contains("content/index.md"), "{line}");
    preview.write("content/a.md", "# A\n\nMended.\n");
    preview.shows("a.html", "Mended.");
    preview.shows("index.html", "Another edit.");
}

#[test]
fn the_configuration_may_move_the_site_under_another_path() {
    let preview = Preview::start(&[]);
    preview.write("levelbook.yaml", "title: Watched\nbase-url: https://example.org/repo/\n");
    preview.shows("repo/a.html", "First.");
    preview.write("levelbook.yaml", "title: Watched\n");
    preview.shows("a.html", "First.");
}

#[test]
fn the_sites_own_folder_may_go_and_come_back() {
    let preview = Preview::start(&[]);
    let (root, aside) =
        (preview.folder.path().to_path_buf(), preview.folder.path().with_extension("aside"));
    fs::rename(&root, &aside).expect("moved away");
    preview.hear("the last good site stays");
    preview.shows("a.html", "First.");
    fs::rename(&aside, &root).expect("moved back");
    preview.write("content/a.md", "# A\n\nBack.\n");
    preview.shows("a.html", "Back.");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once_with_exit_code_0() {
    let mut preview = Preview::start(&[]);
    let _open = TcpStream::connect((Ipv4Addr::LOCALHOST, preview.port)).expect("connected");
    let started = Instant::now();
    let killed = Command::new("kill").args(["-INT", &preview.server.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
    assert_eq!(preview.server.wait().expect("ended").code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn nothing_is_written_beside_the_sources() {
    let preview = Preview::start(&[]);
    preview.write("content/a.md", "# A\n\nEdited.\n");
    preview.shows("a.html", "Edited.");
    let entries = fs::read_dir(preview.folder.path()).expect("the folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
    names.sort();
    assert_eq!(names, ["content", "levelbook.yaml"]);
}
