//! Links that lead elsewhere: which are found, how they are asked for, and what is told.

mod asking;
mod collecting;
mod running;
mod web;
