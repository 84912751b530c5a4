//! `:rocket:` becomes 🚀, by the names that GitHub knows.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::draft::{Draft, Node, Scope};

pub fn emoji(draft: &mut Draft<'_>) {
    if draft.scope == Scope::Model || !draft.clean.text.contains(':') {
        return;
    }
    let mut code = false;
    for step in &mut draft.steps {
        match &mut step.node {
            Node::Md(Event::Start(Tag::CodeBlock(_))) => code = true,
            Node::Md(Event::End(TagEnd::CodeBlock)) => code = false,
            Node::Md(Event::Text(text)) if !code => {
                if let Cow::Owned(replaced) = replace(text) {
                    *text = replaced.into();
                }
            }
            _ => {}
        }
    }
}

/// Names stand between two colons, and neither is part of a word: `12:100:5` stays a time.
fn replace(text: &str) -> Cow<'_, str> {
    let mut replaced = String::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find(':').map(|found| at + found) {
        at = open + 1;
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
        let Some(close) = text[at..].find(|c| !is_name(c)).map(|found| at + found) else { break };
        // `a::b::c` is a path.
        let path = text[..open].ends_with(':') && (open != from || from == 0);
        if !text[close..].starts_with(':') || path || touches_word(text, open, close + 1) {
            continue;
        }
        if let Some(emoji) = emojis::get_by_shortcode(&text[at..close]) {
            replaced.push_str(&text[from..open]);
            replaced.push_str(emoji.as_str());
            from = close + 1;
            at = from;
        }
    }
    match from {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(replaced + &text[from..]),
    }
}

fn touches_word(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    before.into_iter().chain(after).any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn names_between_colons_are_replaced() {
        assert_eq!(replace("Ship it :rocket:!"), "Ship it 🚀!");
        assert_eq!(replace(":+1::tada:"), "👍🎉");
    }

    #[test]
    fn other_colons_stay() {
        for text in
            ["at 12:100:5", "a::b::c", ":no_such_name:", "https://x:80/:rocket:x", ":", "::"]
        {
            assert_eq!(replace(text), text);
        }
    }
}
