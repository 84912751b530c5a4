//! The messages about Markdown, one constructor each.

use std::ops::Range;

use super::include::Doubt;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::sources::SourcePath;
use crate::site::text;

pub fn unclosed_front_matter(path: &SourcePath, line: Range<usize>) -> Diagnostic {
    let message = "The front matter is not closed: no other line of `---` follows";
    Diagnostic::error(Code::S07, Place::new(path, line), message).help(
        "Write `---` on a line of its own after the last key. If a dividing line was meant, write `***`.",
    )
}

pub fn same_id(place: Place, id: &str, first: Option<Place>, instead: &str) -> Diagnostic {
    let message = format!("The id `{id}` is given twice on this page; links lead to the first");
    let diagnostic = Diagnostic::error(Code::M01, place, message)
        .help(format!("Give this one an id of its own, such as `{instead}`."));
    match first {
        Some(first) => diagnostic.related(first, "given first here"),
        None => diagnostic,
    }
}

/// What is wrong with earlier ids that the front matter names.
pub fn no_such_id(place: Place, id: &str) -> Diagnostic {
    let message = format!("#{id} is no part of this page, so that nothing can lead to it");
    Diagnostic::error(Code::R05, place, message)
        .help("Give the id of a heading of this page as it is now, or leave `to` out: the link then leads to the top.")
}

pub fn leads_to_earlier(place: Place, id: &str) -> Diagnostic {
    let message =
        format!("#{id} is an earlier id itself, and earlier ids must not lead in circles");
    Diagnostic::error(Code::R05, place, message).help("Give the id that the part has now.")
}

pub fn id_still_there(place: Place, id: &str) -> Diagnostic {
    let message = format!("#{id} is still on this page, so that it cannot lead elsewhere");
    Diagnostic::error(Code::R05, place, message)
        .help("Take this alias out, or give the heading another id: `## Title {#id}`.")
}

pub fn same_earlier_id(place: Place, id: &str, first: Option<Place>) -> Diagnostic {
    let message = format!("the earlier id #{id} is given twice");
    let diagnostic = Diagnostic::error(Code::R05, place, message).help("Take one of them out.");
    match first {
        Some(first) => diagnostic.related(first, "given first here"),
        None => diagnostic,
    }
}

pub fn second_title(place: Place, title: &str) -> Diagnostic {
    let message = format!("“{title}” is a top-level heading below the start of the page");
    Diagnostic::warning(Code::M04, place, message).help(format!(
        "Write `## {title}`: it is shown like that. Only a heading that opens the page is its title."
    ))
}

pub fn unknown_language(place: Place, language: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("No colours for the language `{language}`: it is not known");
    Diagnostic::warning(Code::M02, place, message).help(match near {
        Some(near) => format!("Did you mean `{near}`? Write `text` for code without colours."),
        None => "Write `text` for code without colours.".to_owned(),
    })
}

pub fn too_large(place: Place, bytes: usize, limit: usize) -> Diagnostic {
    let message = format!(
        "This code block is shown without colours: it has {} kB, the limit is {} kB",
        bytes / 1000,
        limit / 1000
    );
    too_much(place, message)
}

pub fn long_line(place: Place, line: usize, limit: usize) -> Diagnostic {
    let message = format!(
        "This code block is shown without colours: its line {line} has over {limit} characters"
    );
    too_much(place, message)
}

pub fn too_much_work(place: Place) -> Diagnostic {
    too_much(
        place,
        "This code block is shown without colours: finding them would take too long".to_owned(),
    )
}

fn too_much(place: Place, message: String) -> Diagnostic {
    Diagnostic::warning(Code::M03, place, message)
        .help("Show the part that readers need, or write `text` as its language.")
}

pub fn formula(place: Place, why: &str) -> Diagnostic {
    let message = format!("This formula cannot be read: {why}");
    Diagnostic::warning(Code::M05, place, message)
        .help("Mend the TeX; it is shown as written. For a dollar sign that starts no formula, write `\\$`.")
}

pub fn no_component(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("There is no component <{name}>, and browsers show nothing of it");
    Diagnostic::warning(Code::M06, place, message).help(match near {
        Some(near) => {
            format!("Did you mean <{near}>? For the text itself write `<{name}>` as code.")
        }
        None => format!("Write it as code (`<{name}>`), or \\<{name}> for the text itself."),
    })
}

pub fn closes_nothing(place: Place, name: &str) -> Diagnostic {
    let message = format!("</{name}> closes nothing here");
    Diagnostic::error(Code::M07, place, message).help(format!(
        "Write <{name}> before it, in the same list, quote or paragraph; each tag on a line of its own with blank lines around it."
    ))
}

pub fn stays_open(place: Place, name: &str) -> Diagnostic {
    let message = format!("<{name}> is not closed where it stands");
    Diagnostic::error(Code::M07, place, message).help(format!(
        "Write </{name}> behind its text, each tag on a line of its own with blank lines around it; or <{name}/> if it has none."
    ))
}

pub fn include(place: Place, message: &str, help: &str) -> Diagnostic {
    Diagnostic::error(Code::M09, place, format!("Nothing is included: {message}")).help(help)
}

pub fn doubtful_include(place: Place, Doubt { message, help }: Doubt) -> Diagnostic {
    Diagnostic::warning(Code::M09, place, format!("This include is odd: {message}")).help(help)
}

/// Marks of a block of code that fall on none of its lines.
pub fn lines_beyond(place: Place, beyond: &[usize], lines: usize, first: usize) -> Diagnostic {
    let named: Vec<String> = beyond.iter().map(ToString::to_string).collect();
    let what = if beyond.len() == 1 { "Line" } else { "Lines" };
    let are = if beyond.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{what} {} {are} marked, but this block has {}",
        named.join(", "),
        text::count(lines, "line")
    );
    let fits = |line: &usize| (first..first + lines).contains(line);
    let help = match beyond.first().filter(|_| first > 1 && beyond.iter().all(fits)) {
        Some(line) => format!(
            "Marks count from 1, whatever number is shown: line {line} is {{{}}}.",
            line - first + 1
        ),
        None => {
            "Mend the numbers in braces: they count the lines that are shown, from 1.".to_owned()
        }
    };
    Diagnostic::warning(Code::M11, place, message).help(help)
}

pub fn word_nowhere(place: Place, word: &str) -> Diagnostic {
    let message = format!("“{word}” is marked, and nowhere in this block");
    Diagnostic::warning(Code::M11, place, message)
        .help("Write the word as it stands in the code, or take it out from behind the fence.")
}

/// Numbers in the comments of an annotated block without an item behind it.
pub fn no_annotation(place: Place, number: &str, items: usize) -> Diagnostic {
    let message = format!(
        "The code refers to note ({number}), but {} below it",
        match items {
            0 => "there is no numbered list".to_owned(),
            1 => "the list has 1 item".to_owned(),
            items => format!("the list has {items} items"),
        }
    );
    Diagnostic::warning(Code::M11, place, message).help(
        "Write the note as an item of a numbered list right below the block, or leave `annotate` out.",
    )
}

pub fn nothing_inside(place: Place, name: &str, wanted: &str) -> Diagnostic {
    let message = format!("<{name}> has nothing in it, and readers see nothing of it");
    Diagnostic::warning(Code::M12, place, message).help(wanted)
}

pub fn skipped_depth(place: Place, title: &str, depths: (u8, u8), more: usize) -> Diagnostic {
    let (above, own) = depths;
    let sign = |depth: u8| "#".repeat(usize::from(depth));
    let message = format!("“{title}” is a heading of rank {own} right below one of rank {above}");
    let further = match more {
        0 => String::new(),
        1 => " One more heading of this page skips a rank.".to_owned(),
        more => format!(" {more} more headings of this page skip a rank."),
    };
    Diagnostic::warning(Code::M13, place, message).help(format!(
        "Write `{} {title}`: those who hear the page go by ranks.{further}",
        sign(above + 1)
    ))
}

pub fn empty_diagram(place: Place) -> Diagnostic {
    Diagnostic::warning(Code::M14, place, "This diagram is empty").help(
        "Write what to draw, such as `flowchart LR` and `A --> B` below it; or take the block out.",
    )
}

pub fn no_diagram(place: Place, kind: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("`{kind}` is no kind of diagram that Mermaid knows");
    Diagnostic::warning(Code::M14, place, message).help(match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "The first line names the kind: flowchart LR, sequenceDiagram, classDiagram, stateDiagram, erDiagram, gantt, pie and others.".to_owned(),
    })
}

pub fn import(place: Place, line: &str, is_own: bool) -> Diagnostic {
    let message = format!("`{line}` is for a program that other tools run; it is left out");
    let range = place.range.clone();
    let diagnostic = Diagnostic::warning(Code::M15, place, message).help(
        "Take it out: components of the theme need no import. Code that readers should see belongs between fences.",
    );
    if is_own { diagnostic.edit(range, "") } else { diagnostic }
}

pub fn icon(place: Place, name: &str, count: usize) -> Diagnostic {
    let all = match count {
        1 => "It is the only one on this page.".to_owned(),
        count => format!("This page has {count} of them."),
    };
    let message = format!("`:{name}:` is an icon of Material for MkDocs, and left out");
    Diagnostic::remark(Code::M16, place, message).help(format!(
        "Write an emoji, such as `:rocket:`, or a word where it says something. {all}"
    ))
}

pub fn no_callout(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("[!{name}] is no kind of remark; it is shown as a note");
    Diagnostic::warning(Code::M10, place, message).help(match near {
        Some(near) => format!("Did you mean [!{}]?", near.to_uppercase()),
        None => {
            "Write [!NOTE], [!TIP], [!WARNING], [!EXAMPLE] or another kind of the guide.".to_owned()
        }
    })
}

pub fn quiz_without_answers(place: Place) -> Diagnostic {
    Diagnostic::error(Code::Q01, place, "This quiz has no answers to choose from")
        .help("Write them below the question: `> - [ ] wrong` and `> - [x] right`.")
}

pub fn quiz_without_right(place: Place) -> Diagnostic {
    Diagnostic::error(Code::Q01, place, "None of the answers of this quiz is right")
        .help("Tick the right one: `> - [x] …`.")
}

pub fn quiz_without_why(place: Place) -> Diagnostic {
    Diagnostic::warning(Code::Q02, place, "This quiz does not say why its answer is right")
        .help("Write a paragraph below the answers, behind an empty line of the quote (`>`).")
}

pub fn answer_twice(place: Place, answer: &str) -> Diagnostic {
    Diagnostic::warning(Code::Q03, place, format!("“{answer}” is among the answers twice"))
        .help("Take one of them out.")
}
