//! Warnings that the author has looked at and does not want to be told again.

use globset::{GlobBuilder, GlobMatcher};

use super::diagnostics::{Code, Diagnostic, Place, Severity};
use super::parse::CONFIG;
use super::parse::config::Silence;
use super::sources::SourcePath;

/// Takes silenced warnings and remarks out, and reports rules that silence nothing. Of links that
/// lead elsewhere there is nothing to tell before they are asked for.
pub fn apply(rules: &[Silence], diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut used = vec![Used::No; rules.len()];
    let all = Rules::of(rules);
    let mut left: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|diagnostic| {
            let is_warning = diagnostic.severity != Severity::Error;
            let fitted = if is_warning { Used::Yes } else { Used::OnErrors };
            let mut is_silenced = false;
            // A rule is of use, too, where another one fits as well.
            for (rule, used) in all.0.iter().zip(&mut used) {
                if rule.fits(diagnostic) {
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

/// The rules of a configuration, each with its pattern.
pub struct Rules<'r>(Vec<Rule<'r>>);

struct Rule<'r> {
    rule: &'r Silence,
    /// None where the rule names a file or a folder, or no place at all.
    pattern: Option<GlobMatcher>,
}

impl<'r> Rules<'r> {
    pub fn of(rules: &'r [Silence]) -> Self {
        let is_pattern = |within: &&str| within.contains(['*', '?', '[', '{', '\\']);
        let pattern = |rule: &Silence| {
            let within = rule.within.as_ref().map(|within| within.value.as_str());
            let glob = GlobBuilder::new(within.filter(is_pattern)?).literal_separator(true).build();
            Some(glob.ok()?.compile_matcher())
        };
        Self(rules.iter().map(|rule| Rule { rule, pattern: pattern(rule) }).collect())
    }

    /// Whether a rule takes it out.
    pub fn take(&self, diagnostic: &Diagnostic) -> bool {
        let is_warning = diagnostic.severity != Severity::Error;
        is_warning && self.0.iter().any(|rule| rule.fits(diagnostic))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Used {
    No,
    /// It fits an error, which cannot be silenced.
    OnErrors,
    Yes,
}

impl Rule<'_> {
    fn fits(&self, diagnostic: &Diagnostic) -> bool {
        let Silence { code, within, text } = self.rule;
        let path = diagnostic.place.as_ref().map_or("", |place| place.path.as_str());
        code.value == diagnostic.code
            && within.as_ref().is_none_or(|within| self.is_within(&within.value, path))
            && text.as_ref().is_none_or(|text| diagnostic.message.contains(&text.value))
    }

    /// A file, a folder or a pattern, counted from the site's root.
    fn is_within(&self, within: &str, path: &str) -> bool {
        let folder = within.trim_end_matches('/');
        path == within
            || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            || self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(path))
    }
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
