//! The format of a model as a JSON Schema, for editors. With a model at hand it knows its levels,
//! dimensions, activities and all else that can be referred to.

use serde_json::{Value, json};

use super::{
    Field, FieldKind, Model, activities, catalog, cells, dimensions, fields, levels, questions,
    read,
};
use crate::site::parse::schema::{
    Property, list, object, one_of, said, text, text_or, texts, values_of, whole,
};

/// What references may name: everything, without a model.
#[derive(Default)]
struct Known {
    levels: Vec<String>,
    dimensions: Vec<String>,
    activities: Vec<String>,
    capabilities: Vec<String>,
    frameworks: Vec<String>,
    resources: Vec<String>,
    answers: Vec<String>,
    tags: Vec<String>,
    fields: Vec<(String, Value)>,
    is_known: bool,
}

/// The schema of all models, or of the one at hand.
pub fn schema(model: Option<&Model>) -> Value {
    let known = model.map(known).unwrap_or_default();
    let mut schema = whole("A maturity model", root(&known));
    schema["definitions"] = json!({"dimension": dimension(&known)});
    schema
}

fn known(model: &Model) -> Known {
    let levels = model.levels.iter().flat_map(|level| {
        [&level.value, &level.name].into_iter().chain(&level.aka).map(|name| name.value.clone())
    });
    let dimensions =
        model.dimensions.iter().flat_map(|d| [d.name.value.clone(), d.id.clone(), d.path.clone()]);
    let catalog = &model.catalog;
    let tags = model.cells.iter().flat_map(super::Cell::all_items).flat_map(|item| &item.tags);
    let tags = tags.chain(model.activities.iter().flat_map(|activity| &activity.tags));
    Known {
        levels: distinct(levels),
        dimensions: distinct(dimensions),
        activities: model.activities.iter().map(|activity| activity.id.clone()).collect(),
        capabilities: catalog.capabilities.iter().map(|c| c.id.clone()).collect(),
        frameworks: catalog.frameworks.iter().map(|f| f.key.value.clone()).collect(),
        resources: catalog.resources.iter().map(|r| r.key.value.clone()).collect(),
        answers: catalog.answer_sets.iter().map(|set| set.key.value.clone()).collect(),
        tags: distinct(tags.map(|tag| tag.value.clone())),
        fields: catalog.fields.iter().map(|f| (f.name.value.clone(), field_value(f))).collect(),
        is_known: true,
    }
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

/// One of the known names; any text where none is known. What YAML takes for a number or for true may be
/// written as such.
fn reference(names: &[String]) -> Value {
    if names.is_empty() {
        return text();
    }
    let values = names.iter().filter_map(|name| value_of(name));
    let all: Vec<Value> = names.iter().map(|name| json!(name)).chain(values).collect();
    json!({ "enum": all })
}

/// What an editor takes a name for, if not for a text: `1`, `1.5`, `true`.
fn value_of(name: &str) -> Option<Value> {
    let whole = name.parse::<i64>().map(Value::from).ok();
    let number = || name.parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::from);
    let truth = || name.to_ascii_lowercase().parse::<bool>().map(Value::from).ok();
    whole.or_else(number).or_else(truth)
}

/// Suggestions that leave room for other texts.
fn suggestions(names: &[String]) -> Value {
    match names {
        [] => text(),
        names => json!({"anyOf": [{"enum": names}, text()]}),
    }
}

fn references(names: &[String]) -> Value {
    one_of([list(reference(names)), reference(names)])
}

fn root(known: &Known) -> Value {
    let dimension = || json!({"$ref": "#/definitions/dimension"});
    object(
        &read::KEYS,
        &["levels"],
        vec![
            said("title", "The name of the model", text()),
            said("description", "What it is, in a sentence or a few paragraphs", text()),
            said("source", "Where it comes from: an address or a text", text()),
            said("id", "An identifier", text()),
            said("was", "Where the model stood earlier: models/mlops", texts()),
            said("version", "The version, as spelled", text()),
            said("released", "When it was released", text()),
            said("license", "The licence of the model", text()),
            said("authors", "Who wrote it", texts()),
            said("lang", "A language tag such as de", text()),
            said("kinds", "What each depth of dimensions is called, from the outermost", texts()),
            said(
                "progression",
                "snapshot: a cell describes all that holds at its level. additive: a level adds to those below",
                json!({"enum": ["snapshot", "additive"]}),
            ),
            said("levels", "From the lowest to the highest", list(level(known))),
            said(
                "dimensions",
                "Names, or maps with more about each",
                list(one_of([dimension(), text()])),
            ),
            said(
                "activities",
                "Activities, each with the dimension that it is in",
                list(activity(known)),
            ),
            said(
                "capabilities",
                "Rows through the levels",
                list(one_of([capability(known), text()])),
            ),
            said("fields", "What else activities say", values_of(field())),
            said(
                "frameworks",
                "Standards and other models that items refer to",
                values_of(one_of([framework(), text(), json!({"type": "null"})])),
            ),
            said(
                "resources",
                "Tools, texts and templates",
                values_of(one_of([resource(), text()])),
            ),
            said(
                "answers",
                "Sets of answers for questions",
                values_of(one_of([answer_set(), list(text_or(option()))])),
            ),
            said("scoring", "How answers become a level", scoring()),
            said("include", "Further files of the model, by path from its folder", texts()),
        ],
    )
}

fn level(known: &Known) -> Value {
    object(
        &levels::KEYS,
        &["level"],
        vec![
            said("level", "A number or a word", text()),
            said("name", "The name", text()),
            said("aka", "Other names that notes use for it", texts()),
            said("summary", "One sentence", text()),
            said("description", "More, as paragraphs", text()),
            said("color", "'#rgb' or '#rrggbb'", text()),
            said("cells", "A cell for each dimension", cells_by(&known.dimensions, known)),
        ],
    )
}

/// Cells under names of dimensions or levels.
fn cells_by(names: &[String], known: &Known) -> Value {
    if !known.is_known {
        return values_of(cell(known));
    }
    let properties: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), cell(known))).collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn dimension(known: &Known) -> Value {
    object(
        &dimensions::KEYS,
        &[],
        vec![
            said("id", "What stands for it in addresses", text()),
            said("name", "The name", text()),
            said("code", "A short code before the name", text()),
            said("summary", "One sentence", text()),
            said("description", "More, as paragraphs", text()),
            said("question", "What to ask when judging it", text()),
            said("color", "'#rgb' or '#rrggbb'", text()),
            said("icon", "For themes", text()),
            said(
                "dimensions",
                "Dimensions inside of it",
                list(one_of([json!({"$ref": "#/definitions/dimension"}), text()])),
            ),
            said("cells", "Its cells, by level", cells_by(&known.levels, known)),
            said("activities", "Its activities", list(activity(known))),
        ],
    )
}

fn cell(known: &Known) -> Value {
    let items = || list(text_or(item(known)));
    let section = object(
        &cells::SECTION_KEYS,
        &[],
        vec![
            said("title", "The title of the part", text()),
            said("text", "Paragraphs", text()),
            said("items", "Bullets", items()),
        ],
    );
    let map = object(
        &cells::CELL_KEYS,
        &[],
        vec![
            said("title", "A title", text()),
            said("objective", "What is to be reached, in a sentence", text()),
            said("text", "Paragraphs", text()),
            said("items", "Bullets", items()),
            said("sections", "Parts with titles of their own", list(section)),
            said("questions", "What to ask", questions_of(known)),
        ],
    );
    one_of([items(), text(), map])
}

fn item(known: &Known) -> Value {
    object(
        &cells::ITEM_KEYS,
        &["text"],
        vec![
            said("text", "The item", text()),
            said("id", "Its anchor", text()),
            said("note", "A remark shown below it", text()),
            said("capability", "The row that it belongs to", reference(&known.capabilities)),
            said("tags", "Words; each has a page", list(suggestions(&known.tags))),
            said("references", "What it fulfils, by framework", references_of(known)),
        ],
    )
}

fn references_of(known: &Known) -> Value {
    match known.frameworks.as_slice() {
        [] => values_of(texts()),
        names => {
            let properties: serde_json::Map<String, Value> =
                names.iter().map(|name| (name.clone(), texts())).collect();
            json!({"type": "object", "properties": properties, "additionalProperties": false})
        }
    }
}

fn questions_of(known: &Known) -> Value {
    let question = object(
        &questions::QUESTION,
        &["ask"],
        vec![
            said("ask", "The question", text()),
            said("answers", "The set of answers", reference(&known.answers)),
            said("criteria", "What has to hold for an answer to count", texts()),
        ],
    );
    list(text_or(question))
}

fn activity(known: &Known) -> Value {
    let mut schema = object(
        &activities::KEYS,
        &["level"],
        vec![
            said("id", "What stands for it in addresses", text()),
            said("was", "Ids that it had earlier", texts()),
            said("name", "The name", text()),
            said("level", "A level by value, name or aka", reference(&known.levels)),
            said(
                "in",
                "The dimension, where the activity does not stand in one",
                reference(&known.dimensions),
            ),
            said("summary", "One sentence", text()),
            said("description", "More, as paragraphs", text()),
            said("needs", "Activities that come first", references(&known.activities)),
            said("related", "Others of interest", references(&known.activities)),
            said("tags", "Words; each has a page", list(suggestions(&known.tags))),
            said("references", "What it fulfils, by framework", references_of(known)),
            said(
                "resources",
                "What helps with it",
                list(one_of([reference(&known.resources), resource()])),
            ),
            said("questions", "What to ask", questions_of(known)),
            said("capability", "The row that it belongs to", reference(&known.capabilities)),
        ],
    );
    match known.is_known {
        true => known.fields.iter().for_each(|(name, value)| {
            schema["properties"][name] = value.clone();
        }),
        // Any key may be a declared field.
        false => schema["additionalProperties"] = json!(true),
    }
    schema
}

fn field_value(field: &Field) -> Value {
    let value = match field.kind {
        FieldKind::List => texts(),
        FieldKind::Scale => {
            let names = field.labels.iter().flat_map(|l| [l.name.value.clone(), l.value.clone()]);
            reference(&names.collect::<Vec<_>>())
        }
        FieldKind::Boolean => {
            json!({"enum": [true, false, "yes", "no", "Yes", "No", "YES", "NO"]})
        }
        _ => text(),
    };
    let about = field.description.as_ref().map_or_else(|| field.title(), |text| text.raw.clone());
    Property { name: "", about: &about, value }.described()
}

fn capability(known: &Known) -> Value {
    object(
        &catalog::CAPABILITY,
        &[],
        vec![
            said("id", "As items refer to it", text()),
            said("name", "The name", text()),
            said("description", "What it is", text()),
            said("in", "The dimension that it belongs to", reference(&known.dimensions)),
        ],
    )
}

fn field() -> Value {
    let kinds = ["text", "markdown", "list", "scale", "number", "boolean", "url", "date"];
    let map = object(
        &fields::KEYS,
        &[],
        vec![
            said("label", "What pages call it", text()),
            said("description", "What it means", text()),
            said("type", "What it holds", json!({"enum": kinds})),
            said(
                "labels",
                "The steps of a scale, from the lowest",
                one_of([texts(), values_of(text())]),
            ),
            said("group", "The heading under which it stands", text()),
            said("required", "Each activity must have it", json!({"type": "boolean"})),
            said("show", "list: also beside the name in lists", json!({"enum": ["page", "list"]})),
        ],
    );
    one_of([json!({"enum": kinds}), map, json!({"type": "null"})])
}

fn framework() -> Value {
    object(
        &catalog::FRAMEWORK,
        &[],
        vec![
            said("name", "The name", text()),
            said("description", "What it is", text()),
            said("url", "Its address", text()),
            said("link", "The address of an id, with {id} in it", text()),
            said("pattern", "What ids look like, as a regular expression", text()),
            said(
                "ids",
                "The ids that there are, or a map with their titles",
                one_of([texts(), values_of(one_of([text(), json!({"type": "null"})]))]),
            ),
        ],
    )
}

fn resource() -> Value {
    object(
        &catalog::RESOURCE,
        &[],
        vec![
            said("name", "The name", text()),
            said("url", "Its address", text()),
            said("description", "What it is", text()),
            said("tags", "Words; each has a page", texts()),
        ],
    )
}

fn answer_set() -> Value {
    object(
        &questions::SET,
        &["options"],
        vec![
            said("name", "What pages call it", text()),
            said("options", "From the lowest score to the highest", list(text_or(option()))),
        ],
    )
}

fn option() -> Value {
    object(
        &questions::OPTION,
        &["answer"],
        vec![said("answer", "The answer", text()), said("score", "A number", text())],
    )
}

fn scoring() -> Value {
    object(
        &catalog::SCORING,
        &["rule"],
        vec![
            said("rule", "ladder, mean or sum", json!({"enum": ["ladder", "mean", "sum"]})),
            said("threshold", "A number", text()),
        ],
    )
}
