//! What is said about the structure of a file, one function for each message.

use super::{Keys, quoted};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::yaml::{self, shorten};
use crate::site::text;

pub use yaml::starts_with as starts_with_mark;
pub use yaml::{comment_in_text as comment, key_and_value, starts_with as starts_with_bracket};

/// [`text::nearest`] for words of a length that someone may have mistyped: comparing takes time
/// by the product of the lengths. One or two letters are near to everything.
pub fn nearest<'c>(wrong: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if wrong.len() > 100 || wrong.chars().count() < 3 {
        None
    } else {
        text::nearest(wrong, candidates)
    }
}

pub fn unknown_key(place: Place, key: &str, what: &str, keys: &Keys) -> Diagnostic {
    let message = format!("unknown key {} in {what}", quoted(key));
    let near = nearest(key, keys.known.iter().copied());
    let help = match near {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("Keys that {what} may have: {}.", keys.known.join(", ")),
    };
    Diagnostic::error(Code::S01, place, message).help(help)
}

/// A key that nothing here reads, and that is no slip of the pen.
pub fn foreign_key(place: Place, key: &str) -> Diagnostic {
    let message = format!("nothing reads the key {} of the front matter", quoted(key));
    let help = "Take it out, or move it below \"params:\", where templates find it.";
    Diagnostic::warning(Code::S01, place, message).help(help)
}

pub fn wrong_kind(place: Place, what: &str, expected: &str, found: &str) -> Diagnostic {
    let help = match expected {
        "a list" => "Write one bullet a line: \"- …\".",
        "keys with values" => "Write one \"key: value\" a line.",
        "text" if found == "a list" => "Write one text; a list cannot stand inside of a text.",
        "text" => "Write one text. If it holds \": \", put it in quotes.",
        _ => "See the guide for an example of it.",
    };
    let message = format!("{what} should be {expected}, but this is {found}");
    Diagnostic::error(Code::S03, place, message).help(help)
}

pub fn not_a_number(place: Place, key: &str, found: &str) -> Diagnostic {
    let message = format!("\"{key}\" should be a whole number, but this is {}", quoted(found));
    Diagnostic::error(Code::S03, place, message).help(format!("Write for example {key}: 1"))
}

pub fn missing(place: Place, key: &str, what: &str, example: &str) -> Diagnostic {
    Diagnostic::error(Code::S04, place, format!("{what} has no \"{key}\""))
        .help(format!("Add a line: {example}"))
}

pub fn not_allowed(place: Place, key: &str, found: &str, allowed: &[&str]) -> Diagnostic {
    let message = format!("{} is no value for \"{key}\"", quoted(found));
    let help = match nearest(found, allowed.iter().copied()) {
        Some(near) => format!("Did you mean \"{near}\"? Allowed: {}.", allowed.join(", ")),
        None => format!("Write one of: {}.", allowed.join(", ")),
    };
    Diagnostic::error(Code::S06, place, message).help(help)
}

pub fn not_an_address(place: Place, key: &str, found: &str, mail: bool) -> Diagnostic {
    let message = format!("{} is no address for \"{key}\"", quoted(found));
    let mail = if mail { " or mailto:" } else { "" };
    Diagnostic::error(Code::S06, place, message)
        .help(format!("Write an address in full that starts with https://, http://{mail}"))
}

pub fn refused(place: Place, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::S06, place, message).help(help)
}

pub fn key_twice(place: Place, key: &str, what: &str, lines: (usize, usize)) -> Diagnostic {
    let (first, second) = lines;
    let message = format!("{} is given twice in {what} (lines {first} and {second})", quoted(key));
    Diagnostic::error(Code::Y05, place, message).help("Keep one of them, or merge the two.")
}

pub fn swallowed_bullet(place: Place, line: usize) -> Diagnostic {
    let message = format!(
        "line {line} is indented further than the bullet above, so it becomes part of that bullet's text"
    );
    Diagnostic::error(Code::Y06, place, message).help(
        "Put all bullets of a list in the same column; if it is no bullet, put the text in quotes.",
    )
}

pub fn empty_file(place: Place, what: &str, example: &str) -> Diagnostic {
    Diagnostic::error(Code::S04, place, format!("{what} is empty"))
        .help(format!("Write for example {}", shorten(example, 200)))
}
