//! Colours for code: grammars of syntect and two-face, printed as a few short classes.
//!
//! The result is a function of the code and its language alone. A limit in milliseconds would
//! colour a block in one run and leave it plain in the next, so the limit counts `work`, set so
//! that a block within it takes about a quarter of a second at most on an ordinary machine.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use syntect::parsing::{ClearAmount, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::grammar::Reading;
use crate::site::memo::hash_of;
use crate::site::sources::ContentHash;
use crate::site::store::Shelf;
use crate::site::text;

/// The largest block that is coloured, in bytes.
pub const LARGEST: usize = 100_000;
/// The longest line of a block that is coloured, in characters.
pub const LONGEST_LINE: usize = 2_000;
/// The most work for a block: 100 kB of ordinary code are half of it.
const MOST_WORK: usize = 20_000_000;
/// The most bytes of HTML that are kept for blocks that come again.
const KEPT: usize = 16_000_000;

/// Why a block has no colours though its language asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub fn highlight(code: &str, language: &str, shelf: &Shelf) -> Coloured {
    let language = language.to_lowercase();
    if is_plain(&language) {
        return Ok(escape(code).into());
    }
    let syntax = find(&language).ok_or(Refusal::Unknown)?;
    within_limits(code)?;
    // A session in a terminal: commands behind `$ `, and what they print.
    let prompts = syntax.name == SHELL && code.lines().any(|line| line.starts_with("$ "));
    let key = ContentHash::of(format!("{}\0{code}", syntax.name).as_bytes());
    let kept = || KEEP.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(coloured) = kept().blocks.get(&key) {
        return coloured.clone();
    }
    let made = || colour(code, syntax, prompts);
    let coloured = shelf.value(|| hash_of(&("code", key)), made).map(Arc::from);
    kept().put(key, coloured.clone());
    coloured
}

/// Escapes code. Its quotes stay as they are, as it stands in no attribute and has many.
pub fn escape(code: &str) -> String {
    let mut html = String::with_capacity(code.len() + code.len() / 8);
    escape_into(&mut html, code);
    html
}

fn escape_into(html: &mut String, code: &str) {
    let mut from = 0;
    for at in memchr::memchr3_iter(b'&', b'<', b'>', code.as_bytes()) {
        html.push_str(&code[from..at]);
        html.push_str(match code.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        from = at + 1;
    }
    html.push_str(&code[from..]);
}

/// The language that an unknown name was most likely meant to be.
pub fn nearest(language: &str) -> Option<String> {
    let names = SYNTAXES.syntaxes().iter().flat_map(|syntax| {
        syntax.file_extensions.iter().chain([&syntax.name]).filter(|name| !name.contains(' '))
    });
    let names = ALIASES.iter().map(|&(alias, _)| alias).chain(names.map(String::as_str));
    // A short name is near to everything.
    let names = names.filter(|name| name.len() > 3 && language.len() > 3);
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

/// The grammar's name for shells.
const SHELL: &str = "Bourne Again Shell (bash)";

/// Names that authors write and the grammars do not know.
const ALIASES: &[(&str, &str)] = &[
    ("console", "sh"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("shellsession", "sh"),
    ("terminal", "sh"),
    ("zsh", "sh"),
    ("vue-html", "html"),
    ("assembly", "asm"),
    ("csharp", "c#"),
    ("graphviz", "dot"),
    ("ipython", "py"),
    ("objc", "m"),
    ("pycon", "py"),
    ("scheme", "scm"),
    ("starlark", "bzl"),
    ("systemd", "ini"),
    ("fsharp", "f#"),
    ("docker", "dockerfile"),
    ("golang", "go"),
    ("handlebars", "html"),
    ("hbs", "html"),
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

/// Whether code in this language has colours.
pub fn is_known(language: &str) -> bool {
    find(language).is_some()
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

/// What a line costs before anything is known of it. From each place of a line the expressions of
/// a grammar may look at all the rest, and on a line without structure they do.
fn work(line: &str, syntax: &SyntaxReference) -> usize {
    line.len() * line.len() * weight(&syntax.name)
}

/// What a change of scope costs, in the same measure.
const CHANGE: usize = 48;

/// How much longer than others a grammar takes on lines that suit it badly.
fn weight(syntax: &str) -> usize {
    match syntax {
        "SystemVerilog" | "CFML Script" | "CFML Script (Tags)" => 20,
        "Markdown" | "MultiMarkdown" | "Typst" | "Less" => 3,
        _ => 1,
    }
}

fn colour(code: &str, syntax: &SyntaxReference, prompts: bool) -> Result<String, Refusal> {
    let mut reading = Reading::new(syntax, &SYNTAXES);
    let mut page = Page { html: String::with_capacity(code.len() * 2), ..Page::default() };
    let mut done = 0;
    for line in code.split_inclusive('\n') {
        let line = match (prompts, line.strip_prefix("$ ")) {
            (false, _) => line,
            (true, Some(command)) => {
                page.prompt();
                command
            }
            (true, None) => {
                page.output(line);
                continue;
            }
        };
        done += work(line, syntax);
        if done > MOST_WORK {
            return Err(Refusal::TooMuchWork);
        }
        // A grammar fails where its expressions give up, for the same reason.
        let parsed = reading.line(line).map_err(|_| Refusal::TooMuchWork)?;
        done += parsed.len() * CHANGE;
        page.line(line, &parsed);
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
    fn line(&mut self, line: &str, changes: &[(usize, ScopeStackOp)]) {
        let mut from = 0;
        for (at, change) in changes {
            self.push(&line[from..*at]);
            self.change(change);
            from = *at;
        }
        self.push(&line[from..]);
    }

    fn prompt(&mut self) {
        self.close();
        self.html.push_str("<span class=\"m\">$</span> ");
    }

    fn output(&mut self, line: &str) {
        self.close();
        escape_into(&mut self.html, line);
    }

    fn change(&mut self, change: &ScopeStackOp) {
        match change {
            ScopeStackOp::Push(scope) => {
                let around = self.scopes.last().copied().flatten();
                self.scopes.push(match class(*scope) {
                    // A key in quotes is a key.
                    Colour::Class("s") if around == Some("a") => around,
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
            self.html.push_str(&self.space);
            self.space.clear();
            escape_into(&mut self.html, visible);
        }
        self.space.push_str(&text[visible.len()..]);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
        self.html.push_str(&self.space);
        self.space.clear();
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
    let find = || CLASSES.iter().find(|(name, _)| name.is_prefix_of(scope));
    let colour = || find().map_or(Colour::Around, |&(_, colour)| colour);
    KNOWN.with_borrow_mut(|known| *known.entry(scope).or_insert_with(colour))
}

thread_local! {
    /// The scopes that came so far: the grammars have a few thousand.
    static KNOWN: RefCell<HashMap<Scope, Colour>> = RefCell::default();
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
    ("keyword.other.template", "s"),
    ("keyword.other.substitution", "o"),
    ("keyword.other.interpolation", "o"),
    ("punctuation.section.interpolation", "o"),
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
    ("entity.name.table", "g"),
    ("meta.mapping.value", ""),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(code: &str, language: &str) -> String {
        let html = highlight(code, language, &Shelf::default()).unwrap();
        html.replace("<span class=\"", "{").replace("\">", " ").replace("</span>", "}")
    }

    #[test]
    fn code_has_a_few_classes_and_equal_ones_are_one() {
        assert_eq!(
            marked("fn f(x: u8) -> u8 { 1 + x } // <a>\n", "rust"),
            "{k fn} {f f}({v x}: {k u8}) -&gt; {k u8} { {n 1} {o +} x } {c // &lt;a&gt;}\n"
        );
        assert_eq!(marked("a: 1\nb: \"x\"\n", "yml"), "{a a}: {n 1}\n{a b}: {s \"x\"}\n");
        assert_eq!(marked("{\"a\": \"b\"}", "JSON"), "{{a \"a\"}: {s \"b\"}}");
        assert_eq!(marked("-x\n+y\n z\n", "diff"), "{d -x}\n{i +y}\n z\n");
        assert_eq!(marked("`a ${b}`", "js"), "{s `a} {o ${}b{o }}{s `}");
    }

    #[test]
    fn sessions_in_a_terminal_have_prompts_and_output() {
        assert_eq!(
            marked("$ exit 1 # c\nif <this>\n", "console"),
            "{m $} {f exit} 1 {c # c}\nif &lt;this&gt;\n"
        );
    }

    #[test]
    fn code_without_a_language_is_plain() {
        for language in ["", "text", "Plain", "none"] {
            assert_eq!(marked("if <x>", language), "if &lt;x&gt;");
        }
        assert_eq!(highlight("x", "nonsense", &Shelf::default()), Err(Refusal::Unknown));
    }

    #[test]
    fn every_alias_and_weight_names_a_grammar() {
        for (alias, _) in ALIASES {
            assert!(find(alias).is_some(), "{alias}");
        }
        assert!(SYNTAXES.find_syntax_by_name(SHELL).is_some());
        for name in ["SystemVerilog", "CFML Script", "Markdown", "Typst", "Less"] {
            assert!(SYNTAXES.find_syntax_by_name(name).is_some() && weight(name) > 1, "{name}");
        }
    }

    #[test]
    fn too_much_work_is_refused_by_its_amount() {
        let line = format!("{}\n", "a".repeat(1_900));
        assert!(highlight(&line, "js", &Shelf::default()).is_ok());
        assert_eq!(highlight(&line.repeat(10), "js", &Shelf::default()), Err(Refusal::TooMuchWork));
        assert_eq!(
            highlight(&"x".repeat(LARGEST + 1), "js", &Shelf::default()),
            Err(Refusal::TooLarge(LARGEST + 1))
        );
        let long = format!("a\n{}", "ä".repeat(LONGEST_LINE + 1));
        assert_eq!(highlight(&long, "js", &Shelf::default()), Err(Refusal::LongLine(2)));
    }

    #[test]
    fn names_have_one_meaning_each() {
        assert_eq!(CLASSES.len(), NAMES.len());
    }
}
