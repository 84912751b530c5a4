//! Addresses that open a file in an editor.

use std::path::Path;

use anyhow::{Result, bail};

use crate::site::address::encode;

/// Editors by the name that the command line knows them by.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{file}:{line}:{column}"),
    ("vscodium", "vscodium://file{file}:{line}:{column}"),
    ("cursor", "cursor://file{file}:{line}:{column}"),
    ("zed", "zed://file{file}:{line}:{column}"),
    ("idea", "idea://open?file={file}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{file}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{file}&line={line}&column={column}"),
];

/// How an editor is told to open a file.
#[derive(Clone, Debug)]
pub struct Editor(String);

impl Editor {
    /// One of the known names, or an address with `{file}` in it.
    pub fn named(name: &str) -> Result<Self> {
        if let Some((_, address)) = KNOWN.iter().find(|(known, _)| *known == name) {
            return Ok(Self((*address).to_owned()));
        }
        let scheme = name.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        let runs_code = matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "blob");
        if scheme.is_empty() || runs_code || !name.contains("{file}") {
            let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
            bail!(
                "--editor {name} is not known. Give one of {}, or an address such as myeditor://open?file={{file}}&line={{line}}",
                names.join(", ")
            );
        }
        Ok(Self(name.to_owned()))
    }

    /// The address that opens `path` of the site at `root`, line and column from 1.
    pub fn link(&self, root: &Path, path: &str, line: usize, column: usize) -> String {
        let file = encode(&root.join(path).to_string_lossy());
        self.0
            .replace("{file}", &file)
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_editor_opens_the_file_at_its_line() {
        let link = Editor::named("vscode")
            .map(|editor| editor.link(Path::new("/home/me/my course"), "content/a.md", 3, 7));
        assert_eq!(
            link.ok().as_deref(),
            Some("vscode://file/home/me/my%20course/content/a.md:3:7")
        );
    }

    #[test]
    fn an_address_of_ones_own_needs_the_file_and_runs_no_code() {
        assert!(Editor::named("mine://open/{file}?at={line}").is_ok());
        assert!(Editor::named("javascript:alert('{file}')").is_err());
        assert!(Editor::named("mine://open").is_err());
        assert!(Editor::named("emacs").is_err());
    }
}
