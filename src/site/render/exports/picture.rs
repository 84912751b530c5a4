//! `matrix.svg`: how many items and activities each cell has, to be put into other pages and
//! slides. It follows the reader's choice of light or dark.

use crate::site::parse::model::Model;
use crate::site::render::model_pages::is_group;
use crate::site::text::escape;
use crate::site::words::Words;

const CELL: usize = 64;
const ROW: usize = 32;
const EDGE: usize = 16;
/// Where the names of dimensions end and the cells begin.
const NAMES: usize = 232;
const HEAD: usize = 84;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1b1f24}.t{font-weight:600;font-size:15px}.g{font-weight:600}.m{fill:#57606a}\
.b{fill:#fff}.c{fill:#0b5566}.n{text-anchor:middle}.w{fill:#fff}\
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.m{fill:#9aa4ae}.b{fill:#0d1117}.c{fill:#5fb3c4}.w{fill:#0d1117}}";

pub fn heat_map(model: &Model, words: &Words) -> String {
    let levels = model.levels.len();
    let rows = model.dimensions.len();
    let counts = |d: usize| (0..levels).map(move |l| model.entry_count(l, d));
    let most = (0..rows).flat_map(counts).max().unwrap_or(0).max(1);
    let (width, height) = (NAMES + levels * CELL + EDGE, HEAD + rows * ROW + EDGE);
    let title = escape(&model.title.value);
    // It has a ground of its own: the page around it may be light where the reader's system is dark.
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{title}</title>\n<desc id=\"d\">{}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"b\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
         <text class=\"t\" x=\"{EDGE}\" y=\"28\">{}</text>\n<text class=\"m\" x=\"{EDGE}\" y=\"48\">{}</text>\n",
        escape(&in_words(model, words)),
        escape(&shortened(&model.title.value, (width - 2 * EDGE) / 8)),
        escape(words.say("Entries in each cell")),
    );
    for (l, level) in model.levels.iter().enumerate() {
        let x = NAMES + l * CELL + CELL / 2;
        svg += &format!(
            "<text class=\"n\" x=\"{x}\" y=\"{}\">{}<title>{}</title></text>\n",
            HEAD - 10,
            escape(&shortened(&level.value.value, 8)),
            escape(&level.name.value),
        );
    }
    (0..rows).for_each(|d| svg += &line(model, d, most));
    svg + "</svg>\n"
}

fn line(model: &Model, d: usize, most: usize) -> String {
    let dimension = &model.dimensions[d];
    let y = HEAD + d * ROW;
    let depth = dimension.depth.min(6);
    let class = if is_group(model, d) { "g" } else { "" };
    let mut svg = format!(
        "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}<title>{}</title></text>\n",
        EDGE + depth * 14,
        y + 21,
        escape(&shortened(&dimension.name.value, 28 - depth * 2)),
        escape(&dimension.name.value),
    );
    if is_group(model, d) {
        return svg;
    }
    for level in 0..model.levels.len() {
        let count = model.entry_count(level, d);
        let (opacity, class) = shade(count * 100 / most);
        let x = NAMES + level * CELL;
        svg += &format!(
            "<rect class=\"c\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" opacity=\"{opacity}\"/><text class=\"{class}\" x=\"{}\" y=\"{}\">{count}</text>\n",
            x + 1,
            y + 1,
            CELL - 2,
            ROW - 2,
            x + CELL / 2,
            y + 21,
        );
    }
    svg
}

/// How strong a cell is, and the class of its number: in few steps, so that each number can be
/// read on its ground, light or dark.
fn shade(percent: usize) -> (&'static str, &'static str) {
    match percent {
        0 => ("0.06", "n m"),
        1..=25 => ("0.2", "n"),
        26..=50 => ("0.36", "n"),
        51..=75 => ("0.56", "n"),
        _ => ("0.92", "n w"),
    }
}

fn in_words(model: &Model, words: &Words) -> String {
    let lines = (0..model.dimensions.len()).filter(|&d| !is_group(model, d)).map(|d| {
        let counts: Vec<_> =
            (0..model.levels.len()).map(|l| model.entry_count(l, d).to_string()).collect();
        format!("{}: {}", model.dimensions[d].name.value, counts.join(", "))
    });
    let levels: Vec<_> = model.levels.iter().map(|level| level.value.value.as_str()).collect();
    let levels = levels.join(", ");
    let given = [("levels", levels.as_str())];
    let message = "How many items and activities each dimension has at the levels {levels}.";
    format!("{} {}.", words.fill(message, &given), lines.collect::<Vec<_>>().join(". "))
}

fn shortened(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}
