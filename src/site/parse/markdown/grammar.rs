//! Reads code by a grammar, each line of it once.
//!
//! What a grammar says of a line follows from the line and from the state before it, so both are
//! remembered: samples of one course begin with the same imports and end with the same brackets.
//! Each thread has its own grammars and remembers for itself, as they cannot be shared.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;
use std::sync::Arc;

use ferriki_textmate::{
    EncodedTokenAttributes, Grammar, GrammarConfiguration, RawTheme, RegexMode, StateStack,
    SyncRegistry,
};
use ferroni::regexec::onig_set_retry_limit_in_match;

use super::grammars::Language;

/// Where in a line the style changes: from which byte on, and the number of the style, which is
/// its colour in the theme.
pub type Changes = Rc<[(usize, u32)]>;

/// The most that a thread remembers, in bytes, in lines that came once, and in states of one
/// grammar. What comes later is read anew.
const MOST_BYTES: usize = 4_000_000;
const MOST_SEEN: usize = 100_000;
const MOST_STATES: usize = 250;
/// The most blocks of a language that are open at the end of a line.
const DEEPEST: usize = 500;
/// How often an expression turns back at one place of a line before it is taken not to match there.
const MOST_RETRIES: u64 = 2_000;

/// Code that is too deep to be read, or that an expression of the grammar gives up on.
#[derive(Debug)]
pub struct TooHard;

/// Code that is being read.
pub struct Reading<'t> {
    language: &'static Language,
    theme: &'t RawTheme,
    state: State,
}

#[derive(Clone)]
enum State {
    /// Its number among the remembered ones of the language.
    Known(usize),
    Other(Arc<StateStack>),
}

/// The number of the state before the first line.
const START: usize = 0;

impl<'t> Reading<'t> {
    /// A thread reads a language by the theme that it was given first.
    pub fn new(language: &'static Language, theme: &'t RawTheme) -> Self {
        Self { language, theme, state: State::Known(START) }
    }

    /// The next line, without its end.
    pub fn line(&mut self, line: &str) -> Result<Changes, TooHard> {
        MEMORY.with_borrow_mut(|memory| {
            let tongue = memory.tongues.entry(&self.language.scope);
            let tongue = tongue.or_insert_with(|| Tongue::new(self.language, self.theme));
            let before = self.state.clone();
            if let State::Known(number) = before
                && let Some((changes, after)) = tongue.states[number].lines.get(line)
            {
                self.state = State::Known(*after);
                return Ok(Rc::clone(changes));
            }
            let (changes, after) = tongue.read(&before, line)?;
            self.state = tongue.number(after);
            if let (State::Known(before), &State::Known(after)) = (before, &self.state)
                && memory.limits.takes(self.language, before, line, &changes)
            {
                let lines = &mut tongue.states[before].lines;
                lines.insert(line.into(), (Rc::clone(&changes), after));
            }
            Ok(changes)
        })
    }
}

/// The colours of a theme by their numbers.
pub fn colours(theme: &RawTheme) -> Vec<String> {
    registry(theme).get_color_map()
}

fn registry(theme: &RawTheme) -> SyncRegistry {
    SyncRegistry::new(Some(theme.clone()), None).expect("the colours inside the program")
}

#[derive(Default)]
struct Memory {
    tongues: HashMap<&'static str, Tongue>,
    limits: Limits,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// A language as one thread knows it.
struct Tongue {
    grammar: Rc<Grammar>,
    states: Vec<Known>,
    /// The number of the state in which nothing is open.
    root: Option<usize>,
    /// The numbers of the others, by all that is in them.
    numbers: HashMap<String, usize>,
}

struct Known {
    /// None before the first line.
    state: Option<Arc<StateStack>>,
    /// Each line that followed: what changes in it, and the state after it.
    lines: HashMap<Box<str>, (Changes, usize)>,
}

impl Known {
    fn new(state: Option<Arc<StateStack>>) -> Self {
        Self { state, lines: HashMap::new() }
    }
}

impl Tongue {
    fn new(language: &Language, theme: &RawTheme) -> Self {
        // For the whole process, in which nothing else uses the library of expressions.
        onig_set_retry_limit_in_match(MOST_RETRIES);
        let mut registry = registry(theme);
        for grammar in language.grammars() {
            registry.add_grammar(grammar, Vec::new());
        }
        // Other modes make automata as they read, which takes more memory and time to begin with.
        let settings = GrammarConfiguration::default().with_regex_mode(RegexMode::Off);
        let grammar = registry.grammar_for_scope_name(&language.scope, settings);
        let grammar = grammar.ok().flatten().expect("a grammar that was just added");
        Self { grammar, states: vec![Known::new(None)], root: None, numbers: HashMap::new() }
    }

    fn read(&self, before: &State, line: &str) -> Result<(Changes, Arc<StateStack>), TooHard> {
        let state = match before {
            State::Known(number) => self.states[*number].state.clone(),
            State::Other(state) => Some(Arc::clone(state)),
        };
        let read = self.grammar.tokenize_line2(line, state, 0).map_err(|_| TooHard)?;
        if read.rule_stack.depth > DEEPEST {
            return Err(TooHard);
        }
        Ok((changes(line, &read.tokens), read.rule_stack))
    }

    /// The number of a state, a new one unless there are too many.
    fn number(&mut self, state: Arc<StateStack>) -> State {
        if state.depth == 1 {
            let states = &mut self.states;
            return State::Known(*self.root.get_or_insert_with(|| added(states, state)));
        }
        let is_it =
            |known: &Known| known.state.as_ref().is_some_and(|own| Arc::ptr_eq(own, &state));
        if let Some(number) = self.states.iter().position(is_it) {
            return State::Known(number);
        }
        let Ok(key) = self.grammar.serialize_state_stack(Some(&state)) else {
            return State::Other(state);
        };
        match self.numbers.get(&key) {
            Some(&number) => State::Known(number),
            None if self.states.len() >= MOST_STATES => State::Other(state),
            None => {
                let number = added(&mut self.states, state);
                self.numbers.insert(key, number);
                State::Known(number)
            }
        }
    }
}

fn added(states: &mut Vec<Known>, state: Arc<StateStack>) -> usize {
    states.push(Known::new(Some(state)));
    states.len() - 1
}

/// What the library says of a line: pairs of where a token begins, in units of UTF-16, and its style.
fn changes(line: &str, tokens: &[u32]) -> Changes {
    let mut changes: Vec<(usize, u32)> = Vec::with_capacity(tokens.len() / 2);
    let (mut byte, mut unit) = (0, 0);
    for pair in tokens.chunks_exact(2) {
        let wanted = pair[0] as usize;
        if line.is_ascii() {
            byte = wanted.min(line.len());
        } else {
            for c in line[byte..].chars() {
                if unit >= wanted {
                    break;
                }
                (byte, unit) = (byte + c.len_utf8(), unit + c.len_utf16());
            }
        }
        let style = EncodedTokenAttributes::new(pair[1]).foreground();
        if changes.last().is_none_or(|&(_, before)| before != style) {
            changes.push((byte, style));
        }
    }
    changes.into()
}

#[derive(Default)]
struct Limits {
    bytes: usize,
    /// The hashes of lines that came once: only what comes again is worth its place.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Limits {
    /// Whether a line is worth to be remembered, and there is space for it.
    fn takes(&mut self, language: &Language, before: usize, line: &str, changes: &Changes) -> bool {
        if self.seen.len() == MOST_SEEN {
            self.seen.clear();
        }
        if self.seen.insert(self.hasher.hash_one((&language.scope, before, line))) {
            return false;
        }
        let bytes = 128 + line.len() + size_of_val(&**changes);
        let is_taken = self.bytes + bytes <= MOST_BYTES;
        self.bytes += if is_taken { bytes } else { 0 };
        is_taken
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use rayon::prelude::*;

    use super::*;

    static THEME: LazyLock<RawTheme> = LazyLock::new(|| {
        let colours = [("keyword", "#000001"), ("string", "#000002"), ("storage", "#000003")];
        let settings = colours.map(|(scope, colour)| {
            serde_json::json!({"scope": scope, "settings": {"foreground": colour}})
        });
        serde_json::from_value(serde_json::json!({"settings": settings})).expect("a theme")
    });

    /// Each line comes out as the grammar alone reads it. Returns the state at the end.
    fn read_as_by_the_grammar(name: &str, code: &str) -> State {
        let language = Language::find(name).expect("a language");
        let alone = Tongue::new(language, &THEME);
        let mut state = State::Known(START);
        let mut reading = Reading::new(language, &THEME);
        for line in code.lines() {
            let (expected, after) = alone.read(&state, line).expect("a line");
            state = State::Other(after);
            assert_eq!(*reading.line(line).expect("a line"), *expected, "{name}: {line}");
        }
        reading.state
    }

    /// From the beginning, and again.
    #[test]
    fn remembered_lines_are_read_as_the_grammar_reads_them() {
        let bash = "cat <<END\nif $a\nEND\ncat <<'OTHER'\nif $a\nEND\nOTHER\nif true; then\nfi\n";
        let python = "\"\"\"if\nif\n\"\"\"\nif x:\n    f('ä', '𝄞') if\nif\n)\nif x:\n";
        let rust = "/* /*\nif\n*/\n*/\nif \"\nif\"\n";
        let samples = [("bash", bash), ("py", python), ("rust", rust)];
        for (name, code) in samples.into_iter().cycle().take(9) {
            read_as_by_the_grammar(name, code);
        }
    }

    #[test]
    fn more_states_than_are_remembered_are_read_too() {
        let documents = (0..2 * MOST_STATES).map(|end| format!("cat <<E{end}\n$a\nE{end}\n"));
        let code = documents.collect::<String>() + "cat <<END\n";
        assert!(matches!(read_as_by_the_grammar("bash", &code), State::Other(_)));
    }

    /// Code, and lines that are put together at random, the same in each run.
    #[test]
    fn each_grammar_reads_any_line() {
        let code = "# a\nlet b = \"c\" + 1; // d\n<e f='g'>\n";
        let pieces: Vec<char> =
            "aif([{<\"'`\\/*#$@|!%&=+-.,;:0 \t\r\0é𝄞🚀\u{2028}\u{301}日א\u{feff}".chars().collect();
        let mut seed = 88_172_645_463_325_252_u64;
        let mut random = |most: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed % most as u64).expect("a small number")
        };
        let mut line = || {
            let length = random(40);
            (0..length).map(|_| pieces[random(pieces.len())]).collect::<String>()
        };
        let lines: Vec<String> =
            code.lines().map(str::to_owned).chain((0..40).map(|_| line())).collect();
        Language::all().par_iter().for_each(|language| {
            let tongue = Tongue::new(language, &THEME);
            let mut state = State::Known(START);
            for line in &lines {
                let (changes, after) = tongue.read(&state, line).expect(&language.scope);
                let places = || changes.iter().map(|&(at, _)| at);
                assert!(places().is_sorted() && places().all(|at| line.is_char_boundary(at)));
                state = State::Other(after);
            }
        });
    }

    #[test]
    #[ignore = "for those who make the archive of grammars anew"]
    fn each_expression_is_one() {
        Language::all().par_iter().for_each(|language| {
            let tongue = Tongue::new(language, &THEME);
            tongue.grammar.compile_all_scanners().expect(&language.scope);
        });
    }

    #[test]
    fn places_are_in_bytes() {
        let tokens =
            [(0, 1), (2, 2), (3, 2), (5, 3)].map(|(at, style): (u32, u32)| [at, style << 15]);
        assert_eq!(*changes("ä𝄞b", &tokens[..3].concat()), [(0, 1), (6, 2)]);
        assert_eq!(*changes("abcdef", &tokens.concat()), [(0, 1), (2, 2), (5, 3)]);
    }
}
