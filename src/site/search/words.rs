//! Words as they are looked up: lower case, without accents, full-width letters as plain ones. What
//! is written without spaces (Chinese, Japanese) is cut into pairs of characters, the last of a run
//! once more alone. `search.js` cuts a question in the same way; a test compares the two.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The mark of a long vowel, which some leave out at the end of a word: サーバ, サーバー.
const LONG: char = 'ー';

/// Characters of the longest word.
const MOST: usize = 40;

/// Calls `add` with each word of a text. What is longer than any word is a hash or an address.
pub fn each(text: &str, mut add: impl FnMut(&str)) {
    let mut words = Words { word: String::new(), run: Run::default(), add: &mut add };
    let mut rest = text;
    while !rest.is_empty() {
        // Most letters of most texts have nothing to be folded but their case.
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        let (ascii, after) = rest.split_at(plain);
        words.ascii(ascii);
        let other = after.find(|c: char| c.is_ascii()).unwrap_or(after.len());
        let (other, after) = after.split_at(other);
        let bare = other.nfkd().filter(|c| !is_accent(*c)).nfc();
        bare.flat_map(char::to_lowercase).for_each(|c| match letters_of(c) {
            Some(letters) => letters.chars().for_each(|c| words.push(c)),
            None => words.push(c),
        });
        rest = after;
    }
    words.end();
}

/// Words as they are put together from letters.
struct Words<'a, F> {
    word: String,
    run: Run,
    add: &'a mut F,
}

/// Where one is in a text of a script without spaces.
#[derive(Default)]
struct Run {
    last: Option<char>,
    /// Whether the mark of a long vowel came after `last`: it counts if the word goes on.
    is_long: bool,
}

impl<F: FnMut(&str)> Words<'_, F> {
    /// As if its characters were pushed one by one.
    fn ascii(&mut self, text: &str) {
        for (at, letters) in text.split(|c: char| !c.is_ascii_alphanumeric()).enumerate() {
            if at > 0 {
                self.end();
            }
            if !letters.is_empty() {
                self.end_run();
                let from = self.word.len();
                self.word.push_str(letters);
                self.word[from..].make_ascii_lowercase();
            }
        }
    }

    fn push(&mut self, c: char) {
        if is_joined(c) {
            self.end_word();
            return self.join(c);
        }
        self.end_run();
        match c.is_alphanumeric() || is_combining_mark(c) {
            true => self.word.push(c),
            false => self.end_word(),
        }
    }

    fn join(&mut self, c: char) {
        if c == LONG && self.run.last.is_some() && !self.run.is_long {
            self.run.is_long = true;
            return;
        }
        if std::mem::take(&mut self.run.is_long) && is_katakana(c) {
            self.pair(LONG);
        }
        self.pair(c);
    }

    fn pair(&mut self, c: char) {
        if let Some(before) = self.run.last.replace(c) {
            (self.add)(&[before, c].iter().collect::<String>());
        }
    }

    fn end_run(&mut self) {
        if let Some(last) = std::mem::take(&mut self.run).last {
            (self.add)(last.encode_utf8(&mut [0; 4]));
        }
    }

    fn end_word(&mut self) {
        let fits = self.word.len() <= MOST || self.word.chars().count() <= MOST;
        if fits && !self.word.is_empty() {
            (self.add)(&self.word);
        }
        self.word.clear();
    }

    fn end(&mut self) {
        self.end_run();
        self.end_word();
    }
}

/// Scripts that put no spaces between words.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a0}'..='\u{30ff}')
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Letters that are others with a look of their own.
fn letters_of(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    fn of(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        super::each(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            of("Größe, Überblick & CI/CD a 5"),
            "grosse uberblick ci cd a 5".split(' ').collect::<Vec<_>>()
        );
        assert_eq!(of("Ещё моДЕЛь й"), ["еще", "модель", "и"]);
        assert_eq!(of("e\u{301}te\u{301}, ﬁne K2 ＭＬＯｐｓ"), ["ete", "fine", "k2", "mlops"]);
        assert_eq!(of("ΛΟΓΟΣ λόγος"), ["λογοσ", "λογοσ"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(of("模型管理 v2"), ["模型", "型管", "管理", "理", "v2"]);
        assert_eq!(of("章。 人々"), ["章", "人々", "々"]);
        assert_eq!(of("ＭＬ基盤"), ["ml", "基盤", "盤"]);
        assert_eq!(of("ﾃﾞｰﾀ"), of("データ"));
        assert_eq!(of("データ"), ["デー", "ータ", "タ"]);
    }

    #[test]
    fn a_long_vowel_at_the_end_of_a_word_may_be_left_out() {
        assert_eq!(of("サーバー"), of("サーバ"));
        assert_eq!(of("サーバーの"), of("サーバの"));
    }
}
