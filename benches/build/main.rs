//! How long a whole build takes, with everything a reader of a finished site wants: highlighted code
//! and a search that works in the browser. Levelbook beside other generators, on the same notes.
//!
//! `cargo bench --bench build -- --peers DIR` writes the same course in the form that each tool
//! wants, in a fresh folder below `TMPDIR`, and prints one table in Markdown: the time of a build,
//! and the most memory that any of its processes held. `DIR` holds the peers' programs; one that is
//! not there is left out and named. The tools take turns, so that a slow minute of the machine is
//! nobody's alone. Levelbook is measured a second time in the same folder with the site as it is:
//! what an author's next build costs.
//!
//! Without `--bench`, which `cargo bench` adds, nothing is measured: `cargo test --benches` is quick.

#![expect(clippy::disallowed_methods, reason = "the walls are src's; a bench starts and measures")]

#[path = "../shared/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with the bench of the preview, which edits the notes")]
mod corpus;
#[path = "../shared/process.rs"]
#[expect(dead_code, reason = "shared with the bench of the preview, which serves")]
mod process;
#[path = "../shared/spread.rs"]
#[expect(dead_code, reason = "shared with the bench of the preview, which may run out of time")]
mod spread;
#[path = "../shared/tools.rs"]
#[expect(dead_code, reason = "shared with the bench of the preview, which serves and edits")]
mod tools;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use tempfile::TempDir;

use corpus::Corpus;
use process::{Cost, Process};
use spread::Spread;
use tools::{BUILDERS, Tool};

/// Measures whole builds of the same notes with highlighting and search.
#[derive(Parser)]
struct Options {
    /// How many notes the site has
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..))]
    pages: u32,
    /// How many builds of each tool
    #[arg(long, default_value_t = 5)]
    builds: usize,
    /// Which tools, in which order [default: all]
    #[arg(long, value_delimiter = ',')]
    tools: Vec<String>,
    /// A folder with the programs of the peers
    #[arg(long, value_name = "DIR")]
    peers: Option<PathBuf>,
    /// Seconds after which a build is given up
    #[arg(long, default_value_t = 300)]
    limit: u64,
    /// Write the sites into this folder, to be looked at or profiled, and measure nothing
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Added by `cargo bench`; without it nothing is measured
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn wants(&self, tool: &Tool) -> bool {
        self.tools.is_empty() || self.tools.iter().any(|name| name == tool.name)
    }
}

/// A tool and what its builds cost so far.
struct Row {
    tool: &'static Tool,
    /// With the arguments to build, one after another.
    programs: Vec<PathBuf>,
    first: Figures,
    again: Figures,
}

#[derive(Default)]
struct Figures {
    times: Vec<Duration>,
    memory: Vec<u64>,
    failure: Option<String>,
}

impl Figures {
    fn add(&mut self, cost: Result<Cost, String>) {
        match cost {
            Err(why) => self.failure = Some(why),
            Ok(cost) => {
                self.times.push(cost.time);
                self.memory.push(cost.memory);
            }
        }
    }
}

fn main() {
    let options = Options::parse();
    if !options.bench {
        println!("Nothing is measured without --bench: use `cargo bench --bench build`.");
        return;
    }
    let corpus = Corpus::new(options.pages as usize);
    if let Some(folder) = &options.write {
        let wanted = BUILDERS.iter().filter(|tool| options.wants(tool));
        wanted.for_each(|tool| tool.write(&corpus, &folder.join(tool.name)));
        return;
    }
    let wanted = || BUILDERS.iter().filter(|tool| options.wants(tool));
    let here = |tool: &&'static Tool| tool.programs(options.peers.as_deref()).is_some();
    let missing: Vec<_> = wanted().filter(|tool| !here(tool)).map(|tool| tool.name).collect();
    let mut rows: Vec<Row> = wanted()
        .filter_map(|tool| {
            let programs = tool.programs(options.peers.as_deref())?;
            Some(Row { tool, programs, first: Figures::default(), again: Figures::default() })
        })
        .collect();
    for turn in 0..options.builds {
        for row in rows.iter_mut().filter(|row| row.first.failure.is_none()) {
            eprintln!("{}, build {} of {} …", row.tool.name, turn + 1, options.builds);
            measure(row, &corpus, &options);
        }
    }
    println!("{}", table(&corpus, &options, &rows, &missing));
}

/// One build in a fresh folder, and one more there.
fn measure(row: &mut Row, corpus: &Corpus, options: &Options) {
    let site = tempfile::tempdir().expect("a folder for a site");
    row.tool.write(corpus, &folder(&site));
    let build = |row: &Row| whole(row, &folder(&site), options);
    row.first.add(build(row));
    row.again.add(build(row));
}

/// The site's own folder; the tools' messages are put beside it.
fn folder(site: &TempDir) -> PathBuf {
    site.path().join("site")
}

/// All programs of a build, one after another: times add up, memory is the most of any.
fn whole(row: &Row, folder: &Path, options: &Options) -> Result<Cost, String> {
    let deadline = Instant::now() + Duration::from_secs(options.limit);
    let mut cost = Cost::default();
    for (program, arguments) in row.programs.iter().zip(row.tool.builds()) {
        let arguments: Vec<_> = arguments.iter().map(|&word| word.to_owned()).collect();
        let part = Process::start(program, &arguments, folder, deadline).end()?;
        cost.time += part.time;
        cost.memory = cost.memory.max(part.memory);
    }
    Ok(cost)
}

fn table(corpus: &Corpus, options: &Options, rows: &[Row], missing: &[&str]) -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let mut table = format!(
        "{} notes of {:.1} kB, {cores} cores. Median (least–most) of {} builds of each; memory is the \
         median of the most that was held.\n\n",
        corpus.notes.len(),
        corpus.mean_size() as f64 / 1000.0,
        options.builds,
    );
    table += "| Build | Version | Time | Memory | The same again |\n|---|---|---|---|---|\n";
    for row in rows {
        let (name, version) = (row.tool.build_command(), row.tool.version(&row.programs[0]));
        let _ = match &row.first.failure {
            Some(why) => writeln!(table, "| {name} | {version} | {why} | | |"),
            None => writeln!(
                table,
                "| {name} | {version} | {} | **{}** MB | {} |",
                Spread::of(row.first.times.clone()),
                megabytes(&row.first.memory),
                Spread::of(row.again.times.clone()),
            ),
        };
    }
    if !missing.is_empty() {
        let _ = write!(table, "\nNot installed, and left out: {}.\n", missing.join(", "));
    }
    table
}

fn megabytes(bytes: &[u64]) -> u64 {
    let mut sorted = bytes.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2] / 1_000_000
}
