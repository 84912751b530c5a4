//! A schema in an editor: the YAML language server, asked as an editor asks it. Left out, and said so, where there
//! is neither Node.js nor the server (`npm` brings it on the first run).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "yaml-language-server@1.25.0";

#[test]
fn the_language_server_completes_a_dimension_and_underlines_an_unknown_key() {
    let Some(server) = server() else {
        println!("Left out: the YAML language server is not there (it needs Node.js and npm).");
        return;
    };
    let site = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let file = site.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    };
    write("levelbook.yaml", "title: Small\n");
    write("content/m.model.yaml", &model("", "Technology: [b]"));
    let mut levelbook = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    levelbook.env("LEVELBOOK_CACHE", "");
    let written = levelbook.args(["schema", "--write"]).current_dir(site.path()).status();
    assert!(written.expect("the program").success());
    write("content/m.model.yaml", &model("    sumary: wrong\n", "Tec"));
    let found = ask(&server, site.path(), "content/m.model.yaml");
    let has = |list: &str, text: &str| {
        let list = found[list].as_array().expect("a list");
        list.iter().any(|one| one.as_str().is_some_and(|one| one == text))
    };
    assert!(has("completion", "Technology"), "{found}");
    assert!(!has("completion", "Highlights"), "it is there already: {found}");
    assert!(has("wrong", "Property sumary is not allowed."), "{found}");
}

/// What the tool takes without a word, an editor must not underline.
#[test]
fn the_language_server_underlines_nothing_in_good_files() {
    let Some(server) = server() else {
        println!("Left out: the YAML language server is not there (it needs Node.js and npm).");
        return;
    };
    let site = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let file = site.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    };
    let models = [
        ("secure", include_str!("models/secure.model.yaml")),
        ("practice", include_str!("models/practice.model.yaml")),
        ("mlops", include_str!("../../src/site/parse/testing/mlops.model.yaml")),
    ];
    let config = "title: Models\nsilence: [C16]\ncoverage: {levels: 0}\nnavigation: [index.md, {title: All, pages: [secure]}]\n";
    write("levelbook.yaml", config);
    write("content/index.md", "# Home\n");
    write("content/parts/culture.yaml", include_str!("models/culture.yaml"));
    for (name, text) in models {
        write(&format!("content/{name}.model.yaml"), text);
    }
    let run = |args: &[&str]| {
        let mut levelbook = Command::new(env!("CARGO_BIN_EXE_levelbook"));
        levelbook.env("LEVELBOOK_CACHE", "");
        levelbook.args(args).current_dir(site.path()).output().expect("the program")
    };
    assert!(run(&["schema", "--write"]).status.success());
    fs::write(site.path().join(".levelbook/model.schema.json"), run(&["schema", "model"]).stdout)
        .expect("a file");
    let mut wrong = Vec::new();
    let mut check = |file: &str, schema: &str, text: &str| {
        write(file, &format!("# yaml-language-server: $schema={schema}\n{text}"));
        let found = ask(&server, site.path(), file);
        if found["wrong"] != serde_json::json!([]) {
            wrong.push(format!("{file} by {schema}: {}", found["wrong"]));
        }
    };
    check("levelbook.yaml", ".levelbook/site.schema.json", config);
    for (name, text) in models {
        let file = format!("content/{name}.model.yaml");
        check(&file, &format!("../.levelbook/{name}.schema.json"), text);
        check(&file, "../.levelbook/model.schema.json", text);
    }
    assert_eq!(wrong, [""; 0]);
}

fn ask(server: &Path, site: &Path, file: &str) -> serde_json::Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editor/completion.mjs");
    let asked = Command::new("node").arg(script).arg(server).arg(site).arg(file).output();
    let asked = asked.expect("Node.js");
    serde_json::from_slice(&asked.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&asked.stderr)))
}

fn model(key: &str, last: &str) -> String {
    format!(
        "# yaml-language-server: $schema=../.levelbook/m.schema.json\ndimensions: [Highlights, Technology]\nlevels:\n  \
         - level: 0\n    name: A\n{key}    cells:\n      Highlights: [a]\n      {last}\n  - level: 1\n    name: B\n    cells:\n      \
         Highlights: [a]\n      Technology: [b]\n"
    )
}

/// Where the server is; installed below the build's folder if it can be.
fn server() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("yaml-language-server");
    let program = folder.join("node_modules/yaml-language-server/bin/yaml-language-server");
    if !program.is_file() {
        fs::create_dir_all(&folder).ok()?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"])
            .arg(&folder)
            .arg(VERSION);
        npm.output().ok()?;
    }
    let node = Command::new("node").arg("--version").output().is_ok();
    (node && program.is_file()).then_some(program)
}
