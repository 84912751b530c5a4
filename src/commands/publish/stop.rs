//! Why a publication ended before its end, in words for people who know git by its daily commands.

use super::target::Target;
use super::told::Told;
use crate::cli::PublishArgs;
use crate::system::git::Said;

/// The exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Usage = 2,
    Refused = 3,
    Build = 4,
    Remote = 5,
    Race = 6,
    Limit = 7,
}

impl Exit {
    pub fn name(self) -> &'static str {
        match self {
            Exit::Usage => "failed",
            Exit::Refused => "refused",
            Exit::Build => "build-failed",
            Exit::Remote => "remote-failed",
            Exit::Race => "race-lost",
            Exit::Limit => "limit",
        }
    }
}

/// What is wrong, and what to do.
#[derive(Debug)]
pub struct Stop {
    pub exit: Exit,
    pub message: String,
    pub help: Option<String>,
}

pub type Stopped<T> = Result<T, Stop>;

impl Stop {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What the machine refuses: a full disk, a file that cannot be read.
impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Exit::Usage, format!("{error:#}"))
    }
}

const SIGN_IN: &str = "Sign in so that `git push` works without a question: `gh auth login`, an SSH key, or a stored token. \
                       Then publish again; nothing was changed.";

/// The remote did not answer.
pub fn unreachable(args: &PublishArgs, said: &Said) -> Stop {
    if is_about_the_disk(&said.err) {
        let message = format!("git cannot write its objects: {}", last_words(&said.err));
        return Stop::new(Exit::Usage, message)
            .help("Make room in the folder for temporary files (TMPDIR). Nothing was changed.");
    }
    let message = format!("{} cannot be reached: {}", args.remote, last_words(&said.err));
    let help = match is_about_credentials(&said.err) {
        true => SIGN_IN.to_owned(),
        false => format!(
            "Look at `git remote -v`, and whether `git ls-remote {}` works. Nothing was changed.",
            args.remote
        ),
    };
    Stop::new(Exit::Remote, message).help(help)
}

/// The remote did not take the push. `moved`: the branch is not where it was when we looked.
pub fn push(args: &PublishArgs, target: &Target, said: &Said, moved: bool) -> Stop {
    let answer = String::from_utf8_lossy(&said.out);
    let is_stale = ["stale info", "fetch first", "cannot lock ref", "incorrect old value"];
    let branch = &args.branch;
    if moved || is_stale.iter().any(|word| answer.contains(word)) {
        let message = format!(
            "Somebody else published to {branch} while this ran. Theirs is what the site shows now; yours was not published."
        );
        return Stop::new(Exit::Race, message)
            .help("Get their sources with `git pull`, then publish again.");
    }
    if is_about_credentials(&said.err) {
        let message = format!("{} does not let you push: {}", target.shown, last_words(&said.err));
        return Stop::new(Exit::Remote, message).help(SIGN_IN);
    }
    let reason = answer.lines().find_map(|line| line.starts_with('!').then(|| rejection(line)));
    let reason = reason.flatten().unwrap_or_else(|| last_words(&said.err));
    let mut message = format!("{} did not take the push: {reason}", target.shown);
    let remote: Vec<_> = said.err.lines().filter(|line| line.starts_with("remote:")).collect();
    if !remote.is_empty() {
        message = format!("{message}\n{}", remote.join("\n"));
    }
    Stop::new(Exit::Remote, message).help(format!(
        "The published site is as it was. A rule or a hook of the remote may forbid pushes to {branch}: ask who looks after it, or choose another --branch."
    ))
}

/// The push is done, but the site does not show it.
pub fn not_shown(args: &PublishArgs, told: &Told, why: &str) -> Stop {
    let address = told.address.as_deref().unwrap_or_default();
    let message = format!("The push is done, but {address} does not show it yet: {why}.");
    let settings =
        told.settings.as_deref().unwrap_or("the settings of the repository, under Pages");
    Stop::new(Exit::Remote, message).help(format!(
        "If the site was never shown, open {settings}, choose \"Deploy from a branch\", then the branch {} and the folder \"/ (root)\", and save. It may take ten minutes; `levelbook publish --verify` looks again.",
        args.branch
    ))
}

fn is_about_the_disk(text: &str) -> bool {
    ["No space left", "unable to write", "File too large", "Disk quota", "Read-only file system"]
        .iter()
        .any(|word| text.contains(word))
}

fn is_about_credentials(text: &str) -> bool {
    let words = [
        "could not read Username",
        "could not read Password",
        "Authentication failed",
        "Permission denied",
        "Permission to",
        "Invalid username",
        "terminal prompts disabled",
        "Host key verification failed",
        "error: 403",
        "error: 401",
    ];
    words.iter().any(|word| text.contains(word))
}

/// `!\tA:B\t[remote rejected] (pre-receive hook declined)` → what is in the brackets.
fn rejection(line: &str) -> Option<String> {
    let said = line.rsplit('\t').next()?;
    let reason = said.rsplit_once('(').map_or(said, |(_, reason)| reason.trim_end_matches(')'));
    Some(reason.to_owned())
}

/// The line in which git says what happened.
fn last_words(text: &str) -> String {
    let is_it =
        |line: &&str| ["fatal:", "error:", "ERROR:", "ssh:"].iter().any(|w| line.starts_with(w));
    let line = text.lines().find(is_it).or_else(|| text.lines().next());
    let line = line.unwrap_or("it gave no reason");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_git_are_brought_to_the_point() {
        let refused = "!\tabc:refs/heads/gh-pages\t[remote rejected] (pre-receive hook declined)";
        assert_eq!(rejection(refused).as_deref(), Some("pre-receive hook declined"));
        let lost = "Cloning…\nfatal: '/x' does not appear to be a git repository\nmore";
        assert_eq!(last_words(lost), "'/x' does not appear to be a git repository");
        let asked =
            "fatal: could not read Username for 'https://github.com': terminal prompts disabled";
        assert!(is_about_credentials(asked));
        assert!(!is_about_credentials(lost));
    }
}
