//! What the published branch holds: the site, and the few files that GitHub Pages reads itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::site::address::OutPath;
use crate::site::memo::hash_of;
use crate::site::output::{File, Output};

/// Says which build the site is, so that one can see whether it has arrived.
pub const BUILD: &str = "levelbook-build.json";
/// The site's own domain.
pub const CNAME: &str = "CNAME";
/// Without it names that begin with `_` or `.` would vanish.
const NO_JEKYLL: &str = ".nojekyll";

/// The most that GitHub Pages takes, in bytes.
const LARGEST_SITE: usize = 1 << 30;
const LARGEST_FILE: usize = 100 << 20;
/// From here on GitHub warns.
const LARGE_FILE: usize = 50 << 20;

/// What [`BUILD`] holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    pub tool: String,
    /// Of all the site's files: the same site has the same one.
    pub build: String,
    /// Style sheets and scripts of the publication before: a page that a browser or a server still
    /// holds asks for them.
    pub kept: Vec<String>,
}

impl Build {
    pub fn of(site: &Output, kept: Vec<String>) -> Self {
        let own = site.iter().filter(|(path, _)| !is_technical(path.as_str()));
        let files: Vec<_> = own.map(|(path, file)| (path.as_str(), file)).collect();
        Self { tool: "levelbook".to_owned(), build: hash_of(&files).hex(32), kept }
    }

    /// Reads the file; nothing when it is not ours.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|build: &Self| build.tool == "levelbook")
    }
}

/// What is wrong with a site before it is pushed.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// GitHub Pages would not take it.
    Limit(String),
    /// It would not be what the author means.
    Wrong(String),
}

/// The site with the files that the host reads. `cname` is the domain that was published so far.
pub fn complete(site: &Output, build: &Build, cname: Option<Vec<u8>>) -> Output {
    let mut whole = site.clone();
    let json = serde_json::to_vec_pretty(build).unwrap_or_default();
    whole.insert(OutPath::new(BUILD), File::new(json));
    whole.insert(OutPath::new(NO_JEKYLL), File::new(Vec::new()));
    if let Some(cname) = cname.filter(|_| site.get(&OutPath::new(CNAME)).is_none()) {
        whole.insert(OutPath::new(CNAME), File::new(cname));
    }
    whole
}

/// Whether a file is for the host and no address of the site.
pub fn is_technical(path: &str) -> bool {
    matches!(path, BUILD | CNAME | NO_JEKYLL)
}

/// Whether a name holds the hash of what is in it: `style.0123abcd.css`. Such a file is asked for by
/// pages of its own publication alone.
pub fn is_hashed(path: &str) -> bool {
    let Some(stem) = path.strip_suffix(".css").or(path.strip_suffix(".js")) else { return false };
    stem.rsplit_once('.').is_some_and(|(name, hash)| {
        !name.is_empty() && hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit())
    })
}

/// The files of the publication before that the next one keeps: its hashed files, but not those that it
/// had kept itself. Publishing the same site again keeps the same ones.
pub fn kept(before: &BTreeMap<String, String>, told: Option<&Build>, site: &Output) -> Vec<String> {
    let is_new = |path: &str| site.get(&OutPath::new(path)).is_none();
    let earlier = |path: &String| told.is_some_and(|told| told.kept.contains(path));
    let same = told.is_some_and(|told| told.build == Build::of(site, Vec::new()).build);
    let names = before.keys().filter(|path| is_hashed(path) && is_new(path));
    names.filter(|path| earlier(path) == same).cloned().collect()
}

/// Everything that forbids a site to be pushed.
pub fn problems(site: &Output) -> Vec<Problem> {
    let mut found = Vec::new();
    for needed in ["index.html", "404.html"] {
        if site.get(&OutPath::new(needed)).is_none() {
            found.push(Problem::Wrong(format!("the site has no {needed}")));
        }
    }
    for (path, file) in site.iter() {
        if path.as_str().contains(char::is_control) {
            found.push(Problem::Wrong(format!(
                "{:?} has a control character in its name; rename it",
                path.as_str()
            )));
        }
        if path.as_str() == BUILD || path.as_str() == NO_JEKYLL {
            found.push(Problem::Wrong(format!(
                "content/{path} has the name of a file that publishing adds; rename it"
            )));
        }
        if file.bytes.len() > LARGEST_FILE {
            found.push(Problem::Limit(format!(
                "{path} has {} MB; GitHub takes no file over 100 MB",
                file.bytes.len() >> 20
            )));
        }
    }
    let bytes = size(site);
    if bytes > LARGEST_SITE {
        found.push(Problem::Limit(format!(
            "the site has {} MB; GitHub Pages takes at most 1024 MB",
            bytes >> 20
        )));
    }
    found
}

/// What GitHub takes, but not gladly.
pub fn remarks(site: &Output) -> Vec<String> {
    let large =
        site.iter().filter(|(_, file)| (LARGE_FILE + 1..=LARGEST_FILE).contains(&file.bytes.len()));
    large
        .map(|(path, file)| {
            format!("{path} has {} MB; GitHub warns from 50 MB on", file.bytes.len() >> 20)
        })
        .collect()
}

/// All bytes of a site.
pub fn size(site: &Output) -> usize {
    site.iter().map(|(_, file)| file.bytes.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, usize)]) -> Output {
        let mut output = Output::default();
        for (path, bytes) in files {
            output.insert(OutPath::new(*path), File::new(vec![b'x'; *bytes]));
        }
        output
    }

    #[test]
    fn what_github_does_not_take_is_told_before() {
        let large = site(&[("index.html", 1), ("404.html", 1), ("talk.mp4", (100 << 20) + 1)]);
        let told = "talk.mp4 has 100 MB; GitHub takes no file over 100 MB".to_owned();
        assert_eq!(problems(&large), [Problem::Limit(told)]);
        let odd = site(&[("404.html", 1), ("a\tb.png", 1), (".nojekyll", 0)]);
        assert_eq!(problems(&odd).len(), 3, "{:?}", problems(&odd));
        assert!(problems(&site(&[("index.html", 1), ("404.html", 1)])).is_empty());
    }

    #[test]
    fn eleven_files_of_100_mb_are_too_much_together() {
        let bytes: std::sync::Arc<[u8]> = vec![0; 100 << 20].into();
        let file = File::new(bytes);
        let mut large = site(&[("index.html", 1), ("404.html", 1)]);
        for n in 0..11 {
            large.insert(OutPath::new(format!("{n}.bin")), file.clone());
        }
        let [Problem::Limit(told)] = &problems(&large)[..] else { panic!("one problem") };
        assert!(told.starts_with("the site has 1100 MB"), "{told}");
        assert_eq!(remarks(&large).len(), 11);
    }

    #[test]
    fn the_assets_of_the_publication_before_are_kept_and_no_older_ones() {
        let names = |paths: &[&str]| -> BTreeMap<String, String> {
            paths.iter().map(|path| ((*path).to_owned(), "id".to_owned())).collect()
        };
        let first = site(&[("index.html", 1), ("style.00000001.css", 1)]);
        let second = site(&[("index.html", 2), ("style.00000002.css", 1)]);
        let before = names(&["index.html", "style.00000001.css", "style.00000000.css", "a.css"]);
        let told = Build::of(&first, vec!["style.00000000.css".to_owned()]);
        assert_eq!(kept(&before, Some(&told), &second), ["style.00000001.css"]);
        assert_eq!(kept(&before, Some(&told), &first), ["style.00000000.css"]);
        assert_eq!(kept(&before, None, &first), ["style.00000000.css"]);
    }

    #[test]
    fn a_hash_in_a_name_is_known_by_its_form() {
        assert!(is_hashed("style.0123abcd.css") && is_hashed("themes/x.ffffffff.js"));
        for path in ["style.css", "style.0123abc.css", "0123abcd.css", "a.0123abcd.png"] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
