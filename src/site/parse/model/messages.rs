//! What is said about the content of a model, one function for each message.

use super::catalog::{Capability, Framework, Names};
use super::fields::Field;
use super::{Dimension, Level, levels};
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::parse::reader::messages::{empty_file as empty, nearest};
use crate::site::parse::reader::quoted;
use crate::site::text::count;

pub fn empty_file(place: Place) -> Diagnostic {
    empty(place, "the model", "dimensions: [Technology], and levels: with a list of levels")
}

pub fn too_few_levels(place: Place, found: usize) -> Diagnostic {
    let found = if found == 0 { "none".to_owned() } else { found.to_string() };
    let message = format!("a model needs at least two levels; this file has {found}");
    Diagnostic::error(Code::S02, place, message)
        .help("Write one bullet for each level below levels: \"- level: 0\" with name: and cells:")
}

pub fn too_many_levels(place: Place, found: usize, most: usize) -> Diagnostic {
    let message = format!("a model has at most {most} levels; this file has {found}");
    Diagnostic::error(Code::Y10, place, message)
        .help("Make a model of each part, or write what is below a level as its activities.")
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

pub fn no_activity(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map_or_else(
        || "Write the id of an activity of this model.".to_owned(),
        |near| format!("Did you mean {}?", quoted(near)),
    );
    Diagnostic::error(Code::C09, place, format!("no activity {}", quoted(name))).help(help)
}

pub fn needs_itself(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error(Code::C10, place, format!("activity \"{id}\" needs itself"))
        .help("Remove it from needs:")
}

pub fn cycle(place: Place, ids: &[&str]) -> Diagnostic {
    let shown = match ids {
        [first @ .., last] if first.len() > 12 => {
            format!("{} → … → {last}", first[..12].join(" → "))
        }
        ids => ids.join(" → "),
    };
    Diagnostic::error(Code::C11, place, format!("activities need each other in a cycle: {shown}"))
        .help("Take one of these out of needs:, or make it related:")
}

pub fn needs_from_above(place: Place, id: &str, [own, above]: [&str; 2]) -> Diagnostic {
    let message = format!(
        "an activity of level {own} needs \"{id}\", which belongs to the higher level {above}",
    );
    Diagnostic::warning(Code::C12, place, message)
        .help("Move one of them, or write it under related:")
}

pub fn undeclared_field(place: Place, key: &str, near: Option<&str>) -> Diagnostic {
    let near = near.map_or_else(String::new, |near| format!("Did you mean \"{near}\"? "));
    let message = format!("{} is not a declared field", quoted(key));
    let otherwise = if near.is_empty() { "Declare" } else { "Otherwise declare" };
    Diagnostic::error(Code::C13, place, message)
        .help(format!("{near}{otherwise} it under fields: of the model."))
}

pub fn reserved_field(place: Place, key: &str) -> Diagnostic {
    let message = format!("{} is a key that every activity has", quoted(key));
    Diagnostic::error(Code::C13, place, message).help("Call the field otherwise.")
}

pub fn field_twice(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error(Code::Y05, place, format!("field {} is declared twice", quoted(key)))
        .help("Keep one of them.")
}

pub fn no_field_kind(place: Place, found: &str, kinds: &[&str]) -> Diagnostic {
    let help = match nearest(found, kinds.iter().copied()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("Types: {}. For a label write {{label: …}}.", kinds.join(", ")),
    };
    Diagnostic::error(Code::S06, place, format!("{} is no type of a field", quoted(found)))
        .help(help)
}

pub fn scale_without_labels(place: Place, key: &str) -> Diagnostic {
    let message = format!("field {} is a scale without steps", quoted(key));
    Diagnostic::error(Code::S04, place, message)
        .help("Add at least two, from the lowest: labels: [Low, Medium, High]")
}

pub fn no_step(place: Place, found: &str, field: &Field) -> Diagnostic {
    let steps = field.labels.iter().map(|label| format!("{} ({})", label.name.value, label.value));
    let steps: Vec<_> = steps.take(12).collect();
    let message = format!("{} is no step of {}", quoted(found), quoted(&field.title()));
    Diagnostic::error(Code::C21, place, message).help(format!("Steps: {}.", steps.join(", ")))
}

pub fn wrong_value(place: Place, field: &Field, found: &str, expected: &str) -> Diagnostic {
    let message = format!("field {} cannot be {}", quoted(&field.name.value), quoted(found));
    Diagnostic::error(Code::C21, place, message).help(format!("Write {expected}"))
}

pub fn required_field(place: Place, what: &str, field: &Field) -> Diagnostic {
    let name = &field.name.value;
    Diagnostic::error(Code::S04, place, format!("{what} has no \"{name}\""))
        .help(format!("Add a line {name}: …, or take required: true from the field's declaration."))
}

pub fn in_twice(place: Place, what: &str, dimension: &str) -> Diagnostic {
    let message = format!("{what} stands in dimension {} already", quoted(dimension));
    Diagnostic::warning(Code::S06, place, message)
        .help("Remove in:, or move the activity to activities: at the top of the model.")
}

pub fn activity_without_id(place: Place, name: &str) -> Diagnostic {
    let message = format!("{} has no letter or digit to make an id of", quoted(name));
    Diagnostic::error(Code::C08, place, message).help("Give the activity an id: of its own.")
}

pub fn tag_without_id(place: Place, tag: &str) -> Diagnostic {
    let message = format!("tag {} has no letter or digit to make an address of", quoted(tag));
    Diagnostic::error(Code::C08, place, message).help("Write a word.")
}

pub fn no_capability(place: Place, name: &str, all: &[Capability]) -> Diagnostic {
    let known = all.iter().flat_map(|c| [c.id.as_str(), c.name.value.as_str()]);
    let help = match nearest(name, known) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => "Declare it under capabilities: of the model.".to_owned(),
    };
    Diagnostic::error(Code::C22, place, format!("no capability {}", quoted(name))).help(help)
}

pub fn capability_twice(place: Place, name: &str) -> Diagnostic {
    let message = format!("capability {} is twice in this cell", quoted(name));
    Diagnostic::warning(Code::C23, place, message)
        .help("Put both into one item, or tie one of them to another capability.")
}

pub fn capability_gone(place: Place, name: &str, [top, gone]: [&str; 2]) -> Diagnostic {
    let message = format!("capability {} ends at level {top}: level {gone} lacks it", quoted(name));
    Diagnostic::warning(Code::C23, place, message)
        .help("In a snapshot a level says all that holds: write it there too, or write progression: additive")
}

pub fn listed_again(places: (Place, Place), level: &str) -> Diagnostic {
    let message = format!("level {level} lists the same, and this model is additive");
    Diagnostic::warning(Code::C24, places.0, message)
        .related(places.1, "listed first here")
        .help("Remove it here; if it grows, say how, and tie both by a capability:")
}

pub fn no_framework(place: Place, name: &str, all: &[Framework]) -> Diagnostic {
    let known = all.iter().map(|framework| framework.key.value.as_str());
    let help = match nearest(name, known) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => "Declare it under frameworks: of the model.".to_owned(),
    };
    Diagnostic::error(Code::C25, place, format!("no framework {}", quoted(name))).help(help)
}

/// `compared`: how many of its ids may be the one that was meant.
pub fn no_framework_id(
    place: Place,
    id: &str,
    framework: &Framework,
    compared: usize,
) -> Diagnostic {
    let known = framework.ids.iter().take(compared).map(|(id, _)| id.value.as_str());
    let help = match nearest(id, known) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => "Add it to the framework's ids: if it is one.".to_owned(),
    };
    let message = format!("{} has no {}", framework.title(), quoted(id));
    Diagnostic::error(Code::C26, place, message).help(help)
}

pub fn odd_framework_id(place: Place, id: &str, framework: &Framework) -> Diagnostic {
    let pattern = framework.pattern.as_ref().map_or("", |pattern| &pattern.value);
    let message = format!("{} is no id of {}", quoted(id), framework.title());
    Diagnostic::error(Code::C26, place, message).help(format!("Its ids look like this: {pattern}"))
}

pub fn no_resource(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let help = match near {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => "Declare it under resources: of the model, or write {name: …, url: …} here.".into(),
    };
    Diagnostic::error(Code::C27, place, format!("no resource {}", quoted(name))).help(help)
}

pub fn resource_without_name(place: Place) -> Diagnostic {
    Diagnostic::error(Code::S04, place, "this resource has neither \"name\" nor \"url\"")
        .help("Add a line: name: The testing handbook")
}

pub fn declared_twice(places: (Place, Place), key: &str, what: &str) -> Diagnostic {
    let message = format!("{} is given twice in \"{what}\"", quoted(key));
    Diagnostic::error(Code::Y05, places.0, message)
        .related(places.1, "given first here")
        .help("Keep one of them.")
}

pub fn no_answer_set(place: Place, name: &str, names: &Names) -> Diagnostic {
    let help = match nearest(name, names.answers.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => "Declare it under answers: of the model.".to_owned(),
    };
    Diagnostic::error(Code::C28, place, format!("no set of answers {}", quoted(name))).help(help)
}

pub fn too_few_answers(place: Place, set: &str) -> Diagnostic {
    let message = format!("the set of answers {} leaves nothing to choose", quoted(set));
    Diagnostic::error(Code::C28, place, message)
        .help("Write at least two options: - {answer: No, score: 0}")
}

pub fn answer_twice(places: (Place, Place), answer: &str) -> Diagnostic {
    let message = format!("the answer {} is given twice", quoted(answer));
    Diagnostic::error(Code::C28, places.0, message)
        .related(places.1, "given first here")
        .help("Word one of them differently.")
}

pub fn score_falls(place: Place, before: &str, after: &str) -> Diagnostic {
    let message = format!("score {after} stands after score {before}");
    Diagnostic::warning(Code::C29, place, message)
        .help("Order the answers from the lowest score to the highest.")
}

pub fn near_tags(places: (Place, Place), tag: &str, near: &str) -> Diagnostic {
    let message = format!("tag {} is nearly {}", quoted(tag), quoted(near));
    Diagnostic::warning(Code::C30, places.0, message)
        .related(places.1, "used here")
        .help(format!("Write {}, if the same is meant.", quoted(near)))
}

pub fn tags_used_once(place: Place, tags: &[&str]) -> Diagnostic {
    let shown = tags.iter().take(8).copied().collect::<Vec<_>>().join(", ");
    let more = if tags.len() > 8 { ", …" } else { "" };
    let message = match tags {
        [tag] => format!("tag {} is used once, so it ties nothing together", quoted(tag)),
        tags => format!("{} are used once each: {shown}{more}", count(tags.len(), "tag")),
    };
    Diagnostic::warning(Code::C30, place, message)
        .help("Use each with several activities, or take it out.")
}

pub fn include_leaves(place: Place, pattern: &str) -> Diagnostic {
    let message = format!("{} leads out of the folder of the site's content", quoted(pattern));
    Diagnostic::error(Code::C31, place, message).help("Include files below `content/`.")
}

pub fn include_nothing(place: Place, pattern: &str) -> Diagnostic {
    let message = format!("no file fits {}", quoted(pattern));
    Diagnostic::error(Code::C31, place, message).help(
        "Write a path from the model's folder to YAML files that are no models themselves: \
         `dimensions/*.yaml`.",
    )
}

pub fn odd_part(place: Place) -> Diagnostic {
    Diagnostic::error(Code::C31, place, "an included file needs keys with values").help(
        "Begin it with dimensions:, activities:, levels:, resources: or another list of a model.",
    )
}

pub fn not_in_a_part(place: Place, key: &str) -> Diagnostic {
    let message = format!("{} belongs into the model's own file", quoted(key));
    Diagnostic::error(Code::C31, place, message).help(
        "An included file holds dimensions, levels, activities, capabilities, fields, frameworks, \
         resources, answers, or a single dimension with its name.",
    )
}
