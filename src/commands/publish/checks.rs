//! What must hold before anything is pushed.

use std::path::Path;

use super::stop::{Exit, Stop, Stopped};
use super::target::{Published, Target};
use super::told::{Told, listed};
use crate::cli::{History, PublishArgs};
use crate::site::output::Output;
use crate::site::publish::branch::{Problem, problems, remarks};
use crate::site::publish::note::Note;
use crate::site::text::count;
use crate::system::git::Commit;
use crate::system::scan;

/// The commit that the sources are at, and whether they are it.
pub fn source(target: &Target, root: &Path, told: &mut Told) -> Stopped<Commit> {
    let Some(source) = target.git.commit("HEAD")? else {
        return Err(Stop::new(Exit::Refused, "This repository has no commit yet.")
            .help("Keep your sources first: `git add -A`, then `git commit -m \"First notes\"`."));
    };
    let inputs = scan::FILES.into_iter().chain(scan::FOLDERS);
    let inputs: Vec<_> = inputs.filter_map(|name| scan::real(&root.join(name))).collect();
    told.source = Some(source.id.clone());
    told.source_subject = source.subject().to_owned();
    told.dirty = target.git.is_dirty(&inputs)?;
    let ignored = target.git.ignored(&inputs)?;
    let ignored: Vec<_> = ignored.into_iter().filter(|path| !is_ignored(path)).collect();
    if !ignored.is_empty() {
        told.remark(format!(
            ".gitignore leaves out {} that {} published all the same: {}",
            count(ignored.len(), "file"),
            if ignored.len() == 1 { "is" } else { "are" },
            listed(&ignored)
        ));
    }
    Ok(source)
}

fn is_ignored(path: &str) -> bool {
    path.split('/').any(scan::is_ignored)
}

/// Whether the branch may be written to at all.
pub fn may_replace(
    args: &PublishArgs,
    target: &Target,
    before: Option<&Published>,
    told: &mut Told,
) -> Stopped<()> {
    let branch = &args.branch;
    told.previous = before.map(|before| before.commit.id.clone());
    if target.heads.branches.is_empty() {
        let message = format!(
            "{} is empty: the first branch that it gets would become its main one.",
            args.remote
        );
        return Err(Stop::new(Exit::Refused, message).help(format!(
            "Push your sources first: `git push -u {} HEAD`. Then publish.",
            args.remote
        )));
    }
    if target.heads.default.as_deref() == Some(branch) {
        return Err(sources_are_there(branch, "the main branch of the remote"));
    }
    if target.git.current_branch()?.as_deref() == Some(branch) {
        return Err(sources_are_there(branch, "the branch that you are on"));
    }
    let Some(before) = before else { return Ok(()) };
    if before.note.is_none() && !args.adopt {
        let message = format!(
            "The last commit on {branch} was not made by Levelbook: {} \"{}\" by {}.",
            before.commit.short(),
            before.commit.subject(),
            before.commit.author
        );
        return Err(Stop::new(Exit::Refused, message).help(format!(
            "If that branch is for the site, add --adopt: its files are replaced, its commits stay in the history. If not, choose another --branch; {branch} was not touched."
        )));
    }
    may_squash(args, target, before)
}

fn sources_are_there(branch: &str, what: &str) -> Stop {
    let message = format!("{branch} is {what}; publishing there would replace your sources.");
    Stop::new(Exit::Refused, message)
        .help("Choose a branch that holds nothing but the site; without --branch it is gh-pages.")
}

/// Squashing drops commits: only ours may go.
fn may_squash(args: &PublishArgs, target: &Target, before: &Published) -> Stopped<()> {
    if args.history == History::Keep || args.adopt {
        return Ok(());
    }
    let is_ours = |message: &str| Note::read(message).is_some();
    let others = target.git.others(&before.commit.id, is_ours)?;
    if others.is_empty() {
        return Ok(());
    }
    let message = format!(
        "The history of {} holds {} that Levelbook did not make, and squashing would drop {}: {}.",
        args.branch,
        count(others.len(), "commit"),
        if others.len() == 1 { "it" } else { "them" },
        listed(&others)
    );
    Err(Stop::new(Exit::Refused, message)
        .help("Publish without --history squash, or with --adopt if nobody needs them."))
}

/// Whether what is published was made from sources that these ones go on from.
pub fn is_no_step_back(
    args: &PublishArgs,
    target: &Target,
    before: Option<&Published>,
    source: &Commit,
) -> Stopped<()> {
    let from = before.and_then(|before| before.note.as_ref()).map(|note| note.source.as_str());
    let Some(from) = from.filter(|from| !from.is_empty() && !args.yes) else { return Ok(()) };
    if target.git.is_ancestor(from, &source.id)? {
        return Ok(());
    }
    let is_known = target.git.commit(from)?.is_some();
    // A shallow clone does not hold what went before.
    if !is_known && target.git.is_shallow()? {
        return Ok(());
    }
    let is_newer = is_known && target.git.is_ancestor(&source.id, from)?;
    if is_known && !is_newer && !target.git.is_shared(from)? {
        // A commit of this clone alone, that was amended or rebased.
        return Ok(());
    }
    let from = from.get(..7).unwrap_or(from);
    let message = match (is_known, is_newer) {
        (false, _) => format!(
            "What is published was made from commit {from}, which is not in this clone: somebody has published something that you do not have."
        ),
        (_, true) => format!(
            "What is published was made from commit {from}, which is newer than yours ({}).",
            source.short()
        ),
        _ => format!(
            "What is published was made from commit {from}, which is not part of your branch."
        ),
    };
    Err(Stop::new(Exit::Refused, message).help(
        "Get it with `git pull` and publish again. With --yes your state replaces theirs; to go one publication back, use --rollback.",
    ))
}

/// Whether GitHub Pages will take the site and show it as it is meant.
pub fn is_fit(site: &Output, told: &mut Told) -> Stopped<()> {
    for remark in remarks(site) {
        told.remark(remark);
    }
    let found = problems(site);
    if found.is_empty() {
        return Ok(());
    }
    let is_limit = found.iter().all(|problem| matches!(problem, Problem::Limit(_)));
    let texts = found.iter().map(|problem| match problem {
        Problem::Limit(text) | Problem::Wrong(text) => text.as_str(),
    });
    let message =
        format!("GitHub Pages cannot show this site: {}.", texts.collect::<Vec<_>>().join("; "));
    let exit = if is_limit { Exit::Limit } else { Exit::Refused };
    let help = "Put large files where they can be downloaded, and link to them.";
    Err(if is_limit { Stop::new(exit, message).help(help) } else { Stop::new(exit, message) })
}

/// Whether every address that is published still leads somewhere.
pub fn keeps_addresses(args: &PublishArgs, told: &Told) -> Stopped<()> {
    let gone = &told.changes.gone;
    if gone.is_empty() || args.yes {
        return Ok(());
    }
    let message =
        format!("{} would lead nowhere any more: {}", count_addresses(gone.len()), listed(gone));
    Err(Stop::new(Exit::Refused, message).help(format!(
        "A page that was renamed keeps its old address with a line between the `---` at its top: `aliases: [{}]`. If nobody needs them, add --yes.",
        gone[0]
    )))
}

fn count_addresses(n: usize) -> String {
    if n == 1 { "1 address".to_owned() } else { format!("{n} addresses") }
}
