//! Remarks and tabs as other tools spell them: `::: tip Title` (VitePress, Docusaurus, Starlight),
//! `::: {.callout-tip}` (Quarto), "```{tip} Title" (MyST), `/// tip | Title` (PyMdown) up to a line that closes
//! them, and `!!! tip "Title"`, `??? tip`, `=== "Tab"` (MkDocs) with their text indented. Before anything else reads the text, remarks are
//! rewritten as quotes of a kind, and tabs as `<Tabs>`.

mod lines;
mod opening;
mod tabs;

use super::{callouts, fence};
use lines::{Head, Lines, heading};
use opening::{Kind, Opening, Sign};
use tabs::{name_of_code, tab};

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
    let lines = Lines::of(text);
    let mut writer = Writer::default();
    for at in 0..lines.all.len() {
        writer.line(&lines, at);
    }
    writer.close_from(0, false);
    writer.found.then_some(Rewritten { text: writer.out, shifts: writer.shifts })
}

const MARKS: &[&str] =
    &[":::", "```{", "\n:", "///", "!!! ", "??? ", "???+ ", "=== \"", "===+ ", "===! "];

/// So many remarks and tabs may stand in each other; further ones are text.
const DEEPEST: usize = 32;

/// What has begun and not ended.
struct Open {
    /// Where its marker stands in its line.
    indent: usize,
    ends: Ends,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Shown as a quote.
    Quote,
    /// It only keeps together what is in it.
    Plain,
    /// One of several tabs that follow each other.
    Tab,
    /// Each block of code in it is a tab.
    Alternatives,
    /// Each heading of the first one's rank begins a tab, up to the next one. Before the first one there is
    /// none yet.
    ByHeadings(Option<usize>),
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
    /// The fence of the block of code around the line, and how far it is indented.
    fence: Option<(String, usize)>,
    /// Whether indented lines may be of a list or a definition, not code.
    in_list: bool,
    /// Whether the tab that ended last is followed by another one of the same row.
    goes_on: bool,
    /// The lines before this one were read with one before them.
    read_to: usize,
    found: bool,
}

impl Writer {
    fn line(&mut self, lines: &Lines<'_>, at: usize) {
        let line = lines.all[at];
        if at < self.read_to {
            self.move_by(line.len().cast_signed());
            return;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if !is_blank {
            self.end_dedented(lines, at, indent);
        }
        let text = line.trim();
        if self.fence.is_none() && !is_blank {
            if self.closes(lines, at) || self.names_tab(text) {
                self.replace(line, "\n");
                return;
            }
            let is_code = indent >= 4 && self.open.is_empty() && !self.in_list;
            // Behind the sign of an item only a remark begins.
            let behind = marker(text);
            let fits = |opening: &Opening<'_>| {
                !is_code && (behind == 0 || matches!(opening.kind, Kind::Remark(..)))
            };
            if let Some(opening) = Opening::read(&text[behind..]).filter(fits) {
                if self.open.len() < DEEPEST && opening.holds(lines, at) {
                    self.note_list(line, indent);
                    let head = lines.head(at, &opening);
                    self.read_to = head.end;
                    self.start(line, indent + behind, &opening, &head);
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
        let was_code = self.fence.is_some();
        self.note_fence(text, indent);
        let alternatives = self.open.last().filter(|open| open.shape == Shape::Alternatives);
        let alternatives = alternatives.map(|open| open.indent);
        if let Some(margin) = alternatives.filter(|_| !was_code && self.fence.is_some()) {
            self.tags(margin, &[&tab(&name_of_code(text))]);
        }
        // The tab has the name already.
        let opens = alternatives.is_some() && !was_code && self.fence.is_some();
        match opens.then(|| fence::name(line.trim_end())).flatten() {
            Some(name) => {
                self.quoted(&line[..name.start]);
                self.move_by(name.len().cast_signed());
                self.put(&line[name.end..]);
            }
            None => self.quoted(line),
        }
        if let Some(margin) = alternatives.filter(|_| was_code && self.fence.is_none()) {
            self.tags(margin, &["</Tab>"]);
        }
    }

    /// A line inside of what is open: with a `>` for each quote, and without their indentation.
    fn quoted(&mut self, line: &str) {
        let mut rest = line;
        for open in 0..self.open.len() {
            let (wanted, is_quote) = (self.margin(open), self.open[open].shape == Shape::Quote);
            let lead = rest.len() - rest.trim_start_matches(' ').len();
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

    /// How far the marker of what is open stands behind the one around it.
    fn margin(&self, open: usize) -> usize {
        let before = open.checked_sub(1).map_or(0, |before| self.open[before].width());
        self.open[open].indent.saturating_sub(before)
    }

    /// What a line begins with in what is open.
    fn lead(&self) -> String {
        let part = |open: usize| {
            let sign = if self.open[open].shape == Shape::Quote { "> " } else { "" };
            " ".repeat(self.margin(open)) + sign
        };
        (0..self.open.len()).map(part).collect()
    }

    /// Tags of components, each on a line of its own at `indent` with blank lines around it.
    fn tags(&mut self, indent: usize, tags: &[&str]) {
        let mut lead = self.lead();
        let around = self.open.last().map_or(0, Open::width);
        lead += &" ".repeat(indent.saturating_sub(around));
        let blank = format!("{}\n", lead.trim_end());
        let end = if self.out.is_empty() || self.out.ends_with('\n') { "" } else { "\n" };
        let lines = tags.iter().map(|tag| format!("{blank}{lead}{tag}\n"));
        self.insert(&format!("{end}{}{blank}", lines.collect::<String>()));
    }

    /// Four spaces or a tab.
    fn skip<'l>(&mut self, line: &'l str) -> &'l str {
        let spaces = line.bytes().take(4).take_while(|&b| b == b' ').count();
        let width = if line.starts_with('\t') { 1 } else { spaces };
        self.move_by(width.cast_signed());
        &line[width..]
    }

    /// Whether a line is a heading that begins a tab, which is begun.
    fn names_tab(&mut self, text: &str) -> bool {
        let Some(Open { indent, shape: Shape::ByHeadings(rank), .. }) = self.open.last_mut() else {
            return false;
        };
        let Some((own, title)) =
            heading(text).filter(|(own, _)| rank.is_none_or(|rank| *own == rank))
        else {
            return false;
        };
        let (indent, is_first) = (*indent, rank.replace(own).is_none());
        if !is_first {
            self.tags(indent, &["</Tab>"]);
        }
        self.tags(indent, &[&tab(title)]);
        true
    }

    fn start(&mut self, line: &str, indent: usize, opening: &Opening<'_>, head: &Head<'_>) {
        self.found = true;
        let lead = &line[..indent];
        let (shape, marker) = match opening.kind {
            Kind::Group => (Shape::Plain, None),
            Kind::Alternatives => (Shape::Alternatives, None),
            Kind::Tab => (Shape::Tab, None),
            Kind::ByHeadings => (Shape::ByHeadings(None), None),
            Kind::Remark(name, fold) => {
                let title = if opening.title.is_empty() { head.title } else { opening.title };
                let fold = if head.class.contains("dropdown") { "-" } else { fold };
                let own = head.class.split_whitespace().find(|class| callouts::is_kind(class));
                let name = own.unwrap_or(name);
                let marker = format!("> [!{}]{fold} {title}", name.to_uppercase());
                (Shape::Quote, Some(marker.trim_end().to_owned()))
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
        match shape {
            Shape::Tab if std::mem::take(&mut self.goes_on) => {
                self.tags(indent, &[&tab(opening.title)]);
            }
            Shape::Tab => self.tags(indent, &["<Tabs>", &tab(opening.title)]),
            Shape::Alternatives | Shape::ByHeadings(_) => self.tags(indent, &["<Tabs>"]),
            Shape::Quote | Shape::Plain => {}
        }
        let ends = match opening.sign {
            Sign::Fence(sign, count) => Ends::Sign(sign, count),
            Sign::Indent => Ends::Dedent,
        };
        self.open.push(Open { indent, ends, shape });
    }

    /// Whether a line ends the innermost remark that a line ends.
    fn closes(&mut self, lines: &Lines<'_>, at: usize) -> bool {
        let text = lines.all[at].trim();
        let fits = |open: &Open| match open.ends {
            Ends::Sign(sign, count) => text.len() >= count && text.chars().all(|c| c == sign),
            Ends::Dedent => false,
        };
        let Some(open) = self.open.iter().rposition(fits) else { return false };
        let indent = self.open[open].indent;
        let goes_on = lines.next[at].is_some_and(|next| lines.is_tab(next, indent));
        self.close_from(open, goes_on);
        true
    }

    fn end_dedented(&mut self, lines: &Lines<'_>, at: usize, indent: usize) {
        let ends = |open: &Open| matches!(open.ends, Ends::Dedent) && indent < open.indent + 4;
        let Some(open) = self.open.iter().position(ends) else { return };
        // A block of code that is not closed ends with what it stands in.
        if let Some((fence, _)) = self.fence.take() {
            let lead = self.lead();
            self.insert(&format!("{lead}{fence}\n"));
        }
        self.close_from(open, lines.is_tab(at, self.open[open].indent));
        // Or the line would go on with the quote's last paragraph.
        let blank = format!("{}\n", self.lead().trim_end());
        self.insert(&blank);
    }

    /// Ends what is open from `at` on; `goes_on` tells whether another tab follows.
    fn close_from(&mut self, at: usize, goes_on: bool) {
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { break };
            self.goes_on = goes_on && open.shape == Shape::Tab && self.open.len() == at;
            match open.shape {
                Shape::Tab if self.goes_on => self.tags(open.indent, &["</Tab>"]),
                Shape::Tab => self.tags(open.indent, &["</Tab>", "</Tabs>"]),
                Shape::ByHeadings(Some(_)) => self.tags(open.indent, &["</Tab>", "</Tabs>"]),
                Shape::Alternatives | Shape::ByHeadings(None) => {
                    self.tags(open.indent, &["</Tabs>"]);
                }
                Shape::Quote | Shape::Plain => {}
            }
        }
    }

    fn note_list(&mut self, line: &str, indent: usize) {
        let text = line.trim_start();
        if marker(text) > 0 {
            self.in_list = true;
        } else if indent == 0 && !text.is_empty() {
            self.in_list = false;
        }
    }

    fn note_fence(&mut self, text: &str, indent: usize) {
        match &self.fence {
            Some((fence, margin)) => {
                if fence::closes(text, fence) && indent < margin + 4 {
                    self.fence = None;
                }
            }
            None => self.fence = opening_fence(text).map(|fence| (fence, indent)),
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

/// How many bytes at the start of a line say that an item of a list or a definition begins.
fn marker(text: &str) -> usize {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && digits.starts_with(['.', ')']);
    let sign = match numbered {
        true => text.len() - digits.len() + 1,
        false => usize::from(text.starts_with(['-', '*', '+', ':'])),
    };
    let rest = &text[sign..];
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if sign > 0 && (space > 0 || rest.trim().is_empty()) { sign + space } else { 0 }
}

/// `:::`, `::: name` and `:tada: …` would be read as definitions of the line before, without their first colon.
fn is_no_definition(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(':') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
    rest.trim_start_matches(is_name).starts_with(':')
}

impl Open {
    /// How much of its lines' indentation was taken for it.
    fn width(&self) -> usize {
        self.indent + if matches!(self.ends, Ends::Dedent) { 4 } else { 0 }
    }
}

/// The signs that open a block of code, also behind the sign of a list's item.
fn opening_fence(text: &str) -> Option<String> {
    fence::opening(text.trim_start_matches(['-', '*', '+', ' ', '>'])).map(str::to_owned)
}
