//! Which links are found, and where they stand.

use levelbook::site::elsewhere::Elsewhere;
use levelbook::site::sources::Sources;
use levelbook::site::{Kept, Options, build};

use crate::sites::MODEL;

fn elsewhere(sources: &Sources) -> Elsewhere {
    let options = Options { elsewhere: true, ..Options::default() };
    build(sources, &options, &Kept::default()).elsewhere
}

/// `https://a.org/ content/index.md: [a](https://a.org)` for each place of each link.
fn shown(sources: &Sources) -> Vec<String> {
    let mut shown = Vec::new();
    for link in elsewhere(sources).links {
        for spot in &link.spots {
            let text = sources.get(&spot.place.path).expect("a source");
            let piece = String::from_utf8_lossy(&text.bytes[spot.place.range.clone()]).into_owned();
            let part = spot.part.as_ref().map(|part| format!(" #{part}")).unwrap_or_default();
            let by = spot.page.as_ref().map(|page| format!(" by {page}")).unwrap_or_default();
            shown.push(format!("{}{part}{by} {}: {piece}", link.url, spot.place.path));
        }
    }
    shown
}

fn course(config: &str, note: &str) -> Sources {
    Sources::default()
        .with("levelbook.yaml", format!("title: Small\n{config}"))
        .with("content/index.md", note)
}

#[test]
fn links_of_notes_are_found_where_they_stand() {
    let note = "# Home\n\nSee [one](https://a.org/x#part), <https://a.org/x>, https://b.org/y and \
        ![p](http://c.org/p.png).\n\n<a href=\"//d.org/z\">raw</a> [ref][r] [mail](mailto:a@b.org) \
        `https://code.org`\n\n[r]: HTTPS://E.org/%7Eu \"t\"\n";
    assert_eq!(
        shown(&course("", note)),
        [
            "http://c.org/p.png content/index.md: ![p](http://c.org/p.png)",
            "https://a.org/x #part content/index.md: [one](https://a.org/x#part)",
            "https://a.org/x content/index.md: <https://a.org/x>",
            "https://b.org/y content/index.md: https://b.org/y",
            "https://d.org/z content/index.md: <a href=\"//d.org/z\">",
            "https://e.org/%7Eu content/index.md: [ref][r]",
        ]
    );
}

#[test]
fn links_of_the_configuration_and_of_models_are_found_where_they_stand() {
    let config = "repository: https://github.com/o/n\nsocial:\n  - {name: F, url: https://f.org/}\n\
        navigation:\n  - index.md\n  - m.model.yaml\n  - {title: X, url: https://n.org/}\n\
        footer: By [me](https://me.org/)\n";
    let model = format!(
        "{MODEL}description: See [d](https://d.org/)\nframeworks:\n  iso: {{name: ISO, url: https://iso.org/, \
         link: 'https://iso.org/r/{{id}}'}}\nresources:\n  book: {{name: Book, url: https://book.org/}}\n"
    )
    .replace("[alone]", "[{text: alone, references: {iso: [4.1]}}]");
    let sources = course(config, "# Home\n").with("content/m.model.yaml", &model);
    let found = shown(&sources);
    for wanted in [
        "https://github.com/o/n levelbook.yaml: https://github.com/o/n",
        "https://f.org/ levelbook.yaml: https://f.org/",
        "https://n.org/ levelbook.yaml: https://n.org/",
        "https://me.org/ levelbook.yaml: By [me](https://me.org/)",
        "https://d.org/ content/m.model.yaml: See [d](https://d.org/)",
        "https://iso.org/ content/m.model.yaml: https://iso.org/",
        "https://iso.org/r/4.1 content/m.model.yaml: 4.1",
        "https://book.org/ content/m.model.yaml: https://book.org/",
    ] {
        assert!(found.iter().any(|line| line == wanted), "{wanted}\n{found:#?}");
    }
    assert_eq!(found.len(), 8, "nothing else, such as a link to edit each page: {found:#?}");
}

#[test]
fn what_only_a_template_writes_is_found_once() {
    let sources = course("theme: ours\n", "# Home\n\n[a](https://a.org/)\n")
        .with("content/two.md", "# Two\n\n[a](https://a.org/)\n")
        .with(
            "themes/ours/templates/note.html",
            "<!doctype html><link rel=preconnect href=https://fonts.org>\
             <script src=https://cdn.org/x.js></script><main>{{ note.body }}</main>",
        );
    let found = shown(&sources);
    assert_eq!(
        found,
        [
            "https://a.org/ content/index.md: [a](https://a.org/)",
            "https://a.org/ content/two.md: [a](https://a.org/)",
            "https://cdn.org/x.js by two.html content/two.md: ",
        ]
    );
}

#[test]
fn examples_and_what_the_configuration_ignores_are_left_out() {
    let config = "external:\n  ignore:\n    - https://a.org/in\n    - https://*.b.org/*\n    - https://idle.org\n";
    let note = "<https://example.org/x> <https://www.example.com> <http://x.test/> \
        <https://a.org/in> <https://a.org/in/x> <https://a.org/inside> <https://c.b.org/x> <https://b.org/>\n";
    let found = elsewhere(&course(config, note));
    let urls: Vec<_> = found.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls, ["https://a.org/inside", "https://b.org/"]);
    assert_eq!(found.left_out, 6);
    let told: Vec<_> = found.told.iter().map(|d| (d.code.name(), d.message.as_str())).collect();
    assert_eq!(told, [("S08", "no link leads to https://idle.org, which \"ignore\" leaves out")]);
}

#[test]
fn addresses_that_work_for_no_reader_are_told_and_not_asked_for() {
    let config = "base-url: https://course.edu/x/\n";
    let note = "[a](https://me:secret@a.org/p) [b](https://exa%20mple.org/) [c](https://course.edu/x/nowhere.html) \
        [d](https://course.edu/x/index.html) [e](https://course.edu/)\n";
    let found = elsewhere(&course(config, note));
    let urls: Vec<_> = found.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls, ["https://course.edu/"]);
    let told: Vec<_> = found.told.iter().map(|d| (d.code.name(), d.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("X06", "a link to https://a.org/p has a name or a password in it"),
            (
                "X06",
                "https://exa%20mple.org/ cannot be read as an address: invalid international domain name"
            ),
            (
                "X01",
                "https://course.edu/x/nowhere.html is an address of this site, and nothing is there"
            ),
        ]
    );
}

#[test]
fn drafts_are_left_out_and_nothing_is_collected_unless_wanted() {
    let sources = course("", "# Home\n\n<https://a.org/>\n")
        .with("content/d.md", "---\ndraft: true\n---\n<https://b.org/>\n");
    let urls: Vec<_> = elsewhere(&sources).links.iter().map(|l| l.url.to_string()).collect();
    assert_eq!(urls, ["https://a.org/"]);
    let plain = build(&sources, &Options::default(), &Kept::default());
    assert_eq!(plain.elsewhere.links.len(), 0);
}
