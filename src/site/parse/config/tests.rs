//! The configuration as authors write it, and what is said when they err.

use super::*;
use crate::site::parse::testing::{places_fit, told};

fn read(text: &str) -> (Option<Config>, Vec<String>) {
    let (config, found) = parse(&SourcePath::new("levelbook.yaml"), text);
    places_fit(text, &found);
    (config, told(text, found))
}

fn says(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected, "\n{text}");
}

#[test]
fn a_title_is_enough() {
    let (config, said) = read("title: Course\n");
    let config = config.expect("a configuration");
    assert_eq!(said, [""; 0]);
    assert_eq!((config.title.as_str(), config.language.as_str()), ("Course", "en"));
    assert_eq!((config.theme.value.as_str(), config.urls), ("default", UrlStyle::Files));
    assert_eq!((config.base_url, config.repository, config.footer), (None, None, None));
}

#[test]
fn every_key_is_read() {
    let text = "\u{feff}title: 5.10\r
description: No
base-url: https://example.org/course   # with or without a slash
language: pt-BR
theme: plain
repository: {url: 'https://github.com/owner/name.git', branch: trunk, folder: ./docs}
navigation:
  - week-1.md
  - {title: Model, page: mlops.model.yaml}
  - title: More
    pages:
      - folder
      - {title: Site, url: https://example.org}
social:
  - {name: GitHub, url: https://github.com/owner}
  - {name: Mail, url: mailto:me@example.org}
footer: Made *with* care
urls: folders
external:
  ignore: [https://linkedin.com, https://intranet.example.org/*]
";
    let (config, said) = read(text);
    let config = config.expect("a configuration");
    assert_eq!(said, [""; 0]);
    assert_eq!((config.title.as_str(), config.description.as_str()), ("5.10", "No"));
    assert_eq!(config.base_url.as_deref(), Some("https://example.org/course/"));
    assert_eq!(&text[config.theme.range.clone()], "plain");
    let repository = config.repository.expect("a repository");
    assert_eq!(repository.url, "https://github.com/owner/name");
    assert_eq!((repository.branch.as_str(), repository.folder.as_str()), ("trunk", "docs/"));
    let [first, model, more] = config.navigation.entries.as_slice() else {
        panic!("three entries")
    };
    assert!(matches!(&first.target, NavigationTarget::Page(page) if page.value == "week-1.md"));
    assert_eq!(model.title.as_deref(), Some("Model"));
    assert_eq!((more.target.clone(), more.children.len()), (NavigationTarget::None, 2));
    let NavigationTarget::Url(url) = &more.children[1].target else { panic!("an address") };
    assert_eq!(
        (url.value.as_str(), &text[url.range.clone()]),
        ("https://example.org", "https://example.org")
    );
    assert_eq!(&text[config.external.ignore[1].range.clone()], "https://intranet.example.org/*");
    assert_eq!(config.social[1].url.value, "mailto:me@example.org");
    assert_eq!(config.urls, UrlStyle::Folders);
}

#[test]
fn a_repository_may_be_an_address_alone() {
    let (config, _) = read("title: A\nrepository: https://github.com/owner/name/\n");
    let repository = config.and_then(|config| config.repository).expect("a repository");
    assert_eq!(repository.url, "https://github.com/owner/name");
    assert_eq!((repository.branch.as_str(), repository.folder.as_str()), ("main", ""));
}

#[test]
fn a_missing_title() {
    says(
        r#"description: x
"#,
        &[r#"S04 error 1:1 the configuration has no "title" / Add a line: title: Course notes"#],
    );
}

#[test]
fn an_empty_configuration() {
    says(
        "",
        &[r#"S04 error 1:1 the configuration is empty / Write for example title: Course notes"#],
    );
}

#[test]
fn not_a_map() {
    says(
        r#"- a
"#,
        &[
            r#"S03 error 1:1 the configuration should be keys with values, but this is a list / Write one "key: value" a line."#,
        ],
    );
}

#[test]
fn unknown_keys() {
    says(
        r#"title: A
base_url: https://x.org
themes: x
menu: []
"#,
        &[
            r#"S01 error 2:1 unknown key "base_url" in the configuration / Did you mean "base-url"?"#,
            r#"S01 error 3:1 unknown key "themes" in the configuration / Did you mean "theme"?"#,
            r#"S01 error 4:1 unknown key "menu" in the configuration / Keys that the configuration may have: title, description, base-url, language, words, theme, repository, navigation, social, footer, urls, search, silence, coverage, authors, params, html, broken-links, smart-punctuation, print, progress, external."#,
        ],
    );
}

#[test]
fn values_that_are_not_allowed() {
    says(
        r#"title: A
base-url: ftp://x
language: english please
theme: ../x
urls: folder
"#,
        &[
            r#"S06 error 2:11 "ftp://x" is no address for "base-url" / Write an address in full that starts with https://, http://"#,
            r#"S06 error 3:11 "english please" is no language / Write a language tag: en, de, pt-BR, zh-Hans."#,
            r#"S06 error 4:8 "../x" is no name of a theme / Write the name of a folder inside of themes/."#,
            r#"S06 error 5:7 "folder" is no value for "urls" / Did you mean "folders"? Allowed: files, folders."#,
        ],
    );
}

#[test]
fn addresses() {
    says(
        r#"title: A
base-url: https://x.org/?q
repository: javascript:alert(1)
social:
  - {name: X, url: 'data:x'}
  - {url: https://x.org}
  - {name: Y}
  - Z
footer: [a]
"#,
        &[
            r#"S06 error 2:11 "base-url" cannot hold a question or a fragment (? or #) / Write for example base-url: https://example.org/course/"#,
            r#"S06 error 3:13 "javascript:alert(1)" is no address for "repository" / Write an address in full that starts with https://, http://"#,
            r#"S06 error 5:20 "data:x" is no address for "url" / Write an address in full that starts with https://, http:// or mailto:"#,
            r#"S04 error 6:6 an entry of "social" has no "name" / Add a line: name: GitHub"#,
            r#"S04 error 7:6 an entry of "social" has no "url" / Add a line: url: https://github.com/owner"#,
            r#"S03 error 8:5 an entry of "social" should be keys with values, but this is text / Write one "key: value" a line."#,
            r#"Y02 error 9:9 a text cannot start with [ in YAML / Put it in quotes: '[a]'"#,
        ],
    );
}

#[test]
fn navigation() {
    says(
        r#"title: A
navigation:
  - Week 1: week-1.md
  - {page: a.md, url: https://x.org}
  - {url: https://x.org}
  - {title: T, pgae: b.md}
  - {}
"#,
        &[
            r#"S01 error 3:5 unknown key "Week 1" in an entry of the navigation / Write - {title: Week 1, page: week-1.md}"#,
            r#"S06 error 4:6 an entry leads to a page or to an address, not to both / Keep "page" or "url"."#,
            r#"S04 error 5:6 an entry of the navigation has no "title" / Add a line: title: Further reading"#,
            r#"S01 error 6:16 unknown key "pgae" in an entry of the navigation / Did you mean "page"?"#,
            r#"S04 error 7:5 an entry of the navigation has no "title" / Add a line: title: Further reading"#,
        ],
    );
}

#[test]
fn a_repository() {
    says(
        r#"title: A
repository: {branch: x, folder: ../y}
"#,
        &[
            r#"S04 error 2:14 "repository" has no "url" / Add a line: url: https://github.com/owner/name"#,
            r#"S06 error 2:33 "../y" leaves the repository / Write the site's folder inside of it: docs"#,
        ],
    );
}

#[test]
fn navigation_is_no_list() {
    says(
        r#"title: A
navigation: week-1.md
social: {a: b}
"#,
        &[
            r#"S03 error 2:13 "navigation" should be a list, but this is text / Write one bullet a line: "- …"."#,
            r#"S03 error 3:9 "social" should be a list, but this is keys with values / Write one bullet a line: "- …"."#,
        ],
    );
}

#[test]
fn titles_with_marks() {
    says(
        r#"title: MLOps: the course
description: Notes # and more
footer: *made* with care
"#,
        &[
            r#"Y01 warning 1:8 this text reads as a key and a value because of ": " / Put it in quotes: 'MLOps: the course'"#,
            r#"Y03 warning 2:20 the text after " #" is a comment and would be lost / Put it in quotes: 'Notes # and more'"#,
            r#"Y02 error 3:9 a text cannot start with * in YAML / Put it in quotes: '*made* with care'"#,
        ],
    );
}
