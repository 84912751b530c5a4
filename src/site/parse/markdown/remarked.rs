//! Marks of lines that stand in the code as comments, as VitePress has them: `return 1 // [!code ++]`. The
//! comment goes, and what it says is written behind the fence, where other marks are.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use super::draft::{Draft, Node};

const SIGN: &str = "[!code ";

pub fn remarked(draft: &mut Draft<'_>) {
    if !draft.clean.text.contains(SIGN) {
        return;
    }
    let mut fence: Option<(usize, Marks)> = None;
    for at in 0..draft.steps.len() {
        match &mut draft.steps[at].node {
            Node::Md(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))) => {
                fence = Some((at, Marks::default()));
            }
            Node::Md(Event::End(_)) => {
                if let Some((start, marks)) = fence.take() {
                    say(&mut draft.steps[start].node, &marks);
                }
            }
            Node::Md(Event::Text(code)) => {
                if let Some((_, marks)) = &mut fence {
                    let lines = code.split_inclusive('\n').map(|line| marks.line(line));
                    *code = lines.collect::<String>().into();
                }
            }
            _ => {}
        }
    }
}

/// Adds the marks to what stands behind the fence.
fn say(start: &mut Node<'_>, marks: &Marks) {
    let Node::Md(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) = start else { return };
    if !marks.said.is_empty() {
        *info = CowStr::from(format!("{info}{}", marks.said));
    }
}

/// The marks of a block, and how many of its lines are shown so far.
#[derive(Default)]
struct Marks {
    lines: usize,
    said: String,
}

impl Marks {
    /// A line as it is shown: nothing is left of one that was a mark alone, which speaks of the next.
    fn line(&mut self, line: &str) -> String {
        let first = self.lines + 1;
        let end = if line.ends_with('\n') { "\n" } else { "" };
        self.lines += end.len();
        let Some((shown, kind, count)) = remark(line) else { return line.to_owned() };
        let last = first.saturating_add(count.max(1) - 1);
        self.said += &match kind {
            Kind::Marked => format!(" {{{first}-{last}}}"),
            Kind::Inserted => format!(" ins={{{first}-{last}}}"),
            Kind::Deleted => format!(" del={{{first}-{last}}}"),
        };
        if shown.trim().is_empty() {
            self.lines -= end.len();
            return String::new();
        }
        format!("{shown}{end}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Marked,
    Inserted,
    Deleted,
}

/// What is left of a line without such a comment at its end, the mark, and for how many lines it is.
fn remark(line: &str) -> Option<(&str, Kind, usize)> {
    const OPENS: &[&str] = &["<!--", "{/*", "/*", "//", "--", "%%", ";;", "#", "%", ";", "'", "\""];
    let (before, rest) = line.split_once(SIGN)?;
    let (what, behind) = rest.split_once(']')?;
    if !matches!(behind.trim(), "" | "-->" | "*/" | "*/}") {
        return None;
    }
    let (name, count) = what.trim().split_once(':').unwrap_or((what.trim(), "1"));
    let kind = match name {
        "highlight" | "hl" | "focus" | "error" | "warning" | "info" => Kind::Marked,
        "++" => Kind::Inserted,
        "--" => Kind::Deleted,
        _ => return None,
    };
    let before = before.trim_end();
    let shown = OPENS.iter().find_map(|open| before.strip_suffix(open))?.trim_end();
    Some((shown, kind, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_mark_lines_are_read_in_any_language() {
        let marks = [
            ("let a = 1 // [!code ++]\n", Some(("let a = 1", Kind::Inserted, 1))),
            ("  a: 1 # [!code highlight:3]\n", Some(("  a: 1", Kind::Marked, 3))),
            ("<p></p> <!-- [!code --] -->", Some(("<p></p>", Kind::Deleted, 1))),
            ("/* [!code focus] */\n", Some(("", Kind::Marked, 1))),
            ("let a = 1 // [!code dance]\n", None),
            ("let a = 1 // [!code ++] and more\n", None),
            ("let a = [!code ++]\n", None),
        ];
        for (line, expected) in marks {
            assert_eq!(remark(line), expected, "{line}");
        }
    }

    #[test]
    fn marks_count_the_lines_that_are_shown() {
        let mut marks = Marks::default();
        let code = "a\n// [!code highlight:2]\nb\nc\nd // [!code --]\n";
        let shown: String = code.split_inclusive('\n').map(|line| marks.line(line)).collect();
        assert_eq!((shown.as_str(), marks.said.as_str()), ("a\nb\nc\nd\n", " {2-3} del={4-4}"));
    }
}
