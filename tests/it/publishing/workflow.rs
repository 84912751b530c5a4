//! The workflow that GitHub runs.

use std::fs;

use super::workplace::Workplace;
use crate::support::read;

const FILE: &str = ".github/workflows/pages.yml";

#[test]
fn a_workflow_is_written_once_and_never_over_another() {
    let (_place, ada) = Workplace::new();
    ada.publish(&["--workflow"]).assert_code(0).assert_says("Source: GitHub Actions");
    let text = fs::read_to_string(ada.path.join(FILE)).unwrap();
    assert!(
        text.contains(concat!("LEVELBOOK: \"levelbook@", env!("CARGO_PKG_VERSION"), "\"")),
        "{text}"
    );
    assert!(text.contains("branches: [\"main\"]") && text.contains("SITE: \".\""), "{text}");
    ada.publish(&["--workflow"]).assert_code(0).assert_says("there already");
    ada.write(FILE, "name: Mine\n");
    ada.publish(&["--workflow"]).assert_code(3).assert_says("--yes");
    assert_eq!(fs::read_to_string(ada.path.join(FILE)).unwrap(), "name: Mine\n");
    ada.publish(&["--workflow", "--yes"]).assert_code(0);
    assert_eq!(fs::read_to_string(ada.path.join(FILE)).unwrap(), text);
}

#[test]
fn the_workflow_of_this_repository_is_that_one() {
    let (_place, ada) = Workplace::new();
    ada.write("Cargo.toml", "[package]\nname = \"levelbook\"\n");
    ada.publish(&["--workflow"]).assert_code(0);
    assert_eq!(fs::read_to_string(ada.path.join(FILE)).unwrap(), read(FILE));
}

#[test]
fn a_workflow_may_do_little_and_runs_no_text_of_others() {
    let text = read(FILE);
    let uses: Vec<_> = text.lines().filter_map(|line| line.split_once("uses: ")).collect();
    assert!(uses.len() >= 6, "{uses:?}");
    for (_, action) in uses {
        let (_, pin) = action.split_once('@').expect("a version");
        let hash = pin.split(' ').next().unwrap_or_default();
        assert!(hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{action}");
    }
    for line in text.lines().filter(|line| line.trim_start().starts_with("run:")) {
        assert!(!line.contains("${{"), "{line}");
    }
    assert!(text.contains("permissions: {}") && text.contains("cancel-in-progress: false"));
}
