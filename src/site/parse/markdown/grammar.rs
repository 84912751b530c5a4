//! Reads code by a grammar, each line of it once.
//!
//! What a grammar says of a line follows from the line and from the state before it, so both are
//! remembered: samples of one course begin with the same imports and end with the same brackets.
//! Each thread remembers for itself, as a state of the grammars cannot pass from one to another.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;

use syntect::parsing::{ParseState, ParsingError, ScopeStackOp, SyntaxReference, SyntaxSet};

/// Where in a line the scope changes, and how.
pub type Changes = Rc<[(usize, ScopeStackOp)]>;

/// The most that a thread remembers, in bytes, in lines that came once, and in states of one
/// grammar. What comes later is read anew.
const MOST_BYTES: usize = 4_000_000;
const MOST_SEEN: usize = 100_000;
const MOST_STATES: usize = 250;

/// Code that is being read.
pub struct Reading<'s> {
    syntaxes: &'s SyntaxSet,
    grammar: &'s str,
    state: State,
}

enum State {
    /// Its number among the remembered ones.
    Known(usize),
    Other(ParseState),
}

impl<'s> Reading<'s> {
    pub fn new(syntax: &'s SyntaxReference, syntaxes: &'s SyntaxSet) -> Self {
        let start = ParseState::new(syntax);
        let state = MEMORY.with_borrow_mut(|memory| memory.number(&syntax.name, start));
        Self { syntaxes, grammar: &syntax.name, state }
    }

    /// The next line, with its end.
    pub fn line(&mut self, line: &str) -> Result<Changes, ParsingError> {
        MEMORY.with_borrow_mut(|memory| self.line_with(memory, line))
    }

    fn line_with(&mut self, memory: &mut Memory, line: &str) -> Result<Changes, ParsingError> {
        let mut state = match &self.state {
            State::Other(state) => state.clone(),
            State::Known(number) => {
                let known = &memory.states[*number];
                if let Some((changes, after)) = known.lines.get(line) {
                    self.state = State::Known(*after);
                    return Ok(Rc::clone(changes));
                }
                known.state.clone()
            }
        };
        let changes: Changes = state.parse_line(line, self.syntaxes)?.into();
        let before = std::mem::replace(&mut self.state, memory.number(self.grammar, state));
        if let (State::Known(before), State::Known(after)) = (before, &self.state) {
            memory.remember(before, line, &changes, *after);
        }
        Ok(changes)
    }
}

#[derive(Default)]
struct Memory {
    states: Vec<Known>,
    /// The states of each grammar.
    of_grammar: HashMap<String, Vec<usize>>,
    bytes: usize,
    /// The hashes of lines that came once: only what comes again is worth its place.
    seen: HashSet<u64>,
    hasher: RandomState,
}

struct Known {
    state: ParseState,
    /// Each line that followed: what changes in it, and the state after it.
    lines: HashMap<Box<str>, (Changes, usize)>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

impl Memory {
    /// The number of a state, a new one unless there are too many.
    fn number(&mut self, grammar: &str, state: ParseState) -> State {
        let known = self.of_grammar.get(grammar).map_or(&[][..], Vec::as_slice);
        if let Some(&number) = known.iter().find(|&&number| self.states[number].state == state) {
            return State::Known(number);
        }
        if known.len() == MOST_STATES {
            return State::Other(state);
        }
        let number = self.states.len();
        self.of_grammar.entry(grammar.to_owned()).or_default().push(number);
        self.states.push(Known { state, lines: HashMap::new() });
        State::Known(number)
    }

    fn remember(&mut self, before: usize, line: &str, changes: &Changes, after: usize) {
        if self.seen.len() == MOST_SEEN {
            self.seen.clear();
        }
        if self.seen.insert(self.hasher.hash_one((before, line))) {
            return;
        }
        let bytes = 128 + line.len() + size_of_val(&**changes);
        if self.bytes + bytes <= MOST_BYTES {
            self.bytes += bytes;
            self.states[before].lines.insert(line.into(), (Rc::clone(changes), after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line as the grammar alone reads it, from the beginning and again.
    #[test]
    fn remembered_lines_are_read_as_the_grammar_reads_them() {
        let syntaxes = two_face::syntax::extra_newlines();
        let bash = "cat <<END\nif $a\nEND\ncat <<'OTHER'\nif $a\nEND\nOTHER\nif true; then\nfi\n";
        let python = "\"\"\"if\nif\n\"\"\"\nif x:\n    f(\nif\n)\nif x:\n";
        for (language, code) in
            [bash, bash, bash].map(|code| ("bash", code)).into_iter().chain([("py", python); 3])
        {
            let syntax = syntaxes.find_syntax_by_token(language).expect("a grammar");
            let mut plain = ParseState::new(syntax);
            let mut reading = Reading::new(syntax, &syntaxes);
            for line in code.split_inclusive('\n') {
                let expected = plain.parse_line(line, &syntaxes).expect("a line");
                assert_eq!(*reading.line(line).expect("a line"), *expected, "{language}: {line}");
            }
        }
    }

    #[test]
    fn more_states_than_are_remembered_are_read_too() {
        let syntaxes = two_face::syntax::extra_newlines();
        let syntax = syntaxes.find_syntax_by_token("bash").expect("a grammar");
        let documents = (0..2 * MOST_STATES).map(|end| format!("cat <<E{end}\n$a\nE{end}\n"));
        let code = documents.collect::<String>() + "cat <<END\n";
        let mut plain = ParseState::new(syntax);
        let mut reading = Reading::new(syntax, &syntaxes);
        for line in code.split_inclusive('\n') {
            let expected = plain.parse_line(line, &syntaxes).expect("a line");
            assert_eq!(*reading.line(line).expect("a line"), *expected, "{line}");
        }
        assert!(matches!(reading.state, State::Other(_)));
    }
}
