//! Lines of code that are there for a compiler, not for readers, as rustdoc and mdBook mark them: `# use
//! std::fs;` in Rust, and in any language lines that begin with what `hidelines=` names, or that `hide_lines=`
//! counts.

use std::ops::RangeInclusive;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::draft::{Draft, Node};
use super::fence;

pub fn hidden(draft: &mut Draft<'_>) {
    let mut hides: Option<Hides> = None;
    for step in &mut draft.steps {
        match &mut step.node {
            Node::Md(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) => {
                hides = Hides::read(info);
            }
            Node::Md(Event::End(_)) => hides = None,
            Node::Md(Event::Text(code)) => {
                if let Some(hides) = hides.as_ref().filter(|hides| hides.may_be_in(code)) {
                    *code = shown(code, hides).into();
                }
            }
            _ => {}
        }
    }
}

enum Hides {
    Rust,
    Prefix(String),
    /// Lines, counted from 1.
    Numbers(Vec<RangeInclusive<usize>>),
}

impl Hides {
    fn read(info: &str) -> Option<Self> {
        let fence = fence::read(info);
        if !fence.hidden.is_empty() {
            return Some(Self::Numbers(fence.hidden));
        }
        let is_rust = ["rust", "rs"].iter().any(|name| fence.language.eq_ignore_ascii_case(name));
        match fence.hides.filter(|prefix| !prefix.is_empty()) {
            Some(prefix) => Some(Self::Prefix(prefix)),
            None => is_rust.then_some(Self::Rust),
        }
    }

    fn may_be_in(&self, code: &str) -> bool {
        match self {
            Self::Rust => code.contains('#'),
            Self::Prefix(prefix) => code.contains(prefix.as_str()),
            Self::Numbers(_) => true,
        }
    }
}

fn shown(code: &str, hides: &Hides) -> String {
    let lines = code.split_inclusive('\n').zip(1..);
    lines.filter_map(|(line, number)| line_shown(line, number, hides)).collect()
}

/// A line as readers see it. In Rust a `#` hides it that stands alone or before a space, as `#[test]`
/// and `#name` are code; `##` stands for a `#` that is shown.
fn line_shown(line: &str, number: usize, hides: &Hides) -> Option<String> {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    match hides {
        Hides::Numbers(numbers) => {
            (!numbers.iter().any(|range| range.contains(&number))).then(|| line.to_owned())
        }
        Hides::Prefix(prefix) => (!text.starts_with(prefix.as_str())).then(|| line.to_owned()),
        Hides::Rust => match text.strip_prefix('#') {
            None => Some(line.to_owned()),
            Some(rest) if rest.starts_with('#') => Some(format!("{indent}{rest}")),
            Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => None,
            Some(_) => Some(line.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_rust_that_begin_with_a_number_sign_are_hidden() {
        let code = "# use std::fs;\n#\n#![allow(x)]\n#[test]\nfn main() {\n    # hidden();\n    ## shown\n    #name #(#more),*\n    #(#all),*\n}\n#";
        let seen = "#![allow(x)]\n#[test]\nfn main() {\n    # shown\n    #name #(#more),*\n    #(#all),*\n}\n";
        assert_eq!(shown(code, &Hides::Rust), seen);
    }

    #[test]
    fn other_languages_hide_what_the_author_says() {
        let hides = |info: &str| Hides::read(info).is_some();
        assert!(hides("rust,ignore") && hides("python,hidelines=~"));
        assert!(!hides("sh") && !hides("python"));
        let prefix = Hides::Prefix("~".into());
        assert_eq!(shown("~import a\nb\n  ~c\n# d\n", &prefix), "b\n# d\n");
    }
}
