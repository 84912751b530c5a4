//! What activities need of each other, drawn in columns from left to right. The lists beside the
//! picture say the same in words.

use crate::site::text::escape;

/// A box of the picture.
pub struct Node {
    pub name: String,
    pub href: String,
    /// Where its level stands, 0 to 100.
    pub step: u8,
    pub color: Option<String>,
    pub level: String,
    /// The activity that the page is about.
    pub own: bool,
}

const WIDTH: usize = 208;
const HEIGHT: usize = 48;
const GAP: usize = 56;
const SPACE: usize = 12;
/// Letters of a line of a name.
const LETTERS: usize = 26;

/// An SVG; an edge leads from what is needed to what needs it.
pub fn draw(nodes: &[Node], edges: &[(usize, usize)], title: &str) -> String {
    let columns = columns(nodes.len(), edges);
    let count = columns.iter().max().map_or(1, |last| last + 1);
    let mut rows = vec![0; count];
    let places: Vec<(usize, usize)> = columns
        .iter()
        .map(|&column| {
            rows[column] += 1;
            (column * (WIDTH + GAP), (rows[column] - 1) * (HEIGHT + SPACE))
        })
        .collect();
    let tallest = rows.iter().max().copied().unwrap_or(1);
    let shift = |column: usize| (tallest - rows[column]) * (HEIGHT + SPACE) / 2;
    let places: Vec<_> = places
        .iter()
        .zip(&columns)
        .map(|(&(x, y), &column)| (x + 1, y + shift(column) + 1))
        .collect();
    let width = count * WIDTH + (count - 1) * GAP + 2;
    let height = tallest * (HEIGHT + SPACE) - SPACE + 2;
    let title = escape(title);
    let mut svg = format!(
        "<svg class=\"graph\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\"{title}\">",
    );
    for &(from, to) in edges {
        svg += &edge(places[from], places[to]);
    }
    for (node, &place) in nodes.iter().zip(&places) {
        svg += &draw_node(node, place);
    }
    svg + "</svg>"
}

/// The column of each box: behind all that it needs. Edges that close a circle are passed over.
fn columns(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut columns = vec![0; count];
    for _ in 0..count {
        let mut moved = false;
        for &(from, to) in edges {
            if from != to && columns[to] <= columns[from] && columns[from] + 1 < count {
                columns[to] = columns[from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    columns
}

fn edge(from: (usize, usize), to: (usize, usize)) -> String {
    let (x, y) = (from.0 + WIDTH, from.1 + HEIGHT / 2);
    let (end, down) = (to.0, to.1 + HEIGHT / 2);
    let half = GAP / 2;
    format!(
        "<path d=\"M{x} {y}C{} {y} {} {down} {end} {down}\"/>",
        x + half,
        end.saturating_sub(half),
    )
}

fn draw_node(node: &Node, (x, y): (usize, usize)) -> String {
    let color = node.color.as_ref().map(|c| format!(";--level-color:{}", escape(c)));
    let own = if node.own { " class=\"own\"" } else { "" };
    let lines = lines(&node.name);
    let first = if lines.len() == 1 { y + 29 } else { y + 20 };
    let text: String = lines
        .iter()
        .enumerate()
        .map(|(line, text)| {
            format!("<text x=\"{}\" y=\"{}\">{}</text>", x + 14, first + line * 17, escape(text))
        })
        .collect();
    format!(
        "<a href=\"{}\"{own} style=\"--step:{}{}\"><title>{} ({})</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"4\"/><rect class=\"bar\" x=\"{x}\" y=\"{y}\" width=\"5\" height=\"{HEIGHT}\"/>{text}</a>",
        escape(&node.href),
        node.step,
        color.unwrap_or_default(),
        escape(&node.name),
        escape(&node.level),
    )
}

/// A name on one or two lines.
fn lines(name: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in name.split_whitespace() {
        let line = lines.len() - 1;
        let length = lines[line].chars().count() + word.chars().count();
        if length < LETTERS || lines[line].is_empty() {
            let space = if lines[line].is_empty() { "" } else { " " };
            lines[line] = format!("{}{space}{word}", lines[line]);
        } else if line == 0 {
            lines.push(word.to_owned());
        } else {
            lines[1].push('…');
            break;
        }
    }
    lines.iter().map(|line| shortened(line)).collect()
}

fn shortened(line: &str) -> String {
    match line.chars().count() > LETTERS + 1 {
        true => line.chars().take(LETTERS).chain(['…']).collect(),
        false => line.to_owned(),
    }
}
