//! `theme`: the files of the built-in theme, and copies of them to change.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::build::root;
use crate::cli::ThemeCommand;
use crate::site::parse::theme::copies::{self, Original};
use crate::site::parse::{CONFIG, config};
use crate::site::sources::{SourcePath, Sources};
use crate::system::{disk, mend, report, scan};

/// The folder for a site that has no theme of its own yet.
const FIRST: &str = "ours";

pub fn theme(command: &ThemeCommand) -> Result<bool> {
    match command {
        ThemeCommand::List { dir } => list(dir.as_deref()),
        ThemeCommand::Show { file } => {
            report::bytes(original(file)?.bytes)?;
            Ok(true)
        }
        ThemeCommand::Eject { files, dir } => eject(files, dir.as_deref()),
    }
}

/// Every file of the built-in theme, with what stands in its place.
fn list(dir: Option<&Path>) -> Result<bool> {
    let root = root(dir)?;
    let sources = scan::site(&root)?;
    let folder = format!("themes/{}", configured(&sources)?.name);
    for original in copies::originals() {
        let path = SourcePath::new(format!("{folder}/{}", original.path));
        let state = match sources.get(&path) {
            None => String::new(),
            Some(own) => match copies::check(own) {
                None => format!("  overridden by {path}"),
                Some(_) => format!("  overridden by {path}; the built-in one has changed since"),
            },
        };
        report::line(format!("{:<28}{state}", original.name()).trim_end());
    }
    Ok(true)
}

/// Copies built-in files into the site's theme: all of them, or none when one is in the way.
fn eject(names: &[String], dir: Option<&Path>) -> Result<bool> {
    let root = root(dir)?;
    let originals = names.iter().map(|name| original(name)).collect::<Result<Vec<_>>>()?;
    let sources = scan::site(&root)?;
    let config = configured(&sources)?;
    let has_folder = sources.iter().any(|s| s.path.as_str().starts_with("themes/default/"));
    let is_first = config.name == "default" && !has_folder;
    let theme = if is_first { FIRST } else { &config.name };
    let copies: Vec<_> = originals
        .iter()
        .map(|file| (PathBuf::from(format!("themes/{theme}/{}", file.path)), file.copy()))
        .collect();
    if let Some((path, _)) = copies.iter().find(|(path, _)| scan::is_there(&root.join(path))) {
        bail!("{} is there already. Nothing was written.", path.display());
    }
    let files: Vec<_> = copies.iter().map(|(path, bytes)| (path.clone(), &**bytes)).collect();
    disk::write_new(&root, &files)?;
    for (path, _) in &copies {
        report::line(&format!("{} written.", path.display()));
    }
    if is_first {
        use_theme(&root, &sources, &config)?;
    }
    Ok(true)
}

fn original(name: &str) -> Result<Original> {
    copies::original(name).map_err(|near| match near {
        Some(near) => anyhow::anyhow!("the built-in theme has no {name}. Did you mean {near}?"),
        None => anyhow::anyhow!(
            "the built-in theme has no {name}. `levelbook theme list` shows what it has."
        ),
    })
}

/// The theme that the configuration names, and where.
struct Configured {
    name: String,
    range: std::ops::Range<usize>,
    text: String,
}

fn configured(sources: &Sources) -> Result<Configured> {
    let path = SourcePath::new(CONFIG);
    let source = sources.get(&path).with_context(|| format!("cannot read {CONFIG}"))?;
    let text = String::from_utf8(source.bytes.to_vec())
        .with_context(|| format!("{CONFIG} is not UTF-8"))?;
    let (config, _) = config::parse(&path, &text);
    let theme = config.with_context(|| format!("{CONFIG} has errors: run levelbook check"))?.theme;
    Ok(Configured { name: theme.value, range: theme.range, text })
}

/// Names the new theme in the configuration, or says what to write where that is not sure to go well.
fn use_theme(root: &Path, sources: &Sources, config: &Configured) -> Result<()> {
    let line = format!("theme: {FIRST}");
    let text = with_theme(config);
    let path = SourcePath::new(CONFIG);
    let is_right = config::parse(&path, &text).0.is_some_and(|config| config.theme.value == FIRST);
    let before = sources.get(&path).map(|source| &source.bytes[..]).unwrap_or_default();
    match is_right && mend::replace(&root.join(CONFIG), before, text.as_bytes())? {
        true => report::line(&format!("{CONFIG} now has `{line}`.")),
        false => report::line(&format!("Write `{line}` into {CONFIG}, so that it is used.")),
    }
    Ok(())
}

fn with_theme(config: &Configured) -> String {
    let mut text = config.text.clone();
    if text.get(config.range.clone()).is_some_and(|given| given == "default") {
        text.replace_range(config.range.clone(), FIRST);
        return text;
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.ends_with('\n') {
        text.push_str(end);
    }
    text + &format!("theme: {FIRST}{end}")
}
