//! What is said about the spelling of YAML, one function for each message.

use serde_yaml::granit_parser::ErrorKind;

use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::text::count;

/// The text as it has to be written to be safe: in single quotes.
pub fn in_quotes(text: &str) -> String {
    format!("'{}'", shorten(text.trim(), 300).replace('\'', "''"))
}

/// A text for a message: at most `most` characters of its first line.
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(most) {
        None if line.len() == text.len() => line.to_owned(),
        None => format!("{line} …"),
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}

/// A text as it can stand anywhere in a file: on one line, in single quotes, or in double ones where
/// it holds what single ones cannot.
pub fn quoted_whole(text: &str) -> String {
    match text.contains(|c: char| c.is_control()) {
        true => serde_json::Value::from(text).to_string(),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

fn quote_it(text: &str) -> String {
    format!("Put it in quotes: {}", in_quotes(text))
}

pub fn key_and_value(place: Place, text: &str, bullet: bool) -> Diagnostic {
    let what = if bullet { "bullet" } else { "text" };
    let message = format!("this {what} reads as a key and a value because of \": \"");
    Diagnostic::warning(Code::Y01, place, message).help(quote_it(text))
}

pub fn starts_with(place: Place, text: &str) -> Diagnostic {
    let first = text.chars().next().unwrap_or(' ');
    let message = match first {
        '"' | '\'' => format!("text that starts with {first} must end with it in YAML"),
        ':' | '?' => format!("a text cannot start with \"{first} \" in YAML"),
        _ => format!("a text cannot start with {first} in YAML"),
    };
    Diagnostic::error(Code::Y02, place, message).help(quote_it(text))
}

pub fn comment_in_text(place: Place, text: &str) -> Diagnostic {
    Diagnostic::warning(Code::Y03, place, "the text after \" #\" is a comment and would be lost")
        .help(quote_it(text))
}

pub fn control_character(place: Place, c: char, times: usize) -> Diagnostic {
    let more = match times {
        1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let message =
        format!("the invisible character U+{:04X} is not allowed in YAML{more}", u32::from(c));
    Diagnostic::error(Code::Y04, place, message).help("Delete it and type the text around it anew.")
}

pub fn inside_brackets(place: Place, passage: &str) -> Diagnostic {
    let what = if passage.starts_with('[') { "list in brackets" } else { "map in braces" };
    Diagnostic::error(Code::Y04, place, format!("this {what} cannot be read"))
        .help("Put each text in it that holds : , # [ ] { } or a quote in quotes: ['A: B', 'C, D']")
}

pub fn open_bracket(place: Place, passage: &str) -> Diagnostic {
    let (open, close) = if passage.starts_with('[') { ('[', ']') } else { ('{', '}') };
    let message = format!("this {open} has no {close} on its line");
    Diagnostic::error(Code::Y04, place, message).help(format!(
        "Add the {close}, or if {open} belongs to the text, {}",
        lower(&quote_it(passage))
    ))
}

fn lower(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

pub fn unreadable(place: Place, line: usize, text: &str, kind: &ErrorKind) -> Diagnostic {
    let (what, help) = in_plain_words(kind, text);
    Diagnostic::error(Code::Y04, place, format!("line {line} cannot be read: {what}")).help(help)
}

/// What the parser found, for someone who has never heard of a scalar.
fn in_plain_words(kind: &ErrorKind, text: &str) -> (String, String) {
    let quote = || quote_it(text);
    let bullets = "Start each bullet of the list with \"- \", all in the same column.".to_owned();
    let pairs = "Write \"key: value\", all keys of one group in the same column.".to_owned();
    let (what, help) = match kind {
        ErrorKind::SimpleKeyExpected if text.starts_with("- ") => {
            ("a bullet stands among keys", pairs)
        }
        ErrorKind::SimpleKeyExpected if text.starts_with('-') => {
            let fixed = format!("Write - {}", shorten(text.trim_start_matches('-'), 80));
            ("there is no space behind the dash", fixed)
        }
        ErrorKind::SimpleKeyExpected => (
            "it is neither a bullet nor a key with a value",
            "Put \"- \" in front of it if it is a bullet, \":\" behind it if it is a key; indent it \
             further than the line above if it goes on with that line's text."
                .to_owned(),
        ),
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::UnexpectedEofBlockSequence => {
            ("a bullet was expected here", bullets)
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a key was expected here", pairs)
        }
        ErrorKind::MappingValueNotAllowed => ("a key cannot stand here", pairs),
        ErrorKind::UnclosedQuotedScalar => ("a quote is opened and never closed", quote()),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => (
            "a backslash between double quotes starts a special character",
            "Use single quotes, between which a backslash is a backslash.".to_owned(),
        ),
        ErrorKind::UnexpectedCharacter { character } => {
            return (format!("{character} cannot stand here"), quote());
        }
        ErrorKind::TabInPlainScalar
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart => {
            ("a tab stands where spaces belong", "Use spaces.".to_owned())
        }
        ErrorKind::InvalidBlockScalarIndent => (
            "the lines of this text start in different columns",
            "Indent all lines below | or > by as many spaces.".to_owned(),
        ),
        ErrorKind::DirectiveDisallowed
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::ExpectedDocumentStart => ("YAML wants a --- here", "Remove lines that start with %.".to_owned()),
        kind => return (format!("YAML cannot make sense of it ({kind})"), quote()),
    };
    (what.to_owned(), help)
}

pub fn no_space_after_colon(place: Place, key: &str, value: &str) -> Diagnostic {
    Diagnostic::error(Code::Y04, place, format!("there is no space after \"{key}:\""))
        .help(format!("Write {key}: {}", shorten(value, 80)))
}

pub fn odd_key(place: Place) -> Diagnostic {
    Diagnostic::error(Code::Y04, place, "a key must be a text, not a list or a map")
        .help("If brackets or braces belong to the text, put it in quotes.")
}

pub fn tabs(place: Place, line: usize, lines: usize) -> Diagnostic {
    let message = match lines {
        0 | 1 => format!("line {line} is indented with a tab"),
        n => format!("line {line} is indented with a tab, {} in all", count(n, "line")),
    };
    Diagnostic::error(Code::Y06, place, message)
        .help("YAML is indented with spaces only. Most editors can convert tabs to spaces.")
}

pub fn indentation(place: Place, line: usize, found: usize, nearest: usize) -> Diagnostic {
    let message = format!(
        "line {line} is indented by {}, the lines that it could belong to by {nearest}",
        count(found, "space"),
    );
    Diagnostic::error(Code::Y06, place, message).help(format!(
        "Indent it by {}, or like the line that it belongs to.",
        count(nearest, "space")
    ))
}

pub fn no_anchor(place: Place, name: &str, text: &str) -> Diagnostic {
    Diagnostic::error(Code::Y07, place, format!("no anchor \"{name}\" stands above this alias"))
        .help(format!("If * belongs to the text, {}", lower(&quote_it(text))))
}

pub fn holds_itself(place: Place) -> Diagnostic {
    Diagnostic::error(Code::Y07, place, "this alias stands inside of what it repeats")
        .help("Write out what is meant.")
}

pub fn tag(place: Place) -> Diagnostic {
    Diagnostic::error(Code::Y07, place, "YAML tags have no meaning here")
        .help("Remove the word that starts with !, or put the text in quotes.")
}

pub fn second_document(place: Place, line: usize) -> Diagnostic {
    let message = format!("one document per file: a second document starts at line {line}");
    Diagnostic::error(Code::Y09, place, message)
        .help("Remove the line of ---, or move what follows it to a file of its own.")
}

pub fn limit(place: Place, message: String) -> Diagnostic {
    Diagnostic::error(Code::Y10, place, message)
        .help("The limit keeps files out that would stop the build. Split the file.")
}

pub fn too_deep(most: usize) -> String {
    format!("lists and maps are nested more than {most} deep")
}

pub fn too_many(most: usize) -> String {
    format!("the file holds more than {most} values")
}

pub fn too_long(most: usize) -> String {
    format!("one text is longer than {} kB", most / 1024)
}

pub fn too_many_copies() -> String {
    "aliases (*name) repeat more than a file may hold".to_owned()
}
