//! From an address to a file of the finished site, by the rules of GitHub Pages. One resolver, so
//! that the preview answers as the published site will.

use percent_encoding::percent_decode_str;

use super::address::{OutPath, encode};
use super::output::{File, Output};

/// What stands at an address.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'a> {
    File(OutPath, &'a File),
    /// The path to go to, from the host's root, encoded.
    Redirect(String),
    /// Nothing; the site's own page for that, if it has one.
    Missing(Option<&'a File>),
    /// Not an address of this site.
    Outside,
}

/// Looks up `path`, the path of an address as it was asked for, without its query. The site stands
/// under `base`, which begins and ends in `/`.
pub fn locate<'a>(output: &'a Output, base: &str, path: &str) -> Found<'a> {
    if base.len() > 1 && path == base.trim_end_matches('/') {
        return Found::Redirect(base.to_owned());
    }
    let Some(inner) = path.strip_prefix(base) else { return Found::Outside };
    let missing = Found::Missing(output.get(&OutPath::new("404.html")));
    let Ok(inner) = percent_decode_str(inner).decode_utf8() else { return missing };
    let is_odd = |part: &str| matches!(part, "." | "..") || part.contains(['\0', '\\']);
    if inner.split('/').any(is_odd) {
        return missing;
    }
    let file = |name: String| {
        let path = OutPath::new(name);
        output.get(&path).map(|file| Found::File(path, file))
    };
    if inner.is_empty() || inner.ends_with('/') {
        return file(format!("{inner}index.html")).unwrap_or(missing);
    }
    let is_folder = || output.get(&OutPath::new(format!("{inner}/index.html"))).is_some();
    file(inner.clone().into_owned())
        .or_else(|| file(format!("{inner}.html")))
        .or_else(|| is_folder().then(|| Found::Redirect(format!("{base}{}/", encode(&inner)))))
        .unwrap_or(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[&str]) -> Output {
        let mut output = Output::default();
        for name in files {
            output.insert(OutPath::new(*name), File::new(name.as_bytes()));
        }
        output
    }

    fn at(path: &str) -> String {
        let output = site(&[
            "index.html",
            "404.html",
            "file.html",
            "both.html",
            "both/index.html",
            "folder/index.html",
            "case.html",
            "a b.html",
            "é.html",
            "x.css",
            "a b/index.html",
        ]);
        match locate(&output, "/repo/", path) {
            Found::File(path, _) => path.to_string(),
            Found::Redirect(to) => format!("to {to}"),
            Found::Missing(page) => format!("404 {}", page.is_some()),
            Found::Outside => "outside".to_owned(),
        }
    }

    #[test]
    fn addresses_lead_where_github_pages_takes_them() {
        let vectors = [
            ("/repo", "to /repo/"),
            ("/repo/", "index.html"),
            ("/repo/index.html", "index.html"),
            ("/repo/file", "file.html"),
            ("/repo/file.html", "file.html"),
            ("/repo/file/", "404 true"),
            ("/repo/folder", "to /repo/folder/"),
            ("/repo/folder/", "folder/index.html"),
            ("/repo/both", "both.html"),
            ("/repo/both/", "both/index.html"),
            ("/repo/case", "case.html"),
            ("/repo/Case", "404 true"),
            ("/repo/a%20b.html", "a b.html"),
            ("/repo/a%20b", "a b.html"),
            ("/repo/%C3%A9", "é.html"),
            ("/repo/e%CC%81", "404 true"),
            ("/repo/%2e%2e/x", "404 true"),
            ("/repo/../repo/x.css", "404 true"),
            ("/repo/..%2fx.css", "404 true"),
            ("/repo/x.css%00", "404 true"),
            ("/repo/%ff", "404 true"),
            ("/repo/x.css", "x.css"),
            ("/repo//x.css", "404 true"),
            ("/x.css", "outside"),
            ("/", "outside"),
            ("/repository/", "outside"),
        ];
        for (path, wanted) in vectors {
            assert_eq!(at(path), wanted, "{path}");
        }
    }

    #[test]
    fn at_the_root_of_a_host_everything_is_inside() {
        let output = site(&["index.html", "d/index.html"]);
        assert!(matches!(locate(&output, "/", "/"), Found::File(..)));
        assert_eq!(locate(&output, "/", "/d"), Found::Redirect("/d/".to_owned()));
        assert_eq!(locate(&output, "/", "//d"), Found::Missing(None));
    }
}
