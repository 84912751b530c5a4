//! The maturity model beside the notes: five levels, four dimensions, sixty items.

use std::fmt::Write;

use super::MARK;
use super::dice::Dice;
use super::prose;

const DIMENSIONS: [&str; 4] = ["People", "Process", "Data", "Technology"];
const LEVELS: usize = 5;
const ITEMS: usize = 3;

/// The text of a `.model.yaml`; the first item of level 2 holds the mark.
pub fn model() -> String {
    let mut dice = Dice::new(u64::MAX);
    let mut text = format!("title: Maturity\ndimensions: [{}]\nlevels:\n", DIMENSIONS.join(", "));
    for level in 0..LEVELS {
        let name = prose::words(&mut dice, 2, true);
        let _ = write!(text, "  - level: {level}\n    name: {name} {level}\n    cells:\n");
        for dimension in DIMENSIONS {
            let _ = writeln!(text, "      {dimension}:");
            text += &items(&mut dice, level == 2 && dimension == DIMENSIONS[0]);
        }
    }
    text
}

fn items(dice: &mut Dice, marked: bool) -> String {
    let mut items: Vec<_> = (0..ITEMS).map(|_| prose::words(dice, 9, true)).collect();
    if marked {
        items[0] = format!("This item is {MARK} so far");
    }
    items.iter().map(|item| format!("        - {item}\n")).collect()
}
