//! The parts of a page elsewhere that a link can lead to.

use std::collections::HashSet;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use percent_encoding::percent_decode_str;

/// A page, or the beginning of it.
pub struct Parts<'p> {
    bytes: &'p [u8],
    /// `id` of any element, `name` too.
    ids: HashSet<String>,
    has_scripts: bool,
    is_whole: bool,
}

/// A page with scripts and fewer ids than this may get all the others from them.
const FEW: usize = 3;

impl<'p> Parts<'p> {
    pub fn read(bytes: &'p [u8], is_whole: bool) -> Self {
        let (mut ids, mut has_scripts, mut is_id) = (HashSet::new(), false, false);
        let see = |event: CallbackEvent<'_>, _: Span| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => has_scripts |= name == b"script",
                CallbackEvent::AttributeName { name } => is_id = matches!(name, b"id" | b"name"),
                CallbackEvent::AttributeValue { value } if is_id => {
                    ids.insert(String::from_utf8_lossy(value).into_owned());
                }
                _ => {}
            }
            None
        };
        for token in Tokenizer::new_with_emitter(bytes, CallbackEmitter::new(see)) {
            let Ok(_) = token;
        }
        Self { bytes, ids, has_scripts, is_whole }
    }

    /// Whether a part is there; yes, too, where that cannot be told.
    pub fn may_have(&self, part: &str) -> bool {
        let decoded = percent_decode_str(part).decode_utf8_lossy();
        let has = |id: &str| self.ids.contains(id);
        let by_scripts = self.has_scripts && self.ids.len() < FEW;
        let known = [part, decoded.as_ref()];
        !self.is_whole
            || by_scripts
            || known.iter().any(|id| has(id) || has(&format!("user-content-{id}")))
            || self.has_scripts && known.iter().any(|id| self.holds(id))
    }

    /// Whether the bytes hold a text: scripts may make a part from what they are given with the page.
    fn holds(&self, text: &str) -> bool {
        let wanted = text.as_bytes();
        !wanted.is_empty() && self.bytes.windows(wanted.len()).any(|window| window == wanted)
    }
}

/// The part that a fragment names, if it is one to look for: not a text to be found, an address for
/// scripts, or lines of code.
pub fn of_fragment(fragment: &str) -> Option<&str> {
    let part = fragment.split(":~:").next().unwrap_or_default();
    let is_line = part.strip_prefix(['L', 'l']).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, 'L' | 'C' | '-'))
    });
    let is_for_scripts = part.starts_with(['/', '!', '?']) || part.contains(['=', '&']);
    let is_top = part.eq_ignore_ascii_case("top");
    (!part.is_empty() && !is_line && !is_for_scripts && !is_top).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_id_and_name() {
        let page = "<h2 id=setup>S</h2><a name='old&amp;way'></a><p id=\"K\u{f6}ln\">x</p>\
            <h2 id=user-content-usage>U</h2>";
        let parts = Parts::read(page.as_bytes(), true);
        for part in ["setup", "old&way", "K%C3%B6ln", "usage"] {
            assert!(parts.may_have(part), "{part}");
        }
        assert!(!parts.may_have("Setup") && !parts.may_have("x"));
    }

    #[test]
    fn what_scripts_may_make_is_not_missing() {
        let shell = Parts::read(b"<div id=root></div><script src=app.js></script>", true);
        assert!(shell.may_have("anything"));
        let data = "<i id=a></i><i id=b></i><i id=c></i><script>{\"id\":\"later\"}</script>";
        let data = Parts::read(data.as_bytes(), true);
        assert!(data.may_have("later") && !data.may_have("never"));
        assert!(Parts::read(b"<i id=a></i>", false).may_have("further-down"));
    }

    #[test]
    fn fragments_that_are_no_parts_are_left_alone() {
        let none =
            ["", "top", "Top", "L10", "L10-L20", "L1C2-L3C4", "/route", "!/route", ":~:text=a"];
        for fragment in none.into_iter().chain(["page=3", "a=b&c"]) {
            assert_eq!(of_fragment(fragment), None, "{fragment}");
        }
        assert_eq!(of_fragment("usage:~:text=a"), Some("usage"));
        assert_eq!(of_fragment("Links"), Some("Links"));
    }
}
