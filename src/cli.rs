//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Course notes in Markdown and maturity models in YAML, published as one website.
///
/// A site is a folder with a `levelbook.yaml`, its pages and models in `content/`:
///
///   levelbook init course      makes a small course to begin with
///   levelbook serve            shows the site and follows every save
///   levelbook build            writes the site to output/
///   levelbook check            finds every mistake, writes nothing
///   levelbook mv OLD NEW       moves a page with all links to it
///   levelbook publish          puts the site on GitHub Pages
///   levelbook build -o public  writes it elsewhere
///
/// Exit codes: 0 done, 1 the site has errors, 2 the command line or the machine is at fault;
/// `publish` has more, see its help.
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
    /// Show the site in the browser and follow every save
    ///
    /// The page is changed in place, so that it stays where it was scrolled to; mistakes are shown
    /// over it and here. Nothing is written: output/ stays as the last build left it. Ctrl-C ends it.
    Serve(ServeArgs),
    /// Find every mistake of the site, write nothing
    ///
    /// With --fix those that can be mended without a doubt are mended in their files. With --external
    /// the links that lead elsewhere are asked for; without it, nothing is asked of any network.
    Check(CheckArgs),
    /// Move or rename a note, a model, a file or a folder, with all links to it
    ///
    /// Every link that leads to it is rewritten, and those in it. Its pages keep their old addresses,
    /// which lead on. What would break anything is refused, and then nothing is changed.
    Mv(MvArgs),
    /// Print a JSON Schema, so that editors complete keys and underline mistakes
    Schema(SchemaArgs),
    /// Make a small course to begin with
    ///
    /// Writes a configuration, a model, a few notes and a theme of one file. Files that are there
    /// are never overwritten: with one in the way nothing is written.
    Init(InitArgs),
    /// Publish the site to a branch for GitHub Pages
    ///
    /// Builds the site strictly and pushes it as one commit. Your files, your index and the branch
    /// that you are on stay as they are. What is published now stays until the push has arrived,
    /// and is refused to be lost: pages that vanish, commits of others, a newer state.
    ///
    /// Exit codes: 0 done or nothing to do, 2 the command line or the machine is at fault,
    /// 3 refused, 4 the site has errors or warnings, 5 the remote did not take it,
    /// 6 somebody else published meanwhile, 7 a limit of GitHub Pages.
    Publish(PublishArgs),
    /// Copy files of the built-in theme into the site, to change them
    Theme {
        #[command(subcommand)]
        command: ThemeCommand,
    },
    /// Print a script that completes this program's commands in a shell
    Completions {
        /// The shell to complete in
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// Show the files of the built-in theme, and which of them the site has its own of
    List {
        /// The folder with levelbook.yaml [default: the nearest one upwards from here]
        dir: Option<PathBuf>,
    },
    /// Copy files into the site's own theme
    ///
    /// A site without one gets the folder themes/ours/ and the line `theme: ours`. Files that are
    /// there are never overwritten. The build tells when the original of a copy has changed.
    Eject {
        /// Which files, as `theme list` shows them: level.html, partials/cell.html, style.css
        #[arg(required = true)]
        files: Vec<String>,
        /// The folder with levelbook.yaml [default: the nearest one upwards from here]
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Print a file of the built-in theme
    Show {
        /// As `theme list` shows it
        file: String,
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
pub struct CheckArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Mend what can be mended without a doubt: quotes that YAML needs, tabs, bullets left by a paste,
    /// links to earlier addresses
    #[arg(long)]
    pub fix: bool,
    /// Ask the web for the links that lead elsewhere; with `strict` one that gives no answer is an
    /// error too
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "lenient")]
    pub external: Option<Strictness>,
    /// With --external: ask nobody, tell what earlier runs learned
    #[arg(long, requires = "external")]
    pub offline: bool,
    /// With --external: what was good is asked for again after so many days
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    pub max_age: u32,
    /// With --external: ask this machine and private networks too, for a site that you trust
    #[arg(long, requires = "external")]
    pub allow_private: bool,
    /// Add the site's new addresses to levelbook.addresses: from then on it is an error when one of
    /// them is gone
    #[arg(long, conflicts_with = "drafts")]
    pub write_addresses: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Strictness {
    /// An address that gives no answer is a remark
    Lenient,
    /// It is an error
    Strict,
}

#[derive(Args, Debug)]
pub struct MvArgs {
    /// What to move: a path from here, from the site's folder or from content/
    pub old: PathBuf,
    /// Where to: a new path, or a folder that is there
    pub new: PathBuf,
    /// Show what would be changed, change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// The folder with levelbook.yaml [default: the nearest one upwards from here]
    #[arg(long)]
    pub dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The folder with levelbook.yaml [default: the nearest one upwards from here]
    pub dir: Option<PathBuf>,
    /// The port to listen on [default: the first free one from 4000 on]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// The address to listen on; any other than this machine's own shows the site to others
    #[arg(long, default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// A further name that browsers may call this machine by, where others are let in
    #[arg(long = "allow-host", value_name = "NAME")]
    pub allowed_hosts: Vec<String>,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Include pages marked `draft: true`
    #[arg(long)]
    pub drafts: bool,
    /// Where the site will stand, instead of the configuration's base-url
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Look at the files regularly, for drives that do not report changes
    #[arg(long)]
    pub poll: bool,
    /// What opens a file when its name is clicked in the list of mistakes: vscode, vscodium, cursor,
    /// zed, idea, sublime, textmate, or an address with {file}, {line} and {column}
    #[arg(long, env = "LEVELBOOK_EDITOR", value_name = "EDITOR")]
    pub editor: Option<String>,
}

#[derive(Args, Debug)]
pub struct SchemaArgs {
    /// Of which files
    #[arg(value_enum, default_value_t = SchemaOf::Model)]
    pub of: SchemaOf,
    /// Write the schemas of the site at hand, with the names in its models, to .levelbook/; build and
    /// serve keep them up to date from then on
    #[arg(long)]
    pub write: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// levelbook.yaml
    Site,
    /// The front matter of a page
    Page,
    /// A maturity model
    Model,
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

#[derive(Args, Debug)]
pub struct InitArgs {
    /// The folder to write to; it is made when it is not there [default: the current folder]
    pub dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct PublishArgs {
    /// The folder with levelbook.yaml [default: the nearest one upwards from here]
    pub dir: Option<PathBuf>,
    /// Where to push to, as `git remote` names it
    #[arg(long, default_value = "origin", value_name = "NAME")]
    pub remote: String,
    /// The branch that GitHub Pages shows
    #[arg(long, default_value = "gh-pages", value_name = "NAME")]
    pub branch: String,
    /// Where the site will stand, instead of the configuration's base-url or what the remote tells
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The first line of the commit, instead of one that names the commit of the sources
    #[arg(short, long, value_name = "TEXT")]
    pub message: Option<String>,
    /// Do everything but the push
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Go on where addresses vanish, or where something newer is published
    #[arg(short, long)]
    pub yes: bool,
    /// Take over a branch whose last commit was not made by this program; its history stays
    #[arg(long)]
    pub adopt: bool,
    /// Say what was done as one JSON document on standard output
    #[arg(long)]
    pub json: bool,
    /// Publish again what was published before the last time, without a build
    #[arg(long)]
    pub rollback: bool,
    /// What stays of earlier publications
    #[arg(long, value_enum, default_value_t = History::Keep)]
    pub history: History,
    /// Then wait until the site shows the new state, at most so many seconds [default: 600]
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "600")]
    pub verify: Option<u64>,
    /// Instead write .github/workflows/pages.yml, which publishes at each push to GitHub
    #[arg(long, conflicts_with_all = ["dry_run", "rollback", "verify", "adopt", "message", "base_url", "branch"])]
    pub workflow: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum History {
    /// All of them, each a commit
    Keep,
    /// The last one and the one before, for --rollback
    Squash,
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
