//! Mended files: the same texts as before, and nothing left to mend.

use super::{Random, bullet};
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::edits;
use crate::site::parse::model;
use crate::site::parse::testing::{rounds, told, with_more};
use crate::site::sources::{SourcePath, Sources};

const PATH: &str = "content/m.model.yaml";

/// The texts of the last cell.
fn read(text: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let (model, found) = model::parse(&[(SourcePath::new(PATH), text.to_owned())]);
    let cell = model.as_ref().and_then(|model| model.cell(1, 1));
    let items = cell.map(|cell| cell.items.iter().map(|item| item.text.raw.clone()).collect());
    (items.unwrap_or_default(), found)
}

/// Mends as often as `check --fix` does; none when there was nothing to mend.
fn mended(text: &str) -> Option<String> {
    let mut now = text.to_owned();
    for _ in 0..8 {
        let sources = Sources::default().with(PATH, &now);
        let Some(next) = edits::of(&sources, &read(&now).1).pop() else {
            return (now != text).then_some(now);
        };
        now = next.text;
    }
    panic!("there is always something left to mend: {now}")
}

/// Whether a text is all of a bullet, or all but the marks that a paste left at its start.
fn is_whole(bullet: &str, text: &str) -> bool {
    let marks = bullet.strip_suffix(text);
    marks.is_some_and(|marks| marks.chars().all(|c| "•*-".contains(c) || c.is_whitespace()))
}

/// What is there beside quotes and bullets.
fn characters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"'\"\\•-*".contains(*c)).collect()
}

#[test]
fn a_mended_bullet_has_the_words_that_stood_there() {
    let mut random = Random(17);
    let mut tried = 0;
    for round in 0..rounds(12_000) {
        let pasted = if random.below(4) == 0 { "• " } else { "" };
        let bullet = format!("{pasted}{}", bullet(&mut random));
        let bullet = bullet.trim();
        let text = with_more(&format!("      Technology:\n        - {bullet}\n        - last\n"));
        let text = match round % 3 {
            0 => text.replace('\n', "\r\n"),
            1 => format!("\u{feff}{text}"),
            _ => text,
        };
        let Some(after) = mended(&text) else { continue };
        tried += 1;
        let (items, found) = read(&after);
        let quoted = bullet.starts_with(['"', '\'']) || bullet.contains("!!str");
        let same =
            items.len() == 2 && items[1] == "last" && (quoted || is_whole(bullet, &items[0]));
        let told = told(&after, found);
        if told.iter().any(|line| line.contains(" error ")) {
            assert_eq!(characters(&after), characters(&text), "{bullet:?}: {told:#?}");
            continue;
        }
        assert!(same, "{bullet:?} became {items:?}\n{after}\n{told:#?}");
        let rest = |text: &str| text.lines().filter(|l| !l.contains("- ")).count();
        assert_eq!(rest(&after), rest(&text), "{after}");
        assert_eq!(after.contains('\r'), text.contains('\r'), "{bullet:?}");
        assert_eq!(after.starts_with('\u{feff}'), text.starts_with('\u{feff}'), "{bullet:?}");
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn a_file_that_is_not_utf8_stays_as_it_is() {
    let text = with_more("      Technology:\n        - a: b\n        - last\n");
    let bytes = [b"# \xff\n", text.as_bytes()].concat();
    // As it is read: with U+FFFD, which is longer than what stands there.
    let found = read(&String::from_utf8_lossy(&bytes)).1;
    assert!(found.iter().any(|d| d.code == Code::Y01 && !d.edits.is_empty()), "{found:?}");
    assert!(edits::of(&Sources::default().with(PATH, &bytes), &found).is_empty());
}
