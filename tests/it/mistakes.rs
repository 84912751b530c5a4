//! What an author is told, for the mistakes that only show when the files are put together.

use levelbook::site::sources::{SourcePath, Sources};

use crate::program::{code, run, write};
use crate::sites::{MODEL, built, small};

#[track_caller]
fn page_tells(page: &str, beginning: &str) {
    built(&small().with("content/page.md", page)).tells(beginning);
}

#[test]
fn links() {
    let other = || small().with("content/Other.md", "# Other\n\n## Part one\n");
    let tells = |text: &str, told: &str| built(&other().with("content/page.md", text)).tells(told);
    tells(
        "# P\n\nSee [x](Othr.md).\n",
        "L01 error content/page.md:3:5 there is no file Othr.md | Did you mean content/Other.md?",
    );
    tells(
        "# P\n\n[x](Other.md#part-on)\n",
        "L02 error content/page.md:3:1 there is no heading #part-on in content/Other.md | Did you mean `#part-one`?",
    );
    tells(
        "# P\n\n[x](other.md)\n",
        "L03 error content/page.md:3:1 other.md differs from the file's name in upper and lower case | Write `Other.md`",
    );
    tells("# P\n\n![x](no.png)\n", "L04 error content/page.md:3:1 there is no image no.png");
    tells(
        "# P\n\n[x](javascript:alert)\n",
        "L05 error content/page.md:3:1 addresses that begin with javascript:",
    );
    tells("# P\n\n[x](java&#10;script:alert)\n", "L05 error");
    tells(
        "# P\n\n[x](htps://a.org)\n",
        "L05 warning content/page.md:3:1 htps: is a kind of address that few programs know | Did you mean `https:`?",
    );
    tells("# P\n\n[x](localhost:80/a)\n", "L05 warning content/page.md:3:1 localhost:");
    let editor = other().with("content/page.md", "# P\n\n[x](vscode://file/a) <std:vec>\n");
    let site = built(&editor);
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("page.html").contains("<a href=\"vscode://file/a\""));
    let careful = "title: A\nhtml: sanitize\n";
    built(&editor.with("levelbook.yaml", careful)).tells("L05 error content/page.md:3:1 addresses");
    tells(
        "# P\n\n[x](../../etc/passwd)\n",
        "L06 error content/page.md:3:1 ../../etc/passwd leads out",
    );
    let draft = other().with("content/d.md", "---\ndraft: true\n---\n# D\n");
    built(&draft.with("content/page.md", "# P\n\n[x](d.md)\n"))
        .tells("L07 error content/page.md:3:1 d.md is a draft");
}

/// Only those items and rows have an id that speak of a level.
#[test]
fn links_to_items_and_rows() {
    let page =
        |dest: &str| format!("# P\n\n[x]({dest})\n\n1. **Plain**: text\n2. **Growth**: more\n");
    page_tells(
        &page("#plain"),
        "L02 error content/page.md:3:1 there is no heading #plain in content/page.md | Headings there: #growth.",
    );
    assert_eq!(built(&small().with("content/page.md", page("#growth"))).told(), [""; 0]);
    let table = "# P\n\n[x](#a-row)\n\n| A |\n|---|\n| A row |\n";
    page_tells(table, "L02 error content/page.md:3:1 there is no heading #a-row");
    let marked = table.replace("| A row |", "| A row <!-- level: 1 --> |");
    assert_eq!(built(&small().with("content/page.md", &marked)).told(), [""; 0]);
}

#[test]
fn links_to_levels() {
    page_tells(
        "# P\n\n[x](level:7)\n",
        "N01 error content/page.md:3:1 no level 7; levels are 0 to 1",
    );
    page_tells(
        "# P\n\n[x](level:1/tool)\n",
        "N05 error content/page.md:3:1 no dimension \"tool\" | Did you mean \"Tools\"?",
    );
    page_tells(
        "# P\n\n[x](dimension:money)\n",
        "N05 error content/page.md:3:1 no dimension \"money\"",
    );
    page_tells("# P\n\n[x](activity:a)\n", "N06 error content/page.md:3:1 no activity \"a\"");
    let site =
        built(&small().with("content/page.md", "# P\n\n[](level:1/tools) [](dimension:people)\n"));
    assert_eq!(site.told(), [""; 0]);
    let page = site.page("page.html");
    assert!(
        page.contains("<a href=\"m/level-1.html#tools\" data-preview=\"Level 1 · Growth, "),
        "{page}"
    );
    assert!(page.contains("\">Level 1 · Growth</a>"), "{page}");
}

#[test]
fn notes_and_levels() {
    let front = "---\ntitle: N\nmodel: m\n---\n";
    page_tells(
        "---\nmodel: x\n---\n",
        "N05 error content/page.md:2:8 no model \"x\" | Did you mean \"m\"?",
    );
    page_tells(
        "---\nmodel: m\nlevel: 9\n---\n",
        "N01 error content/page.md:3:8 no level \"9\"; levels are 0 to 1",
    );
    page_tells(
        &format!("{front}## 1. Start\n"),
        "N02 warning content/page.md:5:4 this heading counts 1, but \"Start\" is level 0 | If the page counts on purpose from another number, say so in its front matter, for example `counts-from: 1`",
    );
    let counted = "---\nmodel: m\ncounts-from: 1\n---\n## 3. Start\n";
    page_tells(
        counted,
        "N02 error content/page.md:5:4 this heading counts 3, but \"Start\" is 1 when levels are counted from 1 | Write 1 here.",
    );
    page_tells(
        &format!("{front}## Quick growth\n"),
        "N03 warning content/page.md:5:4 nearly the name of level 1, \"Growth\"",
    );
    let third = MODEL.to_owned()
        + "  - level: 2\n    name: Mastery\n    cells: {People: [all], Tools: []}\n";
    let sources = small().with("content/m.model.yaml", third);
    let site = built(&sources.with("content/page.md", format!("{front}## Start\n\n## Growth\n")));
    site.tells("N04 warning content/page.md:1:1 this page has sections on 2 of 3 levels; missing: 2 \"Mastery\"");
}

#[test]
fn a_marker_names_the_level_where_words_do_not() {
    let site = built(
        &small().with("content/page.md", "# P\n\n## The beginning\n\n<!-- level: 0 -->\n\nText.\n"),
    );
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("m/level-0.html").contains("page.html#the-beginning"));
}

#[test]
fn a_page_about_a_level_is_part_of_its_page() {
    let site = built(
        &small()
            .with("content/page.md", "---\ntitle: P\nlevel: Growth\n---\n\nAll about growing.\n"),
    );
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("m/level-1.html").contains("All about growing."));
}

#[test]
fn two_sources_for_one_address() {
    let twice = small().with("content/a/index.md", "# A\n").with("content/a/README.md", "# B\n");
    built(&twice).tells("R01 error content/a/index.md:1:1 the address a/index.html is already taken by content/a/README.md");
    let alias = small()
        .with("content/a.md", "# A\n")
        .with("content/b.md", "---\naliases: [a.html]\n---\n# B\n");
    built(&alias)
        .tells("R01 error content/b.md:2:11 the address a.html is already taken by content/a.md");
    let case = small().with("content/a.md", "# A\n").with("content/A.md", "# B\n");
    built(&case).tells("R01 error content/a.md:1:1 the address a.html differs from A.html");
    let page = small().with("content/m/level-0.md", "# Mine\n");
    built(&page).tells("R01 error");
}

#[test]
fn names_and_navigation() {
    built(&small().with("content/con.md", "# C\n"))
        .tells("R02 warning content/con.md:1:1 con.md is a name that Windows keeps");
    let config = "title: T\nnavigation:\n  - pag.md\n";
    let site = built(&small().with("levelbook.yaml", config).with("content/page.md", "# P\n"));
    site.tells(
        "R03 error levelbook.yaml:3:5 there is no page pag.md in content/ | Did you mean page.md?",
    );
    site.tells("R04 warning content/page.md:1:1 the navigation leaves out page.md");
}

#[test]
fn themes() {
    let own = |file: &str, text: &str| {
        let sources =
            small().with("levelbook.yaml", "title: T\ntheme: own\n").with("content/p.md", "# P\n");
        built(&sources.with(&format!("themes/own/{file}"), text))
    };
    own("templates/note.html", "<p>\n{% if %}")
        .tells("T01 error themes/own/templates/note.html:2:");
    own("templates/note.html", "<p>\n{{ page.titel }}")
        .tells("T02 error themes/own/templates/note.html:2:");
    own("templates/note.html", "<p>\n{{ page.title | uper }}")
        .tells("T01 error themes/own/templates/note.html:2:17 Unknown filter `uper`");
    own("templates/note.html", "{% extends \"base.html\" %}\n{% block mian %}{% endblock %}")
        .tells("T01 error themes/own/templates/note.html:2:10 Block `mian` is not defined");
    own("templates/note.html", "<p>\n{% include \"note.html\" %}")
        .tells("T01 error themes/own/templates/note.html:2:12 \"note.html\" includes itself");
    own("templates/note.html", "{% extends \"note.html\" %}")
        .tells("T01 error themes/own/templates/note.html:1:12 \"note.html\" extends itself | For the built-in one write \"default/note.html\".");
    own("templates/note.html", "{% extends \"bse.html\" %}")
        .tells("T01 error themes/own/templates/note.html:1:12 there is no template \"bse.html\" to extend | Did you mean");
    own("templates/note.html", "{% block main %}\n")
        .tells("T01 error themes/own/templates/note.html:1:");
    own("notes.html", "x")
        .tells("T03 warning themes/own/notes.html:1:1 nothing uses \"notes.html\" of the theme");
    let missing = small().with("levelbook.yaml", "title: T\ntheme: other\n");
    built(&missing).tells("T03 error levelbook.yaml:2:8 there is no theme \"other\"");
}

#[test]
fn what_a_theme_breaks_or_loses() {
    let own = |text: &str| {
        let sources =
            small().with("levelbook.yaml", "title: T\ntheme: own\n").with("content/p.md", "# P\n");
        built(&sources.with("themes/own/templates/note.html", text))
    };
    own("<a href=\"nowhere.html\">x</a>")
        .tells("A01 error content/p.md:1:1 the finished page p.html has a link to nowhere.html");
    own("<a href=\"index.html#nowhere\">x</a>").tells(
        "A01 error content/p.md:1:1 the finished page p.html has a link to index.html#nowhere, but",
    );
    own("<p id=\"a\"></p><p id=\"a\"></p>")
        .tells("A02 error content/p.md:1:1 the id \"a\" stands twice");
    let sources = small()
        .with("levelbook.yaml", "title: T\ntheme: own\n")
        .with("themes/own/templates/level.html", "Nothing.");
    let site = built(&sources);
    site.tells("A03 error content/m.model.yaml:7:16 this item is missing from the finished site at m/level-0.html#people");
    assert_eq!((site.0.summary.items_in, site.0.summary.items_out), (6, 0));
}

#[test]
fn files_that_cannot_be_read() {
    built(&small().with("content/p.md", b"# P\n\n\xff"))
        .tells("D01 error content/p.md:3:1 this file is not UTF-8 at byte 5");
    page_tells(
        "# P\n\na\u{202e}b\n",
        "D06 warning content/page.md:3:2 an invisible character (U+202E)",
    );
    built(&Sources::default()).tells("D02 error levelbook.yaml:1:1 there is no levelbook.yaml");
}

/// What each is compared with is looked up, not gone through: a large import with every link broken is told of
/// as soon as one with none.
#[test]
fn hundreds_of_broken_links_of_each_kind_among_as_many_names() {
    let notes = (0..400).map(|n| (format!("content/note-number-{n}.md"), format!("# Note {n}\n")));
    let terms: String = (0..400).map(|n| format!("Term number {n}: What it means.\n")).collect();
    let headings: String = (0..400).map(|n| format!("## Part number {n}\n\n")).collect();
    let links: String = (1000..1500)
        .map(|n| {
            format!(
                "[[note-number-{n}]] [x](note-number-{n}.md) [x](missing/number-{n}.md) ![x](note-{n}.png) \
                 [x](#part-number-{n}) [x](glossary:term-number-{n})\n\n"
            )
        })
        .collect();
    let sources = notes.fold(small(), |sources, (path, text)| sources.with(&path, text));
    let sources = sources
        .with("content/glossary.yaml", terms)
        .with("content/page.md", format!("# P\n\n{headings}{links}"));
    let before = std::time::Instant::now();
    let site = built(&sources);
    let took = before.elapsed();
    let of = |code: &str| site.told().iter().filter(|told| told.starts_with(code)).count();
    assert_eq!([of("L01"), of("L02"), of("L04"), of("N06")], [1500, 500, 500, 500]);
    site.tells("L02 error content/page.md:803:");
    assert!(took < std::time::Duration::from_secs(20), "{took:?}");
}

/// Each file is read once, however much is told of it.
#[test]
fn thousands_of_mistakes_in_one_file_are_told_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let quizzes: String =
        (0..3000).map(|n| format!("> [!QUIZ] Q{n}\n> - [ ] a\n> - [ ] a\n\n")).collect();
    write(folder.path(), "levelbook.yaml", "title: T\n");
    write(folder.path(), "content/a.md", &format!("# A\n\n{quizzes}"));
    for format in ["human", "json"] {
        let before = std::time::Instant::now();
        let output = run(folder.path(), &["check", "--format", format]);
        let took = before.elapsed();
        assert_eq!(code(&output), 1);
        assert!(took < std::time::Duration::from_secs(20), "{format}: {took:?}");
    }
}

/// Any two levels have a page; a file that would have half a million of them is stopped.
#[test]
fn a_model_of_very_many_levels() {
    let model = |count: usize| {
        let level = |n| format!("  - level: {n}\n    name: Name {n}\n    cells: {{D: [x {n}]}}\n");
        format!(
            "title: M\ndimensions: [D]\nlevels:\n{}",
            (1..=count).map(level).collect::<String>()
        )
    };
    let path = SourcePath::new("content/m.model.yaml");
    let (parsed, told) = levelbook::site::parse::model::parse(&[(path, model(101))]);
    assert_eq!(parsed.map(|model| model.levels.len()), Some(100));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].message, "a model has at most 100 levels; this file has 101");
    let site = built(
        &Sources::default()
            .with("levelbook.yaml", "title: T\n")
            .with("content/m.model.yaml", model(30)),
    );
    assert_eq!(site.told(), [""; 0]);
    // The pairs of the page's own levels, and no others.
    let page = site.page("m/compare-3-7.html");
    let pairs = page
        .split_once("class=\"pairs\"")
        .and_then(|(_, rest)| rest.split_once("</nav>"))
        .expect("pairs")
        .0;
    assert_eq!(pairs.matches("<a href=\"compare").count(), 2 * 29 - 1);
    for other in ["compare-3-30.html", "compare-1-3.html", "compare-7-8.html", "compare-2-7.html"] {
        assert!(pairs.contains(&format!("href=\"{other}\"")), "{other}");
    }
    assert!(!pairs.contains("compare-8-9.html"));
}
