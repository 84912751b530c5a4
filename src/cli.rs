//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Course notes in Markdown and maturity models in YAML, published as one website.
///
/// A site is a folder with a `levelbook.yaml`, its pages and models in `content/`:
///
///   levelbook build            writes the site to output/
///   levelbook check            finds every mistake, writes nothing
///   levelbook build -o public  writes it elsewhere
///
/// Exit codes: 0 done, 1 the site has errors, 2 the command line or the machine is at fault.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site into output/
    ///
    /// Unchanged files are not written again. With errors nothing is written: the last good
    /// output stays. A folder that this program did not make is never touched.
    Build(BuildArgs),
    /// Find every mistake of the site, write nothing
    Check(SiteArgs),
    /// Print a script that completes this program's commands in a shell
    Completions {
        /// The shell to complete in
        shell: clap_complete::Shell,
    },
}

#[derive(Args, Debug)]
pub struct BuildArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// The folder to write to [default: output/ beside levelbook.yaml]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct SiteArgs {
    /// The folder with levelbook.yaml [default: the nearest one upwards from here]
    pub dir: Option<PathBuf>,
    /// Where the site will stand, instead of the configuration's base-url
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Include pages marked `draft: true`
    #[arg(long)]
    pub drafts: bool,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the line, a caret, what to do
    Human,
    /// One JSON document on standard output
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}
