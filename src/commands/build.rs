//! `build` and `check`: the same build, written or not.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::elsewhere;
use super::mv::remark_interrupted;
use crate::cli::{BuildArgs, CheckArgs, SiteArgs};
use crate::site::diagnostics::{Code, Diagnostic, Severity};
use crate::site::output::When;
use crate::site::parse::{ADDRESSES, CONFIG};
use crate::site::sources::{SourcePath, Sources};
use crate::site::store::Shelf;
use crate::site::{self, Kept, Options, Outcome};
use crate::system::clock::Stopwatch;
use crate::system::{cache, disk, git, mend, report, scan, schemas};

/// Builds the site and writes it; false when it has errors, and then nothing is written.
pub fn build(args: &BuildArgs) -> Result<bool> {
    let watch = Stopwatch::start();
    let root = root(args.site.dir.as_deref())?;
    let target = args.output.clone().unwrap_or_else(|| root.join("output"));
    let output = disk::OutputFolder::open(&root, &target)?;
    let options = Options { cards: Some(When::Later), ..Options::default() };
    let (sources, outcome, shelf) = make(&args.site, &root, &options)?;
    let good = is_good(&args.site, &outcome);
    report::diagnostics(args.site.format, args.site.strict, &sources, &outcome);
    let written = good.then(|| {
        schemas::refresh(&root, &outcome.models)?;
        let cards = outcome.cards.as_ref().map(|cards| cards.files(&shelf));
        output.write(&outcome.output, &cards.unwrap_or_default())
    });
    shelf.settle();
    let written = written.transpose()?;
    report::build(&args.site, &outcome, written.as_ref(), &target, watch.elapsed());
    Ok(good)
}

/// Mending one mistake may show the next, but not for ever.
const MOST_ROUNDS: usize = 8;

/// The same build, with nothing written but what `--fix` mends, and what `--external` learns.
pub fn check(args: &CheckArgs) -> Result<bool> {
    let watch = Stopwatch::start();
    let root = root(args.site.dir.as_deref())?;
    if args.fix {
        for _ in 0..MOST_ROUNDS {
            let (sources, outcome, _) = make(&args.site, &root, &Options::default())?;
            let mended = mend::apply(&root, &sources, &outcome.diagnostics)?;
            if mended.is_empty() {
                break;
            }
            mended.iter().for_each(|(path, places)| report::mended(path, *places));
        }
    }
    // A link may lead to a card of the site's own.
    let is_asked = args.external.is_some();
    let options = Options {
        elsewhere: is_asked,
        cards: is_asked.then_some(When::Now),
        addresses: args.write_addresses,
        ..Options::default()
    };
    let (sources, mut outcome, shelf) = make(&args.site, &root, &options)?;
    shelf.settle();
    let strictness = args.external;
    let asked = strictness.map(|how| elsewhere::check(args, how, &root, &mut outcome));
    report::diagnostics(args.site.format, args.site.strict, &sources, &outcome);
    asked.iter().for_each(report::elsewhere);
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

/// `wanted` says what this command needs beyond what the arguments say. The shelf is still to be
/// settled.
fn make(args: &SiteArgs, root: &Path, wanted: &Options) -> Result<(Sources, Outcome, Shelf)> {
    remark_interrupted(root);
    let progress = report::Progress::start(args.format);
    let options = Options {
        base_url: base_url(args.base_url.as_deref())?,
        drafts: args.drafts,
        changed: Arc::new(git::days(root)),
        last: true,
        ..wanted.clone()
    };
    let sources = scan::site(root)?;
    let shelf = cache::shelf(root, options.cards.is_some());
    let kept = Kept::on(shelf.clone());
    let outcome = site::build(&sources, &options, &kept);
    // Its millions of pieces go with the program, sooner than one by one.
    std::mem::forget(kept);
    progress.finish();
    Ok((sources, outcome, shelf))
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
