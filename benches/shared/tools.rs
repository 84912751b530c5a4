//! The tools: how each is called, and the form in which it wants the notes.
//!
//! What does not depend on the notes (configuration, templates) lies in `sites/`, a folder a tool.

use std::fs;
use std::path::{Path, PathBuf};

use crate::corpus::{self, Corpus, MARK, Note};

pub struct Tool {
    /// As `--tools` names it.
    pub name: &'static str,
    /// The program's file.
    program: &'static str,
    version: &'static str,
    /// The arguments to build.
    build: &'static [&'static str],
    /// What has to follow for a search: a program and its arguments.
    then: Option<(&'static str, &'static [&'static str])>,
    pub serve: &'static [&'static str],
    /// Added to `serve`; `PORT` stands for the port.
    listen: &'static [&'static str],
    /// Its folder in `sites/`.
    site: &'static str,
    /// Where the notes go.
    content: &'static str,
    /// The name of a folder's own page, without ending.
    index: &'static str,
    /// What follows a page's path in its address.
    ending: &'static str,
    /// A note's whole file.
    text: fn(&Note) -> String,
    /// Further files that depend on the notes.
    more: fn(&Corpus) -> Vec<(&'static str, String)>,
    /// What is edited besides a paragraph: name, file and the page to look at.
    pub more_edits: &'static [(&'static str, &'static str, &'static str)],
}

/// What is previewed.
pub static TOOLS: [Tool; 7] = [LEVELBOOK, HUGO, ZOLA, ZOLA_FAST, MDBOOK, MDBOOK_NATIVE, ZENSICAL];

/// What builds sites that can be searched.
pub static BUILDERS: [Tool; 5] = [LEVELBOOK, HUGO_PAGEFIND, ZOLA_SEARCH, MDBOOK, ZENSICAL];

const LEVELBOOK: Tool = Tool {
    name: "levelbook",
    program: env!("CARGO_BIN_EXE_levelbook"),
    version: "--version",
    build: &["build"],
    then: None,
    serve: &["serve"],
    listen: &["--port", "PORT"],
    site: "levelbook",
    content: "content",
    index: "index",
    ending: ".html",
    text: with_level,
    more: model_and_theme,
    more_edits: &[
        ("model", "content/maturity.model.yaml", "maturity/level-2.html"),
        ("template", "themes/ours/templates/base.html", "maturity/level-2.html"),
    ],
};

const HUGO: Tool = Tool {
    name: "hugo",
    program: "hugo",
    version: "version",
    build: &["build"],
    then: None,
    serve: &["server"],
    listen: &["--bind", "127.0.0.1", "--port", "PORT"],
    site: "hugo",
    content: "content",
    index: "_index",
    ending: "/",
    text: yaml_front_matter,
    more: |_| Vec::new(),
    more_edits: &[],
};

/// With the search that its users add most.
const HUGO_PAGEFIND: Tool = Tool {
    name: "hugo-pagefind",
    then: Some(("pagefind", &["--site", "public", "--silent"])),
    ..HUGO
};

const ZOLA: Tool = Tool {
    name: "zola",
    program: "zola",
    version: "--version",
    serve: &["serve"],
    listen: &["--port", "PORT"],
    site: "zola",
    text: toml_front_matter,
    ..HUGO
};

/// With the index of its own search.
const ZOLA_SEARCH: Tool = Tool { name: "zola-search", more: index_for_search, ..ZOLA };

/// What its documentation offers to see an edit sooner.
const ZOLA_FAST: Tool =
    Tool { name: "zola-fast", serve: &["serve", "--fast", "--debounce", "10"], ..ZOLA };

const MDBOOK: Tool = Tool {
    name: "mdbook",
    program: "mdbook",
    version: "--version",
    serve: &["serve"],
    listen: &["--hostname", "127.0.0.1", "--port", "PORT"],
    site: "mdbook",
    content: "src",
    index: "index",
    ending: ".html",
    text: heading,
    more: summary,
    ..HUGO
};

/// Told by the system of a change instead of looking each second.
const MDBOOK_NATIVE: Tool =
    Tool { name: "mdbook-native", serve: &["serve", "--watcher", "native"], ..MDBOOK };

const ZENSICAL: Tool = Tool {
    name: "zensical",
    program: "zensical",
    version: "--version",
    serve: &["serve"],
    listen: &["--dev-addr", "127.0.0.1:PORT"],
    site: "zensical",
    content: "docs",
    index: "index",
    text: heading,
    ..HUGO
};

/// The tool of a name, for the command line.
pub fn find(name: &str) -> Result<&'static Tool, String> {
    let names = || TOOLS.iter().map(|tool| tool.name).collect::<Vec<_>>().join(", ");
    let found = TOOLS.iter().find(|tool| tool.name == name);
    found.ok_or_else(|| format!("the tools are {}", names()))
}

impl Tool {
    /// Its program, if it is there: ours is always, the peers' are in their folder.
    pub fn program(&self, peers: Option<&Path>) -> Option<PathBuf> {
        let program = peers.unwrap_or(Path::new("")).join(self.program);
        program.is_file().then(|| program.canonicalize().expect("a program's real path"))
    }

    /// The programs of a build, if all are there.
    pub fn programs(&self, peers: Option<&Path>) -> Option<Vec<PathBuf>> {
        let then = self.then.map(|(program, _)| Tool { program, ..*self }.program(peers));
        std::iter::once(self.program(peers)).chain(then).collect()
    }

    /// The arguments of each program of a build.
    pub fn builds(&self) -> impl Iterator<Item = &'static [&'static str]> {
        std::iter::once(self.build).chain(self.then.map(|(_, arguments)| arguments))
    }

    /// The part of what a program says of itself that is a version: `0.168.0`.
    pub fn version(&self, program: &Path) -> String {
        let output = std::process::Command::new(program).arg(self.version).output();
        let said =
            output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
        let mut words = said.split_whitespace().map(|word| word.trim_start_matches('v'));
        let found = words.find(|word| word.starts_with(|first: char| first.is_ascii_digit()));
        found.and_then(|word| word.split(['-', '+']).next()).unwrap_or("?").to_owned()
    }

    /// What an author types to build a site with search.
    pub fn build_command(&self) -> String {
        let name = Path::new(self.program).file_name().unwrap_or_default();
        let first = format!("`{} {}`", name.display(), self.build.join(" "));
        match self.then {
            None => first,
            Some((program, arguments)) => format!("{first}, `{program} {}`", arguments.join(" ")),
        }
    }

    /// What an author types to see their edits.
    pub fn command(&self) -> String {
        let program = Path::new(self.program).file_name().unwrap_or_default();
        format!("{} {}", program.display(), self.serve.join(" "))
    }

    /// The arguments to serve on a port of this machine.
    pub fn serve_on(&self, port: u16) -> Vec<String> {
        let words = self.serve.iter().chain(self.listen);
        words.map(|word| word.replace("PORT", &port.to_string())).collect()
    }

    /// Writes the site into an empty folder.
    pub fn write(&self, corpus: &Corpus, folder: &Path) {
        let sites = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/shared/sites");
        copy(&sites.join(self.site), folder);
        for note in &corpus.notes {
            write(&folder.join(self.source(note)), &(self.text)(note));
        }
        for (path, text) in (self.more)(corpus) {
            write(&folder.join(path), &text);
        }
    }

    /// A note's file, from the site's folder.
    pub fn source(&self, note: &Note) -> String {
        let path = match note.path.strip_suffix("index") {
            Some(folder) => format!("{folder}{}", self.index),
            None => note.path.clone(),
        };
        format!("{}/{path}.md", self.content)
    }

    /// The address of a note that is no index, from the site's root.
    pub fn address(&self, note: &Note) -> String {
        format!("{}{}", note.path, self.ending)
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder of sites/") {
        let (path, target) = entry.map(|e| (e.path(), to.join(e.file_name()))).expect("an entry");
        match path.is_dir() {
            true => copy(&path, &target),
            false => write(&target, &fs::read_to_string(&path).expect("a text of sites/")),
        }
    }
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file in a folder")).expect("a folder for a source");
    fs::write(file, text).expect("a source file");
}

fn yaml_front_matter(note: &Note) -> String {
    format!("---\ntitle: {}\n---\n\n{}", note.title, note.body)
}

/// A note of each folder speaks of a level.
fn with_level(note: &Note) -> String {
    let level = if note.path.ends_with("/note-01") { "\nCompare [](level:2).\n" } else { "" };
    yaml_front_matter(note) + level
}

fn toml_front_matter(note: &Note) -> String {
    // Links that Zola resolves begin at the root of the content.
    let body = note.body.replace("](../", "](@/");
    format!("+++\ntitle = \"{}\"\n+++\n\n{body}", note.title)
}

fn heading(note: &Note) -> String {
    format!("# {}\n\n{}", note.title, note.body)
}

/// The model, and a theme of one template with a word in the foot of every page to be edited.
fn model_and_theme(_: &Corpus) -> Vec<(&'static str, String)> {
    let base = include_str!("../../themes/default/templates/base.html");
    let foot = "<footer class=\"foot\">";
    assert!(base.contains(foot), "the default theme's base.html has no {foot}");
    let base = base.replace(foot, &format!("{foot}\n<p>{MARK}</p>"));
    vec![
        ("content/maturity.model.yaml", corpus::model()),
        ("themes/ours/templates/base.html", base),
    ]
}

/// Zola's configuration with its search switched on.
fn index_for_search(_: &Corpus) -> Vec<(&'static str, String)> {
    let config = include_str!("sites/zola/config.toml");
    vec![("config.toml", format!("build_search_index = true\n{config}"))]
}

/// mdBook's list of all pages.
fn summary(corpus: &Corpus) -> Vec<(&'static str, String)> {
    let line = |note: &Note| {
        let indent = if note.is_index() { "" } else { "  " };
        format!("{indent}- [{}]({}.md)\n", note.title, note.path)
    };
    let lines: String = corpus.notes.iter().map(line).collect();
    vec![("src/SUMMARY.md", format!("# Summary\n\n[Home](index.md)\n\n{lines}"))]
}
