//! A build after edits gives what a first build would give, and does no more than it has to.

use std::collections::BTreeMap;

use levelbook::site::sources::Sources;
use levelbook::site::{Kept, Options, Outcome, Summary, build};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof, proptest};
use proptest::sample::select;

use crate::sites::{MODEL, rounds};

/// One thing that an author does.
#[derive(Clone, Debug)]
enum Edit {
    Write(&'static str, String),
    Rename(&'static str, &'static str),
    Delete(&'static str),
}

const NOTES: &[&str] = &[
    "content/index.md",
    "content/a.md",
    "content/b.md",
    "content/part/index.md",
    "content/part/c.md",
    "content/part/2-d.md",
    "content/m.md",
];

const INCLUDES: &[&str] =
    &["more/*.yaml", "more/one.yaml", "more/none.yaml, /more/t*.yaml", "../x"];
const PARTS: &[&str] = &["content/more/one.yaml", "content/more/two.yaml"];
const PART_TEXTS: &[&str] = &[
    "name: Culture\ncells: {0: [We talk], 1: [We listen]}\n",
    "name: Culture\ncells: {0: [We talk a lot], 1: [We listen]}\n",
    "activities: [{name: Talks, level: 1, in: People}]\n",
    "title: Wrong here\n",
    "[",
];

/// What notes use beside other notes: included files, words, data, components.
const FURTHER: &[&str] =
    &["snippets/s.txt", "content/glossary.yaml", "content/d.csv", "themes/own/templates/own.html"];
const FURTHER_TEXTS: &[&str] = &[
    "drift: Change.\n",
    "drift: Other *change*.\ntext: A word.\n",
    "ANCHOR: one\nText with [a](a.md).\nANCHOR_END: one\n",
    "a,b\n1,2\n",
    "{% component Own() %}mine{% endcomponent Own %}",
    "{% component Own() %}yours{% endcomponent Own %}",
];

fn note() -> impl Strategy<Value = String> {
    let fronts = [
        "",
        "---\ntitle: Given\n---\n",
        "---\nweight: 1\nmodel: m\n---\n",
        "---\ndraft: true\n---\n",
        "---\naliases: [old.html]\n---\n",
        "---\nslug: other\n---\n",
        "---\nlevel: 1\n---\n",
    ];
    let bodies = [
        "# A title\n\nText.\n",
        "# A title\n\nOther text.\n",
        "# Another\n\nSee [b](b.md) and [c](part/c.md#heading).\n",
        "Text first.\n\n## Heading\n\nBelow ![box](box.svg).\n",
        "# Levels\n\n## Start\n\nHow it begins.\n\n## Growth\n\nHow it goes on.\n",
        "1. **Start**: first\n2. **Growth**: then\n\nSee [](level:1).\n",
        "# Parts\n\n{{#include ../snippets/s.txt:one}}\n\n{{#include part/c.md#heading}}\n\nOf drift and [](glossary:drift).\n",
        "# Calls\n\n<Level value=\"1\"/>\n\n<DataTable src=\"d.csv\"/>\n\n$x$ <Own/>\n\n```mermaid\nx\n```\n",
        "# Heading\n\n## Heading\n\n<Figure id=\"f\">\n\nx\n\n</Figure>\n\n[](#f)\n",
        "# Names\n\nSee [[b]], [[part/c#Heading]], [[A title]], [[2-d|d]] and ![[box.svg|20]].\n",
        "# Broken\n\n[x](nowhere.md) [y](#none)\n\n# Twice\n",
        "",
    ];
    (select(fronts.to_vec()), select(bodies.to_vec()))
        .prop_map(|(front, body)| format!("{front}{body}"))
}

fn model() -> impl Strategy<Value = String> {
    let changes = [
        ("", ""),
        ("wiki", "handbook"),
        ("Growth", "Discipline"),
        ("level: 1", "level: 2"),
        ("title:", "titel:"),
        ("Tools", "Things"),
    ];
    select(changes.to_vec()).prop_map(|(from, to)| {
        if from.is_empty() { MODEL.to_owned() } else { MODEL.replace(from, to) }
    })
}

fn configuration() -> impl Strategy<Value = String> {
    let all = [
        "title: One\n",
        "title: Two\nurls: folders\n",
        "title: One\nbase-url: https://example.org/repo/\n",
        "title: One\ntheme: own\n",
        "title: One\nnavigation:\n  - a.md\n  - title: Rest\n    pages: [part]\n",
        "title: One\ntitel: Two\n",
        "title: [\n",
    ];
    select(all.to_vec()).prop_map(str::to_owned)
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (select(NOTES), note()).prop_map(|(name, text)| Edit::Write(name, text)),
        2 => (select(NOTES), select(NOTES)).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => select(NOTES).prop_map(Edit::Delete),
        2 => model().prop_map(|text| Edit::Write("content/m.model.yaml", text)),
        1 => Just(Edit::Delete("content/m.model.yaml")),
        1 => Just(Edit::Write("content/n.model.yaml", MODEL.replace("wiki", "second model"))),
        1 => select(INCLUDES).prop_map(|include| Edit::Write("content/m.model.yaml", format!("include: [{include}]\n{MODEL}"))),
        2 => (select(PARTS), select(PART_TEXTS)).prop_map(|(name, text)| Edit::Write(name, text.to_owned())),
        1 => select(PARTS).prop_map(Edit::Delete),
        2 => configuration().prop_map(|text| Edit::Write("levelbook.yaml", text)),
        1 => select(&["{{ page.title }}", "{{ nothing.here }}", "{% broken"]).prop_map(|text| Edit::Write("themes/own/templates/note.html", text.to_owned())),
        1 => select(&["h1 {}", "h2 {}"]).prop_map(|text| Edit::Write("themes/own/static/style.css", text.to_owned())),
        2 => (select(FURTHER), select(FURTHER_TEXTS)).prop_map(|(name, text)| Edit::Write(name, text.to_owned())),
        1 => select(FURTHER).prop_map(Edit::Delete),
        1 => select(&["<svg xmlns='http://www.w3.org/2000/svg' width='1' height='2'/>", "none"]).prop_map(|text| Edit::Write("content/box.svg", text.to_owned())),
    ]
}

/// The folder, as the disk would hold it.
#[derive(Default)]
struct Folder(BTreeMap<&'static str, String>);

impl Folder {
    fn new() -> Self {
        let mut folder = Self::default();
        folder.0.insert("levelbook.yaml", "title: One\n".into());
        folder.0.insert("content/m.model.yaml", MODEL.into());
        folder.0.insert("content/a.md", "# A\n\nText.\n".into());
        folder.0.insert("content/b.md", "# B\n\nSee [a](a.md).\n\n## Start\n\nMore.\n".into());
        folder
    }

    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Write(name, text) => drop(self.0.insert(name, text.clone())),
            Edit::Delete(name) => drop(self.0.remove(name)),
            Edit::Rename(from, to) => {
                if let Some(text) = self.0.remove(from) {
                    self.0.insert(to, text);
                }
            }
        }
    }

    fn sources(&self) -> Sources {
        self.0.iter().fold(Sources::default(), |sources, (name, text)| sources.with(name, text))
    }
}

fn same(warm: &Outcome, cold: &Outcome) {
    assert_eq!(warm.output, cold.output);
    assert_eq!(warm.diagnostics, cold.diagnostics);
    assert_eq!(warm.root, cold.root);
    let counts = |summary: Summary| Summary { parsed: 0, rendered: 0, ..summary };
    assert_eq!(counts(warm.summary), counts(cold.summary));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(12), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_script_of_edits_a_build_is_what_a_first_build_is(
        edits in proptest::collection::vec(edit(), 1..24),
        drafts in proptest::bool::ANY,
    ) {
        let options = Options { drafts, ..Options::default() };
        let (kept, mut folder) = (Kept::default(), Folder::new());
        build(&folder.sources(), &options, &kept);
        for edit in &edits {
            folder.apply(edit);
            let sources = folder.sources();
            same(&build(&sources, &options, &kept), &build(&sources, &options, &Kept::default()));
        }
        let again = build(&folder.sources(), &options, &kept).summary;
        assert_eq!((again.parsed, again.rendered), (0, 0));
    }
}

/// Builds the folder before and after an edit; returns how many files were parsed and how many
/// pages rendered by the second build.
fn work(before: &Folder, edit: &Edit) -> (usize, usize) {
    let kept = Kept::default();
    build(&before.sources(), &Options::default(), &kept);
    let mut after = Folder(before.0.clone());
    after.apply(edit);
    let summary = build(&after.sources(), &Options::default(), &kept).summary;
    (summary.parsed, summary.rendered)
}

/// Two hundred notes in ten folders, none of which speaks of another.
fn many() -> Folder {
    let mut folder = Folder::new();
    for n in 0..200 {
        let name: &'static str =
            Box::leak(format!("content/part-{}/note-{n}.md", n % 10).into_boxed_str());
        let text = format!("---\ndescription: d\n---\n# Note {n}\n\nText.\n");
        folder.0.insert(name, text);
    }
    folder
}

#[test]
fn an_included_file_is_seen_by_the_next_build() {
    let mut folder = Folder::new();
    let model = format!("include: [more/*.yaml]\n{MODEL}");
    folder.apply(&Edit::Write("content/m.model.yaml", model));
    folder.apply(&Edit::Write(PARTS[0], PART_TEXTS[0].to_owned()));
    let (kept, options) = (Kept::default(), Options::default());
    let page = |outcome: &Outcome| {
        let pages = outcome.output.iter().filter(|(path, _)| path.as_str() == "m/level-0.html");
        pages.map(|(_, file)| String::from_utf8_lossy(&file.bytes).into_owned()).collect::<String>()
    };
    let before = page(&build(&folder.sources(), &options, &kept));
    assert!(before.contains("We talk") && !before.contains("We talk a lot"), "{before}");
    folder.apply(&Edit::Write(PARTS[0], PART_TEXTS[1].to_owned()));
    let after = page(&build(&folder.sources(), &options, &kept));
    assert!(after.contains("We talk a lot"), "{after}");
}

#[test]
fn a_paragraph_costs_its_own_page() {
    let text = "---\ndescription: d\n---\n# Note 55\n\nOther text.\n";
    assert_eq!(work(&many(), &Edit::Write("content/part-5/note-55.md", text.into())), (1, 1));
}

#[test]
fn a_heading_above_others_moves_no_other_page() {
    let text =
        "---\ndescription: d\n---\n# Note 55\n\nA longer text than there was.\n\n## New\n\nText.\n";
    assert_eq!(work(&many(), &Edit::Write("content/part-5/note-55.md", text.into())), (1, 1));
}

#[test]
fn a_title_costs_the_pages_that_name_it() {
    let text = "---\ndescription: d\n---\n# Renamed\n\nText.\n";
    let (parsed, rendered) = work(&many(), &Edit::Write("content/part-5/note-55.md", text.into()));
    assert_eq!(parsed, 1);
    // Its folder's sidebar, and the pages before and after it.
    assert!((20..=24).contains(&rendered), "{rendered} pages");
}

#[test]
fn an_item_costs_the_models_pages() {
    let model = MODEL.replace("wiki", "handbook");
    let (parsed, rendered) = work(&many(), &Edit::Write("content/m.model.yaml", model));
    assert_eq!(parsed, 1);
    assert!(rendered <= 8, "{rendered} pages");
}

#[test]
fn a_style_sheet_costs_every_page_as_its_name_changes() {
    let mut folder = many();
    folder.apply(&Edit::Write("levelbook.yaml", "title: One\ntheme: own\n".into()));
    folder.apply(&Edit::Write("themes/own/static/style.css", "h1 {}".into()));
    let (parsed, rendered) =
        work(&folder, &Edit::Write("themes/own/static/style.css", "h2 {}".into()));
    assert_eq!(parsed, 0);
    assert!(rendered > 200, "{rendered} pages");
}
