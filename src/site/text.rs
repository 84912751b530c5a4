//! Names in any script: slugs, keys for comparing, near names, HTML escaping.

use unicode_normalization::UnicodeNormalization;

mod near;

pub use near::{Spellings, nearest};

/// An id for an address: letters and digits of any script, lower-cased, with single hyphens
/// between words. Empty when the text has neither (an emoji alone).
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || is_mark(c) && !slug.is_empty() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '\'' | '’') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A heading's id as GitHub makes it, so that `page.md#heading` works there and here: lower-cased,
/// punctuation dropped, each space a hyphen.
pub fn heading_id(text: &str) -> String {
    text.nfc()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() || is_mark(c) => Some(c),
            _ => None,
        })
        .collect()
}

/// The form in which two names are compared: case and runs of spaces ignored.
pub fn name_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.nfc().flat_map(char::to_lowercase));
    }
    key
}

/// What names are put in order by: numbers as numbers, case and quotes ignored, accents of Latin letters as
/// if they were not there (`Ö` among `O`, `ß` as `ss`), `ё` as `е`; other letters as their alphabets have them.
/// Names that are alike in this stand in the order of their letters.
pub fn order_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    for c in text.trim().nfc().flat_map(char::to_lowercase) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        number_into(&mut key, &mut digits);
        match c {
            'ß' => key.push_str("ss"),
            '"' | '\'' | '`' | '„' | '“' | '”' | '‚' | '‘' | '’' | '«' | '»' => {}
            'ё' => key.push('е'),
            _ if is_mark(c) && key.ends_with(|base: char| base.is_ascii_alphabetic()) => {}
            _ if c.is_whitespace() && key.ends_with(' ') => {}
            _ if c.is_whitespace() => key.push(' '),
            _ => key.push(std::iter::once(c).nfd().next().filter(char::is_ascii).unwrap_or(c)),
        }
    }
    number_into(&mut key, &mut digits);
    format!("{key}\0{text}")
}

/// A number that compares with others by its size: how many digits it has stands before them.
fn number_into(key: &mut String, digits: &mut String) {
    if digits.is_empty() {
        return;
    }
    let number = digits.trim_start_matches('0');
    let length = u32::try_from(number.len()).ok().and_then(char::from_u32);
    key.push('0');
    key.push(length.unwrap_or(char::MAX));
    key.push_str(number);
    digits.clear();
}

/// `n thing`, with an `s` where there are not exactly one: `1 page`, `2 pages`.
pub fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// Escapes text for an HTML element or a double-quoted attribute.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_into(&mut html, text);
    html
}

/// Like [`escape`], onto the end of `html`.
pub fn escape_into(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

/// Marks that combine with a letter (Devanagari vowel signs, Arabic harakat): part of a word.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_in_which_people_look_for_them() {
        let ordered = [
            "0",
            "2",
            "10",
            "Äpfel",
            "apfel 2",
            "Apfel 03",
            "Apfel 10",
            "Müller",
            "muller 2",
            "Straße",
            "Strasse 9",
            "v1.2.9",
            "v1.2.10",
            "„Zehner“ 2",
            "Zehner 10",
            "Елка",
            "ёлка 2",
            "Ель",
            "икра",
            "йод",
            "яма",
            "模型",
        ];
        let mut names = ordered;
        names.reverse();
        names.sort_by_cached_key(|name| order_key(name));
        let at = |name: &str| names.iter().position(|other| *other == name).unwrap();
        for (before, after) in [
            ("2", "10"),
            ("apfel 2", "Apfel 03"),
            ("Apfel 03", "Apfel 10"),
            ("Äpfel", "Müller"),
            ("Müller", "muller 2"),
            ("Straße", "Strasse 9"),
            ("v1.2.9", "v1.2.10"),
            ("„Zehner“ 2", "Zehner 10"),
            ("Zehner 10", "Елка"),
            ("Елка", "ёлка 2"),
            ("ёлка 2", "Ель"),
            ("икра", "йод"),
            ("йод", "яма"),
        ] {
            assert!(at(before) < at(after), "{before} {after} in {names:?}");
        }
    }

    #[test]
    fn slugs_keep_letters_of_any_script() {
        assert_eq!(slug("Full MLOps: Automated Operations!"), "full-mlops-automated-operations");
        assert_eq!(slug("Größe & Maß"), "größe-maß");
        assert_eq!(slug("模型 管理"), "模型-管理");
        assert_eq!(slug("Team's work"), "teams-work");
        assert_eq!(slug("🚀"), "");
        assert_eq!(slug("e\u{301}te\u{301}"), "été");
    }

    #[test]
    fn heading_ids_are_those_of_github() {
        assert_eq!(heading_id("2. DevOps, no MLOps"), "2-devops-no-mlops");
        assert_eq!(heading_id("a  b_c"), "a--b_c");
    }
}
