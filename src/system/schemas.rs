//! Schemas of the site at hand, in `.levelbook/` beside its configuration: there once they were
//! asked for, and up to date from then on.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use serde_json::Value;

use crate::site::parse::model::Model;
use crate::site::parse::schema;
use crate::system::aside;

/// It is among them in any site.
const OF_SITE: &str = "site.schema.json";

/// Writes them anew where they are.
pub fn refresh(root: &Path, models: &[Arc<Model>]) -> Result<()> {
    if aside::has(root, OF_SITE) {
        write(root, models)?;
    }
    Ok(())
}

/// Writes them all; what to put at the top of each file.
pub fn write(root: &Path, models: &[Arc<Model>]) -> Result<Vec<String>> {
    put_schema(root, OF_SITE, &schema::site())?;
    put_schema(root, "page.schema.json", &schema::page())?;
    let mut lines = vec![line("levelbook.yaml", OF_SITE)];
    for model in models {
        let name = format!("{}.schema.json", model.key.replace('/', "-"));
        put_schema(root, &name, &schema::model(Some(model)))?;
        lines.push(line(model.path.as_str(), &name));
    }
    Ok(lines)
}

/// The path of a schema counts from the file that names it.
fn line(file: &str, schema: &str) -> String {
    let up = "../".repeat(file.matches('/').count());
    format!("{file}: # yaml-language-server: $schema={up}.levelbook/{schema}")
}

fn put_schema(root: &Path, name: &str, schema: &Value) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(schema).unwrap_or_default();
    bytes.push(b'\n');
    aside::write(root, name, &bytes)
}
