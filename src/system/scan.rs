//! Reads the input of a site: `levelbook.yaml`, `content/`, `themes/`. Never outside of its folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use unicode_normalization::UnicodeNormalization;

use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::CONFIG;
use crate::site::sources::{Source, SourcePath, Sources};

/// A single source may be so large, in bytes.
const LARGEST_TEXT: u64 = 16 << 20;
/// What is published as it is may be so large: GitHub Pages takes no larger file.
const LARGEST_FILE: u64 = 100 << 20;

/// Everything that a build reads.
pub fn site(root: &Path) -> Result<Sources> {
    let real = root.canonicalize().with_context(|| format!("cannot open {}", root.display()))?;
    let mut scan = Scan { root: &real, sources: Sources::default(), folders: Vec::new() };
    scan.file(&real.join(CONFIG), CONFIG);
    for folder in ["content", "themes"] {
        scan.folder(&real.join(folder), folder);
    }
    Ok(scan.sources)
}

/// Whether a file is there.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// The current folder.
pub fn here() -> io::Result<PathBuf> {
    std::env::current_dir()
}

struct Scan<'a> {
    root: &'a Path,
    sources: Sources,
    /// The real folders that are open, so that a link to one of them ends the walk.
    folders: Vec<PathBuf>,
}

impl Scan<'_> {
    fn folder(&mut self, path: &Path, name: &str) {
        let Ok(real) = path.canonicalize() else { return };
        if self.folders.contains(&real) {
            return;
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.report(unreadable(name, &error)),
        };
        self.folders.push(real);
        let mut names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
        names.sort();
        for own in names {
            let Some(own) = own.to_str() else {
                self.report(not_unicode(name, &own.to_string_lossy()));
                continue;
            };
            if !is_ignored(own) {
                let normal: String = own.nfc().collect();
                self.entry(&path.join(own), &format!("{name}/{normal}"));
            }
        }
        self.folders.pop();
    }

    fn entry(&mut self, path: &Path, name: &str) {
        match path.canonicalize() {
            Ok(real) if !real.starts_with(self.root) => self.report(leaves(name, &real)),
            Ok(real) if real.is_dir() => self.folder(path, name),
            Ok(_) if is_secret(name) => self.report(secret(name)),
            Ok(_) => self.file(path, name),
            Err(error) => self.report(unreadable(name, &error)),
        }
    }

    fn file(&mut self, path: &Path, name: &str) {
        let Ok(about) = fs::metadata(path) else { return };
        let is_text = name.ends_with(".md") || name.ends_with(".yaml") || name.ends_with(".html");
        let most = if is_text { LARGEST_TEXT } else { LARGEST_FILE };
        if !about.is_file() {
            return self.report(no_file(name));
        }
        if about.len() > most {
            return self.report(too_large(name, about.len(), most));
        }
        match fs::read(path) {
            Ok(bytes) => self.sources.insert(Source::new(SourcePath::new(name), bytes)),
            Err(error) => self.report(unreadable(name, &error)),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.sources.problems.push(diagnostic);
    }
}

/// What editors, systems and version control leave beside the pages.
fn is_ignored(name: &str) -> bool {
    matches!(
        name,
        ".DS_Store" | "Thumbs.db" | "4913" | ".git" | ".gitignore" | ".gitkeep" | ".gitattributes"
    ) || name.starts_with(".#")
        || name.ends_with('~')
        || name.starts_with('.') && name.contains(".sw")
}

/// Names under which keys and passwords are kept.
fn is_secret(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with(".env")
        || matches!(name, ".npmrc" | ".netrc")
        || name.ends_with(".pem")
        || name.ends_with(".key")
}

fn file_place(name: &str) -> Place {
    Place::file(&SourcePath::new(name))
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::D02, file_place(name), format!("{name} cannot be read: {error}"))
        .help("Check that it is there and that you may read it.")
}

fn no_file(name: &str) -> Diagnostic {
    Diagnostic::error(Code::D02, file_place(name), format!("{name} is not a regular file"))
        .help("Take it out of the site's folder.")
}

fn not_unicode(folder: &str, name: &str) -> Diagnostic {
    let message = format!("the name of {folder}/{name} is not UTF-8");
    Diagnostic::error(Code::D01, file_place(folder), message).help("Rename the file.")
}

fn leaves(name: &str, real: &Path) -> Diagnostic {
    let message = format!("{name} is a symbolic link out of the site, to {}", real.display());
    Diagnostic::error(Code::D04, file_place(name), message)
        .help("Copy the file into the site: nothing outside of its folder is published.")
}

fn secret(name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::D05,
        file_place(name),
        format!("{name} may hold secrets and is not published"),
    )
    .help("Move it out of `content/`.")
}

fn too_large(name: &str, bytes: u64, most: u64) -> Diagnostic {
    let message = format!("{name} has {} MB; at most {} MB are read", bytes >> 20, most >> 20);
    Diagnostic::error(Code::D03, file_place(name), message)
        .help("Split it, or link to it where it can be downloaded.")
}
