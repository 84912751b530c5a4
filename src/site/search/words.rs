//! Words as they are looked up: lower case, without accents. What is written without spaces
//! (Chinese, Japanese) is cut into pairs of characters. `search.js` cuts a question in the same way.

use unicode_normalization::UnicodeNormalization;

/// Calls `add` with each word of a text.
pub fn each(text: &str, mut add: impl FnMut(&str)) {
    let mut words = Words { word: String::new(), joined: None, add: &mut add };
    let mut rest = text;
    while !rest.is_empty() {
        // Most letters of most texts have nothing to be folded but their case.
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        let (ascii, after) = rest.split_at(plain);
        ascii.chars().for_each(|c| words.push(c.to_ascii_lowercase()));
        let other = after.find(|c: char| c.is_ascii()).unwrap_or(after.len());
        let (other, after) = after.split_at(other);
        let folded = other.nfkd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase);
        folded.for_each(|c| words.push(c));
        rest = after;
    }
    words.flush();
}

/// Words as they are put together from letters.
struct Words<'a, F> {
    word: String,
    /// The last character of a script without spaces.
    joined: Option<char>,
    add: &'a mut F,
}

impl<F: FnMut(&str)> Words<'_, F> {
    fn push(&mut self, c: char) {
        if is_joined(c) {
            self.flush();
            if let Some(before) = self.joined {
                (self.add)(&[before, c].iter().collect::<String>());
            }
            self.joined = Some(c);
            return;
        }
        self.joined = None;
        match c.is_alphanumeric() {
            true => self.word.push(c),
            false => self.flush(),
        }
    }

    fn flush(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let letters = self.word.chars().count();
        // A letter alone finds nothing; what is longer than any word is a hash or an address.
        let is_digit = letters == 1 && self.word.starts_with(|c: char| c.is_ascii_digit());
        if (2..=40).contains(&letters) || is_digit {
            (self.add)(&self.word);
        }
        self.word.clear();
    }
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
        assert_eq!(of("e\u{301}te\u{301}, ﬁne K2"), ["ete", "fine", "k2"]);
        assert_eq!(of("模型管理 v2"), ["模型", "型管", "管理", "v2"]);
        assert_eq!(of("テスト"), ["テス", "スト"]);
    }
}
