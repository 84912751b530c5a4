//! A value as YAML that is read again as the same texts, by us and by readers that type their values.

use serde_json::{Value, json};

use super::data::visible;

/// The same model in fewer words: an item or a cell that is only a text or a list stands as such.
pub fn tidy(mut model: Value) -> Value {
    let levels = model.get_mut("levels").and_then(Value::as_array_mut);
    for level in levels.into_iter().flatten() {
        let cells = level.get_mut("cells").and_then(Value::as_object_mut);
        cells.into_iter().flat_map(serde_json::Map::values_mut).for_each(tidy_cell);
    }
    model
}

fn tidy_cell(cell: &mut Value) {
    tidy_items(cell);
    let Value::Object(map) = cell else { return };
    let sections = map.get_mut("sections").and_then(Value::as_array_mut);
    sections.into_iter().flatten().for_each(tidy_items);
    let items = map.get("items").and_then(Value::as_array);
    if map.len() == 1 {
        *cell = json!(items);
    } else if items.is_some_and(Vec::is_empty) {
        map.shift_remove("items");
    }
}

fn tidy_items(parent: &mut Value) {
    let items = parent.get_mut("items").and_then(Value::as_array_mut);
    for item in items.into_iter().flatten() {
        if let Value::Object(map) = item
            && map.len() == 1
            && let Some(text) = map.shift_remove("text")
        {
            *item = text;
        }
    }
}

pub fn write(value: &Value) -> String {
    let mut yaml = String::new();
    if let Value::Object(map) = value {
        for (key, value) in map {
            entry(&mut yaml, key, value, 0);
        }
    }
    yaml
}

fn entry(yaml: &mut String, key: &str, value: &Value, depth: usize) {
    yaml.push_str(&scalar(key, false));
    yaml.push(':');
    below(yaml, value, depth, key == "level");
}

/// What stands behind a key or a dash, and ends the line.
fn below(yaml: &mut String, value: &Value, depth: usize, number: bool) {
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Null => yaml.push('\n'),
        Value::String(text) if is_block(text) => {
            yaml.push_str(" |-\n");
            for line in text.split('\n') {
                if !line.is_empty() {
                    yaml.push_str(&indent);
                    yaml.push_str(line);
                }
                yaml.push('\n');
            }
        }
        Value::String(text) => yaml.push_str(&format!(" {}\n", scalar(text, number))),
        Value::Array(values) if values.is_empty() => yaml.push_str(" []\n"),
        Value::Array(values) => {
            yaml.push('\n');
            values.iter().for_each(|value| bullet(yaml, value, depth + 1));
        }
        Value::Object(map) if map.is_empty() => yaml.push_str(" {}\n"),
        Value::Object(map) => {
            yaml.push('\n');
            for (key, value) in map {
                yaml.push_str(&indent);
                entry(yaml, key, value, depth + 1);
            }
        }
        Value::Bool(_) | Value::Number(_) => yaml.push_str(&format!(" {value}\n")),
    }
}

fn bullet(yaml: &mut String, value: &Value, depth: usize) {
    yaml.push_str(&"  ".repeat(depth));
    yaml.push('-');
    let Value::Object(map) = value else { return below(yaml, value, depth, false) };
    if map.is_empty() {
        return yaml.push_str(" {}\n");
    }
    for (index, (key, value)) in map.iter().enumerate() {
        let indent = if index == 0 { " ".to_owned() } else { "  ".repeat(depth + 1) };
        yaml.push_str(&indent);
        entry(yaml, key, value, depth + 1);
    }
}

/// Whether a text can stand as lines below a bar as it is.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with('\n')
        && !text.contains(|c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        })
        && text.lines().all(|line| line.trim_end() == line)
}

/// A text on a line: plain where no reader can take it for anything else.
fn scalar(text: &str, number: bool) -> String {
    let plain =
        is_plain(text) || number && text.parse::<i64>().is_ok_and(|n| n.to_string() == text);
    match plain {
        true => text.to_owned(),
        false => visible(&Value::String(text.to_owned()).to_string()).into_owned(),
    }
}

fn is_plain(text: &str) -> bool {
    let typed = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    let begins = text.starts_with(|c: char| c.is_alphabetic());
    let odd = |c: char| !(c.is_alphanumeric() || " -_.,/()+'’·é".contains(c));
    begins
        && !text.contains(odd)
        && !text.ends_with(' ')
        && !typed.contains(&text.to_ascii_lowercase().as_str())
}
