//! The site as one document for printing.

use std::collections::HashSet;

use levelbook::site::output::When;
use levelbook::site::sources::Sources;
use levelbook::site::{Kept, Options, build};

use crate::sites::{built, repository, small, text_of};

fn course() -> Sources {
    small()
        .with("content/index.md", "# Home\n\nSee [week 1](notes/week-1.md#goals), [](level:1/tools).\n")
        .with(
            "content/notes/week-1.md",
            "# Week 1\n\n## Goals\n\n![p](p.svg) [file](data.csv) [next](week-2.md) [up](#goals)[^1]\n\n\
             <details><summary>More</summary><p id=\"own\">Hidden</p></details>\n\n\
             <svg viewBox=\"0 0 9 9\"><circle id=\"ball\" clip-path=\"url(#cut)\"/><clipPath id=\"cut\"></clipPath></svg>\n\n\
             <script>document.write(\"<h1>no</h1>\")</script>\n\n[^1]: A foot.\n",
        )
        .with("content/notes/week-2.md", "# Week 2\n\n## Goals\n\n[home](../index.md) [web](https://example.org/a)\n")
        .with("content/notes/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .with("content/notes/data.csv", "a,b\n")
}

/// The values of an attribute.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let begin = format!(" {attribute}=\"");
    html.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Fails where a link into the document leads nowhere, or an id stands twice.
#[track_caller]
fn holds_together(document: &str) {
    let ids = values(document, "id");
    let known: HashSet<_> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id stands twice");
    let links: Vec<_> =
        values(document, "href").into_iter().filter_map(|l| l.strip_prefix('#')).collect();
    assert!(links.len() > 3, "{links:?}");
    for link in links {
        let id = percent_encoding::percent_decode_str(link).decode_utf8_lossy();
        assert!(known.contains(&*id), "#{link} leads nowhere");
    }
    for list in ["aria-labelledby", "for", "headers"] {
        for id in values(document, list).into_iter().flat_map(str::split_whitespace) {
            assert!(known.contains(id), "{list}={id} names nothing");
        }
    }
}

#[test]
fn the_whole_site_is_one_document_in_reading_order() {
    let site = built(&course());
    assert_eq!(site.told(), [""; 0]);
    let document = site.page("print.html");
    holds_together(&document);
    assert!(document.contains("<meta name=\"robots\" content=\"noindex\">"));
    // A section with a name is a landmark, and those of several pages have the same names.
    let sections: Vec<_> = document.split("<section ").skip(1).collect();
    let is_named = |tag: &&str| tag.split('>').next().is_some_and(|tag| tag.contains("aria-label"));
    let named: Vec<_> = sections.iter().filter(|tag| is_named(tag)).collect();
    assert!(!named.is_empty() && named.iter().all(|tag| tag.contains(" role=\"group\">")));
    let order =
        ["p-index", "p-notes-week-1", "p-notes-week-2", "p-m-index", "p-m-level-0", "p-m-matrix"];
    let at: Vec<_> = order.map(|id| document.find(&format!(" id=\"{id}\"")).expect(id)).into();
    let home_first = at[0] < at[1] && at[1] < at[2] && at[3] < at[4] && at[4] < at[5];
    assert!(home_first, "{at:?}");
    for link in [
        "#p-notes-week-1--goals",
        "#p-m-level-1--tools",
        "#p-notes-week-2",
        "#p-index",
        "notes/data.csv",
        "https://example.org/a",
    ] {
        assert!(document.contains(&format!("href=\"{link}\"")), "{link}");
    }
    assert!(document.contains("src=\"notes/p.svg\""));
    assert!(
        document.contains("<h2>Week 1</h2>")
            && document.contains("<h3 id=\"p-notes-week-1--goals\""),
        "{document}"
    );
    assert!(document.contains("<details open>"), "paper cannot be clicked");
    assert!(document.contains("clip-path=\"url(#p-notes-week-1--cut)\""), "{document}");
    assert!(!document.contains("document.write"), "scripts of pages stay there");
}

#[test]
fn sections_and_models_have_a_document_of_their_own() {
    let site = built(&course());
    let notes = site.page("notes/print.html");
    holds_together(&notes);
    assert!(notes.contains("<h1>Notes</h1>"), "{notes}");
    assert!(notes.contains("href=\"../index.html\"") && notes.contains("src=\"p.svg\""), "{notes}");
    assert!(!notes.contains("id=\"p-m-index\""));
    let model = site.page("m/print.html");
    holds_together(&model);
    assert!(model.contains("<h1>Small model</h1>") && !model.contains("Week 1"), "{model}");
    let page = site.page("m/level-0.html");
    assert!(
        page.contains("<a href=\"print.html\" rel=\"nofollow\">Print this model</a>"),
        "{page}"
    );
    assert!(page.contains("<a href=\"../print.html\" rel=\"nofollow\">Print all</a>"), "{page}");
    let index =
        String::from_utf8_lossy(
            &site
                .0
                .output
                .iter()
                .flat_map(|(p, f)| {
                    if p.as_str().starts_with("search/") { f.bytes.to_vec() } else { Vec::new() }
                })
                .collect::<Vec<u8>>(),
        )
        .into_owned();
    assert!(!index.contains("print.html"), "documents are not found by search");
}

#[test]
fn addresses_as_folders_are_followed_too() {
    let site = course().with("levelbook.yaml", "title: S\nurls: folders\n");
    let site = built(&site);
    let document = site.page("print/index.html");
    holds_together(&document);
    for link in ["#p-notes-week-1-index--goals", "#p-index", "../notes/data.csv"] {
        assert!(document.contains(&format!("href=\"{link}\"")), "{link}: {document}");
    }
    assert!(site.page("notes/week-1/index.html").contains("href=\"../../print/\""));
}

#[test]
fn it_can_be_left_out_and_an_authors_own_page_stays() {
    let without = built(&course().with("levelbook.yaml", "title: S\nprint: false\n"));
    assert!(!without.has("print.html") && !without.has("m/print.html"));
    assert!(!without.page("index.html").contains("Print all"));
    let own = built(&course().with("content/print.md", "# Printing\n\nHow we print.\n"));
    assert_eq!(own.told(), [""; 0]);
    assert!(own.page("print.html").contains("How we print."));
    assert!(!own.page("index.html").contains("Print all") && own.has("m/print.html"));
}

#[test]
fn a_large_site_has_them_when_asked() {
    let notes = |site: Sources| {
        (0..301).fold(site, |site, n| site.with(&format!("content/n{}/n{n}.md", n / 50), "# N\n"))
    };
    let site = built(&notes(small()));
    assert!(!site.has("print.html") && !site.page("index.html").contains("Print all"));
}

#[test]
fn every_word_of_the_guide_is_in_its_document() {
    let site = built(&repository("docs"));
    let document = site.page("print.html");
    holds_together(&document);
    let printed = text_of(&document);
    for page in
        ["writing-notes.html", "configuration.html", "diagnostics.html", "example-notes.html"]
    {
        let html = site.page(page);
        let prose = html.split_once("<div class=\"prose\">").expect("prose").1;
        let text = text_of(prose.split("<p class=\"read\"").next().unwrap_or_default());
        assert!(text.len() > 400 && printed.contains(&text), "{page}");
    }
}

#[test]
fn a_preview_puts_it_off_and_a_second_build_gives_the_same() {
    let kept = Kept::default();
    let later = Options { overall: When::Later, ..Options::default() };
    let first = build(&course(), &later, &kept);
    assert_eq!((first.errors(), first.warnings()), (0, 0), "what comes later is no broken link");
    let out = levelbook::site::address::OutPath::new("print.html");
    assert!(first.output.get(&out).is_none());
    build(&course(), &Options::default(), &kept);
    let edited = course().with("content/notes/week-2.md", "# Week 2\n\nEdited.\n");
    let old = build(&edited, &later, &kept).output.get(&out).cloned().expect("the one before");
    assert!(!String::from_utf8_lossy(&old.bytes).contains("Edited."));
    let warm = build(&edited, &Options::default(), &kept).output;
    assert_eq!(warm, build(&edited, &Options::default(), &Kept::default()).output);
    assert!(
        String::from_utf8_lossy(&warm.get(&out).expect("a document").bytes).contains("Edited.")
    );
}
