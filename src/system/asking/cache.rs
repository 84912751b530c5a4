//! What earlier runs learned, in `.levelbook/links.json`. It can be deleted at any time.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::site::elsewhere::{Answer, Known};
use crate::system::aside;

const FILE: &str = "links.json";
const VERSION: u32 = 1;
/// A site of 100,000 links has a file of a quarter of it.
const LARGEST: u64 = 64 << 20;
/// An address that nothing leads to any more is forgotten after so many days.
const FORGET: i32 = 60;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cache {
    version: u32,
    links: BTreeMap<String, Known>,
}

impl Cache {
    /// What is kept; a new one, and why, where that cannot be read.
    pub fn load(root: &Path) -> (Self, Option<String>) {
        let read = aside::read(root, FILE, LARGEST).map_err(|error| error.to_string());
        let parsed = read.and_then(|bytes| bytes.as_deref().map(parse).transpose());
        match parsed {
            Ok(found) => (found.unwrap_or_else(Self::new), None),
            Err(why) => {
                let path = aside::path(root, FILE);
                let why = format!("{} cannot be used and is made anew: {why}", path.display());
                (Self::new(), Some(why))
            }
        }
    }

    fn new() -> Self {
        Self { version: VERSION, links: BTreeMap::new() }
    }

    pub fn get(&self, url: &Url) -> Option<&Known> {
        self.links.get(url.as_str())
    }

    /// Adds an answer to what was known.
    pub fn learn(&mut self, url: &Url, answer: Answer, today: Date) {
        let known = Known::after(self.get(url), answer, today);
        self.links.insert(url.to_string(), known);
    }

    /// Keeps it for the next run. `is_used` says whether a link still leads to an address.
    pub fn save(&mut self, root: &Path, today: Date, is_used: impl Fn(&str) -> bool) -> Result<()> {
        self.links.retain(|url, known| is_used(url) || (today - known.asked).get_days() < FORGET);
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        aside::write(root, FILE, &bytes)
    }
}

fn parse(bytes: &[u8]) -> Result<Cache, String> {
    let mut cache: Cache = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if cache.version != VERSION {
        return Err(format!("it is of version {}", cache.version));
    }
    cache.links = cache.links.into_iter().map(|(url, known)| (url, known.cleaned())).collect();
    Ok(cache)
}
