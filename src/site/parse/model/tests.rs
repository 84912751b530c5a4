//! probe
use super::super::testing::*;
use super::*;

fn head(body: &str) -> String {
    format!(
        "dimensions: [Highlights, Technology]\nlevels:\n  - level: 0\n    name: No MLOps\n    cells:\n      Highlights: [a, b]\n      Technology:\n        - c\n  - level: 1\n    name: DevOps\n    cells:\n      Highlights:\n        - d\n{body}"
    )
}

#[test]
fn probe() {
    let tech = |t: &str| head(&format!("      Technology:\n{t}"));
    let cases = vec![
        tech("        - Entire environment managed: train > test\n"),
        tech("        - Entire: environment managed: train > test\n        - b: c: d\n"),
        tech("        - `code` first\n        - @b\n        - %c\n        - *em* x\n        - **bold**\n        - [link](u) x\n        - [ ] x\n        - {a} b\n        - {a}\n        - [a]\n        - > 90 % x\n        - !imp fix\n        - &foo bar\n        - & bar\n        - \"black\" boxes\n        - , x\n        - ] x\n        - ? why\n        - *foo\n        - fine\n"),
        tech("        - 'tis the\n        - isn't it\n        - x\n"),
        tech("        - don't\n        - \"unclosed\n        - x\n"),
        tech("        - # of models\n        - text # more\n        - \"q\" # fine\n        # alone\n        - x\n"),
        tech("        - text # more\n          continues\n"),
        tech("        - text goes\n          on: here\n"),
        tech("        - a\n       - b\n        - c\n"),
        tech("        - a\n         - b\n"),
        tech("\t- a\n"),
        tech("        - a\n").replace("        ", "\t\t\t\t").replace("      ", "\t\t\t").replace("    ", "\t\t").replace("  ", "\t"),
        tech("        - a\n---\na: b\n"),
        tech("        - a\n      Technology:\n        - a\n        - b\n"),
        tech("        - a\n      technology :\n        - a\n        - b\n"),
        tech(""),
        head(""),
        head("      Technolgy:\n        - a\n"),
        head("      Technology: some words\n"),
        tech("        - a\n  - level: 1\n    name: X\n  - level: three\n    name: Y\n  - level: 0\n    name: devops\n  - level: 5\n    name: Z\n    cell: {}\n"),
        tech("        - a\n  - name: X\n  - level: 7\n  - foo\n"),
        "title: x\n".into(), "".into(), "# c\n".into(), "- a\n".into(), "hello\n".into(),
        "title: a: b\ndescription: Foo # bar\nlevels:\n- level: 0\n  name: A # x\n  aka: [B] # c\n  color: #993300\n- level: 1\n  name: C\n  color: red\ndimensions: [A, a, '🚀', {name: B, id: B B}]\nactivities: []\nprogression: additive\nfoo: bar\nx-a: {b: 012}\n".into(),
        tech("        - TODO\n        - <b>x</b> & `<i>`\n        - • pasted\n        - '- x'\n        - {text: a, id: q, note: n, tags: [a]}\n        - {id: q}\n        - {txt: q}\n        -\n        - - nested\n        - a\n"),
        tech("        - a\n    aka: [x, y\n  - level: 2\n    name: \"a\" b\n"),
        tech("        - a\n    name:Foo\n    color: '#fff'\n"),
        tech("        - a\n    stray\n    color: '#fff'\n"),
        "dimensions: [A]\nlevels:\n  - level:0\n    name: A\n  - level: 1\n    name: B\n".into(),
        "dimensions:\n  - name: A\n    cells:\n      0: [a]\n      B: [b]\n      7: [c]\n      1: [d]\n  - name: G\n    dimensions: [A, C]\nlevels:\n  - level: 0\n    name: X\n    cells:\n      a: [d]\n      G/A: [d]\n      g / c: [d]\n      foo: [d]\n  - level: 1\n    name: B\n".into(),
    ];
    for case in cases {
        let path = SourcePath::new("content/m.model.yaml");
        let (m, d) = parse(&path, &case);
        places_fit(&case, &d);
        println!(
            "=====\n{}",
            case.lines()
                .skip(if case.starts_with("dimensions: [Highlights") { 11 } else { 0 })
                .collect::<Vec<_>>()
                .join("\n")
        );
        for l in told(&case, d) {
            println!("   >> {l}");
        }
        if let Some(m) = m {
            for c in m.cells.iter().filter(|c| c.level == 1 && c.dimension == 1) {
                println!(
                    "   {:?}",
                    c.items.iter().map(|i| i.text.raw.as_str()).collect::<Vec<_>>()
                );
            }
        } else {
            println!("   None");
        }
    }
}
