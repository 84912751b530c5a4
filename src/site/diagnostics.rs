//! What is wrong with the author's files: one type behind the terminal, JSON, SARIF, GitHub
//! annotations, exit codes and tests.
//!
//! A diagnostic says where (`place`), what (`message`) and what to do (`help`). Places are byte
//! ranges, so that a diagnostic can be cached with the file it speaks of; lines and columns are
//! found when it is shown.

use std::ops::Range;

use super::sources::SourcePath;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    /// What is worth knowing and no fault of the author's: never an error, not even with `--strict`.
    Remark,
}

/// A byte range of a source file. An empty range points between two characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub path: SourcePath,
    pub range: Range<usize>,
}

impl Place {
    pub fn new(path: &SourcePath, range: Range<usize>) -> Self {
        Self { path: path.clone(), range }
    }

    /// The start of a file, for what concerns the file as a whole.
    pub fn file(path: &SourcePath) -> Self {
        Self::new(path, 0..0)
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub place: Option<Place>,
    /// One sentence without a full stop's worth of noise: what is wrong, in the author's words.
    pub message: String,
    /// Other places that matter, each with what it is.
    pub related: Vec<(Place, String)>,
    /// What to write instead.
    pub help: Option<String>,
    /// What mends it in the file of `place`, where there is one way to do it that keeps every word.
    pub edits: Vec<Edit>,
}

/// Some bytes of a file and what to write in their place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

impl Diagnostic {
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            place: Some(place),
            message: message.into(),
            related: Vec::new(),
            help: None,
            edits: Vec::new(),
        }
    }

    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    pub fn remark(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Remark, ..Self::error(code, place, message) }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what mends it.
    #[must_use]
    pub fn edit(mut self, range: Range<usize>, text: impl Into<String>) -> Self {
        self.edits.push(Edit { range, text: text.into() });
        self
    }

    /// Adds another place that matters: "given first here".
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }
}

/// Diagnostics in the order of their places, without repeats.
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_cached_key(|d| {
        let place = d.place.as_ref().map(|at| (at.path.clone(), at.range.start, at.range.end));
        (place, d.code, d.message.clone())
    });
    diagnostics.dedup();
    diagnostics
}

/// Keeps a few of a kind that a site written for another tool may have on each page; the last of them
/// says how many more there are. For diagnostics in order.
pub fn few(mut diagnostics: Vec<Diagnostic>, code: Code, most: usize) -> Vec<Diagnostic> {
    let all = diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count();
    if all <= most {
        return diagnostics;
    }
    let mut kept = 0;
    diagnostics.retain(|diagnostic| {
        kept += usize::from(diagnostic.code == code);
        diagnostic.code != code || kept <= most
    });
    let last = diagnostics.iter_mut().rfind(|diagnostic| diagnostic.code == code);
    if let Some(help) = last.and_then(|last| last.help.as_mut()) {
        let more = all - most;
        let pages = if more == 1 { "page has" } else { "pages have" };
        help.push_str(&format!(
            " {more} more {pages} the like; `silence: [{code}]` in levelbook.yaml leaves all of them be."
        ));
    }
    diagnostics
}

macro_rules! codes {
    ($($code:ident $title:literal)*) => {
        /// The stable name of a kind of mistake. The guide has an entry for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $code),* }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$code),*];

            pub fn name(self) -> &'static str {
                match self { $(Code::$code => stringify!($code)),* }
            }

            /// Whether it speaks of a link, picture or included part that is not there, or of an id that
            /// two parts of a page have.
            pub fn is_of_broken_links(self) -> bool {
                matches!(
                    self,
                    Code::L01 | Code::L02 | Code::L03 | Code::L04 | Code::L05 | Code::L06 | Code::L07 | Code::L08
                        | Code::M01 | Code::M09 | Code::A01
                )
            }

            /// Whether it is told only once links that lead elsewhere have been asked for.
            pub fn is_of_asking(self) -> bool {
                self.name().starts_with('X')
            }

            /// What the code stands for, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$code => $title),* }
            }
        }
    };
}

codes! {
    // Files
    D01 "a text file is not UTF-8"
    D02 "a file cannot be read"
    D03 "a file is too large"
    D04 "a symbolic link leaves the site"
    D05 "a file that may hold secrets is not published"
    D06 "invisible text-direction characters"
    // YAML: spelling
    Y01 "a bullet reads as a key and a value"
    Y02 "text starts with a character that means something in YAML"
    Y03 "the text after \" #\" is a comment and would be lost"
    Y04 "the YAML cannot be read"
    Y05 "the same key twice"
    Y06 "tabs or indentation"
    Y07 "an anchor, alias or tag that does not resolve"
    Y09 "more than one document in a file"
    Y10 "a limit that keeps hostile files out"
    // Structure of any YAML of ours: configuration, front matter, models
    S01 "an unknown key"
    S02 "too few levels or dimensions"
    S03 "a value of the wrong kind"
    S04 "a required key is missing"
    S06 "a value that is not allowed here"
    S07 "front matter that is not closed"
    S08 "a rule that silences nothing"
    S09 "a word that is in the glossary twice"
    S10 "a file of data cannot be read"
    // Content of a model
    C01 "a cell names no dimension of the model"
    C02 "an empty cell"
    C03 "dashes forgotten"
    C04 "a level given twice"
    C05 "a word among numbered levels"
    C06 "levels out of order"
    C07 "two levels share a name"
    C08 "two things with one id, or one with none"
    C09 "no such activity"
    C10 "an activity that needs itself"
    C11 "activities that need each other in a cycle"
    C12 "an activity needs one of a higher level"
    C13 "a field that is not declared"
    C14 "a gap between levels"
    C15 "a dimension without any cell"
    C16 "a missing cell"
    C17 "a cell given twice"
    C18 "a placeholder was left"
    C19 "raw HTML in a text of the model"
    C20 "a bullet character left by a paste"
    C21 "a value that its field cannot have"
    C22 "no such capability"
    C23 "a capability twice in a cell, or gone at a higher level"
    C24 "an additive model lists the same again"
    C25 "no such framework"
    C26 "no id of its framework"
    C27 "no such resource"
    C28 "a set of answers that is not there, or leaves no choice"
    C29 "scores out of order"
    C30 "a tag used once, or nearly another one"
    C31 "an included file is not there, or is no part of a model"
    // Notes and the model
    N01 "no such level"
    N02 "a heading's number disagrees with the level it names"
    N03 "nearly the name of a level"
    N04 "levels that a page leaves out"
    N05 "no such dimension, cell or model"
    N06 "no such activity or capability"
    N07 "the notes speak of too little of a model"
    // Markdown
    M01 "the same id twice on a page"
    M02 "an unknown language for a code block"
    M03 "a code block too large to highlight"
    M04 "more than one top-level heading"
    M05 "a formula that cannot be read"
    M06 "a component that does not exist"
    M07 "a component that is not closed"
    M08 "a component with wrong arguments"
    M09 "an include that finds nothing"
    M10 "a kind of remark that is not known"
    M11 "a mark on code that is not there"
    M12 "a component with nothing in it"
    M13 "a heading that skips a rank"
    M14 "a diagram that cannot be drawn"
    M15 "a line of a program that other tools run"
    M16 "an icon that is not shown"
    // Courses
    Q01 "a quiz without a right answer"
    Q02 "a quiz without an explanation"
    Q03 "the same answer twice"
    Q04 "a prerequisite that comes later"
    // Links
    L01 "a link to a file that is not there"
    L02 "a link to a heading that is not there"
    L03 "a link that differs from the file's name in upper and lower case"
    L04 "an image that is not there"
    L05 "an address with a scheme that is not allowed"
    L06 "a link that leaves the site's folder"
    L07 "a link to a draft"
    L08 "a link to an earlier address"
    // Routes
    R01 "two sources for one address"
    R02 "a name that cannot be an address everywhere"
    R03 "the navigation names a page that is not there"
    R04 "a page that the navigation leaves out"
    R05 "an earlier address that cannot lead on"
    R06 "a published address that is gone"
    R07 "a SUMMARY.md that orders nothing"
    // Themes
    T01 "a template cannot be read"
    T02 "a template fails on a page"
    T03 "no such theme, or a file in it that nothing uses"
    T05 "the original of a copied file has changed"
    // Links that lead elsewhere, once they are asked for
    X01 "a page elsewhere is gone"
    X02 "a page elsewhere has moved for good"
    X03 "a page elsewhere lacks the part that is linked to"
    X04 "an address elsewhere gave no answer"
    X05 "an answer that does not tell whether a page is there"
    X06 "an address that does not work for readers"
    X07 "an address that is not asked for"
    // Audit of the result
    A01 "a link in the finished site leads nowhere"
    A02 "an id stands twice on a finished page"
    A03 "a text of the model is missing from the finished site"
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
