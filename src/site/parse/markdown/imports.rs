//! `import Tabs from '@theme/Tabs';`: lines that Docusaurus, Starlight and VitePress run. Readers have
//! no use for them, so a paragraph of nothing else is left out, and so is VitePress' `<script setup>`.
//! A line that asks for a table of contents goes too: each page has one beside its text.

use pulldown_cmark::{Event, Tag};

use super::draft::{Draft, Edits, Scope, matching_end};
use super::problems;

/// What other tools put a table of contents in the place of.
const CONTENTS: &[&str] = &["[[toc]]", "[[TOC]]", "[TOC]", "[[_TOC_]]"];

pub fn imports(draft: &mut Draft<'_>) {
    let text = &draft.clean.text;
    let has_any = text.contains("import ")
        || text.contains("<script setup")
        || CONTENTS.iter().any(|line| text.contains(line));
    if draft.scope == Scope::Model || !has_any {
        return;
    }
    let mut edits = Edits::default();
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (at, step) in draft.steps.iter().enumerate() {
        match step.md() {
            Some(Event::Start(Tag::Paragraph)) if depth == 0 => {
                let text = &draft.clean.text[step.range.clone()];
                if CONTENTS.contains(&text.trim()) {
                    (at..=matching_end(&draft.steps, at)).for_each(|index| edits.remove(index));
                }
                if text.lines().all(is_import) {
                    (at..=matching_end(&draft.steps, at)).for_each(|index| edits.remove(index));
                    found.push(step.range.clone());
                }
                depth += 1;
            }
            Some(Event::Start(Tag::HtmlBlock)) if depth == 0 => {
                if is_setup(&draft.clean.text[step.range.clone()]) {
                    (at..=matching_end(&draft.steps, at)).for_each(|index| edits.remove(index));
                    found.push(step.range.clone());
                }
                depth += 1;
            }
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth -= 1,
            _ => {}
        }
    }
    for range in found {
        let text = draft.clean.text[range.clone()].trim_end();
        let first = text.lines().next().unwrap_or_default();
        // A line that includes the text is not to be taken out for it.
        let is_own = draft.clean.file(&range).is_none();
        draft.report(&(range.start..range.start + text.len()), |place| {
            problems::import(place, first, is_own)
        });
    }
    draft.apply(edits);
}

/// `<script setup lang="ts">`, which a browser cannot run.
fn is_setup(html: &str) -> bool {
    let tag = html.trim_start().strip_prefix("<script").and_then(|rest| rest.split_once('>'));
    tag.is_some_and(|(tag, _)| tag.split_whitespace().any(|word| word == "setup"))
        && html.trim_end().ends_with("</script>")
}

/// `import A, {B} from 'c';` or `import './d.css'`, the whole line.
fn is_import(line: &str) -> bool {
    let Some(rest) = line.trim().strip_prefix("import ") else { return false };
    let rest = rest.trim_end_matches(';').trim();
    let from = rest.rsplit_once(" from ").map_or(rest, |(_, from)| from.trim());
    let is_quoted = |quote: char| {
        let inner = from.strip_prefix(quote).and_then(|from| from.strip_suffix(quote));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains([quote, ' ']))
    };
    is_quoted('\'') || is_quoted('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_told_from_sentences() {
        for line in ["import A from 'b';", "import {a, b} from \"c\"", "import './x.css';"] {
            assert!(is_import(line), "{line}");
        }
        for line in
            ["import os", "import it from 'the shop'", "import 'x' into y", "imports from 'a'"]
        {
            assert!(!is_import(line), "{line}");
        }
    }
}
