//! What a build promises, whatever the site: the same bytes each time, one file an address, links
//! that work anywhere.

use levelbook::site::sources::Sources;
use levelbook::site::{Kept, Options, build};

use crate::sites::{MODEL, built, built_with, repository, small};

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sources = repository("");
    assert_eq!(built(&sources).0.output, built(&sources).0.output);
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_edit() {
    let kept = Kept::default();
    let edits: Vec<Sources> = vec![
        small(),
        small().with("content/a.md", "# A\n\nSee [home](index.md).\n"),
        small().with("content/a.md", "# Renamed\n\nSee [home](index.md).\n"),
        small().with("content/m.model.yaml", MODEL.replace("wiki", "handbook")),
        small().with("levelbook.yaml", "title: Other\n"),
        small().with("content/a.md", "# A\n\n[broken](nowhere.md)\n"),
        small()
            .with("levelbook.yaml", "title: Small\ntheme: own\n")
            .with("themes/own/templates/note.html", "{{ page.title }}"),
        small(),
    ];
    for sources in &edits {
        let warm = build(sources, &Options::default(), &kept);
        let cold = build(sources, &Options::default(), &Kept::default());
        assert_eq!(warm.output, cold.output);
        assert_eq!(warm.diagnostics, cold.diagnostics);
    }
}

#[test]
fn an_edit_renders_only_the_pages_that_it_changes() {
    let kept = Kept::default();
    let with = |text: &str| {
        small().with("content/a.md", format!("---\ntitle: A\ndescription: d\n---\n{text}"))
    };
    build(&with("One."), &Options::default(), &kept);
    let again = build(&with("One."), &Options::default(), &kept).summary;
    assert_eq!((again.parsed, again.rendered), (0, 0));
    let edited = build(&with("Two."), &Options::default(), &kept).summary;
    assert_eq!((edited.parsed, edited.rendered), (1, 1));
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let page = "---\ntitle: A\n---\n\nOne\ntwo.\n\n```rust\nfn a() {}\n```\n";
    let lf = built(&small().with("content/a.md", page));
    let crlf = format!("\u{feff}{}", page.replace('\n', "\r\n"));
    let model = MODEL.replace('\n', "\r\n");
    let other = built(&small().with("content/a.md", crlf).with("content/m.model.yaml", model));
    assert_eq!(lf.0.output, other.0.output);
}

#[test]
fn all_links_are_relative_and_name_files() {
    let site = built(&repository(""));
    for (path, file) in site.0.output.iter().filter(|(p, _)| p.as_str().ends_with(".html")) {
        let html = String::from_utf8_lossy(&file.bytes);
        for part in html.split("href=\"").skip(1) {
            let href = part.split('"').next().unwrap_or_default();
            let is_relative = !href.starts_with('/') && !href.ends_with('/');
            let is_elsewhere = href.starts_with("http");
            assert!(is_relative || is_elsewhere || path.as_str() == "404.html", "{path}: {href}");
        }
    }
}

#[test]
fn the_404_page_leads_home_from_any_depth() {
    let base_url = Some("https://example.org/repo/".into());
    let options = Options { base_url, ..Options::default() };
    let page = built_with(&small(), &options).page("404.html");
    assert!(page.contains("href=\"/repo/index.html\""), "{page}");
    assert!(page.contains("href=\"/repo/style."), "{page}");
}

#[test]
fn folders_as_addresses() {
    let site = built(&small().with("levelbook.yaml", "title: Small\nurls: folders\n"));
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("m/level-0/index.html").contains("href=\"../level-1/\""));
}

#[test]
fn a_level_says_what_it_adds_keeps_and_drops() {
    let json = built(&small()).page("m/model.json");
    let model: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let of = |added, kept, dropped| serde_json::json!({"added": added, "changed": 0, "kept": kept, "dropped": dropped});
    let mut climb = of(2, 1, 2);
    climb["from"] = "0".into();
    climb["to"] = "1".into();
    climb["dimensions"] = serde_json::json!({"people": of(1, 0, 1), "tools": of(1, 1, 1)});
    assert_eq!(model["x-levelbook"]["climbs"][0], climb);
    let csv = built(&small()).page("m/matrix.csv");
    assert!(csv.contains("\r\n1,Growth,tools,Tools,item,,wiki,,,,\r\n"), "{csv}");
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let sources = small().with("content/later.md", "---\ndraft: true\n---\n# Later\n");
    assert!(!built(&sources).has("later.html"));
    let options = Options { drafts: true, ..Options::default() };
    assert!(built_with(&sources, &options).has("later.html"));
}

#[test]
fn an_earlier_address_leads_to_the_page() {
    let page = "---\ntitle: New\naliases: [old/place.html, older/]\n---\n";
    let site = built(&small().with("content/new.md", page));
    assert!(site.page("old/place.html").contains("url=../new.html"));
    assert!(site.page("older/index.html").contains("url=../new.html"));
}

#[test]
fn files_beside_pages_are_published_and_pictures_know_their_size() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05\x08\x02\0\0\0";
    let sources =
        small().with("content/a b.png", png).with("content/p.md", "# P\n\n![A dot](<a b.png>)\n");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    let page = site.page("p.html");
    assert!(
        page.contains("src=\"a%20b.png\"") && page.contains("width=\"7\" height=\"5\""),
        "{page}"
    );
}

#[test]
fn a_theme_overrides_a_file_or_a_block() {
    let sources = small()
        .with("levelbook.yaml", "title: Small\ntheme: own\n")
        .with("content/a.md", "# A\n")
        .with(
            "themes/own/templates/note.html",
            "{% extends \"default/note.html\" %}{% block footer %}OUR FOOTER{% endblock %}",
        )
        .with("themes/own/static/logo.svg", "<svg/>");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("a.html").contains("OUR FOOTER"));
    assert!(!site.page("index.html").contains("OUR FOOTER"));
    assert!(site.has("logo.svg"));
}

#[test]
fn links_of_the_footer_lead_to_their_pages_from_everywhere() {
    let sources = Sources::default()
        .with("levelbook.yaml", "title: T\nfooter: Read [A](notes/a.md)\n")
        .with("content/index.md", "Home\n")
        .with("content/notes/a.md", "# A\n")
        .with("content/notes/deep/b.md", "# B\n");
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    for (page, href) in [
        ("index.html", "notes/a.html"),
        ("notes/a.html", "a.html"),
        ("notes/deep/b.html", "../a.html"),
    ] {
        let foot = site.page(page);
        assert!(foot.contains(&format!("<div>Read <a href=\"{href}\">A</a></div>")), "{page}");
    }
}

#[test]
fn odd_names_work_everywhere() {
    let model = "dimensions: [\"R&D / 研究 #1?\", 100%]\nlevels:\n  - {level: -1, name: \"<b>Low</b>\", \
                 cells: {\"R&D / 研究 #1?\": [a], 100%: [b]}}\n  - {level: 1.5, name: عالي, \
                 cells: {\"R&D / 研究 #1?\": [c], 100%: [d]}}\n";
    let sources = small()
        .with("content/m.model.yaml", model)
        .with("content/notes & more/größe + ü #1.md", "# Ä\n\n[back](../index.md)\n");
    let site = built(&sources);
    let errors: Vec<String> =
        site.told().into_iter().filter(|line| line.contains(" error ")).collect();
    assert_eq!(errors, [""; 0]);
    assert!(site.has("m/level--1.html") && site.has("m/level-1.5.html"));
    assert!(!site.page("m/level--1.html").contains("<b>Low</b>"));
}
