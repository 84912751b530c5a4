//! What is told of a publication, to people and to programs.

use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use super::stop::{Stop, Stopped};
use crate::cli::{Format, PublishArgs};
use crate::site::Outcome;
use crate::site::publish::addresses::Changes;
use crate::site::sources::Sources;
use crate::site::text::count;
use crate::system::report;

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum What {
    #[default]
    Nothing,
    Published,
    Unchanged,
    WouldPublish,
    /// A file was written, or was there as it should be.
    Workflow(String),
}

#[derive(Debug, Default)]
pub struct Told {
    json: bool,
    remote: String,
    branch: String,
    rollback: bool,
    pub what: What,
    pub shown: String,
    pub settings: Option<String>,
    pub address: Option<String>,
    pub source: Option<String>,
    pub source_subject: String,
    pub dirty: bool,
    pub previous: Option<String>,
    pub commit: String,
    pub build: String,
    pub bytes: usize,
    pub changes: Changes,
    pub shown_after: Option<Duration>,
    remarks: Vec<String>,
    diagnostics: Vec<Value>,
}

impl Told {
    pub fn new(args: &PublishArgs) -> Self {
        Self {
            json: args.json,
            remote: args.remote.clone(),
            branch: args.branch.clone(),
            rollback: args.rollback,
            ..Self::default()
        }
    }

    /// A sentence that stops nothing.
    pub fn remark(&mut self, text: String) {
        if !self.json {
            report::remark(&text);
        }
        self.remarks.push(text);
    }

    /// What the build said.
    pub fn built(&mut self, sources: &Sources, outcome: &Outcome) {
        if self.json {
            self.diagnostics = report::as_json(true, sources, outcome);
        } else {
            report::diagnostics(Format::Human, true, sources, outcome);
            report::line(&format!("Built      {}", report::counts(outcome)));
        }
    }

    /// Says how it ended.
    pub fn finish(&self, result: Stopped<()>) -> ExitCode {
        let stop = result.err();
        let code = stop.as_ref().map_or(0, |stop| stop.exit as u8);
        match self.json {
            true => report::document(&self.document(stop.as_ref(), code)),
            false => self.lines(stop.as_ref()).iter().for_each(|line| report::line(line)),
        }
        ExitCode::from(code)
    }

    fn lines(&self, stop: Option<&Stop>) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.shown.is_empty() {
            lines.extend(self.facts());
        }
        match stop {
            Some(stop) => {
                lines.push(format!("error: {}", stop.message));
                lines.extend(stop.help.iter().map(|help| format!("help: {help}")));
            }
            None => lines.extend(self.end()),
        }
        lines
    }

    fn facts(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(source) = self.source.as_deref().filter(|_| !self.source_subject.is_empty()) {
            let short = source.get(..7).unwrap_or(source);
            let dirty = if self.dirty { ", with changes that are not committed" } else { "" };
            lines.push(format!("From       commit {short} \"{}\"{dirty}", self.source_subject));
        }
        lines.push(format!("To         {}, branch {}", self.shown, self.branch));
        lines.extend(self.address.iter().map(|address| format!("Shown at   {address}")));
        if self.what != What::Unchanged {
            let all = [
                ("New", &self.changes.new),
                ("Changed", &self.changes.changed),
                ("Gone", &self.changes.gone),
            ];
            let some = all.iter().filter(|(_, paths)| !paths.is_empty());
            lines.extend(
                some.map(|(name, paths)| format!("{name:<11}{}: {}", paths.len(), listed(paths))),
            );
        }
        lines
    }

    fn end(&self) -> Vec<String> {
        let short = self.commit.get(..7).unwrap_or_default();
        let what = match &self.what {
            What::Nothing => return Vec::new(),
            What::Workflow(text) => return vec![text.clone()],
            What::Unchanged => format!(
                "Unchanged: {} holds just this site already. Nothing was pushed.",
                self.branch
            ),
            What::WouldPublish => {
                "Nothing was pushed: --dry-run. Without it, this would be published.".to_owned()
            }
            What::Published if self.rollback => {
                format!("Rolled back: the state before is published again, as commit {short}.")
            }
            What::Published => format!("Published as commit {short}."),
        };
        let mut lines = vec![what];
        lines.extend(self.what_next());
        lines
    }

    fn what_next(&self) -> Option<String> {
        if self.what != What::Published {
            return None;
        }
        if let Some(took) = self.shown_after {
            return Some(format!("The site shows it, after {} s.", took.as_secs()));
        }
        match (&self.previous, &self.settings) {
            (None, Some(settings)) => Some(format!(
                "This is the first time. If Pages is not set up yet: open {settings}, choose \"Deploy from a branch\", then {} and \"/ (root)\", and save.",
                self.branch
            )),
            (_, Some(_)) => {
                Some("GitHub shows it in a minute or two; --verify waits for it.".to_owned())
            }
            _ => None,
        }
    }

    fn document(&self, stop: Option<&Stop>, code: u8) -> Value {
        let result = match (&self.what, stop) {
            (_, Some(stop)) => stop.exit.name(),
            (What::Published, _) if self.rollback => "rolled-back",
            (What::Published, _) => "published",
            (What::WouldPublish, _) => "would-publish",
            (What::Workflow(_), _) => "workflow",
            (What::Unchanged | What::Nothing, _) => "unchanged",
        };
        json!({
            "version": 1,
            "result": result,
            "exit-code": code,
            "message": stop.map(|stop| &stop.message),
            "help": stop.and_then(|stop| stop.help.as_ref()),
            "remote": self.remote,
            "remote-url": self.shown,
            "branch": self.branch,
            "address": self.address,
            "source": self.source,
            "dirty": self.dirty,
            "pushed": self.what == What::Published,
            "commit": Some(&self.commit).filter(|id| !id.is_empty()),
            "previous": self.previous,
            "build": Some(&self.build).filter(|id| !id.is_empty()),
            "bytes": self.bytes,
            "new": self.changes.new,
            "changed": self.changes.changed,
            "gone": self.changes.gone,
            "remarks": self.remarks,
            "diagnostics": self.diagnostics,
        })
    }
}

/// The first few of a list.
pub fn listed(names: &[String]) -> String {
    const MOST: usize = 5;
    let first = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {}", count(more, "other")),
    }
}
