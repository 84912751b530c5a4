//! Pages of notes.

use super::super::super::rich::{AnchorKind, LinkKind};
use super::{body, components, fill, page, page_of_components, read, read_as, shown};

#[test]
fn the_first_heading_is_the_title_and_not_in_the_body() {
    let (note, diagnostics) = read("<!-- hi -->\n# The *five* `levels`\n\nText\n");
    assert_eq!(diagnostics, []);
    let heading = note.heading.unwrap();
    assert_eq!((heading.value.as_str(), heading.range), ("The five levels", 14..33));
    assert_eq!(fill(&note.body).trim(), "<p>Text</p>");
    assert_eq!(note.body.plain, "Text");
    assert_eq!(note.excerpt, "Text");
    assert_eq!(read("Levels\n======\n").0.heading.unwrap().value, "Levels");
    assert!(read("Text\n").0.heading.is_none());
}

#[test]
fn an_id_or_a_level_on_the_title_is_kept() {
    let (note, _) = read("# Full automation {#full level=4}\n\nText\n");
    assert_eq!(fill(&note.body), "<span id=\"full\"></span>\n<p>Text</p>\n");
    let level = note.front.level.unwrap();
    assert_eq!((level.value.as_str(), level.range), ("4", 31..32));
}

#[test]
fn headings_link_to_themselves() {
    assert_eq!(
        page("Text\n\n## A & \"b\" [c](d.md)\n"),
        "<p>Text</p>\n<h2 id=\"a--b-c\">A &amp; \"b\" <a href=\"d.md\">c</a> \
         <a class=\"anchor\" href=\"#a--b-c\" aria-label=\"Link to this section: A &amp; &quot;b&quot; c\">#</a>{badge 0}</h2>\n"
    );
}

#[test]
fn heading_ids_are_those_of_github() {
    let (note, _) =
        read("# Intro\n## Intro\n## Intro\n## Intro-1\n## 🚀\n## {#own}\n## Größe {#own2}\n");
    let ids: Vec<_> = note.anchors.iter().map(|anchor| anchor.id.as_str()).collect();
    assert_eq!(ids, ["intro-1", "intro-2", "intro-1-1", "section", "own", "own2"]);
}

#[test]
fn braces_that_are_no_attributes_stay_text() {
    let (note, _) = read("## Templates use {name}\n\n## A {.wide}\n");
    assert_eq!(note.anchors[0].title, "Templates use {name}");
    assert_eq!(note.anchors[0].id, "templates-use-name");
    let html = fill(&note.body);
    assert!(html.contains(">Templates use {name} <a class=\"anchor\""), "{html}");
    assert!(html.contains("<h2 class=\"wide\" id=\"a\">"), "{html}");
}

#[test]
fn a_body_goes_to_the_next_heading_of_its_depth() {
    let (note, _) = read("intro\n## A\na\n#### B\nb\n## C\nc\n");
    let bodies: Vec<_> = note.anchors.iter().map(|anchor| body(&note, anchor)).collect();
    assert!(bodies[0].trim().starts_with("<p>a</p>\n<h4 id=\"b\">B"), "{bodies:?}");
    assert!(bodies[0].ends_with("<p>b</p>\n"), "{bodies:?}");
    assert_eq!([bodies[1].trim(), bodies[2].trim()], ["<p>b</p>", "<p>c</p>"]);
    assert_eq!(note.anchors[1].kind, AnchorKind::Heading(4));
}

#[test]
fn a_body_ends_with_what_its_heading_stands_in() {
    let text = "## A\n<details>\n\n## B\n\nb\n\n</details>\n\n> ## C\n> c\n\nd\n\n## E\n";
    let (note, _) = read(text);
    let bodies: Vec<_> = note.anchors.iter().map(|anchor| body(&note, anchor)).collect();
    assert!(bodies[0].contains("</details>") && bodies[0].contains("<p>d</p>"), "{}", bodies[0]);
    assert_eq!(bodies[1].trim(), "<p>b</p>");
    assert_eq!(bodies[2].trim(), "<p>c</p>");
}

#[test]
fn levels_are_marked_under_a_heading_or_on_it() {
    let text = "## A\n<!-- level: 4 -->\ntext\n\n## B {level=full}\n\n## C <!-- level: 2 -->\n\n## D\n\ntext <!-- level: 9 -->\n";
    let (note, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    let marks: Vec<_> = note
        .anchors
        .iter()
        .map(|anchor| {
            anchor.marked.as_ref().map(|(value, range)| (value.as_str(), &text[range.clone()]))
        })
        .collect();
    assert_eq!(marks, [Some(("4", "4")), Some(("full", "full")), Some(("2", "2")), None]);
    assert!(!fill(&note.body).contains("level"));
    assert_eq!(note.anchors[2].title, "C");
}

#[test]
fn remarks_that_the_model_differs() {
    assert_eq!(
        page(
            "<!-- differs: the model says *two*,\nsee [it](level:2) -->\n\nx <!-- differs: y --> z\n"
        ),
        "<aside class=\"differs\" role=\"note\"><p><strong class=\"differs-label\">The model differs:</strong> \
         the model says <em>two</em>, see <a href=\"level:2\">it</a></p></aside>\n\
         <p>x <span class=\"differs\" role=\"note\"><strong class=\"differs-label\">The model differs:</strong> y</span> z</p>\n"
    );
    let text = "<!-- differs: see [it](level:2) -->\n";
    assert_eq!(&text[read(text).0.body.links[0].range.clone()], "[it](level:2)");
}

#[test]
fn items_of_a_numbered_list_are_anchors() {
    let text = "1. **No MLOps**: by hand\n   - x\n2. DevOps\n   more\n3. **3. Third**\n4. **Level 4:** Full\n";
    let (note, _) = read(text);
    let shown: Vec<_> = note
        .anchors
        .iter()
        .map(|anchor| {
            (anchor.title.as_str(), anchor.number, &text[anchor.range.clone()], body(&note, anchor))
        })
        .collect();
    assert_eq!(shown[0].0, "No MLOps");
    assert_eq!((shown[0].1, shown[0].2), (Some(1), "**No MLOps**"));
    assert_eq!(shown[0].3, "by hand\n<ul>\n<li>x</li>\n</ul>\n");
    assert_eq!((shown[1].0, shown[1].1, shown[1].3.trim()), ("DevOps", Some(2), "more"));
    assert_eq!((shown[2].0, shown[2].1), ("3. Third", None));
    assert_eq!((shown[3].0, shown[3].1), ("Level 4: Full", None));
    let html = fill(&note.body);
    assert!(html.contains("<li id=@0><strong>No MLOps</strong>{badge 0}: by hand"), "{html}");
}

#[test]
fn loose_items_have_whole_paragraphs_as_body() {
    let (note, _) = read("1. **A**\n\n   text\n\n2. **B** and more\n\n   text\n");
    assert_eq!(body(&note, &note.anchors[0]).trim(), "<p>text</p>");
    let both = body(&note, &note.anchors[1]);
    assert_eq!(both.trim(), "<p><strong>B</strong>{badge 1} and more</p>\n<p>text</p>");
}

#[test]
fn only_numbered_lists_at_the_top_are_anchors() {
    let (note, _) = read("- a\n  1. b\n\n> 1. c\n\n- d\n");
    assert_eq!(note.anchors, []);
}

#[test]
fn task_lists_have_named_boxes() {
    assert_eq!(
        page("- [x] a\n- [ ] b\n- c\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"Not done\"> b</li>\n\
         <li>c</li>\n</ul>\n"
    );
}

#[test]
fn tables_stand_in_a_box_and_their_rows_are_anchors() {
    let text = "| Level | n |\n|---|--:|\n| [DevOps](x.md) | 1 |\n";
    let (note, _) = read(text);
    assert_eq!(
        fill(&note.body),
        "<div class=\"table-box\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>\n\
         <thead>\n<tr><th scope=\"col\">Level</th><th scope=\"col\" class=\"right\">n</th></tr>\n</thead>\n\
         <tbody>\n<tr id=@0><td><a href=\"x.md\">DevOps</a>{badge 0}</td><td class=\"right\">1</td></tr>\n</tbody>\n\
         </table></div>\n"
    );
    assert_eq!(note.anchors[0].title, "DevOps");
    assert_eq!(note.anchors[0].title_html, "DevOps");
    assert_eq!(body(&note, &note.anchors[0]), "<td class=\"right\">1</td>");
}

#[test]
fn alerts_have_a_title() {
    assert_eq!(
        page("> [!NOTE]\n> Mind *this*.\n"),
        "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n<p>Mind <em>this</em>.</p>\n</div>\n"
    );
}

#[test]
fn front_matter_in_toml_is_read() {
    let text = "+++\ntitle = \"Über: uns\"\nweight = 3\ndraft = false\n# why\ndate   = 2024-01-31\n\n[taxonomies]\ntags = [\"a\", \"b\"]\n\n[extra]\nkey = 1\n+++\n\nText.\n";
    let (note, diagnostics) = read(text);
    assert_eq!(fill(&note.body), "<p>Text.</p>\n");
    assert_eq!(note.front.title.unwrap().value, "Über: uns");
    assert_eq!(note.front.weight, Some(3));
    assert_eq!(note.front.date.unwrap().value, "2024-01-31");
    assert_eq!(
        note.front.tags.iter().map(|tag| tag.value.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    let places: Vec<&str> =
        diagnostics.iter().map(|d| &text[d.place.as_ref().unwrap().range.clone()]).collect();
    assert_eq!(places, ["[extr"], "only what nothing reads is told: {diagnostics:?}");
    assert_eq!(page("+++\nno end\n"), "<p>+++\nno end</p>\n");
}

#[test]
fn a_heading_that_says_more_than_the_title_stays() {
    let (note, diagnostics) = read("---\ntitle: Search\n---\n\n# Search, in *Chinese*\n\nText.\n");
    assert_eq!(diagnostics, []);
    assert!(fill(&note.body).contains("Search, in <em>Chinese</em>"), "{}", fill(&note.body));
    let (note, _) = read("---\ntitle: Search\n---\n\n# Search\n\nText.\n");
    assert_eq!(fill(&note.body), "<p>Text.</p>\n");
}

#[test]
fn a_line_that_begins_with_a_colon_and_no_space_keeps_it() {
    assert_eq!(page("It is shown as\n:tada: here.\n"), "<p>It is shown as\n🎉 here.</p>\n");
    assert_eq!(page("An icon\n:own-icon: here.\n"), "<p>An icon\n:own-icon: here.</p>\n");
    assert_eq!(page("Text\n:::\n"), "<p>Text\n:::</p>\n");
}

#[test]
fn a_remark_of_an_unknown_kind_keeps_its_name() {
    let (note, diagnostics) = read("> [!EDITION-2018]\n> Before it.\n");
    assert_eq!(diagnostics.len(), 1);
    assert!(
        fill(&note.body).contains("<p class=\"alert-title\">EDITION-2018</p>\n<p>Before it.</p>")
    );
}

#[test]
fn remarks_are_read_as_other_tools_spell_them() {
    let same = |text: &str, quote: &str| assert_eq!(page(text), page(quote), "of {text}");
    let quote = "> [!TIP] Mind *this*\n> One.\n>\n> - two\n\nAfter.\n";
    same("::: tip Mind *this*\nOne.\n\n- two\n:::\nAfter.\n", quote);
    same(":::tip[Mind *this*]\n\nOne.\n\n- two\n\n:::\nAfter.\n", quote);
    same("/// tip | Mind *this*\nOne.\n\n- two\n///\nAfter.\n", quote);
    same("!!! tip \"Mind *this*\"\n    One.\n\n    - two\nAfter.\n", quote);
    same("!!! tip inline end \"Mind *this*\"\n\n    One.\n\n    - two\n\nAfter.\n", quote);
    same("??? note \"More\"\n    x\n", "> [!NOTE]- More\n> x\n");
    same("???+ note\n    x\n", "> [!NOTE]+\n> x\n");
    same("::: details\nx\n:::\n", "> [!DETAILS]-\n> x\n");
    same(":::: info\nA\n::: tip\nB\n:::\nC\n::::\n", "> [!INFO]\n> A\n> > [!TIP]\n> > B\n>\n> C\n");
    same("- a\n\n    !!! note\n        x\n\n    y\n", "- a\n\n    > [!NOTE]\n    > x\n\n    y\n");
    same(
        "!!! tip\n    a\n\n    !!! note\n        b\n\n    c\n",
        "> [!TIP]\n> a\n>\n> > [!NOTE]\n> > b\n>\n> c\n",
    );
    same("!!! tip\n    „A“\n\n“B” on a line\n", "> [!TIP]\n> „A“\n\n“B” on a line\n");
    same(
        "- a\n\n    - b\n\n        !!! note\n            x\n",
        "- a\n\n    - b\n\n        > [!NOTE]\n        > x\n",
    );
    let defined = "a\n: b\n\n  > [!NOTE]\n  > x\n\n  c\n";
    same("a\n:   b\n\n    !!! note\n        x\n\n    c\n", defined);
    same("a\n: b\n\n  ::: note\n  x\n  :::\n\n  c\n", defined);
    same("a\n:   !!! note\n        x\n", "a\n: > [!NOTE]\n  > x\n");
    same("- !!! tip \"A\"\n        x\n\n    y\n", "- > [!TIP] A\n  > x\n\n  y\n");
    // `**` begins no item, so this is code.
    same("**a**\n\n    !!! note\n        x\n", "**a**\n\n```\n!!! note\n    x\n```\n");
}

#[test]
fn remarks_are_read_as_quarto_and_myst_spell_them() {
    let same = |text: &str, quote: &str| assert_eq!(page(text), page(quote), "of {text}");
    same("::: {.callout-note}\nx\n:::\n", "> [!NOTE]\n> x\n");
    same(
        "::: {.callout-tip title=\"A *b*\" collapse=\"true\" icon=false}\nx\n:::\n",
        "> [!TIP]- A *b*\n> x\n",
    );
    same("::: {.callout-tip}\n\n## A `b` {.unnumbered}\n\nx\n:::\n", "> [!TIP] A `b`\n> x\n");
    same("::: {#fig .column-margin}\nx\n:::\n\ny\n", "x\n\ny\n");
    same("```{note}\nx\n```\n", "> [!NOTE]\n> x\n");
    same(":::{tip} A\n:class: dropdown\nx\n:::\n", "> [!TIP]- A\n> x\n");
    same(
        "````{admonition} A\n:class: warning\n:name: b\n\n```py\nx\n```\n````\n",
        "> [!WARNING] A\n>\n> ```py\n> x\n> ```\n",
    );
    same("```{dropdown} A\nx\n```\n", "> [!NOTE]- A\n> x\n");
    same("::::{grid} 1 2\n:gutter: 2\n:::{grid-item}\nx\n:::\n::::\n", "x\n");
    same("```{python}\n#| echo: false\nx\n```\n", "```python\nx\n```\n");
    // What is no remark, or does not end, stays as it is.
    assert!(page("```{figure} a.png\nx\n```\n").contains("<code>x\n</code>"));
    assert!(page("::: {.callout-note}\nx\n").contains("::: {.callout-note}"));
}

#[test]
fn kinds_of_remarks_that_are_not_known_are_reported() {
    let told = shown(
        "!!! warnign\n    Mind it.\n\n::: dangr Hot\nx\n:::\n\n!!! pied-piper \"Flute\"\n    y\n",
    );
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].ends_with(
            "[!WARNIGN] is no kind of remark; it is shown as a note | Did you mean [!WARNING]?"
        ),
        "{told:?}"
    );
    assert!(told[1].ends_with("Did you mean [!DANGER]?"), "{told:?}");
    let (note, _) = read("!!! pied-piper \"Flute\"\n    y\n");
    assert!(fill(&note.body).contains("<p class=\"alert-title\">Flute</p>\n<p>y</p>"));
}

#[test]
fn tabs_are_read_as_mkdocs_and_vitepress_spell_them() {
    let same = |text: &str, tags: &str| {
        assert_eq!(page_of_components(text), page_of_components(tags), "of {text}");
    };
    let two = "<Tabs>\n\n<Tab title=\"C\">\n\nOne.\n\n```c\nx\n```\n\n</Tab>\n\n<Tab title=\"C++\">\n\n- two\n\n</Tab>\n\n</Tabs>\n\nAfter.\n";
    same(
        "=== \"C\"\n\n    One.\n\n    ```c\n    x\n    ```\n\n=== \"C++\"\n    - two\n\nAfter.\n",
        two,
    );
    same(
        "=== \":octicons-file-code-16: `C`\"\n    One.\n\n    ```c\n    x\n    ```\n=== \"C++\"\n\n    - two\nAfter.\n",
        two,
    );
    same("/// tab | C\nOne.\n\n```c\nx\n```\n///\n\n/// tab | C++\n- two\n///\n\nAfter.\n", two);
    same(
        "1. a\n\n    === \"X\"\n\n        x\n\n    b\n",
        "1. a\n\n    <Tabs>\n\n    <Tab title=\"X\">\n\n    x\n\n    </Tab>\n\n    </Tabs>\n\n    b\n",
    );
    same(
        "!!! tip\n\n    === \"X\"\n\n        x\n\n    === \"Y\"\n\n        y\n",
        "> [!TIP]\n>\n> <Tabs>\n>\n> <Tab title=\"X\">\n>\n> x\n>\n> </Tab>\n>\n> <Tab title=\"Y\">\n>\n> y\n>\n> </Tab>\n>\n> </Tabs>\n",
    );
    same(
        "::: code-group\n\n```js [config.js]\na\n```\n```ts {1}\nb\n```\n\n:::\n",
        "<Tabs>\n\n<Tab title=\"config.js\">\n\n```js\na\n```\n\n</Tab>\n\n<Tab title=\"ts\">\n\n```ts {1}\nb\n```\n\n</Tab>\n\n</Tabs>\n",
    );
    same(
        "::: {.panel-tabset}\n\n## C\n\nOne.\n\n```c\nx\n```\n\n## C++ {.active}\n\n- two\n\n:::\n\nAfter.\n",
        two,
    );
    same(
        "::::{tab-set}\n:sync-group: a\n\n:::{tab-item} C\n:sync: c\nOne.\n\n```c\nx\n```\n:::\n\n:::{tab-item} C++\n- two\n:::\n::::\n\nAfter.\n",
        two,
    );
    // Two sets that follow each other.
    let open = page_of_components("=== \"A\"\n    a\n\nText\n\n=== \"B\"\n    b\n");
    assert_eq!(open.matches("[Tabs>").count(), 2, "{open}");
}

#[test]
fn what_only_looks_like_a_tab_is_text() {
    assert_eq!(page("Title\n===\n").trim(), "");
    assert_eq!(page("=== \"never\"\n\nindented\n"), "<p>=== \"never\"</p>\n<p>indented</p>\n");
    assert_eq!(page("```\n=== \"A\"\n    a\n```\n").matches("===").count(), 1);
}

#[test]
fn lines_of_rust_that_are_for_the_compiler_are_neither_shown_nor_searched() {
    let (note, diagnostics) =
        read("```rust\n# use std::fs;\nfs::read(\"a\");\n## shown\n#[x]\n```\n");
    assert_eq!(diagnostics, []);
    assert_eq!(note.body.plain, "fs::read(\"a\"); # shown #[x]");
    assert_eq!(read("```sh\n# a remark\n```\n").0.body.plain, "# a remark");
}

#[test]
fn the_only_heading_of_its_rank_that_opens_a_page_is_its_title() {
    let (note, diagnostics) = read("## What Is Ownership?\n\nText\n\n### The Stack\n\n#### Deep\n");
    assert_eq!(diagnostics, []);
    assert_eq!(
        note.heading.as_ref().map(|heading| heading.value.as_str()),
        Some("What Is Ownership?")
    );
    let html = fill(&note.body);
    assert!(
        html.starts_with(
            "<span id=\"what-is-ownership\"></span>\n<p>Text</p>\n<h2 id=\"the-stack\">"
        ),
        "{html}"
    );
    assert!(html.contains("<h3 id=\"deep\">"), "{html}");
    for other in [
        "## A\n\n## B\n",
        "Text\n\n## A\n",
        "### A\n\n## B\n",
        "> ## A\n",
        "---\ntitle: X\n---\n## A\n",
    ] {
        assert!(read(other).0.heading.is_none(), "{other}");
    }
}

#[test]
fn imports_of_other_tools_are_left_out_and_told() {
    let text = "---\ntitle: A\n---\nimport Tabs from '@theme/Tabs';\nimport './a.css';\n\nText\n\nimport it, they said\n";
    let (note, diagnostics) = read(text);
    assert_eq!(fill(&note.body), "<p>Text</p>\n<p>import it, they said</p>\n");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    let edit = &diagnostics[0].edits[0];
    assert_eq!(&text[edit.range.clone()], "import Tabs from '@theme/Tabs';\nimport './a.css';");
}

#[test]
fn what_only_looks_like_a_remark_of_another_tool_is_text() {
    assert_eq!(page("```\n::: tip\nx\n:::\n```\n").matches(":::").count(), 2);
    assert_eq!(page("a\n\n    !!! note\n        x\n").matches("!!! note").count(), 1);
    assert_eq!(page("::: tip\nnever closed\n"), "<p>::: tip\nnever closed</p>\n");
    assert_eq!(page("::: whatever\nx\n:::\n"), "<p>::: whatever\nx\n:::</p>\n");
    assert_eq!(page("!!! Wow\n"), "<p>!!! Wow</p>\n");
}

#[test]
fn a_mistake_in_a_remark_of_another_tool_is_shown_where_it_stands() {
    let text = "!!! tip \"T\"\n    One.\n\n    ```pyhton\n    x\n    ```\n\nEnd `$`.\n\n# Late\n";
    let (_, diagnostics) = read(text);
    let places: Vec<&str> =
        diagnostics.iter().map(|d| &text[d.place.as_ref().unwrap().range.clone()]).collect();
    assert_eq!(places, ["Late", "```pyhton"]);
}

#[test]
fn footnotes_lead_there_and_back() {
    let html = page("a[^x] b[^y] c[^x]\n\n[^y]: why\n[^x]: ex\n[^z]: unused\n");
    assert!(html.starts_with(
        "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" aria-label=\"Footnote 1\">1</a></sup> b"
    ), "{html}");
    assert!(html.contains("<a href=\"#fn-1\" id=\"fnref-1-2\""), "{html}");
    assert!(html.contains(
        "<li id=\"fn-1\">\n<p>ex <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"Back to reference 1\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref-1-2\" aria-label=\"Back to reference 1, 2\">↩<sup>2</sup></a></p>\n</li>"
    ), "{html}");
    assert!(html.contains("<li id=\"fn-3\">\n<p>unused</p>\n</li>\n</ol>\n</div>\n"), "{html}");
    assert_eq!(page("a[^none]\n"), "<p>a[^none]</p>\n");
}

#[test]
fn footnotes_may_stand_where_they_are_referred_to() {
    let apart = "a[^1] b[^2]\n\n- c[^3]\n\n[^1]: one **two** [x](https://a.org) `]`\n\n[^2]: [three] four\n\n[^3]: five\n";
    let within = "a^[one **two** [x](https://a.org) `]`] b^[[three] four]\n\n- c^[five]\n";
    assert_eq!(page(within), page(apart));
    // With others, in the order of the text.
    assert_eq!(
        page("a^[x] b[^y] c^[z]\n\n[^y]: y\n"),
        page("a[^x] b[^y] c[^z]\n\n[^x]: x\n\n[^y]: y\n\n[^z]: z\n")
    );
    for text in
        ["a ^[b", "a^[] b", "a\\^[b]", "\\^[b]", "a^\\[b]", "`a^[b]`", "^[a *b] c*", "a [b] ^c"]
    {
        assert!(!page(text).contains("footnote"), "{text}");
    }
}

#[test]
fn links_and_images_are_holes() {
    let text =
        "[a](b.md#c) ![d *e*](f%20g.png \"t\")\n\n![h][i] <me@a.org> [](level:2)\n\n[i]: j.png\n";
    let (note, _) = read(text);
    let links: Vec<_> = note
        .body
        .links
        .iter()
        .map(|link| (link.kind, link.dest.as_str(), &text[link.range.clone()]))
        .collect();
    assert_eq!(
        links,
        [
            (LinkKind::Link, "b.md#c", "[a](b.md#c)"),
            (LinkKind::Image, "f%20g.png", "![d *e*](f%20g.png \"t\")"),
            (LinkKind::Image, "j.png", "![h][i]"),
            (LinkKind::Link, "mailto:me@a.org", "<me@a.org>"),
            (LinkKind::Link, "level:2", "[](level:2)"),
        ]
    );
    let html = fill(&note.body);
    assert!(
        html.contains("<img src=\"f%20g.png\" alt=\"d e\" decoding=\"async\" title=\"t\">"),
        "{html}"
    );
    assert!(
        html.contains("<img src=\"j.png\" alt=\"h\" loading=\"lazy\" decoding=\"async\">"),
        "{html}"
    );
    assert!(html.contains("<a href=\"level:2\">[level:2]</a>"), "{html}");
}

#[test]
fn raw_html_passes_with_holes_for_its_addresses() {
    let text = "<div class=x>\n<a href='b.md?a&amp;b'>text</a> <img src=c.png alt=\"\" />\n</div>\n\n\
                <a name=\"top\"></a>x<sub id=s>2</sub> <!-- gone -->y\n";
    let (note, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    assert_eq!(
        fill(&note.body),
        "<div class=x>\n<a href=\"b.md?a&b\">text</a> <img src=\"c.png\" alt=\"\" />\n</div>\n\
         <p><a id=\"top\"></a>x<sub id=\"s\">2</sub> y</p>\n"
    );
    assert_eq!(&text[note.body.links[0].range.clone()], "<a href='b.md?a&amp;b'>");
    assert_eq!(note.body.plain, "text x2 y");
}

#[test]
fn html_that_is_not_finished_does_not_swallow_the_page() {
    assert_eq!(page("<div class=\"x\n\ntext\n"), "&lt;div class=\"x\n<p>text</p>\n");
    assert_eq!(page("<script>let a = 1;\n"), "<script>let a = 1;\n</script>");
    assert_eq!(page("<!-- a\n\nb\n"), "");
    assert_eq!(page("<div>a < b</div>\n"), "<div>a &lt; b</div>\n");
}

#[test]
fn code_is_coloured_and_named() {
    let html = page("```rust,ignore\nlet x = \"<a>\"; // b\n```\n\n    indented\n\n```Rust\n```\n");
    assert!(
        html.starts_with(
            "<pre class=\"code\" data-language=\"rust\" tabindex=\"0\" role=\"region\" aria-label=\"Code: rust\"><code>\
             <span class=\"k\">let</span> x <span class=\"o\">=</span> <span class=\"s\">\"&lt;a&gt;\"</span>; <span class=\"c\">// b</span>\n</code></pre>\n"
        ),
        "{html}"
    );
    assert!(html.contains("aria-label=\"Code\"><code>indented\n</code></pre>"), "{html}");
    assert!(html.contains("aria-label=\"Code: rust (2)\"><code></code></pre>"), "{html}");
}

#[test]
fn the_excerpt_is_the_first_paragraph_cut_at_a_word() {
    let (note, _) = read("# T\n\n![x](y.png)\n\n> quote\n\nFirst *one*.\nStill.\n\nSecond.\n");
    assert_eq!(note.excerpt, "x");
    let long = format!("# T\n\n{}\n", "wörd ".repeat(60));
    let excerpt = read(&long).0.excerpt;
    assert_eq!(excerpt.chars().count(), 160);
    assert!(excerpt.ends_with(" wörd…"), "{excerpt}");
}

#[test]
fn front_matter_is_no_text_and_line_ends_do_not_matter() {
    let text = "---\ntitle: A\n---\n# A\n\nb\\\nc\n\n```rust\nlet a = 1;\n\nlet b;\n```\n\n<div>\nx\n</div>\n\n> q\n> r\n";
    let (lf, _) = read(text);
    let (crlf, _) = read(&format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert_eq!(lf.body, crlf.body);
    assert_eq!(lf.body.plain, "b c let a = 1; let b; x q r");
    assert_eq!(page("--- \n---\nx\n"), "<p>x</p>\n");
    assert_eq!(page("a\0b\n"), "<p>a\u{fffd}b</p>\n");
    assert_eq!(page("a  \nb\n\n***\n"), "<p>a<br>\nb</p>\n<hr>\n");
}

#[test]
fn attributes_of_other_tools_are_no_text() {
    assert_eq!(
        page("[Start](https://a.org){ .button target=_blank }, `x`{ .y } and {name}\n"),
        "<p><a href=\"https://a.org\" class=\"button\" target=\"_blank\" rel=\"noopener\">Start</a>, <code>x</code> and {name}</p>\n"
    );
    let html = page("![A](https://a.org/b.png){ width=\"300\" loading=lazy }\n");
    assert!(html.contains("alt=\"A\" decoding=\"async\" width=\"300\">"), "{html}");
    assert_eq!(page("One\n{ .lead }\n\n- a\n\n{: .list #b }\n"), page("One\n\n- a\n"));
    assert_eq!(
        page("- **a** b { .card }\n- c {: #d }\n    - e\n- f {g}\n"),
        page("- **a** b\n- c\n    - e\n- f {g}\n")
    );
    let (note, _) = read(
        "Text\n\n## 9.7 <small>May</small> { id=\"9.7\" }\n\n## Pip { #pip data-toc-label=\"with pip\" }\n",
    );
    let ids: Vec<_> =
        note.anchors.iter().map(|anchor| (anchor.id.as_str(), anchor.title.as_str())).collect();
    assert_eq!(ids, [("9.7", "9.7 May"), ("pip", "Pip")]);
}

#[test]
fn small_spellings_of_other_tools_are_read() {
    assert_eq!(
        page("==a== ^^b^^ ++ctrl+page-up++ `#!py c` HTML\n\n*[HTML]: Hyper \"Text\"\n"),
        "<p><mark>a</mark> <ins>b</ins> <kbd>Ctrl</kbd>+<kbd>Page Up</kbd> <code>c</code> <abbr title=\"Hyper &quot;Text&quot;\">HTML</abbr></p>\n"
    );
    assert_eq!(
        page("H~2~O, 10^th^, a\\~b~, c\\^d^ and `x^2^` ~~e~~\n"),
        "<p>H<sub>2</sub>O, 10<sup>th</sup>, a~b~, c^d^ and <code>x^2^</code> <del>e</del></p>\n"
    );
    assert_eq!(
        page("a {++b++}{--c--} {~~d~>e~~} {==f==}{>>g<<} \\{++h++}\n"),
        "<p>a <ins>b</ins><del>c</del> <del>d</del><ins>e</ins> <mark>f</mark><small class=\"meta\">g</small> {<kbd>H</kbd>}</p>\n"
    );
    assert_eq!(page("\\{--a--}\n"), "<p>{--a--}</p>\n");
    let (note, told) =
        read("| a |\n|---|\n| :material-check:{ .x } yes |\n\n:octicons-star-16: b :simple-x:\n");
    assert_eq!(note.body.plain, "a ✔ yes b");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].help.as_ref().unwrap().ends_with("This page has 2 of them."), "{told:?}");
}

#[test]
fn a_day_among_others_is_the_day_of_a_note() {
    let (note, told) =
        read("---\ndate:\n  created: 2024-01-31\n  updated: 2024-02-01\n---\nText\n");
    assert_eq!(told, []);
    assert_eq!(note.front.date.unwrap().value, "2024-01-31");
}

#[test]
fn tabs_and_cards_are_read_as_docusaurus_and_starlight_call_them() {
    let ours = "<Tabs>\n\n<Tab title=\"npm\">\n\nx\n\n</Tab>\n\n<Tab title=\"b\">\n\ny\n\n</Tab>\n\n</Tabs>\n";
    let theirs = "<Tabs groupId=\"m\" syncKey=\"m\">\n\n<TabItem label=\"npm\" value=\"a\" default>\n\nx\n\n</TabItem>\n\n<TabItem value=\"b\">\n\ny\n\n</TabItem>\n\n</Tabs>\n";
    let calls = |text: &str| {
        let (note, told) = read_as(text, &components());
        assert_eq!(told, [], "{text}");
        let calls = note.body.calls.iter();
        calls.map(|call| (call.name.clone(), call.arguments.clone())).collect::<Vec<_>>()
    };
    assert_eq!(calls(theirs), calls(ours));
    let cards = "<Cards>\n\n<Card title=\"a\">\n\nx\n\n</Card>\n\n</Cards>\n";
    let grid =
        "<CardGrid stagger>\n\n<Card title=\"a\" icon=\"pen\">\n\nx\n\n</Card>\n\n</CardGrid>\n";
    assert_eq!(calls(grid), calls(cards));
}
