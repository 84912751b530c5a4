//! What a page costs its reader at first view: the bytes of HTML, style sheets and scripts as they
//! come over the wire, and how many files that are.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use levelbook::site::sources::Sources;

use crate::sites::{Built, built, small};

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

/// Files with the same ending that a page names, as loaded at once: their bytes.
fn named(site: &Built, html: &str, before: &str, ending: &str) -> Vec<usize> {
    let names = html.split(before).skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    let files = names.filter(|name| name.ends_with(ending));
    files.map(|name| over_the_wire(&site.page(name.trim_start_matches("../")))).collect()
}

#[track_caller]
fn costs(site: &Built, page: &str, most: [usize; 4]) {
    let html = site.page(page);
    let css = named(site, &html, "<link rel=\"stylesheet\" href=\"", ".css");
    let js = named(site, &html, "<script defer src=\"", ".js");
    let [css_bytes, js_bytes] = [&css, &js].map(|files| files.iter().sum::<usize>());
    let all = over_the_wire(&html) + css_bytes + js_bytes;
    let files = 1 + css.len() + js.len();
    let [most_files, most_css, most_js, most_bytes] = most;
    assert!(
        files <= most_files && css_bytes <= most_css && js_bytes <= most_js && all <= most_bytes,
        "{page}: {files} files, {css_bytes} bytes of CSS, {js_bytes} of JavaScript, {all} in all"
    );
    assert!(!css.is_empty() && !js.is_empty(), "{page}");
}

/// Files, CSS, JavaScript, all.
#[test]
fn no_page_is_heavy() {
    let site = site();
    costs(&site, "plain.html", [3, 5_000, 3_000, 10_000]);
    costs(&site, "index.html", [4, 7_000, 3_000, 12_500]);
    costs(&site, "still.html", [4, 7_500, 3_000, 13_000]);
    costs(&site, "all.html", [4, 7_500, 4_500, 15_000]);
    costs(&site, "m/level-1.html", [4, 7_000, 3_000, 12_500]);
    costs(&site, "m/matrix.html", [4, 7_000, 5_000, 14_000]);
}

/// It shows both, and so does a level whose notes show a matrix.
#[test]
fn the_overview_of_a_model_has_the_styles_of_its_levels_and_of_its_matrix() {
    let site = built(
        &Sources::default()
            .with("levelbook.yaml", "title: Small\ndescription: A small site.\n")
            .with("content/m.model.yaml", small_model())
            .with("content/about.md", "---\ntitle: About\nmodel: m\nlevel: 1\n---\n\n<Matrix/>\n"),
    );
    for page in ["m/index.html", "m/level-1.html"] {
        let html = site.page(page);
        assert!(html.contains("href=\"../model."), "{page}");
        assert!(html.contains("href=\"../matrix."), "{page}");
    }
}
