//! Levelbook turns course notes in Markdown and maturity models in YAML into a static website.

pub mod site;
