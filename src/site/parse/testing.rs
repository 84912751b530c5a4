//! What the parsers' tests share: mistakes as one line each, and inputs that want to do harm.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::site::diagnostics::{Diagnostic, Severity, sorted};
use crate::site::parse::model;
use crate::site::parse::yaml::Lines;
use crate::site::sources::SourcePath;

/// The table of five levels and two dimensions that the first course began with, as a model.
pub const MLOPS: &str = include_str!("testing/mlops.model.yaml");
/// The same table: level, dimension and bullet of each line.
pub const MLOPS_TABLE: &str = include_str!("testing/mlops.tsv");

/// A part of `all` inputs made by chance: a quarter, and all where `LEVELBOOK_ROUNDS` is `all`, as
/// `tests/run` says.
pub fn rounds(all: usize) -> usize {
    let is_all = option_env!("LEVELBOOK_ROUNDS") == Some("all");
    if is_all { all } else { all.div_ceil(4) }
}

/// What `work` returns, and the time that this thread alone was at work for it: other programs
/// make it no longer.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        let part = |number: i64| u64::try_from(number).unwrap_or(0);
        Duration::from_secs(part(time.tv_sec)) + Duration::from_nanos(part(time.tv_nsec))
    };
    let start = now();
    let result = work();
    (result, now() - start)
}

/// `C01 error 7:7 no dimension "Technolgy" / Did you mean "Technology"?`
pub fn told(text: &str, diagnostics: Vec<Diagnostic>) -> Vec<String> {
    sorted(diagnostics).iter().map(|diagnostic| line(text, diagnostic)).collect()
}

/// Reads a text as a model and compares what is said.
pub fn model_says(text: &str, expected: &[&str]) {
    let (_, found) = model::parse(&[(SourcePath::new("content/m.model.yaml"), text.to_owned())]);
    places_fit(text, &found);
    assert_eq!(told(text, found), expected, "\n{text}");
}

/// Two levels and two dimensions, of which the last cell is missing: the text goes on with it.
pub fn with_more(text: &str) -> String {
    format!("{BEGINNING}{text}")
}

const BEGINNING: &str = "dimensions: [Highlights, Technology]\n\
levels:\n\
\x20 - level: 0\n\
\x20   name: No MLOps\n\
\x20   cells:\n\
\x20     Highlights: [a, b]\n\
\x20     Technology:\n\
\x20       - c\n\
\x20 - level: 1\n\
\x20   name: DevOps\n\
\x20   cells:\n\
\x20     Highlights:\n\
\x20       - d\n\
";

fn line(text: &str, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Remark => "remark",
    };
    let at = diagnostic.place.as_ref().map_or(0, |place| place.range.start);
    let lines = Lines::new(text);
    let start = lines.range(lines.index(at)).start;
    let column = text[start..at].trim_start_matches('\u{feff}').chars().count() + 1;
    let (line, message) = (lines.number(at), &diagnostic.message);
    let help = diagnostic.help.as_deref().unwrap_or("-");
    format!("{} {severity} {line}:{column} {message} / {help}", diagnostic.code)
}

/// Every place must be a piece of the file.
pub fn places_fit(text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        let places = diagnostic.place.iter().chain(diagnostic.related.iter().map(|(at, _)| at));
        for place in places {
            assert!(
                text.get(place.range.clone()).is_some(),
                "{diagnostic:?} is no piece of {text:?}"
            );
        }
    }
}
