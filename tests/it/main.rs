//! Whole-site tests in memory, and tests of the code's own walls and lists.

#![expect(clippy::disallowed_methods, reason = "the walls are src's; tests read its files")]

mod coming;
mod courses;
mod documented;
mod editor;
mod ejecting;
mod elsewhere;
mod incremental;
mod languages;
mod machines;
mod mistakes;
mod models;
mod moving;
mod odd;
mod printing;
mod program;
mod promised;
mod publishing;
mod rules;
mod sections;
mod seed;
mod serving;
mod sites;
mod specification;
mod support;
mod walls;
mod watching;
mod weight;
mod whole;
mod writing;
