//! The words of the pages themselves, in the language of the site: "On this page", "3 items".
//!
//! Each message is written in English where it is said and is its own key, as with gettext. `{name}` in it
//! stands for what is said of, `[text](name)` for a link. A message with `{n}` may have a form for each plural
//! category of its language: `one`, `few`, `many`, `other` and so on, as CLDR has them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use super::text::{escape, escape_into};

/// All messages, with the forms of those that are counted.
const ENGLISH: &str = include_str!("words/en.yaml");

/// The languages that the program speaks, by the first part of a language tag.
const LANGUAGES: &[(&str, &str)] = &[
    ("de", include_str!("words/de.yaml")),
    ("es", include_str!("words/es.yaml")),
    ("fr", include_str!("words/fr.yaml")),
    ("ja", include_str!("words/ja.yaml")),
    ("pt", include_str!("words/pt.yaml")),
    ("ru", include_str!("words/ru.yaml")),
    ("zh", include_str!("words/zh.yaml")),
];

/// How a message is said in a language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Said {
    Text(String),
    /// By plural category.
    Counted(BTreeMap<String, String>),
}

impl Said {
    /// All that can be said, each with its category.
    pub fn forms(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Text(text) => vec![("", text)],
            Self::Counted(forms) => forms.iter().map(|(c, text)| (&**c, &**text)).collect(),
        }
    }
}

/// The messages of a site by their English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    language: String,
    said: BTreeMap<String, Said>,
}

impl Words {
    /// Those of a language tag (`de`, `pt-BR`), with the site's own over them. What a language does not have is
    /// said in English.
    pub fn new(language: &str, own: BTreeMap<String, Said>) -> Self {
        let mut said = english().clone();
        said.extend(spoken(language).unwrap_or_default());
        said.extend(own);
        Self { language: language.to_owned(), said }
    }

    /// A message in which nothing is put.
    pub fn say<'w>(&'w self, message: &'w str) -> &'w str {
        self.form(message, None)
    }

    /// A message about a number: `{n} pages`.
    pub fn count(&self, n: usize, message: &str) -> String {
        self.fill(message, &[("n", &n.to_string())])
    }

    /// A message with texts in the places of their names.
    pub fn fill(&self, message: &str, given: &[(&str, &str)]) -> String {
        let of = |name: &str| given.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let n = of("n").and_then(|n| n.parse().ok());
        let mut filled = String::new();
        for part in parts(self.form(message, n)) {
            match part {
                Part::Text(text) | Part::Link(text, _) => filled.push_str(text),
                Part::Name(name) => filled.push_str(of(name).unwrap_or_default()),
            }
        }
        filled
    }

    /// A message as HTML; `given` has HTML for a name, and for that of a link its escaped address.
    ///
    /// # Errors
    ///
    /// The name that nothing is given for.
    pub fn html<'t>(
        &self,
        message: &str,
        n: Option<u64>,
        given: impl Fn(&str) -> Option<Cow<'t, str>>,
    ) -> Result<String, String> {
        let mut html = String::new();
        let of = |name: &str| given(name).ok_or_else(|| name.to_owned());
        for part in parts(self.form(message, n)) {
            match part {
                Part::Text(text) => escape_into(&mut html, text),
                Part::Name(name) => html.push_str(&of(name)?),
                Part::Link(text, name) => {
                    let _ = write!(html, "<a href=\"{}\">", of(name)?);
                    escape_into(&mut html, text);
                    html.push_str("</a>");
                }
            }
        }
        Ok(html)
    }

    fn form<'w>(&'w self, message: &'w str, n: Option<u64>) -> &'w str {
        match self.said.get(message) {
            None => message,
            Some(Said::Text(text)) => text,
            Some(Said::Counted(forms)) => {
                let category = n.map_or("other", |n| category(&self.language, n));
                forms.get(category).or_else(|| forms.get("other")).map_or(message, String::as_str)
            }
        }
    }

    /// A script with what it says in the place of each message: `$say("Copy")` becomes `"Copy"`, `$html("Copy")` the
    /// same as HTML, and `$say("{n} results", n)` gets all forms for a function of that name to choose from.
    pub fn script(&self, source: &str) -> String {
        let mut script = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(at) = rest.find('$') {
            script.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some((said, length)) = self.in_script(rest) else {
                script.push('$');
                rest = &rest[1..];
                continue;
            };
            script.push_str(&said);
            rest = &rest[length..];
        }
        script + rest
    }

    /// What stands for the call at the start of a text, and how long the call is.
    fn in_script(&self, rest: &str) -> Option<(String, usize)> {
        let (call, is_html) = match rest.strip_prefix("$say(") {
            Some(call) => (call, false),
            None => (rest.strip_prefix("$html(")?, true),
        };
        let text = call.strip_prefix('"')?;
        let message = &text[..text.find('"')?];
        let behind = &text[message.len() + 1..];
        let length = rest.len() - behind.len();
        if behind.starts_with(')') {
            let said = self.say(message);
            let said = if is_html { escape(said) } else { said.to_owned() };
            return Some((json(&said), length + 1));
        }
        let said = behind.starts_with(',').then(|| self.said.get(message))?;
        Some((format!("$say({}", said.map_or_else(|| json(message), json)), length))
    }
}

fn json(value: impl Serialize) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

/// All messages.
pub fn messages() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

/// The names in a message or in what is said for it.
pub fn names(message: &str) -> impl Iterator<Item = &str> {
    parts(message).filter_map(|part| match part {
        Part::Text(_) => None,
        Part::Name(name) | Part::Link(_, name) => Some(name),
    })
}

/// The plural categories of CLDR.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The languages that the program speaks.
pub fn languages() -> impl Iterator<Item = &'static str> {
    std::iter::once("en").chain(LANGUAGES.iter().map(|(tag, _)| *tag))
}

fn all() -> &'static BTreeMap<String, Option<Said>> {
    static ALL: LazyLock<BTreeMap<String, Option<Said>>> = LazyLock::new(|| read(ENGLISH));
    &ALL
}

/// The messages that English says otherwise than they are written: those that are counted.
fn english() -> &'static BTreeMap<String, Said> {
    static SAID: LazyLock<BTreeMap<String, Said>> = LazyLock::new(|| {
        all().iter().filter_map(|(m, said)| Some((m.clone(), said.clone()?))).collect()
    });
    &SAID
}

/// What a language says, if the program speaks it.
fn spoken(language: &str) -> Option<BTreeMap<String, Said>> {
    let first = language.split('-').next().unwrap_or_default();
    let (_, text) = LANGUAGES.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(first))?;
    let said: BTreeMap<String, Option<Said>> = read(text);
    Some(said.into_iter().filter_map(|(message, said)| Some((message, said?))).collect())
}

fn read(text: &str) -> BTreeMap<String, Option<Said>> {
    serde_yaml::from_str(text).unwrap_or_else(|error| unreachable!("tested: {error}"))
}

fn category(language: &str, n: u64) -> &'static str {
    let rules =
        |language: LanguageIdentifier| PluralRules::create(language, PluralRuleType::CARDINAL).ok();
    // Rules are those of a language, wherever it is spoken, but for Portugal.
    let whole: Option<LanguageIdentifier> = language.parse().ok();
    let first = || language.split('-').next()?.parse().ok();
    let rules = whole.and_then(rules).or_else(|| first().and_then(rules));
    match rules.and_then(|rules| rules.select(n).ok()) {
        Some(PluralCategory::ZERO) => "zero",
        Some(PluralCategory::ONE) => "one",
        Some(PluralCategory::TWO) => "two",
        Some(PluralCategory::FEW) => "few",
        Some(PluralCategory::MANY) => "many",
        _ => "other",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'m> {
    Text(&'m str),
    Name(&'m str),
    Link(&'m str, &'m str),
}

/// A message in its parts.
fn parts(message: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, length) = part(rest);
        rest = &rest[length..];
        Some(part)
    })
}

/// The first part, and how long it is in bytes.
fn part(rest: &str) -> (Part<'_>, usize) {
    if let Some(found) = name(rest).or_else(|| link(rest)) {
        return found;
    }
    let skip = rest.chars().next().map_or(0, char::len_utf8);
    let end = rest[skip..].find(['{', '[']).map_or(rest.len(), |at| skip + at);
    (Part::Text(&rest[..end]), end)
}

fn name(rest: &str) -> Option<(Part<'_>, usize)> {
    let (name, _) = rest.strip_prefix('{')?.split_once('}')?;
    is_name(name).then_some((Part::Name(name), name.len() + 2))
}

fn link(rest: &str) -> Option<(Part<'_>, usize)> {
    let (text, after) = rest.strip_prefix('[')?.split_once("](")?;
    let (name, _) = after.split_once(')')?;
    is_name(name).then_some((Part::Link(text, name), text.len() + name.len() + 4))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_message_is_said_in_the_language_of_the_site_and_else_in_english() {
        let german = Words::new("de-CH", BTreeMap::new());
        assert_eq!(german.say("On this page"), "Auf dieser Seite");
        assert_eq!(
            (german.count(1, "{n} pages"), german.count(2, "{n} pages")),
            ("1 Seite".into(), "2 Seiten".into())
        );
        assert_eq!(german.say("My own words"), "My own words");
        let finnish = Words::new("fi", BTreeMap::new());
        assert_eq!(finnish.say("On this page"), "On this page");
        assert_eq!(
            (finnish.count(1, "{n} pages"), finnish.count(0, "{n} pages")),
            ("1 page".into(), "0 pages".into())
        );
        // None at all, as for a text that no site is known for.
        assert_eq!(Words::default().count(2, "{n} pages"), "2 pages");
    }

    #[test]
    fn numbers_have_the_form_that_their_language_asks_for() {
        let russian = Words::new("ru", BTreeMap::new());
        let form = |n| russian.count(n, "{n} pages");
        let [one, few, many] = [1, 3, 5].map(form);
        assert!(one.trim_start_matches('1') != few.trim_start_matches('3'), "{one} {few}");
        assert!(few.trim_start_matches('3') != many.trim_start_matches('5'), "{few} {many}");
        assert_eq!(form(21).trim_start_matches("21"), one.trim_start_matches('1'));
        assert_eq!(form(12).trim_start_matches("12"), many.trim_start_matches('5'));
        assert_eq!(Words::new("ja", BTreeMap::new()).count(1, "{n} pages"), "1 ページ");
        let forms = [("one", "{n} strona"), ("few", "{n} strony"), ("other", "{n} stron")];
        let forms = forms.map(|(category, text)| (category.to_owned(), text.to_owned()));
        let own = BTreeMap::from([("{n} pages".to_owned(), Said::Counted(forms.into()))]);
        let polish = Words::new("pl", own);
        let pages = [1, 2, 5, 22].map(|n| polish.count(n, "{n} pages"));
        assert_eq!(pages, ["1 strona", "2 strony", "5 stron", "22 strony"]);
    }

    #[test]
    fn what_is_put_into_a_message_is_html_and_the_message_is_text() {
        let own = Said::Text("<{thing}> & [here](place)".to_owned());
        let words = Words::new("en", BTreeMap::from([("about {thing}".to_owned(), own)]));
        let given = |name: &str| match name {
            "thing" => Some("<b>x</b>".into()),
            "place" => Some("a.html".into()),
            _ => None,
        };
        let html = words.html("about {thing}", None, given);
        assert_eq!(html.unwrap(), "&lt;<b>x</b>&gt; &amp; <a href=\"a.html\">here</a>");
        assert_eq!(words.html("{other}", None, given), Err("other".to_owned()));
        // What is no name and no link is text.
        assert_eq!(words.html("[a] {B} {} [x](Y) {", None, given).unwrap(), "[a] {B} {} [x](Y) {");
    }

    #[test]
    fn scripts_get_what_they_say() {
        let words = Words::new("de", BTreeMap::new());
        let script =
            "a=$say(\"Copy\");b=`<i>${$html(\"Close\")}</i>`;c=$say(\"{n} results\",n);$x=$say(d)";
        assert_eq!(
            words.script(script),
            "a=\"Kopieren\";b=`<i>${\"Schließen\"}</i>`;c=$say({\"one\":\"{n} Treffer\",\"other\":\"{n} Treffer\"},n);$x=$say(d)"
        );
        let own = Said::Text("\"<i>\"</script>".to_owned());
        let words = Words::new("en", BTreeMap::from([("Copy".to_owned(), own)]));
        assert_eq!(words.script("$say(\"Copy\")"), "\"\\\"<i>\\\"</script>\"");
        assert_eq!(words.script("$html(\"Copy\")"), "\"&quot;&lt;i&gt;&quot;&lt;/script&gt;\"");
    }

    /// The plural categories that whole numbers have.
    fn categories(language: &str) -> BTreeSet<&'static str> {
        (0..=120).chain([1_000_000]).map(|n| category(language, n)).collect()
    }

    #[test]
    fn every_language_says_every_message_with_all_that_is_put_into_it() {
        let named = |text: &str| names(text).map(str::to_owned).collect::<BTreeSet<_>>();
        for (language, text) in LANGUAGES {
            let said: BTreeMap<String, Option<Said>> = read(text);
            let differ = |one: &BTreeMap<String, _>, other: &BTreeMap<String, _>| {
                one.keys().filter(|message| !other.contains_key(*message)).cloned().collect()
            };
            let (missing, unknown): (Vec<String>, Vec<String>) =
                (differ(all(), &said), differ(&said, all()));
            assert_eq!((missing, unknown), Default::default(), "{language}");
            for (message, said) in &said {
                let said = said.as_ref().unwrap_or_else(|| panic!("{language}: {message}"));
                for (_, form) in said.forms() {
                    assert_eq!(named(message), named(form), "{language}: {form}");
                    assert!(!form.contains(['<', '>', '&', '"', '\\']), "{language}: {form}");
                    let ends = |text: &str| text.ends_with(['.', '。']);
                    assert_eq!(ends(message), ends(form), "{language}: {form}");
                }
                if let Said::Counted(forms) = said {
                    let given: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
                    assert!(categories(language).is_subset(&given), "{language}: {message}");
                    assert!(given.is_subset(&CATEGORIES.into()), "{language}: {message}");
                }
                let is_counted = |said: Option<&Said>| matches!(said, Some(Said::Counted(_)));
                assert!(
                    !is_counted(english().get(message)) || is_counted(Some(said)),
                    "{language}: {message}"
                );
            }
        }
    }
}
