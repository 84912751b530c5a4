//! `init` and `publish`, run as a user runs them, against real bare repositories on the disk and over
//! loopback.

mod beginning;
mod failures;
mod interrupted;
mod over_the_wire;
mod rules;
mod workflow;
mod workplace;
