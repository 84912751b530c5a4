//! Addresses that do not break: earlier ones lead on, and those promised in `levelbook.addresses`
//! cannot get lost unseen.

use crate::program::{self, code, run, said, write};
use crate::sites::{built, built_with, small};
use levelbook::site::Options;

#[test]
fn an_earlier_address_leads_to_a_part_and_takes_parts_along() {
    let page = "---\ntitle: New\naliases:\n  - old.html\n  - {from: old.html#setup, to: '#install'}\n  - from: older/#x</script>\n    to: index.md\n  - {from: gone.html#part, to: '#install'}\n---\n\n## Install\n";
    let site = built(&small().with("content/new.md", page));
    assert!(site.told().is_empty(), "{:#?}", site.told());
    let old = site.page("old.html");
    assert!(
        old.contains(
            "<noscript><meta http-equiv=\"refresh\" content=\"0; url=new.html\"></noscript>"
        ),
        "{old}"
    );
    assert!(old.contains("({\"setup\":\"new.html#install\"},\"new.html\")"), "{old}");
    let older = site.page("older/index.html");
    assert!(older.contains("{\"x\\u003c/script\\u003e\":\"../index.html\"}"), "{older}");
    assert!(site.page("gone.html").contains("url=new.html"));
}

#[test]
fn an_earlier_id_of_the_page_itself_needs_no_script() {
    let page = "---\ntitle: New\naliases:\n  - {from: '#setup', to: '#install'}\n  - {from: '#dot', to: '#figure'}\n  - '#top-part'\n---\n\nText.\n\n## Install\n\n<p>x</p><div id=\"figure\">y</div>\n\n## Other\n\n[own](#install)\n";
    let site = built(&small().with("content/new.md", page));
    assert!(site.told().is_empty(), "{:#?}", site.told());
    let html = site.page("new.html");
    assert!(html.contains("<h2 id=\"install\"><a id=\"setup\"></a>Install"), "{html}");
    assert!(html.contains("<a id=\"dot\"></a><div id=\"figure\">"), "{html}");
    assert!(html.contains("<a id=\"top-part\"></a>"), "{html}");
}

#[test]
fn a_part_that_moved_to_another_page_is_told_where_it_was() {
    let sources = small()
        .with("content/a.md", "---\naliases: [{from: '#ride', to: 'b.md#trip'}]\n---\n# A\n\n## Stay\n")
        .with("content/b.md", "---\naliases: [{from: a.html#setup, to: '#install'}, {from: m/level-0.html#tool, to: 'm/level-0.html#tools'}]\n---\n# B\n\n## Install\n\n## Trip\n");
    let site = built(&sources);
    assert!(site.told().is_empty(), "{:#?}", site.told());
    let a = site.page("a.html");
    assert!(
        a.contains(
            "<p id=\"setup\">What stood here is now at <a href=\"b.html#install\">Install</a>.</p>"
        ),
        "{a}"
    );
    assert!(a.contains(
        "<p id=\"ride\">What stood here is now at <a href=\"b.html#trip\">Trip</a>.</p>"
    ));
    assert!(a.find("id=\"setup\"").expect("it") < a.find("</main>").expect("main"));
    let level = site.page("m/level-0.html");
    assert!(
        level.contains("<p id=\"tool\">What stood here is now at <a href=\"level-0.html#tools\">"),
        "{level}"
    );
}

#[test]
fn a_file_can_stand_at_an_earlier_address_too() {
    let page = "---\ntitle: New\naliases: [{from: files/old.pdf, to: new.pdf}]\n---\n";
    let site = built(&small().with("content/new.md", page).with("content/new.pdf", "%PDF"));
    assert!(site.told().is_empty(), "{:#?}", site.told());
    assert_eq!(site.page("files/old.pdf"), "%PDF");
}

#[test]
fn aliases_that_cannot_lead_on_are_told() {
    let case = |aliases: &str| {
        let sources = small()
            .with("content/a.md", "---\naliases: [past.html, {from: past.html#p, to: '#stay'}]\n---\n# A\n\n## Stay\n")
            .with("content/b.md", format!("---\naliases: [{aliases}]\n---\n# B\n\n## Install\n"));
        built(&sources).told()
    };
    let cases = [
        (
            "past.html",
            "R01 error content/b.md:2:11 the address past.html is already taken by content/a.md",
        ),
        (
            "a.html",
            "R01 error content/b.md:2:11 the address a.html is already taken by content/a.md",
        ),
        (
            "{from: past.html#p, to: '#install'}",
            "R05 error content/b.md:2:18 the earlier address past.html#p is given twice",
        ),
        (
            "{from: a.html#stay, to: '#install'}",
            "R05 error content/b.md:2:18 #stay is still on the page a.html",
        ),
        (
            "{from: '#install', to: '#install'}",
            "R05 error content/b.md:2:18 #install is still on this page",
        ),
        (
            "{from: '#x', to: '#instal'}",
            "R05 error content/b.md:2:28 #instal is no part of this page",
        ),
        (
            "{from: '#x', to: '#y'}, {from: '#y', to: '#x'}",
            "R05 error content/b.md:2:28 #y is an earlier id itself",
        ),
        ("'#x', '#x'", "R05 error content/b.md:2:17 the earlier id #x is given twice"),
        (
            "{from: q.html, to: r.html}, {from: r.html, to: q.html}",
            "R05 error content/b.md:2:30 r.html is an earlier address itself, and these must not lead in circles",
        ),
        (
            "{from: q.html, to: nowhere.md}",
            "L01 error content/b.md:2:30 there is no file nowhere.md",
        ),
        (
            "{from: q.html, to: 'a.md#nothing'}",
            "L02 error content/b.md:2:30 there is no heading #nothing in content/a.md",
        ),
        (
            "{from: q.html, too: x}",
            "S01 error content/b.md:2:26 unknown key \"too\" in an alias | Did you mean \"to\"?",
        ),
        (
            "q.html#a#b",
            "S06 error content/b.md:2:11 \"q.html#a#b\" is no earlier address of this site",
        ),
    ];
    for (aliases, beginning) in cases {
        let told = case(aliases);
        assert!(told.iter().any(|line| line.starts_with(beginning)), "{aliases}\n{told:#?}");
    }
    let several = small()
        .with("content/a.md", "---\naliases: [{from: q.html#a}]\n---\n# A\n")
        .with("content/b.md", "---\naliases: [{from: q.html#b}]\n---\n# B\n");
    built(&several).tells("R05 error content/b.md:2:18 parts of q.html lead to several pages");
}

#[test]
fn links_to_earlier_addresses_are_told_with_the_new_one() {
    let sources = small()
        .with("content/new/a.md", "---\naliases: [old.html, {from: old.html#x, to: '#stay'}, {from: '#left', to: '#stay'}, {from: b.html#gone}]\n---\n# A\n\n## Stay\n")
        .with("content/b.md", "# B\n\n[1](old.html) [2](old.html#x) [3](new/a.md#left) [4](old.md) [5](b.md#gone) [6](old.html#stay) <a href=\"old.html\">7</a>\n");
    let told = built(&sources).told();
    let wanted = [
        "L08 error content/b.md:3:1 old.html is an earlier address | Write `new/a.md`: that is where it is now.",
        "L08 error content/b.md:3:15 old.html#x is an earlier address | Write `new/a.md#stay`: that is where it is now.",
        "L08 error content/b.md:3:31 new/a.md#left is an earlier address | Write `new/a.md#stay`: that is where it is now.",
        "L08 error content/b.md:3:50 old.md is an earlier address | Write `new/a.md`: that is where it is now.",
        "L08 error content/b.md:3:62 b.md#gone is an earlier address | Write `new/a.md`: that is where it is now.",
        "L08 error content/b.md:3:77 old.html#stay is an earlier address | Write `new/a.md#stay`: that is where it is now.",
        "L08 error content/b.md:3:96 old.html is an earlier address | Write `new/a.md`: that is where it is now.",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn links_to_drafts_are_told_wherever_they_stand() {
    let sources = small()
        .with("levelbook.yaml", "title: Small\nnavigation: [later.md, a.md, m.model.yaml]\n")
        .with("content/later.md", "---\ndraft: true\n---\n# Later\n")
        .with("content/a.md", "---\nprerequisites: [later.md]\naliases: [{from: x.html, to: later.md}]\n---\n# A\n\n[x](later.md) <a href=\"later.md\">y</a> [z](later.html)\n");
    let site = built(&sources);
    for place in ["2:17", "3:30", "7:1", "7:15", "7:40"] {
        site.tells(&format!("L07 error content/a.md:{place} later."));
    }
    site.tells("R03 error levelbook.yaml:2:14 later.md is a draft and not part of the site");
    let drafts = built_with(&sources, &Options { drafts: true, ..Options::default() });
    assert!(drafts.told().is_empty(), "{:#?}", drafts.told());
}

#[test]
fn links_that_a_template_makes_are_checked() {
    let theme = "{% extends \"default/note.html\" %}\n{% block main %}{{ super() }}<a href=\"nowhere.html\">x</a><i id=\"twice\"></i><i id=\"twice\"></i>{% endblock %}\n";
    let sources = small()
        .with("levelbook.yaml", "title: Small\ntheme: own\n")
        .with("themes/own/templates/note.html", theme)
        .with("content/a.md", "# A\n");
    let told = built(&sources).told().join("\n");
    assert!(told.contains("A01") && told.contains("nowhere.html"), "{told}");
    assert!(told.contains("A02") && told.contains("twice"), "{told}");
}

/// What `check` says of a site whose addresses were written before a change.
fn after(change: impl Fn(&std::path::Path)) -> String {
    let site = program::site();
    let root = site.path();
    write(
        root,
        "content/notes/a.md",
        "# A\n\n## Set up\n\n## Tools\n\nA note[^1].\n\n[^1]: Here.\n",
    );
    write(root, "content/notes/index.md", "# Notes\n");
    write(root, "content/a b.txt", "x");
    let written = run(root, &["check", "--write-addresses"]);
    assert_eq!(code(&written), 0, "{}", said(&written));
    assert_eq!(code(&run(root, &["check"])), 0);
    change(root);
    said(&run(root, &["check"]))
}

#[test]
fn the_file_of_addresses_is_one_line_a_page() {
    let site = program::site();
    let root = site.path();
    write(
        root,
        "content/notes/a.md",
        "# A\n\n## Set up\n\n## Tools\n\nA note[^1].\n\n[^1]: Here.\n",
    );
    write(root, "content/a b.txt", "x");
    assert!(!said(&run(root, &["check"])).contains("levelbook.addresses"), "it is asked for");
    let written = run(root, &["check", "--write-addresses"]);
    assert!(said(&written).contains("added, "), "{}", said(&written));
    let path = root.join("levelbook.addresses");
    let text = std::fs::read_to_string(&path).expect("the file");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.contains(&"notes/a.html #set-up #tools"), "{text}");
    assert!(lines.contains(&"a%20b.txt") && lines.contains(&"index.html"), "{text}");
    assert!(lines.contains(&"m/level-0.html #people #tools"), "{text}");
    assert!(lines.contains(&"m/model.json"), "{text}");
    assert!(lines.is_sorted(), "{text}");

    write(root, "content/new.md", "# New\n");
    let checked = run(root, &["check"]);
    assert_eq!(code(&checked), 0);
    assert!(
        said(&checked).contains("1 address is not in levelbook.addresses yet"),
        "{}",
        said(&checked)
    );
    write(root, "levelbook.addresses", &format!("# Ours.\r\n{}", text.replace('\n', "\r\n")));
    run(root, &["check", "--write-addresses"]);
    let again = std::fs::read_to_string(&path).expect("the file");
    assert!(again.starts_with("# Ours.\n#") && again.contains("\nnew.html\n"), "{again}");
    assert_eq!(again.lines().count(), text.lines().count() + 2);
    write(root, "content/new.md", "[x](nowhere.md)\n");
    let refused = run(root, &["check", "--write-addresses"]);
    assert!(said(&refused).contains("stays as it is"), "{}", said(&refused));
}

#[test]
fn a_page_that_is_gone_is_told_with_what_mends_it() {
    let rename = |root: &std::path::Path| {
        std::fs::rename(root.join("content/notes/a.md"), root.join("content/first.md"))
            .expect("moved");
    };
    let told = after(rename);
    assert!(told.contains("error[R06]: notes/a.html was published and is gone"), "{told}");
    assert!(told.contains("It may be first.html now. Write `aliases: [\"notes/a.html\"]` at the top of content/first.md"), "{told}");
    assert!(!told.contains("#set-up was published"), "one mistake, one message: {told}");

    let mended = after(|root| {
        rename(root);
        write(
            root,
            "content/first.md",
            "---\naliases: [notes/a.html]\n---\n# A\n\n## Set up\n\n## Tools\n",
        );
    });
    assert!(!mended.contains("R06"), "{mended}");

    let moved = after(|root| {
        assert_eq!(code(&run(root, &["mv", "notes/a.md", "first.md"])), 0);
        assert_eq!(code(&run(root, &["mv", "notes/index.md", "other.md"])), 0);
    });
    assert!(!moved.contains("R06"), "{moved}");
    let draft = after(|root| write(root, "content/notes/a.md", "---\ndraft: true\n---\n# A\n"));
    assert!(draft.contains("notes/a.html was published and is gone"), "{draft}");
    let file = after(|root| {
        std::fs::rename(root.join("content/a b.txt"), root.join("content/notes/a b.txt"))
            .expect("moved");
    });
    assert!(
        file.contains(
            "`aliases: [{from: \"a b.txt\", to: \"/notes/a b.txt\"}]` at the top of a note"
        ),
        "{file}"
    );
}

#[test]
fn an_id_that_is_gone_is_told_with_what_mends_it() {
    let told =
        after(|root| write(root, "content/notes/a.md", "# A\n\n## Setting up\n\n## Tools\n"));
    assert!(told.contains("error[R06]: notes/a.html#set-up was published and is gone"), "{told}");
    assert!(told.contains("It may be #setting-up now. Write `aliases: [{from: \"#set-up\", to: \"#setting-up\"}]` at the top of content/notes/a.md"), "{told}");
    let elsewhere = after(|root| {
        write(root, "content/notes/a.md", "# A\n\n## Tools\n");
        write(root, "content/notes/index.md", "# Notes\n\n## Set up\n");
    });
    assert!(elsewhere.contains("It may be notes/index.html#set-up now. Write `aliases: [{from: \"notes/a.html#set-up\", to: \"#set-up\"}]` at the top of content/notes/index.md"), "{elsewhere}");
    let mended = after(|root| {
        write(
            root,
            "content/notes/a.md",
            "---\naliases: [{from: '#set-up', to: '#setting-up'}]\n---\n# A\n\n## Setting up\n\n## Tools\n",
        );
    });
    assert!(!mended.contains("R06"), "{mended}");
    let cell = after(|root| {
        let model = crate::sites::MODEL.replace("Tools", "Gear");
        write(root, "content/m.model.yaml", &model);
    });
    assert!(cell.contains("m/level-0.html#tools was published and is gone"), "{cell}");
    assert!(cell.contains("m/dimension-tools.html was published and is gone"), "{cell}");
    let odd = after(|root| write(root, "levelbook.addresses", "<<<<<<< ours\nindex.html\n"));
    assert!(odd.contains("error[S06]: ours is no address and no id"), "{odd}");
}
