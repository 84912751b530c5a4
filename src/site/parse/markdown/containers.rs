//! Remarks and tabs as other tools spell them: `::: tip Title` (VitePress, Docusaurus, Starlight),
//! `::: {.callout-tip}` (Quarto), "```{tip} Title" (MyST), `/// tip | Title` (PyMdown) up to a line that closes
//! them, and `!!! tip "Title"`, `??? tip`, `=== "Tab"` (MkDocs) with their text indented. Before anything else reads the text, remarks are
//! rewritten as quotes of a kind, and tabs as `<Tabs>`.

use super::{callouts, fence};
use crate::site::text::{escape, nearest};

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

/// The signs of which a line closes what one has opened.
const FENCES: [char; 3] = [':', '/', '`'];

/// So many remarks and tabs may stand in each other; further ones are text.
const DEEPEST: usize = 32;

/// The lines of a text with their ends, and what follows each.
struct Lines<'t> {
    all: Vec<&'t str>,
    /// The longest line of each of [`FENCES`] alone that comes later.
    closing: Vec<[usize; FENCES.len()]>,
    /// The next line that is not blank.
    next: Vec<Option<usize>>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut closing, mut next) = (vec![[0; FENCES.len()]; all.len()], vec![None; all.len()]);
        for at in (1..all.len()).rev() {
            let text = all[at].trim();
            closing[at - 1] = closing[at];
            for (longest, sign) in closing[at - 1].iter_mut().zip(FENCES) {
                if text.chars().all(|c| c == sign) {
                    *longest = (*longest).max(text.len());
                }
            }
            next[at - 1] = if text.is_empty() { next[at] } else { Some(at) };
        }
        Self { all, closing, next }
    }

    /// Whether a line of at least so many of a sign alone comes later.
    fn closes(&self, at: usize, sign: char, count: usize) -> bool {
        FENCES.iter().zip(self.closing[at]).any(|(&own, length)| own == sign && length >= count)
    }

    /// The lines that belong to the one that opens a remark: options such as `:class: tip`, and a heading that
    /// is its title. Where they end, and what they say.
    fn head(&self, at: usize, opening: &Opening<'t>) -> Head<'t> {
        let mut head = Head { end: at + 1, ..Head::default() };
        if opening.has_options {
            while let Some((key, value)) = self.all.get(head.end).and_then(|line| option(line)) {
                if key == "class" {
                    head.class = value;
                }
                head.end += 1;
            }
        }
        let next =
            self.next[head.end - 1].filter(|_| opening.title.is_empty() && opening.takes_heading);
        if let Some((next, title)) = next.and_then(|next| Some((next, heading(self.all[next])?.1)))
        {
            head.title = title;
            head.end = next + 1;
        }
        head
    }

    /// Whether the next line that is not blank stands four spaces behind this one.
    fn is_indented(&self, at: usize) -> bool {
        let next = self.next[at].map(|next| self.all[next]);
        next.is_some_and(|next| {
            next.starts_with('\t') || indent_of(next) >= indent_of(self.all[at]) + 4
        })
    }

    /// Whether a tab begins there.
    fn is_tab(&self, at: usize, indent: usize) -> bool {
        let line = self.all[at];
        let opening = Opening::read(line.trim()).filter(|_| indent_of(line) == indent);
        opening.is_some_and(|opening| matches!(opening.kind, Kind::Tab) && opening.holds(self, at))
    }
}

/// What stands between the line that opens a remark and its text.
#[derive(Default)]
struct Head<'t> {
    end: usize,
    class: &'t str,
    title: &'t str,
}

/// `:class: tip` of MyST.
fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim().strip_prefix(':')?.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let is_apart = value.is_empty() || value.starts_with(' ');
    (is_key && is_apart).then_some((key, value.trim()))
}

/// The rank and the text of a heading, without the attributes behind it.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim();
    let rest = text.trim_start_matches('#');
    let rank = text.len() - rest.len();
    let title =
        rest.strip_suffix('}').and_then(|rest| rest.rsplit_once(" {")).map_or(rest, |r| r.0);
    ((1..=6).contains(&rank) && rest.starts_with(' ')).then_some((rank, title.trim()))
}

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

struct Opening<'l> {
    sign: Sign,
    kind: Kind<'l>,
    title: &'l str,
    /// Whether lines such as `:class: tip` may follow, and whether a heading at its beginning is its title.
    has_options: bool,
    takes_heading: bool,
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
    /// It only keeps together what is in it.
    Group,
    /// Blocks of code of which a reader needs one.
    Alternatives,
    Tab,
    ByHeadings,
}

impl<'l> Opening<'l> {
    fn new(sign: Sign, kind: Kind<'l>, title: &'l str) -> Self {
        Self { sign, kind, title, has_options: false, takes_heading: false }
    }

    fn read(text: &'l str) -> Option<Self> {
        let sign = text.chars().next()?;
        let count = text.chars().take_while(|&c| c == sign).count();
        let rest = &text[count * sign.len_utf8()..];
        match sign {
            '=' if count == 3 => Self::tab(rest.strip_prefix(['+', '!']).unwrap_or(rest)),
            ':' if count >= 3 => Self::div(count, rest).or_else(|| Self::fenced(sign, count, rest)),
            '`' if count >= 3 => Self::directive(sign, count, rest),
            '/' if count >= 3 && rest.starts_with(' ') => Self::fenced(sign, count, rest),
            '!' if count == 3 && rest.starts_with(' ') => Self::indented(rest, ""),
            '?' if count == 3 => match rest.strip_prefix('+') {
                Some(rest) => Self::indented(rest, "+"),
                None => Self::indented(rest, "-"),
            },
            _ => None,
        }
    }

    /// ` {.callout-tip title="Title" collapse=true}` and ` {#any .thing}`.
    fn div(count: usize, rest: &'l str) -> Option<Self> {
        let inner = rest.trim().strip_prefix('{')?;
        let inner = inner.trim_end_matches(':').trim_end().strip_suffix('}')?.trim();
        let inner = inner.starts_with(['.', '#']).then_some(inner)?;
        let value = |key: &str| {
            let rest = inner.split_once(&format!("{key}=")).map_or("", |(_, rest)| rest);
            match rest.strip_prefix('"') {
                Some(rest) => rest.split('"').next().unwrap_or_default(),
                None => rest.split_whitespace().next().unwrap_or_default(),
            }
        };
        let classes = inner.split_whitespace().filter_map(|word| word.strip_prefix('.'));
        let mut kinds = classes.filter_map(|class| match class.strip_prefix("callout-") {
            Some(name) if callouts::is_kind(name) => Some(name),
            _ => (class == "panel-tabset").then_some(class),
        });
        let kind = match (kinds.next(), value("collapse")) {
            (None, _) => Kind::Group,
            (Some("panel-tabset"), _) => Kind::ByHeadings,
            (Some(name), "true") => Kind::Remark(name, "-"),
            (Some(name), "false") => Kind::Remark(name, "+"),
            (Some(name), _) => Kind::Remark(name, ""),
        };
        let takes_heading = matches!(kind, Kind::Remark(..));
        Some(Self { takes_heading, ..Self::new(Sign::Fence(':', count), kind, value("title")) })
    }

    /// `{tip} Title`, `{admonition} Title`, `{dropdown} Title`.
    fn directive(sign: char, count: usize, rest: &'l str) -> Option<Self> {
        let (name, title) = rest.strip_prefix('{')?.split_once('}')?;
        let title = title.trim();
        let (kind, title) = match name {
            "admonition" | "topic" => (Kind::Remark("note", ""), title),
            "dropdown" => (Kind::Remark("note", "-"), title),
            "seealso" => {
                (Kind::Remark("info", ""), if title.is_empty() { "See also" } else { title })
            }
            "details" => {
                (Kind::Remark("note", "-"), if title.is_empty() { "Details" } else { title })
            }
            _ => {
                let near = || misspelled(name, "").filter(|_| sign == ':');
                let kind = kind(name, "").filter(|kind| matches!(kind, Kind::Remark(..)));
                (kind.or_else(near)?, title)
            }
        };
        Some(Self { has_options: true, ..Self::new(Sign::Fence(sign, count), kind, title) })
    }

    /// `tip Title`, `tip[Title]`, `{tip} Title`, `tip | Title`.
    fn fenced(sign: char, count: usize, rest: &'l str) -> Option<Self> {
        let rest = rest.trim();
        if let Some(directive) = Self::directive(sign, count, rest) {
            return Some(directive);
        }
        let (name, rest) = rest.split_at(word(rest));
        let rest = rest.trim();
        let rest = rest.strip_prefix('|').unwrap_or(rest).trim();
        let rest = rest.strip_suffix('}').and_then(|r| r.rsplit_once('{')).map_or(rest, |r| r.0);
        let title = rest.strip_prefix('[').and_then(|r| r.strip_suffix(']')).unwrap_or(rest).trim();
        let kind = match (sign, name) {
            ('/', "tab") => Kind::Tab,
            _ => kind(name, "").or_else(|| misspelled(name, ""))?,
        };
        let title = if name == "details" && title.is_empty() { "Details" } else { title };
        Some(Self::new(Sign::Fence(sign, count), kind, title))
    }

    /// `tip inline end "Title"`.
    fn indented(rest: &'l str, fold: &'static str) -> Option<Self> {
        let rest = rest.strip_prefix(' ')?.trim();
        let (name, rest) = rest.split_at(word(rest));
        let title = rest.split_once('"').and_then(|(_, r)| r.rsplit_once('"')).map_or("", |r| r.0);
        let classes = rest.split('"').next().unwrap_or_default();
        let are_classes =
            classes.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let kind = kind(name, fold).or_else(|| unknown(name, fold)).filter(|_| are_classes)?;
        Some(Self::new(Sign::Indent, kind, title))
    }

    /// `"Title"`, the whole rest of the line.
    fn tab(rest: &'l str) -> Option<Self> {
        let title = rest.strip_prefix(' ')?.trim().strip_prefix('"')?.strip_suffix('"')?;
        Some(Self::new(Sign::Indent, Kind::Tab, title))
    }

    /// Whether the lines behind its own are in it: indented, or up to one that closes it. It is text
    /// otherwise.
    fn holds(&self, lines: &Lines<'_>, at: usize) -> bool {
        let Sign::Fence(sign, count) = self.sign else {
            let is_sure = matches!(self.kind, Kind::Remark(name, _) if callouts::is_kind(name));
            return is_sure || lines.is_indented(at);
        };
        lines.closes(at, sign, count)
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn tab(title: &str) -> String {
    let title = without_tags(&without_icons(title)).replace(['`', '*'], "");
    format!("<Tab title=\"{}\">", escape(title.trim()))
}

fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| match part.split_once('>') {
        Some((tag, behind)) if tag.starts_with(|c: char| c.is_alphabetic() || c == '/') => {
            behind.to_owned()
        }
        _ => format!("<{part}"),
    });
    first + &rest.collect::<String>()
}

/// A text without the icons of Material: `:octicons-file-code-16: mkdocs.yml`.
fn without_icons(text: &str) -> String {
    const FAMILIES: &[&str] = &["material-", "octicons-", "fontawesome-", "simple-"];
    let mut parts = text.split(':').peekable();
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let is_icon = FAMILIES.iter().any(|family| part.starts_with(family))
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && parts.peek().is_some();
        match is_icon {
            true => out += parts.next().unwrap_or_default().trim_start(),
            false => out = out + ":" + part,
        }
    }
    out
}

/// What a tab with this block of code is called: `[config.js]` behind its language, its title, or its language.
fn name_of_code(line: &str) -> String {
    let info = line.trim_start_matches(['`', '~']).trim();
    let read = fence::read(info);
    let language = if read.language.is_empty() { "Code" } else { &read.language };
    read.title.unwrap_or_else(|| language.to_owned())
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len())
}

fn kind<'l>(name: &'l str, fold: &'static str) -> Option<Kind<'l>> {
    const GROUPS: &[&str] = &["raw", "v-pre"];
    match name {
        "details" => Some(Kind::Remark("note", "-")),
        "code-group" => Some(Kind::Alternatives),
        _ if callouts::is_kind(name) => Some(Kind::Remark(name, fold)),
        _ if GROUPS.contains(&name) => Some(Kind::Group),
        _ => None,
    }
}

/// `:::warnign`: a remark all the same, and its kind is reported with the others.
fn misspelled<'l>(name: &'l str, fold: &'static str) -> Option<Kind<'l>> {
    let names = callouts::KINDS.iter().flat_map(|kind| kind.names.iter().copied());
    let is_near = name.len() > 3 && nearest(name, names).is_some();
    is_near.then_some(Kind::Remark(name, fold))
}

/// MkDocs takes any word for a kind.
fn unknown<'l>(name: &'l str, fold: &'static str) -> Option<Kind<'l>> {
    let is_word = name.len() > 2 && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    is_word.then_some(Kind::Remark(name, fold))
}
