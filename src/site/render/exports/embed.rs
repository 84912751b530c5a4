//! `embed.html`: the matrix on a page of its own for a frame in another one. No script, no theme;
//! its links open the site.

use super::computed::beside;
use crate::site::address::encode;
use crate::site::parse::config::UrlStyle;
use crate::site::parse::model::{Entry, Model};
use crate::site::render::model_pages::is_group;
use crate::site::resolve::links::dimension_anchor;
use crate::site::text::escape;

const STYLE: &str = ":root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e6edf3);--line:light-dark(#d8dee4,#30363d);--tint:light-dark(#f4f6f8,#161b22)}\
body{margin:0;padding:12px;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:light-dark(#fff,#0d1117)}\
div{overflow-x:auto}td,th{min-width:8rem}table{border-collapse:collapse;width:100%}caption{text-align:start;padding-bottom:8px}th,td{padding:8px 10px;border:1px solid var(--line);text-align:start;vertical-align:top}\
th{background:var(--tint);font-weight:600}ul{margin:0;padding-inline-start:1.1em}a{color:inherit}";

/// A cell names so many of its entries.
const MOST: usize = 12;

pub fn page(model: &Model, style: UrlStyle) -> String {
    let href = |name: &str| href(model, name, style);
    let title = escape(&model.title.value);
    let lang = model.about.iter().find(|(key, _)| key == "lang");
    let lang = lang.map_or("en", |(_, lang)| lang.value.as_str());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><meta name=\"description\" content=\"The matrix of {title}\"><meta name=\"robots\" content=\"noindex\"><base target=\"_parent\"><style>{STYLE}</style></head>\n\
         <body><div role=\"region\" tabindex=\"0\" aria-label=\"{title}\"><table><caption><a href=\"{}\">{title}</a></caption>\n<thead><tr><td></td>",
        escape(lang),
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
            "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th>",
            href(&format!("dimension-{}", dimension_anchor(model, d))),
            escape(&model.dimensions[d].name.value),
        );
        for level in levels.clone() {
            html += &format!("<td>{}</td>", cell(model, level, d, style));
        }
        html += "</tr>\n";
    }
    html + "</tbody></table></div></body></html>\n"
}

fn cell(model: &Model, level: usize, d: usize, style: UrlStyle) -> String {
    let entries = model.entries(level, d);
    let page = href(model, &model.levels[level].id(), style);
    let anchor = encode(&dimension_anchor(model, d));
    let prose = model.cell(level, d).and_then(|cell| cell.text.as_ref());
    let prose =
        prose.map_or_else(String::new, |text| format!("<p>{}</p>", escape(&text.rich.plain)));
    if entries.is_empty() {
        return prose;
    }
    let line = |entry: &Entry| match entry {
        Entry::Item(item) => format!("<li>{}</li>", escape(&item.text.rich.plain)),
        Entry::Activity(activity) => format!(
            "<li><a href=\"{}\">{}</a></li>",
            href(model, &format!("activity-{}", activity.id), style),
            escape(&activity.name.value),
        ),
    };
    let lines: String = entries.iter().take(MOST).map(line).collect();
    let more = match entries.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("<li><a href=\"{page}#{anchor}\">and {more} more</a></li>"),
    };
    format!("{prose}<ul>{lines}{more}</ul>")
}

fn href(model: &Model, name: &str, style: UrlStyle) -> String {
    escape(&beside(model, name, style))
}
