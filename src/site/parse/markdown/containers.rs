//! Remarks and tabs as other tools spell them: `::: tip Title` (VitePress, Docusaurus, Starlight),
//! `/// tip | Title` (PyMdown) up to a line that closes them, and `!!! tip "Title"`, `??? tip`,
//! `=== "Tab"` (MkDocs) with their text indented. Before anything else reads the text, remarks are
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

const MARKS: &[&str] = &[":::", "\n:", "///", "!!! ", "??? ", "???+ ", "=== \"", "===+ ", "===! "];

/// So many remarks and tabs may stand in each other; further ones are text.
const DEEPEST: usize = 32;

/// The lines of a text with their ends, and what follows each.
struct Lines<'t> {
    all: Vec<&'t str>,
    /// The longest line of `:` alone, and of `/` alone, that comes later.
    closing: Vec<[usize; 2]>,
    /// The next line that is not blank.
    next: Vec<Option<usize>>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut closing, mut next) = (vec![[0; 2]; all.len()], vec![None; all.len()]);
        for at in (1..all.len()).rev() {
            let text = all[at].trim();
            let length = |sign| if text.chars().all(|c| c == sign) { text.len() } else { 0 };
            let [colons, slashes] = closing[at];
            closing[at - 1] = [colons.max(length(':')), slashes.max(length('/'))];
            next[at - 1] = if text.is_empty() { next[at] } else { Some(at) };
        }
        Self { all, closing, next }
    }

    /// Whether a line of at least so many of a sign alone comes later.
    fn closes(&self, at: usize, sign: char, count: usize) -> bool {
        self.closing[at][usize::from(sign == '/')] >= count
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
    /// Whether indented lines may be of a list, not code.
    in_list: bool,
    /// Whether the tab that ended last is followed by another one of the same row.
    goes_on: bool,
    found: bool,
}

impl Writer {
    fn line(&mut self, lines: &Lines<'_>, at: usize) {
        let line = lines.all[at];
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if !is_blank {
            self.end_dedented(lines, at, indent);
        }
        let text = line.trim();
        if self.fence.is_none() && !is_blank {
            if self.closes(lines, at) {
                self.replace(line, "\n");
                return;
            }
            let is_code = indent >= 4 && self.open.is_empty() && !self.in_list;
            if let Some(opening) = Opening::read(text).filter(|_| !is_code) {
                if self.open.len() < DEEPEST && opening.holds(lines, at) {
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

    fn start(&mut self, line: &str, indent: usize, opening: &Opening<'_>) {
        self.found = true;
        let lead = &line[..indent];
        let (shape, marker) = match opening.kind {
            Kind::Group => (Shape::Plain, None),
            Kind::Alternatives => (Shape::Alternatives, None),
            Kind::Tab => (Shape::Tab, None),
            Kind::Remark(name, fold) => {
                let title = opening.title;
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
            Shape::Alternatives => self.tags(indent, &["<Tabs>"]),
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
                Shape::Alternatives => self.tags(open.indent, &["</Tabs>"]),
                Shape::Quote | Shape::Plain => {}
            }
        }
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
}

impl<'l> Opening<'l> {
    fn read(text: &'l str) -> Option<Self> {
        let sign = text.chars().next()?;
        let count = text.chars().take_while(|&c| c == sign).count();
        let rest = &text[count * sign.len_utf8()..];
        match sign {
            '=' if count == 3 => Self::tab(rest.strip_prefix(['+', '!']).unwrap_or(rest)),
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
        let kind = match (sign, name) {
            ('/', "tab") => Kind::Tab,
            _ => kind(name, "").or_else(|| misspelled(name, ""))?,
        };
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
        let kind = kind(name, fold).or_else(|| unknown(name, fold)).filter(|_| are_classes)?;
        Some(Self { sign: Sign::Indent, kind, title })
    }

    /// `"Title"`, the whole rest of the line.
    fn tab(rest: &'l str) -> Option<Self> {
        let title = rest.strip_prefix(' ')?.trim().strip_prefix('"')?.strip_suffix('"')?;
        Some(Self { sign: Sign::Indent, kind: Kind::Tab, title })
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
