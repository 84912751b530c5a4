//! `publish --workflow`: a file that lets GitHub build and publish the site at each push.

use super::super::build::root;
use super::stop::{Exit, Stop, Stopped};
use super::told::{Told, What};
use crate::cli::PublishArgs;
use crate::system::git::Git;
use crate::system::{disk, scan};

const FILE: &str = ".github/workflows/pages.yml";
const TEMPLATE: &str = include_str!("pages.yml");

pub fn write(args: &PublishArgs, told: &mut Told) -> Stopped<()> {
    let root = root(args.dir.as_deref())?;
    let root = scan::real(&root).unwrap_or(root);
    let Some(git) = Git::find(&root)? else {
        return Err(Stop::new(Exit::Usage, "This site is in no git repository.")
            .help("GitHub runs a workflow of a repository: `git init` makes one."));
    };
    let top = scan::real(git.top()).unwrap_or_else(|| git.top().to_path_buf());
    let folder = root.strip_prefix(&top).unwrap_or(&root).to_string_lossy().replace('\\', "/");
    let folder = if folder.is_empty() { ".".to_owned() } else { folder };
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if !folder.chars().all(is_plain) {
        let message = format!("The folder {folder:?} cannot stand in a workflow.");
        return Err(Stop::new(Exit::Refused, message)
            .help("Give it a name of letters, digits, hyphens and underscores."));
    }
    let text = text(&folder, &main_branch(&git, args)?, is_our_own(&top));
    let path = top.join(FILE);
    match scan::text(&path) {
        Some(there) if there == text => {
            told.what = What::Workflow(format!("{FILE} is there already, just like this."));
            return Ok(());
        }
        Some(_) if !args.yes => {
            return Err(Stop::new(
                Exit::Refused,
                format!("{FILE} is there, and not what would be written."),
            )
            .help("Move it elsewhere, or replace it with --yes."));
        }
        _ => disk::write(&path, text.as_bytes())?,
    }
    told.what = What::Workflow(format!(
        "{FILE} is written. Next:\n  1. git add {FILE}, git commit, git push\n  2. on GitHub: Settings, Pages, Build and deployment, Source: GitHub Actions\nEach push then publishes the site, and each pull request is checked."
    ));
    Ok(())
}

/// The branch that is published when it is pushed to: the remote's main one, as far as it is known here.
fn main_branch(git: &Git, args: &PublishArgs) -> Stopped<String> {
    let known = git.main_branch(&args.remote)?;
    Ok(known.or(git.current_branch()?).unwrap_or_else(|| "main".to_owned()))
}

/// Whether this is the repository of Levelbook itself: it is built with what it holds.
fn is_our_own(top: &std::path::Path) -> bool {
    let manifest = scan::text(&top.join("Cargo.toml")).unwrap_or_default();
    manifest.starts_with("[package]\nname = \"levelbook\"\n")
}

fn text(folder: &str, branch: &str, is_our_own: bool) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let (crate_, key, of) = match is_our_own {
        true => (
            "--path .".to_owned(),
            "${{ hashFiles('Cargo.lock', 'Cargo.toml', 'src/**', 'themes/default/**') }}"
                .to_owned(),
            "the one in this repository",
        ),
        false => (format!("levelbook@{version}"), version.to_owned(), "a fixed version"),
    };
    TEMPLATE
        .replace("{crate}", &crate_)
        .replace("{of}", of)
        .replace("{key}", &key)
        .replace("{branch}", branch)
        .replace("{folder}", folder)
}
