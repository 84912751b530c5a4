//! What is measured of each tool, each part in a fresh folder: start, build, edits.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use crate::Options;
use crate::chromium;
use crate::corpus::{Corpus, MARK};
use crate::process::{Process, free_port};
use crate::spread::Spread;
use crate::tab::Tab;
use crate::tools::Tool;

/// Between two edits, so that a tool is at rest again: this, and up to as much again.
const REST: Duration = Duration::from_secs(1);

/// Figures, or why there are none.
pub type Figures = Result<Spread, String>;

pub struct Row {
    pub tool: &'static Tool,
    pub version: String,
    pub start: Figures,
    pub build: Figures,
    /// What was edited, and from the save to the DOM.
    pub edits: Vec<(&'static str, Figures)>,
}

pub fn tool(tool: &'static Tool, program: &Path, corpus: &Corpus, options: &Options) -> Row {
    eprintln!("{}: {} notes …", tool.name, corpus.notes.len());
    let deadline = Instant::now() + options.limit();
    let bench = Bench { tool, program, corpus, deadline };
    Row {
        tool,
        version: tool.version(program),
        start: bench.repeat(options.starts, Bench::start),
        build: bench.repeat(options.starts, Bench::build),
        edits: bench.all_edits(options.edits),
    }
}

struct Bench<'a> {
    tool: &'static Tool,
    program: &'a Path,
    corpus: &'a Corpus,
    deadline: Instant,
}

impl Bench<'_> {
    /// Once, and as often as wanted unless the time is up.
    fn repeat(
        &self,
        times: usize,
        mut measure: impl FnMut(&Self) -> Result<Duration, String>,
    ) -> Figures {
        let mut durations = vec![measure(self)?];
        while durations.len() < times && Instant::now() < self.deadline {
            // Once there are figures, the end of the time is no failure.
            match measure(self) {
                Err(_) if Instant::now() >= self.deadline => break,
                result => durations.push(result?),
            }
        }
        Ok(Spread::of(durations))
    }

    fn start(&self) -> Result<Duration, String> {
        Server::start(self).map(|server| server.ready)
    }

    fn build(&self) -> Result<Duration, String> {
        let site = self.site();
        let words = self.tool.builds().next().unwrap_or_default();
        let arguments: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        let build = Process::start(self.program, &arguments, &folder(&site), self.deadline);
        build.end().map(|cost| cost.time)
    }

    /// A fresh site, removed when dropped.
    fn site(&self) -> TempDir {
        let site = tempfile::tempdir().expect("a folder for a site");
        self.tool.write(self.corpus, &folder(&site));
        site
    }

    fn all_edits(&self, times: usize) -> Vec<(&'static str, Figures)> {
        let note = self.corpus.edited();
        let paragraph = ("paragraph", self.tool.source(note), self.tool.address(note));
        let more = self.tool.more_edits.iter();
        let more = more.map(|&(what, file, page)| (what, file.to_owned(), page.to_owned()));
        std::iter::once(paragraph)
            .chain(more)
            .map(|(what, file, page)| (what, self.edits(times, &file, &page)))
            .collect()
    }

    /// One server and one page for all edits of a kind; the first is not counted.
    fn edits(&self, times: usize, file: &str, page: &str) -> Figures {
        let server = Server::start(self)?;
        let mut author = Author::open(&server, file, page);
        author.edit(self.deadline)?;
        self.repeat(times, |bench| author.edit(bench.deadline))
    }
}

/// The site's own folder; the tool's messages are put beside it.
fn folder(site: &TempDir) -> PathBuf {
    site.path().join("site")
}

/// A tool that serves its site.
struct Server {
    site: TempDir,
    port: u16,
    ready: Duration,
    /// Ended when dropped.
    _process: Process,
}

impl Server {
    fn start(bench: &Bench) -> Result<Self, String> {
        let (site, port) = (bench.site(), free_port());
        let arguments = bench.tool.serve_on(port);
        let mut process = Process::start(bench.program, &arguments, &folder(&site), bench.deadline);
        let ready = process.serves(port, &bench.tool.address(bench.corpus.edited()), MARK)?;
        Ok(Self { site, port, ready, _process: process })
    }
}

/// Somebody who saves a file and looks at a page.
struct Author {
    file: PathBuf,
    /// The file's text, with the mark.
    text: String,
    tab: Tab,
    saved: usize,
}

impl Author {
    fn open(server: &Server, file: &str, page: &str) -> Self {
        let file = folder(&server.site).join(file);
        let text = fs::read_to_string(&file).expect("the file to be edited");
        let mut tab = chromium::tab();
        tab.goto(&format!("http://127.0.0.1:{}/{page}", server.port));
        Self { file, text, tab, saved: 0 }
    }

    /// Saves another word, and waits until the page has it.
    fn edit(&mut self, deadline: Instant) -> Result<Duration, String> {
        thread::sleep(REST + REST * (self.saved as u32 * 7 % 20) / 20);
        self.saved += 1;
        let word = format!("edited{:04}", self.saved);
        let text = self.text.replace(MARK, &word);
        let saved = Instant::now();
        fs::write(&self.file, text).expect("the edited file");
        while self.tab.try_eval(&appearance(&word)) != Ok(json!(true)) {
            if Instant::now() >= deadline {
                return Err("an edit was not seen before the time was up".to_owned());
            }
        }
        Ok(saved.elapsed())
    }
}

/// Comes true as soon as the document holds a word; fails when another document takes its place.
fn appearance(word: &str) -> String {
    format!(
        "new Promise(done => {{
            const look = () => document.body?.textContent.includes('{word}') && done(true);
            new MutationObserver(look).observe(document, {{
                subtree: true, childList: true, characterData: true
            }});
            look();
        }})"
    )
}
