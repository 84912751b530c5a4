//! How long an author waits: `levelbook serve` beside other generators, on the same notes.
//!
//! `cargo bench --bench preview -- --peers DIR` writes the same course in the form that each tool
//! wants, in a folder of its own below `TMPDIR`, and prints one table in Markdown: the start until
//! the first page is served, a whole build, and from the save of a file to the changed text in the
//! DOM of a real browser. `DIR` holds the peers' programs; one that is not there is left out and
//! named. Everything runs on loopback and is ended with the bench. For figures without the noise
//! of a disk, let `TMPDIR` be on a memory file system.
//!
//! Without `--bench`, which `cargo bench` adds, nothing is measured: `cargo test --benches` is quick.

#![expect(clippy::disallowed_methods, reason = "the walls are src's; a bench starts and measures")]

#[path = "../../tests/browser/chromium.rs"]
mod chromium;
#[path = "../shared/corpus/mod.rs"]
mod corpus;
mod measure;
#[path = "../shared/process.rs"]
#[expect(dead_code, reason = "shared with the bench of builds, which looks at memory")]
mod process;
#[path = "../shared/spread.rs"]
mod spread;
#[path = "../../tests/browser/tab.rs"]
#[expect(dead_code, reason = "shared with the browser's tests, which use all of it")]
mod tab;
mod table;
#[path = "../shared/tools.rs"]
#[expect(dead_code, reason = "shared with the bench of builds, which has other tools")]
mod tools;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use corpus::Corpus;
use tools::{TOOLS, Tool};

/// Measures `levelbook serve` beside other generators on the same notes.
#[derive(Parser)]
pub struct Options {
    /// How many notes the site has
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..))]
    pages: u32,
    /// How many edits of each kind
    #[arg(long, default_value_t = 20)]
    edits: usize,
    /// How many starts and builds, each in a fresh folder
    #[arg(long, default_value_t = 3)]
    starts: usize,
    /// Which tools, in which order [default: all]
    #[arg(long, value_delimiter = ',', value_parser = tools::find)]
    tools: Vec<&'static Tool>,
    /// A folder with the programs of the peers
    #[arg(long, value_name = "DIR")]
    peers: Option<PathBuf>,
    /// Seconds after which a tool gets no further turn
    #[arg(long, default_value_t = 300)]
    limit: u64,
    /// Added by `cargo bench`; without it nothing is measured
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn limit(&self) -> Duration {
        Duration::from_secs(self.limit)
    }

    fn tools(&self) -> Vec<&'static Tool> {
        if self.tools.is_empty() { TOOLS.iter().collect() } else { self.tools.clone() }
    }
}

fn main() {
    let options = Options::parse();
    if !options.bench {
        println!("Nothing is measured without --bench: use `cargo bench --bench preview`.");
        return;
    }
    let _end = EndOfBrowser;
    let corpus = Corpus::new(options.pages as usize);
    let mut rows = Vec::new();
    let mut missing = Vec::new();
    for tool in options.tools() {
        match tool.program(options.peers.as_deref()) {
            Some(program) => rows.push(measure::tool(tool, &program, &corpus, &options)),
            None => missing.push(tool.name),
        }
    }
    println!("{}", table::print(&corpus, &options, &rows, &missing));
}

/// Ends the browser, also after a panic.
struct EndOfBrowser;

impl Drop for EndOfBrowser {
    fn drop(&mut self) {
        chromium::close();
    }
}
