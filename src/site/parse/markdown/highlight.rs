//! Colours for code: what TextMate grammars say of it, printed as a few short classes.
//!
//! The result is a function of the code and its language alone. A limit in milliseconds would
//! colour a block in one run and leave it plain in the next, so the limit counts `work`, set so
//! that a block within it takes about a quarter of a second at most on an ordinary machine.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ferriki_textmate::{RawTheme, RawThemeScope, RawThemeSetting, RawThemeStyle};
use serde::{Deserialize, Serialize};

use super::grammar::{self, Reading};
use super::grammars::Language;
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
    let language = find(&language).ok_or(Refusal::Unknown)?;
    within_limits(code)?;
    // A session in a terminal: commands behind `$ `, and what they print.
    let is_shell = matches!(&*language.scope, SHELL | SESSION);
    let prompts = is_shell && code.lines().any(|line| line.starts_with("$ "));
    let language = if is_shell { shell() } else { language };
    let key = ContentHash::of(format!("{}\0{code}", language.scope).as_bytes());
    let kept = || KEEP.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(coloured) = kept().blocks.get(&key) {
        return coloured.clone();
    }
    let made = || colour(code, language, prompts);
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
    let names =
        Language::all().iter().flat_map(|known| known.names.iter().chain(&known.extensions));
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

/// The grammars of shells, and of what one shows.
const SHELL: &str = "source.shell";
const SESSION: &str = "text.shell-session";

fn shell() -> &'static Language {
    Language::of_scope(SHELL).expect("the grammar of shells")
}

/// Names that authors write and GitHub does not know.
const ALIASES: &[(&str, &str)] = &[
    ("babel", "js"),
    ("cargo.lock", "toml"),
    ("css.less", "less"),
    ("docker", "dockerfile"),
    ("docker-compose", "yaml"),
    ("gitlog", "diff"),
    ("gomod", "go.mod"),
    ("gosum", "go.sum"),
    ("graphviz", "dot"),
    ("htaccess", "apacheconf"),
    ("html.j2", "jinja"),
    ("ipython", "py"),
    ("jenkinsfile", "groovy"),
    // Its grammar knows no tags.
    ("jsx", "tsx"),
    ("objcpp", "objc++"),
    ("opml", "xml"),
    ("prototxt", "textproto"),
    ("requirements.txt", "pip-requirements"),
    ("rng", "xml"),
    ("shell-session", "console"),
    ("systemd", "ini"),
    ("terminal", "console"),
    ("vue-html", "html"),
    ("yasm", "asm"),
    ("zon", "zig"),
];

fn find(language: &str) -> Option<&'static Language> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language).map(|(_, name)| *name);
    Language::find(alias.unwrap_or(language))
}

/// Whether code in this language has colours.
pub fn is_known(language: &str) -> bool {
    find(language).is_some()
}

fn is_plain(language: &str) -> bool {
    // The last four are languages, whose grammars GitHub does not have either.
    let names =
        ["text", "txt", "plain", "plaintext", "none", "output", "log", "org", "syslog", "textile"];
    language.is_empty() || names.contains(&language)
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
fn work(line: &str, language: &Language) -> usize {
    line.len() * line.len() * weight(&language.scope)
}

/// What a change of style costs, in the same measure.
const CHANGE: usize = 48;

/// How much longer than others a grammar takes on lines that suit it badly.
fn weight(scope: &str) -> usize {
    WEIGHTS.iter().find(|(heavy, _)| *heavy == scope).map_or(1, |&(_, weight)| weight)
}

const WEIGHTS: &[(&str, usize)] = &[
    ("source.c.nwscript", 3),
    ("source.cobol", 20),
    ("source.coffee", 3),
    ("source.hack", 20),
    ("source.haproxy-config", 20),
    ("source.litcoffee", 10),
    ("source.matlab", 3),
    ("source.peggy", 3),
    ("source.verse", 20),
];

fn colour(code: &str, language: &'static Language, prompts: bool) -> Result<String, Refusal> {
    let mut reading = Reading::new(language, &THEME);
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
        done += work(line, language);
        if done > MOST_WORK {
            return Err(Refusal::TooMuchWork);
        }
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        let changes = reading.line(text).map_err(|_| Refusal::TooMuchWork)?;
        done += changes.len() * CHANGE;
        page.line(text, &changes);
        page.space.push_str(end);
    }
    page.close();
    Ok(page.html)
}

/// HTML that is being written.
#[derive(Default)]
struct Page {
    html: String,
    /// The class of the open `<span>`.
    open: Option<&'static str>,
    /// White space that waits for what follows it: it belongs to either side.
    space: String,
}

impl Page {
    fn line(&mut self, line: &str, changes: &[(usize, u32)]) {
        let ends = changes.iter().skip(1).map(|&(at, _)| at).chain([line.len()]);
        for (&(from, style), to) in changes.iter().zip(ends) {
            self.push(&line[from..to], class(style));
        }
    }

    fn prompt(&mut self) {
        self.close();
        self.html.push_str("<span class=\"m\">$</span> ");
    }

    fn output(&mut self, line: &str) {
        self.close();
        escape_into(&mut self.html, line);
    }

    fn push(&mut self, text: &str, class: Option<&'static str>) {
        let visible = text.trim_end();
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

/// The classes by the numbers of their colours in the theme.
fn class(style: u32) -> Option<&'static str> {
    CLASSES.get(style as usize).copied().flatten()
}

static CLASSES: LazyLock<Vec<Option<&str>>> = LazyLock::new(|| {
    let class =
        |colour: String| NAMES.iter().map(|&(_, class)| class).find(|c| as_colour(c) == colour);
    let colours = grammar::colours(&THEME).into_iter();
    colours.map(|colour| class(colour).filter(|class| !class.is_empty())).collect()
});

/// Each class as a colour: what a theme of the grammars is made of.
fn as_colour(class: &str) -> String {
    let number = class.bytes().fold(0_u32, |number, byte| number << 8 | u32::from(byte));
    format!("#{number:06X}")
}

static THEME: LazyLock<RawTheme> = LazyLock::new(|| {
    let settings = NAMES.iter().map(|&(name, class)| {
        let style = RawThemeStyle::default().with_foreground(Some(as_colour(class)));
        let scope = RawThemeScope::String(name.to_owned());
        RawThemeSetting::default().with_scope(Some(scope)).with_settings(Some(style))
    });
    RawTheme::default().with_settings(settings.collect())
});

/// What the names that grammars give mean: the classes of the theme, none for plain text.
const NAMES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("punctuation.definition.comment", "c"),
    ("string", "s"),
    ("string.quoted.docstring", "c"),
    ("string.quoted.docstring punctuation.definition.string", "c"),
    ("string.unquoted.argument", ""),
    ("string.unquoted.shell", ""),
    ("punctuation.definition.string", "s"),
    ("constant.character.escape", "s"),
    ("constant.character.entity", "s"),
    ("constant.character.format", "o"),
    ("markup.raw", "s"),
    ("constant.numeric", "n"),
    ("constant.language", "n"),
    ("constant.other", "n"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("keyword.operator.key-value", ""),
    ("keyword.operator.namespace", ""),
    ("keyword.other.template", "s"),
    ("keyword.other.substitution", "o"),
    ("keyword.other.interpolation", "o"),
    ("punctuation.section.interpolation", "o"),
    ("punctuation.section.embedded", "o"),
    ("punctuation.definition.interpolation", "o"),
    ("punctuation.definition.template-expression", "o"),
    ("storage", "k"),
    ("storage.type.annotation", "m"),
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
    ("meta.function-call.generic", "f"),
    ("entity.name.function.decorator", "m"),
    ("meta.function.decorator", "m"),
    ("variable.annotation", "m"),
    ("variable.parameter", "v"),
    ("variable.other.normal.shell", "v"),
    ("variable.other.assignment.shell", "v"),
    ("punctuation.definition.variable.shell", "v"),
    ("punctuation.section.bracket.curly.variable", "v"),
    ("variable.other.key.toml", "a"),
    ("variable.language.default", "k"),
    ("constant.other.js", ""),
    ("variable.language", "v"),
    ("entity.name.tag", "g"),
    ("entity.name.section", "g"),
    ("entity.name.table", "g"),
    ("entity.name.tag.yaml", "a"),
    ("entity.name.tag.key", "a"),
    ("entity.other.attribute-name", "a"),
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
    ("meta.template.expression", ""),
    ("meta.embedded", ""),
    ("source", ""),
    ("text", ""),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn marked(code: &str, language: &str) -> String {
        let html = highlight(code, language, &Shelf::default()).unwrap();
        html.replace("<span class=\"", "{").replace("\">", " ").replace("</span>", "}")
    }

    #[test]
    fn code_has_a_few_classes_and_equal_ones_are_one() {
        assert_eq!(
            marked("fn f(x: u8) -> u8 { 1 + x } // <a>\n", "rust"),
            "{k fn} {f f}(x: {k u8}) {o -&gt;} {k u8} { {n 1} {o +} x } {c // &lt;a&gt;}\n"
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
            "{m $} {f exit} {n 1} {c # c}\nif &lt;this&gt;\n"
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
            let is_needed = Language::find(alias).is_none() || *alias == "jsx";
            assert!(find(alias).is_some() && is_needed, "{alias}");
        }
        let heavy = WEIGHTS.iter().map(|&(scope, _)| scope);
        for scope in heavy.chain([SHELL, SESSION]) {
            assert!(Language::of_scope(scope).is_some(), "{scope}");
        }
    }

    /// Lines and blocks that keep expressions busy or open ever more: all of them end, in colours
    /// or refused, and come out the same in another thread that has read nothing before.
    #[test]
    fn hostile_code_ends_and_has_one_result() {
        let languages = ["bash", "cpp", "html", "js", "md", "php", "py", "rs", "ts", "yaml"];
        let parts = ["a", "(", " ", "\"", "<a ", "{", "$(", "*_", "a: "];
        let long = |part: &str| part.repeat(1_900 / part.len()) + "\n";
        let deep = |part: &str| (part.repeat(150 / part.len()) + "\n").repeat(400);
        let blocks: Vec<String> =
            parts.iter().flat_map(|part| [long(part).repeat(2), deep(part)]).collect();
        let all = move |language: &str| -> Vec<_> {
            let language = find(language).expect("a language");
            blocks.iter().map(|block| colour(block, language, false)).collect()
        };
        let in_turn = all.clone();
        let first: Vec<_> = languages.iter().map(|language| in_turn(language)).collect();
        let again = std::thread::spawn(move || {
            languages.iter().rev().map(|language| all(language)).collect::<Vec<_>>()
        });
        let mut again = again.join().expect("no overflow");
        again.reverse();
        assert!(first == again);
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
        let names: HashSet<_> = NAMES.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), NAMES.len());
        let classes: HashSet<_> = CLASSES.iter().flatten().collect();
        assert!(NAMES.iter().all(|(_, class)| class.is_empty() || classes.contains(class)));
    }
}
