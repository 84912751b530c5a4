//! The course's own words, from the file they came in, are all in the finished site.

use crate::sites::{Built, built, repository, text_of};

/// The notes and the table as the user handed them in.
const SEED: &str = include_str!("seed.txt");

#[test]
fn every_sentence_of_the_notes_is_on_their_page() {
    let site = this_site();
    let page = text_of(&site.page("notes/week-1.html"));
    let (notes, _) = SEED.split_once("Level\tDescription").expect("a table");
    let mut sentences = 0;
    for line in notes.lines() {
        let line = line.trim_start_matches(['#', '-', ' ']);
        for sentence in line.split_inclusive(". ").map(str::trim).filter(|s| !s.is_empty()) {
            assert!(page.contains(sentence), "{sentence:?}");
            sentences += 1;
        }
    }
    assert!(sentences > 25, "{sentences}");
}

#[test]
fn every_bullet_of_the_table_is_at_its_cell() {
    let site = this_site();
    let matrix = site.page("mlops/matrix.html");
    let mut bullets = 0;
    for row in table() {
        let level = text_of(&site.page(&format!("mlops/level-{}.html", row[0])));
        assert!(level.contains(row[1]), "{}", row[1]);
        for (dimension, cell) in ["highlights", "technology"].iter().zip(&row[2..]) {
            let id = format!("id=\"{}-{dimension}\"", row[0]);
            let (_, from_cell) = matrix.split_once(&id).expect(&id);
            let (cell_html, _) = from_cell.split_once("</td>").expect("a cell");
            let shown = text_of(&format!("<td {cell_html}"));
            for bullet in bullets_of(cell) {
                assert!(shown.contains(&bullet), "{bullet:?} at {id}");
                assert!(level.contains(&bullet), "{bullet:?} on level {}", row[0]);
                bullets += 1;
            }
            assert!(!shown.contains('•'), "{shown}");
        }
    }
    assert_eq!(bullets, 29);
}

#[test]
fn the_five_sections_lead_to_their_levels_by_name_and_back() {
    let site = this_site();
    let notes = site.page("notes/week-1.html");
    for (section, level) in [
        ("1-no-automation", 0),
        ("2-devops-no-mlops", 1),
        ("3-automated-training", 2),
        ("4-automated-deployment", 3),
        ("5-full-mlops-automated-operations", 4),
    ] {
        let (_, heading) = notes.split_once(&format!("id=\"{section}\"")).expect(section);
        let (heading, _) = heading.split_once("</h2>").expect("the heading's end");
        assert!(heading.contains(&format!("href=\"../mlops/level-{level}.html\"")), "{heading}");
        let page = site.page(&format!("mlops/level-{level}.html"));
        assert!(
            page.contains(&format!("href=\"../notes/week-1.html#{section}\"")),
            "level {level}"
        );
    }
}

#[test]
fn the_source_of_the_table_is_named() {
    let page = this_site().page("mlops/index.html");
    assert!(page.contains(
        "https://learn.microsoft.com/azure/architecture/ai-ml/guide/mlops-maturity-model"
    ));
}

#[test]
fn nothing_is_wrong_with_this_site_and_its_guide() {
    for folder in ["", "docs/"] {
        let site = built(&repository(folder));
        assert_eq!(site.told(), [""; 0], "{folder}");
    }
    let summary = this_site().0.summary;
    assert_eq!((summary.levels, summary.items_in, summary.items_out), (5, 29, 29));
    assert_eq!(summary.levels_covered, 5);
}

fn this_site() -> Built {
    built(&repository(""))
}

fn table() -> impl Iterator<Item = Vec<&'static str>> {
    let (_, rows) = SEED.split_once("Technology\n").expect("a table");
    rows.lines().map(|row| row.split('\t').collect())
}

fn bullets_of(cell: &str) -> Vec<String> {
    let entries = cell.split("<li>• ").skip(1);
    entries.map(|e| e.split("</li>").next().unwrap_or("").replace("&gt;", ">")).collect()
}
