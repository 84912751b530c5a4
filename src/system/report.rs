//! What a build says, for people and for programs.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::disk::Written;
use super::server::Problem;
use crate::cli::{Format, SiteArgs};
use crate::site::Outcome;
use crate::site::diagnostics::{Code, Diagnostic, Place, Severity};
use crate::site::parse::ADDRESSES;
use crate::site::promised::Promised;
use crate::site::sources::{SourcePath, Sources};
use crate::site::text::count;

/// Prints everything that is wrong, in the format that was asked for.
pub fn diagnostics(format: Format, strict: bool, sources: &Sources, outcome: &Outcome) {
    let files = Files::of(&outcome.diagnostics, sources);
    let found: Vec<Located> =
        outcome.diagnostics.iter().map(|d| Located::new(d, &files, strict)).collect();
    match format {
        Format::Human => for_people(&found),
        Format::Json => document(&json!({
            "version": 1,
            "diagnostics": found.iter().map(Located::json).collect::<Vec<_>>(),
        })),
        Format::Github => found.iter().for_each(|d| print(&d.github())),
        Format::Sarif => print(&format!("{:#}", sarif(&found))),
    }
}

/// So many of a code are shown with their lines; of the others so many get a line each.
const SHOWN: usize = 10;
const LISTED: usize = 20;

/// The first ones of each code in full, the others in short: a thousand of one kind hide no other.
fn for_people(found: &[Located]) {
    let mut all: BTreeMap<(Severity, Code), Vec<&Located>> = BTreeMap::new();
    for located in found {
        let alike = all.entry((located.severity, located.diagnostic.code)).or_default();
        alike.push(located);
        if alike.len() <= SHOWN {
            anstream::eprintln!("{}\n", located.human());
        }
    }
    for ((severity, code), alike) in all.iter().filter(|(_, alike)| alike.len() > SHOWN) {
        let more = alike.len() - SHOWN;
        anstream::eprintln!("{}[{code}]: {more} more of this kind", word(*severity));
        for located in alike.iter().skip(SHOWN).take(LISTED) {
            anstream::eprintln!("  {}", located.short());
        }
        match more.saturating_sub(LISTED) {
            0 => anstream::eprintln!(),
            left => anstream::eprintln!("  … and {left} more (`--format json` says all)\n"),
        }
    }
}

/// Some mistakes, for people.
pub fn told(found: &[Diagnostic], sources: &Sources) {
    let files = Files::of(found, sources);
    found.iter().for_each(|d| anstream::eprintln!("{}\n", Located::new(d, &files, false).human()));
}

/// Why something is not done.
pub fn refused(message: &str, help: &str) {
    say(&format!("error: {message}. {help}"));
}

/// What is wrong, as values of JSON.
pub fn as_json(strict: bool, sources: &Sources, outcome: &Outcome) -> Vec<Value> {
    let files = Files::of(&outcome.diagnostics, sources);
    let found = outcome.diagnostics.iter().map(|d| Located::new(d, &files, strict));
    found.map(|located| located.json()).collect()
}

/// A line for people.
pub fn line(text: &str) {
    say(text);
}

/// A file as it is, on standard output.
pub fn bytes(bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    std::io::stdout().write_all(bytes)
}

/// A document for programs.
pub fn document(value: &Value) {
    print(&format!("{value:#}"));
}

/// What is wrong, for the browser; `edit` makes the link that opens a file at a line and a column.
pub fn problems(
    sources: &Sources,
    outcome: &Outcome,
    edit: impl Fn(&str, usize, usize) -> Option<String>,
) -> Vec<Problem> {
    let files = Files::of(&outcome.diagnostics, sources);
    let found = outcome.diagnostics.iter().map(|d| Located::new(d, &files, false));
    found.map(|located| located.problem(&edit)).collect()
}

/// The line that tells what a save led to.
pub fn rebuild(outcome: &Outcome, changed: &[&SourcePath], took: Duration) {
    let what = match changed {
        [one] => one.to_string(),
        more => count(more.len(), "file"),
    };
    let result = match outcome.errors() {
        0 => format!("{} again", count(outcome.summary.rendered, "page")),
        errors => format!("{}, the last good site stays", count(errors, "error")),
    };
    say(&format!("{what} · {result} · {}", seconds(took)));
}

/// The line that tells where the site is shown.
pub fn serving(url: &str) {
    say(&format!("The site is at {url} (Ctrl-C ends it)"));
}

/// The line that tells what is shown.
pub fn first_build(outcome: &Outcome, took: Duration) {
    match outcome.errors() {
        0 => say(&format!("{} · {}", counts(outcome), seconds(took))),
        errors => say(&format!("{}: there is no site to show yet", count(errors, "error"))),
    }
}

/// What was mended in a file.
pub fn mended(path: &SourcePath, places: usize) {
    say(&format!("mended {} in {path}", count(places, "place")));
}

/// A sentence for people that is no mistake of the site's.
pub fn remark(text: &str) {
    say(&format!("warning: {text}"));
}

/// The closing line of `build`.
pub fn build(
    args: &SiteArgs,
    outcome: &Outcome,
    written: Option<&Written>,
    target: &Path,
    took: Duration,
) {
    let Some(written) = written else {
        return failed(args, outcome, "Nothing was written; the last output stays as it was.");
    };
    let files = match (written.changed, written.removed) {
        (0, 0) => "nothing changed".to_owned(),
        (changed, 0) => format!("{} written", count(changed, "file")),
        (changed, removed) => format!("{} written, {removed} removed", count(changed, "file")),
    };
    say(&format!("{} · {files} · {} → {}", counts(outcome), seconds(took), target.display()));
}

/// The closing line of `check`.
pub fn check(args: &SiteArgs, outcome: &Outcome, took: Duration) {
    if outcome.errors() > 0 || args.strict && outcome.warnings() > 0 {
        return failed(args, outcome, "");
    }
    say(&format!("{} · {} · nothing written", counts(outcome), seconds(took)));
}

/// How many addresses elsewhere there are, and what became of them.
pub struct Addresses {
    pub all: usize,
    /// In this run.
    pub asked: usize,
    /// In this run or an earlier one.
    pub known: usize,
    pub left_out: usize,
}

/// The line that tells how far the links that lead elsewhere were asked for.
pub fn elsewhere(addresses: &Addresses) {
    let word = if addresses.all == 1 { "address" } else { "addresses" };
    let mut parts = vec![format!("{} {word} elsewhere", addresses.all)];
    let earlier = addresses.known.saturating_sub(addresses.asked);
    let further = [
        (addresses.asked, "asked for"),
        (earlier, "known from earlier"),
        (addresses.all - addresses.known, "not known"),
        (addresses.left_out, "left out"),
    ];
    parts.extend(further.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    say(&parts.join(" · "));
}

/// What was written to the file of addresses.
pub fn addresses(promised: &Promised) {
    let (all, new) = (addressed(promised.all), promised.new);
    say(&format!("{ADDRESSES}: {new} added, {all} in all"));
}

/// Addresses that the file does not have yet.
pub fn new_addresses(new: usize) {
    if new > 0 {
        let are = if new == 1 { "is" } else { "are" };
        say(&format!(
            "{} {are} not in {ADDRESSES} yet: levelbook check --write-addresses",
            addressed(new)
        ));
    }
}

fn addressed(n: usize) -> String {
    format!("{n} address{}", if n == 1 { "" } else { "es" })
}

fn failed(args: &SiteArgs, outcome: &Outcome, then: &str) {
    let strict = if args.strict && outcome.warnings() > 0 {
        " (--strict: warnings count as errors)"
    } else {
        ""
    };
    let line = format!(
        "{}, {}{strict}. {then}",
        count(outcome.errors(), "error"),
        count(outcome.warnings(), "warning"),
    );
    say(line.trim_end());
}

/// What a build made, in one line.
pub fn counts(outcome: &Outcome) -> String {
    let summary = &outcome.summary;
    let mut parts = vec![count(summary.pages, "page")];
    if summary.has_models {
        parts.push(count(summary.levels, "level"));
        parts.push(format!("{} in, {} out", count(summary.items_in, "item"), summary.items_out));
        if summary.activities_in > 0 {
            let word = if summary.activities_in == 1 { "activity" } else { "activities" };
            let (all, out) = (summary.activities_in, summary.activities_out);
            parts.push(format!("{all} {word} in, {out} out"));
        }
        parts.push(format!(
            "notes: {} of {} covered",
            summary.levels_covered,
            count(summary.levels, "level")
        ));
    }
    parts.push(count(outcome.warnings(), "warning"));
    parts.join(" · ")
}

fn seconds(took: Duration) -> String {
    match took.as_millis() {
        ms @ 0..1000 => format!("{ms} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

/// To standard error, so that standard output holds nothing but what a program asked for.
fn say(line: &str) {
    anstream::eprintln!("{line}");
}

fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A diagnostic with its place in lines and columns.
struct Located<'a> {
    diagnostic: &'a Diagnostic,
    severity: Severity,
    place: Option<At<'a>>,
    related: Vec<(At<'a>, &'a str)>,
}

/// The files that something is told of, each read once.
struct Files<'a>(HashMap<&'a SourcePath, Text<'a>>);

struct Text<'a> {
    text: Cow<'a, str>,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'a> Files<'a> {
    fn of(found: &'a [Diagnostic], sources: &'a Sources) -> Self {
        let mut files = HashMap::new();
        let related = |d: &'a Diagnostic| d.related.iter().map(|(place, _)| place);
        for place in found.iter().flat_map(|d| d.place.iter().chain(related(d))) {
            files.entry(&place.path).or_insert_with(|| {
                let bytes = sources.get(&place.path).map_or(&[][..], |source| &source.bytes);
                let text = String::from_utf8_lossy(bytes);
                let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
                Text { lines: std::iter::once(0).chain(ends).collect(), text }
            });
        }
        Self(files)
    }
}

impl Text<'_> {
    /// Both from 1; columns in characters.
    fn line_column(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte);
        (line, self.text[self.lines[line - 1]..byte].chars().count() + 1)
    }
}

struct At<'a> {
    path: &'a str,
    file: &'a Text<'a>,
    /// Clamped to the text.
    range: Range<usize>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> At<'a> {
    fn new(place: &'a Place, files: &'a Files<'a>) -> Self {
        let file = &files.0[&place.path];
        let range = floor(&file.text, place.range.start)..floor(&file.text, place.range.end);
        let (line, column) = file.line_column(range.start);
        let (end_line, end_column) = file.line_column(range.end);
        Self { path: place.path.as_str(), file, range, line, column, end_line, end_column }
    }
}

/// The last boundary of a character that is not behind `byte`.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

impl<'a> Located<'a> {
    fn new(diagnostic: &'a Diagnostic, files: &'a Files<'a>, strict: bool) -> Self {
        let at = |place| At::new(place, files);
        Self {
            diagnostic,
            severity: match diagnostic.severity {
                Severity::Warning if strict => Severity::Error,
                severity => severity,
            },
            place: diagnostic.place.as_ref().map(at),
            related: diagnostic
                .related
                .iter()
                .map(|(place, label)| (at(place), label.as_str()))
                .collect(),
        }
    }

    fn human(&self) -> String {
        Renderer::styled().render(&[self.group()])
    }

    fn short(&self) -> String {
        let at = self.place.as_ref().map(|at| format!("{}:{}:{} ", at.path, at.line, at.column));
        format!("{}{}", at.unwrap_or_default(), self.diagnostic.message)
    }

    /// The lines that it is about, with a caret, and nothing else.
    fn excerpt(&self) -> String {
        let rendered = Renderer::plain().render(&[self.group()]);
        let lines = rendered.lines().skip(2);
        let lines = lines.take_while(|line| !line.trim_start().starts_with("= help"));
        lines.filter(|line| line.trim() != "|").collect::<Vec<_>>().join("\n")
    }

    fn problem(&self, edit: impl Fn(&str, usize, usize) -> Option<String>) -> Problem {
        let place = self.place.as_ref();
        Problem {
            severity: word(self.severity),
            code: self.diagnostic.code.name(),
            place: place
                .map_or_else(String::new, |at| format!("{}:{}:{}", at.path, at.line, at.column)),
            message: self.diagnostic.message.clone(),
            excerpt: self.excerpt(),
            help: self.diagnostic.help.clone(),
            edit: place.and_then(|at| edit(at.path, at.line, at.column)),
        }
    }

    fn group(&self) -> Group<'_> {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Remark => Level::NOTE,
        };
        let title =
            level.primary_title(self.diagnostic.message.as_str()).id(self.diagnostic.code.name());
        let mut group = Group::with_title(title);
        if let Some(at) = &self.place {
            let others = self.related.iter().filter(|(other, _)| other.path == at.path);
            let excerpt = Excerpt::of(std::iter::once(at).chain(others.clone().map(|(o, _)| o)));
            let mut snippet =
                excerpt.snippet(at).annotation(excerpt.mark(at, AnnotationKind::Primary));
            for (other, label) in others {
                let mark = excerpt.mark(other, AnnotationKind::Context);
                snippet = snippet.annotation(mark.label(*label));
            }
            group = group.element(snippet);
        }
        for (other, label) in self
            .related
            .iter()
            .filter(|(o, _)| self.place.as_ref().is_none_or(|at| at.path != o.path))
        {
            let excerpt = Excerpt::of(std::iter::once(other));
            let mark = excerpt.mark(other, AnnotationKind::Context);
            group = group.element(excerpt.snippet(other).annotation(mark.label(*label)));
        }
        if let Some(help) = &self.diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }

    fn json(&self) -> Value {
        let at = |at: &At| {
            json!({
                "file": at.path, "line": at.line, "column": at.column,
                "endLine": at.end_line, "endColumn": at.end_column,
                "startByte": at.range.start, "endByte": at.range.end,
            })
        };
        let related =
            self.related.iter().map(|(place, label)| json!({"place": at(place), "label": label}));
        json!({
            "code": self.diagnostic.code.name(),
            "severity": word(self.severity),
            "message": self.diagnostic.message,
            "place": self.place.as_ref().map(at),
            "related": related.collect::<Vec<_>>(),
            "help": self.diagnostic.help,
            "edits": self.diagnostic.edits.iter().map(|edit| json!({
                "startByte": edit.range.start, "endByte": edit.range.end, "text": edit.text,
            })).collect::<Vec<_>>(),
        })
    }

    /// A workflow command; its escapes are those of GitHub's runner.
    fn github(&self) -> String {
        let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
        let place = self.place.as_ref().map_or_else(String::new, |at| {
            format!(
                "file={},line={},col={},endLine={},endColumn={},",
                property(at.path),
                at.line,
                at.column,
                at.end_line,
                at.end_column
            )
        });
        let help =
            self.diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let text = data(&format!("{}{help}", self.diagnostic.message));
        let command = match self.severity {
            Severity::Remark => "notice",
            severity => word(severity),
        };
        format!("::{command} {place}title={}::{text}", self.diagnostic.code)
    }

    fn sarif(&self) -> Value {
        let region = |at: &At| {
            json!({"physicalLocation": {
                "artifactLocation": {"uri": crate::site::address::encode(at.path)},
                "region": {
                    "startLine": at.line, "startColumn": at.column,
                    "endLine": at.end_line, "endColumn": at.end_column,
                },
            }})
        };
        let help = self.diagnostic.help.as_ref().map(|help| format!(" {help}")).unwrap_or_default();
        let mut result = json!({
            "ruleId": self.diagnostic.code.name(),
            "level": word(self.severity),
            "message": {"text": format!("{}.{help}", self.diagnostic.message)},
            "locations": self.place.iter().map(region).collect::<Vec<_>>(),
            "relatedLocations": self.related.iter().map(|(at, label)| {
                let mut location = region(at);
                location["message"] = json!({"text": label});
                location
            }).collect::<Vec<_>>(),
        });
        if let Some(at) = self.place.as_ref().filter(|_| !self.diagnostic.edits.is_empty()) {
            let replacements = self.diagnostic.edits.iter().map(|edit| {
                let (start, length) = (edit.range.start, edit.range.len());
                json!({
                    "deletedRegion": {"byteOffset": start, "byteLength": length},
                    "insertedContent": {"text": edit.text},
                })
            });
            result["fixes"] = json!([{
                "description": {"text": self.diagnostic.help},
                "artifactChanges": [{
                    "artifactLocation": {"uri": crate::site::address::encode(at.path)},
                    "replacements": replacements.collect::<Vec<_>>(),
                }],
            }]);
        }
        result
    }
}

/// The lines of a file that have something to be shown: of a long file the printer would read all.
struct Excerpt {
    /// The first one's number.
    line: usize,
    bytes: Range<usize>,
}

impl Excerpt {
    /// The lines of all places, which are in one file.
    fn of<'a>(places: impl Iterator<Item = &'a At<'a>> + Clone) -> Self {
        let first = places.clone().map(|at| at.line).min().unwrap_or(1);
        let last = places.clone().map(|at| at.end_line).max().unwrap_or(1);
        let bytes = places.map(|at| at.file).next().map_or(0..0, |file| {
            let end = file.lines.get(last).copied().unwrap_or(file.text.len());
            file.lines[first - 1]..end
        });
        Self { line: first, bytes }
    }

    fn snippet<'s>(&self, at: &'s At<'_>) -> Snippet<'s, Annotation<'s>> {
        let text = &at.file.text[self.bytes.clone()];
        Snippet::source(text).line_start(self.line).path(at.path).fold(true)
    }

    fn mark<'s>(&self, at: &At<'_>, kind: AnnotationKind) -> Annotation<'s> {
        kind.span(at.range.start - self.bytes.start..at.range.end - self.bytes.start)
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Remark => "note",
    }
}

/// SARIF 2.1.0, as code scanning reads it.
fn sarif(found: &[Located]) -> Value {
    let rules = Code::ALL
        .iter()
        .map(|code| json!({"id": code.name(), "shortDescription": {"text": code.title()}}));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "levelbook",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(Located::sarif).collect::<Vec<_>>(),
        }],
    })
}

/// A line on a terminal while a build takes longer than half a second; nothing elsewhere.
pub struct Progress {
    done: Arc<AtomicBool>,
    shown: bool,
}

impl Progress {
    pub fn start(format: Format) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let shown = format == Format::Human && std::io::stderr().is_terminal();
        if shown {
            let done = Arc::clone(&done);
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(500));
                if !done.load(Ordering::Relaxed) {
                    anstream::eprint!("Building…\r");
                }
            });
        }
        Self { done, shown }
    }

    pub fn finish(self) {
        self.done.store(true, Ordering::Relaxed);
        if self.shown {
            anstream::eprint!("\x1b[2K");
        }
    }
}

/// A line on a terminal that counts what is asked for; nothing elsewhere.
pub struct Counting {
    all: usize,
    done: usize,
    shown: bool,
}

impl Counting {
    pub fn start(format: Format, all: usize) -> Self {
        let shown = format == Format::Human && std::io::stderr().is_terminal();
        let counting = Self { all, done: 0, shown };
        counting.show();
        counting
    }

    pub fn step(&mut self) {
        self.done += 1;
        self.show();
    }

    fn show(&self) {
        if self.shown {
            anstream::eprint!("\rAsking for links elsewhere… {} of {}", self.done, self.all);
        }
    }

    pub fn finish(self) {
        if self.shown {
            anstream::eprint!("\r\x1b[2K");
        }
    }
}
