//! What is said about the content of a model, one function for each message.

use super::{Dimension, Level, levels};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::reader::messages::{empty_file as empty, nearest};
use crate::site::parse::reader::quoted;
use crate::site::text::count;

pub fn empty_file(place: Place) -> Diagnostic {
    empty(place, "the model", "dimensions: [Technology], and levels: with a list of levels")
}

pub fn additive(place: Place) -> Diagnostic {
    Diagnostic::error(Code::S05, place, "\"progression: additive\" is not supported yet").help(
        "Write progression: snapshot, which is what a model has without it: each cell describes \
         the whole state at its level.",
    )
}

pub fn too_few_levels(place: Place, found: usize) -> Diagnostic {
    let found = if found == 0 { "none".to_owned() } else { found.to_string() };
    let message = format!("a model needs at least two levels; this file has {found}");
    Diagnostic::error(Code::S02, place, message)
        .help("Write one bullet for each level below levels: \"- level: 0\" with name: and cells:")
}

pub fn no_dimensions(place: Place) -> Diagnostic {
    Diagnostic::error(Code::S02, place, "a model needs at least one dimension; this file has none")
        .help("Write for example dimensions: [Highlights, Technology]")
}

pub fn level_twice(place: Place, first: Place, value: &str, lines: [usize; 2]) -> Diagnostic {
    let [one, two] = lines;
    let message = format!("level {value} is given twice (lines {one} and {two})");
    Diagnostic::error(Code::C04, place, message)
        .related(first, "given first here")
        .help("Give each level a value of its own.")
}

pub fn level_without_id(place: Place, value: &str) -> Diagnostic {
    let message = format!("level {} has no letter or digit to make an address of", quoted(value));
    Diagnostic::error(Code::C08, place, message)
        .help("Write a number or a word as level: and keep the sign in name:")
}

pub fn one_id(place: Place, first: Place, names: [&String; 2], id: &str) -> Diagnostic {
    let [one, two] = names;
    let message = match one == two {
        true => format!("{} is given twice, so both become id \"{id}\"", quoted(one)),
        false => format!("{} and {} both become id \"{id}\"", quoted(one), quoted(two)),
    };
    let help = match (one == two, id.starts_with("level-")) {
        (true, _) => "Remove one, or give one an id: of its own.",
        (_, true) => "Choose another word for one of them.",
        _ => "Give one of them an id: of its own.",
    };
    Diagnostic::error(Code::C08, place, message).related(first, "given first here").help(help)
}

pub fn item_id_twice(places: (Place, Place), id: &str) -> Diagnostic {
    Diagnostic::error(Code::C08, places.0, format!("two bullets have the id \"{id}\""))
        .related(places.1, "given first here")
        .help("Give one of them another id:")
}

pub fn odd_id(place: Place, id: &str, better: &str) -> Diagnostic {
    let help = match better {
        "" => "Write small letters, digits and hyphens.".to_owned(),
        better => format!("Write id: {better}"),
    };
    let message = format!("{} cannot be an id", quoted(id));
    Diagnostic::error(Code::S06, place, message).help(help)
}

pub fn mixed_values(place: Place, value: &str, numbered: bool) -> Diagnostic {
    let (message, help) = match numbered {
        true => (
            format!("level {} is a word among numbers", quoted(value)),
            "Write its number as level: and the word as name:",
        ),
        false => (
            format!("level {value} is a number among words"),
            "Write numbers for all levels, or words for all.",
        ),
    };
    Diagnostic::error(Code::C05, place, message).help(help)
}

pub fn out_of_order(place: Place, above: &str, value: &str) -> Diagnostic {
    Diagnostic::error(Code::C06, place, format!("level {value} stands after level {above}"))
        .help("Order the levels from the lowest to the highest.")
}

pub fn gap(place: Place, low: i64, high: i64) -> Diagnostic {
    let message = match high.saturating_sub(low) {
        2 => format!("level {} is missing between level {low} and level {high}", low + 1),
        _ => format!("levels are missing between level {low} and level {high}"),
    };
    Diagnostic::warning(Code::C14, place, message)
        .help("Add what is missing, or count without a gap.")
}

pub fn shared_name(places: (Place, Place), name: &str, values: [&str; 2]) -> Diagnostic {
    let [one, two] = values;
    let message = format!(
        "{} names level {one} and level {two}; notes could not tell them apart",
        quoted(name),
    );
    Diagnostic::error(Code::C07, places.0, message)
        .related(places.1, "given first here")
        .help("Give each level names of its own.")
}

pub fn dimension_without_id(place: Place, name: &str) -> Diagnostic {
    let message = format!("{} has no letter or digit to make an id of", quoted(name));
    Diagnostic::error(Code::C08, place, message)
        .help(format!("Give it an id: - {{id: some-word, name: '{name}'}}"))
}

/// The dimension that a misspelled key was probably meant to be.
pub fn nearest_dimension(key: &str, all: &[Dimension]) -> Option<usize> {
    let near = nearest(key, all.iter().map(|dimension| dimension.name.value.as_str()))?;
    all.iter().position(|dimension| dimension.name.value == near)
}

pub fn no_dimension(
    place: Place,
    key: &str,
    meant: Option<usize>,
    all: &[Dimension],
) -> Diagnostic {
    let message = format!("no dimension {}", quoted(key));
    let called = |dimension: &Dimension| match dimension.parent {
        None => dimension.name.value.clone(),
        Some(_) => dimension.path.clone(),
    };
    let help = match meant {
        Some(meant) => format!("Did you mean {}?", quoted(&all[meant].name.value)),
        None if all.is_empty() => "Write it as it stands in dimensions:".to_owned(),
        None => {
            let more = if all.len() > 12 { ", …" } else { "" };
            let names = all.iter().take(12).map(called).collect::<Vec<_>>().join(", ");
            format!("Dimensions of this model: {names}{more}. Add it to dimensions: if it is new.")
        }
    };
    Diagnostic::error(Code::C01, place, message).help(help)
}

pub fn ambiguous_dimension(place: Place, key: &str, paths: &[&str]) -> Diagnostic {
    let message = format!("{} names {}", quoted(key), count(paths.len(), "dimension"));
    let shown = paths.iter().take(6).copied().collect::<Vec<_>>().join(" or ");
    Diagnostic::error(Code::C01, place, message).help(format!("Write the whole path: {shown}"))
}

/// `no level "7"; levels are 0 to 4`.
pub fn no_level(place: Place, key: &str, all: &[Level]) -> Diagnostic {
    let names: Vec<_> = all.iter().map(|level| level.name.value.as_str()).collect();
    let values: Vec<_> = all.iter().map(|level| level.value.value.as_str()).collect();
    let range = match values.as_slice() {
        [] => String::new(),
        [first, .., last] if values.iter().all(|value| levels::is_number(value)) => {
            format!("; levels are {first} to {last}")
        }
        values if values.len() > 12 => format!("; levels are {}, …", values[..12].join(", ")),
        values => format!("; levels are {}", values.join(", ")),
    };
    let message = format!("no level {}{range}", quoted(key));
    let help = match nearest(key, names.into_iter().chain(values)) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => "Write the level's value, its name or one of its aka.".to_owned(),
    };
    Diagnostic::error(Code::N01, place, message).help(help)
}

pub fn empty_cell(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error(Code::C02, place, format!("{what} is empty"))
        .help("Write `[]` if nothing belongs there.")
}

pub fn empty_bullet(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error(Code::C02, place, format!("this {what} is empty"))
        .help("Write its text behind the dash, or remove the line.")
}

pub fn dashes_forgotten(place: Place, paragraphs: usize) -> Diagnostic {
    let others =
        if paragraphs == 1 { "every other cell is a list" } else { "most cells are lists" };
    Diagnostic::warning(Code::C03, place, format!("this cell is one paragraph while {others}"))
        .help("Start each bullet with \"- \" on a line of its own; if it is meant, write it below \"|\".")
}

pub fn cell_key_twice(
    place: Place,
    key: &str,
    level: &str,
    lines: [usize; 2],
    lost: usize,
) -> Diagnostic {
    let [one, two] = lines;
    let lost = match lost {
        0 => "its text would be lost".to_owned(),
        lost => format!("{} would be lost", count(lost, "bullet")),
    };
    let message =
        format!("{} is given twice for level {level} (lines {one} and {two}); {lost}", quoted(key));
    Diagnostic::error(Code::Y05, place, message).help("Put all of its bullets under one key.")
}

pub fn cell_twice(
    place: Place,
    level: &str,
    name: &str,
    lines: [usize; 2],
    keys: [&str; 2],
) -> Diagnostic {
    let [one, two] = lines;
    let [first, second] = keys.map(quoted);
    let message = format!(
        "level {level} × {name} is given twice: as {first} (line {one}) and as {second} (line {two})",
    );
    Diagnostic::error(Code::C17, place, message).help("Put both into one cell.")
}

pub fn no_cells(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::C15,
        place,
        format!("dimension {} has no cell at any level", quoted(name)),
    )
    .help(format!("Write {name}: in the cells of each level, or remove the dimension."))
}

pub fn missing_cell(place: Place, level: &str, name: &str) -> Diagnostic {
    Diagnostic::warning(Code::C16, place, format!("no text for level {level} × {name}"))
        .help("Write `[]` if nothing belongs there")
}

pub fn empty_level(place: Place, level: &str) -> Diagnostic {
    Diagnostic::warning(Code::C16, place, format!("no text for level {level} in any dimension"))
        .help("Write cells: with a list for each dimension, `[]` where nothing belongs.")
}

pub fn many_missing(place: Place, missing: usize) -> Diagnostic {
    Diagnostic::warning(
        Code::C16,
        place,
        format!("{} of this model are missing", count(missing, "cell")),
    )
    .help("Write `[]` where nothing belongs.")
}

pub fn placeholder(place: Place, found: &str) -> Diagnostic {
    Diagnostic::warning(Code::C18, place, format!("the placeholder {} was left", quoted(found)))
        .help("Write the text, or remove the line.")
}

pub fn raw_html(place: Place, tag: &str) -> Diagnostic {
    Diagnostic::warning(Code::C19, place, format!("this text holds raw HTML: {}", quoted(tag)))
        .help("Use Markdown for it, or `code` if the tag itself is meant.")
}

pub fn pasted_bullet(place: Place, bullet: char, rest: &str) -> Diagnostic {
    let message = format!("this bullet starts with another {bullet}, perhaps left by a paste");
    Diagnostic::warning(Code::C20, place, message)
        .help(format!("Remove it: - {}", rest.chars().take(80).collect::<String>()))
}

pub fn no_color(place: Place, found: &str) -> Diagnostic {
    Diagnostic::error(Code::S06, place, format!("{} is no colour", quoted(found)))
        .help("Write it as '#rgb' or '#rrggbb' in quotes: color: '#993300'")
}

pub fn color_is_comment(place: Place, text: &str) -> Diagnostic {
    let message = "a colour without quotes is a comment to YAML and would be lost";
    Diagnostic::warning(Code::Y03, place, message)
        .help(format!("Put it in quotes: color: '{text}'"))
}
