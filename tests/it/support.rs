//! What the tests share: the repository's own files as text.

use std::fs;
use std::path::Path;

/// A file of the repository, or why it cannot be read.
pub fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file below a folder of the repository: its path with `/`, and its text.
pub fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    assert!(!files.is_empty(), "no Rust file below {folder}");
    files
}

/// The same without unit tests, which may use what they like: neither the files that `#[cfg(test)]`
/// stands before in a module, nor what follows a `#[cfg(test)] mod … {` to the end of its file.
pub fn product_files(folder: &str) -> Vec<(String, String)> {
    let files = rust_files(folder);
    let tests: Vec<_> = files.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| tests.iter().any(|test| path.starts_with(test.as_str()));
    let product = files.into_iter().filter(|(path, _)| !is_test(path));
    product.map(|(path, text)| (path, without_unit_tests(&text).to_owned())).collect()
}

/// `src/a/tests.rs` and `src/a/tests/` for a `#[cfg(test)] mod tests;` in `src/a.rs` or `src/a/mod.rs`.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = path.strip_suffix("/mod.rs").or(path.strip_suffix("/lib.rs"));
    let folder = folder.or(path.strip_suffix(".rs")).unwrap_or(path);
    let after = text.split("#[cfg(test)]\n").skip(1);
    let names =
        after.filter_map(|code| code.strip_prefix("mod ")?.lines().next()?.strip_suffix(';'));
    names.flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]).collect()
}

fn without_unit_tests(text: &str) -> &str {
    let starts = text.match_indices("#[cfg(test)]\nmod ").map(|(at, _)| at);
    let block = |at: &usize| text[*at..].lines().nth(1).is_some_and(|line| line.ends_with('{'));
    starts.filter(block).min().map_or(text, |at| &text[..at])
}

fn collect(folder: &str, files: &mut Vec<(String, String)>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{folder}: {error}"));
    for entry in entries {
        let entry = entry.expect("a folder's entry");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&name, files);
        } else if name.ends_with(".rs") {
            files.push((name.clone(), read(&name)));
        }
    }
}

/// Rust without its comments, for tests that look for names. A `//` within a string ends the line
/// too, which hides less than a comment that speaks of a module would find.
pub fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    text.lines().map(code).collect()
}
