//! `mv`: moves files of the site, with all links to them.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::build::root;
use crate::cli::MvArgs;
use crate::site::moving::{self, Plan};
use crate::site::parse::{CONFIG, CONTENT};
use crate::site::sources::Sources;
use crate::site::{Options, text::count};
use crate::system::relocate::{self, Resumed};
use crate::system::{report, scan};

/// Moves; false when it is refused, and then nothing is changed.
pub fn mv(args: &MvArgs) -> Result<bool> {
    let root = root(args.dir.as_deref())?;
    if args.dry_run {
        remark_interrupted(&root);
    } else if let Some(Resumed::Finished { old, new, edited }) = relocate::resume(&root)? {
        report::line(&format!("{old} → {new} · finished the move that was cut off"));
        for path in edited {
            report::remark(&format!(
                "{path} was saved meanwhile and keeps its text: `levelbook check` tells of links in it."
            ));
        }
        // The same command again asked for no more.
        if bases(&root)?
            .iter()
            .any(|base| within(&root, &base.join(&args.old)).as_ref() == Some(&old))
        {
            return Ok(true);
        }
    }
    let sources = scan::site(&root)?;
    let (old, base) = old(&root, &args.old, &sources)?;
    let new = new(&root, &args.new, &old, &base, &sources)?;
    let plan = match moving::plan(&sources, &Options::default(), &old, &new) {
        Ok(plan) => plan,
        Err(refusal) => {
            if let Some((broken, after)) = &refusal.broken {
                report::told(broken, after);
            }
            report::refused(&refusal.message, &refusal.help);
            return Ok(false);
        }
    };
    if !args.dry_run {
        relocate::apply(&root, &sources, &old, &new, &plan)?;
    }
    tell(&plan, (&old, &new), args.dry_run);
    Ok(true)
}

/// Tells of a move that was cut off, which makes half of the site's links wrong.
pub fn remark_interrupted(root: &Path) {
    if let Some(text) = interrupted(root) {
        report::remark(&text);
    }
}

/// What to tell of a move that was cut off, if there is one.
pub fn interrupted(root: &Path) -> Option<String> {
    let (old, new) = relocate::interrupted(root)?;
    Some(format!("A move of {old} to {new} was cut off. `levelbook mv {old} {new}` finishes it."))
}

/// What paths may count from.
fn bases(root: &Path) -> Result<[PathBuf; 3]> {
    let here = scan::here().context("cannot tell which folder this is")?;
    Ok([here, root.to_path_buf(), root.join(CONTENT)])
}

/// The path from the site's root, and the folder that it was counted from.
fn old(root: &Path, given: &Path, sources: &Sources) -> Result<(String, PathBuf)> {
    let bases = bases(root)?;
    let is_known = |path: &str| {
        sources.iter().any(|source| {
            let rest = source.path.as_str().strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    for base in &bases {
        if let Some(path) = within(root, &base.join(given)).filter(|path| is_known(path)) {
            return Ok((path, base.clone()));
        }
    }
    // What is not there is told by its likeliest path.
    let path = within(root, &bases[1].join(given));
    let path = path.with_context(|| format!("{} is outside of the site", given.display()))?;
    match path.starts_with(CONTENT) || path == CONFIG {
        true => Ok((path, bases[1].clone())),
        false => Ok((format!("{CONTENT}{path}"), bases[2].clone())),
    }
}

fn new(root: &Path, given: &Path, old: &str, base: &Path, sources: &Sources) -> Result<String> {
    let Some(mut path) = within(root, &base.join(given)) else {
        bail!("{} is outside of the site", given.display());
    };
    let is_folder = scan::is_folder(&root.join(&path));
    let is_file = sources.iter().any(|source| source.path.as_str() == old);
    let ends_open = given.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if is_folder && path != old || ends_open && is_file {
        path = format!("{path}/{}", old.rsplit('/').next().unwrap_or_default());
    }
    if path.split('/').any(scan::is_left_out) {
        bail!("{path} is a name that is left out of every site. Give another one.");
    }
    if scan::is_there(&root.join(&path)) && !scan::is_same(&root.join(&path), &root.join(old)) {
        bail!("{path} is there already. Nothing is overwritten; give another name.");
    }
    Ok(path)
}

/// A path from the root with `/` between its parts; none when it leaves the site.
fn within(root: &Path, path: &Path) -> Option<String> {
    let real = scan::real(root)?;
    let path = if path.is_absolute() { path.to_path_buf() } else { scan::here().ok()?.join(path) };
    // The folder may be reached by a link; the file itself may not be there yet.
    let existing = path.ancestors().find_map(|above| Some((above, scan::real(above)?)));
    let (above, real_above) = existing?;
    let above = if above == path { above.parent().unwrap_or(above) } else { above };
    let real_above = if above == path { real_above } else { scan::real(above)? };
    let whole = real_above.join(path.strip_prefix(above).ok()?);
    let mut parts: Vec<String> = Vec::new();
    for part in whole.strip_prefix(&real).ok()?.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str()?.to_owned()),
            Component::ParentDir => drop(parts.pop()?),
            _ => {}
        }
    }
    Some(scan::composed(&parts.join("/")))
}

fn tell(plan: &Plan, (old, new): (&str, &str), dry_run: bool) {
    for change in &plan.changes {
        let (path, line) = (&change.path, change.line);
        report::line(&match change.before.is_empty() {
            true => format!("{path}:{line}  + {}", change.after.replace('\n', " ")),
            false => format!("{path}:{line}  {} → {}", change.before, change.after),
        });
    }
    plan.remarks.iter().for_each(|remark| report::remark(remark));
    let files = count(plan.files.len(), "file");
    let places = count(plan.changes.len(), "change");
    let texts = count(plan.texts.len(), "file");
    let done = if dry_run { "would move" } else { "moved" };
    report::line(&format!("{old} → {new} · {done} {files} · {places} in {texts}"));
}
