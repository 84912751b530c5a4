//! `serve`: scan → build → publish → wait, for as long as it runs. Nothing is written.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};

use super::build::{base_url, root};
use crate::cli::{Format, ServeArgs};
use crate::site::output::Output;
use crate::site::sources::Sources;
use crate::site::{self, Kept, Options, Outcome};
use crate::system::clock::Stopwatch;
use crate::system::editor::Editor;
use crate::system::scan::Scanner;
use crate::system::server::{Listen, Server, Shown};
use crate::system::watch::Watcher;
use crate::system::{process, report};

/// Shows the site until Ctrl-C; an error only when it cannot start.
pub fn serve(args: &ServeArgs) -> Result<bool> {
    let mut preview = Preview::open(args)?;
    // Watched before the first look, so that no save falls between the two.
    let mut watcher = Watcher::start(&preview.root, args.poll);
    process::end_quietly_on_interrupt().context("cannot listen for Ctrl-C")?;
    loop {
        let watch = Stopwatch::start();
        let sources = preview.scanner.scan();
        let looking = watch.elapsed();
        match sources {
            Ok(sources) => preview.show(sources, &watch, args.open),
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
}

impl Preview {
    fn open(args: &ServeArgs) -> Result<Self> {
        let root = root(args.dir.as_deref())?;
        let options =
            Options { base_url: base_url(args.base_url.as_deref())?, drafts: args.drafts };
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
            root,
            options,
            kept: Kept::default(),
            editor,
            sources: None,
            output: Arc::default(),
            told: Vec::new(),
        })
    }

    /// Builds and shows what was found, unless it is what is shown already.
    fn show(&mut self, sources: Sources, watch: &Stopwatch, open: bool) {
        if self.sources.as_ref().is_some_and(|before| before.is_same(&sources)) {
            return;
        }
        let outcome = site::build(&sources, &self.options, &self.kept);
        if outcome.errors() == 0 {
            self.output = Arc::new(outcome.output.clone());
        }
        self.server.publish(Shown {
            output: Arc::clone(&self.output),
            base: outcome.root.clone(),
            problems: report::problems(&sources, &outcome, |path, line, column| {
                self.editor.as_ref().map(|editor| editor.link(&self.root, path, line, column))
            }),
        });
        self.tell(&sources, &outcome, watch, open);
        self.sources = Some(sources);
    }

    fn tell(&mut self, sources: &Sources, outcome: &Outcome, watch: &Stopwatch, open: bool) {
        if outcome.diagnostics != self.told {
            report::diagnostics(Format::Human, false, sources, outcome);
            self.told.clone_from(&outcome.diagnostics);
        }
        let Some(before) = &self.sources else {
            let url = self.server.url();
            report::serving(&url, outcome, watch.elapsed());
            if open && let Err(error) = process::open_in_browser(&url) {
                report::remark(&format!("no browser could be opened: {error}"));
            }
            return;
        };
        report::rebuild(outcome, &sources.changed_since(before), watch.elapsed());
    }

    /// The site's folder is gone, or cannot be read now: what is shown stays.
    fn lost(&mut self, error: &anyhow::Error) {
        if self.sources.take().is_some() {
            report::remark(&format!("{error:#}; the last good site stays"));
        }
    }
}
