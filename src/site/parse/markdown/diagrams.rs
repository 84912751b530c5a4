//! Diagrams: drawn in the browser by Mermaid, which comes late. The room that a picture will take
//! is guessed from its source, so that the page need not move when it comes.

use super::highlight;
use crate::site::text::escape;

/// Bounds of the room, in rem.
const LEAST: usize = 9;
const MOST: usize = 36;

/// Without scripts the source is read.
pub fn diagram(source: &str, label: &str) -> String {
    format!(
        "<div class=\"diagram\" data-mermaid style=\"--room:{}rem\"><pre class=\"code\" data-language=\"mermaid\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><code>{}</code></pre></div>\n",
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
