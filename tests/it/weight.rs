//! What a page costs its reader at first view: the bytes of HTML, style sheets and scripts as they
//! come over the wire, and how many files that are.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use levelbook::site::sources::Sources;

use crate::sites::{Built, MODEL, built, small};

const ALL: &str = "\
---
title: All that a note can hold
description: Tabs and so on.
---

<Tabs>

<Tab title=\"Linux\">

`apt`

</Tab>

<Tab title=\"macOS\">

`brew`

</Tab>

</Tabs>

```python title=\"a.py\" linenums {1}
x = 1
```

$$ x^2 $$ {#x}

> [!QUIZ] What is drift?
> - [ ] The model
> - [x] The data
>
> Why.

<Level value=\"1\"/>

<DataTable src=\"a.csv\" caption=\"A\"/>
";

fn site() -> Built {
    let text = "A paragraph of some words, as notes have them, and one more. ".repeat(30);
    let site = built(
        &Sources::default()
            .with(
                "levelbook.yaml",
                "title: Small\ndescription: A small site.\nbase-url: https://example.org/\n",
            )
            .with("content/m.model.yaml", small_model())
            .with("content/index.md", "# Home\n\nWelcome.\n")
            .with("content/a.csv", "Name,Value\nA,1\nB,2\n")
            .with("content/plain.md", format!("# Plain\n\n{text}\n"))
            .with(
                "content/still.md",
                format!("# Still\n\n{text}\n\n$$ x^2 $$\n\n```python {{1}}\nx = 1\n```\n"),
            )
            .with("content/all.md", ALL),
    );
    assert_eq!(site.told(), [""; 0]);
    site
}

fn small_model() -> Vec<u8> {
    let model = small();
    let mut files = model.iter();
    files.find(|file| file.path.as_str().ends_with(".model.yaml")).expect("a model").bytes.to_vec()
}

fn over_the_wire(text: &str) -> usize {
    let mut packed = GzEncoder::new(Vec::new(), Compression::new(6));
    packed.write_all(text.as_bytes()).expect("memory");
    packed.finish().expect("memory").len()
}

/// The files that a page names behind something, from the site's root.
fn named(html: &str, before: &str) -> Vec<String> {
    let names = html.split(before).skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    names.map(|name| name.trim_start_matches("../").to_owned()).collect()
}

fn sheets(html: &str) -> Vec<String> {
    named(html, "<link rel=\"stylesheet\" href=\"")
}

fn scripts(html: &str) -> Vec<String> {
    named(html, "<script defer src=\"")
}

/// What a page costs, where that is more than it may.
fn too_much(site: &Built, page: &str, most: [usize; 4]) -> Option<String> {
    let html = site.page(page);
    let (css, js) = (sheets(&html), scripts(&html));
    assert!(!css.is_empty() && !js.is_empty(), "{page}");
    let [css_bytes, js_bytes]: [usize; 2] =
        [&css, &js].map(|files| files.iter().map(|name| over_the_wire(&site.page(name))).sum());
    let all = over_the_wire(&html) + css_bytes + js_bytes;
    let costs = [1 + css.len() + js.len(), css_bytes, js_bytes, all];
    let is_more = costs.iter().zip(most).any(|(cost, most)| *cost > most);
    is_more.then(|| format!("{page}: files, CSS, JavaScript, all: {costs:?}"))
}

/// Files, CSS, JavaScript, all. What a server says of each file comes on top: some 300 bytes.
#[test]
fn no_page_is_heavy() {
    let site = site();
    let pages = [
        ("plain.html", [3, 4_400, 2_950, 9_100]),
        ("index.html", [4, 6_250, 2_950, 10_950]),
        ("still.html", [4, 5_650, 2_950, 10_500]),
        ("all.html", [4, 6_750, 4_400, 13_450]),
        ("m/level-1.html", [4, 6_250, 2_950, 11_300]),
        ("m/index.html", [4, 7_050, 2_950, 12_250]),
        ("m/compare.html", [4, 5_900, 2_950, 10_800]),
        ("m/matrix.html", [4, 6_200, 2_950, 13_650]),
        ("print.html", [3, 7_350, 4_400, 15_350]),
    ];
    let found: Vec<_> =
        pages.iter().filter_map(|(page, most)| too_much(&site, page, *most)).collect();
    assert_eq!(found, [""; 0]);
}

/// What comes on top of what a reader of a note has.
#[test]
fn going_on_to_another_page_costs_little() {
    let site = site();
    let plain = site.page("plain.html");
    let had = [sheets(&plain), scripts(&plain)].concat();
    for (page, most) in [("m/matrix.html", 7_700), ("m/index.html", 6_500), ("still.html", 4_000)] {
        let html = site.page(page);
        let new = [sheets(&html), scripts(&html)].concat().into_iter().filter(|n| !had.contains(n));
        let bytes: usize = new.map(|name| over_the_wire(&site.page(&name))).sum();
        let all = over_the_wire(&html) + bytes;
        assert!(all <= most, "{page}: {all} bytes");
    }
}

#[test]
fn a_page_has_the_styles_of_all_that_it_shows() {
    let site = site();
    let has = |page: &str, wanted: &[&str]| {
        let css: String = sheets(&site.page(page)).iter().map(|name| site.page(name)).collect();
        for rule in [
            ".ladder",
            ".grid",
            ".filter",
            ".marks",
            ".changes",
            ".objective",
            ".lined",
            ".tab",
            ".top",
        ] {
            assert_eq!(
                css.contains(&format!("{rule}{{")) || css.contains(&format!("{rule} ")),
                wanted.contains(&rule),
                "{page}: {rule}"
            );
        }
    };
    has("plain.html", &[".top"]);
    has("still.html", &[".top", ".lined"]);
    has("all.html", &[".top", ".lined", ".tab", ".objective"]);
    has("m/index.html", &[".top", ".ladder", ".grid", ".changes", ".objective"]);
    has("m/level-1.html", &[".top", ".ladder", ".changes", ".objective"]);
    has("m/matrix.html", &[".top", ".grid", ".filter", ".objective"]);
    has("m/compare.html", &[".top", ".grid", ".marks", ".objective"]);
    has(
        "print.html",
        &[".ladder", ".grid", ".filter", ".marks", ".changes", ".objective", ".lined", ".tab"],
    );
}

#[test]
fn only_a_matrix_of_many_columns_has_the_styles_of_one() {
    let levels = |count: usize| {
        let level =
            |n| format!("  - level: {n}\n    name: L{n}\n    cells: {{Tools: [tool {n}]}}\n");
        let levels: String = (0..count).map(level).collect();
        format!("title: Small model\ndimensions: [Tools]\nlevels:\n{levels}")
    };
    for (count, is_wide) in [(6, false), (7, true)] {
        let site = built(&small().with("content/m.model.yaml", levels(count)));
        for page in ["m/matrix.html", "m/index.html"] {
            let html = site.page(page);
            let css: String = sheets(&html).iter().map(|name| site.page(name)).collect();
            assert_eq!(css.contains(".many .grid{"), is_wide, "{page}, {count} levels");
        }
        let has_box = site.page("m/matrix.html").contains("class=\"matrix many\"");
        assert_eq!(has_box, is_wide, "{count} levels");
    }
}

/// A level shows the notes that speak of it.
#[test]
fn a_level_whose_notes_show_a_matrix_has_the_styles_of_both() {
    let site = built(
        &Sources::default()
            .with("levelbook.yaml", "title: Small\ndescription: A small site.\n")
            .with("content/m.model.yaml", small_model())
            .with("content/about.md", "---\ntitle: About\nmodel: m\nlevel: 1\n---\n\n<Matrix/>\n"),
    );
    let css: String =
        sheets(&site.page("m/level-1.html")).iter().map(|name| site.page(name)).collect();
    assert!(css.contains(".ladder{") && css.contains(".grid{"), "{css}");
}

/// What no page needs is not there.
#[test]
fn marked_code_in_the_texts_of_a_model_has_its_style_sheet() {
    let code = "description: |\n      ```python title=\"a.py\" {1}\n      x = 1\n      ```\n    ";
    let model = MODEL.replacen("cells:", &format!("{code}cells:"), 1);
    let with = |model: &str| {
        let site = built(
            &Sources::default()
                .with("levelbook.yaml", "title: Small\n")
                .with("content/m.model.yaml", model)
                .with("content/note.md", "# Note\n\n<Matrix/>\n"),
        );
        assert_eq!(site.told(), [""; 0]);
        ["m/level-1.html", "m/matrix.html", "note.html"]
            .map(|page| sheets(&site.page(page)).iter().any(|sheet| sheet.contains("extras")))
    };
    assert_eq!((with(&model), with(MODEL)), ([true; 3], [false; 3]));
}

#[test]
fn a_site_has_the_style_sheets_that_its_pages_ask_for_and_no_others() {
    let site = built(
        &Sources::default()
            .with("levelbook.yaml", "title: Small\ndescription: A small site.\nprint: false\n")
            .with("content/index.md", "# Home\n\nWelcome.\n"),
    );
    let sheets: Vec<_> = site
        .0
        .output
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| path.ends_with(".css"))
        .collect();
    assert!(matches!(sheets[..], [one] if one.starts_with("style.")), "{sheets:?}");
}
