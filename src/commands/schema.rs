//! `schema`: what editors need to complete keys and to underline mistakes.

use anyhow::Result;

use super::build::root;
use crate::cli::{SchemaArgs, SchemaOf};
use crate::site::parse::schema;
use crate::site::{self, Kept, Options};
use crate::system::{report, scan, schemas};

/// Prints the schema of one kind of files, or writes those of the site at hand.
pub fn schema(args: &SchemaArgs) -> Result<bool> {
    if args.write {
        let root = root(None)?;
        let outcome = site::build(&scan::site(&root)?, &Options::default(), &Kept::default());
        for line in schemas::write(&root, &outcome.models)? {
            report::line(&line);
        }
        return Ok(true);
    }
    report::document(&match args.of {
        SchemaOf::Site => schema::site(),
        SchemaOf::Page => schema::page(),
        SchemaOf::Model => schema::model(None),
    });
    Ok(true)
}
