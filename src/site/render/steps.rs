//! How long a site's own templates may run. Whoever made a theme may not be trusted, and loops in loops
//! do not end in a lifetime: so each turn of a loop, and each use of a block, a component or another
//! template, first takes a step of those that a page has. Steps are counted, not
//! timed, so that every machine says the same. The templates inside the program go without.

use std::cell::Cell;
use std::io::{Error, Result, Write};

use tera::{Kwargs, State, TeraResult};

/// For all templates of one page.
pub const STEPS: u64 = 10_000_000;
/// The most numbers of a `range`.
const LONGEST: u64 = 100_000;
/// What a page may hold, in bytes.
const LENGTH: usize = 256 << 20;
const LATE: &str = "the template takes too many steps";
/// The function that asks.
pub const ASKS: &str = "levelbook_step";

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(STEPS) };
}

/// A page begins; `hurried` where another page had too few, so that a site of many ends as well.
pub fn begin(hurried: bool) {
    LEFT.set(if hurried { STEPS / 20 } else { STEPS });
}

/// Whether an error is that the time was over.
pub fn is_late(message: &str) -> bool {
    message.contains(LATE)
}

/// Nothing to print, or that there are no steps left.
pub fn ask() -> TeraResult<&'static str> {
    take(1).map(|()| "")
}

fn take(steps: u64) -> TeraResult<()> {
    let left = LEFT.get().checked_sub(steps).ok_or_else(|| tera::Error::message(LATE))?;
    LEFT.set(left);
    Ok(())
}

/// Numbers from `start` up to `end` without it, as the engine's own `range` gives them, but that each
/// is a step.
#[expect(clippy::needless_pass_by_value, reason = "functions of templates are called so")]
pub fn range(given: Kwargs, _: &State<'_>) -> TeraResult<Vec<i64>> {
    let start = given.get::<i64>("start")?.unwrap_or_default();
    let end = given.must_get::<i64>("end")?;
    let step = given.get::<i64>("step_by")?.unwrap_or(1);
    let by = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    if by == 0 || (start > end && step > 0) {
        return Err(tera::Error::message("`range` goes from `start` up to `end` by a `step_by`"));
    }
    let count = start.abs_diff(end).div_ceil(step.unsigned_abs());
    if count > LONGEST {
        return Err(tera::Error::message(format!("`range` gives at most {LONGEST} numbers")));
    }
    take(count)?;
    Ok(if step > 0 {
        (start..end).step_by(by).collect()
    } else {
        (end.saturating_add(1)..=start).rev().step_by(by).collect()
    })
}

/// A page as it is written, up to a length.
#[derive(Default)]
pub struct Page(pub Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.0.len() + bytes.len() > LENGTH {
            return Err(Error::other(format!("the page is larger than {} MB", LENGTH >> 20)));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// A template that asks.
#[derive(Debug)]
pub struct Asking {
    pub text: String,
    /// What was put in: from which byte of `text` on, and how many bytes.
    put_in: Vec<(usize, usize)>,
}

impl Asking {
    pub fn new(template: &str) -> Self {
        let mut asking = Self { text: String::with_capacity(template.len()), put_in: Vec::new() };
        let mut from = 0;
        for at in places(template) {
            asking.text += &template[from..at];
            // White space that the tag swallows is swallowed behind the question.
            let trims = template[..at].ends_with("-%}");
            let question = format!("{{{{ {ASKS}() {}}}}}", if trims { "-" } else { "" });
            asking.put_in.push((asking.text.len(), question.len()));
            asking.text += &question;
            from = at;
        }
        asking.text += &template[from..];
        asking
    }

    /// The byte of the template as its author wrote it.
    pub fn written(&self, at: usize) -> usize {
        let before = self.put_in.iter().take_while(|(start, _)| *start < at);
        at - before.map(|(start, length)| (*length).min(at - start)).sum::<usize>()
    }
}

/// Behind each tag that can be run any number of times.
fn places(template: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(start) = template[at..].find('{').map(|start| at + start) {
        let rest = &template[start..];
        at = match rest.as_bytes().get(1) {
            Some(b'#') => start + rest.find("#}").map_or(rest.len(), |end| end + 2),
            Some(b'{') => start + end_of_tag(rest, "}}"),
            Some(b'%') => start + end_of_tag(rest, "%}"),
            _ => start + 1,
        };
        // What is no tag, or one that does not end, runs nothing.
        if !rest.starts_with("{%") || !template[..at].ends_with("%}") {
            continue;
        }
        let word = rest[2..at - start].trim_start_matches(['-', ' ', '\t', '\r', '\n']);
        let word = word.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match word {
            "raw" => at += template[at..].find("endraw").unwrap_or(0),
            "for" | "block" | "component" | "include" => places.push(at),
            _ => {}
        }
    }
    places
}

/// How long a tag is; what stands in quotes does not end it.
fn end_of_tag(tag: &str, end: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().skip(2) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, _) if tag.as_bytes()[at..].starts_with(end.as_bytes()) => return at + 2,
            (None, _) => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::diagnostics::Code;
    use crate::site::sources::Sources;
    use crate::site::{Kept, Options, build};

    #[test]
    fn loops_blocks_components_and_includes_ask_and_nothing_else_does() {
        let template = "{# {% for #}{% raw %}{% for %}{% endraw %}{{ \"{% for %}\" }}\n{%- for x in \"%}\" -%} a {% endfor %}{% include \"b\" %}";
        let asking = Asking::new(template);
        let question = format!("{{{{ {ASKS}() }}}}");
        let trimming = question.replace(" }}", " -}}");
        let expected = "{# {% for #}{% raw %}{% for %}{% endraw %}{{ \"{% for %}\" }}\n{%- for x in \"%}\" -%}";
        assert_eq!(
            asking.text,
            format!("{expected}{trimming} a {{% endfor %}}{{% include \"b\" %}}{question}")
        );
        let end = asking.text.find("endfor").unwrap();
        assert_eq!(&template[asking.written(end)..][..6], "endfor");
    }

    #[test]
    fn braces_of_scripts_and_styles_are_no_tags() {
        for template in
            ["<script>try{x()}catch(e){}</script>", "{", "a{é}", "{%", "{% for", "{{", "{#", ""]
        {
            assert_eq!(Asking::new(template).text, template);
        }
    }

    #[test]
    fn loops_that_do_not_end_are_told_where_they_stand() {
        let endless = "<p>\n{% set r = range(end=100000) %}\n{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}";
        let sources = Sources::default()
            .with("levelbook.yaml", "title: T\ndescription: T.\ntheme: own\n")
            .with("content/index.md", "# Home\n")
            .with("content/p.md", "# P\n")
            .with("themes/own/templates/note.html", endless);
        let outcome = build(&sources, &Options::default(), &Kept::default());
        let told = outcome.diagnostics.iter().find(|told| told.code == Code::T02).unwrap();
        assert!(is_late(&told.message), "{told:?}");
        let place = told.place.as_ref().unwrap();
        assert_eq!(place.path.as_str(), "themes/own/templates/note.html");
        assert!(endless[..place.range.start].ends_with("{% for b in r %}"), "{place:?}");
    }
}
