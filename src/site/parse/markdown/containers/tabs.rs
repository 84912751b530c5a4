//! What tabs are called.

use super::super::fence;
use crate::site::text::escape;

pub fn tab(title: &str) -> String {
    let title = without_tags(&without_icons(title)).replace(['`', '*'], "");
    format!("<Tab title=\"{}\">", escape(title.trim()))
}

fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| match part.split_once('>') {
        Some((tag, behind)) if tag.starts_with(|c: char| c.is_alphabetic() || c == '/') => {
            behind.to_owned()
        }
        _ => format!("<{part}"),
    });
    first + &rest.collect::<String>()
}

/// A text without the icons of Material: `:octicons-file-code-16: mkdocs.yml`.
fn without_icons(text: &str) -> String {
    const FAMILIES: &[&str] = &["material-", "octicons-", "fontawesome-", "simple-"];
    let mut parts = text.split(':').peekable();
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let is_icon = FAMILIES.iter().any(|family| part.starts_with(family))
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && parts.peek().is_some();
        match is_icon {
            true => out += parts.next().unwrap_or_default().trim_start(),
            false => out = out + ":" + part,
        }
    }
    out
}

/// What a tab with this block of code is called: `[config.js]` behind its language, its title, or its language.
pub fn name_of_code(line: &str) -> String {
    let info = line.trim_start_matches(['`', '~']).trim();
    let read = fence::read(info);
    let language = if read.language.is_empty() { "Code" } else { &read.language };
    read.title.unwrap_or_else(|| language.to_owned())
}
