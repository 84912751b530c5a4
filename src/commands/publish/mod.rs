//! `publish`: look → build → make the commit aside → push it with a lease. Until the push has arrived
//! nothing has happened, here or there.

mod checks;
mod stop;
mod target;
mod told;
mod workflow;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use super::build::root;
use super::mv;
use crate::cli::{History, PublishArgs};
use crate::site::output::{Output, When};
use crate::site::publish::addresses::changes;
use crate::site::publish::branch::{self, Build, CNAME};
use crate::site::publish::note::Note;
use crate::site::publish::remote::Repository;
use crate::site::sources::Sources;
use crate::site::{self, Kept, Options, Outcome};
use crate::system::cache;
use crate::system::git::{self, Commit};
use crate::system::{live_site, process, report, scan};

use stop::{Exit, Stop, Stopped};
use target::{Published, Target};
use told::{Told, What};

const INTERRUPTED: &str = "\nInterrupted. Your files are as they were, and the published site is whole: the old one, or the \
                           new one if the push had just arrived. Run `levelbook publish` again to make sure.";

/// Publishes, or says why not.
pub fn publish(args: &PublishArgs) -> ExitCode {
    let mut told = Told::new(args);
    let result = match (args.workflow, args.rollback) {
        (true, _) => workflow::write(args, &mut told),
        (_, true) => roll_back(args, &mut told),
        _ => publish_site(args, &mut told),
    };
    process::give_way_to_interrupt();
    told.finish(result)
}

fn publish_site(args: &PublishArgs, told: &mut Told) -> Stopped<()> {
    let root = root(args.dir.as_deref())?;
    mv::interrupted(&root).into_iter().for_each(|text| told.remark(text));
    let target = Target::find(args, &root)?;
    begin(&target, told)?;
    let source = checks::source(&target, &root, told)?;
    let before = target.published(args)?;
    checks::may_replace(args, &target, before.as_ref(), told)?;
    checks::is_no_step_back(args, &target, before.as_ref(), &source)?;
    let cname = before.as_ref().map_or(Ok(None), |before| before.content(&target, CNAME))?;
    let sources = scan::site(&root)?;
    told.address = target::base_url(args, &target, &sources, cname.as_deref(), told)?;
    let outcome = build(&root, &sources, told)?;
    checks::is_fit(&outcome.output, told)?;
    let new = make(args, &target, &source, before.as_ref(), &outcome.output, cname, told)?;
    checks::keeps_addresses(args, told)?;
    match before.filter(|before| before.commit.tree == new.tree) {
        Some(before) => {
            told.commit = before.commit.id;
            told.what = What::Unchanged;
        }
        None => push(args, &target, &new.commit, told)?,
    }
    verify(args, told)
}

fn begin(target: &Target, told: &mut Told) -> Stopped<()> {
    told.shown.clone_from(&target.shown);
    told.settings = target.repository.as_ref().map(Repository::settings);
    let folder: PathBuf = target.git.scratch().to_path_buf();
    process::clean_up_on_interrupt(folder, INTERRUPTED).context("cannot listen for Ctrl-C")?;
    Ok(())
}

/// The site, when nothing at all is wrong with it.
fn build(root: &Path, sources: &Sources, told: &mut Told) -> Stopped<Outcome> {
    let options = Options {
        base_url: told.address.clone(),
        cards: Some(When::Now),
        changed: Arc::new(git::days(root)),
        ..Options::default()
    };
    let outcome = site::build(sources, &options, &Kept::on(cache::shelf(root, true)));
    told.built(sources, &outcome);
    match outcome.errors() + outcome.warnings() {
        0 => Ok(outcome),
        _ => Err(Stop::new(
            Exit::Build,
            "The site has mistakes, so it was not published; warnings count too.",
        )
        .help("Mend what is listed above; `levelbook check --strict` shows it again.")),
    }
}

/// A commit that no one has seen yet.
struct New {
    commit: String,
    tree: String,
}

/// Makes the commit of a site, in our own folder.
fn make(
    args: &PublishArgs,
    target: &Target,
    source: &Commit,
    before: Option<&Published>,
    site: &Output,
    cname: Option<Vec<u8>>,
    told: &mut Told,
) -> Stopped<New> {
    let nothing = BTreeMap::new();
    let published = before.map_or(&nothing, |before| &before.files);
    let kept = branch::kept(published, before.and_then(|before| before.build.as_ref()), site);
    let earlier = |path: &String| published.get(path).map(|id| (path.clone(), id.clone()));
    let earlier: BTreeMap<_, _> = kept.iter().filter_map(earlier).collect();
    let build = Build::of(site, kept);
    let whole = branch::complete(site, &build, cname);
    let (tree, files) = target.git.write_tree(&whole, &earlier)?;
    told.changes = changes(published, &files, &whole);
    told.bytes = branch::size(&whole);
    told.build.clone_from(&build.build);
    let note = Note {
        source: source.id.clone(),
        dirty: told.dirty,
        address: told.address.clone(),
        build: build.build,
        instead_of: None,
    };
    let first = args.message.clone();
    let first =
        first.unwrap_or_else(|| format!("Publish {}: {}", source.short(), source.subject()));
    let commit = commit(args, target, source, before, &tree, &note.message(&first))?;
    Ok(New { commit, tree })
}

/// A commit on top of what is published, or on top of that alone.
fn commit(
    args: &PublishArgs,
    target: &Target,
    like: &Commit,
    before: Option<&Published>,
    tree: &str,
    message: &str,
) -> Stopped<String> {
    let parent = match (before, args.history) {
        (None, _) => None,
        (Some(before), History::Keep) => Some(before.commit.id.clone()),
        (Some(before), History::Squash) => {
            let old = &before.commit;
            Some(target.git.write_commit(&old.tree, None, old, &old.message)?)
        }
    };
    Ok(target.git.write_commit(tree, parent.as_deref(), like, message)?)
}

/// Pushes the commit, and makes sure that it is there.
fn push(args: &PublishArgs, target: &Target, commit: &str, told: &mut Told) -> Stopped<()> {
    told.commit = commit.to_owned();
    if args.dry_run {
        told.what = What::WouldPublish;
        return Ok(());
    }
    let said = target.git.push(&target.url, commit, &args.branch, target.tip(args))?;
    let there = target.git.heads(&target.url)?.ok();
    let there = there.and_then(|heads| heads.branches.get(&args.branch).cloned());
    if there.as_deref() == Some(commit) {
        told.what = What::Published;
        return Ok(());
    }
    let moved = there.is_some() && there.as_deref() != target.tip(args);
    Err(stop::push(args, target, &said, moved))
}

/// Puts the state before the published one on top of it.
fn roll_back(args: &PublishArgs, told: &mut Told) -> Stopped<()> {
    let here = scan::here().context("cannot tell which folder this is")?;
    let target = Target::find(args, args.dir.as_deref().unwrap_or(&here))?;
    begin(&target, told)?;
    let Some(now) = target.published(args)? else {
        let message = format!("Nothing is published on {} yet.", args.branch);
        return Err(Stop::new(Exit::Refused, message));
    };
    checks::may_replace(args, &target, Some(&now), told)?;
    let before = now.commit.parents.first().map_or(Ok(None), |id| target.git.commit(id))?;
    let Some((before, note)) =
        before.and_then(|commit| Note::read(&commit.message).map(|note| (commit, note)))
    else {
        let message = format!("{} holds no publication before this one.", args.branch);
        return Err(Stop::new(Exit::Refused, message)
            .help("Check out an older commit of the sources and publish that, with --yes."));
    };
    let files = target.git.files(&before.id)?;
    told.changes = changes(&now.files, &files, &target.paths(&files));
    told.address.clone_from(&note.address);
    told.build.clone_from(&note.build);
    told.source = Some(note.source.clone());
    let first = args.message.clone();
    let first = first.unwrap_or_else(|| format!("Roll back to: {}", before.subject()));
    let note = Note { instead_of: Some(now.commit.id.clone()), ..note };
    let new = commit(args, &target, &before, Some(&now), &before.tree, &note.message(&first))?;
    match now.commit.tree == before.tree {
        true => {
            told.commit.clone_from(&now.commit.id);
            told.what = What::Unchanged;
        }
        false => push(args, &target, &new, told)?,
    }
    verify(args, told)
}

/// Waits until the site shows this build, where that was asked for.
fn verify(args: &PublishArgs, told: &mut Told) -> Stopped<()> {
    let Some(seconds) = args.verify.filter(|_| !args.dry_run) else { return Ok(()) };
    let Some(address) = &told.address else {
        return Err(Stop::new(Exit::Usage, "--verify does not know where the site stands.")
            .help("Write `base-url: https://…` into levelbook.yaml, or give --base-url. The push itself is done."));
    };
    if !args.json {
        report::line(&format!("Waiting for {address} to show it, at most {seconds} s …"));
    }
    let url = format!("{address}{}?{}", branch::BUILD, told.build);
    let is_there = |bytes: &[u8]| match Build::read(bytes) {
        Some(build) if build.build == told.build => Ok(()),
        Some(_) => Err("it still shows another build".to_owned()),
        None => Err("what stands there was not made by this program".to_owned()),
    };
    match live_site::wait(&url, Duration::from_secs(seconds), is_there) {
        Ok(took) => {
            told.shown_after = Some(took);
            Ok(())
        }
        Err(why) => Err(stop::not_shown(args, told, &why)),
    }
}
