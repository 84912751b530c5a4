//! The lines that open a remark or a tab, in the spelling of each tool.

use super::super::callouts;
use super::lines::Lines;
use crate::site::text::nearest;

pub struct Opening<'l> {
    pub sign: Sign,
    pub kind: Kind<'l>,
    pub title: &'l str,
    /// Whether lines such as `:class: tip` may follow, and whether a heading at its beginning is its title.
    pub has_options: bool,
    pub takes_heading: bool,
}

#[derive(Clone, Copy)]
pub enum Sign {
    Fence(char, usize),
    Indent,
}

#[derive(Clone, Copy)]
pub enum Kind<'l> {
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

    pub fn read(text: &'l str) -> Option<Self> {
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

    /// `{tip} Title`, `{admonition} Title`, `{dropdown} Title`, `{tab-item} Title`.
    fn directive(sign: char, count: usize, rest: &'l str) -> Option<Self> {
        let (name, title) = rest.strip_prefix('{')?.split_once('}')?;
        let title = title.trim();
        let (kind, title) = match name {
            "admonition" | "topic" | "sidebar" => (Kind::Remark("note", ""), title),
            "tab-item" => (Kind::Tab, title),
            "tab-set" | "grid" | "grid-item" | "margin" | "only" | "div" => (Kind::Group, ""),
            "dropdown" => (Kind::Remark("note", "-"), title),
            "seealso" => (Kind::Remark("seealso", ""), title),
            "details" => (Kind::Remark("details", "-"), title),
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
    pub fn holds(&self, lines: &Lines<'_>, at: usize) -> bool {
        let Sign::Fence(sign, count) = self.sign else {
            let is_sure = matches!(self.kind, Kind::Remark(name, _) if callouts::is_kind(name));
            return is_sure || lines.is_indented(at);
        };
        lines.closes(at, sign, count)
    }
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len())
}

fn kind<'l>(name: &'l str, fold: &'static str) -> Option<Kind<'l>> {
    const GROUPS: &[&str] = &["raw", "v-pre"];
    match name {
        "details" => Some(Kind::Remark("details", "-")),
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
