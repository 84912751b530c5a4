//! What Markdown in notes can do beyond the specification.

use std::time::{Duration, Instant};

use levelbook::site::sources::Sources;

use crate::sites::{Built, built, small};

/// The text of `content/page.md` on its page.
#[track_caller]
fn page(text: &str) -> String {
    let site = with(small(), text);
    assert_eq!(site.told(), [""; 0], "in {text}");
    prose(&site)
}

fn with(sources: Sources, text: &str) -> Built {
    built(&sources.with("content/page.md", text))
}

fn prose(site: &Built) -> String {
    let html = site.page("page.html");
    let start = html.find("<div class=\"prose\">").expect("a note has its text");
    html[start..html.rfind("</article>").expect("it ends")].to_owned()
}

#[track_caller]
fn has(text: &str, wanted: &str) {
    let html = page(text);
    assert!(html.contains(wanted), "{wanted}\nnot in\n{html}");
}

#[test]
fn formulas_are_mathml_and_prices_are_prices() {
    let html = page("# P\n\nWith $x^2$ and\n\n$$\\frac{a}{b}$$ {#ratio}\n\nSee [](#ratio).\n");
    assert!(html.contains("<msup><mi>x</mi><mn>2</mn></msup>"), "{html}");
    assert!(html.contains("<mfrac><mi>a</mi><mi>b</mi></mfrac>"), "{html}");
    assert!(html.contains("<span class=\"equation\" id=\"ratio\">"), "{html}");
    assert!(html.contains("<a href=\"#ratio\">Equation 1</a>"), "{html}");
    has("# P\n\nIt costs $5 or $10, even $5-$10.\n", "It costs $5 or $10, even $5-$10.");
    has(
        "# P\n\nIn *$HOME/bin*, which is in your `$PATH` *too*.\n",
        "In <em>$HOME/bin</em>, which is in your <code>$PATH</code> <em>too</em>.",
    );
    has("# P\n\n| a | b |\n|---|---|\n| US$1 and US$2 | $x$ |\n", "<td>US$1 and US$2</td>");
    has("# P\n\n`$x$` and \\$x\\$.\n", "<code>$x$</code> and $x$.");
}

#[test]
fn tables_in_formulas_have_only_attributes_that_are_theirs() {
    has(
        "# P\n\n$$ \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} $$\n",
        "<mtable displaystyle=\"false\">",
    );
}

#[test]
fn a_formula_with_a_mistake_is_told_at_its_place() {
    let site = with(small(), "# P\n\nText $x \\nonsense y$ more.\n");
    site.tells("M05 warning content/page.md:3:9 This formula cannot be read: ");
    assert!(prose(&site).contains("<code>x \\nonsense y</code>"));
}

#[test]
fn hostile_formulas_take_no_time_and_break_nothing() {
    let start = Instant::now();
    for part in [
        "{",
        "x^",
        "\\sqrt{",
        "\\left(",
        "\\frac",
        "\\begin{matrix}",
        "_{",
        "\\text{",
        "}",
        "&",
        "\\\\",
    ] {
        let tex = part.repeat(3_900 / part.len());
        with(small(), &format!("# P\n\nText ${tex}$ more.\n"));
    }
    with(small(), &format!("# P\n\n${}$\n", "x".repeat(100_000)));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn definitions_and_emoji() {
    has("# P\n\nDrift\n: The data change.\n", "<dt>Drift</dt>\n<dd>The data change.</dd>");
    has("# P\n\nGo :rocket: `:rocket:`\n", "Go 🚀 <code>:rocket:</code>");
}

#[test]
fn smart_punctuation_is_asked_for() {
    let text = "# P\n\n\"Straight\" -- it's so...\n";
    has(text, "\"Straight\" -- it's so...");
    let site = with(
        small().with("levelbook.yaml", "title: S\ndescription: S.\nsmart-punctuation: true\n"),
        text,
    );
    assert!(prose(&site).contains("“Straight” – it’s so…"), "{}", prose(&site));
}

#[test]
fn code_has_titles_numbers_and_marks() {
    let html =
        page("# P\n\n```py title=\"a & b.py\" linenums=\"7\" {2} del={3}\nx = 1\ny = 2\nz\n```\n");
    assert!(html.contains("<figcaption>a &amp; b.py</figcaption>"), "{html}");
    assert!(html.contains("class=\"code lined numbered\" style=\"--first:7\""), "{html}");
    assert_eq!(html.matches("<span class=\"line\">").count(), 1, "{html}");
    assert_eq!(html.matches("<span class=\"line hl\">").count(), 1, "{html}");
    assert_eq!(html.matches("<span class=\"line del\">").count(), 1, "{html}");
}

#[test]
fn annotated_code_has_its_notes_below() {
    let html =
        page("# P\n\n```yaml annotate\nrun: it # (1)\n```\n\n1. Whatever it is.\n\nAfter.\n");
    assert!(html.contains("<b class=\"callout\">1</b>"), "{html}");
    assert!(html.contains("<div class=\"callouts\">\n<ol>"), "{html}");
    assert!(html.contains("</ol>\n</div>\n<p>After."), "{html}");
}

/// As Material has it: the numbers and the list say it all.
#[test]
fn code_needs_no_word_for_notes_that_are_all_there() {
    let block = "```yaml\nrun: it # (1)!\nwith: care # (2)!\n```\n\n1. One.\n2. Two.\n";
    for text in [block.to_owned(), format!("- Item\n\n  {}", block.replace('\n', "\n  "))] {
        let html = page(&format!("# P\n\n{text}"));
        assert_eq!(html.matches("<b class=\"callout\">").count(), 2, "{html}");
        assert_eq!(html.matches("<div class=\"callouts\">").count(), 1, "{html}");
    }
    for other in ["1. One.\n", "1. One.\n2. Two.\n3. Three.\n", "- One.\n- Two.\n", "Text.\n"] {
        let html = page(&format!("# P\n\n{}", block.replace("1. One.\n2. Two.\n", other)));
        assert!(html.contains("# (1)!") && !html.contains("callout"), "{html}");
    }
}

fn snippets() -> Sources {
    small()
        .with(
            "snippets/a.py",
            "import x\n\n    # ANCHOR: load\n    def load():\n        pass\n    # ANCHOR_END: load\n#region other\nz\n#endregion\n",
        )
        .with("content/sub/part.md", "---\ntitle: Part\n---\n# Part\n\n## Install\n\nSee [it](../page.md) and [own](own.md).\n\n## Next\n\nNo.\n")
        .with("content/sub/own.md", "# Own\n")
}

/// A longer fence holds shorter ones.
#[test]
fn a_heading_in_code_ends_no_section_that_is_included() {
    let part = "# Part\n\n## Install\n\n````md\n```sh\n# a\n```\n## In code\n````\n\nBehind.\n\n## Sequel\n";
    let text = "# P\n\n{{#include sub/part.md#install}}\n";
    let site = built(&snippets().with("content/sub/part.md", part).with("content/page.md", text));
    let html = site.page("page.html");
    assert!(html.contains("Behind.") && !html.contains("Sequel"), "{html}");
}

#[test]
fn a_region_may_have_several_parts() {
    let text = "// ANCHOR: here\none\n// ANCHOR_END: here\nhidden\n// ANCHOR: here\ntwo\n// ANCHOR_END: here\n";
    let site = with(
        small().with("snippets/a.rs", text),
        "# P\n\n```text\n{{#include ../snippets/a.rs:here}}\n```\n",
    );
    assert_eq!(site.told(), [""; 0]);
    assert!(prose(&site).contains("one\ntwo\n"), "{}", prose(&site));
}

#[test]
fn a_link_may_leave_out_the_ending_of_a_note() {
    let site = with(
        small()
            .with("content/sub/own.md", "# Own\n\n## Part\n")
            .with("content/sub/README.md", "# Sub\n"),
        "# P\n\n[a](sub/own) [b](./sub/own#part) [c](sub/)\n",
    );
    assert_eq!(site.told(), [""; 0]);
    let html = prose(&site);
    for href in ["sub/own.html", "sub/own.html#part", "sub/index.html"] {
        assert!(html.contains(&format!("href=\"{href}\"")), "{href} in {html}");
    }
}

#[test]
fn links_that_lead_nowhere_say_what_was_probably_meant() {
    let site = with(
        small().with("content/data/rides.csv", "a,b\n"),
        "# P\n\n[a](www.example.org/x) [b]((https://example.org/y)) [c](data/)\n",
    );
    let told = site.told().join("\n");
    assert!(told.contains("`https://www.example.org/x`"), "{told}");
    assert!(told.contains("`https://example.org/y`"), "{told}");
    assert!(told.contains("a folder without a page"), "{told}");
}

#[test]
fn files_regions_lines_and_sections_are_included() {
    let site = with(
        snippets(),
        "# P\n\n```py\n{{#include ../snippets/a.py:load}}\n```\n\n- item\n\n  ```text\n  {{#include ../snippets/a.py:other}}\n  {{#include ../snippets/a.py:1}}\n  ```\n\n{{#include sub/part.md#install}}\n",
    );
    assert_eq!(site.told(), [""; 0]);
    let html = prose(&site);
    let text = crate::sites::text_of(&html);
    assert!(
        text.contains("def load():\n    pass\n") || text.contains("def load(): pass"),
        "{text}"
    );
    assert!(!text.contains("ANCHOR") && !text.contains("region"), "{text}");
    assert!(html.contains("z\nimport x\n"), "{html}");
    assert!(html.contains("<h2 id=\"install\">"), "{html}");
    assert!(html.contains("href=\"sub/own.html\""), "links count from the included file: {html}");
    assert!(!text.contains("No."), "{text}");
}

#[test]
fn includes_that_find_nothing_say_so() {
    let tells = |line: &str, told: &str| {
        with(snippets(), &format!("# P\n\n{line}\n"))
            .tells(&format!("M09 error content/page.md:3:1 Nothing is included: {told}"));
    };
    tells(
        "{{#include ../snippets/b.py}}",
        "there is no file ../snippets/b.py | Did you mean snippets/a.py?",
    );
    tells(
        "{{#include ../snippets/a.py:lod}}",
        "snippets/a.py has no region lod | Did you mean load?",
    );
    tells("{{#include ../snippets/a.py:99}}", "snippets/a.py has no line 99 | It has 9 lines.");
    tells(
        "{{#include sub/part.md#instal}}",
        "content/sub/part.md has no heading #instal | Did you mean #install?",
    );
    tells("{{#include ../../etc/passwd}}", "../../etc/passwd is not a file that notes can include");
    tells("{{#include page.md}}", "content/page.md includes itself");
    tells("{{#include ../snippets/a.py:3:1}}", "line 3 comes after line 1 | Write :1:3");
}

#[test]
fn files_that_include_each_other_many_times_are_refused() {
    let mut sources = snippets().with("snippets/f6.md", "");
    for at in 0..6 {
        let text = format!("{{{{#include f{}.md}}}}\n", at + 1).repeat(20);
        sources = sources.with(&format!("snippets/f{at}.md"), text);
    }
    with(sources, "# P\n\n{{#include ../snippets/f0.md}}\n").tells(
        "M09 error content/page.md:3:1 Nothing is included: this line leads to more than 1000 includes",
    );
}

#[test]
fn places_behind_an_include_stay_true() {
    let site = with(snippets(), "# P\n\n{{#include ../snippets/a.py:other}}\n\n[x](gone.md)\n");
    site.tells("L01 error content/page.md:5:1 there is no file gone.md");
    let site = with(snippets(), "# P\r\n\r\n\\{{#include a}}\r\n\r\n[x](gone.md)\r\n");
    site.tells("L01 error content/page.md:5:1 there is no file gone.md");
}

#[test]
fn components_show_their_inside_and_pieces_of_models() {
    let html = page(
        "# P\n\n<Tabs>\n\n<Tab title=\"A & B\">\n\nFirst *tab*.\n\n</Tab>\n\n<Tab title=\"C\">\n\nSecond.\n\n</Tab>\n\n</Tabs>\n",
    );
    assert!(html.contains("value=\"A &amp; B\" checked>"), "{html}");
    assert_eq!(html.matches(" checked").count(), 1, "{html}");
    assert!(html.contains("<p>First <em>tab</em>.</p>"), "{html}");
    let html = page(
        "# P\n\n<Level value=\"1\"/>\n\n<Climb from=\"0\" to=\"1\"/>\n\n<Matrix/>\n\n<Matrix rows=\"levels\"/>\n",
    );
    assert!(html.contains("class=\"card of-level\""), "{html}");
    assert_eq!(html.matches("<table").count(), 2, "{html}");
}

#[test]
fn figures_are_counted_by_kind() {
    let html = page(
        "# P\n\n<Figure caption=\"One\" id=\"one\">\n\nx\n\n</Figure>\n\n<Figure kind=\"Table\" id=\"t\">\n\n| a |\n|---|\n\n</Figure>\n\n<Figure id=\"two\">\n\ny\n\n</Figure>\n\n[](#two), [](#t) and [here](#one).\n",
    );
    assert!(html.contains("<a href=\"#two\">Figure 2</a>, <a href=\"#t\">Table 1</a>"), "{html}");
    assert!(html.contains("<figcaption><b>Figure 1</b>. One</figcaption>"), "{html}");
}

#[test]
fn tables_of_data_come_from_files() {
    let site = with(
        small().with("content/d.csv", "Name,Count\n\"a, b\",3\n<i>,4\n"),
        "# P\n\n<DataTable src=\"d.csv\" caption=\"C\"/>\n",
    );
    assert_eq!(site.told(), [""; 0]);
    let html = prose(&site);
    assert!(html.contains("<td>a, b</td><td class=\"number\">3</td>"), "{html}");
    assert!(html.contains("<td>&lt;i&gt;</td>"), "{html}");
    with(small().with("content/d.csv", ""), "# P\n\n<DataTable src=\"d.csv\"/>\n")
        .tells("M08 error content/page.md:3:1 <DataTable>: d.csv is empty");
    let semicolons = small().with("content/d.csv", "a;b\n1,5;2\n");
    let html = prose(&with(semicolons, "# P\n\n<DataTable src=\"d.csv\"/>\n"));
    assert!(html.contains("1,5</td><td"), "{html}");
    with(small().with("content/d.csv", "a,b\n1\n"), "# P\n\n<DataTable src=\"d.csv\"/>\n")
        .tells("M08 error content/page.md:3:1 <DataTable>: d.csv: CSV error");
}

#[test]
fn of_a_large_table_the_first_rows_are_shown() {
    let rows: String = (0..6000).map(|n| format!("{n},x\n")).collect();
    let large = || small().with("content/d.csv", format!("a,b\n{rows}"));
    with(large(), "# P\n\n<DataTable src=\"d.csv\"/>\n").tells(
        "M08 error content/page.md:3:1 <DataTable>: d.csv has 6000 rows; a page shows at most 5000 | Write rows=\"100\"",
    );
    let site = with(large(), "# P\n\n<DataTable src=\"d.csv\" rows=\"2\"/>\n");
    assert_eq!(site.told(), [""; 0]);
    let html = prose(&site);
    assert!(html.contains("The first 2 of 6000 rows. <a href=\"d.csv\">"), "{html}");
    assert_eq!(html.matches("<tr>").count(), 3, "{html}");
    with(large(), "# P\n\n<DataTable src=\"d.csv\" rows=\"0\"/>\n")
        .tells("M08 error content/page.md:3:1 <DataTable>: rows is a number from 1 to 5000");
}

#[test]
fn a_file_of_data_that_is_not_there_is_told_once() {
    let site = with(small(), "# P\n\n<DataTable src=\"gone.csv\"/>\n");
    assert_eq!(site.told().len(), 1, "{:?}", site.told());
    site.tells("L01 error content/page.md:3:1 there is no file gone.csv");
}

#[test]
fn includes_that_are_odd_are_warned_of() {
    let tells = |line: &str, told: &str| {
        with(snippets(), &format!("# P\n\n{line}\n"))
            .tells(&format!("M09 warning content/page.md:3:1 This include is odd: {told}"));
    };
    tells(
        "{{#inculde ../snippets/a.py}}",
        "{{#inculde …}} is shown as it is | Did you mean {{#include …}}?",
    );
    tells(
        "{{#include ../snippets/a.py:8:20}}",
        "snippets/a.py has 9 lines and no line 20 | Write :8: for all lines from 8 on.",
    );
    tells("{{#include}}", "the line names no file");
}

#[test]
fn spellings_of_mdbook_and_zola_are_read() {
    let site = with(
        small().with("snippets/a.rs", "# use x;\nfn main() {}\n"),
        "# P\n\n{{#title Other}}\n\n{{#playground ../snippets/a.rs editable}}\n\nSee `\\{{#include x}}` and `{{/* name(a=1) */}}` and `{{/*`.\n",
    );
    assert_eq!(site.told(), [""; 0]);
    let html = prose(&site);
    assert!(html.contains("data-language=\"rust\""), "{html}");
    assert!(!html.contains("use x") && !html.contains("Other"), "{html}");
    assert!(
        html.contains(
            "<code>{{#include x}}</code> and <code>{{ name(a=1) }}</code> and <code>{{/*</code>"
        ),
        "{html}"
    );
}

#[test]
fn a_folder_of_zola_has_its_page_and_links_count_from_the_root() {
    let site = with(
        small().with(
            "content/sub/_index.md",
            "+++\ntitle = \"Sub\"\n+++\n[home](@/index.md) [p](@/page.md)\n",
        ),
        "# P\n\n[sub](@/sub/_index.md) [same](sub/)\n",
    );
    assert_eq!(site.told(), [""; 0]);
    assert_eq!(prose(&site).matches("href=\"sub/index.html\"").count(), 2, "{}", prose(&site));
    assert!(site.page("sub/index.html").contains("href=\"../page.html\""));
}

#[test]
fn broken_links_may_be_warnings() {
    let config = |value: &str| format!("title: Small\ndescription: D.\n{value}");
    let text = "# P\n\n[a](gone.md) ![b](gone.png) [c](index.md#gone)\n\n{{#include gone.py}}\n\n<DataTable src=\"gone.csv\"/>\n\n## A {#x}\n\n## B {#x}\n";
    let site = with(small().with("levelbook.yaml", config("broken-links: warn\n")), text);
    let told = site.told();
    assert_eq!(told.len(), 6, "{told:?}");
    assert!(told.iter().all(|told| told.contains(" warning ")), "{told:?}");
    assert!(prose(&site).contains(">a</a>"));
    let strict = with(small().with("levelbook.yaml", config("broken-links: error\n")), text);
    assert_eq!(strict.told().iter().filter(|told| told.contains(" error ")).count(), 6);
}

#[test]
fn tabs_of_mkdocs_are_those_of_the_theme() {
    let html = page("# P\n\n=== \"A & B\"\n\n    One.\n\n=== \"C\"\n\n    Two.\n");
    assert!(html.contains("A &amp; B") && html.contains("<p>Two.</p>"), "{html}");
    let tags = page(
        "# P\n\n<Tabs>\n\n<Tab title=\"A &amp; B\">\n\nOne.\n\n</Tab>\n\n<Tab title=\"C\">\n\nTwo.\n\n</Tab>\n\n</Tabs>\n",
    );
    assert_eq!(html, tags);
}

#[test]
fn a_site_is_not_flooded_with_ranks_that_are_skipped() {
    let mut sources = small();
    for at in 0..20 {
        sources = sources.with(&format!("content/n{at}.md"), "# N\n\n### Deep\n");
    }
    let told = built(&sources).told();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(
        told[4].ends_with(
            "15 more pages have the like; `silence: [M13]` in levelbook.yaml leaves all of them be."
        ),
        "{told:?}"
    );
}

#[test]
fn mistakes_in_tags_are_told() {
    let tells = |text: &str, told: &str| with(small(), &format!("# P\n\n{text}\n")).tells(told);
    tells("<Tabs>\n\nx", "M07 error content/page.md:3:1 <Tabs> is not closed where it stands");
    tells("x\n\n</Tabs>", "M07 error content/page.md:5:1 </Tabs> closes nothing here");
    tells(
        "- <Tabs>\n\n</Tabs>",
        "M07 error content/page.md:3:3 <Tabs> is not closed where it stands",
    );
    tells(
        "<Tab>\n\nx\n\n</Tab>",
        "M08 error content/page.md:3:1 <Tab>: it needs \"title\" | Write <Tab title=\"…\">",
    );
    tells(
        "<Card titel=\"x\"/>",
        "M08 error content/page.md:3:1 <Card>: it has no argument \"titel\" | Did you mean title?",
    );
    tells(
        "<Level value=\"9\"/>",
        "M08 error content/page.md:3:1 <Level>: no level \"9\"; levels are 0 to 1",
    );
    tells(
        "<Level value=\"1\" dimension=\"x\"/>",
        "M08 error content/page.md:3:1 <Level>: no dimension \"x\"",
    );
    tells(
        "<Climb from=\"1\" to=\"0\"/>",
        "M08 error content/page.md:3:1 <Climb>: a climb goes from a lower level",
    );
    tells(
        "<Card title=\"x\" href=\"no.md\"/>",
        "L01 error content/page.md:3:1 there is no file no.md",
    );
    tells("A <Tabz> b", "M06 warning content/page.md:3:3 There is no component <Tabz>");
    tells("A Vec<String> b", "M06 warning content/page.md:3:6 There is no component <String>");
}

#[test]
fn html_of_others_does_no_harm() {
    let site = |policy: &str, text: &str| {
        let config = format!("title: S\ndescription: S.\nhtml: {policy}\n");
        prose(&with(small().with("levelbook.yaml", config), text))
    };
    let text = "# P\n\n<details open onclick=\"x()\"><summary>S</summary>\n\n<b>in</b> <script>evil()</script> <img src=x onerror=y>\n\n</details></div></main>\n\n<iframe src=\"https://e.org\"></iframe> <a href=\"javascript:x\" style=\"position:fixed\">a</a>\n";
    let clean = site("sanitize", text);
    for gone in ["<script", "onclick", "onerror", "<iframe", "javascript:", "style=", "</main>"] {
        assert!(!clean.replace("&lt;", "").contains(gone), "{gone} in {clean}");
    }
    assert!(
        clean.contains("<details open=\"\"><summary>S</summary>") && clean.contains("<b>in</b>"),
        "{clean}"
    );
    // No tag reaches out of the quote, the list or the component that it stands in.
    let quoted = site("sanitize", "# P\n\n> <div>\n\n</div>\n\n- a <b>b <i>c</b>\n- d\n");
    assert!(quoted.contains("<div>\n</div></blockquote>"), "{quoted}");
    assert!(quoted.contains("&lt;/div&gt;"), "{quoted}");
    assert!(quoted.contains("<b>b <i>c</i></b></li>"), "{quoted}");
    let shown = site("escape", text);
    assert!(shown.contains("&lt;b&gt;in&lt;/b&gt;") && !shown.contains("<b>"), "{shown}");
    assert!(
        site("escape", "# P\n\n<Tabs>\n\n<Tab title=\"T\">\n\nx\n\n</Tab>\n\n</Tabs>\n")
            .contains("tab-panel")
    );
}

#[test]
fn diagrams_bring_their_library_only_where_they_are() {
    let site = with(small(), "# P\n\n```mermaid\nflowchart LR\n  A --> B\n```\n");
    let library = site.0.output.iter().find(|(path, _)| path.as_str().starts_with("mermaid."));
    assert!(library.is_some_and(|(_, file)| file.bytes.len() > 1_000_000));
    assert!(site.page("page.html").contains("data-mermaid-from=\"mermaid."));
    assert!(prose(&site).contains("A --&gt; B"));
    assert!(!site.page("index.html").contains("mermaid"));
    let none = with(small(), "# P\n\nNo diagram.\n");
    assert!(none.0.output.iter().all(|(path, _)| !path.as_str().contains("mermaid")));
}

const GLOSSARY: &str = "drift: The data *change*.\nCI:\n  text: See [the page](page.md).\n  aka: [continuous integration]\n";

#[test]
fn words_of_the_glossary_lead_to_what_they_mean() {
    let sources = small().with("content/glossary.yaml", GLOSSARY);
    let site = with(
        sources,
        "# P\n\n## About drift\n\nDrift, drift and `drift`: [drift](index.md). Continuous integration by [](glossary:CI).\n",
    );
    assert_eq!(site.told(), [""; 0]);
    let html = prose(&site);
    assert!(html.contains("<a class=\"term\" href=\"glossary.html#drift\" data-preview=\"The data change.\">Drift</a>, drift and <code>drift</code>"), "{html}");
    assert!(html.contains("<a class=\"term\" href=\"glossary.html#ci\""), "{html}");
    assert!(html.contains(">CI</a>"), "{html}");
    let glossary = site.page("glossary.html");
    assert!(glossary.contains("The data <em>change</em>."), "{glossary}");
    assert!(
        glossary.contains("<a href=\"page.html#about-drift\">P › About drift</a>"),
        "{glossary}"
    );
    assert!(!site.has("glossary.yaml"), "the file itself is not published");
}

#[test]
fn mistakes_in_the_glossary_are_told() {
    let tells = |glossary: &str, told: &str| {
        with(small().with("content/glossary.yaml", glossary), "# P\n\n[](glossary:drif)\n")
            .tells(told);
    };
    tells(
        "drift: x\n",
        "N06 error content/page.md:3:1 no word of the glossary \"drif\" | Did you mean \"drift\"?",
    );
    tells(
        "a b:\n  txt: x\n",
        "S01 error content/glossary.yaml:2:3 unknown key \"txt\" in the term \"a b\" | Did you mean \"text\"?",
    );
    tells(
        "drift: x\nDrift: y\n",
        "S09 warning content/glossary.yaml:2:1 \"Drift\" is in the glossary twice",
    );
    tells(
        "drift: See [it](gone.md).\n",
        "L01 error content/glossary.yaml:1:8 there is no file gone.md",
    );
}
