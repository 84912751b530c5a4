//! `<Badge type="tip" text="new" />` and `<Badge>new</Badge>` of VitePress and Starlight: a word beside
//! the text. One that is not closed ends with the part of the text that it stands in.

use super::scan::{self, Tag};
use crate::site::text;

/// What a badge begins with.
pub const BADGE: &str = "<span class=\"chip\">";
const END: &str = "</span>";

/// The badges around a place.
#[derive(Default)]
pub struct Badges {
    /// How many parts of the text are open.
    depth: usize,
    /// In which of them each badge was opened.
    open: Vec<usize>,
}

impl Badges {
    pub fn enters(&mut self) {
        self.depth += 1;
    }

    /// What closes the badges of the part that ends.
    pub fn leaves(&mut self) -> String {
        let kept = self.open.iter().take_while(|&&depth| depth < self.depth).count();
        let left = self.open.split_off(kept).len();
        self.depth = self.depth.saturating_sub(1);
        END.repeat(left)
    }

    /// What a tag becomes; none for one that closes nothing.
    pub fn tag(&mut self, tag: &Tag<'_>) -> Option<String> {
        let given = tag.attributes.iter().find(|attribute| attribute.name == "text");
        let given = given.and_then(|attribute| attribute.value);
        if tag.closing {
            let is_here = self.open.last() == Some(&self.depth);
            return is_here.then(|| {
                self.open.pop();
                END.to_owned()
            });
        }
        if given.is_none() && !tag.whole.ends_with("/>") {
            self.open.push(self.depth);
            return Some(BADGE.to_owned());
        }
        let word = text::escape(&scan::decode(given.unwrap_or_default()));
        Some(format!("{BADGE}{word}{END}"))
    }
}
