//! Sections with a look of their own: `params` that hold below a folder, classes by folder, files of
//! data for templates.

use levelbook::site::sources::{Source, SourcePath, Sources};

use crate::sites::{Built, built, sidebar, small};

/// A theme whose pages say what they were given.
fn themed(template: &str) -> Sources {
    small()
        .with("levelbook.yaml", "title: T\ndescription: D.\ntheme: own\n")
        .with(
            "themes/own/templates/base.html",
            format!("{{% extends \"default/base.html\" %}}\n{{% block breadcrumbs %}}{template}{{% endblock breadcrumbs %}}\n"),
        )
}

/// What stands between the two signs on a page.
#[track_caller]
fn said(site: &Built, page: &str) -> String {
    assert_eq!(site.told(), [""; 0]);
    let html = site.page(page);
    let rest = html.split_once('«').unwrap_or_else(|| panic!("{page} says nothing")).1;
    rest.split_once('»').expect("an end").0.to_owned()
}

#[test]
fn params_of_a_folder_hold_for_the_pages_below_the_nearest_first() {
    let note = |params: &str| format!("---\ndescription: D.\nparams: {params}\n---\n\nText.\n");
    let site = built(
        &themed("«{% for key, value in page.params %}{{ key }}={{ value }};{% endfor %}»")
            .with("content/index.md", note("{home: only}"))
            .with("content/notes/index.md", note("{by: Ada, tone: {a: 1}, banner: true}"))
            .with("content/notes/one.md", "---\ndescription: D.\n---\n\nText.\n")
            .with("content/notes/deep/README.md", note("{by: Bo, tone: {b: 2}}"))
            .with("content/notes/deep/two.md", note("{banner: null, own: x}"))
            .with("content/m/index.md", note("{of: model}")),
    );
    assert_eq!(said(&site, "index.html"), "home=only;");
    assert_eq!(said(&site, "notes/index.html"), "by=Ada;tone={&quot;a&quot;: 1};banner=true;");
    assert_eq!(said(&site, "notes/one.html"), "by=Ada;tone={&quot;a&quot;: 1};banner=true;");
    assert_eq!(said(&site, "notes/deep/index.html"), "by=Bo;tone={&quot;b&quot;: 2};banner=true;");
    assert_eq!(said(&site, "notes/deep/two.html"), "by=Bo;tone={&quot;b&quot;: 2};banner=;own=x;");
    assert_eq!(said(&site, "m/level-1.html"), "of=model;");
    assert_eq!(said(&site, "m/matrix.html"), "of=model;");
}

#[test]
fn a_page_is_of_the_classes_of_its_folders() {
    let site = built(
        &small()
            .with("content/notes/Week 1/a.md", "---\ndescription: D.\n---\n\nText.\n")
            .with("content/b.md", "---\ndescription: D.\n---\n\nText.\n"),
    );
    let has = |page: &str, body: &str| {
        let html = site.page(page);
        assert!(html.contains(&format!("<body class=\"{body}\"")), "{body}\nnot in\n{html}");
    };
    has("notes/Week 1/a.html", "kind-note in-notes in-notes-week-1");
    has("notes/index.html", "kind-section in-notes");
    has("m/level-0.html", "kind-level in-m");
    has("b.html", "kind-note");
    has("index.html", "kind-home");
}

/// As books of mdBook's have it: `first.md` stands beside what belongs to it.
#[test]
fn a_note_beside_a_folder_of_its_name_is_the_page_of_the_folder() {
    let note = |title: &str| format!("---\ndescription: D.\n---\n# {title}\n");
    let sources = small()
        .with("content/first.md", note("The first steps"))
        .with("content/first/install.md", note("Install"))
        .with("content/first/deep/part.md", note("Part"));
    for urls in ["files", "folders"] {
        let config = format!("title: T\ndescription: D.\nurls: {urls}\n");
        let site = built(&sources.clone().with("levelbook.yaml", config));
        assert_eq!(site.told(), [""; 0]);
        let (page, first) = match urls {
            "files" => ("first/install.html", "../first.html"),
            _ => ("first/install/index.html", "../"),
        };
        let html = site.page(page);
        assert_eq!(site.has("first/index.html"), urls == "folders");
        let crumb = format!("<li><a href=\"{first}\">The first steps</a></li>\n</ol>");
        assert!(html.contains(&crumb), "{crumb}\nnot in\n{html}");
        let sidebar = format!("<a href=\"{first}\">The first steps</a>\n<ul>");
        assert!(html.contains(&sidebar), "{sidebar}\nnot in\n{html}");
    }
    let own = built(&sources.with("content/first/index.md", note("Own")));
    assert!(own.page("first/install.html").contains("<a href=\"index.html\">Own</a></li>\n</ol>"));
    assert!(own.has("first.html"));
}

#[test]
fn templates_have_the_files_of_data() {
    let site = built(
        &themed("«{% for person in site.data.team.people %}{{ person.name }} {{ person.room }};{% endfor %}{{ site.data[\"open-days\"] | length }}»")
            .with("content/data/team/people.csv", "name,room\nAda,012\nBo,7\n")
            .with("content/data/open-days.yaml", "- monday\n- friday\n"),
    );
    assert_eq!(said(&site, "m/level-1.html"), "Ada 012;Bo 7;2");
    assert!(site.has("data/team/people.csv"), "it is published like any file");
}

#[test]
fn data_that_no_template_asks_for_is_left_alone() {
    let broken = |template: &str| themed(template).with("content/data/x.json", "{");
    assert_eq!(built(&broken("")).told(), [""; 0]);
    built(&broken("{{ site.data | length }}")).tells(
        "S10 error content/data/x.json:1:1 the file of data cannot be read: EOF while parsing",
    );
}

#[test]
fn a_folder_that_the_navigation_leaves_out_is_above_its_pages() {
    let sources = Sources::default()
        .with(
            "levelbook.yaml",
            "title: T\ndescription: T.\nnavigation: [notes/a.md, notes/deep/b.md]\n",
        )
        .with("content/index.md", "Home\n")
        .with("content/notes/a.md", "# A\n")
        .with("content/notes/deep/b.md", "# B\n");
    let site = built(&sources);
    let crumbs = |page: &str| {
        let html = site.page(page);
        let start = html.find("class=\"crumbs\"").unwrap_or_else(|| panic!("{page} has crumbs"));
        let crumbs = html[start..].split("</nav>").next().unwrap_or_default().to_owned();
        crumbs
            .split("href=\"")
            .skip(1)
            .map(|rest| rest[..rest.find('"').unwrap()].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(crumbs("notes/a.html"), ["../index.html", "index.html"]);
    assert_eq!(crumbs("notes/index.html"), ["../index.html"]);
    assert_eq!(crumbs("notes/deep/b.html"), ["../../index.html", "../index.html", "index.html"]);
    assert_eq!(crumbs("notes/deep/index.html"), ["../../index.html", "../index.html"]);
}

/// A sidebar is as long as a reader can use, whatever the size of the site: what is too long to be shown whole
/// is unfolded along the way to the page, and of a long list there is the part that the page is in.
#[test]
fn the_sidebar_of_a_large_site_stays_short() {
    let mut sources = small();
    let mut note = |path: String| {
        let text = format!("---\ndescription: D.\n---\n# {path}\n");
        sources.insert(Source::new(SourcePath::new(format!("content/{path}.md")), text.as_bytes()));
    };
    (1..=240).for_each(|n| note(format!("flat/n{n}")));
    (1..=4).for_each(|part| (1..=50).for_each(|n| note(format!("deep/p{part}/n{n}"))));
    let site = built(&sources);
    assert_eq!(site.told(), [""; 0]);
    let shown = sidebar(&site, "flat/n100.html");
    // 240 are three parts of 80.
    let before = shown.iter().position(|line| line == "  … 80 before > n80.html").expect("before");
    let after = shown.iter().position(|line| line == "  … 80 after > n161.html").expect("after");
    assert_eq!(after - before, 81);
    assert_eq!(shown[before + 1], "  flat/n81 > n81.html");
    assert!(site.page("flat/n100.html").contains("href=\"n100.html\" aria-current=\"page\""));
    assert!(!shown.iter().any(|line| line.contains("deep/p1")), "{shown:#?}");
    // The first and the last part have one neighbour, and the folder's own page shows the first.
    let ends = |page: &str| sidebar(&site, page).iter().filter(|line| line.contains('…')).count();
    assert_eq!([ends("flat/n80.html"), ends("flat/n240.html"), ends("flat/index.html")], [1, 1, 1]);
    let shown = sidebar(&site, "deep/p2/n7.html");
    let in_part = |part: &str| {
        let page = |line: &&String| line.contains(&format!("deep/{part}/"));
        shown.iter().filter(page).count()
    };
    assert_eq!([in_part("p1"), in_part("p2"), in_part("p3")], [0, 50, 0], "{shown:#?}");
    assert!(shown.contains(&"  P3 > ../p3/index.html".to_owned()), "{shown:#?}");
    // Without the long list all is there at once.
    let small = built(&small().with("content/a.md", "# A\n").with("content/in/b.md", "# B\n"));
    assert!(sidebar(&small, "a.html").contains(&"  B > in/b.html".to_owned()));
}

#[test]
fn folders_may_be_nested_as_deep_as_a_disk_allows() {
    let folders: Vec<String> = (1..=40).map(|n| format!("f{n}")).collect();
    let path = format!("content/{}/deep.md", folders.join("/"));
    let site = built(&small().with(&path, "---\ndescription: D.\n---\n# Deep\n"));
    assert_eq!(site.told(), [""; 0]);
    let page = format!("{}/deep.html", folders.join("/"));
    let shown = sidebar(&site, &page);
    let depth = |line: &String| line.len() - line.trim_start().len();
    assert_eq!(shown.iter().map(depth).max(), Some(22), "{shown:#?}");
    assert!(shown.contains(&format!("{}Deep > deep.html", " ".repeat(22))), "{shown:#?}");
}
