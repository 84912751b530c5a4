//! Words as they are looked up: lower case, without accents. What is written without spaces
//! (Chinese, Japanese) is cut into pairs of characters. `search.js` cuts a question in the same way.

use unicode_normalization::UnicodeNormalization;

/// Calls `add` with each word of a text.
pub fn each(text: &str, mut add: impl FnMut(&str)) {
    let mut word = String::new();
    let mut joined: Option<char> = None;
    for c in text.nfkd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase) {
        if is_joined(c) {
            flush(&mut word, &mut add);
            if let Some(before) = joined {
                add(&[before, c].iter().collect::<String>());
            }
            joined = Some(c);
            continue;
        }
        joined = None;
        match c.is_alphanumeric() {
            true => word.push(c),
            false => flush(&mut word, &mut add),
        }
    }
    flush(&mut word, &mut add);
}

fn flush(word: &mut String, add: &mut impl FnMut(&str)) {
    let letters = word.chars().count();
    // A letter alone finds nothing; what is longer than any word is a hash or an address.
    if (2..=40).contains(&letters) || word.chars().all(|c| c.is_ascii_digit()) && letters == 1 {
        add(word);
    }
    word.clear();
}

/// Scripts that put no spaces between words.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    fn of(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        super::each(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_folded_and_scripts_without_spaces_cut_into_pairs() {
        assert_eq!(of("Größe, Überblick & CI/CD a 5"), ["große", "uberblick", "ci", "cd", "5"]);
        assert_eq!(of("Модель й"), ["модель"]);
        assert_eq!(of("模型管理 v2"), ["模型", "型管", "管理", "v2"]);
        assert_eq!(of("テスト"), ["テス", "スト"]);
    }
}
