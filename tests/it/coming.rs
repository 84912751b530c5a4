//! Repositories that were written for other tools: their order, their titles and their words.

use levelbook::site::sources::Sources;

use crate::program::{code, run, said, write};
use crate::sites::{Built, built, sidebar};

/// A book of mdBook's.
fn book() -> Sources {
    Sources::default()
        .with("levelbook.yaml", "title: Book\ndescription: B.\n")
        .with("content/SUMMARY.md", "# Summary\n\n[Welcome](README.md)\n\n- [First steps](first.md)\n  - [Install](first/install.md)\n  - [Later]()\n\n---\n\n# Reference\n\n- [All `keys`](keys.md)\n\n[Thanks](thanks.md)\n")
        .with("content/README.md", "# Hello\n\nText.\n")
        .with("content/first.md", "## First steps\n\nText.\n\n## One\n\nText.\n\n### Two\n\nText.\n")
        .with("content/first/install.md", "Text without a heading.\n")
        .with("content/keys.md", "# Keys\n\nText.\n")
        .with("content/thanks.md", "# Thanks\n\nText.\n")
}

fn heading(site: &Built, page: &str) -> String {
    let html = site.page(page);
    let rest = html.split_once("<h1>").expect("a title").1;
    rest.split_once("</h1>").expect("its end").0.to_owned()
}

#[test]
fn a_book_has_the_order_the_parts_and_the_titles_of_its_summary() {
    let site = built(&book());
    assert_eq!(site.told(), [""; 0]);
    assert_eq!(
        sidebar(&site, "keys.html"),
        [
            "Welcome > index.html",
            "1. First steps > first.html",
            "  1.1. Install > first/install.html",
            "  1.2. Later",
            "---",
            "Reference",
            "  2. All keys > keys.html",
            "Thanks > thanks.html",
        ]
    );
    assert!(!site.has("SUMMARY.html") && !site.has("SUMMARY.md"), "it is no page");
    // A page's own heading stays its title; without one it has that of the summary.
    assert_eq!(heading(&site, "index.html"), "Hello");
    assert_eq!(heading(&site, "keys.html"), "Keys");
    assert_eq!(heading(&site, "first/install.html"), "Install");
    // A heading of another rank is the title where it says the same, and stands there once.
    assert_eq!(heading(&site, "first.html"), "First steps");
    let html = site.page("first.html");
    let prose = html.split_once("class=\"prose\"").expect("a text").1;
    let ranks: Vec<_> = prose.split("<h").skip(1).map(|rest| &rest[..1]).collect();
    assert_eq!(ranks, ["2", "3"], "One, Two");
    assert!(html.contains("rel=\"next\" href=\"first/install.html\""), "{html}");
}

#[test]
fn what_a_summary_lists_and_what_there_is_are_compared() {
    let summary = "[Welcome](README.md)\n\n- [First](frist.md)\n- [Install](first/install.md)\n- [Keys](/keys.md)\n";
    let site = built(&book().with("content/SUMMARY.md", summary));
    assert_eq!(
        site.told(),
        [
            "R03 error content/SUMMARY.md:3:11 there is no page frist.md in content/ | Did you mean first.md?",
            "R04 warning content/first.md:1:1 SUMMARY.md does not list first.md, which is a page all the same | Add `- [First](first.md)` to SUMMARY.md. To have no page, write `draft: true` into its front matter, or move it to snippets/ if notes include it.",
            "R04 warning content/thanks.md:1:1 SUMMARY.md does not list thanks.md, which is a page all the same | Add `- [Thanks](thanks.md)` to SUMMARY.md. To have no page, write `draft: true` into its front matter, or move it to snippets/ if notes include it.",
        ]
    );
    let draft = book().with("content/keys.md", "---\ndraft: true\n---\n# Keys\n");
    built(&draft).tells("R03 error content/SUMMARY.md:13:16 keys.md is a draft");
}

#[test]
fn the_navigation_of_the_configuration_wins_over_a_summary() {
    let config =
        "title: Book\ndescription: B.\nnavigation: [keys.md, first, first.md, thanks.md]\n";
    let site = built(&book().with("levelbook.yaml", config));
    site.tells("R07 warning content/SUMMARY.md:1:1 levelbook.yaml has a navigation: SUMMARY.md is not read | To have the order of SUMMARY.md, take `navigation` out of levelbook.yaml.");
    assert_eq!(sidebar(&site, "keys.html")[0], "Keys > keys.html");
    assert!(!site.has("SUMMARY.html"));
}

#[test]
fn a_move_mends_the_summary() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for source in book().iter() {
        write(
            folder.path(),
            source.path.as_str(),
            std::str::from_utf8(&source.bytes).expect("text"),
        );
    }
    let moved = run(folder.path(), &["mv", "content/first/install.md", "content/set up.md"]);
    assert_eq!(code(&moved), 0, "{}", said(&moved));
    let summary =
        std::fs::read_to_string(folder.path().join("content/SUMMARY.md")).expect("a summary");
    assert!(summary.contains("  - [Install](set%20up.md)\n"), "{summary}");
    let refused = run(folder.path(), &["mv", "content/SUMMARY.md", "content/order.md"]);
    assert!(said(&refused).contains("found by its name"), "{}", said(&refused));
}

#[test]
fn a_note_named_404_is_what_a_host_shows_for_an_address_without_a_page() {
    let sources = Sources::default()
        .with(
            "levelbook.yaml",
            "title: T\ndescription: D.\nurls: folders\nbase-url: https://a.org/b/\n",
        )
        .with("content/index.md", "# Home\n\n[Lost](404.md)\n")
        .with(
            "content/404.md",
            "# Lost\n\nTry [the start](index.md) or [a](x/a.md).\n\n![A map](map.png)\n",
        )
        .with("content/map.png", b"\x89PNG\r\n\x1a\n")
        .with("content/x/a.md", "# A\n");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    let page = site.page("404.html");
    assert_eq!(heading(&site, "404.html"), "Lost");
    // A host shows it at any depth.
    assert!(
        page.contains("Try <a href=\"/b/\">the start</a> or <a href=\"/b/x/a/\">a</a>."),
        "{page}"
    );
    assert!(page.contains("src=\"/b/map.png\""), "{page}");
    assert!(!page.contains("There is nothing at this address"), "{page}");
    assert_eq!(page.matches("content=\"noindex\"").count(), 1);
    assert!(site.page("index.html").contains("href=\"404.html\""));
    assert!(!site.has("404/index.html") && !site.has("404.md"));
    assert!(!site.page("sitemap.xml").contains("404"));
    let listed: Vec<_> = sidebar(&site, "index.html");
    assert!(listed.iter().all(|line| !line.contains("Lost")), "{listed:?}");
}

#[test]
fn snippets_of_pymdown_are_parts_of_other_files() {
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\ndescription: D.\n")
        .with("snippets/load.py", "import os\n# --8<-- [start:load]\ndef load():\n    return 1\n# --8<-- [end:load]\nprint(load())\n")
        .with("snippets/note.md", "Words of *another* file.\n")
        .with("content/part.md", "---\nunlisted: true\n---\n## Part\n\n;--8<-- [start:x]\n")
        .with("content/index.md", "# Home\n\n```python\n--8<-- \"load.py\"\n```\n\n```python title=\"two\"\n--8<-- \"snippets/load.py:load\"\n```\n\n1. Item\n\n    ```python\n    --8<-- \"load.py:1:1,6:6\"\n    ```\n\n--8<--\nnote.md\n; left-out.md\n\ndocs/part.md\n--8<--\n\n;--8<-- \"note.md\"\n\n```\n;--8<--\n```\n");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    let text = crate::sites::text_of(
        site.page("index.html").split_once("class=\"prose\"").expect("a text").1,
    );
    for words in [
        "import os def load(): return 1 print(load())",
        "def load(): return 1",
        "import os print(load())",
        "Words of another file.",
        "--8<-- [start:x]",
        "--8<-- \"note.md\"",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("left-out") && !text.contains("[start:load]"), "{text}");
}

#[test]
fn snippets_that_find_nothing_are_told_like_other_includes() {
    let tells = |line: &str, told: &str| {
        let sources = Sources::default()
            .with("levelbook.yaml", "title: T\ndescription: D.\n")
            .with("snippets/load.py", "# --8<-- [start:load]\n1\n# --8<-- [end:load]\n")
            .with("content/index.md", format!("# Home\n\n{line}\n"));
        built(&sources)
            .tells(&format!("M09 error content/index.md:3:1 Nothing is included: {told}"));
    };
    tells("--8<-- \"laod.py\"", "there is no file laod.py | Did you mean snippets/load.py?");
    tells("--8<-- \"load.py:laod\"", "snippets/load.py has no region laod | Did you mean load?");
    tells("--8<-- \"load.py:9:10\"", "snippets/load.py has no line 9");
    tells("--8<-- \"../../etc/passwd\"", "../../etc/passwd is not a file that notes can include");
    tells(
        "--8<-- \"https://a.org/x.md\"",
        "https://a.org/x.md is on another site, and nothing is loaded from there",
    );
}

#[test]
fn a_move_mends_the_path_of_a_snippet() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path();
    write(site, "levelbook.yaml", "title: T\n");
    write(site, "content/index.md", "# Home\n\n--8<-- \"parts/a.md:1:1\"\n");
    write(site, "content/parts/a.md", "Words.\n");
    let moved = run(site, &["mv", "content/parts", "content/pieces"]);
    assert_eq!(code(&moved), 0, "{}", said(&moved));
    let text = std::fs::read_to_string(site.join("content/index.md")).expect("a note");
    assert!(text.contains("--8<-- \"pieces/a.md:1:1\"\n"), "{text}");
}

#[test]
fn vitepress_includes_show_files_and_parts_of_files() {
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\ndescription: D.\n")
        .with("snippets/load.js", "// top\n// #region load\nexport const load = 1\n// #endregion load\nconst rest = 2\n")
        .with("content/parts/_basics.md", "---\nunlisted: true\n---\n## Basics\n\nFirst words.\n\n<!-- #region deep -->\n\nDeep words.\n\n<!-- #endregion deep -->\n")
        .with("content/index.md", "# Home\n\n<<< @/snippets/load.js\n\n<<< ../snippets/load.js#load{1 ts:line-numbers} [part.ts]\n\n::: code-group\n\n<<< @/snippets/load.js\n\n```sh [Shell now]\nnpm run load\n```\n\n:::\n\n<!--@include: ./parts/_basics.md-->\n\n<!-- @include: @/parts/_basics.md#deep -->\n\n```md\n<<< @/not-there.js\n```\n");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    let html = site.page("index.html");
    let text = crate::sites::text_of(html.split_once("class=\"prose\"").expect("a text").1);
    for words in [
        "// top export const load = 1 const rest = 2",
        "part.tsexport const load = 1",
        "Shell now",
        "npm run load",
        "First words.",
        "<<< @/not-there.js",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(text.matches("Deep words.").count(), 2, "{text}");
    assert_eq!(text.matches("Shell now").count(), 1, "the tab says it: {text}");
    assert!(!text.contains("#region") && !text.contains("@include"), "{text}");
    let missing = Sources::default()
        .with("levelbook.yaml", "title: T\ndescription: D.\n")
        .with("snippets/load.js", "1\n")
        .with(
            "content/index.md",
            "# Home\n\n<<< @/snippets/laod.js\n\n<!--@include: /etc/../../passwd-->\n",
        );
    let site = built(&missing);
    site.tells("M09 error content/index.md:3:1 Nothing is included: there is no file snippets/laod.js | Did you mean snippets/load.js?");
    site.tells("M09 error content/index.md:5:1");
}

#[test]
fn comments_of_vitepress_mark_lines_and_a_badge_beside_the_title_stays() {
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\ndescription: D.\n")
        .with("content/index.md", "# Home\n\nText.\n")
        .with("content/a.md", "# MPA <Badge text=\"experimental\" />\n\n```js\nconst a = 1 // [!code ++]\nb() // [!code --]\n// [!code focus]\nc()\n```\n");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    let html = site.page("a.html");
    assert_eq!(heading(&site, "a.html"), "MPA");
    assert!(html.contains("<span class=\"chip\">experimental</span>"), "{html}");
    assert!(!html.contains("[!code"), "{html}");
    for class in ["line ins", "line del", "line hl"] {
        assert!(html.contains(class), "{class}: {html}");
    }
}

#[test]
fn what_only_vue_and_other_tools_run_is_left_out_and_badges_are_shown() {
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\ndescription: D.\n")
        .with("content/index.md", "# Home\n\n[[toc]]\n\n<script setup>\nimport A from './a.vue'\n\nconst x = 1\n</script>\n\n## `useData` <Badge type=\"tip\" text=\"^1.9 & up\" />\n\nSee [it](#usedata). <Badge type=\"info\">beta *now*</Badge>\n\n::: fastapi.Query\n\nText\n::: fastapi.Path\n");
    let site = built(&sources);
    assert_eq!(
        site.told(),
        [
            "M15 warning content/index.md:5:1 `<script setup>` is for a program that other tools run; it is left out | Take it out: components of the theme need no import. Code that readers should see belongs between fences."
        ]
    );
    let html = site.page("index.html");
    assert!(!html.contains("a.vue") && !html.contains("[[toc]]"), "{html}");
    assert!(html.contains("<span class=\"chip\">^1.9 &amp; up</span>"), "{html}");
    assert!(html.contains("<span class=\"chip\">beta <em>now</em></span>"), "{html}");
    assert!(html.contains("::: fastapi.Query") && html.contains("::: fastapi.Path"), "{html}");
}

#[test]
fn a_badge_that_is_not_closed_ends_with_its_part_of_the_text() {
    for html in ["allow", "sanitize", "escape"] {
        let sources = Sources::default()
            .with("levelbook.yaml", format!("title: T\ndescription: D.\nhtml: {html}\n"))
            .with("content/index.md", "# Home\n\n<Badge text=\"a &amp; b <i>\" /> one</Badge> *<Badge>two* three\n\nFour\n\n<Badge>five\n\nSix\n");
        let site = built(&sources);
        assert_eq!(site.told(), [""; 0], "{html}");
        let page = site.page("index.html");
        let one = "<p><span class=\"chip\">a &amp; b &lt;i&gt;</span> one&lt;/Badge&gt; <em><span class=\"chip\">two</span></em> three</p>";
        assert!(page.contains(one), "{page}");
        assert!(page.contains("<p>Four</p>"), "{page}");
        let behind = page.split_once("five").expect("a word").1;
        assert!(behind.trim_start().starts_with("</span>"), "{behind}");
    }
}

/// Notes of Obsidian's.
fn vault() -> Sources {
    Sources::default()
        .with("levelbook.yaml", "title: Vault\ndescription: V.\n")
        .with("content/index.md", "# Home\n\n[[drift]] [[Week 1/Drift#What it is|it]] [[#Below]] [[drift#Why#What it is]] [[drift#^a1]] [[All about tools]] [[tools.csv]] ![[box.svg|20x10]] ![[box.svg|A box]] ![[drift]]\n\n## Below\n\n\\[[drift]] `[[drift]]` [[1, 2], [3]]\n")
        .with("content/Week 1/Drift.md", "# Drift\n\n## What it is\n\n[[Tools]] [[index]] [[notes]]\n")
        .with("content/Week 1/Tools.md", "# All about tools\n\n[[../Week 2/notes]] [[notes]] [[plan]]\n")
        .with("content/Week 1/notes.md", "# Notes\n\nText.\n")
        .with("content/Week 2/notes.md", "# More notes\n\nText.\n")
        .with("content/plan.md", "# Plan\n\nText.\n")
        .with("content/Week 2/plan.md", "# Plan of the week\n\nText.\n")
        .with("content/tools.csv", "a\n1\n")
        .with("content/img/box.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='2'/>")
}

fn hrefs(site: &Built, page: &str) -> Vec<String> {
    let html = site.page(page);
    let prose = html.split_once("class=\"prose\"").expect("a text").1;
    let prose = prose.split_once("</div>").map_or(prose, |(prose, _)| prose);
    let links = prose.split("<a href=\"").skip(1);
    links.map(|rest| rest[..rest.find("</a>").expect("an end")].replace("\">", " ")).collect()
}

#[test]
fn notes_link_to_each_other_by_name() {
    let site = built(&vault());
    assert_eq!(site.told(), [""; 0]);
    assert_eq!(
        hrefs(&site, "index.html"),
        [
            "Week%201/Drift.html drift",
            "Week%201/Drift.html#what-it-is it",
            "#below Below",
            "Week%201/Drift.html#what-it-is drift › Why › What it is",
            "Week%201/Drift.html drift",
            "Week%201/Tools.html All about tools",
            "tools.csv tools.csv",
            "Week%201/Drift.html drift",
        ]
    );
    let html = site.page("index.html");
    for picture in [
        "<img src=\"img/box.svg\" alt=\"box\" decoding=\"async\" width=\"20\" height=\"10\">",
        "alt=\"A box\"",
        "<p>[[drift]] <code>[[drift]]</code> [[1, 2], [3]]</p>",
    ] {
        assert!(html.contains(picture), "{picture} in {html}");
    }
    // For machines as links by address.
    let markdown = site.page("index.md");
    assert!(markdown.contains("[it](Week%201/Drift.md#what-it-is) [Below]("), "{markdown}");
    assert!(markdown.contains("![box](img/box.svg) ![A box](img/box.svg)"), "{markdown}");
    // Of two with one name that beside the page, else that in no folder.
    assert_eq!(
        hrefs(&site, "Week 1/Drift.html"),
        ["Tools.html Tools", "../index.html index", "notes.html notes"]
    );
    assert_eq!(
        hrefs(&site, "Week 1/Tools.html"),
        ["../Week%202/notes.html ../Week 2/notes", "notes.html notes", "../plan.html plan"]
    );
}

#[test]
fn names_that_say_nothing_or_too_much_are_told() {
    let site = built(&vault().with(
        "content/wrong.md",
        "# Wrong\n\n[[drfit]] [[notes]]\n\n[[drift#Whatever]] ![[bx.svg]] [[../../x]]\n",
    ));
    let told = site.told();
    let place = "error content/wrong.md";
    for expected in [
        format!("L01 {place}:3:1 there is no note called drfit | Did you mean `[[Drift]]`?"),
        format!(
            "L01 {place}:3:11 several files are called notes | Write `[[Week 1/notes]]` or `[[Week 2/notes]]`."
        ),
        format!(
            "L02 {place}:5:1 there is no heading #whatever in content/Week 1/Drift.md | Headings there: #what-it-is."
        ),
        format!("L04 {place}:5:20 there is no image called bx.svg | Did you mean `[[box.svg]]`?"),
        format!("L06 {place}:5:32 ../../x leads out"),
    ] {
        assert!(told.iter().any(|line| line.starts_with(&expected)), "{expected}\n{told:#?}");
    }
    assert_eq!(told.len(), 5, "{told:#?}");
}
