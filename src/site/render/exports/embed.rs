//! `embed.html`: the matrix on a page of its own for a frame in another one. No script, no theme;
//! its links open the site.

use super::computed::beside;
use crate::site::address::encode;
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::{Cell, Item, Model, Text};
use crate::site::parse::note::Spanned;
use crate::site::render::model_pages::is_group;
use crate::site::resolve::links::dimension_anchor;
use crate::site::text::escape;
use crate::site::words::Words;

const STYLE: &str = ":root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e6edf3);--soft:light-dark(#57606a,#9aa4ae);--line:light-dark(#d8dee4,#30363d);--tint:light-dark(#f4f6f8,#161b22);--link:light-dark(#0b5566,#7cc7d6);--ground:light-dark(#fff,#0d1117)}\
body{margin:0;padding:12px;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}\
div{overflow-x:auto}table{border-collapse:collapse;width:100%}caption{text-align:start;padding-bottom:8px;font-weight:600}\
th,td{min-width:9em;padding:8px 10px;border:1px solid var(--line);text-align:start;vertical-align:top;overflow-wrap:break-word}\
th{background:var(--tint);font-weight:600}th[scope=row]{min-width:7em}small{display:block;color:var(--soft);font-weight:400}\
ul{margin:0;padding-inline-start:1.1em}p{margin:0 0 4px}a{color:var(--link);text-underline-offset:3px}\
@media (min-width:40em){th[scope=row]{position:sticky;inset-inline-start:0}}";

/// A cell names so many of its entries.
const MOST: usize = 12;

pub fn page(model: &Model, style: UrlStyle, words: &Words) -> String {
    let href = |name: &str| href(model, name, style);
    let title = escape(&model.title.value);
    let lang = model.about.iter().find(|(key, _)| key == "lang");
    let lang = lang.map_or("en", |(_, lang)| lang.value.as_str());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><meta name=\"description\" content=\"{}\"><meta name=\"robots\" content=\"noindex\"><base target=\"_parent\"><style>{STYLE}</style></head>\n\
         <body><div role=\"region\" tabindex=\"0\" aria-label=\"{title}\"><table><caption><a href=\"{}\">{title}</a></caption>\n<thead><tr><td></td>",
        escape(lang),
        escape(&words.fill("The matrix of {model}", &[("model", &model.title.value)])),
        href("index"),
    );
    let levels = 0..model.levels.len();
    for level in &model.levels {
        let name = if level.name.value == level.value.value { "" } else { &level.name.value };
        html += &format!(
            "<th scope=\"col\"><a href=\"{}\">{} {}</a></th>",
            href(&level.id()),
            escape(&level.value.value),
            escape(name),
        );
    }
    html += "</tr></thead>\n<tbody>\n";
    for d in (0..model.dimensions.len()).filter(|&d| !is_group(model, d)) {
        html += &format!(
            "<tr><th scope=\"row\">{}<a href=\"{}\">{}</a></th>",
            within(model, d),
            href(&format!("dimension-{}", dimension_anchor(model, d))),
            escape(&model.dimensions[d].name.value),
        );
        for level in levels.clone() {
            html += &format!("<td>{}</td>", cell(model, level, d, style, words));
        }
        html += "</tr>\n";
    }
    html + "</tbody></table></div></body></html>\n"
}

/// What a dimension is part of.
fn within(model: &Model, d: usize) -> String {
    let parent = model.dimensions[d].parent.map(|parent| &model.dimensions[parent].name.value);
    parent.map_or_else(String::new, |name| format!("<small>{}</small>", escape(name)))
}

fn cell(model: &Model, level: usize, d: usize, style: UrlStyle, words: &Words) -> String {
    if !model.says(level, d) {
        return "<span aria-hidden=\"true\">–</span>".to_owned();
    }
    let (own, mut left) = (model.cell(level, d), MOST);
    let mut html = own.map_or_else(String::new, |cell| own_texts(cell, &mut left));
    let activities: Vec<usize> = model.activities_at(level, d).collect();
    let links = activities.iter().take(left).map(|&a| {
        let activity = &model.activities[a];
        let href = href(model, &format!("activity-{}", activity.id), style);
        format!("<li><a href=\"{href}\">{}</a></li>", escape(&activity.name.value))
    });
    html += &list(links);
    let shown =
        own.map_or(0, |cell| cell.all_items().count()).min(MOST) + activities.len().min(left);
    let more = model.entry_count(level, d) - shown;
    if more > 0 {
        let page = href(model, &model.levels[level].id(), style);
        let anchor = encode(&dimension_anchor(model, d));
        let more = escape(&words.count(more, "and {n} more"));
        html += &format!("<p><a href=\"{page}#{anchor}\">{more}</a></p>");
    }
    html
}

/// All but its questions; of its items as many as are left to show.
fn own_texts(cell: &Cell, left: &mut usize) -> String {
    let paragraph = |text: &Text| format!("<p>{}</p>", escape(&text.rich.plain));
    let title = |title: &Spanned<String>| format!("<p><b>{}</b></p>", escape(&title.value));
    let mut items = |items: &[Item]| {
        let shown = items.len().min(*left);
        *left -= shown;
        list(items[..shown].iter().map(|i| format!("<li>{}</li>", escape(&i.text.rich.plain))))
    };
    let mut html: String = cell.title.iter().map(title).collect();
    html.extend(cell.objective.iter().chain(&cell.text).map(paragraph));
    html += &items(&cell.items);
    for section in &cell.sections {
        html.extend(section.title.iter().map(title));
        html.extend(section.text.iter().map(paragraph));
        html += &items(&section.items);
    }
    html
}

fn list(lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("<ul>{lines}</ul>") }
}

fn href(model: &Model, name: &str, style: UrlStyle) -> String {
    escape(&beside(model, name, style))
}
