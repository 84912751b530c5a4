//! What pages say themselves: every word of it in the language of the site.

use std::collections::BTreeMap;

use levelbook::site::sources::Sources;
use levelbook::site::words::{languages, messages};
use levelbook::site::{Kept, Options, Outcome, build};

use crate::sites::{Built, built, small, text_of};

const MODEL: &str = r#"
title: Xx
description: xx
version: 1.0
authors: xx
source: xx
license: xx
frameworks:
  x: {name: Xx, url: "https://x.xx/", ids: {X1: xx, X2: xx}}
  xx: {name: Xxx, description: xx}
capabilities: [{id: x, name: Xx, description: xx, in: X}, {id: xxx, name: Xxx}]
fields:
  x: {label: Xx, type: markdown, group: Xx, description: xx}
  xx: {label: Xxx, type: scale, labels: [X, Xx], show: list}
  xxx: {label: Xxxx, type: list}
  xxxx: {label: Xxxxx, type: text}
resources:
  x: {name: Xx, url: "https://x.xx/", description: xx, tags: [xx]}
answers:
  x: [{answer: X, score: 0}, {answer: Xx, score: 1}]
scoring: {rule: ladder, threshold: 1}
dimensions:
  - {name: X, code: X1, question: xx?, summary: xx}
  - name: Xx
    dimensions:
      - name: Xxx
        activities:
          - {id: x1, name: Xx, level: 0, summary: xx, description: xx, x: xx, xx: 1, xxx: [x, xx], xxxx: xx, tags: [xx], capability: x, references: {x: [X1]}, resources: [x], was: [x9], questions: [{ask: "xx?", criteria: [xx]}]}
          - {id: x2, name: Xxx, level: 1, needs: [x1], related: [x3]}
          - {id: x3, name: Xxxx, level: 1, needs: [x2]}
      - Xxxx
levels:
  - level: 0
    name: Xx
    aka: [Xxx]
    summary: xx
    description: xx
    cells:
      Xx/Xxxx: xx
      X: [{text: xx, capability: x, tags: [xx], references: {x: [X1]}, note: x}, zzz, xx xx xx xx xx]
  - level: 1
    name: Xxxx
    cells:
      X: [{text: xx, capability: x}, xx xx xx xx xxx, xxxxxx]
      Xx/Xxxx: xx
  - level: 2
    name: Xxxxx
    cells:
      X: [{text: xxxxxx, capability: x}]
      Xx/Xxxx: zzz
"#;

const NOTE: &str = r#"---
title: Xx
description: xx
date: 2024-01-01
authors: [Xx]
time: 1 x
tags: [xx, xxx]
objectives: [xx]
prerequisites: [../index.md]
model: x1
---

Xx[^x] xx. [xx](level:0) [xx](activity:x1) [xx](capability:x) [xx](dimension:X) xx[^x].

[^x]: xx

## Xx

> [!NOTE]
> xx

> [!TIP]
> xx

> [!IMPORTANT]
> xx

> [!WARNING]
> xx

> [!CAUTION]
> xx

> [!EXAMPLE]-
> xx

> [!EXERCISE] Xx
> xx
>
> > [!SOLUTION]
> > xx

> [!QUIZ] Xx
> - [x] xx
> - [ ] xxx
>
> xx

::: details
xx
:::

## Xxx

- [x] xx
- [ ] xx

| x | x |
|---|---|
| x | x |

```
x
```

```mermaid
graph TD
  x --> xx
```

$$ x $$ {#x}

<Figure caption="xx" id="xx">

xx

</Figure>

Xx [](#xx) xx [](#x).

<Video src="https://youtu.be/aqz-KE-bpKQ" title="xx"/>

<DataTable src="x.csv" caption="xx"/>

<DataTable src="x.csv" rows="1"/>

<Matrix model="x1"/>

<Level value="1" model="x1"/>

<Climb from="0" to="1" model="x1"/>

## Xx

xx
"#;

/// A site whose authors know one letter.
fn site(config: &str) -> Sources {
    let config = format!(
        "title: Xx\ndescription: xx\nbase-url: https://x.xx/\nrepository: https://x.xx/x/x\nprint: true\n{config}"
    );
    let other = MODEL.replace("title: Xx", "title: Xxx").replace("was: [x9], ", "");
    Sources::default()
        .with("levelbook.yaml", config)
        .with("content/index.md", "---\ndescription: xx\n---\n# Xx\n\nxx\n")
        .with("content/x/x1.md", NOTE)
        .with("content/x/x2.md", "---\ndescription: xx\naliases: [xx.html, {from: \"#x9\", to: \"#xx\"}]\n---\n# Xxx\n\n## Xx\n\nxx\n")
        .with("content/x/x.csv", "x,xx\n1,2\n3,4\n")
        .with("content/glossary.yaml", "Xxxxxxx: {text: xx, aka: [xxxxxxxx]}\n")
        .with("content/x/x3.md", "---\ndescription: xx\n---\n# Xxxx\n\nXxxxxxx xx.\n")
        .with("content/x1.model.yaml", MODEL)
        .with("content/x2.model.yaml", other)
}

/// What a reader may be told by a page: its text, and what attributes say.
fn told(html: &str) -> Vec<String> {
    let mut told = Vec::new();
    let without = |html: &str, name: &str| -> String {
        let open = format!("<{name}");
        let mut parts = html.split(open.as_str());
        let first = parts.next().unwrap_or_default().to_owned();
        let close = format!("</{name}>");
        parts.fold(first, |html, part| html + part.split_once(&close).map_or("", |(_, rest)| rest))
    };
    let html = ["script", "style", "code", "math", "svg"]
        .iter()
        .fold(html.to_owned(), |html, name| without(&html, name));
    for name in
        ["aria-label", "title", "alt", "placeholder", "data-label", "data-as-text", "data-preview"]
    {
        let open = format!(" {name}=\"");
        let values = html.split(open.as_str()).skip(1);
        told.extend(values.filter_map(|rest| rest.split('"').next()).map(text_of));
    }
    let described = html.split("<meta name=\"description\" content=\"").skip(1);
    told.extend(described.filter_map(|rest| rest.split('"').next()).map(text_of));
    let body = html.split_once("<body").map_or(html.as_str(), |(_, body)| body);
    told.push(text_of(&format!("<body{body}")));
    told
}

/// A text without what is in brackets.
fn outside(text: &str) -> String {
    let (mut outside, mut depth) = (String::new(), 0);
    for c in text.chars() {
        match c {
            '⟦' => depth += 1,
            '⟧' => depth -= 1,
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside
}

/// Words that are no message: names of files and programs.
const NAMES: [&str; 9] = [
    "levelbook",
    "model.json",
    "model.yaml",
    "matrix.csv",
    "matrix.xlsx",
    "matrix.svg",
    "embed.html",
    "https://x.xx/",
    "YouTube",
];

#[test]
fn a_site_says_nothing_that_cannot_be_said_in_another_language() {
    let words: String = messages()
        .map(|message| format!("  {}: {}\n", json(message), json(&format!("⟦{message}⟧"))))
        .collect();
    let site = built(&site(&format!("language: x-x\nwords:\n{words}").replace("x-x", "xx")));
    assert_eq!(site.told(), [""; 0]);
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in pages(&site) {
        for text in told(&text) {
            for word in outside(&text).split_whitespace() {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
                let is_known =
                    word.chars().all(|c| !c.is_alphabetic() || matches!(c, 'x' | 'X' | 'z'));
                if !is_known && !NAMES.contains(&word) {
                    wrong.entry(word.to_owned()).or_insert_with(|| {
                        let at = text.find(word).unwrap_or(0);
                        let around: String = text[at..].chars().take(60).collect();
                        format!("{path}: {around}")
                    });
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

fn pages(site: &Built) -> Vec<(String, String)> {
    let pages = site.0.output.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    pages
        .map(|(path, file)| (path.to_string(), String::from_utf8_lossy(&file.bytes).into_owned()))
        .collect()
}

/// Scripts say what they say by the same messages.
#[test]
fn scripts_are_in_the_language_of_the_site() {
    for language in languages() {
        let site = built(&site(&format!("language: {language}\n")));
        let scripts: Vec<String> = site
            .0
            .output
            .iter()
            .filter(|(path, _)| path.as_str().ends_with(".js") && !path.as_str().contains('/'))
            .filter(|(path, _)| !path.as_str().starts_with("mermaid"))
            .map(|(_, file)| String::from_utf8_lossy(&file.bytes).into_owned())
            .collect();
        assert!(scripts.len() >= 3, "{}", scripts.len());
        for script in &scripts {
            let left: Vec<&str> =
                script.split("$say(").skip(1).filter(|call| call.starts_with('"')).collect();
            assert!(left.is_empty() && !script.contains("$html("), "{left:?}");
        }
        let copy = "\"Copied\"";
        let has_english = scripts.iter().any(|script| script.contains(copy));
        assert_eq!(has_english, language == "en", "{language}");
    }
}

#[test]
fn a_site_is_in_its_language() {
    let config = |language: &str| site(&format!("language: {language}\n"));
    for (language, level, on_this_page, items, mark) in [
        (
            "de",
            "Stufe 1 · Xxxx",
            "Auf dieser Seite",
            "3 Punkte, 2 Aktivitäten",
            "Als gelesen markieren",
        ),
        ("ru-RU", "Уровень 1 · Xxxx", "На этой странице", "3 пункта, 2 ", "Отметить"),
        (
            "ja",
            "レベル 1 · Xxxx",
            "このページの内容",
            "項目 3 件, アクティビティ 2 件",
            "既読にする",
        ),
    ] {
        let site = built(&config(language));
        assert_eq!(site.told(), [""; 0]);
        assert!(site.page("x1/level-1.html").contains(&format!("<title>{level} · Xx</title>")));
        assert!(site.page("x1/level-1.html").contains(on_this_page));
        assert!(
            text_of(&site.page("x1/index.html")).contains(items),
            "{}",
            text_of(&site.page("x1/index.html"))
        );
        assert!(site.page("x/x1.html").contains(mark), "{mark}");
        assert!(site.page("x/x1.html").contains(&format!("lang=\"{language}\"")));
    }
}

#[test]
fn words_that_are_no_message_are_told() {
    let told = |words: &str| {
        built(
            &small().with("levelbook.yaml", format!("title: T\ndescription: D.\nwords:\n{words}")),
        )
        .told()
    };
    assert_eq!(
        told("  On this pages: x\n"),
        [
            "S01 error levelbook.yaml:4:3 no page says \"On this pages\" | Did you mean \"On this page\"?"
        ]
    );
    assert_eq!(
        told("  \"{n} pages\": {some: x}\n")[0],
        "S06 error levelbook.yaml:4:17 \"some\" is no plural category | Write one of: zero, one, two, few, many, other."
    );
    assert_eq!(
        told("  \"{n} pages\": {one: x}\n"),
        [
            "S06 error levelbook.yaml:4:3 \"{n} pages\" has no form for all other numbers | Add a line: other: …"
        ]
    );
    assert_eq!(
        told("  \"{n} pages\": \"{m} x\"\n"),
        ["S06 error levelbook.yaml:4:16 nothing is called m in \"{n} pages\" | Names in it: {n}."]
    );
    // A message of the site's own template.
    let own = small()
        .with("levelbook.yaml", "title: T\ndescription: D.\ntheme: own\nwords:\n  My words: Others\n")
        .with(
            "themes/own/templates/not_found.html",
            "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{{ \"My words\" | say }}{% endblock main %}",
        );
    let site = built(&own);
    assert_eq!(site.told(), [""; 0]);
    assert!(site.page("404.html").contains("</h1>Others"));
}

/// The texts of all files below a folder whose names end so.
fn texts(folder: &str, ending: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join(folder)];
    let mut texts = String::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) && !path.ends_with("words.rs") {
                texts += &std::fs::read_to_string(path).expect("a text");
            }
        }
    }
    texts
}

#[test]
fn every_message_is_said_somewhere_and_none_is_said_that_is_not_listed() {
    let (templates, scripts) = (texts("themes/default", ".html"), texts("themes/default", ".js"));
    let all = format!("{templates}{scripts}{}", texts("src/site", ".rs"));
    let unused: Vec<_> =
        messages().filter(|message| !all.contains(&format!("\"{message}\""))).collect();
    // Said by the name of a key or a mark.
    assert_eq!(unused, [""; 0]);
    let listed: Vec<&str> = messages().collect();
    let before =
        templates.split("\" | say").map(|text| text.rsplit('"').next().unwrap_or_default());
    let count = templates.matches("\" | say").count();
    let behind = |sign: &str| {
        scripts
            .split(sign)
            .skip(1)
            .filter_map(|text| text.split('"').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let said: Vec<String> = before
        .take(count)
        .map(str::to_owned)
        .chain(behind("$say(\""))
        .chain(behind("$html(\""))
        .collect();
    assert!(said.len() > 150, "{}", said.len());
    let unlisted: Vec<_> =
        said.iter().filter(|message| !listed.contains(&message.as_str())).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

#[test]
fn the_guide_lists_all_messages() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a text");
    let (english, guide) = (read("src/site/words/en.yaml"), read("docs/content/messages.md"));
    let (_, messages) = english.split_once('\n').expect("a first line");
    assert!(guide.contains(&format!("```yaml title=\"All messages\"\n{messages}```")));
}

/// What was kept of a site in one language is not taken for that of another.
#[test]
fn a_site_that_changes_its_language_is_all_in_the_new_one() {
    let kept = Kept::default();
    let files = |language: &str| -> Vec<(String, Vec<u8>)> {
        let sources = site(&format!("language: {language}\n"));
        let made = build(&sources, &Options::default(), &kept);
        let fresh = build(&sources, &Options::default(), &Kept::default());
        let files = |outcome: &Outcome| -> Vec<(String, Vec<u8>)> {
            let files = outcome.output.iter();
            files.map(|(path, file)| (path.to_string(), file.bytes.to_vec())).collect()
        };
        assert_eq!(files(&made).len(), files(&fresh).len(), "{language}");
        for (one, other) in files(&made).iter().zip(&files(&fresh)) {
            assert!(one == other, "{language}: {}", one.0);
        }
        files(&made)
    };
    let (english, german) = (files("en"), files("de"));
    assert!(english != german);
    assert!(english == files("en"));
}
