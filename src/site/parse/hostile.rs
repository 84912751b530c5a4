//! Files that want to do harm, or came to harm: no parser may panic, hang or point outside of them.

use std::time::Duration;

use super::testing::{MLOPS, places_fit, rounds, timed, told, with_more};
use super::{config, front_matter, model};
use crate::site::diagnostics::{Code, Diagnostic};
use crate::site::sources::SourcePath;

mod mending;
mod models;

/// Reads a text with every parser, each in time.
fn survives(text: &str) -> Vec<Diagnostic> {
    let path = SourcePath::new("content/hostile.model.yaml");
    let found = in_time(text, || model::parse(&[(path.clone(), text.to_owned())]).1);
    in_time(text, || config::parse(&path, text).1);
    let note = format!("---\n{text}\n---\n# é\n");
    in_time(&note, || front_matter::parse(&path, &note, 4..text.len() + 5).1);
    found
}

fn in_time(text: &str, parse: impl Fn() -> Vec<Diagnostic>) -> Vec<Diagnostic> {
    let (found, took) = timed(parse);
    let shown: String = text.chars().take(60).collect();
    assert!(took < Duration::from_secs(2), "{took:?} for {} bytes: {shown:?}", text.len());
    places_fit(text, &found);
    found
}

fn limited(text: &str) {
    let found = survives(text);
    assert!(found.iter().any(|d| d.code == Code::Y10), "no limit was met: {found:?}");
}

#[test]
fn deep_nesting_meets_a_limit() {
    for depth in [100, 10_000, 200_000] {
        limited(&"[".repeat(depth));
        limited(&"{a: ".repeat(depth));
        limited(&"- ".repeat(depth));
        limited(&format!("x: {}{}", "[".repeat(depth), "]".repeat(depth)));
    }
    let block: String = (0..100).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    limited(&block);
    let mixed: String = (0..40).map(|depth| format!("{}- [{{a: ", "  ".repeat(depth))).collect();
    survives(&mixed);
}

#[test]
fn aliases_that_multiply_meet_a_limit() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for step in 1..20 {
        let names = vec![format!("*a{}", step - 1); 10].join(", ");
        bomb.push_str(&format!("a{step}: &a{step} [{names}]\n"));
    }
    limited(&bomb);
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(500_000), vec!["*a"; 5000].join(", "));
    limited(&long);
}

#[test]
fn aliases_that_nest_meet_a_limit() {
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for step in 1..100 {
        deep.push_str(&format!("a{step}: &a{step} [*a{}]\n", step - 1));
    }
    limited(&deep);
}

#[test]
fn long_texts_meet_a_limit() {
    limited(&format!("title: {}\n", "x".repeat((1 << 20) + 1)));
    survives(&format!("{}: x\n", "k".repeat(100_000)));
}

#[test]
fn garbage_of_a_megabyte_is_refused_in_time() {
    let mut random = Random(7);
    let letters = b"ab: -[]{}\"'#&*!|>%@`\t\n\r ,?\x00\x7f";
    let pick = |random: &mut Random| char::from(letters[random.below(letters.len())]);
    let text: String = (0..1 << 20).map(|_| pick(&mut random)).collect();
    survives(&text);
    for pattern in [
        "a: b: c\n",
        "- a: b: c\n",
        "\t- x\n",
        "\"",
        "'",
        "? ",
        "- [\n",
        "a\n",
        "- *x\n",
        "- \"a\" b\n",
        "{",
        ": ",
        "&a ",
        "- !x y\n",
        "#\n",
        "- a\n - b\n",
        "a:\n b:\n",
    ] {
        survives(&pattern.repeat((1 << 18) / pattern.len()));
    }
    survives(&"\0".repeat(1 << 20));
    survives(&"é\u{85}\u{2028}\u{feff}".repeat(1 << 16));
}

#[test]
fn many_small_mistakes_take_no_longer_than_their_number() {
    let keys: String = (0..8000).map(|n| format!("kez{n}: x\n")).collect();
    survives(&keys);
    let dimensions: Vec<_> = (0..5000).map(|n| format!("name{n}")).collect();
    let cells: String = (0..5000).map(|n| format!("      nmae{n}: [a]\n")).collect();
    let level = |n| format!("  - level: {n}\n    name: n{n}\n    cells:\n{cells}");
    survives(&format!(
        "dimensions: [{}]\nlevels:\n{}{}",
        dimensions.join(", "),
        level(0),
        level(1)
    ));
    let levels: String = (0..3000).map(|n| format!("  - level: {n}\n    name: n{n}\n")).collect();
    survives(&format!("dimensions: [{}]\nlevels:\n{levels}", dimensions.join(", ")));
}

#[test]
fn every_truncation_is_survived() {
    let step = MLOPS.len() / rounds(MLOPS.len());
    for end in (0..MLOPS.len()).step_by(step).filter(|&end| MLOPS.is_char_boundary(end)) {
        survives(&MLOPS[..end]);
        survives(&MLOPS[end..]);
    }
}

#[test]
fn flipped_bytes_are_survived() {
    let mut random = Random(42);
    let special = b"\"'[]{}:#-&*!|>%@`,?\t\n\r\0 ";
    let source = format!(
        "{MLOPS}  - level: 5\n    name: Größe 模型 🚀\n    color: '#fff'\n    aka: [a, b]\n"
    );
    for _ in 0..rounds(1500) {
        let mut bytes = source.clone().into_bytes();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len());
            bytes[at] = match random.below(3) {
                0 => special[random.below(special.len())],
                1 => (random.below(256)) as u8,
                _ => bytes[random.below(bytes.len())],
            };
        }
        survives(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn lines_put_elsewhere_are_survived() {
    let mut random = Random(5);
    let odd = [
        "- é: ü: ö",
        "'é",
        "\"ü",
        "[é",
        "- {é",
        "\té: x",
        "  - a # é",
        "    é # ü",
        "- *é* x",
        "---",
        "é:é",
        "| é",
        "- > é",
        "é",
        "\u{feff}é",
    ];
    for _ in 0..rounds(1000) {
        let mut lines: Vec<&str> = MLOPS.lines().collect();
        for _ in 0..=random.below(5) {
            let (at, other) = (random.below(lines.len()), random.below(lines.len()));
            match random.below(3) {
                0 => lines.swap(at, other),
                1 => lines.insert(at, odd[random.below(odd.len())]),
                _ => drop(lines.remove(at)),
            }
        }
        survives(&lines.join(if random.below(2) == 0 { "\n" } else { "\r\n" }));
    }
}

/// Pieces of bullets: words, and all that means something to YAML.
const PIECES: &[&str] = &[
    "a",
    "word",
    "5.10",
    "No",
    "~",
    "null",
    "=",
    "<<",
    "-",
    "--",
    "---",
    "...",
    "#1",
    "#",
    "\"",
    "'",
    "''",
    ":",
    "::",
    "a:",
    ": ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&",
    "&a",
    "*",
    "*a",
    "!",
    "!a",
    "!!str",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "\\n",
    "é",
    "模型",
    "👩\u{200d}💻",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "\t",
    "//",
    "(x)",
    "x: y",
    "|-",
    ">2",
];

/// What an author writes behind a dash is read as it stands, or something is said.
#[test]
fn no_bullet_changes_in_silence() {
    let mut random = Random(11);
    let path = SourcePath::new("content/m.model.yaml");
    for _ in 0..rounds(6000) {
        let bullet = bullet(&mut random);
        let bullet = bullet.trim();
        if bullet.is_empty() {
            continue;
        }
        let text = with_more(&format!("      Technology:\n        - {bullet}\n        - last\n"));
        let (model, found) = model::parse(&[(path.clone(), text.clone())]);
        places_fit(&text, &found);
        let items = model.as_ref().and_then(|model| model.cell(1, 1)).map(|cell| &cell.items[..]);
        let read: Vec<_> =
            items.unwrap_or_default().iter().map(|item| item.text.raw.as_str()).collect();
        let said = told(&text, found);
        // In quotes, or with a tag of YAML's own, the author says how it is to be read.
        let explicit =
            bullet.starts_with(['"', '\'']) && read.len() == 2 || bullet.contains("!!str");
        let fine = read == [bullet, "last"] || explicit;
        assert!(fine || !said.is_empty(), "{bullet:?} became {read:?} in silence");
        let kept = said.iter().all(|line| line.starts_with("Y01"));
        assert!(fine || !kept, "{bullet:?} became {read:?}, though kept as text: {said:?}");
    }
}

fn bullet(random: &mut Random) -> String {
    let mut bullet = String::new();
    for _ in 0..=random.below(4) {
        bullet.push_str(PIECES[random.below(PIECES.len())]);
        bullet.push_str(if random.below(2) == 0 { " " } else { "" });
    }
    bullet
}

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}
