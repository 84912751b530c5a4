//! The model as a file of its own format, with every text as spelled: reading it again gives the
//! same model.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::site::parse::model::Value as FieldContent;
use crate::site::parse::model::{
    Activity, Catalog, Cell, Dimension, Field, FieldValue, Framework, Item, Level, Model,
    Progression, Question, Reference, Section, Show, Text,
};
use crate::site::parse::note::Spanned;

/// JSON whose texts hold no character that YAML forbids or breaks lines at: those are escaped.
pub fn visible(json: &str) -> Cow<'_, str> {
    let odd = |c: char| {
        matches!(
            c,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
    };
    if !json.contains(odd) {
        return Cow::Borrowed(json);
    }
    let mut text = String::new();
    for c in json.chars() {
        match odd(c) {
            true => text += &format!("\\u{:04x}", u32::from(c)),
            false => text.push(c),
        }
    }
    Cow::Owned(text)
}

/// The model in its own format; all scalars are texts.
pub fn model_file(model: &Model) -> Value {
    let mut root = Entries::default();
    root.spanned("title", Some(&model.title));
    root.text("description", model.description.as_ref());
    for (key, value) in &model.about {
        root.put(key, json!(value.value));
    }
    let progression = match model.progression {
        Progression::Snapshot => "snapshot",
        Progression::Additive => "additive",
    };
    root.put("progression", json!(progression));
    root.list("was", &model.was);
    root.list("kinds", &model.kinds);
    catalog(&mut root, model);
    root.extra(&model.extra);
    root.put("levels", (0..model.levels.len()).map(|l| level(model, l)).collect());
    root.put("dimensions", dimensions(model, None));
    let activities: Vec<Value> = model.activities.iter().map(|a| activity(model, a)).collect();
    root.some("activities", activities);
    root.done()
}

/// A map that leaves out what the author did not write.
#[derive(Default)]
struct Entries(Map<String, Value>);

impl Entries {
    fn put(&mut self, key: &str, value: Value) {
        self.0.insert(key.to_owned(), value);
    }

    fn spanned(&mut self, key: &str, value: Option<&Spanned<String>>) {
        value.iter().for_each(|value| self.put(key, json!(value.value)));
    }

    fn text(&mut self, key: &str, value: Option<&Text>) {
        value.iter().for_each(|value| self.put(key, json!(value.raw)));
    }

    fn some(&mut self, key: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.put(key, Value::Array(values));
        }
    }

    fn list(&mut self, key: &str, values: &[Spanned<String>]) {
        self.some(key, values.iter().map(|value| json!(value.value)).collect());
    }

    fn texts(&mut self, key: &str, values: &[Text]) {
        self.some(key, values.iter().map(|value| json!(value.raw)).collect());
    }

    fn map(&mut self, key: &str, entries: Vec<(String, Value)>) {
        if !entries.is_empty() {
            self.put(key, Value::Object(entries.into_iter().collect()));
        }
    }

    fn extra(&mut self, extra: &[(String, String)]) {
        for (key, value) in extra {
            self.put(key, serde_json::from_str(value).unwrap_or_else(|_| json!(value)));
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn catalog(root: &mut Entries, model: &Model) {
    let catalog = &model.catalog;
    if let Some(scoring) = &catalog.scoring {
        let mut map = Entries::default();
        map.spanned("rule", Some(&scoring.rule));
        map.spanned("threshold", scoring.threshold.as_ref());
        map.extra(&scoring.extra);
        root.put("scoring", map.done());
    }
    root.map("fields", catalog.fields.iter().map(|f| (f.name.value.clone(), field(f))).collect());
    let frameworks = catalog.frameworks.iter().map(|f| (f.key.value.clone(), framework(f)));
    root.map("frameworks", frameworks.collect());
    let resources = catalog.resources.iter().map(|resource| {
        let mut map = Entries::default();
        map.spanned("name", resource.name.as_ref());
        map.spanned("url", resource.url.as_ref());
        map.text("description", resource.description.as_ref());
        map.list("tags", &resource.tags);
        map.extra(&resource.extra);
        (resource.key.value.clone(), map.done())
    });
    root.map("resources", resources.collect());
    root.map("answers", catalog.answer_sets.iter().map(answers).collect());
    let capabilities = catalog.capabilities.iter().map(|capability| {
        let mut map = Entries::default();
        map.put("id", json!(capability.id));
        map.spanned("name", Some(&capability.name));
        map.text("description", capability.description.as_ref());
        if let Some(dimension) = capability.dimension {
            map.put("in", json!(model.dimensions[dimension].path));
        }
        map.extra(&capability.extra);
        map.done()
    });
    root.some("capabilities", capabilities.collect());
}

fn field(field: &Field) -> Value {
    let mut map = Entries::default();
    map.spanned("label", field.label.as_ref());
    map.text("description", field.description.as_ref());
    map.put("type", json!(field.kind.name()));
    let labels = field.labels.iter().map(|l| (l.value.clone(), json!(l.name.value)));
    map.map("labels", labels.collect());
    map.spanned("group", field.group.as_ref());
    map.put("required", json!(field.required));
    map.put("show", json!(if field.show == Show::List { "list" } else { "page" }));
    map.extra(&field.extra);
    map.done()
}

fn framework(framework: &Framework) -> Value {
    let mut map = Entries::default();
    map.spanned("name", framework.name.as_ref());
    map.text("description", framework.description.as_ref());
    map.spanned("url", framework.url.as_ref());
    map.spanned("link", framework.link.as_ref());
    map.spanned("pattern", framework.pattern.as_ref());
    known_ids(&mut map, framework);
    map.extra(&framework.extra);
    map.done()
}

/// A list, or a map where one of them has a title; an empty one stands for none.
fn known_ids(map: &mut Entries, framework: &Framework) {
    let ids = framework.ids.iter();
    if framework.ids.iter().all(|(_, title)| title.is_none()) {
        return map.some("ids", ids.map(|(id, _)| json!(id.value)).collect());
    }
    let title = |title: &Option<Spanned<String>>| json!(title.as_ref().map_or("", |t| &t.value));
    map.map("ids", ids.map(|(id, name)| (id.value.clone(), title(name))).collect());
}

fn answers(set: &crate::site::parse::model::AnswerSet) -> (String, Value) {
    let mut map = Entries::default();
    map.spanned("name", set.name.as_ref());
    let options = set.options.iter().map(|option| {
        let mut map = Entries::default();
        map.spanned("answer", Some(&option.answer));
        map.spanned("score", option.score.as_ref());
        map.done()
    });
    map.some("options", options.collect());
    map.extra(&set.extra);
    (set.key.value.clone(), map.done())
}

fn level(model: &Model, index: usize) -> Value {
    let Level { value, name, aka, summary, description, color, extra } = &model.levels[index];
    let mut map = Entries::default();
    map.spanned("level", Some(value));
    map.spanned("name", Some(name));
    map.list("aka", aka);
    map.text("summary", summary.as_ref());
    map.text("description", description.as_ref());
    map.spanned("color", color.as_ref());
    map.extra(extra);
    let cells = model.cells.iter().filter(|cell| cell.level == index);
    let path = |cell: &Cell| model.dimensions[cell.dimension].path.clone();
    map.map("cells", cells.map(|c| (path(c), cell(&model.catalog, c))).collect());
    map.done()
}

/// The dimensions inside of another one, each with those inside of it.
fn dimensions(model: &Model, parent: Option<usize>) -> Value {
    let all = model.dimensions.iter().enumerate().filter(|(_, d)| d.parent == parent);
    let inside = all.map(|(index, d)| {
        let Dimension { id, name, code, summary, description, question, color, icon, .. } = d;
        let mut map = Entries::default();
        map.put("id", json!(id));
        map.spanned("name", Some(name));
        map.spanned("code", code.as_ref());
        map.text("summary", summary.as_ref());
        map.text("description", description.as_ref());
        map.text("question", question.as_ref());
        map.spanned("color", color.as_ref());
        map.spanned("icon", icon.as_ref());
        map.extra(&d.extra);
        if let Value::Array(parts) = dimensions(model, Some(index)) {
            map.some("dimensions", parts);
        }
        map.done()
    });
    inside.collect()
}

fn cell(catalog: &Catalog, cell: &Cell) -> Value {
    let mut map = Entries::default();
    map.spanned("title", cell.title.as_ref());
    map.text("objective", cell.objective.as_ref());
    map.text("text", cell.text.as_ref());
    map.put("items", cell.items.iter().map(|i| item(catalog, i)).collect());
    let sections = cell.sections.iter().map(|section: &Section| {
        let mut map = Entries::default();
        map.spanned("title", section.title.as_ref());
        map.text("text", section.text.as_ref());
        map.some("items", section.items.iter().map(|i| item(catalog, i)).collect());
        map.extra(&section.extra);
        map.done()
    });
    map.some("sections", sections.collect());
    map.some("questions", questions(catalog, &cell.questions));
    map.extra(&cell.extra);
    map.done()
}

fn item(catalog: &Catalog, item: &Item) -> Value {
    let mut map = Entries::default();
    map.put("text", json!(item.text.raw));
    map.spanned("id", item.id.as_ref());
    map.text("note", item.note.as_ref());
    capability(&mut map, catalog, item.capability);
    map.list("tags", &item.tags);
    references(&mut map, catalog, &item.references);
    map.extra(&item.extra);
    map.done()
}

fn capability(map: &mut Entries, catalog: &Catalog, capability: Option<usize>) {
    if let Some(capability) = capability {
        map.put("capability", json!(catalog.capabilities[capability].id));
    }
}

fn references(map: &mut Entries, catalog: &Catalog, references: &[Reference]) {
    let named = references.iter().map(|reference| {
        let ids: Vec<&str> = reference.ids.iter().map(|id| id.value.as_str()).collect();
        (catalog.frameworks[reference.framework].key.value.clone(), json!(ids))
    });
    map.map("references", named.collect());
}

fn questions(catalog: &Catalog, questions: &[Question]) -> Vec<Value> {
    let question = |question: &Question| {
        let mut map = Entries::default();
        map.put("ask", json!(question.ask.raw));
        if let Some(set) = question.answers {
            map.put("answers", json!(catalog.answer_sets[set].key.value));
        }
        map.texts("criteria", &question.criteria);
        map.extra(&question.extra);
        map.done()
    };
    questions.iter().map(question).collect()
}

fn activity(model: &Model, activity: &Activity) -> Value {
    let catalog = &model.catalog;
    let ids = |list: &[usize]| list.iter().map(|&a| json!(model.activities[a].id)).collect();
    let mut map = Entries::default();
    map.put("id", json!(activity.id));
    map.list("was", &activity.was);
    map.spanned("name", Some(&activity.name));
    map.put("in", json!(model.dimensions[activity.dimension].path));
    map.put("level", json!(model.levels[activity.level].value.value));
    map.text("summary", activity.summary.as_ref());
    map.text("description", activity.description.as_ref());
    activity.values.iter().for_each(|value| field_value(&mut map, catalog, value));
    capability(&mut map, catalog, activity.capability);
    map.some("needs", ids(&activity.needs));
    map.some("related", ids(&activity.related));
    map.list("tags", &activity.tags);
    references(&mut map, catalog, &activity.references);
    let resources = activity.resources.iter().map(|&r| json!(catalog.resources[r].key.value));
    map.some("resources", resources.collect());
    map.some("questions", questions(catalog, &activity.questions));
    map.extra(&activity.extra);
    map.done()
}

fn field_value(map: &mut Entries, catalog: &Catalog, value: &FieldValue) {
    let key = &catalog.fields[value.field].name.value;
    match &value.value {
        FieldContent::Text(text) => map.put(key, json!(text.raw)),
        FieldContent::List(texts) => map.put(key, texts.iter().map(|t| json!(t.raw)).collect()),
        FieldContent::Step(_, given) | FieldContent::Plain(given) => {
            map.put(key, json!(given.value));
        }
    }
}
