//! The languages whose code has colours: their names, and where their grammars are.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};
use std::sync::LazyLock;

use ferriki_textmate::{RawGrammar, parse_raw_grammar};
use serde::Deserialize;
use zip::ZipArchive;

/// The grammars and their licences; `grammars/README.md` says where they come from.
const ARCHIVE: &[u8] = include_bytes!("grammars/grammars.zip");

/// A language with a grammar.
#[derive(Debug, Deserialize)]
pub struct Language {
    /// The name of its grammar, as in `source.rust`.
    pub scope: String,
    /// In small letters, as authors write them behind the backticks.
    pub names: Vec<String>,
    /// Of its files, without a dot in front.
    pub extensions: Vec<String>,
    /// The grammars of what stands within it.
    needs: Vec<String>,
}

impl Language {
    /// The language of a name or an extension in small letters. Names go first.
    pub fn find(name: &str) -> Option<&'static Self> {
        BY_NAME.get(name).copied()
    }

    /// The language of a grammar.
    pub fn of_scope(scope: &str) -> Option<&'static Self> {
        CATALOGUE.languages.iter().find(|language| language.scope == scope)
    }

    pub fn all() -> &'static [Self] {
        &CATALOGUE.languages
    }

    /// Its grammar, and those of all that stands within it.
    pub fn grammars(&self) -> Vec<RawGrammar> {
        let mut wanted = vec![self.scope.as_str()];
        let mut seen = HashSet::new();
        let mut grammars = Vec::new();
        while let Some(scope) = wanted.pop() {
            let Some(language) = Self::of_scope(scope).filter(|_| seen.insert(scope)) else {
                continue;
            };
            wanted.extend(language.needs.iter().map(String::as_str));
            let file = format!("{scope}.json");
            let grammar = parse_raw_grammar(&text_in(&CATALOGUE.archive, &file), Some(&file));
            grammars.push(grammar.expect("a grammar inside the program"));
        }
        grammars
    }
}

struct Catalogue {
    archive: ZipArchive<Cursor<&'static [u8]>>,
    languages: Vec<Language>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let archive = ZipArchive::new(Cursor::new(ARCHIVE)).expect("the archive inside the program");
    let languages = serde_json::from_str(&text_in(&archive, "index.json"));
    Catalogue { archive, languages: languages.expect("the list inside the program") }
});

static BY_NAME: LazyLock<HashMap<&str, &Language>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    let all = || Language::all().iter();
    let names = all().flat_map(|language| language.names.iter().map(move |name| (name, language)));
    let extensions =
        all().flat_map(|language| language.extensions.iter().map(move |name| (name, language)));
    for (name, language) in names.chain(extensions) {
        by_name.entry(name.as_str()).or_insert(language);
    }
    by_name
});

/// A file of the archive.
fn text_in(archive: &ZipArchive<Cursor<&[u8]>>, name: &str) -> String {
    let mut text = String::new();
    let mut archive = archive.clone();
    let read = archive.by_name(name).map(|mut file| file.read_to_string(&mut text));
    read.expect("a file that is listed").expect("a text");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_grammar_is_there_with_what_it_needs() {
        let scopes: HashSet<_> = Language::all().iter().map(|language| &language.scope).collect();
        assert_eq!(scopes.len(), Language::all().len());
        for language in Language::all() {
            assert!(language.needs.iter().all(|scope| scopes.contains(scope)), "{language:?}");
            let found = language.grammars().into_iter().map(|grammar| grammar.scope_name);
            assert_eq!(found.collect::<Vec<_>>()[0], language.scope);
        }
        assert!(text_in(&CATALOGUE.archive, "notice.txt").contains("SPDX: mit"));
    }

    #[test]
    fn a_name_goes_before_an_extension() {
        for (name, scope) in [
            ("rs", "source.rust"),
            ("yml", "source.yaml"),
            ("json", "source.json"),
            ("h", "source.c"),
            ("md", "text.md"),
            ("sql", "source.sql"),
            ("ts", "source.ts"),
        ] {
            assert_eq!(
                Language::find(name).map(|language| &*language.scope),
                Some(scope),
                "{name}"
            );
        }
    }
}
