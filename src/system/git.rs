//! The user's own `git`, for what it knows: their remotes, their keys, their proxies.
//!
//! Nothing of theirs is changed. New objects and the index go to a folder of ours that knows theirs as
//! an alternate, no reference is written here, and hooks and signing are left out. What is made
//! becomes real at one moment: when the remote takes the push.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

use super::scratch::Scratch;
use crate::site::output::Output as Site;
use crate::site::publish::remote::without_secrets;
use crate::site::sources::SourcePath;

/// Settings of the user's that must not bear on what we do.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "core.quotePath=false",
    "commit.gpgSign=false",
    "push.gpgSign=false",
    "push.recurseSubmodules=no",
    "push.followTags=false",
    "fetch.recurseSubmodules=no",
    "fetch.prune=false",
    "fetch.pruneTags=false",
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "color.ui=false",
];

/// What a hook or another program may have set for its own repository.
const FOREIGN: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "LANGUAGE",
];

/// The day on which each file of a site was last changed, `2026-01-31`, by one look at the history.
/// Nothing where there is no git or no history, and where a shallow clone holds only the end of it.
pub fn days(root: &Path) -> BTreeMap<SourcePath, String> {
    let ask = |arguments: &[&str]| {
        let said = run(root, &[], arguments, None).ok().filter(Said::is_good);
        said.map(|said| said.text()).unwrap_or_default()
    };
    if ask(&["rev-parse", "--is-shallow-repository"]) != "false" {
        return BTreeMap::new();
    }
    let history = ask(&[
        "log",
        "--format=%x01%cs",
        "--name-only",
        "--no-renames",
        "--relative",
        "-z",
        "HEAD",
        "--",
        "content",
    ]);
    let (mut days, mut day) = (BTreeMap::new(), "");
    for part in history.split('\0').map(|part| part.trim_start_matches('\n')) {
        match part.strip_prefix('\u{1}') {
            Some(next) => day = next,
            // The newest commit comes first.
            None if !part.is_empty() => {
                days.entry(SourcePath::new(part)).or_insert_with(|| day.to_owned());
            }
            None => {}
        }
    }
    days
}

/// A repository, and a folder for what is made of it.
pub struct Git {
    top: PathBuf,
    scratch: Scratch,
}

/// What git said, without the secrets in it.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Said {
    pub fn is_good(&self) -> bool {
        self.code == 0
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).trim_end().to_owned()
    }
}

/// A commit of the sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub tree: String,
    pub parents: Vec<String>,
    pub author: String,
    pub email: String,
    /// As git writes it: seconds and zone.
    pub date: String,
    pub message: String,
}

impl Commit {
    pub fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }

    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

/// What stands at the remote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    pub default: Option<String>,
    /// Branch → commit.
    pub branches: BTreeMap<String, String>,
}

impl Git {
    /// The repository that a folder is part of; None when it is part of none.
    pub fn find(folder: &Path) -> Result<Option<Self>> {
        let question =
            ["rev-parse", "--path-format=absolute", "--show-toplevel", "--git-path", "objects"];
        let asked = run(folder, &[], &question, None);
        let said = match asked {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                bail!("git was not found. Publishing needs it: https://git-scm.com/downloads")
            }
            asked => asked.context("git cannot be started")?,
        };
        if !said.is_good() {
            return match said.err.contains("not a git repository") {
                true => Ok(None),
                false => bail!("git cannot read this repository: {}", said.err),
            };
        }
        let answer = said.text();
        let (top, objects) = answer.split_once('\n').context("git does not say where it is")?;
        let git = Self { top: PathBuf::from(top), scratch: Scratch::new()? };
        git.scratch.write("objects/info/alternates", format!("{objects}\n").as_bytes())?;
        Ok(Some(git))
    }

    /// The folder of the working files.
    pub fn top(&self) -> &Path {
        &self.top
    }

    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The names of the remotes.
    pub fn remotes(&self) -> Result<Vec<String>> {
        Ok(self.need(&["remote"])?.lines().map(str::to_owned).collect())
    }

    /// Where a remote is pushed to. It may hold a password: never show it.
    pub fn remote_url(&self, name: &str) -> Result<String> {
        self.need(&["remote", "get-url", "--push", "--", name])
    }

    /// Whether the name can be one of a branch.
    pub fn is_branch_name(&self, name: &str) -> Result<bool> {
        Ok(self.ask(&["check-ref-format", &format!("refs/heads/{name}")])?.is_good())
    }

    /// The branch that is checked out here; None when the head is detached.
    pub fn current_branch(&self) -> Result<Option<String>> {
        let said = self.ask(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        Ok(said.is_good().then(|| said.text()))
    }

    /// The main branch of a remote, as it was when this was cloned.
    pub fn main_branch(&self, remote: &str) -> Result<Option<String>> {
        let name = format!("refs/remotes/{remote}/HEAD");
        let said = self.ask(&["symbolic-ref", "--quiet", &name])?;
        let branch =
            said.text().strip_prefix(&format!("refs/remotes/{remote}/")).map(str::to_owned);
        Ok(branch.filter(|_| said.is_good()))
    }

    /// The commit of that name, if it is here.
    pub fn commit(&self, name: &str) -> Result<Option<Commit>> {
        let format = "--format=%H%n%T%n%P%n%an%n%ae%n%ad%n%B";
        let name = format!("{name}^{{commit}}");
        let said = self.ask(&["log", "-1", "--date=raw", "--no-mailmap", format, &name, "--"])?;
        Ok(said.is_good().then(|| parse_commit(&said.text())).flatten())
    }

    /// Whether any of these differs from what is committed.
    pub fn is_dirty(&self, paths: &[PathBuf]) -> Result<bool> {
        let mut arguments = vec!["status", "--porcelain", "--untracked-files=all", "--"];
        let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        arguments.extend(paths.iter().map(AsRef::as_ref));
        Ok(!self.need(&arguments)?.is_empty())
    }

    /// Files among these that the repository is told to ignore.
    pub fn ignored(&self, paths: &[PathBuf]) -> Result<Vec<String>> {
        let mut arguments =
            vec!["ls-files", "--others", "--ignored", "--exclude-standard", "--full-name", "--"];
        let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        arguments.extend(paths.iter().map(AsRef::as_ref));
        Ok(self.need(&arguments)?.lines().map(str::to_owned).collect())
    }

    pub fn is_shallow(&self) -> Result<bool> {
        Ok(self.need(&["rev-parse", "--is-shallow-repository"])? == "true")
    }

    /// Whether one commit is part of the other's history.
    pub fn is_ancestor(&self, one: &str, other: &str) -> Result<bool> {
        Ok(self.ask(&["merge-base", "--is-ancestor", one, other])?.is_good())
    }

    /// Whether a branch of a remote, as it was last seen here, holds the commit.
    pub fn is_shared(&self, commit: &str) -> Result<bool> {
        let said = self.ask(&["branch", "--remotes", "--contains", commit])?;
        Ok(said.is_good() && !said.text().is_empty())
    }

    /// The branches of a remote.
    pub fn heads(&self, url: &str) -> Result<Result<Heads, Said>> {
        let said = self.ask(&["ls-remote", "--symref", "--", url, "HEAD", "refs/heads/*"])?;
        Ok(if said.is_good() { Ok(parse_heads(&said.text())) } else { Err(said) })
    }

    /// Brings a branch's commits into our folder.
    pub fn fetch(&self, url: &str, branch: &str) -> Result<Said> {
        let name = format!("refs/heads/{branch}");
        let arguments = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap="];
        self.ask(&[&arguments[..], &["--", url, &name]].concat())
    }

    /// Path → id of the content.
    pub fn files(&self, commit: &str) -> Result<BTreeMap<String, String>> {
        let said = self.need(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let entry = |line: &str| {
            let (about, path) = line.split_once('\t')?;
            Some((path.to_owned(), about.rsplit(' ').next()?.to_owned()))
        };
        Ok(said.split('\0').filter_map(entry).collect())
    }

    /// The content of a file.
    pub fn content(&self, id: &str) -> Result<Vec<u8>> {
        let said = self.ask(&["cat-file", "blob", id])?;
        Ok(good(said, "cat-file")?.out)
    }

    /// Commits of a branch's history that `is_ours` does not know, by their first lines.
    pub fn others(&self, tip: &str, is_ours: impl Fn(&str) -> bool) -> Result<Vec<String>> {
        let said = self.need(&["log", "--format=%h %s%x01%B%x00", tip, "--"])?;
        let commits = said.split('\0').filter_map(|commit| commit.trim_start().split_once('\u{1}'));
        let others = commits.filter(|(_, message)| !is_ours(message));
        Ok(others.map(|(line, _)| line.to_owned()).collect())
    }

    /// Makes the tree of a site, with files of an earlier one: path → id. The tree's id, and every file's.
    pub fn write_tree(
        &self,
        site: &Site,
        earlier: &BTreeMap<String, String>,
    ) -> Result<(String, BTreeMap<String, String>)> {
        let mut files = self.write_contents(site)?;
        files.extend(earlier.iter().map(|(path, id)| (path.clone(), id.clone())));
        let entry = |(path, id): (&String, &String)| format!("100644 {id}\t{path}\0");
        let entries: String = files.iter().map(entry).collect();
        self.give(&["update-index", "-z", "--index-info"], entries.as_bytes())?;
        Ok((self.need(&["write-tree"])?, files))
    }

    fn write_contents(&self, site: &Site) -> Result<BTreeMap<String, String>> {
        let mut names = String::new();
        for (n, (_, file)) in site.iter().enumerate() {
            let path = self.scratch.write(&format!("files/{n}"), &file.bytes)?;
            names.push_str(&format!("{}\n", path.display()));
        }
        let said =
            self.give(&["hash-object", "-w", "--no-filters", "--stdin-paths"], names.as_bytes())?;
        let ids: Vec<_> = said.lines().map(str::to_owned).collect();
        if ids.len() != site.len() {
            bail!("git stored {} of {} files", ids.len(), site.len());
        }
        Ok(site.iter().map(|(path, _)| path.to_string()).zip(ids).collect())
    }

    /// Makes a commit by the author and at the time of another one, so that it comes out the same
    /// everywhere.
    pub fn write_commit(
        &self,
        tree: &str,
        parent: Option<&str>,
        like: &Commit,
        message: &str,
    ) -> Result<String> {
        let mut arguments = vec!["commit-tree", "--no-gpg-sign", "-F", "-"];
        arguments.extend(parent.iter().flat_map(|parent| ["-p", parent]));
        arguments.push(tree);
        let name = if like.author.is_empty() { "Levelbook" } else { &like.author };
        let mut variables = Vec::new();
        for who in ["AUTHOR", "COMMITTER"] {
            variables.push((format!("GIT_{who}_NAME"), name));
            variables.push((format!("GIT_{who}_EMAIL"), &like.email));
            variables.push((format!("GIT_{who}_DATE"), &like.date));
        }
        let variables: Vec<_> = variables.iter().map(|(key, v)| (key.as_str(), *v)).collect();
        let said = self.run(&variables, &arguments, Some(message.as_bytes()))?;
        Ok(good(said, "commit-tree")?.text())
    }

    /// Puts a commit at a branch of the remote, if that is still at `before`.
    pub fn push(
        &self,
        url: &str,
        commit: &str,
        branch: &str,
        before: Option<&str>,
    ) -> Result<Said> {
        let lease =
            format!("--force-with-lease=refs/heads/{branch}:{}", before.unwrap_or_default());
        let what = format!("{commit}:refs/heads/{branch}");
        let options = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed"];
        self.ask(&[&options[..], &[&lease, "--", url, &what]].concat())
    }

    fn ask(&self, arguments: &[&str]) -> Result<Said> {
        self.run(&[], arguments, None)
    }

    /// What git answers; an error when it does not.
    fn need(&self, arguments: &[&str]) -> Result<String> {
        Ok(good(self.ask(arguments)?, arguments[0])?.text())
    }

    fn give(&self, arguments: &[&str], input: &[u8]) -> Result<String> {
        Ok(good(self.run(&[], arguments, Some(input))?, arguments[0])?.text())
    }

    fn run(
        &self,
        variables: &[(&str, &str)],
        arguments: &[&str],
        input: Option<&[u8]>,
    ) -> Result<Said> {
        let ours = |name: &str| self.scratch.path().join(name).to_string_lossy().into_owned();
        let objects = ours("objects");
        let mut all = vec![("GIT_OBJECT_DIRECTORY", objects.as_str())];
        // The user's own index is looked at once, to tell whether their files are committed.
        let index = ours("index");
        if matches!(arguments[0], "update-index" | "write-tree") {
            all.push(("GIT_INDEX_FILE", &index));
        }
        all.extend_from_slice(variables);
        run(&self.top, &all, arguments, input)
            .with_context(|| format!("git {} cannot be run", arguments[0]))
    }
}

fn good(said: Said, what: &str) -> Result<Said> {
    if said.is_good() {
        return Ok(said);
    }
    bail!("git {what} failed: {}", said.err)
}

fn run(
    folder: &Path,
    variables: &[(&str, &str)],
    arguments: &[&str],
    input: Option<&[u8]>,
) -> io::Result<Said> {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for name in FOREIGN {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    command.envs(variables.iter().copied());
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.spawn()?;
    let pipe = child.stdin.take();
    let Output { status, stdout, stderr } = std::thread::scope(|scope| {
        // Beside the reading, or each side would wait for the other.
        scope.spawn(move || {
            if let (Some(mut pipe), Some(input)) = (pipe, input) {
                // Git that ends early says why on its own.
                let _ = pipe.write_all(input);
            }
        });
        child.wait_with_output()
    })?;
    let err = without_secrets(String::from_utf8_lossy(&stderr).trim());
    Ok(Said { code: status.code().unwrap_or(-1), out: stdout, err })
}

fn parse_commit(text: &str) -> Option<Commit> {
    let mut lines = text.splitn(7, '\n');
    let mut next = || lines.next().map(str::to_owned);
    Some(Commit {
        id: next()?,
        tree: next()?,
        parents: next()?.split_whitespace().map(str::to_owned).collect(),
        author: next()?,
        email: next()?,
        date: next()?,
        message: next().unwrap_or_default(),
    })
}

fn parse_heads(text: &str) -> Heads {
    let mut heads = Heads::default();
    for line in text.lines() {
        let Some((value, name)) = line.split_once('\t') else { continue };
        if let (Some(default), "HEAD") = (value.strip_prefix("ref: refs/heads/"), name) {
            heads.default = Some(default.to_owned());
        } else if let Some(branch) = name.strip_prefix("refs/heads/") {
            heads.branches.insert(branch.to_owned(), value.to_owned());
        }
    }
    heads
}
