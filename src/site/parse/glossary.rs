//! `content/glossary.yaml`: terms and what they mean.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use super::markdown;
use super::note::Spanned;
use super::reader::{Keys, Reader, not_empty, quoted};
use super::rich::Rich;
use super::yaml::{Entry, Kind};
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::memo::hash_of;
use crate::site::sources::{ContentHash, SourcePath};
use crate::site::text::{name_key, slug};

/// Its file, below `content/`.
pub const FILES: [&str; 2] = ["content/glossary.yaml", "content/glossary.yml"];

#[derive(Clone, Debug, Default)]
pub struct Glossary {
    pub path: Option<SourcePath>,
    pub terms: Vec<Term>,
    pub hash: ContentHash,
    words: Words,
}

#[derive(Clone, Debug)]
pub struct Term {
    pub name: Spanned<String>,
    /// Unique in the glossary: its anchor.
    pub id: String,
    pub aka: Vec<Spanned<String>>,
    pub meaning: Spanned<String>,
    pub rich: Rich,
}

/// The terms by the first of their words, as notes may spell it.
#[derive(Clone, Debug, Default)]
struct Words {
    /// The longest first: the term and the words of one of its names.
    by_first: HashMap<String, Vec<(usize, Vec<String>)>>,
}

const KEYS: Keys = Keys::only(&["text", "aka"]);

pub fn parse(path: &SourcePath, text: &str) -> (Glossary, Vec<Diagnostic>) {
    let (mut reader, root) = Reader::open(path, text, 0..text.len());
    let mut glossary =
        Glossary { path: Some(path.clone()), hash: hash_of(&text), ..Glossary::default() };
    if let Some(root) = root
        && let Some(entries) = reader.map(&root, &root.range, "the glossary")
    {
        glossary.terms = entries.iter().filter_map(|entry| term(&mut reader, entry)).collect();
    }
    unique_ids(&mut glossary.terms);
    glossary.words = words(&mut reader, &glossary.terms);
    (glossary, reader.finish())
}

/// A text alone is what the term means.
fn term(reader: &mut Reader, entry: &Entry) -> Option<Term> {
    let name = Spanned { value: entry.key.clone(), range: entry.key_range.clone() };
    let (meaning, aka) = match &entry.value.kind {
        Kind::Map(entries, _) => {
            let what = format!("the term {}", quoted(&entry.key));
            let fields = reader.fields(entries, &entry.value.range, &what, &KEYS);
            let meaning = reader.required(&fields, "text", &what, "text: what it means");
            (meaning?, reader.strings(&fields, "aka"))
        }
        _ => (reader.text(&entry.value, true).and_then(not_empty)?, Vec::new()),
    };
    let rich = markdown::inline(&meaning.value);
    Some(Term { id: slug(&name.value), name, aka, meaning, rich })
}

fn unique_ids(terms: &mut [Term]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for term in terms {
        let base = if term.id.is_empty() { "term".to_owned() } else { term.id.clone() };
        let count = seen.entry(base.clone()).or_insert(0);
        *count += 1;
        term.id = if *count == 1 { base } else { format!("{base}-{count}") };
    }
}

fn words(reader: &mut Reader, terms: &[Term]) -> Words {
    let mut found = Words::default();
    let mut taken: HashMap<String, &Spanned<String>> = HashMap::new();
    for (index, term) in terms.iter().enumerate() {
        for name in std::iter::once(&term.name).chain(&term.aka) {
            if let Some(first) = taken.insert(name_key(&name.value), name) {
                let message = format!("{} is in the glossary twice", quoted(&name.value));
                let place = reader.place(&name.range);
                let first = reader.place(&first.range);
                let twice = Diagnostic::warning(Code::S09, place, message)
                    .help("Take one of them out.")
                    .related(first, "given first here");
                reader.report(twice);
                continue;
            }
            let parts: Vec<String> = split(&name.value).map(|(_, word)| word.to_owned()).collect();
            if let Some(first) = parts.first() {
                found.by_first.entry(first.to_lowercase()).or_default().push((index, parts));
            }
        }
    }
    found
        .by_first
        .values_mut()
        .for_each(|names| names.sort_by_key(|(_, parts)| std::cmp::Reverse(parts.len())));
    found
}

/// The words of a text, each with its first byte.
fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(move |c| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Two of one text are the same.
impl PartialEq for Glossary {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for Glossary {}

impl Hash for Glossary {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl Glossary {
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms in a text, in order: their bytes and their indexes.
    pub fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, usize)> {
        let mut found = Vec::new();
        if self.words.by_first.is_empty() {
            return found;
        }
        let all: Vec<(usize, &str)> = split(text).collect();
        let mut at = 0;
        while at < all.len() {
            match self.at(text, &all[at..]) {
                Some((term, count)) => {
                    let (last, word) = all[at + count - 1];
                    found.push((all[at].0..last + word.len(), term));
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The term that the words begin with, and how many of them it takes.
    fn at(&self, text: &str, words: &[(usize, &str)]) -> Option<(usize, usize)> {
        let first = words.first()?.1.to_lowercase();
        let of = |word: &str| self.words.by_first.get(word).into_iter().flatten();
        let singular = first.strip_suffix('s').unwrap_or_default();
        let fits = |(_, parts): &&(usize, Vec<String>)| {
            parts.len() <= words.len()
                && parts.iter().zip(words).all(|(part, (_, word))| is_same(part, word))
                && words[..parts.len()].windows(2).all(|pair| {
                    let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
                    matches!(between, " " | "-" | "\u{a0}" | "/" | "'" | "’" | ".")
                })
        };
        of(&first).chain(of(singular)).find(fits).map(|(term, parts)| (*term, parts.len()))
    }
}

/// A word with capitals inside (`MLOps`, `CI`) is meant as it is written; of others the first letter may
/// be a capital, as at the start of a sentence, and an `s` may follow.
fn is_same(part: &str, word: &str) -> bool {
    let is_name = part.chars().skip(1).any(char::is_uppercase) || part.chars().count() == 1;
    if is_name {
        return part == word || word.strip_suffix('s') == Some(part);
    }
    let (part, word) = (part.to_lowercase(), word.to_lowercase());
    part == word || word.strip_suffix('s') == Some(&part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(yaml: &str, text: &str) -> Vec<String> {
        let (glossary, mistakes) = parse(&SourcePath::new(FILES[0]), yaml);
        assert_eq!(mistakes, []);
        let terms = glossary.find(text).into_iter();
        terms
            .map(|(range, term)| format!("{}={}", &text[range], glossary.terms[term].name.value))
            .collect()
    }

    #[test]
    fn terms_are_found_as_words() {
        let yaml = "MLOps: Running it.\ndata drift: The data change.\ndrift: Any change.\nCI:\n  text: Building.\n  aka: [continuous integration]\n";
        assert_eq!(
            found(
                yaml,
                "MLOps watches Data drift and drifts, with continuous integration; adrift, ci, mlops."
            ),
            ["MLOps=MLOps", "Data drift=data drift", "drifts=drift", "continuous integration=CI"]
        );
    }

    #[test]
    fn a_name_given_twice_is_told() {
        let (_, told) =
            parse(&SourcePath::new(FILES[0]), "drift: A.\nmove:\n  text: B.\n  aka: [Drift]\n");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].code, Code::S09);
    }
}
