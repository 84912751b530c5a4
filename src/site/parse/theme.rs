//! The theme: the files of the one inside the program, overlaid with those of the site's own.

pub mod copies;
mod squeeze;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::memo::hash_of;
use crate::site::output::File;
use crate::site::parse::note::Spanned;
use crate::site::sources::{ContentHash, SourcePath, Sources};

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Templates by name (`level.html`; the built-in ones as `default/level.html`) and static files.
#[derive(Clone, Debug)]
pub struct Theme {
    pub templates: BTreeMap<String, Template>,
    pub files: BTreeMap<String, File>,
    /// Components that notes can call by a tag: those whose names begin with a capital.
    pub components: Arc<BTreeSet<String>>,
    pub hash: ContentHash,
}

#[derive(Clone, Debug, Hash)]
pub struct Template {
    pub text: String,
    /// None for a template that is inside the program.
    pub path: Option<SourcePath>,
}

/// The built-in theme with the site's `themes/<name>/` over it.
pub fn read(
    sources: &Sources,
    name: &Spanned<String>,
    config: &SourcePath,
) -> (Theme, Vec<Diagnostic>) {
    let mut theme = built_in();
    let mut diagnostics = Vec::new();
    let folder = format!("themes/{}/", name.value);
    let mut found = name.value == "default";
    for source in sources.iter() {
        let Some(rest) = source.path.as_str().strip_prefix(&folder) else { continue };
        found = true;
        diagnostics.extend(copies::check(source));
        let text = String::from_utf8_lossy(&source.bytes);
        if let Some(template) = rest.strip_prefix("templates/") {
            let path = Some(source.path.clone());
            let template_text = Template { text: text.into_owned(), path };
            theme.templates.insert(template.to_owned(), template_text);
        } else if let Some(file) = rest.strip_prefix("static/") {
            theme.files.insert(file.to_owned(), File::from(source));
        } else if !is_readme(rest) && DEFAULT.get_file(rest).is_none() {
            diagnostics.push(unused(&source.path, rest));
        }
    }
    if !found {
        diagnostics.push(no_theme(Place::new(config, name.range.clone()), &name.value));
    }
    theme.components = Arc::new(theme.templates.values().flat_map(components).collect());
    theme.hash = hash_of(&(&theme.templates, &theme.files));
    (theme, diagnostics)
}

/// Mermaid with the script that draws diagrams by it; a site's own `static/mermaid.js` stands in
/// for the one inside the program.
pub fn mermaid(files: &BTreeMap<String, File>) -> File {
    // Large, hence joined and hashed once where all of it is ours.
    static OURS: LazyLock<File> = LazyLock::new(|| {
        File::new([unpacked(), BUILT_IN.1["diagrams.js"].bytes.to_vec()].concat())
    });
    let drawing = &files["diagrams.js"];
    match files.get("mermaid.js") {
        Some(own) => File::new([&*own.bytes, b"\n", &*drawing.bytes].concat()),
        None if drawing.hash == BUILT_IN.1["diagrams.js"].hash => OURS.clone(),
        None => File::new([&*unpacked(), &*drawing.bytes].concat()),
    }
}

fn unpacked() -> Vec<u8> {
    let packed = DEFAULT.get_file("mermaid/mermaid.min.js.gz").expect("it is in the program");
    let mut bytes = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(packed.contents());
    reader.read_to_end(&mut bytes).expect("it is whole");
    bytes.push(b'\n');
    bytes
}

/// The templates and files inside the program.
static BUILT_IN: LazyLock<(BTreeMap<String, Template>, BTreeMap<String, File>)> =
    LazyLock::new(|| {
        let mut templates = BTreeMap::new();
        let mut files = BTreeMap::new();
        for (path, bytes) in files_of(&DEFAULT) {
            if let Some(name) = path.strip_prefix("templates/") {
                let text = String::from_utf8_lossy(bytes).into_owned();
                templates.insert(format!("default/{name}"), Template { text, path: None });
            } else if let Some(name) = path.strip_prefix("static/") {
                files.insert(name.to_owned(), squeezed(name, bytes));
            }
        }
        (templates, files)
    });

fn built_in() -> Theme {
    let (templates, files) = BUILT_IN.clone();
    Theme { templates, files, components: Arc::default(), hash: ContentHash(0) }
}

/// A file as readers load it.
fn squeezed(name: &str, bytes: &'static [u8]) -> File {
    let text = || String::from_utf8_lossy(bytes);
    match name.rsplit_once('.') {
        Some((_, "css")) => File::new(squeeze::css(&text()).into_bytes()),
        Some((_, "js")) => File::new(squeeze::js(&text()).into_bytes()),
        _ => File::new(bytes),
    }
}

/// The names behind `{% component `.
fn components(template: &Template) -> Vec<String> {
    let definitions = template.text.split("{%").skip(1).filter_map(|tag| {
        let rest = tag.trim_start_matches('-').trim_start().strip_prefix("component")?;
        let name = rest.strip_prefix(char::is_whitespace)?.trim_start();
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| name[..end].to_owned())
    });
    definitions.collect()
}

/// All files of a folder, by their paths with `/`.
fn files_of(folder: &'static Dir<'static>) -> Vec<(String, &'static [u8])> {
    let path = |path: &std::path::Path| path.to_string_lossy().replace('\\', "/");
    let own = folder.files().map(|file| (path(file.path()), file.contents()));
    own.chain(folder.dirs().flat_map(files_of)).collect()
}

fn is_readme(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("readme") || name.starts_with("LICENSE")
}

fn unused(path: &SourcePath, name: &str) -> Diagnostic {
    Diagnostic::warning(Code::T03, Place::file(path), format!("nothing uses {name:?} of the theme"))
        .help("Templates belong into `templates/`, style sheets and pictures into `static/`.")
}

fn no_theme(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(Code::T03, place, format!("there is no theme {name:?}")).help(format!(
        "Make a folder `themes/{name}/`, or leave the key out for the built-in theme."
    ))
}
