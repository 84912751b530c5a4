//! What stands behind a fence: `rust title="src/main.rs" {2,4-6} linenums "word"`.
//!
//! The words are those of the generators that authors come from; what is not known here is for
//! other tools (`rust,ignore`) and changes nothing.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use super::highlight;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fence {
    pub language: String,
    pub title: Option<String>,
    /// Lines, counted from 1: those that stand out, those that a change puts in and takes out.
    pub marked: Vec<RangeInclusive<usize>>,
    pub inserted: Vec<RangeInclusive<usize>>,
    pub deleted: Vec<RangeInclusive<usize>>,
    /// The number of the first line, where lines are numbered.
    pub numbers: Option<usize>,
    /// Words that stand out wherever they are.
    pub words: Vec<String>,
    /// Whether comments such as `# (1)` are notes on the list behind the block.
    pub annotated: bool,
    /// What lines begin with that readers do not see.
    pub hides: Option<String>,
    /// Lines that readers do not see.
    pub hidden: Vec<RangeInclusive<usize>>,
}

pub fn read(info: &str) -> Fence {
    let info = info.trim();
    // ``` { .yaml .annotate title="a" } of MkDocs and Pandoc.
    if let Some(inner) = info.strip_prefix('{').and_then(|info| info.strip_suffix('}'))
        && inner.trim_start().starts_with('.')
    {
        return read(inner);
    }
    if let Some(fence) = cell(info) {
        return fence;
    }
    let info = info.strip_prefix('.').unwrap_or(info);
    let (info, bracketed) = without_name(info);
    let info = info.as_ref();
    // `ts:line-numbers {1}` is VitePress's.
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | ';' | ':');
    let end = info.find(ends).unwrap_or(info.len());
    // ```title="a" without a language.
    let end = if info[..end].contains(['=', '"']) { 0 } else { end };
    let mut fence = Fence { language: language(&info[..end]).to_owned(), ..Fence::default() };
    let mut rest = &info[end..];
    let mut last = "";
    while let Some((name, value, behind)) = next(rest) {
        let is_lines = |text: &str| !text.is_empty() && !lines(text).is_empty();
        match value {
            // `hl_lines=3-4 8-9` of Zola.
            None if matches!(last, "hl_lines" | "hide_lines") && is_lines(name) => {
                fence.take(last, Some(name));
            }
            _ => {
                fence.take(name, value);
                last = name;
            }
        }
        rest = behind;
    }
    fence.title = fence.title.or(bracketed);
    fence
}

/// `{python}` and `{r, echo=FALSE}` of Quarto, `{code-block} python` of MyST.
fn cell(info: &str) -> Option<Fence> {
    const DIRECTIVES: &[&str] = &["code", "code-block", "code-cell", "sourcecode"];
    let (inner, rest) = info.strip_prefix('{')?.split_once('}')?;
    let end = inner.find([',', ' ', '=']).unwrap_or(inner.len());
    let name = inner[..end].to_lowercase();
    if DIRECTIVES.contains(&name.as_str()) {
        return Some(read(rest));
    }
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let language = (is_name && highlight::is_known(&name)).then_some(name)?;
    // What a line such as `#| echo: false` says is for whoever runs the code.
    Some(Fence { language, hides: Some("#|".to_owned()), ..Fence::default() })
}

/// The signs that open a block of code at the beginning of a line. A line such as "```code``` and
/// text" opens none.
pub fn opening(text: &str) -> Option<&str> {
    let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let (signs, info) = text.split_at(text.len() - text.trim_start_matches(sign).len());
    (signs.len() >= 3 && !(sign == '`' && info.contains('`'))).then_some(signs)
}

/// Whether a line ends the block of code that such signs opened.
pub fn closes(text: &str, signs: &str) -> bool {
    text.starts_with(signs) && text.trim_start_matches(&signs[..1]).is_empty()
}

/// What stands behind a fence without `[src/main.rs]`, VitePress's name of a file, and that name.
fn without_name(info: &str) -> (Cow<'_, str>, Option<String>) {
    match name(info) {
        Some(range) => {
            let name = info[range.start + 1..range.end - 1].trim().to_owned();
            (format!("{}{}", &info[..range.start], &info[range.end..]).into(), Some(name))
        }
        None => (info.into(), None),
    }
}

/// Where a name in brackets stands.
pub fn name(info: &str) -> Option<Range<usize>> {
    let open = info.match_indices('[').map(|(at, _)| at);
    let mut open = open.filter(|&at| info[..at].ends_with([' ', '}']));
    let start = open.next()?;
    let end = start + info[start..].find(']')? + 1;
    let is_apart = info[end..].chars().next().is_none_or(|c| c == ' ' || c == '{');
    (is_apart && !info[start + 1..end - 1].trim().is_empty()).then_some(start..end)
}

/// `js-vue` is JavaScript to whoever does not run Vue in it.
fn language(word: &str) -> &str {
    word.strip_suffix("-vue").unwrap_or(word)
}

/// The next `name`, `name=value`, `"word"` or `{1,3}` (each without its name), and what follows.
fn next(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=' | '{' | '"' | '\'' | '}');
    let end = text.find(ends).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = rest.strip_prefix('=').unwrap_or(rest);
    let open = match rest.chars().next() {
        Some(open @ ('"' | '\'')) => (open, open),
        Some('{') => ('{', '}'),
        _ if rest.len() < text.len() - end => {
            // `linenostart=10,hl_lines=3`, but `hl_lines=1,3`.
            let ends = |(at, c): (usize, char)| {
                let begins_name =
                    rest[at + c.len_utf8()..].starts_with(|c: char| c.is_alphabetic());
                (c.is_whitespace() || c == ',' && begins_name).then_some(at)
            };
            let end = rest.char_indices().find_map(ends).unwrap_or(rest.len());
            return Some((name, Some(&rest[..end]), &rest[end..]));
        }
        Some('}') => return Some(("", None, &rest[1..])),
        _ if name.is_empty() => return None,
        _ => return Some((name, None, rest)),
    };
    // A flag right before a brace or quote is one of its own: `linenums {1}` and `linenums{1}`.
    if !name.is_empty() && rest.len() == text.len() - end {
        return Some((name, None, rest));
    }
    let inside = &rest[1..];
    let close = inside.find(open.1)?;
    Some((
        if name.is_empty() && open.0 != '{' { "word" } else { name },
        Some(&inside[..close]),
        &inside[close + 1..],
    ))
}

impl Fence {
    fn take(&mut self, name: &str, value: Option<&str>) {
        let given = value.unwrap_or_default();
        match name {
            "title" | "filename" => self.title = value.map(str::to_owned),
            "" | "hl_lines" | "hl" | "mark" => self.marked.extend(lines(given)),
            "ins" => self.inserted.extend(lines(given)),
            "del" => self.deleted.extend(lines(given)),
            "linenums" | "linenos" | "lineno" | "showLineNumbers" | "numberLines"
            | "line-numbers" => {
                let off = matches!(given, "false" | "0" | "off");
                let first = given.parse().ok().filter(|&first| first > 0);
                self.numbers = (!off).then(|| first.or(self.numbers).unwrap_or(1));
            }
            "linenostart" | "startLineNumber" | "start" => {
                self.numbers = given.parse().ok().or(self.numbers);
            }
            "word" if !given.is_empty() => self.words.push(given.to_owned()),
            "annotate" | ".annotate" => self.annotated = true,
            "hide_lines" => self.hidden.extend(lines(given)),
            "hidelines" => self.hides = value.map(str::to_owned),
            _ => {}
        }
    }

    /// Whether anything is said of single lines or words.
    pub fn is_lined(&self) -> bool {
        self.numbers.is_some()
            || self.annotated
            || !(self.marked.is_empty()
                && self.inserted.is_empty()
                && self.deleted.is_empty()
                && self.words.is_empty())
    }

    /// With marks that count the lines that are shown: those hidden by number are counted by the author.
    pub fn without_hidden(mut self) -> Self {
        if self.hidden.is_empty() {
            return self;
        }
        let is_hidden = |line: &usize| self.hidden.iter().any(|range| range.contains(line));
        let shown = |line: usize| line - (1..line).filter(is_hidden).count();
        // More lines than any block has would be slow to count.
        let most = |range: &RangeInclusive<usize>| *range.start()..=*range.end().min(&10_000);
        let moved = |ranges: &[RangeInclusive<usize>]| {
            let lines = ranges.iter().flat_map(most).filter(|line| !is_hidden(line));
            lines.map(shown).map(|line| line..=line).collect()
        };
        let marked = moved(&self.marked);
        self.marked = marked;
        self
    }

    /// The marked lines that a block of so many lines does not have, each once.
    pub fn beyond(&self, lines: usize) -> Vec<usize> {
        let ranges = [&self.marked, &self.inserted, &self.deleted].into_iter().flatten();
        let ends = ranges.flat_map(|range| [*range.start(), *range.end()]);
        let mut beyond: Vec<usize> = ends.filter(|line| !(1..=lines).contains(line)).collect();
        beyond.sort_unstable();
        beyond.dedup();
        beyond
    }

    /// The class of a line.
    pub fn class(&self, line: usize) -> &'static str {
        let within = |ranges: &[RangeInclusive<usize>]| ranges.iter().any(|r| r.contains(&line));
        match () {
            () if within(&self.deleted) => "line del",
            () if within(&self.inserted) => "line ins",
            () if within(&self.marked) => "line hl",
            () => "line",
        }
    }
}

/// `1,3-5` or `1 3-5`; nothing where something else is written (`{.class}`).
fn lines(text: &str) -> Vec<RangeInclusive<usize>> {
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    let ranges = parts.map(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        Some(from.trim().parse().ok()?..=to.trim().parse().ok()?)
    });
    ranges.collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_other_generators_are_read() {
        let fence = read("rust title=\"src/main.rs\" {2,4-6} showLineNumbers");
        assert_eq!(fence.language, "rust");
        assert_eq!(fence.title.as_deref(), Some("src/main.rs"));
        assert_eq!(fence.marked, [2..=2, 4..=6]);
        assert_eq!(fence.numbers, Some(1));
        let material = read("py linenums=\"10\" hl_lines=\"2 3-4\" title='a b'");
        assert_eq!((material.numbers, material.title.as_deref()), (Some(10), Some("a b")));
        assert_eq!(material.marked, [2..=2, 3..=4]);
        assert_eq!(read("python,linenos,hl_lines=3-4").marked, [3..=4]);
        let zola = read("scss,linenos,linenostart=10,hl_lines=3-4 8-9,hide_lines=2 7");
        assert_eq!((zola.marked, zola.hidden), (vec![3..=4, 8..=9], vec![2..=2, 7..=7]));
        let braces = read("{ .yaml .annotate title=\"a.yml\" hl_lines=\"2\" }");
        assert_eq!((braces.language.as_str(), braces.annotated), ("yaml", true));
        assert_eq!((braces.title.as_deref(), braces.marked), (Some("a.yml"), vec![2..=2]));
        assert_eq!(read(".sh").language, "sh");
        let quarto = ["{python}", "{r, echo=FALSE}", "{r}"].map(|info| read(info).language);
        assert_eq!(quarto, ["python", "r", "r"]);
        assert_eq!(read("{python}").hides.as_deref(), Some("#|"));
        assert_eq!(read("{code-block} yaml").language, "yaml");
        assert_eq!(read("{figure} a.png").language, "");
        let vitepress = read("ts:line-numbers=3 {1}");
        assert_eq!((vitepress.language.as_str(), vitepress.numbers), ("ts", Some(3)));
        assert_eq!(vitepress.marked, [1..=1]);
        assert_eq!(read("js-vue").language, "js");
        let starlight = read("js \"a word\" ins={3} del={1-2} mark={4}");
        assert_eq!(starlight.words, ["a word"]);
        assert_eq!((starlight.inserted, starlight.deleted), (vec![3..=3], vec![1..=2]));
        assert_eq!(starlight.marked, [4..=4]);
    }

    #[test]
    fn what_is_for_other_tools_changes_nothing() {
        for info in ["rust,ignore,should_panic", "rust {.class}", "text", "sh }}} = ==", "a \"open"]
        {
            assert!(!read(info).is_lined(), "{info}");
        }
        assert_eq!(read("title=\"notes.txt\"").title.as_deref(), Some("notes.txt"));
        assert_eq!(read("{1}").marked, [1..=1]);
        assert!(!read("{ .yaml .no-copy }").is_lined());
    }
}
