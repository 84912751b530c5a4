//! What a commit of ours says of itself: lines at the end of its message.

/// The lines that follow the first one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The commit of the sources.
    pub source: String,
    /// Whether there were changes that no commit holds.
    pub dirty: bool,
    /// Where the site was meant to stand.
    pub address: Option<String>,
    /// What [`Build`](super::branch::Build) tells.
    pub build: String,
    /// The publication that was taken back.
    pub instead_of: Option<String>,
}

const BY: &str = "Published-by: levelbook";
const SOURCE: &str = "Source-commit: ";
const DIRTY: &str = "Source-dirty: ";
const ADDRESS: &str = "Published-to: ";
const BUILD: &str = "Site-build: ";
const INSTEAD: &str = "Instead-of: ";

impl Note {
    /// A whole message.
    pub fn message(&self, first: &str) -> String {
        let mut lines = vec![
            format!("{BY} {}", env!("CARGO_PKG_VERSION")),
            format!("{SOURCE}{}", self.source),
            format!("{DIRTY}{}", if self.dirty { "yes" } else { "no" }),
            format!("{BUILD}{}", self.build),
        ];
        lines.extend(self.address.iter().map(|address| format!("{ADDRESS}{address}")));
        lines.extend(self.instead_of.iter().map(|id| format!("{INSTEAD}{id}")));
        format!("{}\n\n{}\n", first.trim(), lines.join("\n"))
    }

    /// Reads a message; none when the commit is not ours.
    pub fn read(message: &str) -> Option<Self> {
        let last = message.trim_end().rsplit("\n\n").next()?;
        last.lines().any(|line| line.starts_with(BY)).then_some(())?;
        let value = |key: &str| last.lines().find_map(|line| line.strip_prefix(key));
        // It is handed to git again: whoever wrote it, it must be nothing but an id.
        let is_id = |id: &&str| id.chars().all(|c| c.is_ascii_hexdigit());
        Some(Self {
            source: value(SOURCE).filter(is_id).unwrap_or_default().to_owned(),
            dirty: value(DIRTY) == Some("yes"),
            address: value(ADDRESS).map(str::to_owned),
            build: value(BUILD).unwrap_or_default().to_owned(),
            instead_of: value(INSTEAD).map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_commit_says_is_read_again() {
        let note = Note {
            source: "1a2b".to_owned(),
            dirty: true,
            address: Some("https://ada.github.io/course/".to_owned()),
            build: "cafe".to_owned(),
            instead_of: None,
        };
        let message = note.message("Week 2\n\nPublished-by: nobody\n");
        assert_eq!(Note::read(&message), Some(note));
    }

    #[test]
    fn the_commits_of_others_are_not_ours() {
        let quoted =
            "Tell of trailers\n\nPublished-by: levelbook 0.1.0\n\nThat is what we write.\n";
        for message in ["", "Update\n", quoted, "Published-by: ghp-import\n"] {
            assert_eq!(Note::read(message), None, "{message}");
        }
    }
}
