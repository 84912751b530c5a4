//! What an item or an activity refers to in a framework: `references: {iso27001: [A.5.1]}`.

use super::catalog::{Catalog, Names};
use super::messages;
use crate::site::parse::note::Spanned;
use crate::site::parse::reader::{Fields, Reader, not_empty};
use crate::site::parse::yaml::{Entry, Kind};

/// Ids of one framework.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The framework's index.
    pub framework: usize,
    /// As spelled.
    pub ids: Vec<Spanned<String>>,
}

pub fn read(
    reader: &mut Reader,
    fields: &Fields,
    what: &str,
    catalog: &Catalog,
    names: &Names,
) -> Vec<Reference> {
    let Some(entry) = fields.get("references").filter(|entry| entry.value.kind != Kind::Null)
    else {
        return Vec::new();
    };
    let what = format!("\"references\" of {what}");
    let entries = reader.map(&entry.value, &entry.place(), &what).unwrap_or_default();
    let mut references: Vec<Reference> = Vec::new();
    for entry in entries {
        let Some(framework) = names.framework(&entry.key) else {
            let place = reader.place(&entry.key_range);
            reader.report(messages::no_framework(
                place,
                &entry.key,
                reader.first(&catalog.frameworks),
            ));
            continue;
        };
        let ids = ids(reader, entry);
        fits(reader, &ids, catalog, framework, names);
        match references.iter_mut().find(|reference| reference.framework == framework) {
            // `SAMM` and `samm` are one.
            Some(reference) => reference.ids.extend(ids),
            None => references.push(Reference { framework, ids }),
        }
    }
    references
}

/// A list of ids; one alone is a list of one.
pub fn ids(reader: &mut Reader, entry: &Entry) -> Vec<Spanned<String>> {
    if let Kind::Scalar(..) = entry.value.kind {
        return reader.entry_string(entry).into_iter().collect();
    }
    let nodes = reader.list(entry);
    let texts: Vec<_> = nodes.iter().filter_map(|node| reader.text(node, true)).collect();
    texts.into_iter().filter_map(not_empty).collect()
}

fn fits(
    reader: &mut Reader,
    ids: &[Spanned<String>],
    catalog: &Catalog,
    framework: usize,
    names: &Names,
) {
    let (known, pattern) = (&catalog.frameworks[framework], names.pattern(framework));
    for id in ids {
        let place = reader.place(&id.range);
        if !names.has_id(framework, &id.value) {
            reader.report(messages::no_framework_id(place, &id.value, known, reader.compared()));
        } else if pattern.is_some_and(|pattern| !pattern.is_match(&id.value)) {
            reader.report(messages::odd_framework_id(place, &id.value, known));
        }
    }
}
