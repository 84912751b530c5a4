//! Links that lead elsewhere: which there are and where each stands, what is known of the addresses,
//! and what is told of them. Asking for them is not done here.

mod collect;
mod known;
mod parts;
mod tell;

use std::collections::BTreeSet;

use url::Url;

use super::diagnostics::{Diagnostic, Place};
use super::parse::config::Silence;

pub use collect::collect;
pub use known::{Answer, Finding, Known, shown};
pub use parts::Parts;
pub use tell::{Asked, tell};

/// What a site says of the web.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// In the order of their addresses.
    pub links: Vec<Link>,
    /// What is to be told without asking anybody.
    pub told: Vec<Diagnostic>,
    /// Addresses that are left out: examples, and what the configuration says.
    pub left_out: usize,
    silence: Vec<Silence>,
}

/// An address and all places that lead to it.
#[derive(Clone, Debug)]
pub struct Link {
    /// Of `http` or `https`, without fragment, name and password.
    pub url: Url,
    pub spots: Vec<Spot>,
}

#[derive(Clone, Debug)]
pub struct Spot {
    pub place: Place,
    /// What stands behind `#`, where it can be looked for.
    pub part: Option<String>,
    /// The finished page, where a template writes the link and no source has it.
    pub page: Option<String>,
}

impl Link {
    /// The parts of the page that are linked to.
    pub fn parts(&self) -> BTreeSet<String> {
        self.spots.iter().filter_map(|spot| spot.part.clone()).collect()
    }
}
