//! `build` and `check`: the same build, written or not.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::cli::{BuildArgs, CheckArgs, SiteArgs};
use crate::site::diagnostics::{Code, Diagnostic, Severity};
use crate::site::parse::{ADDRESSES, CONFIG};
use crate::site::sources::{SourcePath, Sources};
use crate::site::{self, Kept, Options, Outcome};
use crate::system::clock::Stopwatch;
use crate::system::{disk, git, mend, report, scan, schemas};

/// Builds the site and writes it; false when it has errors, and then nothing is written.
pub fn build(args: &BuildArgs) -> Result<bool> {
    let watch = Stopwatch::start();
    let root = root(args.site.dir.as_deref())?;
    let target = args.output.clone().unwrap_or_else(|| root.join("output"));
    let output = disk::OutputFolder::open(&root, &target)?;
    let (sources, outcome) = make(&args.site, &root, Made { cards: true, ..Made::default() })?;
    let good = is_good(&args.site, &outcome);
    report::diagnostics(args.site.format, args.site.strict, &sources, &outcome);
    let written = match good {
        true => {
            schemas::refresh(&root, &outcome.models)?;
            Some(output.write(&outcome.output)?)
        }
        false => None,
    };
    report::build(&args.site, &outcome, written.as_ref(), &target, watch.elapsed());
    Ok(good)
}

/// Mending one mistake may show the next, but not for ever.
const MOST_ROUNDS: usize = 8;

/// The same build, with nothing written but what `--fix` mends.
pub fn check(args: &CheckArgs) -> Result<bool> {
    let watch = Stopwatch::start();
    let root = root(args.site.dir.as_deref())?;
    if args.fix {
        for _ in 0..MOST_ROUNDS {
            let (sources, outcome) = make(&args.site, &root, Made::default())?;
            let mended = mend::apply(&root, &sources, &outcome.diagnostics)?;
            if mended.is_empty() {
                break;
            }
            mended.iter().for_each(|(path, places)| report::mended(path, *places));
        }
    }
    let wanted = Made { addresses: args.write_addresses, ..Made::default() };
    let (sources, outcome) = make(&args.site, &root, wanted)?;
    report::diagnostics(args.site.format, args.site.strict, &sources, &outcome);
    if args.write_addresses {
        write_addresses(&root, &sources, &outcome)?;
    }
    report::check(&args.site, &outcome, watch.elapsed());
    if let Some(promised) = outcome.promised.as_ref().filter(|_| !args.write_addresses) {
        report::new_addresses(promised.new);
    }
    Ok(is_good(&args.site, &outcome))
}

/// Adds what is new to the addresses that the site keeps. What has errors of another kind may be
/// half of a site: its addresses are not worth a promise yet.
fn write_addresses(root: &Path, sources: &Sources, outcome: &Outcome) -> Result<()> {
    let is_other = |d: &Diagnostic| d.severity == Severity::Error && d.code != Code::R06;
    let Some(promised) = &outcome.promised else { return Ok(()) };
    if outcome.diagnostics.iter().any(is_other) {
        report::line(&format!("{ADDRESSES} stays as it is: mend the site first."));
        return Ok(());
    }
    let path = root.join(ADDRESSES);
    let written = match sources.get(&SourcePath::new(ADDRESSES)) {
        Some(source) if *source.bytes == *promised.text.as_bytes() => true,
        Some(source) => mend::replace(&path, &source.bytes, promised.text.as_bytes())?,
        None => disk::write_new(root, &[(ADDRESSES.into(), promised.text.as_bytes())]).is_ok(),
    };
    match written {
        true => report::addresses(promised),
        false => bail!("{} has changed meanwhile. Try again.", path.display()),
    }
    Ok(())
}

/// What is made besides the site.
#[derive(Clone, Copy, Default)]
struct Made {
    /// Pictures that only a written site needs.
    cards: bool,
    /// The addresses that the site keeps from now on.
    addresses: bool,
}

fn make(args: &SiteArgs, root: &Path, made: Made) -> Result<(Sources, Outcome)> {
    let progress = report::Progress::start(args.format);
    let options = Options {
        base_url: base_url(args.base_url.as_deref())?,
        drafts: args.drafts,
        cards: made.cards,
        addresses: made.addresses,
        changed: Arc::new(git::days(root)),
        ..Options::default()
    };
    let sources = scan::site(root)?;
    let outcome = site::build(&sources, &options, &Kept::default());
    progress.finish();
    Ok((sources, outcome))
}

fn is_good(args: &SiteArgs, outcome: &Outcome) -> bool {
    outcome.errors() == 0 && !(args.strict && outcome.warnings() > 0)
}

/// The folder with the configuration: the one given, or the nearest upwards from here.
pub fn root(dir: Option<&Path>) -> Result<PathBuf> {
    match dir {
        Some(dir) if scan::is_file(&dir.join(CONFIG)) => Ok(dir.to_path_buf()),
        Some(dir) => bail!("{} has no {CONFIG}. Give the folder that holds it.", dir.display()),
        None => {
            let here = scan::here().context("cannot tell which folder this is")?;
            here.ancestors().find(|dir| scan::is_file(&dir.join(CONFIG))).map(Path::to_path_buf).with_context(
                || format!("no {CONFIG} in {} or any folder above. Give the site's folder, or write a {CONFIG}; `title: My course` is enough.", here.display()),
            )
        }
    }
}

/// A base URL of the command line, ending in `/`.
pub fn base_url(given: Option<&str>) -> Result<Option<String>> {
    let Some(url) = given else { return Ok(None) };
    if !(url.starts_with("https://") || url.starts_with("http://"))
        || url.contains(char::is_whitespace)
    {
        bail!("--base-url {url} is not an address. Write it like https://example.org/course/");
    }
    Ok(Some(format!("{}/", url.trim_end_matches('/'))))
}
