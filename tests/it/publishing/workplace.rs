//! A remote, and clones of it that people work in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub struct Workplace {
    folder: TempDir,
}

/// A clone.
pub struct Clone {
    pub path: PathBuf,
    temporary: PathBuf,
}

/// How a run of the program ended.
pub struct Ended {
    pub code: i32,
    pub said: String,
    pub printed: String,
}

impl Workplace {
    /// A remote with a small site on its main branch, and one clone of it.
    pub fn new() -> (Self, Clone) {
        let (place, clone) = Self::empty();
        clone.write("levelbook.yaml", "title: Small\nbase-url: https://ada.example/repo/\n");
        clone.write(
            "content/index.md",
            "---\ntitle: Home\ndescription: d\n---\nSee [one](one.md).\n",
        );
        clone.write("content/one.md", "---\ntitle: One\ndescription: d\n---\nText.\n");
        clone.commit("First notes");
        clone.git(&["push", "-q", "-u", "origin", "HEAD"]);
        (place, clone)
    }

    /// A remote without any commit, and a clone of it.
    pub fn empty() -> (Self, Clone) {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        let remote = place.remote();
        git(
            place.folder.path(),
            &["init", "-q", "--bare", "-b", "main", &remote.to_string_lossy()],
        );
        let clone = place.clone("ada");
        (place, clone)
    }

    pub fn remote(&self) -> PathBuf {
        self.folder.path().join("remote/repo.git")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Another clone, of the same remote.
    pub fn clone(&self, name: &str) -> Clone {
        self.clone_from(&self.remote().to_string_lossy(), name, &[])
    }

    pub fn clone_from(&self, url: &str, name: &str, options: &[&str]) -> Clone {
        let path = self.folder.path().join(name);
        let temporary = self.folder.path().join(format!("{name}-temporary"));
        fs::create_dir_all(&temporary).expect("a folder");
        let target = path.to_string_lossy().into_owned();
        git(self.folder.path(), &[&["clone", "-q"], options, &[url, &target]].concat());
        let clone = Clone { path, temporary };
        clone.git(&["checkout", "-q", "-B", "main"]);
        clone.git(&["config", "user.name", name]);
        clone.git(&["config", "user.email", &format!("{name}@example.org")]);
        clone
    }

    /// The commit that a branch of the remote is at; empty when there is none.
    pub fn tip(&self, branch: &str) -> String {
        let name = format!("refs/heads/{branch}");
        let said = command(&self.remote(), "git", &["rev-parse", "--verify", "-q", &name]);
        String::from_utf8_lossy(&said.stdout).trim().to_owned()
    }

    /// How many commits the branch holds.
    pub fn commits(&self, branch: &str) -> usize {
        git(&self.remote(), &["log", "--format=%H", branch]).lines().count()
    }

    /// Path → content of what is published.
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let names = git(&self.remote(), &["ls-tree", "-r", "-z", "--name-only", "gh-pages"]);
        let file = |name: &str| {
            let said = command(&self.remote(), "git", &["show", &format!("gh-pages:{name}")]);
            assert!(said.status.success(), "{name}");
            (name.to_owned(), said.stdout)
        };
        names.split('\0').filter(|name| !name.is_empty()).map(file).collect()
    }

    /// The remote's objects are all there, and each reference leads to one.
    pub fn assert_whole(&self) {
        let said = command(&self.remote(), "git", &["fsck", "--full", "--strict"]);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }

    /// A hook of the remote.
    pub fn hook(&self, name: &str, script: &str) {
        write_script(&self.remote().join("hooks").join(name), script);
    }
}

impl Clone {
    pub fn write(&self, path: &str, text: &str) {
        let file = self.path.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        git(&self.path, arguments)
    }

    pub fn hook(&self, name: &str, script: &str) {
        write_script(&self.path.join(".git/hooks").join(name), script);
    }

    /// Runs `levelbook publish`.
    pub fn publish(&self, arguments: &[&str]) -> Ended {
        self.run(&[&["publish"], arguments].concat())
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        ended(&self.command(arguments).output().expect("the program"))
    }

    /// The program, with a folder for temporary files that can be looked at.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
        command.env("LEVELBOOK_CACHE", "");
        command.args(arguments).current_dir(&self.path).env("TMPDIR", &self.temporary);
        without_others_settings(&mut command);
        command
    }

    /// What is left in the folder for temporary files.
    pub fn leftovers(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.temporary).expect("the folder").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// Everything that a publication must leave alone: every file of `.git` but those whose times alone
    /// may change, and every file beside it.
    pub fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = BTreeMap::new();
        collect(&self.path, "", &mut all);
        all
    }
}

impl Ended {
    #[track_caller]
    pub fn assert_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{}", self.said);
        self
    }

    #[track_caller]
    pub fn assert_says(&self, text: &str) -> &Self {
        assert!(self.said.contains(text), "{text:?} is not in:\n{}", self.said);
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.printed)
            .unwrap_or_else(|error| panic!("{error}: {}", self.printed))
    }
}

pub fn ended(output: &Output) -> Ended {
    Ended {
        code: output.status.code().unwrap_or(-1),
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
        printed: String::from_utf8_lossy(&output.stdout).into_owned(),
    }
}

pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let said = command(folder, "git", arguments);
    let error = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "git {arguments:?}: {error}");
    String::from_utf8_lossy(&said.stdout).trim_end().to_owned()
}

fn command(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    without_others_settings(&mut command);
    command.output().unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// The tests do not depend on who runs them.
fn without_others_settings(command: &mut Command) {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_ASKPASS", "SSH_ASKPASS"] {
        command.env_remove(name);
    }
}

pub fn write_script(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("rights");
}

fn collect(folder: &Path, prefix: &str, all: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{name}/"), all),
            false => {
                all.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
}

impl Clone {
    /// A folder that git made beside a clone.
    pub fn at(place: &Workplace, name: &str) -> Self {
        let temporary = place.path().join(format!("{name}-temporary"));
        fs::create_dir_all(&temporary).expect("a folder");
        Self { path: place.path().join(name), temporary }
    }
}
