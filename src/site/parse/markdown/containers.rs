//! Remarks as other tools spell them: `::: tip Title` (VitePress, Docusaurus, Starlight), `/// tip | Title`
//! (PyMdown) up to a line that closes them, and `!!! tip "Title"`, `??? tip` (MkDocs) with their text
//! indented. They are rewritten as quotes of a kind before anything else reads the text.

use super::callouts;

/// A text with its remarks rewritten.
pub struct Rewritten {
    pub text: String,
    /// From which byte of `text` on how many bytes more (or fewer) the text before had.
    pub shifts: Vec<(usize, isize)>,
}

/// The text with quotes in the place of such remarks; `None` where it has none.
pub fn rewrite(text: &str) -> Option<Rewritten> {
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut writer = Writer::default();
    for at in 0..lines.len() {
        writer.line(&lines, at);
    }
    writer.found.then_some(Rewritten { text: writer.out, shifts: writer.shifts })
}

const MARKS: &[&str] = &[":::", "\n:", "///", "!!! ", "??? ", "???+ "];

/// What has begun and not ended.
struct Open {
    /// Where its marker stands in its line.
    indent: usize,
    ends: Ends,
    /// Whether it is shown as a quote; others only group what is in them.
    quoted: bool,
}

enum Ends {
    /// By a line of so many of this sign.
    Sign(char, usize),
    /// By a line that is not indented.
    Dedent,
}

#[derive(Default)]
struct Writer {
    out: String,
    shifts: Vec<(usize, isize)>,
    shift: isize,
    open: Vec<Open>,
    /// The fence of the block of code around the line.
    fence: Option<String>,
    /// Whether indented lines may be of a list, not code.
    in_list: bool,
    found: bool,
}

impl Writer {
    fn line(&mut self, lines: &[&str], at: usize) {
        let line = lines[at];
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if !is_blank {
            self.end_dedented(indent);
        }
        let text = line.trim();
        if self.fence.is_none() && !is_blank {
            if self.closes(text) {
                self.replace(line, "\n");
                return;
            }
            let is_code = indent >= 4 && self.open.is_empty() && !self.in_list;
            if let Some(opening) = Opening::read(text).filter(|_| !is_code) {
                if opening.is_closed(&lines[at + 1..]) {
                    self.start(line, indent, &opening);
                    return;
                }
            } else if !is_code && is_no_definition(text) {
                self.found = true;
                self.put(&line[..indent]);
                self.insert("\\");
                self.put(&line[indent..]);
                return;
            }
        }
        self.note_list(line, indent);
        self.note_fence(text);
        self.quoted(line);
    }

    /// A line inside of what is open: with a `>` for each quote, and without their indentation.
    fn quoted(&mut self, line: &str) {
        let mut rest = line;
        for open in 0..self.open.len() {
            let (indent, is_quote) = (self.open[open].indent, self.open[open].quoted);
            let before: usize = self.open[..open].iter().map(Open::width).sum();
            let lead = rest.len() - rest.trim_start_matches(' ').len();
            let wanted = indent.saturating_sub(before);
            let margin = lead.min(wanted);
            self.put(&rest[..margin]);
            if rest.trim().is_empty() {
                self.insert(&" ".repeat(wanted - margin));
            }
            rest = &rest[margin..];
            if is_quote {
                self.insert("> ");
            }
            if matches!(self.open[open].ends, Ends::Dedent) {
                rest = self.skip(rest);
            }
        }
        self.put(rest);
    }

    /// Four spaces or a tab.
    fn skip<'l>(&mut self, line: &'l str) -> &'l str {
        let spaces = line.bytes().take(4).take_while(|&b| b == b' ').count();
        let width = if line.starts_with('\t') { 1 } else { spaces };
        self.move_by(width.cast_signed());
        &line[width..]
    }

    fn start(&mut self, line: &str, indent: usize, opening: &Opening<'_>) {
        self.found = true;
        let lead = &line[..indent];
        let marker = match opening.kind {
            Kind::Group => None,
            Kind::Remark(name, fold) => {
                let title = opening.title;
                Some(format!("> [!{}]{fold} {title}", name.to_uppercase()).trim_end().to_owned())
            }
        };
        match marker {
            Some(marker) => {
                self.quoted(lead);
                self.insert(&marker);
                self.move_by((line.trim_end_matches('\n').len() - indent).cast_signed());
                self.put("\n");
            }
            None => self.replace(line, "\n"),
        }
        let quoted = matches!(opening.kind, Kind::Remark(..));
        let ends = match opening.sign {
            Sign::Fence(sign, count) => Ends::Sign(sign, count),
            Sign::Indent => Ends::Dedent,
        };
        self.open.push(Open { indent, ends, quoted });
    }

    /// Whether the line ends the innermost remark that a line ends.
    fn closes(&mut self, text: &str) -> bool {
        let fits = |open: &Open| match open.ends {
            Ends::Sign(sign, count) => text.len() >= count && text.chars().all(|c| c == sign),
            Ends::Dedent => false,
        };
        let Some(at) = self.open.iter().rposition(fits) else { return false };
        self.open.truncate(at);
        true
    }

    fn end_dedented(&mut self, indent: usize) {
        let ends = |open: &Open| matches!(open.ends, Ends::Dedent) && indent < open.indent + 4;
        let Some(at) = self.open.iter().position(ends) else { return };
        self.open.truncate(at);
        self.fence = None;
        // Or the line would go on with the quote's last paragraph.
        self.insert("\n");
    }

    fn note_list(&mut self, line: &str, indent: usize) {
        let text = line.trim_start();
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = digits.len() < text.len() && digits.starts_with(['.', ')']);
        let is_item = numbered || text.starts_with(['-', '*', '+']);
        if is_item {
            self.in_list = true;
        } else if indent == 0 && !text.is_empty() {
            self.in_list = false;
        }
    }

    fn note_fence(&mut self, text: &str) {
        match &self.fence {
            Some(fence) => {
                let sign = fence.chars().next().unwrap_or('`');
                if text.len() >= fence.len() && text.chars().all(|c| c == sign) {
                    self.fence = None;
                }
            }
            None => self.fence = fence(text),
        }
    }

    fn replace(&mut self, line: &str, by: &str) {
        self.quoted("");
        self.insert(by);
        self.move_by(line.len().cast_signed());
    }

    fn put(&mut self, text: &str) {
        self.out += text;
    }

    fn insert(&mut self, text: &str) {
        self.out += text;
        self.move_by(-text.len().cast_signed());
    }

    fn move_by(&mut self, bytes: isize) {
        self.shift += bytes;
        self.shifts.push((self.out.len(), self.shift));
    }
}

/// `:::` and `:tada: …` would be read as definitions of the line before, without their first colon.
fn is_no_definition(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(':') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
    let behind = rest.trim_start_matches(is_name);
    behind.len() < rest.len() && behind.starts_with(':')
        || text.len() >= 3 && text.chars().all(|c| c == ':')
}

impl Open {
    /// How much of its lines' indentation was taken for it.
    fn width(&self) -> usize {
        self.indent + if matches!(self.ends, Ends::Dedent) { 4 } else { 0 }
    }
}

/// The signs that open a block of code, also behind the sign of a list's item.
fn fence(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['-', '*', '+', ' ', '>']);
    let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = text.chars().take_while(|&c| c == sign).count();
    let is_span = sign == '`' && text[count..].contains('`');
    (count >= 3 && !is_span).then(|| text[..count].to_owned())
}

struct Opening<'l> {
    sign: Sign,
    kind: Kind<'l>,
    title: &'l str,
}

#[derive(Clone, Copy)]
enum Sign {
    Fence(char, usize),
    Indent,
}

#[derive(Clone, Copy)]
enum Kind<'l> {
    /// A remark of this kind, and the sign behind it that folds it.
    Remark(&'l str, &'static str),
    /// It only keeps together what is in it, such as blocks of code that are alternatives.
    Group,
}

impl<'l> Opening<'l> {
    fn read(text: &'l str) -> Option<Self> {
        let sign = text.chars().next()?;
        let count = text.chars().take_while(|&c| c == sign).count();
        let rest = &text[count..];
        match sign {
            ':' if count >= 3 => Self::fenced(sign, count, rest),
            '/' if count >= 3 && rest.starts_with(' ') => Self::fenced(sign, count, rest),
            '!' if count == 3 && rest.starts_with(' ') => Self::indented(rest, ""),
            '?' if count == 3 => match rest.strip_prefix('+') {
                Some(rest) => Self::indented(rest, "+"),
                None => Self::indented(rest, "-"),
            },
            _ => None,
        }
    }

    /// `tip Title`, `tip[Title]`, `{tip} Title`, `tip | Title`.
    fn fenced(sign: char, count: usize, rest: &'l str) -> Option<Self> {
        let rest = rest.trim();
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let (name, rest) = rest.split_at(word(rest));
        let rest = rest.strip_prefix('}').unwrap_or(rest).trim();
        let rest = rest.strip_prefix('|').unwrap_or(rest).trim();
        let rest = rest.strip_suffix('}').and_then(|r| r.rsplit_once('{')).map_or(rest, |r| r.0);
        let title = rest.strip_prefix('[').and_then(|r| r.strip_suffix(']')).unwrap_or(rest).trim();
        let kind = kind(name, "")?;
        let title = if name == "details" && title.is_empty() { "Details" } else { title };
        Some(Self { sign: Sign::Fence(sign, count), kind, title })
    }

    /// `tip inline end "Title"`.
    fn indented(rest: &'l str, fold: &'static str) -> Option<Self> {
        let rest = rest.strip_prefix(' ')?.trim();
        let (name, rest) = rest.split_at(word(rest));
        let title = rest.split_once('"').and_then(|(_, r)| r.rsplit_once('"')).map_or("", |r| r.0);
        let classes = rest.split('"').next().unwrap_or_default();
        let are_classes =
            classes.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let kind = kind(name, fold).filter(|_| are_classes)?;
        Some(Self { sign: Sign::Indent, kind, title })
    }

    /// Whether one of the lines that follow closes it; without that it is text.
    fn is_closed(&self, lines: &[&str]) -> bool {
        let Sign::Fence(sign, count) = self.sign else { return true };
        lines.iter().any(|line| {
            let text = line.trim();
            text.len() >= count && text.chars().all(|c| c == sign)
        })
    }
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len())
}

fn kind<'l>(name: &'l str, fold: &'static str) -> Option<Kind<'l>> {
    const GROUPS: &[&str] = &["code-group", "raw", "v-pre"];
    match name {
        "details" => Some(Kind::Remark("note", "-")),
        _ if callouts::is_kind(name) => Some(Kind::Remark(name, fold)),
        _ if GROUPS.contains(&name) => Some(Kind::Group),
        _ => None,
    }
}
