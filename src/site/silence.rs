//! Warnings that the author has looked at and does not want to be told again.

use globset::GlobBuilder;

use super::diagnostics::{Code, Diagnostic, Place, Severity};
use super::parse::CONFIG;
use super::parse::config::Silence;
use super::sources::SourcePath;

/// Takes silenced warnings and remarks out, and reports rules that silence nothing. Of links that
/// lead elsewhere there is nothing to tell before they are asked for.
pub fn apply(rules: &[Silence], diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut used = vec![Used::No; rules.len()];
    let mut left: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|diagnostic| {
            let is_warning = diagnostic.severity != Severity::Error;
            let fitted = if is_warning { Used::Yes } else { Used::OnErrors };
            let mut is_silenced = false;
            // A rule is of use, too, where another one fits as well.
            for (rule, used) in rules.iter().zip(&mut used) {
                if fits(rule, diagnostic) {
                    *used = fitted.max(*used);
                    is_silenced = is_warning;
                }
            }
            !is_silenced
        })
        .collect();
    let idle = rules.iter().zip(used).filter(|(_, used)| *used != Used::Yes);
    let idle = idle.filter(|(rule, _)| !rule.code.value.is_of_asking());
    left.extend(idle.map(|(rule, used)| silences_nothing(rule, used == Used::OnErrors)));
    left
}

/// Whether a rule takes it out.
pub fn is_silenced(rules: &[Silence], diagnostic: &Diagnostic) -> bool {
    diagnostic.severity != Severity::Error && rules.iter().any(|rule| fits(rule, diagnostic))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Used {
    No,
    /// It fits an error, which cannot be silenced.
    OnErrors,
    Yes,
}

fn fits(rule: &Silence, diagnostic: &Diagnostic) -> bool {
    let path = diagnostic.place.as_ref().map_or("", |place| place.path.as_str());
    rule.code.value == diagnostic.code
        && rule.within.as_ref().is_none_or(|within| is_within(&within.value, path))
        && rule.text.as_ref().is_none_or(|text| diagnostic.message.contains(&text.value))
}

/// A file, a folder or a pattern, counted from the site's root.
fn is_within(within: &str, path: &str) -> bool {
    let folder = within.trim_end_matches('/');
    let glob = GlobBuilder::new(within).literal_separator(true).build();
    path == within
        || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        || glob.is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

fn silences_nothing(rule: &Silence, on_errors: bool) -> Diagnostic {
    let place = Place::new(&SourcePath::new(CONFIG), rule.code.range.clone());
    let code = rule.code.value;
    let (message, help) = match on_errors {
        true => (
            format!("{code} is an error here, and errors cannot be silenced"),
            "Mend it, and take this rule out.",
        ),
        false => (
            format!("this rule silences no {code}"),
            "Take it out, or correct \"in\" and \"text\".",
        ),
    };
    Diagnostic::warning(Code::S08, place, message).help(help)
}
