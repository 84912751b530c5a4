//! Files for machines, read the way machines read them.

use levelbook::site::Options;
use levelbook::site::address::OutPath;
use levelbook::site::output::When;
use levelbook::site::sources::Sources;
use serde_json::Value;

use crate::sites::{Built, built, built_with, small};

const URL: &str = "https://example.org/course/";

/// A site with dated notes, a tag, links between notes and model, and a note that is not listed.
fn course() -> Sources {
    small()
        .with("levelbook.yaml", "title: Tools & people\ndescription: A <small> course.\nbase-url: https://example.org/course\nauthors: [Ada]\n")
        .with("content/notes/one.md", "---\ntitle: One & only\ndate: 2024-01-31\ntags: [C++, Basics]\n---\n\nSee [two](two.md#part), [the start](level:0), [](level:1/tools),\n[by name][ref] and ![a box](box.svg).\n\n[ref]: ../index.md \"Home\"\n")
        .with("content/notes/two.md", "---\ndate: 2024-03-01\ntags: [basics]\nauthors: [Grace, Alan]\ndescription: The second.\n---\n# Two\n\n## Part\n\n[One](<one.md> 'title') & <https://example.org/a?b=1&c=2>\n")
        .with("content/notes/box.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='2'/>")
        .with("content/veiled.md", "---\ntitle: Veiled\nunlisted: true\ndate: 2024-02-02\ntags: [Secret]\nmodel: m\n---\n\n## Growth\n\nWhat nobody lists. [To Tools](dimension:tools)\n")
}

fn site() -> Built {
    let site = built(&course());
    assert_eq!(site.told(), [""; 0]);
    site
}

/// The texts of all elements of a name, in order.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|e| panic!("{e}\n{xml}"));
    let elements = document.descendants().filter(|node| node.tag_name().name() == name);
    elements.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn json(site: &Built, path: &str) -> Value {
    serde_json::from_str(&site.page(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_sitemap_names_each_listed_page_by_its_own_address() {
    let site = site();
    let addresses = texts(&site.page("sitemap.xml"), "loc");
    for page in ["", "notes/", "notes/one.html", "m/", "m/level-1.html", "tags/c-plus-plus.html"] {
        assert!(addresses.contains(&format!("{URL}{page}")), "{page}: {addresses:#?}");
    }
    assert!(
        addresses.iter().all(|address| !address.contains("veiled") && !address.contains("404"))
    );
    assert_eq!(texts(&site.page("sitemap.xml"), "lastmod"), ["2024-01-31", "2024-03-01"]);
    for address in &addresses {
        let path = address.strip_prefix(URL).expect("an address of the site");
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.into()
        };
        assert!(site.page(&file).contains(&format!("<link rel=\"canonical\" href=\"{address}\">")));
    }
}

#[test]
fn without_a_base_url_nothing_speaks_in_absolute_addresses() {
    let site = built(&course().with("levelbook.yaml", "title: Small\n"));
    assert_eq!(site.told(), [""; 0]);
    for path in ["sitemap.xml", "feed.xml", "tags/basics.xml"] {
        assert!(!site.has(path), "{path}");
    }
    assert_eq!(site.page("robots.txt"), "User-agent: *\nAllow: /\n");
    assert!(site.page("llms.txt").contains("](notes/one.md)"));
    assert!(!site.page("index.html").contains("ld+json"));
}

#[test]
fn robots_are_told_of_the_sitemap_unless_the_author_speaks_to_them() {
    let ending = "\nSitemap: https://example.org/course/sitemap.xml\n";
    assert!(site().page("robots.txt").ends_with(ending));
    let own = built(&course().with("content/robots.txt", "User-agent: *\nDisallow: /\n"));
    assert_eq!(own.page("robots.txt"), "User-agent: *\nDisallow: /\n");
}

#[test]
fn the_feed_has_the_dated_notes_the_newest_first() {
    let site = site();
    let feed = site.page("feed.xml");
    assert_eq!(texts(&feed, "title"), ["Tools & people", "Two", "One & only"]);
    assert_eq!(texts(&feed, "subtitle"), ["A <small> course."]);
    assert_eq!(texts(&feed, "name"), ["Ada", "Grace", "Alan", "Ada"]);
    assert_eq!(texts(&feed, "updated")[0], "2024-03-01T00:00:00Z");
    let content = &texts(&feed, "content")[1];
    assert!(
        content.contains("href=\"https://example.org/course/notes/two.html#part\""),
        "{content}"
    );
    assert!(content.contains("src=\"https://example.org/course/notes/box.svg\""), "{content}");
    for page in ["index.html", "notes/one.html", "m/level-0.html"] {
        assert!(
            site.page(page).contains("type=\"application/atom+xml\" title=\"Tools &amp; people\"")
        );
    }
}

#[test]
fn a_tag_has_a_page_and_a_feed_of_its_own() {
    let site = site();
    let page = site.page("tags/basics.html");
    assert!(
        page.contains("href=\"../notes/one.html\"") && page.contains("href=\"../notes/two.html\"")
    );
    assert!(page.contains("href=\"basics.xml\""), "{page}");
    assert_eq!(texts(&site.page("tags/basics.xml"), "title")[1..], ["Two", "One & only"]);
    assert_eq!(texts(&site.page("tags/c-plus-plus.xml"), "title")[1..], ["One & only"]);
    assert!(site.page("notes/one.html").contains("href=\"../tags/c-plus-plus.html\""));
    assert!(site.page("tags/index.html").contains("href=\"c-plus-plus.html\""));
    assert!(!site.has("tags/secret.html"));
}

#[test]
fn an_unlisted_note_is_reached_by_its_address_alone() {
    let site = site();
    assert!(site.page("veiled.html").contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(!site.page("index.html").contains("noindex"));
    for (path, file) in site.0.output.iter().filter(|(path, _)| path.as_str() != "veiled.html") {
        let text = String::from_utf8_lossy(&file.bytes);
        assert!(!text.contains("veiled") && !text.contains("nobody lists"), "{path} tells of it");
    }
}

#[test]
fn a_note_is_there_as_markdown_with_links_to_markdown() {
    let site = site();
    assert_eq!(
        site.page("notes/one.md"),
        "# One & only\n\nSee [two](two.md#part), [the start](../m/level-0.md), [Level 1 · Growth](../m/level-1.md#tools),\n\
         [by name](../index.md) and ![a box](box.svg).\n\n[ref]: ../index.md \"Home\"\n"
    );
    assert!(
        site.page("notes/two.md")
            .contains("[One](one.md 'title') & <https://example.org/a?b=1&c=2>")
    );
    assert!(site.page("notes/one.html").contains("type=\"text/markdown\" href=\"one.md\""));
}

#[test]
fn a_note_as_markdown_holds_what_it_includes() {
    let whole = "---\ntitle: Whole\n---\n\nBefore, [one](notes/one.md).\n\n{{#include notes/parts/rules.md}}\n\n```python\n{{#include notes/parts/train.py:2}}\n```\n\nBehind, [two](notes/two.md).\n";
    let sources = course()
        .with("content/whole.md", whole)
        .with(
            "content/notes/parts/rules.md",
            "---\ntitle: Rules\n---\n\nA rule, see [two](../two.md#part).\n",
        )
        .with("content/notes/parts/train.py", "import model\nmodel.train()\n");
    let text = built(&sources).page("whole.md");
    assert_eq!(
        text,
        "# Whole\n\nBefore, [one](notes/one.md).\n\n\nA rule, see [two](notes/two.md#part).\n\n```python\nmodel.train()\n```\n\nBehind, [two](notes/two.md).\n"
    );
}

#[test]
fn a_model_is_there_as_markdown_page_by_page() {
    let site = site();
    let level = site.page("m/level-1.md");
    assert!(
        level.starts_with("# Level 1 · Growth\n\nPart of [Small model](index.md)\n\n## [People]"),
        "{level}"
    );
    assert!(level.contains("## [Tools](dimension-tools.md)\n\n- paper\n- wiki\n"), "{level}");
    let matrix = site.page("m/matrix.md");
    assert!(
        matrix.contains("\n| [Tools](dimension-tools.md) | paper; pencil | paper; wiki |\n"),
        "{matrix}"
    );
    assert!(
        site.page("m/dimension-people.md")
            .contains("## [Level 0 · Start](level-0.md)\n\n- alone\n")
    );
}

#[test]
fn every_link_between_files_of_markdown_leads_to_a_file() {
    let site = site();
    let mut links = 0;
    for (path, file) in site.0.output.iter().filter(|(path, _)| path.as_str().ends_with(".md")) {
        let text = String::from_utf8_lossy(&file.bytes);
        for part in text.split("](").skip(1) {
            let link = part.split([')', ' ', '#']).next().unwrap_or_default();
            let mut parts: Vec<&str> = path.folder().split('/').filter(|p| !p.is_empty()).collect();
            for part in link.split('/') {
                match part {
                    ".." => drop(parts.pop().expect("a folder above")),
                    part => parts.push(part),
                }
            }
            let to = parts.join("/");
            assert!(site.0.output.get(&OutPath::new(to.as_str())).is_some(), "{path}: {link}");
            links += 1;
        }
    }
    assert!(links > 30, "{links} links");
}

#[test]
fn llms_txt_names_the_pages_as_markdown() {
    let text = site().page("llms.txt");
    assert!(text.starts_with("# Tools & people\n\n> A \\<small> course.\n\n## Pages\n\n- [Home](https://example.org/course/index.md): "), "{text}");
    assert!(
        text.contains("- [Two](https://example.org/course/notes/two.md): The second.\n"),
        "{text}"
    );
    assert!(text.contains("## Small model\n"), "{text}");
}

#[test]
fn the_inventory_has_each_page_with_its_ids() {
    let site = site();
    let inventory = json(&site, "inventory.json");
    assert_eq!(
        (inventory["format"].as_u64(), &inventory["base-url"]),
        (Some(1), &Value::from(URL))
    );
    let pages = inventory["pages"].as_array().expect("pages");
    let page = |href: &str| pages.iter().find(|page| page["href"] == href).expect("the page");
    let two = page("notes/two.html");
    assert_eq!((&two["kind"], &two["title"]), (&Value::from("note"), &Value::from("Two")));
    assert_eq!(two["ids"][0], serde_json::json!({"id": "part", "title": "Part"}));
    for entry in pages {
        let html = site.page(entry["href"].as_str().expect("an address"));
        for id in entry["ids"].as_array().expect("ids") {
            let id = id["id"].as_str().expect("an id");
            assert!(html.contains(&format!("id=\"{id}\"")), "{}: no {id}", entry["href"]);
        }
    }
    let level = page("m/level-0.html")["ids"].as_array().expect("ids").len();
    assert_eq!(level, 5, "two cells and three items");
}

#[test]
fn pages_say_what_they_are() {
    let site = site();
    let data = |path: &str| -> Value {
        let page = site.page(path);
        let from = page.split("<script type=\"application/ld+json\">").nth(1).expect("JSON-LD");
        serde_json::from_str(from.split("</script>").next().expect("an end")).expect("JSON")
    };
    let kinds = |path: &str| -> Vec<String> {
        let graph = data(path)["@graph"].as_array().expect("a graph").clone();
        graph.iter().map(|thing| thing["@type"].as_str().expect("a type").to_owned()).collect()
    };
    assert_eq!(kinds("index.html"), ["WebSite", "Course"]);
    assert_eq!(kinds("notes/one.html"), ["TechArticle", "BreadcrumbList"]);
    assert_eq!(kinds("m/index.html"), ["DefinedTermSet", "BreadcrumbList"]);
    assert_eq!(kinds("m/level-0.html"), ["DefinedTerm", "BreadcrumbList"]);
    let two = &data("notes/two.html")["@graph"];
    assert_eq!(two[0]["author"][1]["name"], "Alan");
    assert_eq!(two[0]["datePublished"], "2024-03-01");
    let way = two[1]["itemListElement"].as_array().expect("items");
    let items: Vec<_> = way.iter().map(|item| item["item"].as_str().expect("an address")).collect();
    assert_eq!(
        items,
        [URL, "https://example.org/course/notes/", "https://example.org/course/notes/two.html"]
    );
}

#[test]
fn a_text_cannot_end_the_script_that_it_stands_in() {
    let page = "---\ntitle: A\ndescription: \"</script><script>alert(1)</script>\"\n---\n";
    let html = built(&course().with("content/a.md", page)).page("a.html");
    assert!(!html.contains("<script>alert"), "{html}");
}

#[test]
fn folders_as_addresses_have_their_files_inside() {
    let config = "title: Small\nurls: folders\nbase-url: https://example.org/\n";
    let site = built_with(&course().with("levelbook.yaml", config), &Options::default());
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("notes/two/index.md").contains("[One](../one/index.md 'title')"));
    assert!(
        texts(&site.page("sitemap.xml"), "loc").contains(&"https://example.org/notes/two/".into())
    );
    assert!(site.page("notes/two/index.html").contains("href=\"https://example.org/notes/two/\""));
}

#[test]
fn each_page_has_a_card_where_its_address_is_known() {
    let options = Options { cards: Some(When::Now), ..Options::default() };
    let site = built_with(&course(), &options);
    assert_eq!(site.told(), [""; 0]);
    let card = |path: &str| site.0.output.get(&OutPath::new(path)).map(|file| file.bytes.clone());
    let png = card("cards/notes/one.png").expect("a card");
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png[..])).read_info().expect("a PNG");
    assert_eq!((reader.info().width, reader.info().height), (1200, 630));
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("all pixels");
    assert!(pixels.iter().any(|&pixel| pixel != 0), "something stands on it");
    assert!(png.len() < 40_000, "{} bytes", png.len());
    assert_ne!(png, card("cards/notes/two.png").expect("another card"));
    let named =
        "<meta property=\"og:image\" content=\"https://example.org/course/cards/notes/one.png\">";
    assert!(site.page("notes/one.html").contains(named));
    assert!(!site.has("cards/veiled.png") && !site.has("cards/404.png"));
    assert_eq!(site.0.output, built_with(&course(), &options).0.output, "the same bytes each time");
    let without = Options { base_url: None, cards: Some(When::Now), ..Options::default() };
    let local = built_with(&course().with("levelbook.yaml", "title: Small\n"), &without);
    assert!(!local.has("cards/index.png") && !local.page("index.html").contains("og:image"));
}

#[test]
fn a_title_that_cannot_be_written_gets_no_card_and_an_authors_own_stays() {
    let options = Options { cards: Some(When::Now), ..Options::default() };
    let sources = course()
        .with("content/week.md", "---\ntitle: 第一周\n---\n")
        .with("content/cards/index.png", "mine");
    let site = built_with(&sources, &options);
    assert!(!site.has("cards/week.png") && !site.page("week.html").contains("og:image"));
    assert_eq!(site.page("cards/index.png"), "mine");
}
