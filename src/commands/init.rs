//! `init`: a complete small course to begin with.

use std::path::PathBuf;

use anyhow::{Result, bail};
use include_dir::{Dir, include_dir};

use crate::cli::InitArgs;
use crate::site::text::count;
use crate::system::{disk, report, scan};

static COURSE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/commands/init/course");
/// Keeps the built site out of the repository; written where nobody has one.
const GITIGNORE: (&str, &[u8]) = (".gitignore", b"/output/\n");

/// Writes the course; an error when a file is in the way, and then nothing is written.
pub fn init(args: &InitArgs) -> Result<bool> {
    let folder = args.dir.clone().unwrap_or_else(|| PathBuf::from("."));
    let mut files = Vec::new();
    collect(&COURSE, &mut files);
    files.sort();
    refuse_what_is_there(&folder, &files)?;
    if !scan::is_there(&folder.join(GITIGNORE.0)) {
        files.push((PathBuf::from(GITIGNORE.0), GITIGNORE.1));
    }
    disk::write_new(&folder, &files)?;
    let place = args.dir.as_ref().map_or("this folder".into(), |dir| dir.to_string_lossy());
    report::line(&format!("{} written to {place}.", count(files.len(), "file")));
    let dir = args.dir.as_ref().map(|dir| format!(" {}", quoted(&dir.to_string_lossy())));
    report::line(&format!(
        "Look at it, and change what you like:\n\n  levelbook serve --open{}\n",
        dir.unwrap_or_default()
    ));
    Ok(true)
}

fn collect(dir: &Dir<'static>, files: &mut Vec<(PathBuf, &'static [u8])>) {
    files.extend(dir.files().map(|file| (file.path().to_path_buf(), file.contents())));
    dir.dirs().for_each(|dir| collect(dir, files));
}

fn refuse_what_is_there(folder: &std::path::Path, files: &[(PathBuf, &[u8])]) -> Result<()> {
    let there = files.iter().filter(|(path, _)| scan::is_there(&folder.join(path)));
    let there: Vec<_> = there.map(|(path, _)| path.display().to_string()).collect();
    if there.is_empty() {
        return Ok(());
    }
    bail!(
        "{} in {}: {}. Nothing was written. Give an empty folder: levelbook init course",
        if there.len() == 1 { "a file is in the way" } else { "files are in the way" },
        folder.display(),
        there.join(", ")
    )
}

/// As a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~');
    match path.chars().all(is_plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}
