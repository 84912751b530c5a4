//! A passage of several lines as the one text that it stands for.

/// Joins lines as YAML does for text without quotes: a break is a space, `n` empty lines are `n`
/// line breaks.
pub fn fold(passage: &str) -> String {
    let mut text = String::with_capacity(passage.len());
    let mut empty = 0;
    for line in passage.lines().map(str::trim) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            match empty {
                0 => text.push(' '),
                n => text.extend(std::iter::repeat_n('\n', n)),
            }
        }
        text.push_str(line);
        empty = 0;
    }
    text
}
