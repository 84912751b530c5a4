//! Which addresses a publication adds, changes and takes away.

use std::collections::BTreeMap;

use super::branch::{is_hashed, is_technical};
use crate::site::address::encode;
use crate::site::locate::{Found, locate};
use crate::site::machines::page_of;
use crate::site::output::Output;
use crate::site::search::is_part;

/// Paths from the site's root, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub new: Vec<String>,
    pub changed: Vec<String>,
    /// Nothing stands there any more, and nothing leads on.
    pub gone: Vec<String>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// Compares what is published (path → id of the content) with what is to be.
pub fn changes(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    site: &Output,
) -> Changes {
    let is_there = |page: &String| before.contains_key(page) || after.contains_key(page);
    let is_of_page = |path: &str| page_of(path).as_ref().is_some_and(is_there);
    let is_address = |path: &&String| {
        !is_technical(path) && !is_hashed(path) && !is_part(path) && !is_of_page(path)
    };
    let mut changes = Changes::default();
    for path in after.keys().filter(is_address) {
        match before.get(path) {
            None => changes.new.push(path.clone()),
            Some(id) if Some(id) != after.get(path) => changes.changed.push(path.clone()),
            Some(_) => {}
        }
    }
    let leads_nowhere = |path: &&String| {
        matches!(locate(site, "/", &format!("/{}", encode(path))), Found::Missing(_))
    };
    changes.gone = before.keys().filter(is_address).filter(leads_nowhere).cloned().collect();
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::address::OutPath;
    use crate::site::output::File;

    fn tree(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|(path, id)| ((*path).to_owned(), (*id).to_owned())).collect()
    }

    #[test]
    fn an_address_that_leads_on_is_not_gone() {
        let before = tree(&[
            ("index.html", "1"),
            ("old.html", "2"),
            ("moved.html", "3"),
            ("old.md", "2"),
            ("alone.md", "2"),
            ("cards/old.png", "2"),
            ("a b/c#d.png", "4"),
            ("CNAME", "5"),
            ("style.00000001.css", "6"),
            ("search/w-1.js", "7"),
        ]);
        let after = tree(&[
            ("index.html", "7"),
            ("moved.html", "8"),
            ("new.html", "9"),
            ("search/w-0.js", "1"),
        ]);
        let mut site = Output::default();
        for path in after.keys() {
            site.insert(OutPath::new(path.as_str()), File::new(path.as_bytes()));
        }
        let found = changes(&before, &after, &site);
        assert_eq!(found.new, ["new.html"]);
        assert_eq!(found.changed, ["index.html", "moved.html"]);
        assert_eq!(found.gone, ["a b/c#d.png", "alone.md", "old.html"]);
    }
}
