//! Colours for code: grammars of syntect and two-face, printed as a few short classes.
//!
//! The result is a function of the code and its language alone. A limit in milliseconds would
//! colour a block in one run and not in the next, so the limits count work instead: bytes, the
//! length of lines, and a sum over lines that grows with what the grammar's expressions have to
//! look at.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::site::sources::ContentHash;
use crate::site::text;

/// The largest block that is coloured, in bytes.
pub const LARGEST: usize = 100_000;
/// The longest line of a block that is coloured, in characters.
pub const LONGEST_LINE: usize = 2_000;
/// The most work for a block; see [`work`].
const MOST_WORK: usize = 40_000_000;
/// The most bytes of HTML that are kept for blocks that come again.
const KEPT: usize = 16_000_000;

/// Why a block has no colours though its language asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Unknown,
    /// Its bytes.
    TooLarge(usize),
    /// The first line that is too long, counted from 1.
    LongLine(usize),
    TooMuchWork,
}

type Coloured = Result<Arc<str>, Refusal>;

/// The HTML of code: escaped, with `<span class="k">` and the like around what has a colour.
pub fn highlight(code: &str, language: &str) -> Coloured {
    let language = language.to_lowercase();
    if is_plain(&language) {
        return Ok(text::escape(code).into());
    }
    let syntax = find(&language).ok_or(Refusal::Unknown)?;
    within_limits(code)?;
    let key = ContentHash::of(format!("{}\0{code}", syntax.name).as_bytes());
    let kept = || KEEP.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(coloured) = kept().blocks.get(&key) {
        return coloured.clone();
    }
    let coloured = colour(code, syntax).map(Arc::from);
    kept().put(key, coloured.clone());
    coloured
}

/// The language that an unknown name was most likely meant to be.
pub fn nearest(language: &str) -> Option<String> {
    let names = SYNTAXES.syntaxes().iter().flat_map(|syntax| {
        syntax.file_extensions.iter().chain([&syntax.name]).filter(|name| !name.contains(' '))
    });
    let names = ALIASES.iter().map(|&(alias, _)| alias).chain(names.map(String::as_str));
    // Short names are near to everything.
    let names = names.filter(|name| name.len() > 3 || name.len() == language.len());
    text::nearest(language, names).map(str::to_lowercase)
}

/// The blocks that were coloured before. Editing a page colours no other block of it again.
#[derive(Default)]
struct Kept {
    blocks: HashMap<ContentHash, Coloured>,
    bytes: usize,
}

static KEEP: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

impl Kept {
    fn put(&mut self, key: ContentHash, coloured: Coloured) {
        let bytes = 64 + coloured.as_ref().map_or(0, |html| html.len());
        if self.bytes + bytes > KEPT {
            *self = Self::default();
        }
        self.bytes += bytes;
        self.blocks.insert(key, coloured);
    }
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that authors write and the grammars do not know.
const ALIASES: &[(&str, &str)] = &[
    ("console", "sh"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("shellsession", "sh"),
    ("terminal", "sh"),
    ("zsh", "sh"),
    ("csharp", "c#"),
    ("fsharp", "f#"),
    ("docker", "dockerfile"),
    ("golang", "go"),
    ("javascript", "js"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("latex", "tex"),
    ("markdown", "md"),
    ("node", "js"),
    ("objective-c", "m"),
    ("postgresql", "sql"),
    ("powershell", "ps1"),
    ("protobuf", "proto"),
    ("python3", "py"),
    ("terraform", "tf"),
    ("typescript", "ts"),
];

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language).map(|(_, name)| *name);
    SYNTAXES.find_syntax_by_token(alias.unwrap_or(language))
}

fn is_plain(language: &str) -> bool {
    matches!(language, "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output")
}

fn within_limits(code: &str) -> Result<(), Refusal> {
    if code.len() > LARGEST {
        return Err(Refusal::TooLarge(code.len()));
    }
    let is_long = |line: &str| line.len() > LONGEST_LINE && line.chars().count() > LONGEST_LINE;
    match code.lines().position(is_long) {
        Some(line) => Err(Refusal::LongLine(line + 1)),
        None => Ok(()),
    }
}

/// What a line costs: its changes of scope each come from expressions tried on its rest.
fn work(line: &str, changes: usize) -> usize {
    line.len() * (changes + 8)
}

fn colour(code: &str, syntax: &SyntaxReference) -> Result<String, Refusal> {
    let mut state = ParseState::new(syntax);
    let mut page = Page { html: String::with_capacity(code.len() * 2), ..Page::default() };
    let mut done = 0;
    for line in code.split_inclusive('\n') {
        // A grammar that fails is one that asks for too much of the expressions.
        let changes = state.parse_line(line, &SYNTAXES).map_err(|_| Refusal::TooMuchWork)?;
        done += work(line, changes.len());
        if done > MOST_WORK {
            return Err(Refusal::TooMuchWork);
        }
        let mut from = 0;
        for (at, change) in changes {
            page.push(&line[from..at]);
            page.change(&change);
            from = at;
        }
        page.push(&line[from..]);
    }
    page.close();
    Ok(page.html)
}

/// HTML that is being written.
#[derive(Default)]
struct Page {
    html: String,
    /// The scopes around what follows, as classes: each its own or that of the scope around it.
    scopes: Vec<Option<&'static str>>,
    cleared: Vec<Vec<Option<&'static str>>>,
    /// The class of the open `<span>`.
    open: Option<&'static str>,
    /// White space that waits for what follows it: it belongs to either side.
    space: String,
}

impl Page {
    fn change(&mut self, change: &ScopeStackOp) {
        match change {
            ScopeStackOp::Push(scope) => {
                let around = self.scopes.last().copied().flatten();
                self.scopes.push(match class(*scope) {
                    Colour::Class(class) => Some(class),
                    Colour::Plain => None,
                    Colour::Around => around,
                });
            }
            ScopeStackOp::Pop(count) => {
                self.scopes.truncate(self.scopes.len().saturating_sub(*count));
            }
            ScopeStackOp::Clear(amount) => {
                let count = match amount {
                    ClearAmount::TopN(count) => *count,
                    ClearAmount::All => self.scopes.len(),
                };
                let keep = self.scopes.len().saturating_sub(count);
                self.cleared.push(self.scopes.split_off(keep));
            }
            ScopeStackOp::Restore => self.scopes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn push(&mut self, text: &str) {
        let visible = text.trim_end();
        let class = self.scopes.last().copied().flatten();
        if !visible.is_empty() {
            if class != self.open {
                self.close();
                if let Some(class) = class {
                    self.html.extend(["<span class=\"", class, "\">"]);
                }
                self.open = class;
            }
            self.html.push_str(&std::mem::take(&mut self.space));
            text::escape_into(&mut self.html, visible);
        }
        self.space.push_str(&text[visible.len()..]);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
        self.html.push_str(&std::mem::take(&mut self.space));
    }
}

#[derive(Clone, Copy)]
enum Colour {
    Class(&'static str),
    /// No colour, though there is one around it.
    Plain,
    Around,
}

/// The colour of a scope: that of the longest name in the table that it starts with.
fn class(scope: Scope) -> Colour {
    CLASSES
        .iter()
        .find(|(name, _)| name.is_prefix_of(scope))
        .map_or(Colour::Around, |&(_, colour)| colour)
}

/// Longer names first.
static CLASSES: LazyLock<Vec<(Scope, Colour)>> = LazyLock::new(|| {
    let mut names: Vec<_> = NAMES.iter().collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names
        .into_iter()
        .filter_map(|&(name, class)| {
            let colour = if class.is_empty() { Colour::Plain } else { Colour::Class(class) };
            Some((Scope::new(name).ok()?, colour))
        })
        .collect()
});

/// What the names that grammars give mean: the classes of the theme, none for plain text.
const NAMES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("punctuation.definition.comment", "c"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("constant.character", "s"),
    ("markup.raw", "s"),
    ("constant.numeric", "n"),
    ("constant.language", "n"),
    ("constant.other", "n"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("storage", "k"),
    ("storage.type.numeric", "n"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.enum", "t"),
    ("entity.name.trait", "t"),
    ("entity.name.interface", "t"),
    ("entity.name.namespace", "t"),
    ("entity.other.inherited-class", "t"),
    ("entity.name.function", "f"),
    ("entity.name.macro", "f"),
    ("support.function", "f"),
    ("support.macro", "f"),
    ("variable.function", "f"),
    ("variable.annotation", "m"),
    ("variable.parameter", "v"),
    ("variable.other.readwrite.shell", "v"),
    ("variable.other.member.shell", "v"),
    ("variable.language", "v"),
    ("entity.name.tag", "g"),
    ("entity.name.section", "g"),
    ("entity.name.tag.yaml", "a"),
    ("entity.name.tag.toml", "a"),
    ("entity.other.attribute-name", "a"),
    ("meta.mapping.key", "a"),
    ("support.type.property-name", "a"),
    ("markup.heading", "g"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("meta.annotation", "m"),
    ("meta.attribute", "m"),
    ("meta.preprocessor", "m"),
    ("meta.diff.header", "m"),
    ("meta.diff.range", "m"),
    ("meta.interpolation", ""),
    ("source", ""),
    ("text", ""),
];
