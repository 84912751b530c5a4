//! Schemas of the site at hand, in `.levelbook/` beside its configuration: there once they were
//! asked for, and up to date from then on.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::site::parse::model::Model;
use crate::site::parse::schema;

const FOLDER: &str = ".levelbook";

/// Writes them anew where they are.
pub fn refresh(root: &Path, models: &[Arc<Model>]) -> Result<()> {
    if root.join(FOLDER).is_dir() {
        write(root, models)?;
    }
    Ok(())
}

/// Writes them all; what to put at the top of each file.
pub fn write(root: &Path, models: &[Arc<Model>]) -> Result<Vec<String>> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    put(&folder.join(".gitignore"), b"*\n")?;
    put_schema(&folder, "site.schema.json", &schema::site())?;
    put_schema(&folder, "page.schema.json", &schema::page())?;
    let mut lines = vec![line("levelbook.yaml", "site.schema.json")];
    for model in models {
        let name = format!("{}.schema.json", model.key.replace('/', "-"));
        put_schema(&folder, &name, &schema::model(Some(model)))?;
        lines.push(line(model.path.as_str(), &name));
    }
    Ok(lines)
}

/// The path of a schema counts from the file that names it.
fn line(file: &str, schema: &str) -> String {
    let up = "../".repeat(file.matches('/').count());
    format!("{file}: # yaml-language-server: $schema={up}{FOLDER}/{schema}")
}

fn put_schema(folder: &Path, name: &str, schema: &Value) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(schema).unwrap_or_default();
    bytes.push(b'\n');
    put(&folder.join(name), &bytes)
}

/// An unchanged file is left alone, so that nobody who watches it is woken.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))
}
