//! Sites to test with: from literals, or from this repository.

use std::path::Path;

use levelbook::site::address::OutPath;
use levelbook::site::diagnostics::Severity;
use levelbook::site::sources::Sources;
use levelbook::site::{Kept, Options, Outcome, build};
use levelbook::system::scan;

/// A site that was built, and how to look at it.
pub struct Built(pub Outcome, Sources);

/// A part of `all` inputs made by chance: a quarter, and all where `LEVELBOOK_ROUNDS` is `all`, as
/// `tests/run` says.
pub fn rounds(all: u32) -> u32 {
    let is_all = std::env::var_os("LEVELBOOK_ROUNDS").is_some_and(|rounds| rounds == "all");
    if is_all { all } else { all.div_ceil(4) }
}

pub fn built(sources: &Sources) -> Built {
    built_with(sources, &Options::default())
}

pub fn built_with(sources: &Sources, options: &Options) -> Built {
    Built(build(sources, options, &Kept::default()), sources.clone())
}

/// The site in a folder of this repository, as the program reads it.
pub fn repository(folder: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    scan::site(&root).expect("the site's folder")
}

/// A site with a home page and a model of two levels and two dimensions.
pub fn small() -> Sources {
    Sources::default()
        .with("levelbook.yaml", "title: Small\ndescription: A small site.\n")
        .with("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n")
        .with("content/m.model.yaml", MODEL)
}

pub const MODEL: &str = "\
title: Small model
dimensions: [People, Tools]
levels:
  - level: 0
    name: Start
    cells:
      People: [alone]
      Tools: [paper, pencil]
  - level: 1
    name: Growth
    cells:
      People: [together]
      Tools: [paper, wiki]
";

impl Built {
    /// A finished page.
    pub fn page(&self, path: &str) -> String {
        let file = self.0.output.get(&OutPath::new(path));
        let file = file.unwrap_or_else(|| panic!("no {path}; {:#?}", self.told()));
        String::from_utf8(file.bytes.to_vec()).expect("UTF-8")
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.output.get(&OutPath::new(path)).is_some()
    }

    /// `L01 error content/a.md:3:5 message | help` for each diagnostic.
    pub fn told(&self) -> Vec<String> {
        self.0
            .diagnostics
            .iter()
            .map(|d| {
                let severity = if d.severity == Severity::Error { "error" } else { "warning" };
                let place = d.place.as_ref().map_or_else(String::new, |place| {
                    let source = self.1.get(&place.path);
                    let bytes = source.map_or(&[][..], |source| &source.bytes);
                    let before =
                        String::from_utf8_lossy(&bytes[..place.range.start.min(bytes.len())]);
                    let line = before.matches('\n').count() + 1;
                    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
                    format!("{}:{line}:{column}", place.path)
                });
                let help = d.help.as_ref().map(|help| format!(" | {help}")).unwrap_or_default();
                format!("{} {severity} {place} {}{help}", d.code, d.message)
            })
            .collect()
    }

    /// Fails unless some line of [`Self::told`] begins so.
    #[track_caller]
    pub fn tells(&self, beginning: &str) {
        let told = self.told();
        assert!(told.iter().any(|line| line.starts_with(beginning)), "{beginning}\n{told:#?}");
    }
}

/// The entries of the sidebar as lines, indented as they are nested.
pub fn sidebar(site: &Built, page: &str) -> Vec<String> {
    let html = site.page(page);
    let start = html.find("id=\"site-menu\"").expect("a sidebar");
    let list = html[start..].split("</nav>").next().unwrap_or_default();
    let mut depth = 0_usize;
    let mut lines = Vec::new();
    for tag in list.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or((tag, ""));
        match tag.split_whitespace().next().unwrap_or_default() {
            "ul" => depth += 1,
            "/ul" => depth -= 1,
            "hr" => lines.push(format!("{}---", "  ".repeat(depth - 1))),
            "a" | "span" if depth > 0 => {
                let href = tag.split("href=\"").nth(1).map(|rest| &rest[..rest.find('"').unwrap()]);
                let href = href.map(|href| format!(" > {href}")).unwrap_or_default();
                lines.push(format!("{}{text}{href}", "  ".repeat(depth - 1)));
            }
            _ => {}
        }
    }
    lines
}

/// The text of HTML with its white space folded, entities decoded.
pub fn text_of(html: &str) -> String {
    let mut text = String::new();
    for (index, part) in html.split('<').enumerate() {
        let shown = if index == 0 { part } else { part.split_once('>').map_or("", |(_, t)| t) };
        let name: String =
            part.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if matches!(name.as_str(), "li" | "p" | "td" | "h1" | "h2" | "div" | "ul" | "section") {
            text.push(' ');
        }
        text.push_str(shown);
    }
    let text = text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&gt;", ">");
    let text = text.replace("&lt;", "<").replace("&#39;", "'").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
