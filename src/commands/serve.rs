//! `serve`: scan → build → publish → wait, for as long as it runs. Nothing is written.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::build::{base_url, root};
use super::mv::remark_interrupted;
use crate::cli::{Format, ServeArgs};
use crate::site::output::{Output, When};
use crate::site::parse::markdown::Colours;
use crate::site::sources::Sources;
use crate::site::{self, Kept, Options, Outcome};
use crate::system::clock::{self, Stopwatch};
use crate::system::editor::Editor;
use crate::system::scan::Scanner;
use crate::system::server::{Listen, Server, Shown};
use crate::system::watch::Watcher;
use crate::system::{cache, git, process, report, schemas};

/// A site of more files is shown for a moment without the colours of its code: they take half the
/// time of a first build.
const LARGE: usize = 300;

/// How long a save may leave a file half written, where saves are not reported.
const BETWEEN_LOOKS: Duration = Duration::from_millis(30);

/// Shows the site until Ctrl-C; an error only when it cannot start.
pub fn serve(args: &ServeArgs) -> Result<bool> {
    let mut preview = Preview::open(args)?;
    // Watched before the first look, so that no save falls between the two.
    let mut watcher = Watcher::start(&preview.root, args.poll);
    process::end_quietly_on_interrupt().context("cannot listen for Ctrl-C")?;
    loop {
        let watch = Stopwatch::start();
        let sources = preview.look(watcher.is_polling());
        let looking = watch.elapsed();
        match sources {
            Ok(sources) => preview.show(sources, &watch),
            Err(error) => preview.lost(&error),
        }
        if let Some(warning) = watcher.warning() {
            report::remark(&warning);
        }
        watcher.wait(looking);
    }
}

/// What is shown, and what it was made from.
struct Preview {
    root: PathBuf,
    server: Server,
    scanner: Scanner,
    options: Options,
    kept: Kept,
    editor: Option<Editor>,
    /// What the last build was made from; none before the first one.
    sources: Option<Sources>,
    /// The last good site.
    output: Arc<Output>,
    /// What was said of the last build.
    told: Vec<site::diagnostics::Diagnostic>,
    /// Whether what all pages go into is of an earlier build.
    rest_waits: bool,
    /// Whether the address was told, and whether a browser is to be opened there.
    announced: bool,
    open: bool,
}

impl Preview {
    fn open(args: &ServeArgs) -> Result<Self> {
        let root = root(args.dir.as_deref())?;
        remark_interrupted(&root);
        let options = Options {
            base_url: base_url(args.base_url.as_deref())?,
            drafts: args.drafts,
            changed: Arc::new(git::days(&root)),
            ..Options::default()
        };
        let editor = args.editor.as_deref().map(Editor::named).transpose()?;
        let listen =
            Listen { host: args.host, port: args.port, allowed_hosts: args.allowed_hosts.clone() };
        if !args.host.is_loopback() {
            report::remark(&format!(
                "everyone who can reach {} sees this site, drafts and mistakes included",
                args.host
            ));
        }
        Ok(Self {
            server: Server::start(&listen)?,
            scanner: Scanner::new(&root),
            kept: Kept::on(cache::shelf(&root, false)),
            root,
            options,
            editor,
            sources: None,
            output: Arc::default(),
            told: Vec::new(),
            rest_waits: false,
            announced: false,
            open: args.open,
        })
    }

    /// The files as they are. Without reports nobody says when a save is over: two looks that find
    /// the same do.
    fn look(&mut self, is_polling: bool) -> Result<Sources> {
        let mut found = self.scanner.scan()?;
        while is_polling && self.sources.as_ref().is_some_and(|before| !before.is_same(&found)) {
            clock::pause(BETWEEN_LOOKS);
            let again = self.scanner.scan()?;
            if again.is_same(&found) {
                break;
            }
            found = again;
        }
        Ok(found)
    }

    /// Builds and shows what was found, unless it is what is shown already.
    fn show(&mut self, sources: Sources, watch: &Stopwatch) {
        if self.sources.as_ref().is_some_and(|before| before.is_same(&sources)) {
            // Nobody saved anything since the last look: time for what can wait.
            if std::mem::take(&mut self.rest_waits) {
                self.build(&sources, &self.options.clone());
            }
            return;
        }
        if !self.announced && sources.iter().count() > LARGE {
            let colours = Colours::Later;
            self.build(&sources, &Options { colours, ..self.options.clone() });
        }
        let overall = When::Later;
        let outcome = self.build(&sources, &Options { overall, ..self.options.clone() });
        self.rest_waits = true;
        self.kept.settle();
        self.tell(&sources, &outcome, watch);
        self.sources = Some(sources);
    }

    fn build(&mut self, sources: &Sources, options: &Options) -> Outcome {
        let outcome = site::build(sources, options, &self.kept);
        if outcome.errors() == 0 {
            self.output = Arc::new(outcome.output.clone());
        }
        self.server.publish(Shown {
            output: Arc::clone(&self.output),
            base: outcome.root.clone(),
            problems: report::problems(sources, &outcome, |path, line, column| {
                self.editor.as_ref().map(|editor| editor.link(&self.root, path, line, column))
            }),
        });
        self.announce();
        if let Err(error) = schemas::refresh(&self.root, &outcome.models) {
            report::remark(&format!("{error:#}"));
        }
        outcome
    }

    /// Says where the site is, the first time that there is something to see.
    fn announce(&mut self) {
        if self.announced {
            return;
        }
        self.announced = true;
        let url = self.server.url();
        report::serving(&url);
        if self.open
            && let Err(error) = process::open_in_browser(&url)
        {
            report::remark(&format!("no browser could be opened: {error}"));
        }
    }

    fn tell(&mut self, sources: &Sources, outcome: &Outcome, watch: &Stopwatch) {
        if outcome.diagnostics != self.told {
            report::diagnostics(Format::Human, false, sources, outcome);
            self.told.clone_from(&outcome.diagnostics);
        }
        match &self.sources {
            Some(before) => {
                report::rebuild(outcome, &sources.changed_since(before), watch.elapsed());
            }
            None => report::first_build(outcome, watch.elapsed()),
        }
    }

    /// The site's folder is gone, or cannot be read now: what is shown stays.
    fn lost(&mut self, error: &anyhow::Error) {
        if self.sources.take().is_some() {
            report::remark(&format!("{error:#}; the last good site stays"));
        }
    }
}
