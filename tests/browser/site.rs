//! The sites under test, each built once per run by the program itself and served by a [`Host`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::host::{Host, PREFIX};

/// A finished site on the disk, and where it is served.
pub struct Site {
    pub host: Host,
    /// Holds the sources and the site; removed by [`remove_all`].
    folder: PathBuf,
    /// Every HTML page but 404.html, from the site's root, in order: `notes/week-1.html`.
    pub pages: Vec<String>,
}

static COURSE: OnceLock<Result<Site, String>> = OnceLock::new();
static WORKSHOP: OnceLock<Result<Site, String>> = OnceLock::new();
static MODELS: OnceLock<Result<Site, String>> = OnceLock::new();
static GUIDE: OnceLock<Result<Site, String>> = OnceLock::new();
static WIDE: OnceLock<Result<Site, String>> = OnceLock::new();
static LANGUAGES: OnceLock<Result<Site, String>> = OnceLock::new();
static PUBLISHED: OnceLock<Result<Site, String>> = OnceLock::new();
static FOLDERS: OnceLock<Result<Site, String>> = OnceLock::new();
static UNSEARCHED: OnceLock<Result<Site, String>> = OnceLock::new();

/// This repository's own content: the course.
pub fn course() -> &'static Site {
    get(&COURSE, write_course)
}

/// The same as it stands on the branch that it was published to.
pub fn published() -> &'static Site {
    get_by(&PUBLISHED, write_course, publish)
}

fn write_course(folder: &Path) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "themes"] {
        copy(&repository.join(part), &folder.join(part));
    }
    let config = fs::read_to_string(repository.join("levelbook.yaml")).unwrap_or_default();
    fs::write(folder.join("levelbook.yaml"), with_base_url(&config)).expect("a configuration");
}

/// Publishes the site to a bare repository beside it, and checks its branch out.
fn publish(folder: &Path) -> Result<(), String> {
    let remote = folder.join("remote.git");
    let (remote, site) = (remote.display().to_string(), output(folder));
    fs::write(folder.join(".gitignore"), "/remote.git\n/site\n").map_err(|e| e.to_string())?;
    fs::create_dir_all(&site).map_err(|error| error.to_string())?;
    let git = |arguments: &[&str]| run(Command::new("git").current_dir(folder).args(arguments));
    git(&["init", "-q", "-b", "main"])?;
    git(&["init", "-q", "--bare", "-b", "main", &remote])?;
    git(&["remote", "add", "origin", &remote])?;
    git(&["add", "-A"])?;
    let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    git(&[&who[..], &["commit", "-q", "-m", "Notes"]].concat())?;
    git(&["push", "-q", "origin", "main"])?;
    let mut levelbook = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    levelbook.env("LEVELBOOK_CACHE", "");
    run(levelbook.args(["publish", "--yes"]).current_dir(folder))?;
    let (remote, site) = (format!("--git-dir={remote}"), format!("--work-tree={}", site.display()));
    git(&[&remote, &site, "checkout", "-q", "gh-pages", "--", "."])
}

fn run(command: &mut Command) -> Result<(), String> {
    let result = command.output().map_err(|error| error.to_string())?;
    match result.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&result.stderr))),
    }
}

/// A page with code and much text, for what the course may have none of.
pub fn workshop() -> &'static Site {
    get(&WORKSHOP, |folder| {
        let config = with_base_url("title: Workshop\ndescription: Code and long pages.\n");
        fs::create_dir_all(folder.join("content")).expect("a folder for content");
        for (name, text) in [
            ("levelbook.yaml", config.as_str()),
            ("content/index.md", "# Workshop\n\nSee [the code](code.md) and [more](long.md).\n"),
            ("content/code.md", CODE),
            ("content/long.md", &long_page()),
        ] {
            fs::write(folder.join(name), text).expect("a source file");
        }
    })
}

/// The guide of this repository: it shows all that notes can do.
pub fn guide() -> &'static Site {
    get(&GUIDE, |folder| copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"), folder))
}

/// The pages of the guide that show what only some pages have.
pub const GUIDE_PAGES: [&str; 4] =
    ["markdown.html", "components.html", "courses.html", "exercises.html"];

/// Two models with all that the format has.
pub fn models() -> &'static Site {
    get(&MODELS, |folder| {
        let config = with_base_url("title: Models\ndescription: All that the format has.\n");
        fs::create_dir_all(folder.join("content/parts")).expect("a folder for content");
        for (name, text) in [
            ("levelbook.yaml", config.as_str()),
            ("content/index.md", "# Models\n\nSee [the build](level:secure/2/build).\n"),
            ("content/secure.model.yaml", include_str!("../it/models/secure.model.yaml")),
            ("content/practice.model.yaml", include_str!("../it/models/practice.model.yaml")),
            ("content/parts/culture.yaml", include_str!("../it/models/culture.yaml")),
        ] {
            fs::write(folder.join(name), text).expect("a source file");
        }
    })
}

/// A model of eight levels and nine dimensions: its matrix, either way, is wider than a window and than a
/// sheet of paper.
pub fn wide() -> &'static Site {
    get(&WIDE, |folder| {
        let names: Vec<String> = (1..=9).map(|n| format!("Topic {n}")).collect();
        let mut model = format!("title: Wide\ndimensions: [{}]\nlevels:\n", names.join(", "));
        for level in 1..=8 {
            model += &format!("  - level: {level}\n    name: Step {level}\n    cells:\n");
            for (n, name) in (1..).zip(&names) {
                let item = format!("Step {level} internationalises {}", wide_word(n, level));
                model += &format!("      {name}: [{item}]\n");
            }
        }
        let config = with_base_url("title: Wide\ndescription: Many levels.\n");
        fs::create_dir_all(folder.join("content")).expect("a folder for content");
        for (name, text) in [
            ("levelbook.yaml", config.as_str()),
            ("content/index.md", "# Wide\n\nSee [the first](level:wide/1).\n"),
            ("content/wide.model.yaml", model.as_str()),
        ] {
            fs::write(folder.join(name), text).expect("a source file");
        }
    })
}

/// A word that only one cell of [`wide`] has.
pub fn wide_word(dimension: u8, level: u8) -> String {
    format!("topic{dimension}of{level}")
}

/// Notes in five languages, and no model.
pub fn languages() -> &'static Site {
    get(&LANGUAGES, |folder| {
        let config = with_base_url("title: Languages\ndescription: Notes in five.\nlanguage: de\n");
        fs::create_dir_all(folder.join("content")).expect("a folder for content");
        for (name, text) in [
            ("levelbook.yaml", config.as_str()),
            ("content/index.md", "---\ndescription: d\n---\n# `<b>Tags</b>` & \"more\"\n"),
            ("content/en.md", ENGLISH),
            ("content/de.md", GERMAN),
            ("content/ru.md", RUSSIAN),
            ("content/zh.md", CHINESE),
            ("content/ja.md", JAPANESE),
        ] {
            fs::write(folder.join(name), text).expect("a source file");
        }
    })
}

/// Two notes whose addresses are folders: `notes/drift/`.
pub fn folders() -> &'static Site {
    get(&FOLDERS, |folder| write_two_notes(folder, "urls: folders\n"))
}

/// The same without a search.
pub fn unsearched() -> &'static Site {
    get(&UNSEARCHED, |folder| write_two_notes(folder, "search: false\n"))
}

fn write_two_notes(folder: &Path, setting: &str) {
    let config = with_base_url(&format!("title: Two\ndescription: Two notes.\n{setting}"));
    fs::create_dir_all(folder.join("content/notes")).expect("a folder for content");
    for (name, text) in [
        ("levelbook.yaml", config.as_str()),
        ("content/index.md", "# Two\n\nSee [drift](notes/drift.md).\n"),
        ("content/notes/drift.md", "# Drift\n\n## Zebras\n\nThe data gallop away.\n"),
        ("content/notes/rest.md", "# Rest\n\nNothing moves.\n"),
    ] {
        fs::write(folder.join(name), text).expect("a source file");
    }
}

const ENGLISH: &str = "---\ndescription: How a model gets to its users.\n---\n# Deployments\n\n## Running tests\n\nDeploying a model with tests.\n\n## Queries\n\nRules of the registry.\n";
const GERMAN: &str = "---\ndescription: Was ansteht.\n---\n# Überblick über das Maßnahmenpaket\n\n## Häuser und Straßen\n\nDie Größe der Häuser. Trainingspipelines laufen nachts.\n\n## Bereitstellung\n\nModelle werden bereitgestellt, jede Pipeline geprüft, auch im Training.\n\n> [!SOLUTION]\n> Geheimnisvoll ist die Antwort.\n";
const RUSSIAN: &str = "---\ndescription: Как модель попадает к людям.\n---\n# Развёртывание моделей\n\n## Модель и данные\n\nОбучение модели на данных. Ещё раз.\n\n## Мониторинг\n\nДрейф данных наблюдается постоянно.\n";
const CHINESE: &str = "---\ndescription: 从训练到部署。\n---\n# 模型部署\n\n## 模型管理\n\n我们用 MLOps 管理机器学习模型。\n\n## 第三章 数据\n\n数据质量很重要。\n";
const JAPANESE: &str = "---\ndescription: 学習から運用まで。\n---\n# モデルのデプロイ\n\n## サーバーの監視\n\nサーバの負荷を監視する。\n\n## データ基盤\n\nＭＬＯｐｓ とデータ。\n";

/// Of each kind of page that only rich models have one.
pub const KINDS_OF_MODELS: [&str; 12] = [
    "secure/index.html",
    "secure/level-2.html",
    "secure/matrix.html",
    "secure/compare-1-2.html",
    "secure/activity-build-process-defined.html",
    "secure/framework-samm.html",
    "secure/resources.html",
    "secure/coverage.html",
    "secure/tag-patching.html",
    "practice/level-silver.html",
    "models.html",
    "models-samm.html",
];

/// Two blocks of code; the first as a reader would copy it: [`FIRST_BLOCK`].
const CODE: &str = "# Code\n\n```python\ndef train(data):\n    if data < 3 & True:\n\n        return \"model\"\n```\n\n\
                    Then:\n\n```\nplain   text\n```\n\n```python linenums {1}\n\
                    print(\"a long line that goes on and on\", file=sys.stderr, flush=True, end=\"and is wider than any sheet of paper\")\n```\n";
pub const FIRST_BLOCK: &str =
    "def train(data):\n    if data < 3 & True:\n\n        return \"model\"";

/// Many headings with some windows of text, and a link in the middle.
fn long_page() -> String {
    let paragraph = "Text that takes its time and goes on for a while. ".repeat(20);
    let sections = (1..=12).map(|n| {
        format!("## Section {n}\n\n{paragraph}\n\n[On to the code](code.md)\n\n{paragraph}\n\n")
    });
    format!("# A long page\n\n{}", sections.collect::<String>())
}

/// Removes what the tests have built. To be called once, after all of them.
pub fn remove_all() {
    let sites =
        [&COURSE, &WORKSHOP, &MODELS, &GUIDE, &WIDE, &LANGUAGES, &PUBLISHED, &FOLDERS, &UNSEARCHED];
    for site in sites {
        if let Some(Ok(site)) = site.get() {
            // What cannot be removed is left to the system's own cleaning of temporary files.
            let _ = fs::remove_dir_all(&site.folder);
        }
    }
}

impl Site {
    /// The page's address below [`PREFIX`], as on a project's GitHub Pages.
    pub fn url(&self, page: &str) -> String {
        self.host.url(&format!("{PREFIX}{page}"))
    }

    /// The page's address on the disk.
    pub fn file_url(&self, page: &str) -> String {
        let encoded = self.output().join(page).display().to_string().replace(' ', "%20");
        format!("file://{encoded}")
    }

    pub fn output(&self) -> PathBuf {
        output(&self.folder)
    }

    /// Of each kind of page one: enough where all pages of a kind behave alike.
    pub fn kinds(&self) -> Vec<&str> {
        const KINDS: [&str; 6] = [
            "index.html",
            "notes/week-1.html",
            "mlops/index.html",
            "mlops/level-3.html",
            "mlops/matrix.html",
            "mlops/dimension-technology.html",
        ];
        let missing: Vec<_> = KINDS.iter().filter(|kind| !self.has(kind)).collect();
        assert!(missing.is_empty(), "{missing:?} are not in the site, but {:?}", self.pages);
        KINDS.to_vec()
    }

    fn has(&self, page: &str) -> bool {
        self.pages.iter().any(|have| have == page)
    }
}

fn get(
    site: &'static OnceLock<Result<Site, String>>,
    write_sources: impl FnOnce(&Path),
) -> &'static Site {
    get_by(site, write_sources, build)
}

fn get_by(
    site: &'static OnceLock<Result<Site, String>>,
    write_sources: impl FnOnce(&Path),
    make: impl FnOnce(&Path) -> Result<(), String>,
) -> &'static Site {
    let built = site.get_or_init(|| {
        let temporary = TempDir::new().map_err(|error| error.to_string())?;
        // Where a browser resolves a link of `file://` through a symlinked temporary folder, it
        // would not be the path that we compare with.
        let folder = temporary.path().canonicalize().map_err(|error| error.to_string())?;
        write_sources(&folder);
        make(&folder)?;
        let mut pages = Vec::new();
        find_pages(&output(&folder), "", &mut pages);
        pages.retain(|page| page != "404.html");
        pages.sort();
        // It is there: from now on it is kept until all tests are through.
        let _ = temporary.keep();
        Ok(Site { host: Host::start(&output(&folder)), folder, pages })
    });
    built.as_ref().unwrap_or_else(|error| panic!("the site under test is not there: {error}"))
}

fn output(folder: &Path) -> PathBuf {
    folder.join("site")
}

fn build(folder: &Path) -> Result<(), String> {
    let result = Command::new(env!("CARGO_BIN_EXE_levelbook"))
        .env("LEVELBOOK_CACHE", "")
        .arg("build")
        .arg(folder)
        .arg("-o")
        .arg(output(folder))
        .output()
        .map_err(|error| format!("levelbook cannot be started: {error}"))?;
    let said = String::from_utf8_lossy(&result.stderr);
    if !result.status.success() {
        return Err(format!("`levelbook build` failed ({}): {said}", result.status));
    }
    let home = output(folder).join("index.html");
    if home.is_file() { Ok(()) } else { Err(format!("no index.html was built: {said}")) }
}

/// The 404 page needs to know where the site stands: below [`PREFIX`].
fn with_base_url(config: &str) -> String {
    let others = config.lines().filter(|line| !line.starts_with("base-url:"));
    let others: String = others.map(|line| format!("{line}\n")).collect();
    format!("{others}base-url: https://course.example{PREFIX}\n")
}

fn copy(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else { return };
    fs::create_dir_all(to).expect("a folder for a copy");
    for entry in entries.flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).expect("a copied file");
        }
    }
}

fn find_pages(folder: &Path, prefix: &str, pages: &mut Vec<String>) {
    let entries = fs::read_dir(folder).expect("the folder of the site");
    for entry in entries.flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            find_pages(&entry.path(), &format!("{name}/"), pages);
        } else if name.ends_with(".html") {
            pages.push(name);
        }
    }
}
