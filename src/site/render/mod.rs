//! One page at a time, from the resolved site.

pub mod views;
