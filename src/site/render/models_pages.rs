//! The views of a site with several models: their index, and models side by side.

use super::model_pages::Lens;
use super::refs;
use super::views::{BridgeRow, BridgeView, ModelsView};
use crate::site::Site;
use crate::site::address::Base;

pub fn models(site: &Site, base: &Base) -> ModelsView {
    let all = 0..site.map.models.len();
    ModelsView {
        models: all.map(|m| Lens { site, base, m, engine: None }.card()).collect(),
        bridges: site.map.bridges.iter().map(|b| refs::link(site, base, b.page)).collect(),
    }
}

/// Each id of a framework beside what each model has for it.
pub fn bridge(site: &Site, base: &Base, index: usize) -> BridgeView {
    let bridge = &site.map.bridges[index];
    let lens = |m| Lens { site, base, m, engine: None };
    let mut rows: Vec<BridgeRow> = Vec::new();
    for (side, &(m, f)) in bridge.sides.iter().enumerate() {
        for id in lens(m).framework(f).ids {
            let at = rows.iter().position(|row| row.id == id.id).unwrap_or_else(|| {
                rows.push(BridgeRow {
                    id: id.id.clone(),
                    anchor: id.anchor.clone(),
                    title: None,
                    href: None,
                    cells: vec![Vec::new(); bridge.sides.len()],
                });
                rows.len() - 1
            });
            let row = &mut rows[at];
            row.title = row.title.take().or(id.title);
            row.href = row.href.take().or(id.href);
            row.cells[side] = id.spots;
        }
    }
    let (m, f) = bridge.sides[0];
    BridgeView {
        name: bridge.name.clone(),
        url: lens(m).framework(f).url,
        models: bridge.sides.iter().map(|&(m, _)| lens(m).link()).collect(),
        rows,
    }
}
