//! Where the site goes: the repository, the remote, its branch and the address that it is shown at.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::build;
use super::stop::{self, Exit, Stop, Stopped};
use super::told::Told;
use crate::cli::PublishArgs;
use crate::site::address::OutPath;
use crate::site::output::{File, Output};
use crate::site::parse::{CONFIG, config};
use crate::site::publish::branch::{self, Build, CNAME};
use crate::site::publish::note::Note;
use crate::site::publish::remote::{Repository, domain, without_secrets};
use crate::site::sources::{SourcePath, Sources};
use crate::system::git::{Commit, Git, Heads};

pub struct Target {
    pub git: Git,
    /// May hold a password.
    pub url: String,
    /// The same without it.
    pub shown: String,
    pub repository: Option<Repository>,
    pub heads: Heads,
}

/// What the branch holds now.
pub struct Published {
    pub commit: Commit,
    /// Path → id of the content.
    pub files: BTreeMap<String, String>,
    /// What our commit says of itself; none when it is not ours.
    pub note: Option<Note>,
    pub build: Option<Build>,
}

impl Target {
    pub fn find(args: &PublishArgs, folder: &Path) -> Stopped<Self> {
        let Some(git) = Git::find(folder)? else {
            let message = format!("{} is in no git repository.", folder.display());
            return Err(Stop::new(Exit::Usage, message).help(
                "Make one: `git init`, `git add -A`, `git commit -m \"First notes\"`; then make a repository on GitHub and follow what it shows.",
            ));
        };
        let remotes = git.remotes()?;
        if !remotes.contains(&args.remote) {
            return Err(no_remote(args, &remotes));
        }
        if !git.is_branch_name(&args.branch)? {
            let message = format!("{:?} cannot be the name of a branch.", args.branch);
            return Err(Stop::new(Exit::Usage, message));
        }
        let url = git.remote_url(&args.remote)?;
        let heads = git.heads(&url)?.map_err(|said| stop::unreachable(args, &said))?;
        let (shown, repository) = (without_secrets(&url), Repository::of(&url));
        Ok(Self { git, url, shown, repository, heads })
    }

    /// The commit that the branch is at.
    pub fn tip(&self, args: &PublishArgs) -> Option<&str> {
        self.heads.branches.get(&args.branch).map(String::as_str)
    }

    /// What is published; none before the first time.
    pub fn published(&self, args: &PublishArgs) -> Stopped<Option<Published>> {
        let Some(tip) = self.tip(args) else { return Ok(None) };
        let said = self.git.fetch(&self.url, &args.branch)?;
        if !said.is_good() {
            return Err(stop::unreachable(args, &said));
        }
        let Some(commit) = self.git.commit(tip)? else {
            let message = format!("{} moved on while it was looked at.", args.branch);
            return Err(Stop::new(Exit::Race, message).help("Run the same command again."));
        };
        let files = self.git.files(&commit.id)?;
        let note = Note::read(&commit.message);
        let mut published = Published { commit, files, note, build: None };
        let build = published.content(self, branch::BUILD)?;
        published.build = build.as_deref().and_then(Build::read);
        Ok(Some(published))
    }

    /// A site of the same paths, to look addresses up in.
    pub fn paths(&self, files: &BTreeMap<String, String>) -> Output {
        let mut site = Output::default();
        for path in files.keys() {
            site.insert(OutPath::new(path.as_str()), File::new(Vec::new()));
        }
        site
    }
}

impl Published {
    /// The content of a file, if it is there.
    pub fn content(&self, target: &Target, path: &str) -> Stopped<Option<Vec<u8>>> {
        let id = self.files.get(path);
        Ok(id.map(|id| target.git.content(id)).transpose()?)
    }
}

fn no_remote(args: &PublishArgs, remotes: &[String]) -> Stop {
    let remote = &args.remote;
    match remotes {
        [] => Stop::new(Exit::Usage, "This repository has no remote to publish to.").help(format!(
            "Make a repository on GitHub, then: `git remote add {remote} https://github.com/YOU/REPOSITORY.git` and `git push -u {remote} HEAD`."
        )),
        names => Stop::new(Exit::Usage, format!("There is no remote called {remote}."))
            .help(format!("Say which one with --remote: {}.", names.join(", "))),
    }
}

/// Where the site will stand: as it was told, or as the remote tells.
pub fn base_url(
    args: &PublishArgs,
    target: &Target,
    sources: &Sources,
    published_cname: Option<&[u8]>,
    told: &mut Told,
) -> Stopped<Option<String>> {
    let own = sources.get(&SourcePath::new(format!("content/{CNAME}")));
    let cname = own.map(|source| &*source.bytes).or(published_cname).and_then(domain);
    let pages = target.repository.as_ref().map(Repository::pages);
    let written = build::base_url(args.base_url.as_deref())?.or_else(|| configured(sources));
    if let (Some(written), Some(cname)) = (&written, &cname)
        && written != cname
    {
        told.remark(format!(
            "base-url is {written}, but CNAME says that the site stands at {cname}"
        ));
    }
    let found = written.or(cname).or(pages);
    if found.is_none() {
        told.remark(
            "the remote does not tell where the site will stand. Its pages work anywhere, but the 404 page takes it to stand at the root of a host: write `base-url: https://…` into levelbook.yaml"
                .to_owned(),
        );
    }
    Ok(found)
}

fn configured(sources: &Sources) -> Option<String> {
    let path = SourcePath::new(CONFIG);
    let text = std::str::from_utf8(&sources.get(&path)?.bytes).ok()?;
    config::parse(&path, text).0?.base_url
}
