//! `matrix.svg`: how many items and activities each cell has, to be put into other pages and
//! slides. It follows the reader's choice of light or dark.

use crate::site::parse::model::Model;
use crate::site::render::model_pages::is_group;
use crate::site::text::escape;

const CELL: usize = 64;
const ROW: usize = 32;
const NAMES: usize = 220;
const HEAD: usize = 64;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1b1f24}.t{font-weight:600;font-size:15px}.m{fill:#57606a}\
.c{fill:#0b5566}.l{stroke:#d8dee4}.n{text-anchor:middle}.w{fill:#fff}\
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.m{fill:#9aa4ae}.c{fill:#5fb3c4}.l{stroke:#30363d}.w{fill:#0d1117}}";

pub fn heat_map(model: &Model) -> String {
    let levels = model.levels.len();
    let rows: Vec<usize> = (0..model.dimensions.len()).collect();
    let counts = |d: usize| (0..levels).map(move |l| model.entry_count(l, d));
    let most = rows.iter().flat_map(|&d| counts(d)).max().unwrap_or(0).max(1);
    let (width, height) = (NAMES + levels * CELL + 8, HEAD + rows.len() * ROW + 8);
    let title = escape(&model.title.value);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{title}</title>\n<desc id=\"d\">{}</desc>\n<style>{STYLE}</style>\n\
         <text class=\"t\" x=\"0\" y=\"18\">{title}</text>\n",
        escape(&in_words(model)),
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
    for (row, &d) in rows.iter().enumerate() {
        svg += &line(model, row, d, most);
    }
    svg + "</svg>\n"
}

fn line(model: &Model, row: usize, d: usize, most: usize) -> String {
    let dimension = &model.dimensions[d];
    let y = HEAD + row * ROW;
    let class = if is_group(model, d) { "t" } else { "" };
    let mut svg = format!(
        "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}<title>{}</title></text>\n",
        dimension.depth * 14,
        y + 21,
        escape(&shortened(&dimension.name.value, 28 - dimension.depth.min(10) * 2)),
        escape(&dimension.name.value),
    );
    if is_group(model, d) {
        return svg;
    }
    for level in 0..model.levels.len() {
        let count = model.entry_count(level, d);
        let (x, share) = (NAMES + level * CELL, count * 100 / most);
        svg += &format!(
            "<rect class=\"c\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" opacity=\"{:.2}\"/><text class=\"n{}\" x=\"{}\" y=\"{}\">{count}</text>\n",
            x + 1,
            y + 1,
            CELL - 2,
            ROW - 2,
            f64::from(u32::try_from(share).unwrap_or(100)) * 0.0095 + 0.05,
            if share > 55 { " w" } else { "" },
            x + CELL / 2,
            y + 21,
        );
    }
    svg
}

fn in_words(model: &Model) -> String {
    let lines = (0..model.dimensions.len()).filter(|&d| !is_group(model, d)).map(|d| {
        let counts: Vec<_> =
            (0..model.levels.len()).map(|l| model.entry_count(l, d).to_string()).collect();
        format!("{}: {}", model.dimensions[d].name.value, counts.join(", "))
    });
    format!("Items and activities by level. {}.", lines.collect::<Vec<_>>().join(". "))
}

fn shortened(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}
