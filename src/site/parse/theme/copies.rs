//! Copies of built-in files in a site's own theme: what can be copied, and whether a copy's
//! original has changed since. The first line of a copy says which original it was made from.

use super::{DEFAULT, files_of};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::sources::{ContentHash, Source};
use crate::site::text;

/// How a copy's first line begins, behind the signs that open a comment.
const MARK: &str = "levelbook: a copy of ";
/// Digits of an original's hash.
const DIGITS: usize = 12;

/// A file of the built-in theme.
pub struct Original {
    /// Within a theme: `templates/partials/cell.html`.
    pub path: String,
    pub bytes: &'static [u8],
}

impl Original {
    /// As it is asked for: `partials/cell.html`, `style.css`.
    pub fn name(&self) -> &str {
        self.path.split_once('/').map_or(&self.path, |(_, name)| name)
    }

    fn hash(&self) -> String {
        ContentHash::of(self.bytes).hex(DIGITS)
    }

    /// The file with a first line that says what it is.
    pub fn copy(&self) -> Vec<u8> {
        let [open, close] = comment(&self.path);
        let line = format!("{open}{MARK}{} {}{close}\n", self.name(), self.hash());
        [line.as_bytes(), self.bytes].concat()
    }
}

/// The signs around a comment, by what kind of file it stands in. That of a template prints nothing.
fn comment(path: &str) -> [&'static str; 2] {
    match path.rsplit('.').next() {
        Some("css" | "js") => ["/* ", " */"],
        Some("svg") => ["<!-- ", " -->"],
        _ => ["{#- ", " -#}"],
    }
}

/// All that can be copied, in the order of their paths.
pub fn originals() -> Vec<Original> {
    let files = files_of(&DEFAULT).into_iter();
    let mut all: Vec<_> = files
        .map(|(path, bytes)| Original { path, bytes })
        .filter(|file| file.path.contains('/'))
        .collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// The file that a name means: `level.html` or `templates/level.html`. Else the nearest name.
pub fn original(name: &str) -> Result<Original, Option<String>> {
    let mut all = originals();
    match all.iter().position(|file| file.name() == name || file.path == name) {
        Some(at) => Ok(all.swap_remove(at)),
        None => Err(text::nearest(name, all.iter().map(Original::name)).map(str::to_owned)),
    }
}

/// What a file of a theme says of its original: its name and hash, and the bytes of the hash.
fn marked(text: &str) -> Option<(&str, &str, std::ops::Range<usize>)> {
    let line = text.trim_start_matches('\u{feff}').lines().next()?;
    let begin = text.find(line)?;
    let at = line.find(MARK)? + MARK.len();
    let (name, rest) = line[at..].split_once(' ')?;
    let hash = rest.split_whitespace().next()?;
    let start = begin + at + name.len() + 1;
    Some((name, hash, start..start + hash.len()))
}

/// Warns of a copy whose original is another one by now, or gone.
pub fn check(source: &Source) -> Option<Diagnostic> {
    let text = std::str::from_utf8(&source.bytes).ok()?;
    let (name, hash, range) = marked(text)?;
    let place = Place::new(&source.path, range);
    match original(name) {
        Ok(original) if original.hash() == hash => None,
        Ok(original) => Some(changed(place, &original)),
        Err(_) => Some(gone(place, name)),
    }
}

fn changed(place: Place, original: &Original) -> Diagnostic {
    let name = original.name();
    let message = format!("the built-in {name} has changed since this copy of it was made");
    Diagnostic::warning(Code::T05, place, message).help(format!(
        "Compare the two (`levelbook theme show {name}` prints the built-in one), take over what \
         you need, and write {} here.",
        original.hash()
    ))
}

fn gone(place: Place, name: &str) -> Diagnostic {
    let message = format!("the built-in theme has no {name} any more, which this is a copy of");
    Diagnostic::warning(Code::T05, place, message)
        .help("If nothing of yours uses this file, delete it; else take the first line out.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::sources::SourcePath;

    fn told(path: &str, text: impl Into<Vec<u8>>) -> Option<String> {
        check(&Source::new(SourcePath::new(path), text.into())).map(|d| d.message)
    }

    #[test]
    fn a_fresh_copy_of_any_file_is_up_to_date() {
        let all = originals();
        assert!(all.iter().any(|file| file.name() == "partials/cell.html"));
        for file in all {
            let copy = file.copy();
            let first = copy.split(|&byte| byte == b'\n').next().unwrap_or_default();
            assert!(first.windows(MARK.len()).any(|part| part == MARK.as_bytes()), "{}", file.path);
            assert!(copy.ends_with(file.bytes));
            assert_eq!(told("themes/x/templates/a.html", copy), None, "{}", file.path);
        }
    }

    #[test]
    fn a_copy_of_an_earlier_file_is_told() {
        let path = "themes/x/templates/level.html";
        assert_eq!(
            told(path, "{#- levelbook: a copy of level.html 000000000000 -#}\n<p>").as_deref(),
            Some("the built-in level.html has changed since this copy of it was made")
        );
        assert_eq!(
            told("themes/x/static/old.css", "/* levelbook: a copy of old.css 000000000000 */")
                .as_deref(),
            Some("the built-in theme has no old.css any more, which this is a copy of")
        );
        assert_eq!(told(path, "<p>levelbook</p>\n"), None, "an author's own file");
    }
}
