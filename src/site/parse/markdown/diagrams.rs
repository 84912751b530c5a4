//! Diagrams: drawn in the browser by Mermaid, which comes late. The room that a picture will take
//! is guessed from its source, so that the page need not move when it comes.

use super::highlight;
use crate::site::text::{escape, nearest};
use crate::site::words::Words;

/// Bounds of the room, in rem.
const LEAST: usize = 9;
const MOST: usize = 36;

/// What Mermaid takes for the beginning of a diagram; most may be followed by `-beta` or a version.
const KINDS: &[&str] = &[
    "flowchart",
    "graph",
    "swimlane",
    "sequenceDiagram",
    "classDiagram",
    "stateDiagram",
    "erDiagram",
    "journey",
    "gantt",
    "pie",
    "quadrantChart",
    "requirementDiagram",
    "requirement",
    "gitGraph",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Dynamic",
    "C4Deployment",
    "mindmap",
    "timeline",
    "eventmodeling",
    "sankey",
    "xychart",
    "block",
    "packet",
    "kanban",
    "architecture",
    "radar",
    "railroad",
    "treemap",
    "treeView",
    "venn",
    "wardley",
    "ishikawa",
    "info",
];

/// What is wrong with a diagram's source at first sight.
pub enum Flaw {
    Empty,
    /// Its first word, and the kind that may be meant.
    Kind(String, Option<&'static str>),
}

/// A look at the first word alone: the rest is for Mermaid to read.
pub fn flaw(source: &str) -> Option<Flaw> {
    let Some(head) = body(source).find(|line| !line.is_empty() && !line.starts_with("%%")) else {
        return Some(Flaw::Empty);
    };
    let ends = |c: char| c.is_whitespace() || matches!(c, ';' | ':' | '{');
    let word = head.split(ends).next().unwrap_or_default();
    let is_kind = |kind: &str| {
        let rest = word.strip_prefix(kind);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if KINDS.iter().any(|kind| is_kind(kind)) {
        return None;
    }
    Some(Flaw::Kind(word.to_owned(), nearest(word, KINDS.iter().copied())))
}

/// The lines behind the front matter and the settings (`%%{init: …}%%`, over several lines).
fn body(source: &str) -> impl Iterator<Item = &str> {
    let text = source.trim_start();
    let text = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---"))
        .map_or(text, |(_, rest)| rest);
    let mut text = text.trim_start();
    while let Some((_, rest)) = text.strip_prefix("%%{").and_then(|rest| rest.split_once("}%%")) {
        text = rest.trim_start();
    }
    text.lines().map(str::trim)
}

/// Without scripts the source is read.
pub fn diagram(words: &Words, source: &str, label: &str) -> String {
    format!(
        "<div class=\"diagram\" data-mermaid data-as-text=\"{}\" style=\"--room:{}rem\"><pre class=\"code\" data-language=\"mermaid\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><code>{}</code></pre></div>\n",
        escape(words.say("The diagram as text")),
        room(source),
        escape(label),
        highlight::escape(source)
    )
}

/// About how high the picture will be, in rem: by its kind, its direction and its lines.
fn room(source: &str) -> usize {
    let mut lines = source.lines().map(str::trim).filter(|line| !line.is_empty());
    let head = lines.by_ref().find(|line| !line.starts_with("%%")).unwrap_or_default();
    let mut words = head.split(|c: char| c.is_whitespace() || c == ';');
    let arrows = || source.matches("--").count() + source.matches("==").count();
    let guess = match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
        ("flowchart" | "graph", "LR" | "RL") => 12,
        ("flowchart" | "graph", _) => 6 * (2 + arrows() * 2 / 3),
        ("sequenceDiagram", _) => 12 + 3 * lines.filter(|line| line.contains("->")).count(),
        _ => 24,
    };
    guess.clamp(LEAST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_of_no_kind_is_told() {
        let kind = |source: &str| match flaw(source) {
            Some(Flaw::Kind(word, near)) => format!("{word} {near:?}"),
            Some(Flaw::Empty) => "empty".to_owned(),
            None => "good".to_owned(),
        };
        for good in [
            "graph TD;\n  A-->B",
            "%% a remark\n\nflowchart-elk LR",
            "---\ntitle: A\n---\nstateDiagram-v2\n",
            "%%{init: {\n 'a': 1}}%%\nsequenceDiagram",
            "C4Context\n",
            "gitGraph:\n",
            "xychart-beta\n",
        ] {
            assert_eq!(kind(good), "good", "{good}");
        }
        assert_eq!(kind("flowchrt LR\n  A --> B"), "flowchrt Some(\"flowchart\")");
        assert_eq!(kind("SequenceDiagramm\n"), "SequenceDiagramm Some(\"sequenceDiagram\")");
        assert_eq!(kind("A --> B\n"), "A None");
        assert_eq!(kind("\n %% nothing\n"), "empty");
    }

    #[test]
    fn the_room_grows_with_what_stands_below_each_other() {
        let sideways = room("flowchart LR\n  A --> B --> C --> D --> E\n");
        let down = |steps: &str| room(&format!("%% a remark\nflowchart TD\n  A{steps}\n"));
        let [two, five] = [down(" --> B"), down(" --> B --> C --> D --> E")];
        assert!(sideways < five && two < five, "{sideways} {two} {five}");
        let said =
            |times: usize| room(&format!("sequenceDiagram\n{}", "A->>B: Yes\n".repeat(times)));
        assert!(said(1) < said(4));
        assert_eq!(said(500), MOST);
        assert!((LEAST..=MOST).contains(&room("")), "no source at all");
    }
}
