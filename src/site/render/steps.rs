//! How long a site's own templates may run. Whoever made a theme may not be trusted, and loops in loops
//! do not end in a lifetime: so each turn of a loop, and each use of a block, a component or another
//! template, first asks whether there is time left. The templates inside the program go without.

use std::cell::Cell;
use std::io::{Error, Result, Write};
use std::time::{Duration, Instant};

/// For all templates of one page.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 2 } else { 20 });
/// What a page may hold, in bytes.
const LENGTH: usize = 256 << 20;
const LATE: &str = "the template is not done in time";
/// The function that asks.
pub const ASKS: &str = "levelbook_has_time";

thread_local! {
    static UNTIL: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// A page begins; `hurried` where another page ran out of time, so that a site of many ends as well.
pub fn begin(hurried: bool) {
    UNTIL.set(Instant::now().checked_add(if hurried { PATIENCE / 20 } else { PATIENCE }));
}

/// Whether an error is that the time was over.
pub fn is_late(message: &str) -> bool {
    message.contains(LATE)
}

/// Nothing to print, or that the time of the page is over.
pub fn ask() -> std::result::Result<&'static str, tera::Error> {
    match UNTIL.get() {
        Some(until) if Instant::now() > until => Err(tera::Error::message(LATE)),
        _ => Ok(""),
    }
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
        let word =
            rest[2.min(rest.len())..at - start].trim_start_matches(['-', ' ', '\t', '\r', '\n']);
        let word = word.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match word {
            _ if !rest.starts_with("{%") => {}
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
