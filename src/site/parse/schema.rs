//! JSON Schemas (draft 7, which editors know best) of the files that authors write. Each map of a
//! schema is held against the keys that the reader knows: a key that one of them lacks is a bug.

use serde_json::{Map, Value, json};

use super::reader::Keys;
use super::{config, front_matter};

pub use super::model::schema as model;

/// A key of a map.
pub struct Property<'s> {
    pub name: &'s str,
    /// What editors show beside it.
    pub about: &'s str,
    pub value: Value,
}

impl Property<'_> {
    pub fn described(self) -> Value {
        let mut value = self.value;
        // Beside a reference a description would be passed over.
        match value.get("$ref").is_some() {
            true => json!({"description": self.about, "allOf": [value]}),
            false => {
                value["description"] = json!(self.about);
                value
            }
        }
    }
}

pub fn said<'s>(name: &'s str, about: &'s str, value: Value) -> Property<'s> {
    Property { name, about, value }
}

/// A text, whatever YAML would take it for.
pub fn text() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

/// A map of any keys.
pub fn values_of(value: Value) -> Value {
    with("object", "additionalProperties", value)
}

fn with(kind: &str, key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([("type".to_owned(), kind.into()), (key.to_owned(), value)]))
}

pub fn list(of: Value) -> Value {
    with("array", "items", of)
}

/// A list of texts; one alone is a list of one.
pub fn texts() -> Value {
    one_of([list(text()), text()])
}

pub fn text_or(other: Value) -> Value {
    one_of([text(), other])
}

pub fn one_of<const N: usize>(kinds: [Value; N]) -> Value {
    Value::Object(Map::from_iter([("anyOf".to_owned(), Value::Array(kinds.into()))]))
}

/// A map with the keys that the reader knows.
pub fn object(keys: &Keys, required: &[&str], properties: Vec<Property>) -> Value {
    let same = keys.known.len() == properties.len()
        && properties.iter().all(|property| keys.known.contains(&property.name));
    assert!(same, "the reader knows {:?}", keys.known);
    let properties: Map<String, Value> =
        properties.into_iter().map(|p| (p.name.to_owned(), p.described())).collect();
    let mut schema =
        json!({"type": "object", "properties": properties, "additionalProperties": false});
    if keys.extra {
        schema["patternProperties"] = json!({"^x-": {}});
    }
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A schema of its own.
pub fn whole(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(title);
    schema
}

/// `levelbook.yaml`.
pub fn site() -> Value {
    let codes: Vec<&str> = crate::site::diagnostics::Code::ALL.iter().map(|c| c.name()).collect();
    let social = object(
        &config::SOCIAL_KEYS,
        &["name", "url"],
        vec![said("name", "What the link is called", text()), said("url", "Its address", text())],
    );
    let repository = object(
        &config::REPOSITORY_KEYS,
        &["url"],
        vec![
            said("url", "The repository's address", text()),
            said("branch", "The branch that edits are made on", text()),
            said("folder", "The site's folder inside of the repository", text()),
        ],
    );
    let silence = object(
        &config::SILENCE_KEYS,
        &["code"],
        vec![
            said("code", "The code in front of the message", json!({"enum": codes})),
            said("in", "A file, a folder or a pattern, counted from the site's root", text()),
            said("text", "A piece of the message", text()),
        ],
    );
    let external = object(
        &config::EXTERNAL_KEYS,
        &[],
        vec![said("ignore", "Addresses with all that is below them, or patterns with *", texts())],
    );
    let percent = || json!({"type": "integer", "minimum": 0, "maximum": 100});
    let coverage = object(
        &config::COVERAGE_KEYS,
        &[],
        vec![
            said("levels", "Percent of the levels", percent()),
            said("cells", "Percent of the cells", percent()),
            said("activities", "Percent of the activities", percent()),
        ],
    );
    let entry = json!({"$ref": "#/definitions/entry"});
    let mut schema = whole(
        "levelbook.yaml",
        object(
            &config::KEYS,
            &["title"],
            vec![
                said("title", "The name of the site", text()),
                said("description", "The site in one sentence", text()),
                said("base-url", "Where the site will stand", text()),
                said("language", "A language tag: en, de, pt-BR", text()),
                said(
                    "words",
                    "What pages say in your own words: each message by its English",
                    json!({"type": "object", "additionalProperties": text_or(json!({"type": "object"}))}),
                ),
                said("theme", "The name of a folder in themes/, or default", text()),
                said("repository", "Where the sources are kept", text_or(repository)),
                said("navigation", "The order of the pages", list(text_or(entry.clone()))),
                said("social", "Links at the foot of each page", list(social)),
                said("footer", "A line of Markdown at the foot of each page", text()),
                said(
                    "urls",
                    "files: level-2.html. folders: level-2/",
                    json!({"enum": ["files", "folders"]}),
                ),
                said("search", "Whether readers can search", json!({"type": "boolean"})),
                said(
                    "silence",
                    "Warnings that are not to be told",
                    list(one_of([json!({"enum": codes}), silence])),
                ),
                said("coverage", "How much of each model the notes must speak of", coverage),
                said("authors", "Who wrote the pages that name no authors of their own", texts()),
                said("params", "Keys of your own, for templates", json!({"type": "object"})),
                said(
                    "html",
                    "What becomes of HTML in notes: it stays, its harmless part stays, or it is shown as written",
                    json!({"enum": ["allow", "sanitize", "escape"]}),
                ),
                said(
                    "broken-links",
                    "Whether links and pictures that lead nowhere are errors, or warnings while a site moves here",
                    json!({"enum": ["error", "warn"]}),
                ),
                said(
                    "smart-punctuation",
                    "Whether notes get curly quotes and dashes",
                    json!({"type": "boolean"}),
                ),
                said(
                    "progress",
                    "Whether readers can mark what they have read",
                    json!({"type": "boolean"}),
                ),
                said(
                    "external",
                    "What is left out when links that lead elsewhere are asked for",
                    external,
                ),
                said(
                    "print",
                    "Whether there are documents for printing",
                    json!({"type": "boolean"}),
                ),
            ],
        ),
    );
    schema["definitions"] = json!({"entry": object(&config::NAVIGATION_KEYS, &[], vec![
        said("title", "What the entry is called", text()),
        said("page", "A page, a model or a folder below content/", text()),
        said("pages", "Entries below it", list(text_or(entry))),
        said("url", "An address elsewhere", text()),
    ])});
    schema
}

/// An address alone, or one with where it leads; one alone is a list of one.
fn aliases() -> Value {
    let alias = object(
        &front_matter::ALIAS_KEYS,
        &["from"],
        vec![
            said("from", "The earlier address, from the site's root: old/page.html#part", text()),
            said("to", "Where it leads, written like a link of the page: #part", text()),
        ],
    );
    let alias = text_or(alias);
    one_of([list(alias.clone()), alias])
}

/// The front matter of a note.
pub fn page() -> Value {
    whole(
        "The front matter of a page",
        object(
            &front_matter::KEYS,
            &[],
            vec![
                said("title", "The page's title", text()),
                said("description", "The page in a sentence", text()),
                said("weight", "Pages with less weight come first", json!({"type": "integer"})),
                said("slug", "The last part of the page's address", text()),
                said("aliases", "Earlier addresses, which lead here", aliases()),
                said("draft", "Left out unless drafts are asked for", json!({"type": "boolean"})),
                said("date", "A day: 2024-01-31", text()),
                said("tags", "Words shown with the page", texts()),
                said("model", "The model that the page speaks of", text()),
                said("level", "The level that the page as a whole is about", text()),
                said(
                    "counts-from",
                    "The number that the page begins to count levels with",
                    json!({"type": "integer"}),
                ),
                said("authors", "Who wrote the page", texts()),
                said(
                    "unlisted",
                    "Reached by its address alone: in no navigation, search, feed or list",
                    json!({"type": "boolean"}),
                ),
                said("params", "Keys of your own, for templates", json!({"type": "object"})),
                said("objectives", "What a reader can do after the page", texts()),
                said("prerequisites", "Notes to be read before, as paths from this one", texts()),
                said("time", "How long the page takes, such as 45 min", text()),
            ],
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::parse::model::parse;
    use crate::site::sources::SourcePath;

    const MODEL: &str = "capabilities: [{id: review}]\nfields: {effort: {labels: [Low, High]}}\nlevels:\n  - {level: 1, name: Start, aka: [Begin]}\n  - {level: 2, name: Growth}\ndimensions:\n  - name: Practice\n    activities: [{id: reading, level: 1, tags: [people]}, {id: b, level: 2, tags: [people]}]\n";

    fn model_at_hand() -> Value {
        let path = SourcePath::new("content/m.model.yaml");
        let (parsed, found) = parse(&[(path, MODEL.to_owned())]);
        assert_eq!(found, []);
        model(parsed.as_ref())
    }

    #[test]
    fn every_map_has_the_keys_that_the_reader_knows() {
        // `object` holds each against its reader.
        for schema in [site(), page(), model(None), model_at_hand()] {
            assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        }
    }

    #[test]
    fn a_model_at_hand_gives_its_names() {
        let schema = model_at_hand();
        let level = &schema["properties"]["levels"]["items"];
        let cells = level["properties"]["cells"]["properties"].as_object().expect("cells");
        assert_eq!(cells.keys().collect::<Vec<_>>(), ["Practice", "practice"]);
        let activity = &schema["properties"]["activities"]["items"]["properties"];
        assert_eq!(activity["level"]["enum"], json!(["1", "Start", "Begin", "2", "Growth", 1, 2]));
        assert_eq!(activity["needs"]["anyOf"][0]["items"]["enum"], json!(["reading", "b"]));
        assert_eq!(activity["effort"]["enum"], json!(["Low", "1", "High", "2", 1, 2]));
        assert_eq!(activity["capability"]["enum"], json!(["review"]));
    }

    #[test]
    fn levels_may_be_written_as_yaml_reads_them() {
        let path = SourcePath::new("content/m.model.yaml");
        let text = MODEL.replace("level: 1", "level: 1.5").replace("Start", "True");
        let (parsed, found) = parse(&[(path, text)]);
        assert_eq!(found, []);
        let schema = model(parsed.as_ref());
        let level = &schema["properties"]["activities"]["items"]["properties"]["level"]["enum"];
        assert_eq!(*level, json!(["1.5", "True", "Begin", "2", "Growth", 1.5, true, 2]));
    }
}
