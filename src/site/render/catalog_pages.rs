//! The views of what a model's cells refer to: activities, capabilities, tags, frameworks, resources.

use super::graph;
use super::model_pages::Lens;
use super::refs;
use super::views::{
    ActivityRef, ActivityView, AnswerView, AnswersView, CapabilityLevel, CapabilityView,
    CountedLink, CoveredView, FieldGroup, FieldView, FrameworkView, Html, LinkView, QuestionView,
    ReferenceView, ResourceView, ResourcesView, SpotView, StepView, TagView,
};
use crate::site::address::encode;
use crate::site::parse::model::{
    Activity, AnswerSet, Field, FieldKind, FieldValue, Item, Question, Reference, Show, Value,
};
use crate::site::resolve::links::dimension_anchor;
use crate::site::resolve::pages::PageId;
use crate::site::resolve::uses::{Covered, Spot};
use crate::site::text::{escape, heading_id, slug};

/// In a picture of one activity: more neighbours than this are left to the lists.
const MOST_IN_PICTURE: usize = 24;

impl Lens<'_> {
    fn to(&self, page: PageId) -> LinkView {
        refs::link(self.site, self.base, page)
    }

    fn optional(&self, text: Option<&crate::site::parse::model::Text>) -> Option<Html> {
        refs::optional(self.site, self.base, self.model(), text)
    }

    pub fn html(&self, text: &crate::site::parse::model::Text) -> Html {
        refs::html(self.site, self.base, self.model(), text)
    }

    pub fn activity(&self, a: usize) -> ActivityView {
        let (pages, activity) = (self.pages(), &self.model().activities[a]);
        let spots = |list: &[usize]| list.iter().map(|&a| self.spot(Spot::Activity(a))).collect();
        let level_href = refs::href(self.site, self.base, pages.levels[activity.level]);
        let anchor = dimension_anchor(self.model(), activity.dimension);
        ActivityView {
            id: activity.id.clone(),
            name: activity.name.value.clone(),
            model: self.link(),
            level: refs::level(self.site, self.base, self.m, activity.level),
            dimension: refs::dimension(self.site, self.base, self.m, activity.dimension),
            cell_href: format!("{level_href}#{}", encode(&anchor)),
            capability: self.capability_link(activity.capability),
            summary: self.optional(activity.summary.as_ref()),
            description: self.optional(activity.description.as_ref()),
            groups: self.groups(activity),
            questions: self.questions(&activity.questions),
            needs: spots(&activity.needs),
            needed_by: spots(&pages.uses.needed_by[a]),
            related: spots(&pages.uses.related[a]),
            graph: self.neighbours(a),
            references: self.references(&activity.references),
            resources: activity.resources.iter().map(|&r| self.resource(r, false)).collect(),
            tags: self.tag_links(&activity.tags),
            was: activity.was.iter().map(|was| was.value.clone()).collect(),
            backlinks: self.backlinks(pages.activities[a]),
        }
    }

    /// An activity as it stands in a cell; `short` where there is room for its name alone.
    pub fn activity_ref(&self, a: usize, anchored: bool, short: bool) -> ActivityRef {
        let activity = &self.model().activities[a];
        let summary = activity.summary.as_ref().filter(|_| !short);
        ActivityRef {
            id: anchored.then(|| format!("activity-{}", activity.id)),
            name: activity.name.value.clone(),
            href: refs::href(self.site, self.base, self.pages().activities[a]),
            summary: self.optional(summary),
            facts: if short { Vec::new() } else { self.facts(activity) },
            tags: if short { Vec::new() } else { self.tag_links(&activity.tags) },
            keys: self.keys_of(activity.capability, &activity.tags).filter(|_| short),
        }
    }

    fn facts(&self, activity: &Activity) -> Vec<FieldView> {
        let fields = &self.model().catalog.fields;
        let listed = activity.values.iter().filter(|v| fields[v.field].show == Show::List);
        listed.map(|value| self.field(value)).collect()
    }

    /// Values of declared fields: those of no group, then those of each one together.
    fn groups(&self, activity: &Activity) -> Vec<FieldGroup> {
        let mut groups: Vec<FieldGroup> = Vec::new();
        for value in &activity.values {
            let field = &self.model().catalog.fields[value.field];
            let title = field.group.as_ref().map(|group| group.value.clone());
            let view = self.field(value);
            match groups.iter_mut().find(|group| group.title == title) {
                Some(group) => group.fields.push(view),
                None => groups.push(FieldGroup { title, fields: vec![view] }),
            }
        }
        groups.sort_by_key(|group| group.title.is_some());
        groups
    }

    fn field(&self, value: &FieldValue) -> FieldView {
        let field = &self.model().catalog.fields[value.field];
        let mut view = self.declared(field);
        match &value.value {
            Value::Text(text) => view.text = Some(self.html(text)),
            Value::List(texts) => view.items = texts.iter().map(|text| self.html(text)).collect(),
            Value::Plain(plain) if field.kind == FieldKind::Url => {
                let url = escape(&plain.value);
                view.text = Some(Html::new(format!("<a href=\"{url}\">{url}</a>")));
            }
            Value::Plain(plain) => view.text = Some(Html::new(escape(&plain.value))),
            Value::Step(step, given) => {
                view.step = Some(StepView {
                    name: field.labels[*step].name.value.clone(),
                    value: given.value.clone(),
                    at: step + 1,
                    of: field.labels.len(),
                });
            }
        }
        view
    }

    /// A field as it is declared, without a value.
    pub fn declared(&self, field: &Field) -> FieldView {
        FieldView {
            label: field.title(),
            description: self.optional(field.description.as_ref()),
            kind: field.kind.name(),
            text: None,
            items: Vec::new(),
            step: None,
            steps: field.labels.iter().map(|label| label.name.value.clone()).collect(),
        }
    }

    pub fn questions(&self, questions: &[Question]) -> Vec<QuestionView> {
        let sets = &self.model().catalog.answer_sets;
        let question = |q: &Question| QuestionView {
            ask: self.html(&q.ask),
            answers: q.answers.map(|set| answers(&sets[set])),
            criteria: q.criteria.iter().map(|text| self.html(text)).collect(),
        };
        questions.iter().map(question).collect()
    }

    pub fn answer_sets(&self) -> Vec<AnswersView> {
        self.model().catalog.answer_sets.iter().map(answers).collect()
    }

    pub fn tag_links(&self, tags: &[crate::site::parse::note::Spanned<String>]) -> Vec<LinkView> {
        let link = |tag: &crate::site::parse::note::Spanned<String>| {
            let at = self.pages().uses.tag(&tag.value);
            let href = at.map(|at| refs::href(self.site, self.base, self.pages().tags[at]));
            LinkView { title: tag.value.clone(), href }
        };
        tags.iter().map(link).collect()
    }

    pub fn capability_link(&self, capability: Option<usize>) -> Option<LinkView> {
        capability.map(|capability| self.to(self.pages().capabilities[capability]))
    }

    pub fn references(&self, references: &[Reference]) -> Vec<ReferenceView> {
        let view = |reference: &Reference| {
            let framework = self.to(self.pages().frameworks[reference.framework]);
            let page = framework.href.clone().unwrap_or_default();
            let id = |id: &crate::site::parse::note::Spanned<String>| LinkView {
                title: id.value.clone(),
                href: Some(format!("{page}#{}", encode(&id_anchor(&id.value)))),
            };
            ReferenceView { framework, ids: reference.ids.iter().map(id).collect() }
        };
        references.iter().map(view).collect()
    }

    /// Something of the model as a line of a list.
    pub fn spot(&self, spot: Spot) -> SpotView {
        let (model, pages) = (self.model(), self.pages());
        match spot {
            Spot::Item { cell, nth } => {
                let cell = &model.cells[cell];
                let item =
                    cell.all_items().nth(nth).unwrap_or_else(|| unreachable!("it was counted"));
                self.item_spot(item, cell.level, cell.dimension)
            }
            Spot::Activity(a) => {
                let activity = &model.activities[a];
                SpotView {
                    kind: "activity",
                    text: Html::new(escape(&activity.name.value)),
                    href: refs::href(self.site, self.base, pages.activities[a]),
                    level: Some(refs::level(self.site, self.base, self.m, activity.level)),
                    dimension: Some(self.dimension_ref(activity.dimension)),
                }
            }
            Spot::Resource(r) => {
                let resource = &model.catalog.resources[r];
                SpotView {
                    kind: "resource",
                    text: Html::new(escape(resource.title())),
                    href: self.resource_href(r),
                    level: None,
                    dimension: None,
                }
            }
        }
    }

    fn item_spot(&self, item: &Item, level: usize, dimension: usize) -> SpotView {
        let page = refs::href(self.site, self.base, self.pages().levels[level]);
        SpotView {
            kind: "item",
            text: self.html(&item.text),
            href: format!("{page}#{}", encode(&item.anchor)),
            level: Some(refs::level(self.site, self.base, self.m, level)),
            dimension: Some(self.dimension_ref(dimension)),
        }
    }

    fn spots(&self, spots: &[Spot]) -> Vec<SpotView> {
        spots.iter().map(|&spot| self.spot(spot)).collect()
    }

    fn dimension_ref(&self, dimension: usize) -> super::views::DimensionRef {
        refs::dimension(self.site, self.base, self.m, dimension)
    }

    fn resource_href(&self, r: usize) -> String {
        let page = self.pages().resources;
        let page = page.map_or_else(String::new, |page| refs::href(self.site, self.base, page));
        format!("{page}#{}", encode(&self.model().catalog.resources[r].id))
    }

    fn resource(&self, r: usize, with_uses: bool) -> ResourceView {
        let resource = &self.model().catalog.resources[r];
        let used = self.pages().uses.resources[r].iter().filter(|_| with_uses);
        ResourceView {
            id: resource.id.clone(),
            name: resource.title().to_owned(),
            url: resource.url.as_ref().map(|url| url.value.clone()),
            href: self.resource_href(r),
            description: self.optional(resource.description.as_ref()),
            tags: self.tag_links(&resource.tags),
            activities: used.map(|&a| self.spot(Spot::Activity(a))).collect(),
        }
    }

    pub fn resources(&self) -> ResourcesView {
        let all = 0..self.model().catalog.resources.len();
        ResourcesView {
            model: self.link(),
            resources: all.map(|resource| self.resource(resource, true)).collect(),
        }
    }

    pub fn capability(&self, c: usize) -> CapabilityView {
        let capability = &self.model().catalog.capabilities[c];
        let mut levels: Vec<CapabilityLevel> = Vec::new();
        for &spot in &self.pages().uses.capabilities[c] {
            let view = self.spot(spot);
            let Some(level) = view.level.clone() else { continue };
            match levels.last_mut().filter(|last| last.level == level) {
                Some(last) => last.spots.push(view),
                None => levels.push(CapabilityLevel { level, spots: vec![view] }),
            }
        }
        CapabilityView {
            name: capability.name.value.clone(),
            model: self.link(),
            description: self.optional(capability.description.as_ref()),
            dimension: capability.dimension.map(|d| self.dimension_ref(d)),
            levels,
            backlinks: self.backlinks(self.pages().capabilities[c]),
        }
    }

    pub fn tag(&self, t: usize) -> TagView {
        let tag = &self.pages().uses.tags[t];
        TagView { name: tag.name.clone(), model: self.link(), spots: self.spots(&tag.spots) }
    }

    pub fn tags(&self) -> Vec<CountedLink> {
        let tags = self.pages().uses.tags.iter().zip(&self.pages().tags);
        let link = |(tag, &page): (&crate::site::resolve::uses::Tag, &PageId)| CountedLink {
            title: tag.name.clone(),
            href: refs::href(self.site, self.base, page),
            count: tag.spots.len(),
        };
        tags.map(link).collect()
    }

    pub fn framework(&self, f: usize) -> FrameworkView {
        let framework = &self.model().catalog.frameworks[f];
        let ids = &self.pages().uses.frameworks[f];
        let covered = ids.iter().filter(|id| !id.spots.is_empty()).count();
        FrameworkView {
            name: framework.title().to_owned(),
            model: self.link(),
            description: self.optional(framework.description.as_ref()),
            url: framework.url.as_ref().map(|url| url.value.clone()),
            ids: ids.iter().map(|id| self.covered(f, id)).collect(),
            covered,
            uncovered: ids.len() - covered,
            bridge: self.bridge(f),
        }
    }

    fn covered(&self, f: usize, id: &Covered) -> CoveredView {
        CoveredView {
            anchor: id_anchor(&id.id),
            title: id.title.clone(),
            href: self.model().catalog.frameworks[f].link_to(&id.id),
            spots: self.spots(&id.spots),
            id: id.id.clone(),
        }
    }

    fn bridge(&self, f: usize) -> Option<LinkView> {
        let bridges = self.site.map.bridges.iter();
        let mut own = bridges.filter(|bridge| bridge.sides.contains(&(self.m, f)));
        own.next().map(|bridge| self.to(bridge.page))
    }

    /// What an activity needs, and what needs it.
    fn neighbours(&self, a: usize) -> Option<Html> {
        let (model, uses) = (self.model(), &self.pages().uses);
        let (needs, by) = (&model.activities[a].needs, &uses.needed_by[a]);
        let count = needs.len() + by.len();
        if count == 0 || count > MOST_IN_PICTURE {
            return None;
        }
        let mut shown: Vec<usize> = needs.iter().chain([&a]).chain(by).copied().collect();
        let mut seen = std::collections::HashSet::new();
        shown.retain(|activity| seen.insert(*activity));
        let edges = needs.iter().map(|&n| (n, a)).chain(by.iter().map(|&b| (a, b)));
        let given = [("activity", model.activities[a].name.value.as_str())];
        let title = self.words().fill("What {activity} needs, and what needs it", &given);
        Some(self.picture(&shown, &edges.collect::<Vec<_>>(), Some(a), &title))
    }

    /// All needs of the model, unless they are too many to look at.
    pub fn graph(&self) -> Option<Html> {
        let activities = &self.model().activities;
        let edges: Vec<(usize, usize)> = (0..activities.len())
            .flat_map(|a| activities[a].needs.iter().map(move |&needed| (needed, a)))
            .collect();
        let mut shown: Vec<usize> = edges.iter().flat_map(|&(a, b)| [a, b]).collect();
        shown.sort_unstable();
        shown.dedup();
        if shown.is_empty() || shown.len() > 60 {
            return None;
        }
        let given = [("model", self.model().title.value.as_str())];
        let title = self.words().fill("What the activities of {model} need", &given);
        Some(self.picture(&shown, &edges, None, &title))
    }

    fn picture(
        &self,
        shown: &[usize],
        edges: &[(usize, usize)],
        own: Option<usize>,
        title: &str,
    ) -> Html {
        let node = |&a: &usize| {
            let activity = &self.model().activities[a];
            let level = refs::level(self.site, self.base, self.m, activity.level);
            graph::Node {
                name: activity.name.value.clone(),
                href: refs::href(self.site, self.base, self.pages().activities[a]),
                step: level.step,
                color: level.color,
                level: self.words().fill("level {level}", &[("level", &level.value)]),
                own: own == Some(a),
            }
        };
        let at = |a: usize| shown.iter().position(|&s| s == a).unwrap_or(0);
        let edges: Vec<_> = edges.iter().map(|&(from, to)| (at(from), at(to))).collect();
        Html::new(graph::draw(&shown.iter().map(node).collect::<Vec<_>>(), &edges, title))
    }

    /// The places of notes that link to a page.
    pub fn backlinks(&self, page: PageId) -> Vec<LinkView> {
        let mentions = self.site.mentions.get(&page).map_or(&[][..], Vec::as_slice);
        let mut links: Vec<LinkView> =
            mentions.iter().filter_map(|mention| self.mention(mention)).collect();
        let mut seen = std::collections::HashSet::new();
        links.retain(|link| seen.insert(link.href.clone()));
        links
    }

    /// A place of a note: its page and the heading above it.
    pub fn mention(&self, mention: &crate::site::resolve::Mention) -> Option<LinkView> {
        let note = &self.site.notes[mention.note];
        let page = self.to(self.site.map.page_of(&note.path)?);
        let Some(anchor) = mention.anchor.map(|anchor| &note.anchors[anchor]) else {
            return Some(page);
        };
        let href = page.href.map(|href| format!("{href}#{}", encode(&anchor.id)));
        Some(LinkView { title: format!("{} › {}", page.title, anchor.title), href })
    }
}

fn answers(set: &AnswerSet) -> AnswersView {
    let option = |answer: &crate::site::parse::model::Answer| AnswerView {
        answer: answer.answer.value.clone(),
        score: answer.score.as_ref().map(|score| score.value.clone()),
    };
    AnswersView {
        id: format!("answers-{}", slug(&set.key.value)),
        name: set.name.as_ref().unwrap_or(&set.key).value.clone(),
        options: set.options.iter().map(option).collect(),
    }
}

/// The anchor of a framework's id on its page.
pub fn id_anchor(id: &str) -> String {
    match heading_id(id) {
        anchor if anchor.is_empty() => format!("id-{}", slug(id)),
        anchor => format!("id-{anchor}"),
    }
}
