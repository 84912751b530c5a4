//! The notes that every tool gets: made up from a seed, the same in every run.

mod code;
mod dice;
mod model;
mod prose;

use std::fmt::Write;

use dice::Dice;
pub use model::model;

/// Stands in every place that an edit replaces; no other text holds it.
pub const MARK: &str = "unedited";

/// Notes in a folder, its index among them.
const FOLDER: usize = 50;

pub struct Corpus {
    pub notes: Vec<Note>,
}

pub struct Note {
    /// Without an ending: `unit-03/note-017`, or `unit-03/index`.
    pub path: String,
    pub title: String,
    /// Markdown without title and front matter; links lead to `../unit-03/note-017.md`.
    pub body: String,
}

impl Corpus {
    pub fn new(pages: usize) -> Self {
        Self { notes: (0..pages).map(|number| note(number, pages)).collect() }
    }

    /// The note that is edited, from the middle of the site.
    pub fn edited(&self) -> &Note {
        &self.notes[odd(self.notes.len() / 2)]
    }

    /// The mean size of a note's text, in bytes.
    pub fn mean_size(&self) -> usize {
        self.notes.iter().map(|note| note.body.len()).sum::<usize>() / self.notes.len()
    }
}

impl Note {
    pub fn is_index(&self) -> bool {
        self.path.ends_with("/index")
    }
}

/// Odd numbers are never an index.
fn odd(number: usize) -> usize {
    number | 1
}

fn path(number: usize) -> String {
    let (folder, place) = (number / FOLDER + 1, number % FOLDER);
    match place {
        0 => format!("unit-{folder:03}/index"),
        _ => format!("unit-{folder:03}/note-{place:02}"),
    }
}

fn note(number: usize, pages: usize) -> Note {
    let mut dice = Dice::new(number as u64);
    let title = format!("{} {}", prose::words(&mut dice, 3, true), number + 1);
    Note { path: path(number), title, body: body(&mut dice, pages) }
}

/// About 6.5 kB: an introduction, three sections with code, a list and a table, and a last word.
fn body(dice: &mut Dice, pages: usize) -> String {
    let mut body = format!("{}\n\n", prose::paragraph(dice, 4));
    for (section, language) in code::LANGUAGES.iter().enumerate() {
        let heading = prose::words(dice, 4, true);
        let _ = write!(body, "## {heading}\n\n{}\n\n", prose::paragraph(dice, 8));
        body += &code::block(dice, language);
        let _ = write!(body, "{}\n\n{}\n\n", extra(dice, section), linked(dice, pages));
    }
    body + &format!("This paragraph is {MARK} so far. {}\n", prose::paragraph(dice, 4))
}

fn extra(dice: &mut Dice, section: usize) -> String {
    match section {
        0 => prose::list(dice, 6),
        1 => prose::table(dice, 5),
        _ => prose::list(dice, 4),
    }
}

/// A paragraph that leads to another note.
fn linked(dice: &mut Dice, pages: usize) -> String {
    let other = path(odd(dice.below(pages - 1)));
    let text = prose::words(dice, 2, false);
    format!(
        "{} See also [{text}](../{other}.md). {}",
        prose::paragraph(dice, 3),
        prose::paragraph(dice, 2)
    )
}
